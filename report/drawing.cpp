#include "report/drawing.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>

#include "report/display_width.hpp"

namespace canreach::report {
namespace {

using query::why_node;

std::string dot_label(std::string_view text) {
    std::string made;
    for (const char c : printable(text)) {
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made;
}

/// Everything that Mermaid, or the HTML and Markdown that it reads in labels, could take for more than a letter.
std::string mermaid_label(std::string_view text) {
    constexpr std::string_view meaningful = "\"#<>&`*_\\[]{}()|;";
    std::string made;
    for (const char c : printable(text)) {
        if (meaningful.find(c) == std::string_view::npos)
            made += c;
        else
            made += fmt::format("#{};", static_cast<int>(c));
    }
    return made;
}

/// Visits every node with its number and that of the one an arrow leads from, parents first; the root has its own. The
/// hops of HOW follow each other.
template <class Visit>
void walk(const why_node& node, std::size_t from, bool in_sequence, std::size_t& last, const Visit& visit) {
    const auto number = last;
    visit(node, number, from);
    auto before = number;
    for (const auto& child : node.children) {
        const auto next = ++last;
        walk(child, before, false, last, visit);
        if (in_sequence) before = next;
    }
}

/// How a program spells a drawing.
struct dialect {
    std::string_view head, tail;
    std::string (*label)(std::string_view);
    std::string_view break_of_line;          ///< within a label
    std::string_view before, between, after; ///< around the label: `n1` before LABEL between STYLE after
    std::string_view no, unknown;            ///< styles of those verdicts
    std::string_view arrow, end;
};

constexpr dialect dot{"digraph answer {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n",
                      "}\n",
                      dot_label,
                      "\\n",
                      " [label=\"",
                      "\"",
                      "];\n",
                      ", color=firebrick",
                      ", style=dashed",
                      "->",
                      ";\n"};
constexpr dialect mermaid{"flowchart LR\n  classDef no stroke:firebrick\n  classDef unknown stroke-dasharray:4\n",
                          "",
                          mermaid_label,
                          "<br/>",
                          "[\"",
                          "\"]",
                          "\n",
                          ":::no",
                          ":::unknown",
                          "-->",
                          "\n"};

std::string drawn(const query::result_table& what, const dialect& in) {
    std::string text(in.head);
    std::size_t last = 0;
    walk(*what.tree, 0, what.kind == query::statement_kind::how, last,
         [&](const why_node& node, std::size_t number, std::size_t from) {
             auto label = in.label(node.label);
             if (!node.fact.empty()) label += fmt::format("{}{}", in.break_of_line, in.label(node.fact));
             const auto style = node.how == graph::verdict::no        ? in.no
                                : node.how == graph::verdict::unknown ? in.unknown
                                                                      : std::string_view{};
             text += fmt::format("  n{}{}{}{}{}{}", number, in.before, label, in.between, style, in.after);
             if (number != from) text += fmt::format("  n{} {} n{}{}", from, in.arrow, number, in.end);
         });
    return text.append(in.tail);
}

} // namespace

std::string render_dot(const query::result_table& what) {
    return drawn(what, dot);
}

std::string render_mermaid(const query::result_table& what) {
    return drawn(what, mermaid);
}

} // namespace canreach::report
