#include "crawler/read_only.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

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

failure refuse(const http_request& request, std::string_view why) {
    const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
    return fail(errc::not_allowed,
                fmt::format("the crawler only reads: {} {} {}", name_of(request.method), quoted(path), why));
}

} // namespace

result<void> check_read_only(const http_request& request) {
    switch (request.method) {
    case http_method::get:
        if (!request.body.empty()) return refuse(request, "carries a body");
        return {};
    case http_method::post:
        if (!is_token_endpoint(request.target)) return refuse(request, "is no token request");
        if (request.content_type != "application/x-www-form-urlencoded") return refuse(request, "carries no form");
        return {};
    }
    return refuse(request, "uses an unknown method");
}

} // namespace canreach::crawler
