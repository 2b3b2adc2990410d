#include "crawler/entra_grant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "crawler/api_error.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using field = std::pair<std::string_view, std::string_view>;

/// A simulated account has its Entra ID on its own port.
origin login_of(const entra_place& place, const origin& configured) {
    return is_loopback(configured.host) ? configured : origin{true, place.login_host, 443};
}

bool is_tenant(std::string_view text) {
    return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
    });
}

} // namespace

result<std::string> tenant_in(std::string_view location, const origin& login) {
    auto where = parse_url(location);
    if (where && where->where == login) {
        const auto path = std::string_view(where->target).substr(1);
        const auto tenant = path.substr(0, path.find('/'));
        if (is_tenant(tenant) && path.size() > tenant.size()) return std::string(tenant);
    }
    return fail(errc::malformed_reply, "the workspace does not say which tenant of Entra ID it belongs to")
        .hinting("set ARM_TENANT_ID or give --azure-tenant-id");
}

asio::awaitable<result<std::string>> entra_grant::find_tenant() {
    http_request ask;
    ask.where = who_.configured_host;
    ask.target = "/aad/auth";
    auto reply = co_await client_.send(std::move(ask));
    if (!reply) co_return std::move(reply).error().with("while", "asking for the tenant of Entra ID");
    if (reply->status < 300 || reply->status > 399)
        co_return failure_of(*reply)
            .with("while", "asking for the tenant of Entra ID")
            .hinting("set ARM_TENANT_ID or give --azure-tenant-id");
    co_return tenant_in(reply->header("location"), login_of(who_.place, who_.configured_host));
}

asio::awaitable<result<token_reply>> entra_grant::fetch(origin where) {
    if (who_.tenant_id.empty()) {
        auto found = co_await find_tenant();
        if (!found) co_return std::move(found).error().with("host", where.to_string());
        who_.tenant_id = std::move(*found);
    }
    const auto login = login_of(who_.place, who_.configured_host);
    const url endpoint{login, fmt::format("/{}/oauth2/token", percent_encoded(who_.tenant_id))};
    const std::array fields{field{"grant_type", "client_credentials"}, field{"client_id", who_.client_id},
                            field{"client_secret", who_.client_secret.reveal()},
                            field{"resource", who_.place.resource}};
    auto request = token_form(endpoint, fields);
    request.to_login = true;
    std::vector<secret> secrets{who_.client_secret};
    auto token = co_await client_.ask(std::move(request), std::move(secrets),
                                      "check tenant, client id and secret of the Entra application");
    if (!token) co_return std::move(token).error().with("host", login.host);
    co_return token;
}

} // namespace canreach::crawler
