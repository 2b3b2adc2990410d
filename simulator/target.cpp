#include "simulator/target.hpp"

#include <algorithm>
#include <charconv>

namespace canreach::simulator {
namespace {

constexpr std::size_t most_parameters = 64;
constexpr std::size_t most_segments = 32;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

} // namespace

std::string percent_decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
        }
    }
    return out;
}

parameter_list parameters_of(std::string_view form) {
    parameter_list list;
    while (!form.empty() && list.size() < most_parameters) {
        const auto end = std::min(form.find('&'), form.size());
        const auto pair = form.substr(0, end);
        form.remove_prefix(std::min(end + 1, form.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        list.emplace_back(percent_decoded(pair.substr(0, equals), true),
                          equals < pair.size() ? percent_decoded(pair.substr(equals + 1), true) : std::string{});
    }
    return list;
}

target target::parse(std::string_view text) {
    target made;
    text = text.substr(0, text.find('#'));
    const auto question = text.find('?');
    if (question != std::string_view::npos) made.query = parameters_of(text.substr(question + 1));
    auto path = text.substr(0, question);
    while (!path.empty() && made.segments.size() < most_segments) {
        if (path.front() == '/') {
            path.remove_prefix(1);
            continue;
        }
        const auto end = std::min(path.find('/'), path.size());
        made.segments.push_back(percent_decoded(path.substr(0, end), false));
        path.remove_prefix(end);
    }
    return made;
}

std::optional<std::string_view> target::parameter(std::string_view name) const {
    const auto found = std::ranges::find(query, name, &std::pair<std::string, std::string>::first);
    if (found == query.end()) return std::nullopt;
    return found->second;
}

std::optional<std::int64_t> target::number(std::string_view name) const {
    const auto text = parameter(name);
    return text ? whole_number(*text) : std::nullopt;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

std::optional<std::string> base64_decoded(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : text) {
        if (c == '=') break;
        const auto digit = alphabet.find(c == '+' ? '-' : c == '/' ? '_' : c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out += static_cast<char>((bits >> static_cast<unsigned>(have)) & 0xFFU);
        }
    }
    return out;
}

std::string base64_url(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        have += 8;
        while (have >= 6) {
            have -= 6;
            out += alphabet[(bits >> static_cast<unsigned>(have)) & 63U];
        }
    }
    if (have > 0) out += alphabet[(bits << static_cast<unsigned>(6 - have)) & 63U];
    return out;
}

} // namespace canreach::simulator
