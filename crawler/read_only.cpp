#include "crawler/read_only.hpp"

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "crawler/detail/json_fields.hpp"
#include "crawler/sql/statement_text.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

/// `/oidc/v1/token`, `/oidc/accounts/{id}/v1/token`.
bool is_token_endpoint(std::string_view path) {
    if (path == "/oidc/v1/token") return true;
    constexpr std::string_view head = "/oidc/accounts/";
    constexpr std::string_view tail = "/v1/token";
    if (!path.starts_with(head) || !path.ends_with(tail) || path.size() <= head.size() + tail.size()) return false;
    const auto account = path.substr(head.size(), path.size() - head.size() - tail.size());
    return std::ranges::all_of(account, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
}

/// `/{tenant}/oauth2/token` of Entra ID.
bool is_login_endpoint(std::string_view path) {
    constexpr std::string_view tail = "/oauth2/token";
    if (!path.starts_with('/') || !path.ends_with(tail) || path.size() <= tail.size() + 1) return false;
    return std::ranges::all_of(path.substr(1, path.size() - tail.size() - 1), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
    });
}

failure refuse(const http_request& request, std::string_view why) {
    const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
    return fail(errc::not_allowed,
                fmt::format("the crawler only reads: {} {} {}", name_of(request.method), printable(path), why));
}

constexpr std::string_view statements_path = "/api/2.0/sql/statements";
constexpr std::array<std::string_view, 8> statement_fields{"warehouse_id", "statement",       "parameters",  "catalog",
                                                           "wait_timeout", "on_wait_timeout", "disposition", "format"};

result<void> check_statement(const http_request& request) {
    if (request.content_type != "application/json") return refuse(request, "carries no JSON");
    const auto parsed = detail::parse_json(request.body.reveal());
    const auto* body = parsed ? parsed->root().if_object() : nullptr;
    if (body == nullptr) return refuse(request, "carries no object");
    // A key said twice is read differently by different parsers: only what we would write ourselves passes.
    if (boost::json::serialize(*body) != request.body.reveal()) return refuse(request, "is not written plainly");
    for (const auto& member : *body)
        if (std::ranges::find(statement_fields, std::string_view(member.key())) == statement_fields.end())
            return refuse(request, "says more than a statement needs");
    return sql::check_reads_only(detail::text_in(*body, "statement"));
}

/// Ends a statement that the crawler itself has begun: nobody else knows its id.
bool is_cancellation(std::string_view path) {
    constexpr std::string_view tail = "/cancel";
    if (!path.starts_with(statements_path) || !path.ends_with(tail)) return false;
    path.remove_prefix(statements_path.size());
    if (path.size() <= tail.size() + 1 || !path.starts_with('/')) return false;
    return std::ranges::all_of(path.substr(1, path.size() - tail.size() - 1), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
}

result<void> check_get(const http_request& request) {
    if (!request.body.empty()) return refuse(request, "carries a body");
    if (request.to_storage && request.to_login) return refuse(request, "goes to two places");
    if (!request.to_storage) {
        if (!request.headers.empty()) return refuse(request, "carries headers that are not ours");
        return {};
    }
    if (!request.authorization.empty()) return refuse(request, "would show a token to a storage host");
    for (const auto& [name, value] : request.headers)
        if (equal_ignoring_case(name, "authorization") || equal_ignoring_case(name, "cookie") ||
            equal_ignoring_case(name, "proxy-authorization"))
            return refuse(request, "would carry a credential to a storage host");
    return {};
}

} // namespace

result<void> check_read_only(const http_request& request) {
    switch (request.method) {
    case http_method::get: return check_get(request);
    case http_method::post:
        if (request.to_storage || !request.headers.empty()) return refuse(request, "would write to storage");
        if (request.target == statements_path && !request.to_login) return check_statement(request);
        if (is_cancellation(request.target) && !request.to_login)
            return request.body.empty() ? result<void>{} : refuse(request, "carries a body");
        if (request.to_login ? !is_login_endpoint(request.target) : !is_token_endpoint(request.target))
            return refuse(request, "is no token request");
        if (request.content_type != "application/x-www-form-urlencoded") return refuse(request, "carries no form");
        return {};
    case http_method::put:
    case http_method::patch:
    case http_method::remove: return refuse(request, "would change something");
    }
    return refuse(request, "uses an unknown method");
}

} // namespace canreach::crawler
