#include "graph/questions/reasons.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

#include "graph/detail/account.hpp"
#include "graph/rules/supplies.hpp"
#include "graph/rules/unity.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {

void gap_collector::add_members(principal_no group) {
    if (!in_.who.open_groups().test(group)) return;
    for (const auto unread : in_.who.unread_groups())
        if (in_.who.memberships().is_below(unread, group)) add_own_members(unread);
}

void gap_collector::add_own_members(principal_no group) {
    add_part(in_.who.node_of(group), node_part::members);
    // Of a group that nothing answers to nobody knows whether it was only not listed.
    if (!in_.nodes.flags[in_.who.node_of(group).value].has(node_flag::unresolved)) return;
    if (in_.who.account_scoped(group))
        add_listings(false, true);
    else
        add_groups_of(in_.who.workspace_of(group));
}

void gap_collector::add_assignments(workspace_no w) {
    add_part(in_.where.node_of(w), node_part::assignments);
    add_part(in_.where.node_of(w), node_part::members); // of its `admins`
    add_groups_of(in_.where.node_of(w));
    if (in_.where.assignments_unread(w))
        for (const auto gap : in_.read_parts.unlisted_workspaces()) found_.push_back(gap);
}

void gap_collector::add_access(workspace_no w) {
    if (std::ranges::find(entered_, w) != entered_.end()) return;
    entered_.push_back(w);
    add_assignments(w);
    for (const auto& row : in_.grants.on(in_.where.node_of(w)))
        if (const auto number = in_.who.find(row.other); number != identity::no_principal) add_members(number);
    for (const auto& [group, meaning] : in_.nodes.system_groups)
        if (in_.nodes.scope[group.value] == in_.where.node_of(w)) add_members(in_.who.find(group));
}

void gap_collector::add_grantee(node_id grantee, const identity::carried* who, scene where) {
    const auto number = in_.who.find(grantee);
    if (number == identity::no_principal) return;
    if (who != nullptr && carries(in_, *who, grantee, where) != truth::unknown()) return;
    const bool built = in_.who.meaning_of(number) == built_in::users || in_.who.meaning_of(number) == built_in::admins;
    if (!built) add_members(number);
    // One may be in a local group through `users` or `admins`.
    if (built || (where.within_workspace() && !in_.who.account_scoped(number)))
        add_access(in_.where.find(in_.who.workspace_of(number)));
    if (where.what == scene::form::local_acl) add_access(where.workspace); // M6
}

void gap_collector::add_supplies(const condition& leaf, const identity::carried* who, scene where) {
    where = scene_of(leaf, where);
    for (const auto& from : leaf.supplies) {
        visit_parts(from, [&](node_part part) { add_part(from.on, part); });
        if (who == nullptr && !where.within_workspace() && add_holders_of_many(from)) continue;
        visit_facts(in_, from, [&](const supplying_fact& fact) {
            add_grantee(fact.holder, who, where);
            return true;
        });
    }
}

/// Of grantees nothing but open groups and built-in ones says anything, and they can be looked up.
bool gap_collector::add_holders_of_many(const supply& from) {
    const bool grants = !from.owners && !from.itself && !from.denies && from.in == facet::unity;
    const auto rows = grants ? in_.grants.on(from.on).size() : 0;
    const auto open = in_.who.open_group_list();
    if (rows < 16 * (open.size() + 1)) return false;
    std::vector<workspace_no> built_in;
    in_.add_aliases(from.on, built_in);
    if (!built_in.empty()) return false;
    visit_grants_to(in_, from, open, [&](const supplying_fact& fact) {
        add_grantee(fact.holder, nullptr, scene::plain());
        return true;
    });
    return true;
}

void gap_collector::add_named(const source_policy& by, const identity::carried* who, scene where) {
    for (const auto* list : {&by.to, &by.except})
        for (const auto node : *list) add_grantee(node, who, where);
}

void gap_collector::add_definer(node_id view, scene where) {
    std::vector<node_id> todo{view};
    std::set<node_id> seen{view};
    while (!todo.empty()) {
        const auto at = todo.back();
        todo.pop_back();
        if (in_.views.works(at, where.workspace) != truth::unknown()) continue;
        add_part(at, node_part::definition);
        add_part(at, node_part::attributes);
        for (const auto id : in_.views.bases_of(at)) {
            condition both;
            both.parts.push_back(holding(in_, node_id{id}, reading_bit(in_.nodes.type[id]), "V1"));
            both.parts.push_back(usage_above(in_, node_id{id}));
            for (const auto owner : in_.owners_of.of(at.value)) {
                const auto number = in_.who.find(node_id{owner});
                if (number == identity::no_principal) continue;
                const auto ids = in_.who.carried_by(number);
                add(both, &ids, where);
            }
            if (in_.nodes.type[id] == securable::view && seen.insert(node_id{id}).second) todo.push_back(node_id{id});
        }
    }
}

/// Unread parts that keep something from being settled.
void gap_collector::add_settled(const missing_part& what) {
    using kind = missing_part::what;
    switch (what.kind) {
    case kind::definition: add_part(what.on, node_part::definition); break;
    case kind::base_owner:
        for (const auto node : {what.on, what.view})
            for (const auto part : {node_part::attributes, node_part::grants, node_part::definition})
                add_part(node, part);
        break;
    case kind::binding:
        add_part(what.on, node_part::bindings);
        add_part(what.workspace, node_part::attachment);
        add_part(in_.metastore_of(what.on), node_part::attachment);
        break;
    case kind::compute:
        add_part(what.on, node_part::attributes);
        for (const auto* family : {"clusters", "warehouses"}) in_.read_parts.collect_unlisted(what.on, family, found_);
        break;
    default: add_part(what.on, node_part::attributes); break;
    }
}

void gap_collector::add(const condition& circuit, const identity::carried* who, scene where) {
    if (who != nullptr && holds(in_, circuit, *who, where) != truth::unknown()) return;
    switch (circuit.what) {
    case condition::form::all:
    case condition::form::any:
        for (const auto& part : circuit.parts) add(part, who, where);
        break;
    case condition::form::supplied:
    case condition::form::spared: add_supplies(circuit, who, where); break;
    case condition::form::definer: add_definer(circuit.part.on, where); break;
    case condition::form::workspace_access:
    case condition::form::workspace_admin: add_access(in_.where.find(circuit.part.workspace)); break;
    case condition::form::policy:
    case condition::form::exempt:
    case condition::form::unblocked:
        for (const auto node : circuit.test->unread) add_part(node, node_part::policies);
        for (const auto& group : circuit.test->groups)
            for (const auto which : group) add_named(in_.policies.at(which), who, where);
        break;
    case condition::form::settled: add_settled(circuit.part); break;
    case condition::form::here:
    case condition::form::elsewhere:
    case condition::form::never: break;
    }
}

void gap_collector::add_doors(const plan& asked, const identity::carried* who) {
    for (const auto& one : asked.compute()) add(one.need, who, one.where());
    for (const auto& door : asked.doors()) {
        const auto inside = who != nullptr ? in_.where.access(door.workspace).test(who->self()) : truth::unknown();
        if (inside == truth::unknown()) add_access(door.workspace);
        if (!inside.maybe) continue;
        if (door.attached == truth::unknown()) {
            add_part(asked.metastore(), node_part::attachment);
            add_part(in_.where.node_of(door.workspace), node_part::attachment);
        }
        for (const auto let : asked.lets_through(door.workspace))
            if (let == truth::unknown()) add_part(asked.root(), node_part::bindings);
    }
    if (!asked.unseen_door()) return;
    for (const auto gap : in_.read_parts.unlisted_workspaces()) found_.push_back(gap);
    add_part(asked.metastore(), node_part::attachment);
    if (asked.root() != no_node) add_part(asked.root(), node_part::bindings);
}

void gap_collector::add(const plan& asked, const identity::carried& who) {
    const auto base = asked.base_scene();
    for (const auto& action : asked.actions()) {
        add(action.need, &who, base);
        for (const auto w : asked.special_scenes()) add(action.need, &who, scene::in(w));
    }
    if (asked.how() == mode::granted) return;
    if (in_.alive(asked.profile()).test(who.self()) == truth::unknown()) {
        add_listings(true, true);
        for (const auto which : in_.policies.access_rules()) add_named(in_.policies.at(which), &who, scene::plain());
    }
    add_doors(asked, &who);
}

void gap_collector::add_for_all(const plan& asked) {
    const auto base = asked.base_scene();
    for (const auto& action : asked.actions()) {
        add(action.need, nullptr, base);
        for (const auto w : asked.special_scenes()) add(action.need, nullptr, scene::in(w));
    }
    if (asked.how() == mode::effective) add_doors(asked, nullptr);
}

void gap_collector::add_listings(bool persons, bool groups) {
    const auto take_all = [&](const std::vector<gap_index>& list) {
        found_.insert(found_.end(), list.begin(), list.end());
    };
    if (persons) {
        take_all(in_.read_parts.unlisted_users());
        take_all(in_.read_parts.unlisted_service_principals());
    }
    if (groups) take_all(in_.read_parts.unlisted_groups());
}

std::vector<gap_index> gap_collector::take() {
    entered_.clear();
    std::ranges::sort(found_);
    const auto repeated = std::ranges::unique(found_);
    found_.erase(repeated.begin(), repeated.end());
    return std::move(found_);
}

namespace {

/// Rules, each once. Few and short: kept as texts of their own, since conditions that name them come and go.
class rule_list {
public:
    void add(std::string_view rule) {
        if (!rule.empty() && std::ranges::find(rules_, rule) == rules_.end()) rules_.emplace_back(rule);
    }
    [[nodiscard]] std::size_t size() const noexcept { return rules_.size(); }
    void forget_from(std::size_t size) { rules_.resize(size); }
    [[nodiscard]] std::vector<std::string> sorted() const {
        auto list = rules_;
        std::ranges::sort(list, {}, [](const std::string& rule) {
            constexpr std::string_view order = "MTUVSHLWARKE";
            int number = 0;
            std::from_chars(rule.data() + 1, rule.data() + rule.size(), number);
            return std::pair{order.find(rule.front()), number};
        });
        return list;
    }

private:
    std::vector<std::string> rules_;
};

void add_identity(const account& in, const identity::carried& who, node_id grantee, rule_list& into) {
    const auto number = in.who.find(grantee);
    if (number == who.self()) return;
    switch (in.who.meaning_of(number)) {
    case built_in::account_users: into.add("M3"); break;
    case built_in::users: into.add("M4"); break;
    case built_in::admins: into.add("M5"); break;
    case built_in::none: into.add("M2"); break;
    }
}

/// What lets an entry or a role serve, beside the rule of the leaf.
void add_object_rules(const account& in, const condition& leaf, const supply& from, const supplying_fact& fact,
                      rule_list& into) {
    const auto number = in.who.find(fact.holder);
    if (!in.who.account_scoped(number) && in.who.meaning_of(number) == built_in::none) into.add("M6");
    if (from.in != facet::acl) return;
    into.add(fact.kind == witness_step::what::given ? "W4" : "W2");
    if (from.on != leaf.part.on) into.add("W3");
    if (fact.bits.has(acl_level::is_owner)) into.add("W6");
}

void add_hive_rules(const account& in, const condition& leaf, const supply& from, const supplying_fact& fact,
                    rule_list& into) {
    const auto number = in.who.find(fact.holder);
    if (!in.who.account_scoped(number) && in.who.meaning_of(number) == built_in::none) into.add("M6");
    if (from.owners) {
        into.add(leaf.part.kind == missing_part::what::privilege ? "H5" : leaf.part.rule);
        return;
    }
    into.add("H1");
    if (from.on != leaf.part.on) into.add("H2");
    if (!fact.bits.has(leaf.part.bit)) into.add("H13");
}

/// Visits the facts of a supply that name an identity which is surely carried.
template <class Visit>
void visit_carried(const account& in, const condition& leaf, const supply& from, const identity::carried& who,
                   scene where, Visit visit) {
    where = scene_of(leaf, where);
    if (!found_by_identity(in, from, who, where)) {
        visit_facts(in, from, [&](const supplying_fact& fact) {
            if (carries(in, who, fact.holder, where).surely) visit(fact);
            return true;
        });
        return;
    }
    visit_grants_to(in, from, who.all(), [&](const supplying_fact& fact) {
        if (in.who.account_scoped(in.who.find(fact.holder))) visit(fact);
        return true;
    });
    visit_grants_to(in, from, aliases_in(in, where), [&](const supplying_fact& fact) {
        if (carries(in, who, fact.holder, where).surely) visit(fact);
        return true;
    });
}

/// The rules of a leaf that holds.
void add_leaf(const account& in, const condition& leaf, const identity::carried& who, scene where, rule_list& into) {
    if (leaf.what == condition::form::definer) into.add("V1");
    if (leaf.what == condition::form::spared) into.add(leaf.part.rule);
    if (leaf.what == condition::form::workspace_access || leaf.what == condition::form::workspace_admin)
        into.add(leaf.part.rule);
    if (leaf.test || leaf.what == condition::form::settled) into.add(leaf.part.rule);
    if (leaf.what != condition::form::supplied) return;
    into.add(leaf.part.rule);
    for (const auto& from : leaf.supplies)
        visit_carried(in, leaf, from, who, where, [&](const supplying_fact& fact) {
            add_identity(in, who, fact.holder, into);
            if (from.in == facet::hive) return add_hive_rules(in, leaf, from, fact, into);
            if (from.in != facet::unity) return add_object_rules(in, leaf, from, fact, into);
            if (from.owners) {
                if (leaf.part.kind == missing_part::what::privilege) into.add("U5");
                return;
            }
            into.add("U1");
            if (from.on != leaf.part.on) into.add("U2");
            if (!fact.bits.has(leaf.part.bit)) into.add("U4");
        });
}

/// Adds the rules of the branches that hold; whether the circuit itself does. Each leaf is asked once.
bool add_holding(const account& in, const condition& circuit, const identity::carried& who, scene where,
                 rule_list& into) {
    if (circuit.what == condition::form::all) {
        const auto before = into.size();
        for (const auto& part : circuit.parts)
            if (!add_holding(in, part, who, where, into)) {
                into.forget_from(before);
                return false;
            }
        return true;
    }
    if (circuit.what == condition::form::any) {
        bool found = false;
        for (const auto& part : circuit.parts) found = add_holding(in, part, who, where, into) || found;
        return found;
    }
    if (!holds(in, circuit, who, where).surely) return false;
    add_leaf(in, circuit, who, where, into);
    return true;
}

} // namespace

std::vector<std::string> rules_behind(const account& in, const plan& asked, const identity::carried& who,
                                      const can_answer& answer) {
    rule_list rules;
    const auto where = asked.base_scene();
    for (const auto& part : answer.missing) rules.add(part.rule);
    if (!answer.applied.empty()) rules.add("V3");
    if (answer.how == verdict::unknown) rules.add("K1");
    for (const auto& action : asked.actions()) {
        static_cast<void>(add_holding(in, action.need, who, where, rules));
        for (const auto w : asked.special_scenes())
            if (in.where.access(w).test(who.self()).surely)
                static_cast<void>(add_holding(in, action.need, who, scene::in(w), rules));
        if (asked.how() == mode::effective && action.how_far == reach::write && asked.root() != no_node &&
            in.nodes.flags[asked.root().value].has(node_flag::isolated))
            rules.add("T5");
    }
    if (asked.how() == mode::effective && asked.home() != tenancy::no_workspace)
        rules.add(family_of(in.nodes.kind[asked.resource().value]) == kind_family::hive ? "T6" : "W7");
    if (!asked.compute().empty()) rules.add("T7");
    if (asked.how() == mode::effective && !asked.self_contained()) {
        rules.add("T1");
        if (asked.root() != no_node && in.nodes.flags[asked.root().value].has(node_flag::isolated)) rules.add("T4");
    }
    return rules.sorted();
}

} // namespace canreach::graph::detail
