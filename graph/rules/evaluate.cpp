#include "graph/rules/evaluate.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/rules/supplies.hpp"

namespace canreach::graph {
namespace {

using detail::account;

bool counts(const account& in, principal_no alias, scene where) {
    if (where.what == scene::form::plain) return false;
    if (in.who.meaning_of(alias) == built_in::none) return false; // M6: a grant to a local group is void
    return where.what == scene::form::every || in.where.node_of(where.workspace) == in.who.workspace_of(alias);
}

/// Those who are what a built-in group of a workspace stands for (M4, M5).
const subject_set& meant_by(const account& in, principal_no alias) {
    const auto w = in.where.find(in.who.workspace_of(alias));
    return in.who.meaning_of(alias) == built_in::admins ? in.where.admins(w) : in.where.access(w);
}

truth supplied(const account& in, const condition& leaf, const identity::carried& who, scene where) {
    auto found = truth::no();
    for (const auto& from : leaf.supplies) {
        if (!found.maybe && in.read_parts.missing(from.on, part_of(from))) found = truth::unknown();
        visit_facts(in, from, [&](const supplying_fact& fact) {
            found |= carries(in, who, fact.holder, where);
            return !found.surely;
        });
        if (found.surely) break;
    }
    return found;
}

subject_set suppliers(const account& in, const condition& leaf, scene where) {
    subject_set found(in.who.size());
    std::vector<principal_no> grantees;
    bool unread = false;
    for (const auto& from : leaf.supplies) {
        unread = unread || in.read_parts.missing(from.on, part_of(from));
        visit_facts(in, from, [&](const supplying_fact& fact) {
            const auto number = in.who.find(fact.holder);
            if (number == identity::no_principal) return true;
            if (in.who.account_scoped(number))
                grantees.push_back(number);
            else if (counts(in, number, where))
                found |= meant_by(in, number);
            return true;
        });
    }
    std::ranges::sort(grantees);
    const auto repeated = std::ranges::unique(grantees);
    grantees.erase(repeated.begin(), repeated.end());
    in.who.add_carriers(grantees, found);
    if (unread) found.may_add(in.who.all());
    return found;
}

subject_set everyone(const account& in) {
    return subject_set(in.who.all());
}

} // namespace

truth carries(const account& in, const identity::carried& who, node_id grantee, scene where) {
    const auto number = in.who.find(grantee);
    if (number == identity::no_principal) return truth::no();
    if (in.who.account_scoped(number)) return who.test(number);
    if (!counts(in, number, where)) return truth::no();
    return meant_by(in, number).test(who.self());
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
    case condition::form::definer: return in.views.works(circuit.part.on, where.workspace);
    case condition::form::never: break;
    }
    return truth::no();
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
    case condition::form::supplied: return suppliers(in, circuit, where);
    case condition::form::definer: {
        auto set = everyone(in);
        set.only_if(in.views.works(circuit.part.on, where.workspace));
        return set;
    }
    case condition::form::never: break;
    }
    return subject_set(in.who.size());
}

std::vector<workspace_no> scenes_of(const account& in, const condition& circuit) {
    std::vector<workspace_no> found;
    for_each_leaf(circuit, [&](const condition& leaf) {
        for (const auto& from : leaf.supplies) in.add_aliases(from.on, found);
        if (leaf.what == condition::form::definer) in.views.add_aliases(leaf.part.on, found);
    });
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

} // namespace canreach::graph
