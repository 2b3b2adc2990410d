#include "crawler/proxy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

std::string percent_decoded(std::string_view text) {
    const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    const auto is_digit = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && is_digit(text[i + 1]) && is_digit(text[i + 2])) {
            made += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            made += text[i];
        }
    }
    return made;
}

bool covers(std::string_view rule, const origin& where) {
    if (rule == "*") return true;
    if (const auto colon = rule.rfind(':'); colon != std::string_view::npos && rule.find(':') == colon) {
        if (parse_int(rule.substr(colon + 1)) != where.port) return false;
        rule = rule.substr(0, colon);
    }
    if (rule.starts_with("*.")) rule.remove_prefix(1);
    if (rule.starts_with('.')) rule.remove_prefix(1);
    if (rule.empty()) return false;
    if (where.host == rule) return true;
    return where.host.size() > rule.size() && where.host.ends_with(rule) &&
           where.host[where.host.size() - rule.size() - 1] == '.';
}

} // namespace

const origin* proxy_settings::for_origin(const origin& where) const noexcept {
    if (!through || !where.secure) return nullptr;
    if (std::ranges::any_of(exceptions, [&](const std::string& rule) { return covers(rule, where); })) return nullptr;
    return &*through;
}

result<proxy_settings> parse_proxy(std::string_view https_proxy, std::string_view no_proxy) {
    proxy_settings made;
    auto text = trimmed(https_proxy);
    if (!text.empty()) {
        if (const auto scheme = text.find("://"); scheme != std::string_view::npos) {
            if (!equal_ignoring_case(text.substr(0, scheme), "http"))
                return fail(errc::unsupported, fmt::format("a proxy of kind `{}`: only http proxies are supported",
                                                           printable(text.substr(0, scheme), 20)));
            text.remove_prefix(scheme + 3);
        }
        // The user-info never reaches a message: it holds a password.
        if (const auto at = text.rfind('@'); at != std::string_view::npos) {
            auto user = percent_decoded(text.substr(0, at));
            auto encoded = "Basic " + base64(user);
            made.authorization = secret(encoded);
            wipe(user);
            wipe(encoded);
            text.remove_prefix(at + 1);
        }
        auto where = parse_url("http://" + std::string(text));
        if (!where) return std::move(where).error().with("variable", "HTTPS_PROXY");
        made.through = where->where;
    }
    for (auto rest = no_proxy; !rest.empty();) {
        const auto end = std::min(rest.find(','), rest.size());
        if (const auto rule = trimmed(rest.substr(0, end)); !rule.empty()) made.exceptions.push_back(lower_case(rule));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return made;
}

} // namespace canreach::crawler
