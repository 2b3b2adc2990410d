#include "tests/support/slow_escalation.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "graph/operations.hpp"
#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "tests/support/random_denials.hpp"

namespace canreach::support {
namespace {

using graph::verdict;

node_key key_of(const principal_ref& who) {
    return {who.kind, who.scope, who.text};
}

graph::request operation(std::string_view name, node_id from) {
    auto asked = to_do(name);
    asked.from = {from};
    return asked;
}

bool leads_to(link_type type, node_kind from) {
    if (type == link_type::run_as) return from == node_kind::job || from == node_kind::pipeline;
    return (type == link_type::holds && from == node_kind::secret_scope) ||
           (type == link_type::app_sp && from == node_kind::app);
}

/// What a thing must allow for it to be used as its identity.
ability asked_of(node_kind kind) {
    if (kind == node_kind::secret_scope) return ability::read;
    return kind == node_kind::app ? ability::manage : ability::edit;
}

} // namespace

graph::request to_do(ability what) {
    graph::request asked;
    asked.actions = {{graph::action::form::ability, static_cast<std::uint16_t>(what)}};
    return asked;
}

graph::request to_do(std::string_view operation) {
    graph::request asked;
    asked.actions = {graph::operation_named(operation)};
    return asked;
}

void lower(slow_hops& at, verdict how, unsigned hops) {
    const auto least = [&](std::optional<unsigned>& one) { one = one ? std::min(*one, hops) : hops; };
    if (how == verdict::yes) least(at.surely);
    if (how != verdict::no) least(at.maybe);
}

slow_escalation::slow_escalation(const random_world& world) : world_(world), plain_(with({}, {})) {
    for (std::uint32_t i = 0; i < plain_.graph.node_count(); ++i) {
        const node_id id{i};
        // A workspace's own group grants nothing to itself: that would be void (M6).
        const auto& key = plain_.source.key_of(id);
        const bool local = key.kind == node_kind::group && !key.scope.empty();
        if (is_principal(key.kind) && !local) principals_.push_back(id);
        if (plain_.graph.kind_of(id) == node_kind::workspace) workspaces_.push_back(id);
        const auto flags = plain_.graph.flags_of(id);
        const bool open =
            !flags.has(node_flag::immutable) && !flags.has(node_flag::system) && !flags.has(node_flag::unresolved);
        if (key.kind == node_kind::group && key.scope.empty() && open && may_be_managed(key)) joinable_.insert(key);
    }
    find_steps();
}

bool slow_escalation::may_be_managed(const node_key& group) const {
    const auto concerns = [&](const node_key& on) { return on == group || on.kind == node_kind::account; };
    return std::ranges::any_of(world_.facts,
                               [&](const fact& one) {
                                   const auto* grant = std::get_if<grant_fact>(&one);
                                   return grant != nullptr && grant->what == facet::role && concerns(grant->resource);
                               }) ||
           std::ranges::any_of(world_.gaps, [&](const coverage_gap& gap) { return concerns(gap.about); });
}

std::vector<slow_escalation::doings> slow_escalation::all_doings(bool may_rule, bool may_take_roles) const {
    std::vector<std::optional<std::set<node_key>>> choices{std::nullopt, joinable_};
    const std::vector<node_key> groups(joinable_.begin(), joinable_.end());
    // Where nothing is taken away from anybody, joining everything does no harm.
    for (std::size_t chosen = 1; takes_away(world_) && chosen + 1 < std::size_t{1} << groups.size(); ++chosen) {
        auto& some = choices.emplace_back().emplace();
        for (std::size_t i = 0; i < groups.size(); ++i)
            if ((chosen >> i & 1U) != 0) some.insert(groups[i]);
    }
    std::vector<doings> made;
    for (const auto& joined : choices)
        for (const bool assigned : {false, true})
            for (const bool rules : {false, true})
                for (const bool takes_roles : {false, true})
                    if ((may_rule || !rules) && (may_take_roles || !takes_roles))
                        made.push_back({joined, assigned, rules, takes_roles});
    return made;
}

const std::vector<slow_escalation::deed>& slow_escalation::deeds(bool may_rule, bool may_take_roles) const {
    const auto [at, fresh] = deeds_.try_emplace({may_rule, may_take_roles});
    auto& made = at->second;
    if (!fresh) return made;
    auto all = all_doings(may_rule, may_take_roles);
    std::ranges::stable_sort(all, {}, &doings::hops);
    const auto same_gap = [](const coverage_gap& a, const coverage_gap& b) {
        return a.about == b.about && a.part == b.part;
    };
    for (const auto& one : all) {
        auto [facts, gaps] = doing(one);
        const bool known = std::ranges::any_of(made, [&](const deed& before) {
            return before.facts == facts && std::ranges::equal(before.gaps, gaps, same_gap);
        });
        if (known) continue; // the same account for no fewer hops
        auto then = with(facts, gaps);
        made.push_back({one.hops(), std::move(facts), std::move(gaps), std::move(then)});
    }
    return made;
}

slow_escalation::built slow_escalation::with(const std::vector<fact>& more, const std::vector<coverage_gap>& gaps,
                                             const std::vector<fact>& dropped) const {
    auto facts = world_.facts;
    std::erase_if(facts, [&](const fact& one) { return std::ranges::find(dropped, one) != dropped.end(); });
    facts.insert(facts.end(), more.begin(), more.end());
    auto unread = world_.gaps;
    unread.insert(unread.end(), gaps.begin(), gaps.end());
    auto source = memory_source::from(facts, unread).value();
    auto made = graph::access_graph::build(source).value();
    return {std::move(source), std::move(made)};
}

std::pair<std::vector<fact>, std::vector<coverage_gap>> slow_escalation::doing(const doings& done) const {
    const bool assign = done.assigned;
    const bool rule = done.rules;
    const bool role_too = done.takes_roles;
    std::vector<fact> facts;
    std::vector<coverage_gap> gaps;
    const auto unread = [&](const node_key& about, node_part part) {
        gaps.push_back({about, part, outcome::refused, "acts", "of one's own"});
    };
    const auto is_unread = [&](const node_key& about) {
        return std::ranges::any_of(
            world_.gaps, [&](const coverage_gap& gap) { return gap.about == about && gap.part == node_part::roles; });
    };
    std::set<node_key> service_principals, workspaces, metastores;
    node_key account;
    for (std::uint32_t i = 0; i < plain_.graph.node_count(); ++i) {
        const auto& key = plain_.source.key_of(node_id{i});
        if (key.kind == node_kind::service_principal) service_principals.insert(key);
        if (key.kind == node_kind::workspace) workspaces.insert(key);
        if (key.kind == node_kind::metastore) metastores.insert(key);
        if (key.kind == node_kind::account) account = key;
    }
    const bool all_unread = is_unread(account);
    const auto joined = done.joined.value_or(std::set<node_key>{});
    for (const auto& group : joined)
        if (all_unread || is_unread(group)) unread(group, node_part::members);
    for (const auto& w : workspaces)
        if (assign && all_unread) unread(w, node_part::assignments);
    for (const auto& m : metastores)
        if (rule && all_unread) unread(m, node_part::attributes);
    for (const auto& sp : service_principals)
        if (role_too && all_unread) unread(sp, node_part::roles);
    for (const auto& one : world_.facts) {
        const auto* grant = std::get_if<grant_fact>(&one);
        if (grant == nullptr || grant->what != facet::role) continue;
        const auto& who = grant->grantee;
        const bool local = who.kind == node_kind::group && !who.scope.empty();
        const bool on_account = grant->resource.kind == node_kind::account;
        const bool admin = on_account && grant->allow.has(role::account_admin);
        if (local) continue;
        if (admin || grant->allow.has(role::group_manager))
            for (const auto& group : joined)
                if (on_account || grant->resource == group) facts.emplace_back(member_fact{who, group});
        if (assign && admin)
            for (const auto& w : workspaces)
                facts.emplace_back(grant_fact{who, w, facet::role, mask{role::workspace_admin}, {}, {}});
        if (rule && admin)
            for (const auto& m : metastores) facts.emplace_back(owner_fact{who, m});
        if (role_too && (admin || grant->allow.has(role::service_principal_manager)))
            for (const auto& sp : service_principals)
                if (on_account || grant->resource == sp)
                    facts.emplace_back(grant_fact{who, sp, facet::role, mask{role::service_principal_user}, {}, {}});
    }
    return {facts, gaps};
}

verdict slow_escalation::alive(node_id who) const {
    const auto kind = plain_.graph.kind_of(who);
    if (kind == node_kind::recipient) return verdict::no;
    auto being = to_do(ability::assume);
    for (std::uint16_t i = 0; kind != node_kind::group && i < graph::operations().size(); ++i)
        if (graph::operations()[i].name == "IMPERSONATE") being.actions = {{graph::action::form::operation, i}};
    return plain_.graph.can(who, being, who).how;
}

void slow_escalation::find_steps() {
    std::vector<std::pair<node_id, std::pair<node_id, ability>>> ways; // identity, (thing, ability)
    std::map<node_id, std::vector<node_id>> uses;
    const auto id = [&](const node_key& key) { return plain_.source.id_of(key); };
    for (const auto& one : world_.facts)
        if (const auto* link = std::get_if<link_fact>(&one); link != nullptr && link->type == link_type::uses)
            uses[id(link->from)].push_back(id(std::get<node_key>(link->to)));
    for (const auto& one : world_.facts) {
        const auto* link = std::get_if<link_fact>(&one);
        if (link == nullptr || !leads_to(link->type, link->from.kind)) continue;
        const auto* who = std::get_if<principal_ref>(&link->to);
        const auto to = who != nullptr ? id(key_of(*who)) : id(std::get<node_key>(link->to));
        ways.push_back({to, {id(link->from), asked_of(link->from.kind)}});
        for (const auto code : uses[id(link->from)]) ways.push_back({to, {code, ability::edit}});
    }
    for (const auto& done : deeds(false, true)) {
        const auto& then = done.then;
        const auto hops = done.hops + 1;
        for (const auto actor : principals_) {
            const auto add = [&](node_id to, verdict how) {
                lower(steps_[{actor, to}], std::min({how, alive(to), alive(actor)}), hops);
            };
            if (alive(actor) == verdict::no) continue;
            for (const auto& [to, by] : ways) add(to, then.graph.can(actor, to_do(by.second), by.first).how);
            const auto there = then.graph.workspaces_of(actor, false).rows;
            for (const auto& gap : world_.gaps) add_unseen(then, actor, gap, hops);
            for (const auto to : principals_) {
                if (plain_.graph.kind_of(to) == node_kind::service_principal) {
                    auto shared = verdict::no;
                    for (const auto& own : there)
                        for (const auto& other : plain_.graph.workspaces_of(to, false).rows)
                            if (own.workspace == other.workspace)
                                shared = std::max(shared, std::min(own.how, other.how));
                    for (const auto& gap : world_.gaps)
                        if (gap.about.kind == node_kind::account && gap.part == node_part::children &&
                            (gap.family == "workspaces" || gap.family == "something new") &&
                            plain_.graph.kind_of(actor) != node_kind::recipient)
                            shared = std::max(shared, verdict::unknown);
                    add(to, std::min(shared, then.graph.can(actor, to_do(ability::use), to).how));
                }
                const auto kind = plain_.graph.kind_of(to);
                if (kind != node_kind::user && kind != node_kind::service_principal) continue;
                for (const auto& inside : plain_.graph.workspaces_of(to, false).rows) {
                    const auto admin = then.graph.can(actor, to_do(ability::manage), inside.workspace).how;
                    add(to, std::min(inside.how, admin)); // E11; nothing restricts admins here
                }
            }
        }
    }
    std::erase_if(steps_, [](const auto& one) { return !one.second.maybe; });
}

void slow_escalation::add_unseen(const built& then, node_id actor, const coverage_gap& gap, unsigned hops) {
    const auto about = plain_.source.id_of(gap.about);
    const bool listing = gap.about.kind == node_kind::workspace && gap.part == node_part::children;
    const bool runs = gap.about.kind == node_kind::job || gap.about.kind == node_kind::pipeline;
    if (!listing && !(runs && gap.part == node_part::definition)) return;
    const auto space = listing ? gap.about.id : gap.about.scope;
    const auto inside = [&](const built& in, node_id who) {
        auto how = verdict::no;
        for (const auto& row : in.graph.workspaces_of(who, false).rows)
            if (plain_.source.key_of(row.workspace).id == space) how = std::max(how, row.how);
        return how;
    };
    const auto may = listing ? inside(then, actor) : then.graph.can(actor, to_do(ability::edit), about).how;
    if (may == verdict::no) return;
    const auto of = [&](std::string_view family) { return gap.family.empty() || gap.family == family; };
    for (const auto to : principals_) {
        const auto kind = plain_.graph.kind_of(to);
        if ((kind != node_kind::user && kind != node_kind::service_principal) || inside(plain_, to) == verdict::no)
            continue;
        const bool ran = std::ranges::any_of(world_.facts, [&](const fact& one) {
            const auto* link = std::get_if<link_fact>(&one);
            const auto* who = link == nullptr ? nullptr : std::get_if<principal_ref>(&link->to);
            return who != nullptr && link->type == link_type::run_as && link->from.scope == space &&
                   leads_to(link->type, link->from.kind) && plain_.source.id_of(key_of(*who)) == to;
        });
        if (runs || of("jobs") || of("pipelines") || (of("apps") && kind == node_kind::service_principal) ||
            (of("tree") && ran))
            lower(steps_[{actor, to}], std::min({verdict::unknown, alive(to), alive(actor)}), hops);
    }
}

namespace {

/// Shortest distances by relaxing until nothing changes.
void relax(std::map<node_id, slow_hops>& far, const std::map<std::pair<node_id, node_id>, slow_hops>& steps,
           bool towards_actor) {
    for (bool changed = true; changed;) {
        changed = false;
        for (const auto& [pair, step] : steps) {
            const auto from = towards_actor ? pair.second : pair.first;
            const auto to = towards_actor ? pair.first : pair.second;
            const auto known = far.find(from);
            if (known == far.end()) continue;
            const auto before = far[to];
            auto after = before;
            const auto add = [&](std::optional<unsigned> slow_hops::*side) {
                if (!(known->second.*side) || !(step.*side)) return;
                const auto sum = *(known->second.*side) + *(step.*side);
                if (!(after.*side) || sum < *(after.*side)) after.*side = sum;
            };
            add(&slow_hops::surely);
            add(&slow_hops::maybe);
            if (after == before) continue;
            far[to] = after;
            changed = true;
        }
    }
    std::erase_if(far, [](const auto& one) { return !one.second.maybe; });
}

} // namespace

std::map<node_id, slow_hops> slow_escalation::identities(node_id who) const {
    std::map<node_id, slow_hops> far;
    far[who] = {0U, 0U};
    relax(far, steps_, false);
    far.erase(who);
    return far;
}

const std::map<node_id, slow_hops>& slow_escalation::own(const graph::request& effective, node_id resource) const {
    std::string asked;
    for (const auto& one : effective.actions) asked += graph::name_of(one, plain_.source.privileges()) + ";";
    const auto [at, fresh] = known_.try_emplace({asked, resource});
    if (fresh) at->second = find_own(effective, resource);
    return at->second;
}

bool slow_escalation::may_change_tables_of(const built& in, const std::vector<fact>& facts, node_id who,
                                           node_id catalog, bool widely) const {
    const auto flags = plain_.graph.flags_of(catalog);
    if (flags.has(node_flag::read_only)) return false;
    const auto metastore = plain_.graph.parent_of(catalog);
    const auto bound = [&](node_id on, node_id w, binding how) { // `no_node`: whatever it is bound to
        const auto is = [&](const fact& one) {
            const auto* row = std::get_if<bind_fact>(&one);
            return row != nullptr && row->how == how && (on == no_node || row->resource == plain_.source.key_of(on)) &&
                   row->workspace == plain_.source.key_of(w);
        };
        return std::ranges::any_of(world_.facts, is) || std::ranges::any_of(facts, is);
    };
    const auto unread = [&](node_id about, node_part part) {
        return widely && std::ranges::any_of(in.graph.gaps(), [&](const source_gap& gap) {
                   return gap.about == about && gap.part == part;
               });
    };
    for (const auto& row : in.graph.workspaces_of(who, false).rows) {
        if (row.how != verdict::yes && !widely) continue;
        const auto w = row.workspace;
        const bool attached = bound(metastore, w, binding::attach) ||
                              (!bound(no_node, w, binding::attach) &&
                               (unread(metastore, node_part::attachment) || unread(w, node_part::attachment)));
        const bool open = !flags.has(node_flag::isolated) || bound(catalog, w, binding::read_write) ||
                          unread(catalog, node_part::bindings);
        if (attached && open) return true;
    }
    // From a workspace that nobody read of.
    const bool unlisted = std::ranges::any_of(in.graph.gaps(), [&](const source_gap& gap) {
        return plain_.graph.kind_of(gap.about) == node_kind::account && gap.part == node_part::children &&
               gap.family == "workspaces";
    });
    return unlisted && unread(metastore, node_part::attachment) &&
           (!flags.has(node_flag::isolated) || unread(catalog, node_part::bindings));
}

std::vector<fact> slow_escalation::droppable(const built& in, const std::vector<fact>& facts, node_id who, node_id w,
                                             const std::vector<node_id>& path, bool widely) const {
    std::vector<fact> found;
    for (const auto& one : world_.facts) {
        const auto* policy = std::get_if<policy_fact>(&one);
        if (policy == nullptr || (policy->type != policy_type::row_filter && policy->type != policy_type::column_mask))
            continue;
        const auto on = plain_.source.id_of(policy->on);
        if (std::ranges::find(path, on) == path.end()) continue;
        const auto how = in.graph.can(who, operation("CREATE POLICY", w), on).how;
        if (how != verdict::yes && !(widely && how == verdict::unknown)) continue;
        // One that was set on the table by hand is a property of the table.
        const auto everyone = [](const principal_ref& to) {
            return to.kind == node_kind::group && to.scope.empty() && to.text == account_users_id;
        };
        const bool by_hand = policy->on.kind == node_kind::table && policy->matches == std::vector{policy->on} &&
                             policy->except.empty() && policy->to.size() == 1 && everyone(policy->to.front());
        if (!by_hand || may_change_tables_of(in, facts, who, path.back(), widely)) found.push_back(one);
    }
    return found;
}

bool slow_escalation::may_be_open(node_id root) const {
    const auto metastore = root == no_node ? no_node : plain_.graph.parent_of(root);
    if (metastore == no_node || plain_.graph.flags_of(metastore).has(node_flag::external_access)) return true;
    return std::ranges::any_of(world_.gaps, [&](const coverage_gap& gap) {
        return gap.about == plain_.source.key_of(metastore) && gap.part == node_part::attributes;
    });
}

std::map<node_id, slow_hops> slow_escalation::find_own(const graph::request& effective, node_id resource) const {
    std::map<node_id, slow_hops> far;
    std::vector<node_id> path; // what grants may be made on
    const auto family = family_of(plain_.graph.kind_of(resource));
    const bool hive = family == kind_family::hive;
    for (auto at = resource;
         at != no_node && (hive || family == kind_family::unity) && family_of(plain_.graph.kind_of(at)) == family;
         at = plain_.graph.parent_of(at))
        path.push_back(at);
    const auto root = path.empty() ? no_node : path.back();
    const bool for_engines = std::ranges::any_of(effective.actions, [&](graph::action one) {
        return graph::name_of(one, plain_.source.privileges()).starts_with("EXTERNAL ");
    });
    // No act opens a metastore to engines (U16); where its owner is in doubt above, whether it is open is not.
    if (for_engines && !may_be_open(root)) return far;
    auto everything = mask{~std::uint64_t{0}, ~std::uint64_t{0}} & ~mask{privilege::external_use_schema};
    if (hive) everything = mask{hive_privilege::all};
    const auto ask = [&](const built& in, node_id p, node_id w, unsigned hops, bool only_maybe) {
        // A recipient reads from outside what is shared with it: it has no workspace to act in (V5).
        if (hops > 0 && plain_.graph.kind_of(p) == node_kind::recipient) return;
        auto asked = effective;
        if (w != no_node) asked.from = {w};
        auto how = in.graph.can(p, asked, resource).how;
        if (only_maybe && how == verdict::yes) how = verdict::unknown;
        lower(far[p], how, hops);
    };
    // Whether a way of so many hops is no news.
    const auto settled = [&](node_id p, unsigned hops, bool only_maybe) {
        const auto& least = only_maybe ? far[p].maybe : far[p].surely;
        return least && *least <= hops;
    };
    for (const auto& [hops, facts, gaps, then] : deeds(true, false)) {
        for (const auto p : principals_) ask(then, p, no_node, hops, false);
        if (path.empty()) continue;
        for (const auto w : workspaces_) {
            if (hive && plain_.source.key_of(w).id != plain_.source.key_of(resource).scope) continue;
            if (!effective.from.empty() && std::ranges::find(effective.from, w) == effective.from.end()) continue;
            // Grants of one to itself, and bindings by those who can bind, in both bounds.
            for (const bool binds : {false, true})
                for (const bool widely : {false, true}) {
                    std::vector<node_id> able;
                    for (const auto p : principals_) {
                        if (!binds) {
                            able.push_back(p);
                            continue;
                        }
                        const auto kind = plain_.graph.kind_of(root);
                        if (!plain_.graph.flags_of(root).has(node_flag::isolated) ||
                            (kind != node_kind::catalog && kind != node_kind::location &&
                             kind != node_kind::credential))
                            continue;
                        const auto how = then.graph.can(p, operation("BIND", w), root).how;
                        if (how == verdict::yes || (widely && how == verdict::unknown)) able.push_back(p);
                    }
                    if (able.empty()) continue;
                    auto more = facts;
                    if (binds)
                        more.emplace_back(
                            bind_fact{plain_.source.key_of(root), plain_.source.key_of(w), binding::read_write});
                    std::optional<built> changed;
                    if (binds) changed.emplace(with(more, gaps));
                    const auto& bound = binds ? *changed : then;
                    if (binds)
                        for (const auto p : able) ask(bound, p, w, hops + 1, widely);
                    for (const auto p : able) {
                        if (settled(p, hops + 1 + static_cast<unsigned>(binds), widely)) continue;
                        auto granted = more;
                        const auto self = principal_ref::to(plain_.source.key_of(p));
                        const auto may = [&](const built& in, std::string_view what, node_id on) {
                            const auto how = in.graph.can(p, operation(what, w), on).how;
                            return how == verdict::yes || (widely && how == verdict::unknown);
                        };
                        for (const auto node : path) {
                            const auto& on = plain_.source.key_of(node);
                            if (may(bound, "GRANT", node))
                                granted.emplace_back(
                                    grant_fact{self, on, hive ? facet::hive : facet::unity, everything, {}, {}});
                            if (may(bound, "SET OWNER", node)) granted.emplace_back(owner_fact{self, on});
                        }
                        if (for_engines && granted.size() != more.size()) { // U19
                            const auto owning = with(granted, gaps);
                            for (const auto node : path)
                                if (may(owning, "GRANT EXTERNAL USE SCHEMA", node))
                                    granted.emplace_back(grant_fact{self,
                                                                    plain_.source.key_of(node),
                                                                    facet::unity,
                                                                    mask{privilege::external_use_schema},
                                                                    {},
                                                                    {}});
                        }
                        const auto dropped = droppable(bound, more, p, w, path, widely);
                        if (granted.size() == more.size() && dropped.empty()) continue;
                        ask(with(granted, gaps, dropped), p, w, hops + 1 + static_cast<unsigned>(binds), widely);
                    }
                }
        }
    }
    std::erase_if(far, [](const auto& one) { return !one.second.maybe; });
    return far;
}

std::map<node_id, slow_hops> slow_escalation::who(const graph::request& effective, node_id resource) const {
    auto far = own(effective, resource);
    add_detours(far, effective, resource);
    // Whoever is barred cannot begin, even where its acts would end that (M7, M10). A recipient does nothing here.
    for (auto& [who, hops] : far) {
        if (plain_.graph.kind_of(who) == node_kind::recipient) continue;
        const auto lives = alive(who);
        if (lives != verdict::yes) hops.surely.reset();
        if (lives == verdict::no) hops.maybe.reset();
    }
    std::erase_if(far, [](const auto& one) { return !one.second.maybe; });
    relax(far, steps_, true);
    return far;
}

} // namespace canreach::support
