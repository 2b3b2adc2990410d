#include "graph/questions/fixes.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/questions/broken_bases.hpp"
#include "graph/rules/supplies.hpp"

namespace canreach::graph::detail {
namespace {

using part_kind = missing_part::what;

constexpr std::size_t of_much = 100;        ///< cost of what gives far more than was asked
constexpr std::size_t of_everything = 1000; ///< the same, of a whole workspace

missing_part part_of(part_kind kind, node_id on, node_id workspace, std::string_view rule) {
    missing_part part;
    part.kind = kind;
    part.on = on;
    part.workspace = workspace;
    part.rule = rule;
    return part;
}

/// Keeps the nearest; drops what another one makes superfluous.
void settle(std::vector<fix>& ways) {
    std::ranges::stable_sort(ways, {}, [](const fix& f) { return std::pair{!f.possible, f.cost()}; });
    std::vector<fix> kept;
    for (auto& way : ways) {
        const bool covered = std::ranges::any_of(kept, [&](const fix& smaller) { return smaller.covers(way); });
        if (covered) continue;
        kept.push_back(std::move(way));
        if (kept.size() == fix_limit) break;
    }
    ways = std::move(kept);
}

std::vector<fix> product(const std::vector<fix>& left, const std::vector<fix>& right) {
    std::vector<fix> ways;
    for (const auto& a : left) {
        for (const auto& b : right) {
            auto both = a;
            both.possible = a.possible && b.possible;
            for (const auto& part : b.parts) add_part(both.parts, part);
            ways.push_back(std::move(both));
        }
    }
    settle(ways);
    return ways;
}

/// T7, where it is asked.
bool lacks_compute(const account& in, const plan& asked, const identity::carried& who, workspace_no w) {
    return std::ranges::any_of(asked.compute(), [&](const plan::compute_need& one) {
        return one.workspace == w && !holds(in, one.need, who, one.where()).surely;
    });
}

/// Compute in `w`: any of several things, none of them nearest.
fix give_compute(const account& in, const plan& asked, workspace_no w) {
    return {{part_of(part_kind::compute, asked.resource(), in.where.node_of(w), "T7")}, false};
}

/// Getting into `w` and from there to the resource.
fix way_in(const account& in, const plan& asked, const identity::carried& who, const tenancy::door& door, reach far) {
    fix way;
    const auto w = door.workspace;
    const auto node = in.where.node_of(w);
    if (!door.attached.surely) {
        way.parts.push_back(part_of(part_kind::workspace, asked.resource(), node, "T3"));
        way.possible = false;
    } else if (!in.where.access(w).test(who.self()).surely) {
        way.parts.push_back(part_of(part_kind::workspace, asked.resource(), node, "T1"));
    }
    if (lacks_compute(in, asked, who, w)) {
        way.parts.push_back(give_compute(in, asked, w).parts.front());
        way.possible = false;
    }
    if (in.where.lets_through(w, asked.root(), far).surely) return way;
    const bool marked = far == reach::write && in.nodes.flags[asked.root().value].has(node_flag::read_only);
    // One binding for writing opens the way for reading, too.
    way.parts.push_back(far == reach::write
                            ? part_of(part_kind::writable_binding, asked.root(), marked ? no_node : node, "T5")
                            : part_of(part_kind::binding, asked.root(), node, "T4"));
    way.possible = way.possible && !marked;
    return way;
}

/// The nearest ways through each kind of workspace: those alike in all that is asked count once.
std::vector<fix> effective_fixes(const account& in, const plan& asked, const identity::carried& who,
                                 const bound_action& action) {
    struct signature {
        bool attached, inside, reads, reaches, runs;
        workspace_no special;
        bool operator==(const signature&) const = default;
    };
    std::vector<signature> seen;
    std::vector<fix> ways;
    for (const auto& door : asked.doors()) {
        const auto where = asked.scene_in(door.workspace);
        const signature mark{door.attached.surely,
                             in.where.access(door.workspace).test(who.self()).surely,
                             in.where.lets_through(door.workspace, asked.root(), reach::read).surely,
                             in.where.lets_through(door.workspace, asked.root(), action.how_far).surely,
                             !lacks_compute(in, asked, who, door.workspace),
                             where.workspace};
        if (std::ranges::find(seen, mark) != seen.end()) continue;
        seen.push_back(mark);
        const auto through = way_in(in, asked, who, door, action.how_far);
        const auto then = mark.inside ? who : identity::carried_into(who, in.where.node_of(door.workspace));
        for (auto& way : product({through}, fixes_of(in, action.need, then, where))) ways.push_back(std::move(way));
    }
    if (!asked.doors().empty()) {
        settle(ways);
        return ways;
    }
    if (asked.self_contained() && !asked.shut_out()) {
        auto own = fixes_of(in, action.need, who, asked.base_scene());
        return lacks_compute(in, asked, who, asked.home()) ? product({give_compute(in, asked, asked.home())}, own)
                                                           : own;
    }
    if (asked.shut_out()) {
        const auto home = asked.home() == tenancy::no_workspace ? no_node : in.where.node_of(asked.home());
        return {fix{{part_of(part_kind::workspace, asked.resource(), home, "T6")}, false}};
    }
    const fix outside{{part_of(part_kind::workspace, asked.resource(), no_node, "T3")}, false};
    return product({outside}, fixes_of(in, action.need, who, scene::plain()));
}

/// One more entry or grant to the principal itself.
fix supplying(const account& in, const condition& leaf, const identity::carried& who, scene where) {
    fix way{{leaf.part}, true};
    const bool local = !in.who.account_scoped(who.self());
    // M6: to a group of a workspace it would be void, but for objects of that workspace; and of an account group the
    // objects of a workspace know something only if the group itself has access.
    if (local)
        way.possible = where.within_workspace() && in.who.workspace_of(who.self()) == in.where.node_of(where.workspace);
    else if (where.what == scene::form::local_acl && in.who.kind_of(who.self()) == node_kind::group &&
             !in.where.access(where.workspace).test(who.self()).surely)
        way.parts.push_back(part_of(part_kind::workspace, leaf.part.on, in.where.node_of(where.workspace), "M6"));
    return way;
}

/// Not being named by the policies of a leaf; of those that only clash, by all but the first.
fix exemptions(const account& in, const condition& leaf, const identity::carried& who, scene where) {
    fix way;
    bool first = leaf.what == condition::form::unblocked;
    for (const auto& group : leaf.test->groups) {
        std::vector<missing_part> own;
        for (const auto which : group) {
            if (!is_named(in, in.policies.at(which), who, where).maybe) continue;
            own.push_back(part_of(part_kind::exemption, leaf.part.on, no_node, leaf.part.rule));
            own.back().policy = which;
        }
        if (own.empty() || std::exchange(first, false)) continue;
        for (const auto& part : own) add_part(way.parts, part);
    }
    if (way.parts.empty()) return {{leaf.part}, false}; // policies that were not read
    way.possible = in.who.account_scoped(who.self()) && leaf.test->unread.empty();
    return way;
}

/// What would let one act at all (M7, M10).
fix coming_alive(const account& in, const plan& asked, const identity::carried& who) {
    fix way;
    const auto node = in.who.node_of(who.self());
    if (!in.who.live().test(who.self()).surely) {
        way.parts.push_back(part_of(part_kind::live, node, no_node, "M7"));
        way.possible = !in.nodes.flags[node.value].has(node_flag::unresolved);
    }
    if (!takes(asked.profile().get<betas>())) return way;
    for (const auto which : in.policies.access_rules()) {
        if (!is_named(in, in.policies.at(which), who, scene::plain()).maybe) continue;
        way.parts.push_back(part_of(part_kind::exemption, node, no_node, "M10"));
        // Access rules speak of the account's principals: a group of a workspace cannot be exempted.
        way.possible = way.possible && in.who.account_scoped(who.self());
        way.parts.back().policy = which;
    }
    return way;
}

/// What one carries once it has the access to a workspace that is asked for beside other things: whoever enters is in
/// the workspace's `users`, with all that it gives and denies.
identity::carried after_entering(const account& in, std::span<const condition> asked, const identity::carried& who,
                                 scene where) {
    const auto entry = std::ranges::find_if(asked, [&](const condition& part) {
        return part.what == condition::form::workspace_access && !holds(in, part, who, where).surely;
    });
    return entry == asked.end() ? who : identity::carried_into(who, entry->part.workspace);
}

/// Every denial that names someone who is, or may be, carried, and those that may be among what was not read: all must
/// go.
fix denials_behind(const account& in, const condition& leaf, const identity::carried& who, scene where) {
    fix way;
    for (const auto& from : leaf.supplies) {
        auto part = leaf.part;
        part.on = from.on;
        visit_facts(in, from, [&](const supplying_fact& fact) {
            if (!carries(in, who, fact.holder, scene_of(leaf, where)).maybe) return true;
            fact.bits.for_each([&](unsigned bit) {
                auto one = part;
                one.holder = fact.holder;
                one.bit = bit;
                add_part(way.parts, one);
            });
            return true;
        });
        if (unread(in, from)) add_part(way.parts, part); // one that nobody knows of
    }
    return way;
}

/// Whether a denial or an exception that does not hold can make it fail, at whatever depth.
bool can_be_denied(const condition& circuit) {
    return circuit.what == condition::form::spared || circuit.what == condition::form::exempt ||
           std::ranges::any_of(circuit.parts, can_be_denied);
}

/// What `way` lacks of the way that needs least beside it.
fix least_beside(const fix& way, const std::vector<fix>& others) {
    fix least;
    bool first = true;
    for (const auto& other : others) {
        fix more{{}, other.possible};
        for (const auto& part : other.parts)
            if (std::ranges::none_of(way.parts, [&](const missing_part& own) { return same_part(own, part); }))
                more.parts.push_back(part);
        const auto rank = [](const fix& f) { return std::pair{!f.possible, f.cost()}; };
        if (std::exchange(first, false) || rank(more) < rank(least)) least = std::move(more);
    }
    return least;
}

/// Adds to a way that makes one a workspace admin what the workspace's `admins` are denied.
void bear_being_admin(const account& in, std::span<const condition> asked, const identity::carried& who, scene where,
                      fix& way) {
    const auto admin = std::ranges::find(way.parts, part_kind::workspace_admin, &missing_part::kind);
    if (admin == way.parts.end()) return;
    const auto then = identity::carried_into(who, admin->workspace, built_in::admins);
    for (const auto& part : asked) {
        if (!can_be_denied(part)) continue;
        const auto more = least_beside(way, fixes_of(in, part, then, where));
        for (const auto& one : more.parts) add_part(way.parts, one);
        way.possible = way.possible && more.possible;
    }
}

} // namespace

bool fix::covers(const fix& other) const noexcept {
    return std::ranges::all_of(parts, [&](const missing_part& part) {
        return std::ranges::any_of(other.parts, [&](const missing_part& own) { return same_part(part, own); });
    });
}

bool fix::gives_everything() const noexcept {
    return cost() >= of_everything;
}

std::size_t fix::cost() const noexcept {
    std::size_t sum = 0;
    for (const auto& part : parts) {
        const bool against_denial = part.kind == part_kind::ownership && part.rule == "H3";
        const bool any_hive = part.kind == part_kind::workspace_admin && part.rule == "H6";
        const bool any_unity = part.kind == part_kind::ownership && part.rule == "U15"; // metastore admin
        const bool owning = part.kind == part_kind::ownership && part.rule == "U5";     // more than one privilege
        sum += any_hive ? of_everything : against_denial || any_unity ? of_much : owning ? 2 : 1;
    }
    return sum;
}

bool same_part(const missing_part& a, const missing_part& b) noexcept {
    return std::tie(a.kind, a.bit, a.in, a.on, a.workspace, a.view, a.policy, a.holder) ==
           std::tie(b.kind, b.bit, b.in, b.on, b.workspace, b.view, b.policy, b.holder);
}

void add_part(std::vector<missing_part>& to, const missing_part& part) {
    if (std::ranges::none_of(to, [&](const missing_part& own) { return same_part(own, part); })) to.push_back(part);
}

std::vector<fix> fixes_of(const account& in, const condition& circuit, const identity::carried& who, scene where) {
    if (holds(in, circuit, who, where).surely) return {fix{}};
    switch (circuit.what) {
    case condition::form::all: {
        std::vector<fix> ways{fix{}};
        const auto then = after_entering(in, circuit.parts, who, where);
        for (const auto& part : circuit.parts)
            ways =
                product(ways, fixes_of(in, part, part.what == condition::form::workspace_access ? who : then, where));
        for (auto& way : ways) bear_being_admin(in, circuit.parts, then, where, way);
        return ways;
    }
    case condition::form::any: {
        std::vector<fix> ways;
        for (const auto& part : circuit.parts)
            for (auto& way : fixes_of(in, part, who, where)) ways.push_back(std::move(way));
        if (ways.empty())
            return {fix{{part_of(part_kind::not_applicable, no_node, no_node, {})}, false}}; // no way at all
        settle(ways);
        return ways;
    }
    case condition::form::supplied: {
        auto way = supplying(in, circuit, who, scene_of(circuit, where));
        way.possible = way.possible && !circuit.supplies.empty();
        return {std::move(way)};
    }
    case condition::form::spared: return {denials_behind(in, circuit, who, where)};
    case condition::form::workspace_access:
    case condition::form::workspace_admin: return {fix{{circuit.part}, in.who.account_scoped(who.self())}};
    case condition::form::definer: {
        fix repair{broken_bases(in, circuit.part.on, where), true};
        // A view to blame itself cannot be helped by giving its owner something.
        for (const auto& part : repair.parts) repair.possible = repair.possible && part.on != part.view;
        return {repair};
    }
    // Nobody asks for a policy: a grant does the same, and is offered beside it.
    case condition::form::policy: break;
    case condition::form::exempt:
    case condition::form::unblocked: return {exemptions(in, circuit, who, where)};
    case condition::form::settled: return {fix{{circuit.part}, circuit.part.kind == part_kind::external_access}};
    case condition::form::here:
    case condition::form::elsewhere:
    case condition::form::never: break;
    }
    return {fix{{circuit.part}, false}};
}

std::vector<fix> fixes_of(const account& in, const plan& asked, const identity::carried& who) {
    std::vector<fix> ways;
    if (!asked.any_of()) ways.emplace_back();
    for (std::size_t i = 0; i < asked.actions().size();) {
        std::vector<fix> own;
        for (const auto action = asked.action_of(i); i < asked.actions().size() && asked.action_of(i) == action; ++i)
            for (auto& way : asked.how() == mode::granted
                                 ? fixes_of(in, asked.actions()[i].need, who, asked.base_scene())
                                 : effective_fixes(in, asked, who, asked.actions()[i]))
                own.push_back(std::move(way));
        if (asked.any_of())
            for (auto& way : own) ways.push_back(std::move(way));
        else
            ways = product(ways, own);
    }
    if (asked.how() == mode::effective && !in.alive(asked.profile()).test(who.self()).surely)
        ways = product({coming_alive(in, asked, who)}, ways);
    settle(ways);
    return ways;
}

} // namespace canreach::graph::detail
