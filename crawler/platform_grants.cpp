#include "crawler/platform_grants.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using field = std::pair<std::string_view, std::string_view>;

} // namespace

asio::awaitable<result<token_reply>> client_credentials_grant::fetch(origin where) {
    auto endpoint = co_await find_token_endpoint(client_, where, who_.account_id, who_.account_host);
    if (!endpoint) co_return std::move(endpoint).error();
    const std::array fields{field{"grant_type", "client_credentials"}, field{"scope", "all-apis"}};
    auto request = token_form(endpoint->where, fields);
    auto pair = fmt::format("{}:{}", who_.client_id, secret_.reveal());
    auto encoded = "Basic " + base64(pair);
    request.authorization = secret(encoded);
    wipe(pair);
    wipe(encoded);
    std::vector<secret> secrets{secret_};
    auto token = co_await client_.ask(std::move(request), std::move(secrets),
                                      "check the client id and secret of the service principal");
    if (!token && token.error().is(errc::vanished))
        token.error().hint = "check the account id, and that the host is that of the account's cloud";
    if (!token) co_return std::move(token).error().with("host", where.to_string());
    co_return token;
}

asio::awaitable<result<token_reply>> token_exchange_grant::fetch(origin where) {
    auto endpoint = co_await find_token_endpoint(client_, where, who_.account_id, who_.account_host);
    if (!endpoint) co_return std::move(endpoint).error();
    auto audience = audience_;
    if (audience.empty()) audience = endpoint->audience;
    if (audience.empty() && who_.account_host) audience = who_.account_id;
    if (audience.empty()) audience = endpoint->where.where.to_string() + endpoint->where.target;
    auto identity = co_await identity_(client_, std::move(audience));
    if (!identity) co_return std::move(identity).error().with("host", where.to_string());
    std::vector<field> fields{{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                              {"subject_token_type", "urn:ietf:params:oauth:token-type:jwt"},
                              {"subject_token", identity->reveal()},
                              {"scope", "all-apis"}};
    if (!who_.client_id.empty()) fields.emplace_back("client_id", who_.client_id);
    auto request = token_form(endpoint->where, fields);
    std::vector<secret> secrets{*identity};
    auto token = co_await client_.ask(std::move(request), std::move(secrets),
                                      "check issuer, subject and audience of the federation policy, and the client id");
    if (!token) co_return std::move(token).error().with("host", where.to_string());
    co_return token;
}

} // namespace canreach::crawler
