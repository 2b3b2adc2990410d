#include <fmt/format.h>

#include "simulator/detail/access_tokens.hpp"
#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::string_view platform_resource = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

} // namespace

std::string_view login_host_of(cloud where) noexcept {
    return where == cloud::azure ? std::string_view("login.microsoftonline.com") : std::string_view{};
}

reply tenant_of_entra(const route_context& c) {
    reply made;
    made.status = 302;
    made.content_type = "text/html";
    // On loopback Entra ID is on the same port as all else.
    const bool by_name = c.from.workspaces_by_host.contains(c.to.host);
    const auto login = by_name ? fmt::format("https://{}", login_host_of(c.from.where))
                               : fmt::format("{}://{}", c.asked.tls ? "https" : "http", c.asked.host);
    made.headers.emplace_back("Location", fmt::format("{}/{}/oauth2/authorize?client_id={}&response_type=code", login,
                                                      c.options.accepted.entra_tenant, platform_resource));
    return made;
}

reply token_of_entra(const route_context& c) {
    const auto& accepted = c.options.accepted;
    if (c.to.target.segment(0) != accepted.entra_tenant)
        return refused_login("invalid_request", "AADSTS90002: Tenant not found. Check the tenant id.");
    if (form_field(c.asked.body, "grant_type") != "client_credentials")
        return refused_login("unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
    if (form_field(c.asked.body, "client_id") != accepted.client_id)
        return refused_login("unauthorized_client", "AADSTS700016: Application was not found in the directory.");
    if (form_field(c.asked.body, "client_secret") != accepted.entra_secret)
        return refused_login("invalid_client", "AADSTS7000215: Invalid client secret provided.");
    if (form_field(c.asked.body, "resource") != platform_resource)
        return refused_login("invalid_resource", "AADSTS500011: The resource principal was not found in the tenant.");
    json_text out;
    out.open_object().field("token_type", "Bearer");
    // The v1 endpoint writes numbers as text.
    out.field("expires_in", std::to_string(c.options.token_lifetime.count())).field("resource", platform_resource);
    out.field("access_token", issue_token(c.options.secret, any_audience, c.now + c.options.token_lifetime));
    out.close_object();
    return ok(std::move(out));
}

} // namespace canreach::simulator::detail
