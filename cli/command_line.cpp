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

/// The position of the first argument that is neither a flag nor a flag's value; their number if there is none.
std::size_t first_word(std::span<const std::string> arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view word = arguments[i];
        if (!word.starts_with('-')) return i;
        if (std::ranges::find(flags_with_value, word) != flags_with_value.end()) ++i;
    }
    return arguments.size();
}

} // namespace

bool begins_a_sentence(std::string_view word) {
    std::string folded(word.substr(0, word.find_first_of(" \t\n"))); // a whole sentence may be one argument
    std::ranges::transform(folded, folded.begin(), lower);
    return std::ranges::find(opening_words, folded) != opening_words.end();
}

bool holds_a_sentence(std::span<const std::string> arguments) {
    const auto first = first_word(arguments);
    return first < arguments.size() && (begins_a_sentence(arguments[first]) || arguments[first].starts_with('('));
}

std::vector<std::string> with_command_first(std::span<const std::string> arguments) {
    std::vector<std::string> ordered(arguments.begin(), arguments.end());
    const auto first = static_cast<std::ptrdiff_t>(first_word(arguments));
    if (first < std::ssize(ordered)) // behind a command of the command, too, but before what `--` shields
        std::rotate(ordered.begin(), ordered.begin() + first, std::ranges::find(ordered, "--"));
    return ordered;
}

} // namespace canreach::cli
