/// How Graphviz and Mermaid spell a drawing of boxes and arrows. Foreign text is a label everywhere, never syntax.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "graph/answers.hpp"

namespace canreach::report {

struct dialect {
    std::string_view head, tail;
    std::string (*label)(std::string_view);
    std::string_view break_of_line;          ///< within a label
    std::string_view before, between, after; ///< around the label: `n1` before LABEL between STYLE after
    std::string_view no, unknown;            ///< styles of those verdicts
    std::string_view arrow, end;

    /// A line for a box; `note` is its second line, and may be empty.
    [[nodiscard]] std::string box(std::size_t number, std::string_view text, std::string_view note,
                                  graph::verdict how) const;
    [[nodiscard]] std::string arrow_between(std::size_t from, std::size_t to) const;
};
[[nodiscard]] const dialect& dot_dialect() noexcept;
[[nodiscard]] const dialect& mermaid_dialect() noexcept;

} // namespace canreach::report
