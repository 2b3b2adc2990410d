#include "graph/questions/choices.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "graph/questions/fixes.hpp"

namespace canreach::graph::detail {
namespace {

/// A circuit without what is not spoken of: leaves, or parts of which all or any are asked.
struct knot {
    std::vector<const condition*> leaves;
    bool any = false;
    std::vector<knot> parts;

    [[nodiscard]] bool is_leaf() const { return !leaves.empty(); }
    [[nodiscard]] bool asks_nothing() const { return leaves.empty() && parts.empty(); }
};

/// Adds a part, or its own parts where it joins them in the same way.
void add_to(knot& to, knot part) {
    if (part.is_leaf() || part.any != to.any) {
        to.parts.push_back(std::move(part));
        return;
    }
    for (auto& one : part.parts) add_to(to, std::move(one));
}

/// Alternatives that say the same thing become one.
void unite_same(std::vector<knot>& alternatives) {
    std::vector<knot> kept;
    for (auto& one : alternatives) {
        const auto same = std::ranges::find_if(kept, [&](const knot& own) {
            return own.is_leaf() && one.is_leaf() && same_part(own.leaves.front()->part, one.leaves.front()->part);
        });
        if (same == kept.end())
            kept.push_back(std::move(one));
        else
            same->leaves.insert(same->leaves.end(), one.leaves.begin(), one.leaves.end());
    }
    alternatives = std::move(kept);
}

/// Nothing where no leaf of it is spoken of.
std::optional<knot> tied(const condition& circuit, const branch_choice& branches, const leaf_choice& speaks_of) {
    knot made;
    if (circuit.what == condition::form::all) {
        for (const auto& part : circuit.parts)
            if (auto one = tied(part, branches, speaks_of)) add_to(made, *std::move(one));
        if (made.parts.empty() && !circuit.parts.empty()) return std::nullopt;
        return made.parts.size() == 1 ? std::move(made.parts.front()) : std::move(made);
    }
    if (circuit.what != condition::form::any) {
        const bool of_place = circuit.what == condition::form::here || circuit.what == condition::form::elsewhere;
        // Compute is told by itself, and where one asks from is no demand.
        if (of_place || circuit.by_lists || !speaks_of(circuit)) return std::nullopt;
        made.leaves.push_back(&circuit);
        return made;
    }
    made.any = true;
    for (const auto* part : branches(circuit))
        if (auto one = tied(*part, branches, speaks_of)) {
            if (one->asks_nothing()) return one;
            add_to(made, *std::move(one));
        }
    unite_same(made.parts);
    if (made.parts.empty()) return std::nullopt;
    return made.parts.size() == 1 ? std::move(made.parts.front()) : std::move(made);
}

void spread(const knot& from, const std::vector<alternative>& within, unsigned& last, std::vector<asked_leaf>& into) {
    if (from.is_leaf()) {
        into.push_back({from.leaves, within});
        return;
    }
    const auto choice = from.any ? ++last : 0U;
    unsigned number = 0;
    for (const auto& part : from.parts) {
        auto inside = within;
        if (from.any) inside.push_back({choice, ++number});
        spread(part, inside, last, into);
    }
}

} // namespace

condition circuit_of(const plan& asked) {
    condition made;
    made.what = asked.any_of() && asked.actions().size() > 1 ? condition::form::any : condition::form::all;
    for (const auto& action : asked.actions()) made.parts.push_back(action.need);
    return made;
}

std::vector<asked_leaf> asked_leaves(const condition& circuit, const branch_choice& branches,
                                     const leaf_choice& speaks_of) {
    std::vector<asked_leaf> found;
    unsigned last = 0;
    if (const auto made = tied(circuit, branches, speaks_of)) spread(*made, {}, last, found);
    return found;
}

} // namespace canreach::graph::detail
