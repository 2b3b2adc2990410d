#include "audit/changed_access.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "audit/reach.hpp"
#include "graph/operations.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::audit {
namespace {

using graph::access_graph;
using graph::verdict;

bool is_person(const access_graph& facts, node_id one) {
    const auto kind = facts.kind_of(one);
    return kind == node_kind::user || kind == node_kind::service_principal;
}

std::set<node_id> everybody(const access_graph& facts) {
    std::set<node_id> all;
    for (const auto kind : {node_kind::user, node_kind::service_principal})
        for (const auto one : facts.nodes_of_kind(kind)) all.insert(one);
    return all;
}

/// Users and service principals that some edit concerns: named, in a group that is named, or owning what is given away.
std::set<node_id> concerned(const access_graph& before, const access_graph& after, std::span<const edit> edits) {
    std::set<node_id> persons;
    // Members of the built-in groups are in no list: such a group, and each that it lies in, is everybody.
    std::set<node_id> built_in;
    for (const auto* facts : {&before, &after})
        for (const auto group : facts->nodes_of_kind(node_kind::group)) {
            if (!facts->flags_of(group).has(node_flag::system)) continue;
            built_in.insert(group);
            for (const auto& above : facts->groups_of(group, false).rows) built_in.insert(above.principal);
        }
    bool all = false;
    const auto add = [&](node_id one) {
        if (one == no_node) return;
        if (is_person(before, one)) persons.insert(one);
        if (before.kind_of(one) != node_kind::group) return;
        all = all || built_in.contains(one);
        for (const auto* facts : {&before, &after}) {
            const auto members = facts->members_of(one, false);
            for (const auto& row : members.rows) persons.insert(row.principal);
            all = all || !members.gaps.empty(); // anybody may be in it
        }
    };
    for (const auto& one : edits) {
        add(one.principal);
        if (one.kind == edit::what::drop_group) add(one.target);
        if (one.kind == edit::what::set_owner)
            for (const auto owner : before.owners_of(one.target)) add(owner);
    }
    return all ? everybody(before) : persons;
}

graph::request request_for(std::vector<graph::action> actions, graph::mode how) {
    graph::request what;
    what.actions = std::move(actions);
    what.how = how;
    return what;
}

/// Roles and entitlements that are told by their names; what the others allow are abilities.
bool is_told_by_abilities(unsigned bit) {
    switch (static_cast<role>(bit)) {
    case role::workspace_user:
    case role::workspace_admin:
    case role::account_admin:
    case role::group_manager:
    case role::group_assumer:
    case role::service_principal_user:
    case role::service_principal_manager: return true;
    default: return false;
    }
}

/// How surely something can be done, by one principal. Each once.
struct asked_one {
    node_id principal;
    verdict how;
};

/// One difference. In the order of rows.
struct found_change {
    node_id who, on;
    verdict before, after;
    std::optional<unsigned> held; ///< a role; none: of the action
    graph::action what;
    friend auto operator<=>(const found_change&, const found_change&) = default;
};

/// Groups that the edits leave nothing of.
std::set<node_id> dropped_by(std::span<const edit> edits) {
    std::set<node_id> gone;
    for (const auto& one : edits)
        if (one.kind == edit::what::drop_group) gone.insert(one.target);
    return gone;
}

/// Two states of an account, question by question. A group that is dropped stays among the nodes of the second one, and
/// is a thing that somebody may manage, so what is answered about it there is left out.
class comparison {
public:
    comparison(const access_graph& before, const access_graph& after, std::span<const edit> edits,
               std::span<const graph::action> actions, graph::mode how)
        : before_(before), after_(after), dropped_(dropped_by(edits)), actions_(actions.begin(), actions.end()),
          how_(how) {}

    [[nodiscard]] const std::set<node_id>& dropped() const noexcept { return dropped_; }

    /// What one principal can do with everything there is. Things that are alike before, and alike after, differ alike.
    void add_all_of(node_id who) {
        const auto everything = request_for(actions_, how_);
        auto then = before_.teller_for(who, everything);
        auto now = after_.teller_for(who, everything);
        std::unordered_map<std::uint64_t, std::vector<step>> known;
        for (std::uint32_t i = 0; i < before_.node_count(); ++i) {
            const node_id on{i};
            if (dropped_.contains(on)) continue; // asked of everybody
            const auto was = then.each_action(on);
            const auto will_be = now.each_action(on);
            const auto [at, added] = known.try_emplace(std::uint64_t{was.like} << 32U | will_be.like);
            if (added) at->second = steps_between(was.how, will_be.how);
            if (at->second.empty()) continue;
            const auto& asked = asked_of(before_.kind_of(on));
            for (const auto& one : at->second)
                if (asked[one.action]) note(who, on, one.before, one.after, {}, actions_[one.action]);
        }
        add_gaps_of(who);
        add_roles_of(who);
    }
    /// What everybody can do with one thing.
    void add_all_on(node_id on, graph::action what) {
        if (!is_asked_of(what, before_.kind_of(on))) return;
        constexpr std::array person_kinds{node_kind::user, node_kind::service_principal};
        const auto ask = [&](const access_graph& facts) {
            const auto answer = facts.who(request_for({what}, how_), on, person_kinds);
            std::vector<asked_one> found;
            found.reserve(answer.rows.size());
            for (const auto& row : answer.rows) found.push_back({row.principal, row.how});
            gaps_.insert(answer.gaps.begin(), answer.gaps.end());
            return found;
        };
        lay_beside(ask(before_), ask(after_),
                   [&](node_id who, verdict was, verdict will_be) { note(who, on, was, will_be, {}, what); });
    }
    void add_all_on(node_id on) {
        for (const auto what : actions_) add_all_on(on, what);
    }
    access_difference take() {
        std::ranges::sort(changed_);
        const auto repeated = std::ranges::unique(changed_);
        changed_.erase(repeated.begin(), repeated.end());
        access_difference made;
        for (const auto& [who, on, was, will_be, held, what] : changed_) {
            const bool same = !made.rows.empty() && made.rows.back().principal == who &&
                              made.rows.back().resource == on && made.rows.back().before == was &&
                              made.rows.back().after == will_be;
            if (!same) made.rows.push_back({who, on, was, will_be, {}, {}});
            if (held)
                made.rows.back().roles.push_back(*held);
            else
                made.rows.back().actions.push_back(what);
        }
        for (auto& row : made.rows) leave_out_implied(row.actions);
        made.gaps.assign(gaps_.begin(), gaps_.end());
        return made;
    }

private:
    /// What becomes of one of the actions.
    struct step {
        std::size_t action;
        verdict before, after;
    };
    static std::vector<step> steps_between(std::span<const verdict> was, std::span<const verdict> will_be) {
        std::vector<step> found;
        for (std::size_t i = 0; i < was.size(); ++i)
            if (was[i] != will_be[i]) found.push_back({i, was[i], will_be[i]});
        return found;
    }
    const std::vector<bool>& asked_of(node_kind kind) {
        auto& asked = asked_of_[kind];
        if (asked.empty())
            for (const auto what : actions_) asked.push_back(is_asked_of(what, kind));
        return asked;
    }
    void note(node_id who, node_id on, verdict was, verdict will_be, std::optional<unsigned> held, graph::action what) {
        if (dropped_.contains(on)) will_be = verdict::no;
        if (was != will_be) changed_.push_back({who, on, was, will_be, held, what});
    }
    void add_gaps_of(node_id who) {
        for (const auto* facts : {&before_, &after_}) {
            if (facts->gaps().empty()) continue;
            for (const auto what : actions_) {
                const auto answer = facts->what(who, request_for({what}, how_), {}, no_node);
                gaps_.insert(answer.gaps.begin(), answer.gaps.end());
            }
        }
    }
    /// A role as surely as the membership that carries it; whoever cannot act uses none.
    void add_roles_of(node_id who) {
        if (how_ != graph::mode::granted && before_.flags_of(who).has(node_flag::inactive)) return;
        std::map<held_role, std::array<verdict, 2>> held;
        for (const bool later : {false, true}) {
            const auto& facts = later ? after_ : before_;
            const auto add = [&](node_id holder, verdict carried) {
                for (const auto& grant : facts.grants_to(holder)) {
                    if (grant.what != facet::role) continue;
                    grant.allow.for_each([&](unsigned bit) {
                        if (is_told_by_abilities(bit)) return;
                        auto& told = held.try_emplace({grant.resource, bit}).first->second[later ? 1U : 0U];
                        told = std::max(told, carried);
                    });
                }
            };
            add(who, verdict::yes);
            const auto groups = facts.groups_of(who, false);
            for (const auto& row : groups.rows) add(row.principal, row.how);
            gaps_.insert(groups.gaps.begin(), groups.gaps.end());
        }
        for (const auto& [one, how] : held) note(who, one.on, how[0], how[1], one.bit, {});
    }
    /// Answers of hundreds of thousands of rows differ in few: they are laid beside each other.
    template <class Differ>
    static void lay_beside(std::vector<asked_one> was, std::vector<asked_one> will_be, Differ differ) {
        for (auto* side : {&was, &will_be})
            if (!std::ranges::is_sorted(*side, {}, &asked_one::principal))
                std::ranges::sort(*side, {}, &asked_one::principal);
        auto old = was.begin();
        for (const auto& [principal, how] : will_be) {
            for (; old != was.end() && old->principal < principal; ++old) differ(old->principal, old->how, verdict::no);
            const bool both = old != was.end() && old->principal == principal;
            differ(principal, both ? old->how : verdict::no, how);
            if (both) ++old;
        }
        for (; old != was.end(); ++old) differ(old->principal, old->how, verdict::no);
    }

    const access_graph& before_;
    const access_graph& after_;
    std::set<node_id> dropped_;
    std::vector<graph::action> actions_;
    graph::mode how_;
    std::map<node_kind, std::vector<bool>> asked_of_; ///< by action
    std::vector<found_change> changed_;
    std::set<graph::gap_index> gaps_;
};

} // namespace

access_difference changed_access(const access_graph& before, const access_graph& after, std::span<const edit> edits,
                                 std::span<const node_id> views, std::span<const graph::action> actions,
                                 graph::mode how) {
    comparison sides(before, after, edits, actions, how);
    for (const auto who : concerned(before, after, edits)) sides.add_all_of(who);
    for (const auto view : views)
        for (const auto which : {privilege::select, privilege::execute})
            sides.add_all_on(view, {graph::action::form::privilege, static_cast<std::uint16_t>(which)});
    // Whoever could manage a group need not be in it.
    for (const auto group : sides.dropped()) sides.add_all_on(group);
    return sides.take();
}

} // namespace canreach::audit
