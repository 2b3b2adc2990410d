#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/access_tokens.hpp"
#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

/// Documents name the host as the client called it, so that a client on loopback stays on loopback.
std::string base_url(const route_context& c) {
    return fmt::format("{}://{}", c.asked.tls ? "https" : "http", c.asked.host);
}

std::string oidc_base(const route_context& c) {
    return c.to.where ? base_url(c) + "/oidc" : fmt::format("{}/oidc/accounts/{}", base_url(c), c.from.id);
}

reply refused(std::string_view code, std::string_view what) {
    json_text out;
    out.open_object().field("error", code).field("error_description", what).close_object();
    auto made = ok(std::move(out));
    made.status = code == "invalid_client" ? 401 : 400;
    return made;
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
    std::string upper(name_of(c.from.where));
    std::ranges::transform(upper, upper.begin(), [](char l) { return static_cast<char>(l - 32); });
    out.field("cloud", upper).close_object();
    return ok(std::move(out));
}

reply oidc_document(const route_context& c) {
    const auto base = oidc_base(c);
    json_text out;
    out.open_object().field("issuer", base).field("authorization_endpoint", base + "/v1/authorize");
    out.field("token_endpoint", base + "/v1/token");
    out.open_array("grant_types_supported").value("client_credentials").close_array().close_object();
    return ok(std::move(out));
}

reply token(const route_context& c) {
    const auto form = parameters_of(c.asked.body);
    const auto in_form = [&](std::string_view name) {
        const auto found = std::ranges::find(form, name, &std::pair<std::string, std::string>::first);
        return found == form.end() ? std::string{} : found->second;
    };
    if (in_form("grant_type") != "client_credentials")
        return refused("unsupported_grant_type", "only client_credentials is simulated");
    auto id = in_form("client_id");
    auto secret = in_form("client_secret");
    constexpr std::string_view basic = "Basic ";
    if (c.asked.authorization.starts_with(basic))
        if (const auto pair = base64_decoded(c.asked.authorization.substr(basic.size()))) {
            const auto colon = std::min(pair->find(':'), pair->size());
            id = pair->substr(0, colon);
            secret = colon < pair->size() ? pair->substr(colon + 1) : std::string{};
        }
    const bool right = id == c.options.accepted.client_id && secret == c.options.accepted.client_secret;
    if (!right || (c.to.where && c.options.workspaces_reject_client))
        return refused("invalid_client", "Client authentication failed");
    const auto audience = c.to.where ? c.here().id : account_audience;
    json_text out;
    out.open_object();
    out.field("access_token", issue_token(c.options.secret, audience, c.now + c.options.token_lifetime));
    out.field("token_type", "Bearer").field("expires_in", std::int64_t{c.options.token_lifetime.count()});
    out.field("scope", "all-apis").close_object();
    return ok(std::move(out));
}

} // namespace canreach::simulator::detail
