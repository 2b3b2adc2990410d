#include "query/token.hpp"

namespace canreach::query {

bool is_fault(token_kind kind) noexcept {
    return kind >= token_kind::unclosed_quote;
}

std::string value_of(const token& what, std::string_view text) {
    const auto raw = what.where.of(text);
    if (what.kind == token_kind::id) return std::string(raw.substr(1));
    if (what.kind != token_kind::quoted && what.kind != token_kind::string) return std::string(raw);
    const char quote = raw.front();
    std::string value;
    value.reserve(raw.size());
    for (std::size_t i = 1; i + 1 < raw.size(); ++i) {
        value += raw[i];
        if (raw[i] == quote) ++i; // the second of a doubled quote
    }
    return value;
}

} // namespace canreach::query
