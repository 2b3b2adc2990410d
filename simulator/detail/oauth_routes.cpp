#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/access_tokens.hpp"
#include "simulator/detail/routes.hpp"
#include "simulator/detail/sql_tokens.hpp"

namespace canreach::simulator::detail {
namespace {

/// Documents name the host as the client called it, so that a client on loopback stays on loopback.
std::string base_url(const route_context& c) {
    return fmt::format("{}://{}", c.asked.tls ? "https" : "http", c.asked.host);
}

std::string oidc_base(const route_context& c) {
    return c.to.where ? base_url(c) + "/oidc" : fmt::format("{}/oidc/accounts/{}", base_url(c), c.from.id);
}

constexpr std::string_view exchange = "urn:ietf:params:oauth:grant-type:token-exchange";

/// Client credentials, in the header or in the form.
bool knows_client(const route_context& c) {
    auto id = form_field(c.asked.body, "client_id");
    auto secret = form_field(c.asked.body, "client_secret");
    constexpr std::string_view basic = "Basic ";
    if (c.asked.authorization.starts_with(basic))
        if (const auto pair = base64_decoded(c.asked.authorization.substr(basic.size()))) {
            const auto colon = std::min(pair->find(':'), pair->size());
            id = pair->substr(0, colon);
            secret = colon < pair->size() ? pair->substr(colon + 1) : std::string{};
        }
    return id == c.options.accepted.client_id && secret == c.options.accepted.client_secret;
}

/// An identity token that a federation policy lets in; without a client id it is one of the whole account.
bool knows_identity(const route_context& c) {
    const auto id = form_field(c.asked.body, "client_id");
    return form_field(c.asked.body, "subject_token_type") == "urn:ietf:params:oauth:token-type:jwt" &&
           form_field(c.asked.body, "subject_token") == c.options.accepted.identity_token &&
           (id.empty() || id == c.options.accepted.client_id);
}

} // namespace

reply host_metadata(const route_context& c) {
    json_text out;
    out.open_object();
    // The account host leaves the account to the client; a workspace knows its own (databricks-api, A.1).
    const bool account_host = !c.to.where;
    out.field("oidc_endpoint", account_host ? base_url(c) + "/oidc/accounts/{account_id}" : oidc_base(c));
    out.field("account_id", c.from.id);
    if (!account_host) out.field("workspace_id", std::to_string(c.here().id));
    out.field("cloud", upper(name_of(c.from.where))).close_object();
    return ok(std::move(out));
}

reply oidc_document(const route_context& c) {
    const auto base = oidc_base(c);
    json_text out;
    out.open_object().field("issuer", base).field("authorization_endpoint", base + "/v1/authorize");
    out.field("token_endpoint", base + "/v1/token");
    out.open_array("grant_types_supported").value("client_credentials").value(exchange);
    out.close_array().close_object();
    return ok(std::move(out));
}

reply refused_login(std::string_view code, std::string_view what) {
    json_text out;
    out.open_object().field("error", code).field("error_description", what).close_object();
    auto made = ok(std::move(out));
    made.status = code == "invalid_client" ? 401 : 400;
    return made;
}

std::string form_field(std::string_view form, std::string_view name) {
    const auto fields = parameters_of(form);
    const auto found = std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
    return found == fields.end() ? std::string{} : found->second;
}

reply token(const route_context& c) {
    const auto grant = form_field(c.asked.body, "grant_type");
    if (grant != "client_credentials" && grant != exchange)
        return refused_login("unsupported_grant_type", "only client_credentials and token exchange are simulated");
    if (grant == exchange && !knows_identity(c))
        return refused_login("invalid_grant", "No federation policy accepts the identity token");
    if (grant != exchange && !knows_client(c)) return refused_login("invalid_client", "Client authentication failed");
    if (c.to.where && c.options.workspaces_reject_client)
        return refused_login("invalid_client", "Client authentication failed");
    const auto audience = c.to.where ? c.here().id : account_audience;
    json_text out;
    out.open_object();
    out.field("access_token", issue_token(c.options.secret, audience, c.now + c.options.token_lifetime));
    out.field("token_type", "Bearer").field("expires_in", std::int64_t{c.options.token_lifetime.count()});
    out.field("scope", "all-apis").close_object();
    return ok(std::move(out));
}

} // namespace canreach::simulator::detail
