#include "graph/rules/old_compute.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/detail/account.hpp"
#include "graph/rules/compute.hpp"
#include "graph/rules/conditions.hpp"
#include "graph/rules/unity.hpp"
#include "graph/rules/unity_tables.hpp"

namespace canreach::graph {
namespace {

using detail::account;
using form = condition::form;
using compute = object_tables::compute;

truth opposite(truth of) {
    return {!of.maybe, !of.surely};
}

bool shapes_reading(const source_policy& one) {
    return one.type == policy_type::row_filter || one.type == policy_type::column_mask;
}

/// A filter or mask that stands on the table itself is named by its function, which has dots; policies have none.
bool by_attributes(const source_policy& one) {
    return shapes_reading(one) && one.name.find('.') == std::string::npos;
}

bool is_shaped(const account& in, node_id resource) {
    return std::ranges::any_of(in.policies.on(resource),
                               [&](policy_index which) { return shapes_reading(in.policies.at(which)); });
}

bool is_shaped_by_attributes(const account& in, node_id resource) {
    return std::ranges::any_of(in.policies.on(resource),
                               [&](policy_index which) { return by_attributes(in.policies.at(which)); });
}

/// Compute that does the checks as they are done today, for things under attribute-based policies and for others.
truth knows_everything(const compute& one) {
    return opposite(one.checks_caller()) & opposite(one.knows_no_policies());
}
truth asks_the_definer(const compute& one) {
    return opposite(one.checks_caller());
}
truth asks_the_caller(const compute& one) {
    return one.checks_caller();
}
truth knows_no_policies_only(const compute& one) {
    return opposite(one.checks_caller()) & one.knows_no_policies();
}

/// Compute of which it is not told what it asks: enough for those who meet both demands.
truth asks_one_or_the_other(const compute& one) {
    return one.checks_caller() == truth::unknown() ? truth::yes() : truth::no();
}
truth knows_policies_or_not(const compute& one) {
    const bool open = !one.checks_caller().maybe && one.knows_no_policies() == truth::unknown();
    return open ? truth::yes() : truth::no();
}

/// The leaves of compute among those of Unity Catalog.
condition read_by_lists(condition circuit) {
    circuit.by_lists = true;
    for (auto& part : circuit.parts) part = read_by_lists(std::move(part));
    return circuit;
}

condition cannot(node_id resource, std::string_view rule) {
    return leaf_of(form::never, missing_part::what::compute, resource, rule);
}

condition exempt_from(policy_test test, node_id resource, std::string_view rule) {
    auto made = leaf_of(form::exempt, missing_part::what::exemption, resource, rule);
    if (!test.groups.empty()) made.part.policy = test.groups.front().front();
    made.test = std::make_shared<const policy_test>(std::move(test));
    return made;
}

/// V2: whoever runs a view reads what it reads, to the bottom.
class caller_reading {
public:
    caller_reading(const account& in, const rule_profile& profile, workspace_no from)
        : in_(in), profile_(profile), from_(from) {}

    [[nodiscard]] condition of(node_id resource) {
        std::vector<condition> parts;
        add(resource, parts);
        return group_of(form::all, std::move(parts));
    }

private:
    void add(node_id relation, std::vector<condition>& into) {
        if (is_shaped(in_, relation) || std::ranges::binary_search(in_.looking_at_reader, relation)) {
            into.push_back(cannot(relation, "V2"));
            return;
        }
        if (auto unread = in_.policies.unread_above(in_.nodes, relation); !unread.empty())
            into.push_back(exempt_from({{}, std::move(unread)}, relation, "V2"));
        if (in_.nodes.type[relation.value] != securable::view) return;
        if (std::ranges::find(chain_, relation) != chain_.end()) {
            into.push_back(cannot(relation, "V2")); // it reads itself
            return;
        }
        chain_.push_back(relation);
        if (in_.read_parts.missing(relation, node_part::definition)) into.push_back(undefined(relation));
        for (const auto id : in_.views.bases_of(relation)) {
            const node_id base{id};
            into.push_back(holding(in_, base, reading_bit(in_.nodes.type[id]), "V2", profile_));
            into.push_back(usage_above(in_, base, profile_));
            into.push_back(seen(base));
            add(base, into);
        }
        chain_.pop_back();
    }

    /// T3, T4: unlike the owner's, the caller's reading starts in a workspace.
    [[nodiscard]] condition seen(node_id base) const {
        auto made = leaf_of(form::settled, missing_part::what::binding, in_.root_of(base), "V2");
        made.part.workspace = in_.where.node_of(from_);
        made.given = truth::no();
        for (const auto& door : in_.where.doors_of(in_.metastore_of(base)))
            if (door.workspace == from_)
                made.given = door.attached & in_.where.lets_through(from_, in_.root_of(base), reach::read);
        return made;
    }

    static condition undefined(node_id view) {
        auto made = leaf_of(form::settled, missing_part::what::definition, view, "V2");
        made.given = truth::unknown();
        return made;
    }

    const account& in_;
    const rule_profile& profile_;
    workspace_no from_;
    std::vector<node_id> chain_;
};

/// V4: nothing that applies to the principal goes by attributes.
condition free_of_policies(const account& in, node_id resource) {
    policy_test test{{}, in.policies.unread_above(in.nodes, resource)};
    for (const auto which : in.policies.on(resource))
        if (by_attributes(in.policies.at(which))) test.groups.push_back({which});
    return exempt_from(std::move(test), resource, "V4");
}

bool is_doubt(const condition& leaf) {
    return leaf.what == form::settled && leaf.part.kind == missing_part::what::compute;
}

void add_doubts(const account& in, const condition& circuit, const identity::carried& who, scene where,
                std::vector<node_id>& into) {
    if (!holds(in, circuit, who, where).maybe) return;
    if (is_doubt(circuit)) into.push_back(circuit.part.on);
    for (const auto& part : circuit.parts) add_doubts(in, part, who, where, into);
}

condition placed(form what, node_id workspace) {
    auto made = leaf_of(what, missing_part::what::compute, workspace, "T7");
    made.part.workspace = workspace;
    return made;
}

} // namespace

condition on_compute_of_any_age(const account& in, node_id resource, condition works, const rule_profile& profile) {
    const bool unread = !in.policies.unread_above(in.nodes, resource).empty(); // what shapes it may be among those
    const bool attributes = unread || is_shaped_by_attributes(in, resource);
    if (in.nodes.type[resource.value] != securable::view && !attributes && !is_shaped(in, resource)) return works;
    const compute_choice newest = attributes ? knows_everything : asks_the_definer;
    const auto unfiltered = attributes ? free_of_policies(in, resource) : condition{};

    std::vector<condition> ways(1); // the first is `works`, on what is new enough
    std::vector<condition> as_ever{works};
    for (const auto& door : in.where.doors_of(in.metastore_of(resource))) {
        const auto w = door.workspace;
        const auto all = in.objects.compute_of(w);
        if (std::ranges::all_of(all, [&](const compute& one) { return newest(one).surely; })) continue;
        const auto space = in.where.node_of(w);
        const auto on = [&](compute_choice wanted, bool creating) {
            return read_by_lists(compute_in(in, w, kind_family::unity, wanted, creating));
        };
        const auto here_on = [&](compute_choice wanted, std::vector<condition> asks) {
            if (std::ranges::none_of(all, [&](const compute& one) { return wanted(one).maybe; })) return;
            asks.push_back(placed(form::here, space));
            asks.push_back(on(wanted, false));
            ways.push_back(group_of(form::all, std::move(asks)));
        };
        const auto by_caller = caller_reading(in, profile, w).of(resource);
        as_ever.push_back(group_of(form::any, {placed(form::elsewhere, space), on(newest, true)}));
        here_on(asks_the_caller, {by_caller});
        here_on(asks_one_or_the_other, {works, by_caller, unfiltered});
        if (!attributes) continue;
        here_on(knows_no_policies_only, {works, unfiltered});
        here_on(knows_policies_or_not, {works, unfiltered});
    }
    if (ways.size() == 1) return works;
    ways.front() = group_of(form::all, std::move(as_ever));
    return group_of(form::any, std::move(ways));
}

std::vector<node_id> clusters_in_doubt(const account& in, const condition& circuit, const identity::carried& who,
                                       scene where) {
    std::vector<node_id> found;
    add_doubts(in, circuit, who, where, found);
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

} // namespace canreach::graph
