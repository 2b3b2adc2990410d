#include "report/drawing.hpp"

#include <algorithm>
#include <cstddef>

#include "report/dialect.hpp"
#include "report/picture.hpp"

namespace canreach::report {
namespace {

using query::why_node;

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

std::string drawn_table(const query::result_table& what, const dialect& in) {
    std::string text(in.head);
    std::size_t last = 0;
    walk(*what.tree, 0, what.kind == query::statement_kind::how, last,
         [&](const why_node& node, std::size_t number, std::size_t from) {
             text += in.box(number, node.label, node.fact, node.how);
             if (number != from) text += in.arrow_between(from, number);
         });
    return text.append(in.tail);
}

} // namespace

std::string render_dot(const query::result_table& what) {
    return drawn_table(what, dot_dialect());
}

std::string render_mermaid(const query::result_table& what) {
    return drawn_table(what, mermaid_dialect());
}

std::string render_svg(const query::result_table& what) {
    picture made;
    made.title = what.tree->label;
    std::size_t last = 0;
    walk(*what.tree, 0, what.kind == query::statement_kind::how, last,
         [&](const why_node& node, std::size_t number, std::size_t from) {
             const bool root = number == from;
             made.boxes.push_back({node.label, node.fact, root ? 0 : made.boxes[from].layer + 1, node.how, false});
             if (!root) made.arrows.emplace_back(from, number);
         });
    std::ranges::sort(made.arrows);
    return render_svg(made);
}

} // namespace canreach::report
