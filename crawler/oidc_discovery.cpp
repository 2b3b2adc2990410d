#include "crawler/oidc_discovery.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "crawler/api_error.hpp"
#include "crawler/decode/oauth.hpp"
#include "crawler/detail/json_fields.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;

asio::awaitable<result<std::string>> endpoint_at(token_client& client, origin where, std::string target) {
    http_request ask;
    ask.where = std::move(where);
    ask.target = std::move(target);
    auto reply = co_await client.send_once(std::move(ask));
    if (!reply) co_return std::move(reply).error();
    if (reply->status != 200) co_return failure_of(*reply);
    const auto body = detail::parse_json(reply->body);
    if (!body) co_return body.error();
    co_return decode_token_endpoint(*body);
}

/// What the host tells of itself, if it does.
asio::awaitable<std::optional<host_metadata>> metadata_of(token_client& client, origin where) {
    http_request ask;
    ask.where = std::move(where);
    ask.target = "/.well-known/databricks-config";
    auto reply = co_await client.send_once(std::move(ask));
    if (!reply || reply->status != 200) co_return std::nullopt;
    const auto body = detail::parse_json(reply->body);
    if (!body) co_return std::nullopt;
    auto said = decode_host_metadata(*body);
    if (!said) co_return std::nullopt;
    co_return std::move(*said);
}

/// `oidc_endpoint` of the host's metadata with the account's id in its place.
result<url> issuer_of(const host_metadata& metadata, const std::string& account_id, const origin& where) {
    auto text = metadata.oidc_endpoint;
    constexpr std::string_view placeholder = "{account_id}";
    if (const auto at = text.find(placeholder); at != std::string::npos) {
        const auto& id = account_id.empty() ? metadata.account_id : account_id;
        if (id.empty())
            return fail(errc::bad_input, "the host asks for an account id, but none is configured")
                .with("host", where.to_string());
        text.replace(at, placeholder.size(), percent_encoded(id));
    }
    auto issuer = parse_url(text);
    if (!issuer) return std::move(issuer).error().with("host", where.to_string());
    return issuer;
}

} // namespace

asio::awaitable<result<token_endpoint>> find_token_endpoint(token_client& client, origin where, std::string account_id,
                                                            std::optional<origin> account_host) {
    const bool account = account_host && where == *account_host;
    const auto base = account ? fmt::format("/oidc/accounts/{}", percent_encoded(account_id)) : std::string("/oidc");
    token_endpoint made;
    made.where = {where, base + "/v1/token"};
    std::string found;
    if (const auto metadata = co_await metadata_of(client, where)) {
        made.audience = metadata->audience;
        if (!metadata->oidc_endpoint.empty()) {
            auto issuer = issuer_of(*metadata, account_id, where);
            if (!issuer) co_return std::move(issuer).error();
            // Named first: GCC 12 destroys temporaries of a conditional inside a co_await twice.
            auto target = issuer->target == "/" ? std::string{} : issuer->target;
            target += "/.well-known/oauth-authorization-server";
            auto document = co_await endpoint_at(client, issuer->where, std::move(target));
            if (document)
                found = *document;
            else if (document.error().is(errc::not_allowed))
                co_return std::move(document).error();
        }
    }
    if (found.empty()) {
        auto target = base + "/.well-known/oauth-authorization-server";
        auto document = co_await endpoint_at(client, where, std::move(target));
        if (document) found = *document;
    }
    if (found.empty()) co_return made;
    auto endpoint = parse_url(found);
    if (!endpoint) co_return std::move(endpoint).error().with("host", where.to_string());
    made.where = std::move(*endpoint);
    co_return made;
}

} // namespace canreach::crawler
