#include "report/dialect.hpp"

#include <fmt/format.h>

#include "report/display_width.hpp"

namespace canreach::report {
namespace {

std::string dot_label(std::string_view text) {
    std::string made;
    for (const char c : on_screen(text)) {
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made;
}

/// Everything that Mermaid, or the HTML and Markdown that it reads in labels, could take for more than a letter.
std::string mermaid_label(std::string_view text) {
    constexpr std::string_view meaningful = "\"#<>&`*_\\[]{}()|;";
    std::string made;
    for (const char c : on_screen(text)) {
        if (meaningful.find(c) == std::string_view::npos)
            made += c;
        else
            made += fmt::format("#{};", static_cast<int>(c));
    }
    return made;
}

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

} // namespace

std::string dialect::box(std::size_t number, std::string_view text, std::string_view note, graph::verdict how) const {
    auto shown = label(text);
    if (!note.empty()) shown += fmt::format("{}{}", break_of_line, label(note));
    const auto style = how == graph::verdict::no ? no : how == graph::verdict::unknown ? unknown : std::string_view{};
    return fmt::format("  n{}{}{}{}{}{}", number, before, shown, between, style, after);
}

std::string dialect::arrow_between(std::size_t from, std::size_t to) const {
    return fmt::format("  n{} {} n{}{}", from, arrow, to, end);
}

const dialect& dot_dialect() noexcept {
    return dot;
}

const dialect& mermaid_dialect() noexcept {
    return mermaid;
}

} // namespace canreach::report
