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

template <class Visit>
void walk(const query::result_table& what, const Visit& visit) {
    std::size_t last = 0;
    walk(*what.tree, 0, what.kind == query::statement_kind::how, last, visit);
}

} // namespace

std::string render_dot(const query::result_table& what) {
    std::string text = "digraph answer {\n"
                       "  rankdir=LR;\n"
                       "  node [shape=box, fontname=\"sans-serif\"];\n";
    walk(what, [&](const why_node& node, std::size_t number, std::size_t from) {
        auto label = dot_label(node.label);
        if (!node.fact.empty()) label += "\\n" + dot_label(node.fact);
        const std::string_view style = node.how == graph::verdict::no        ? ", color=firebrick"
                                       : node.how == graph::verdict::unknown ? ", style=dashed"
                                                                             : "";
        text += fmt::format("  n{} [label=\"{}\"{}];\n", number, label, style);
        if (number != from) text += fmt::format("  n{} -> n{};\n", from, number);
    });
    return text + "}\n";
}

std::string render_mermaid(const query::result_table& what) {
    std::string text = "flowchart LR\n"
                       "  classDef no stroke:firebrick\n"
                       "  classDef unknown stroke-dasharray:4\n";
    walk(what, [&](const why_node& node, std::size_t number, std::size_t from) {
        auto label = mermaid_label(node.label);
        if (!node.fact.empty()) label += "<br/>" + mermaid_label(node.fact);
        const std::string_view style = node.how == graph::verdict::no        ? ":::no"
                                       : node.how == graph::verdict::unknown ? ":::unknown"
                                                                             : "";
        text += fmt::format("  n{}[\"{}\"]{}\n", number, label, style);
        if (number != from) text += fmt::format("  n{} --> n{}\n", from, number);
    });
    return text;
}

} // namespace canreach::report
