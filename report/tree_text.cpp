#include "report/tree_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "report/display_width.hpp"

namespace canreach::report {
namespace {

void draw(const std::vector<query::why_node>& nodes, const std::string& lead, bool rules, std::string& text) {
    std::size_t widest = 0;
    const auto fact_of = [rules](const query::why_node& node) {
        auto fact = on_screen(node.fact);
        if (rules && !node.rule.empty()) fact += fmt::format("{}(rule {})", fact.empty() ? "" : " ", node.rule);
        return fact;
    };
    for (const auto& node : nodes)
        if (!fact_of(node).empty()) widest = std::max(widest, display_width(on_screen(node.label)));
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const bool last = i + 1 == nodes.size();
        const auto label = on_screen(nodes[i].label);
        text += lead + (last ? "└─ " : "├─ ") + label;
        if (const auto fact = fact_of(nodes[i]); !fact.empty())
            text += std::string(widest - std::min(widest, display_width(label)) + 2, ' ') + fact;
        text += '\n';
        draw(nodes[i].children, lead + (last ? "   " : "│  "), rules, text);
    }
}

} // namespace

std::string drawn_branches(const std::vector<query::why_node>& branches, bool rules) {
    std::string text;
    draw(branches, "", rules, text);
    return text;
}

} // namespace canreach::report
