#include "cli/command_line.hpp"

#include <algorithm>
#include <array>

namespace canreach::cli {
namespace {

constexpr std::array<std::string_view, 11> opening_words{"can", "who",   "which",   "what", "from",   "why",
                                                         "how", "count", "compare", "show", "explain"};
constexpr std::array<std::string_view, 3> flags_with_value{"--db", "-o", "--output"};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool begins_a_sentence(std::string_view word) {
    std::string folded(word);
    std::ranges::transform(folded, folded.begin(), lower);
    return std::ranges::find(opening_words, folded) != opening_words.end();
}

bool holds_a_sentence(std::span<const std::string> arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view word = arguments[i];
        if (!word.starts_with('-')) return begins_a_sentence(word) || word.starts_with('(');
        if (std::ranges::find(flags_with_value, word) != flags_with_value.end()) ++i;
    }
    return false;
}

} // namespace canreach::cli
