#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/questions/choices.hpp"
#include "graph/questions/fixes.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/questions.hpp"

namespace canreach::graph::detail {

std::vector<requirement> prerequisites(const account& in, const request& what, node_id resource) {
    std::vector<requirement> parts;
    if (!in.nodes.has(resource)) return parts;
    const plan asked(in, what, resource);
    const auto add = [&](const missing_part& part, const std::vector<alternative>& within) {
        if (std::ranges::none_of(
                parts, [&](const requirement& own) { return own.within == within && same_part(own.what, part); }))
            parts.push_back({part, within});
    };
    const auto every_part = [](const condition& choice) {
        std::vector<const condition*> found;
        for (const auto& part : choice.parts) found.push_back(&part);
        return found;
    };
    // Exceptions of Hive, for admins and against denials to owners, are not what everybody needs.
    const auto is_common = [](const condition& leaf) {
        return leaf.part.rule != "H6" && (leaf.part.rule != "H3" || leaf.what != condition::form::supplied);
    };
    const auto circuit = circuit_of(asked);
    for (const auto& one : asked_leaves(circuit, every_part, is_common)) {
        const auto& leaf = *one.leaves.front();
        if (leaf.what != condition::form::definer) {
            add(leaf.part, one.within);
            continue;
        }
        for (const auto base : in.views.bases_of(leaf.part.on)) {
            auto part = leaf.part;
            part.view = leaf.part.on;
            part.on = node_id{base};
            add(part, one.within);
        }
    }
    if (asked.how() == mode::granted || asked.self_contained()) return parts;
    const auto gate = [&](missing_part::what kind, node_id on, std::string_view rule) {
        missing_part part;
        part.kind = kind;
        part.on = on;
        part.rule = rule;
        parts.push_back({part, {}});
    };
    gate(missing_part::what::workspace, resource, "T1");
    if (asked.root() == no_node) return parts;
    const auto flags = in.nodes.flags[asked.root().value];
    const bool writes =
        std::ranges::any_of(asked.actions(), [](const auto& action) { return action.how_far == reach::write; });
    if (flags.has(node_flag::isolated)) gate(missing_part::what::binding, asked.root(), "T4");
    if (writes && (flags.has(node_flag::isolated) || flags.has(node_flag::read_only)))
        gate(missing_part::what::writable_binding, asked.root(), "T5");
    return parts;
}

} // namespace canreach::graph::detail
