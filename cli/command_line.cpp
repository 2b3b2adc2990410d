#include "cli/command_line.hpp"

#include <algorithm>
#include <array>

namespace canreach::cli {
namespace {

constexpr std::array<std::string_view, 11> opening_words{"can", "who",   "which",   "what", "from",   "why",
                                                         "how", "count", "compare", "show", "explain"};
constexpr std::array<std::string_view, 4> flags_with_value{"--db", "-o", "--output", "--annotations"};

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

/// The first word of an argument, which may hold a whole sentence, in lower case.
std::string opening_of(std::string_view argument) {
    std::string folded(argument.substr(0, argument.find_first_of(" \t\n(")));
    std::ranges::transform(folded, folded.begin(), lower);
    return folded;
}

/// `diff` is a command over two files, and DIFF a sentence about one answer, which stands in parentheses.
bool is_diff_of_answers(std::span<const std::string> arguments) {
    if (opening_of(arguments.front()) != "diff") return false;
    auto rest = std::string_view(arguments.front()).substr(std::string_view("diff").size());
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t\n")));
    return rest.starts_with('(') || (rest.empty() && arguments.size() > 1 && arguments[1].starts_with('('));
}

} // namespace

bool begins_a_sentence(std::string_view word) {
    return std::ranges::find(opening_words, opening_of(word)) != opening_words.end();
}

bool holds_a_sentence(std::span<const std::string> arguments) {
    const auto first = first_word(arguments);
    if (first == arguments.size()) return false;
    return begins_a_sentence(arguments[first]) || arguments[first].starts_with('(') ||
           is_diff_of_answers(arguments.subspan(first));
}

std::vector<std::string> with_command_first(std::span<const std::string> arguments) {
    std::vector<std::string> ordered(arguments.begin(), arguments.end());
    const auto first = static_cast<std::ptrdiff_t>(first_word(arguments));
    if (first < std::ssize(ordered)) // behind a command of the command, too, but before what `--` shields
        std::rotate(ordered.begin(), ordered.begin() + first, std::ranges::find(ordered, "--"));
    return ordered;
}

} // namespace canreach::cli
