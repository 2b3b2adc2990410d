#include "simulator/detail/json_text.hpp"

#include <utility>

namespace canreach::simulator::detail {
namespace {

void append_quoted(std::string& out, std::string_view text) {
    static constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += hex[byte >> 4U];
            out += hex[byte & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

} // namespace

json_text& json_text::open(char bracket) {
    if (std::exchange(comma_, false)) out_ += ',';
    out_ += bracket;
    return *this;
}

json_text& json_text::close(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
}

json_text& json_text::key(std::string_view name) {
    if (std::exchange(comma_, false)) out_ += ',';
    append_quoted(out_, name);
    out_ += ':';
    return *this;
}

json_text& json_text::value(std::string_view text) {
    if (std::exchange(comma_, true)) out_ += ',';
    append_quoted(out_, text);
    return *this;
}

json_text& json_text::raw(std::string_view token) {
    if (std::exchange(comma_, true)) out_ += ',';
    out_ += token;
    return *this;
}

} // namespace canreach::simulator::detail
