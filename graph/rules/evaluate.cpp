#include "graph/rules/evaluate.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/rules/policies.hpp"
#include "graph/rules/supplies.hpp"

namespace canreach::graph {
namespace {

using detail::account;

/// Whether a group of a workspace counts at all.
bool counts(const account& in, principal_no group, scene where) {
    if (where.what == scene::form::plain) return false;
    if (where.what == scene::form::every) return in.who.meaning_of(group) != built_in::none;
    if (in.where.node_of(where.workspace) != in.who.workspace_of(group)) return false;
    // M6: in Unity Catalog a grant to a local group is void.
    return where.within_workspace() || in.who.meaning_of(group) != built_in::none;
}

/// Those who are what a built-in group of a workspace stands for (M4, M5).
const subject_set& meant_by(const account& in, principal_no alias, scene where) {
    const auto& spaces = workspaces_in(in, where);
    const auto w = spaces.find(in.who.workspace_of(alias));
    return in.who.meaning_of(alias) == built_in::admins ? spaces.admins(w) : spaces.access(w);
}

truth is_meant(const account& in, const identity::carried& who, principal_no alias, scene where) {
    if (who.entered(in.who.meaning_of(alias), in.who.workspace_of(alias))) return truth::yes();
    return meant_by(in, alias, where).test(who.self());
}

/// Built-in groups of the workspace that are members of one of its local groups; `visit` may say no to end it.
template <class Visit>
void visit_built_in_below(const account& in, principal_no local_group, scene where, Visit visit) {
    for (const auto alias : in.where.built_in_groups(in.where.find(in.who.workspace_of(local_group))))
        if (identities_in(in, where).memberships().is_below(alias, local_group) && !visit(alias)) return;
}

truth carries_local(const account& in, const identity::carried& who, principal_no group, scene where) {
    if (in.who.meaning_of(group) != built_in::none) return is_meant(in, who, group, where);
    auto how = who.test(group);
    if (!how.surely)
        visit_built_in_below(in, group, where, [&](principal_no alias) {
            how |= is_meant(in, who, alias, where);
            return !how.surely;
        });
    return how;
}

/// Whether an account identity counts in the scene: of account groups that have no access to the workspace the object
/// ACLs of that workspace know nothing (M6).
truth has_standing(const account& in, principal_no grantee, scene where) {
    if (where.what != scene::form::local_acl || in.who.kind_of(grantee) != node_kind::group) return truth::yes();
    // A group that manages another may be put into it as a whole, and so comes by access of its own (E5).
    return workspaces_in(in, where).access(where.workspace).test(grantee);
}

bool left_out(const supply& from, const supplying_fact& fact, scene where) {
    if (where.after == nullptr || where.after->without == nullptr) return false;
    const auto& gone = *where.after->without;
    return fact.holder == gone.from && from.on == gone.to && fact.kind == gone.kind &&
           (fact.kind == witness_step::what::owner || from.in == gone.in);
}

/// Of a node with so many times more grants than a principal has identities, the grants of each identity are looked up.
constexpr std::size_t many_grants = 4;

/// Whether a grant names one of `identities` that counts everywhere; groups of workspaces among them do not.
bool is_granted(const account& in, const supply& from, std::span<const principal_no> identities) {
    return !visit_grants_to(in, from, identities, [&](const supplying_fact& fact) {
        return !in.who.account_scoped(in.who.find(fact.holder));
    });
}

/// The same of the built-in groups of the workspace that is asked from.
truth is_granted_to_aliases(const account& in, const supply& from, const identity::carried& who, scene where) {
    auto found = truth::no();
    visit_grants_to(in, from, aliases_in(in, where), [&](const supplying_fact& fact) {
        found |= carries(in, who, fact.holder, where);
        return !found.surely;
    });
    return found;
}

truth supplied(const account& in, const condition& leaf, const identity::carried& who, scene where) {
    where = scene_of(leaf, where);
    auto found = truth::no();
    for (const auto& from : leaf.supplies) {
        if (!found.maybe && unread(in, from)) found = truth::unknown();
        if (found_by_identity(in, from, who, where)) {
            if (is_granted(in, from, who.all())) return truth::yes();
            if (!found.maybe && is_granted(in, from, who.perhaps())) found = truth::unknown();
            found |= is_granted_to_aliases(in, from, who, where);
            if (found.surely) break;
            continue;
        }
        visit_facts(in, from, [&](const supplying_fact& fact) {
            if (!left_out(from, fact, where)) found |= carries(in, who, fact.holder, where);
            return !found.surely;
        });
        if (found.surely) break;
    }
    return found;
}

/// Grantees, gathered and then expanded all at once.
class expansion {
public:
    expansion(const account& in, scene where) : in_(in), where_(where), found_(in.who.size()) {}

    void add(node_id grantee) {
        const auto number = in_.who.find(grantee);
        if (number == identity::no_principal) return;
        if (in_.who.kind_of(number) != node_kind::group) { // nobody is inside it: large accounts grant to thousands
            found_.add(number);
            return;
        }
        if (in_.who.account_scoped(number)) {
            const auto standing = has_standing(in_, number, where_);
            if (standing.maybe) (standing.surely ? grantees_ : perhaps_).push_back(number);
            return;
        }
        if (!counts(in_, number, where_)) return;
        if (in_.who.meaning_of(number) != built_in::none) {
            found_ |= meant_by(in_, number, where_);
            return;
        }
        grantees_.push_back(number);
        visit_built_in_below(in_, number, where_, [&](principal_no alias) {
            found_ |= meant_by(in_, alias, where_);
            return true;
        });
    }

    /// Those who were expanded before.
    void add(const subject_set& known) { found_ |= known; }

    [[nodiscard]] subject_set take() {
        identities_in(in_, where_).add_carriers(grantees_, found_);
        if (!perhaps_.empty()) {
            subject_set more(in_.who.size());
            identities_in(in_, where_).add_carriers(perhaps_, more);
            found_.may_add(more.maybe());
        }
        return std::move(found_);
    }

private:
    const account& in_;
    scene where_;
    subject_set found_;
    std::vector<principal_no> grantees_;
    std::vector<principal_no> perhaps_; ///< those that may count
};

/// T1 and T2, of the workspace that the leaf names.
const subject_set& people_of(const account& in, const condition& leaf, scene where) {
    const auto& spaces = workspaces_in(in, where);
    const auto w = spaces.find(leaf.part.workspace);
    return leaf.what == condition::form::workspace_admin ? spaces.admins(w) : spaces.access(w);
}

subject_set everyone(const account& in) {
    return subject_set(in.who.all());
}

/// Whether a leaf of form `here` or `elsewhere` is about the workspace that is asked from.
truth placed(const account& in, const condition& leaf, scene where) {
    const bool same =
        where.workspace != tenancy::no_workspace && in.where.node_of(where.workspace) == leaf.part.workspace;
    return same == (leaf.what == condition::form::here) ? truth::yes() : truth::no();
}

} // namespace

const identity& identities_in(const account& in, scene where) noexcept {
    return where.after == nullptr ? in.who : *where.after->who;
}

const tenancy& workspaces_in(const account& in, scene where) noexcept {
    return where.after == nullptr ? in.where : *where.after->where;
}

bool found_by_identity(const account& in, const supply& from, const identity::carried& who, scene where) {
    return !from.owners && !from.itself && !from.denies && from.in == facet::unity && who.listed() &&
           (where.what == scene::form::plain || where.what == scene::form::one) && where.after == nullptr &&
           many_for(who, in.grants.on(from.on).size());
}

bool many_for(const identity::carried& who, std::size_t rows) noexcept {
    return rows > many_grants * (who.all().size() + who.perhaps().size());
}

truth carries(const account& in, const identity::carried& who, node_id grantee, scene where) {
    const auto number = in.who.find(grantee);
    if (number == identity::no_principal) return truth::no();
    if (in.who.account_scoped(number)) return who.test(number) & has_standing(in, number, where);
    return counts(in, number, where) ? carries_local(in, who, number, where) : truth::no();
}

truth holds(const account& in, const condition& circuit, const identity::carried& who, scene where) {
    switch (circuit.what) {
    case condition::form::all: {
        auto how = truth::yes();
        for (const auto& part : circuit.parts) {
            how &= holds(in, part, who, where);
            if (!how.maybe) break;
        }
        return how;
    }
    case condition::form::any: {
        auto how = truth::no();
        for (const auto& part : circuit.parts) {
            how |= holds(in, part, who, where);
            if (how.surely) break;
        }
        return how;
    }
    case condition::form::supplied: return supplied(in, circuit, who, where);
    case condition::form::spared: {
        const auto denied = supplied(in, circuit, who, where);
        return {!denied.maybe, !denied.surely};
    }
    case condition::form::definer: return in.views.works(circuit.part.on, where.workspace);
    case condition::form::workspace_access:
    case condition::form::workspace_admin: return people_of(in, circuit, where).test(who.self());
    case condition::form::policy:
    case condition::form::exempt:
    case condition::form::unblocked: return passes(in, circuit, who, where);
    case condition::form::here:
    case condition::form::elsewhere: return placed(in, circuit, where);
    case condition::form::settled: return circuit.given;
    case condition::form::never: break;
    }
    return truth::no();
}

bool out_of_question(const account& in, const condition& circuit) {
    const auto out = [&](const condition& part) { return out_of_question(in, part); };
    switch (circuit.what) {
    case condition::form::all: return std::ranges::any_of(circuit.parts, out);
    case condition::form::any: return std::ranges::all_of(circuit.parts, out);
    case condition::form::definer: {
        const auto works = in.views.works_alike(circuit.part.on);
        return works && !works->maybe;
    }
    case condition::form::settled: return !circuit.given.maybe;
    case condition::form::never: return true;
    default: return false;
    }
}

subject_set holders(const account& in, const condition& circuit, scene where) {
    switch (circuit.what) {
    case condition::form::all: {
        if (circuit.parts.empty()) return everyone(in);
        auto set = holders(in, circuit.parts.front(), where);
        for (std::size_t i = 1; i < circuit.parts.size(); ++i) set &= holders(in, circuit.parts[i], where);
        return set;
    }
    case condition::form::any: {
        subject_set set(in.who.size());
        for (const auto& part : circuit.parts) set |= holders(in, part, where);
        return set;
    }
    case condition::form::supplied: return suppliers_of(in, circuit, where);
    case condition::form::spared: {
        auto set = everyone(in);
        set.take_away(suppliers_of(in, circuit, where));
        return set;
    }
    case condition::form::definer: {
        auto set = everyone(in);
        set.only_if(in.views.works(circuit.part.on, where.workspace));
        return set;
    }
    case condition::form::workspace_access:
    case condition::form::workspace_admin: return people_of(in, circuit, where);
    case condition::form::policy:
    case condition::form::exempt:
    case condition::form::unblocked: return passing(in, circuit, where);
    case condition::form::here:
    case condition::form::elsewhere: {
        auto set = everyone(in);
        set.only_if(placed(in, circuit, where));
        return set;
    }
    case condition::form::settled: {
        auto set = everyone(in);
        set.only_if(circuit.given);
        return set;
    }
    case condition::form::never: break;
    }
    return subject_set(in.who.size());
}

subject_set suppliers_of(const account& in, const condition& leaf, scene where) {
    where = scene_of(leaf, where);
    expansion named(in, where);
    bool more_unread = false;
    for (const auto& from : leaf.supplies) {
        more_unread = more_unread || unread(in, from);
        if (where.what == scene::form::plain && where.after == nullptr)
            if (const auto known = in.holders_of_many.of(in, from)) {
                named.add(*known);
                continue;
            }
        visit_facts(in, from, [&](const supplying_fact& fact) {
            if (!left_out(from, fact, where)) named.add(fact.holder);
            return true;
        });
    }
    auto found = named.take();
    if (more_unread) found.may_add(in.who.all());
    return found;
}

subject_set carriers_of(const account& in, std::span<const node_id> grantees, scene where) {
    expansion named(in, where);
    for (const auto grantee : grantees) named.add(grantee);
    return named.take();
}

std::vector<workspace_no> scenes_of(const account& in, const condition& circuit) {
    std::vector<workspace_no> found;
    const auto add_named = [&](const std::vector<node_id>& list) {
        for (const auto node : list) {
            const auto number = in.who.find(node);
            if (number == identity::no_principal || in.who.account_scoped(number)) continue;
            if (const auto w = in.where.find(in.who.workspace_of(number)); w != tenancy::no_workspace)
                found.push_back(w);
        }
    };
    for_each_leaf(circuit, [&](const condition& leaf) {
        for (const auto& from : leaf.supplies) in.add_aliases(from.on, found);
        if (leaf.what == condition::form::here) found.push_back(in.where.find(leaf.part.workspace));
        if (leaf.what == condition::form::definer) in.views.add_aliases(leaf.part.on, found);
        if (!leaf.test) return;
        for (const auto& group : leaf.test->groups)
            for (const auto which : group) {
                add_named(in.policies.at(which).to);
                add_named(in.policies.at(which).except);
            }
    });
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

} // namespace canreach::graph
