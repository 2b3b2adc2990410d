#include "crawler/url.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

constexpr std::size_t url_limit_bytes = 4096;

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
constexpr bool is_alphanumeric(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

failure wrong(std::string_view text, std::string_view why) {
    return fail(errc::bad_input, fmt::format("`{}` is no usable URL: {}", printable(text), why));
}

result<std::uint16_t> parse_port(std::string_view text, std::string_view whole) {
    const auto number = parse_int(text);
    if (!number || *number < 1 || *number > 65535) return wrong(whole, "the port must be 1 to 65535");
    return static_cast<std::uint16_t>(*number);
}

} // namespace

std::string origin::authority() const {
    const auto shown = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
    return port == (secure ? 443 : 80) ? shown : fmt::format("{}:{}", shown, port);
}

std::string origin::to_string() const {
    return fmt::format("{}://{}", secure ? "https" : "http", authority());
}

result<url> parse_url(std::string_view text) {
    const auto whole = text;
    if (text.size() > url_limit_bytes) return wrong(text, "longer than 4096 bytes");
    if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c == 0x7F || c == '\\'; }))
        return wrong(whole, "blanks, control characters and backslashes are not allowed");
    url made;
    if (const auto colon = text.find("://"); colon != std::string_view::npos) {
        const auto scheme = text.substr(0, colon);
        if (equal_ignoring_case(scheme, "http"))
            made.where.secure = false;
        else if (!equal_ignoring_case(scheme, "https"))
            return wrong(whole, "the scheme must be https");
        text.remove_prefix(colon + 3);
    }
    made.where.port = made.where.secure ? 443 : 80;
    const auto end = std::min(text.find_first_of("/?#"), text.size());
    auto authority = text.substr(0, end);
    const auto rest = text.substr(end);
    if (rest.find('#') != std::string_view::npos) return wrong(whole, "no fragment is allowed");
    if (authority.find('@') != std::string_view::npos) return wrong(whole, "no user name is allowed");
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == std::string_view::npos) return wrong(whole, "an unclosed bracket");
        made.where.host = lower_case(authority.substr(1, close - 1));
        authority.remove_prefix(close + 1);
        if (std::ranges::any_of(made.where.host, [](char c) { return !is_alphanumeric(c) && c != ':' && c != '.'; }))
            return wrong(whole, "the host is no IPv6 address");
    } else {
        const auto colon = std::min(authority.find(':'), authority.size());
        made.where.host = lower_case(authority.substr(0, colon));
        authority.remove_prefix(colon);
        if (std::ranges::any_of(made.where.host,
                                [](char c) { return !is_alphanumeric(c) && c != '-' && c != '.' && c != '_'; }))
            return wrong(whole, "the host holds odd characters");
    }
    if (made.where.host.empty()) return wrong(whole, "no host");
    if (!authority.empty()) {
        if (authority.front() != ':') return wrong(whole, "text after the host");
        auto port = parse_port(authority.substr(1), whole);
        if (!port) return std::move(port).error();
        made.where.port = *port;
    }
    if (!rest.empty()) made.target = rest.front() == '/' ? std::string(rest) : "/" + std::string(rest);
    return made;
}

bool is_loopback(std::string_view host) noexcept {
    return host == "127.0.0.1" || host == "::1" || equal_ignoring_case(host, "localhost");
}

bool is_ip_literal(std::string_view host) noexcept {
    if (host.find(':') != std::string_view::npos) return true;
    // The last label of a public name is never a number, so this also catches short forms such as `127.1`.
    const auto last = host.substr(host.rfind('.') == std::string_view::npos ? 0 : host.rfind('.') + 1);
    return !last.empty() && (std::ranges::all_of(last, is_digit) || last.starts_with("0x"));
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string made;
    made.reserve(text.size() + 8);
    for (const char c : text) {
        if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            made += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            made += '%';
            made += digits[byte >> 4U];
            made += digits[byte & 0x0FU];
        }
    }
    return made;
}

} // namespace canreach::crawler
