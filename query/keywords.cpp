#include "query/keywords.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "query/object_kinds.hpp"
#include "query/unicode.hpp"

namespace canreach::query {
namespace {

constexpr std::array<std::string_view, 26> structural{
    "AND",     "AS",    "BETWEEN",   "BUT",       "BY",    "EFFECTIVE", "ESCALATABLE", "EXCEPT", "FROM",
    "GRANTED", "IN",    "INCLUDING", "INTERSECT", "INTO",  "LIMIT",     "NOT",         "OF",     "ON",
    "OR",      "ORDER", "TO",        "UNION",     "USING", "WHERE",     "WITH",        "WITHIN",
};

constexpr auto sorted_structural = [] {
    auto words = structural;
    std::ranges::sort(words);
    return words;
}();

// Words that a rule of the grammar looks for where a name may stand as well.
constexpr std::array<std::string_view, 16> others{"ALL",  "ANY",   "ANONYMOUS", "ASC",    "DESC",   "DO",
                                                  "GLOB", "GROUP", "IS",        "LIKE",   "MEMBER", "NULL",
                                                  "PATH", "REACH", "USER",      "EXPLAIN"};

} // namespace

std::span<const std::string_view> structural_words() noexcept {
    return sorted_structural;
}

bool is_structural(std::string_view word) noexcept {
    // The longest is `ESCALATABLE`; a folded copy on the stack keeps this free of allocation. Sixteen, as GCC 12 warns
    // at -O3 of vectors that would not fit.
    std::array<char, 16> folded{};
    if (word.size() > folded.size()) return false;
    std::ranges::transform(word, folded.begin(), [](char c) { return ascii_upper(c); });
    return std::ranges::binary_search(sorted_structural, std::string_view{folded.data(), word.size()});
}

bool reads_as_grammar(std::string_view word) noexcept {
    if (is_structural(word)) return true;
    if (std::ranges::any_of(others, [&](std::string_view other) { return same_word(other, word); })) return true;
    return std::ranges::any_of(object_kinds(), [&](const object_kind& kind) {
        return same_word(kind.spelling.substr(0, kind.spelling.find(' ')), word);
    });
}

} // namespace canreach::query
