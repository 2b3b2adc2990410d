#include "audit/affected.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

namespace canreach::audit {
namespace {

/// Asking one person about everything takes about as long as asking about so many resources (bench/README.md: WHAT CAN
/// and WHO CAN).
constexpr std::size_t resources_a_person = 1000;

struct one_side {
    const fact_list& facts;
    const graph::access_graph& graph;
};

class change_reach {
public:
    change_reach(const fact_difference& between, const graph::access_graph& before, const graph::access_graph& after)
        : between_(between), sides_{{{between.before, before}, {between.after, after}}} {}

    affected follow() {
        for (const auto& change : between_.changes) add(change);
        add_gaps();
        add_views();
        for (const auto& key : principals_)
            if (key.kind == node_kind::user || key.kind == node_kind::service_principal) made_.persons.insert(key);
        return std::move(made_);
    }

private:
    void add(const fact_change& change) {
        if (made_.everything) return;
        const auto& row = change.row();
        switch (row.kind) {
        case fact_kind::node:
            if (is_principal(row.about.kind))
                add_principal(row.about);
            else if (family_of(row.about.kind) == kind_family::tenancy)
                made_.everything = true;
            // Groups and service principals are things one can manage, too.
            add_resource(row.about);
            break;
        case fact_kind::member: add_principal(row.other); break;
        case fact_kind::owner:
        case fact_kind::grant: add_holding(row); break;
        case fact_kind::binding:
            if (family_of(row.about.kind) == kind_family::tenancy)
                made_.everything = true;
            else
                add_resource(row.about);
            break;
        case fact_kind::link:
            add_resource(row.about);
            add_resource(row.other);
            break;
        case fact_kind::policy:
            add_resource(row.about);
            for (const auto* side : {change.before, change.after})
                if (side != nullptr)
                    for (const auto& key : side->touches)
                        if (!is_principal(key.kind)) add_resource(key);
            break;
        }
    }

    void add_holding(const fact_row& row) {
        // Whoever may use a recipient may hand shares to it (V5).
        const bool far = row.about.kind == node_kind::recipient || row.detail == name_of(facet::role) ||
                         family_of(row.about.kind) == kind_family::tenancy;
        if (far) {
            // What comes of it reaches far; that of the account or a workspace to everything in it.
            add_resource_alone(row.about);
            return add_principal(row.other);
        }
        const auto below = within(row.about);
        if (below.size() > resources_a_person) {
            const auto holders = members(row.other);
            if (!holders.everybody && holders.keys.size() * resources_a_person < below.size()) {
                principals_.insert(holders.keys.begin(), holders.keys.end());
                return;
            }
        }
        made_.resources.insert(below.begin(), below.end());
    }

    void add_gaps() {
        std::vector<std::pair<node_key, node_part>> differ;
        std::ranges::set_symmetric_difference(between_.before.gaps(), between_.after.gaps(),
                                              std::back_inserter(differ));
        for (const auto& [about, part] : differ) {
            if (part == node_part::activity) continue;
            const bool local = family_of(about.kind) == kind_family::unity ||
                               family_of(about.kind) == kind_family::hive ||
                               family_of(about.kind) == kind_family::object;
            if (local && part != node_part::members)
                add_resource(about);
            else
                made_.everything = true;
        }
    }

    /// Views whose owner is concerned, or what they read, until there are no more.
    void add_views() {
        std::map<node_key, std::vector<node_key>> owners;
        std::vector<std::pair<node_key, node_key>> reads;
        for (const auto& side : sides_)
            for (const auto& row : side.facts.rows()) {
                if (row.kind == fact_kind::owner) owners[row.about].push_back(row.other);
                if (row.kind == fact_kind::link && row.detail == name_of(link_type::reads))
                    reads.emplace_back(row.about, row.other);
            }
        const auto concerned = [&](const node_key& self, const node_key& base) {
            const auto held = owners.find(self);
            return made_.resources.contains(base) ||
                   (held != owners.end() && std::ranges::any_of(held->second, [&](const node_key& owner) {
                        return principals_.contains(owner);
                    }));
        };
        for (bool more = !made_.everything; more;) {
            more = false;
            for (const auto& [self, base] : reads)
                if (!made_.resources.contains(self) && concerned(self, base)) {
                    made_.resources.insert(self);
                    more = true;
                }
        }
    }

    struct member_set {
        std::set<node_key> keys;
        bool everybody = false; ///< nobody keeps a list of all members, or it was not read
    };
    /// The principal and all in it, groups too, then and now.
    member_set members(const node_key& key) {
        member_set found;
        found.keys.insert(key);
        for (const auto& side : sides_) {
            std::vector<node_id> open{side.facts.id_of(key)};
            while (!open.empty() && !found.everybody) {
                const auto at = open.back();
                open.pop_back();
                if (at == no_node || side.graph.kind_of(at) != node_kind::group) continue;
                const auto direct = side.graph.members_of(at, true);
                found.everybody = side.graph.flags_of(at).has(node_flag::system) || !direct.gaps.empty();
                for (const auto& row : direct.rows)
                    if (found.keys.insert(side.facts.nodes()[row.principal.value].key).second)
                        open.push_back(row.principal);
            }
        }
        return found;
    }
    void add_principal(const node_key& key) {
        if (principals_.contains(key)) return;
        const auto found = members(key);
        if (found.everybody) made_.everything = true;
        principals_.insert(found.keys.begin(), found.keys.end());
    }

    std::set<node_key> within(const node_key& key) {
        std::set<node_key> found;
        for (const auto& side : sides_) {
            const auto id = side.facts.id_of(key);
            if (id == no_node) continue;
            found.insert(key);
            for (const auto below : side.graph.descendants_of(id)) found.insert(side.facts.nodes()[below.value].key);
        }
        return found;
    }
    void add_resource(const node_key& key) {
        const auto found = within(key);
        made_.resources.insert(found.begin(), found.end());
    }
    void add_resource_alone(const node_key& key) { made_.resources.insert(key); }

    const fact_difference& between_;
    std::array<one_side, 2> sides_;
    std::set<node_key> principals_; ///< with groups
    affected made_;
};

} // namespace

affected affected_by(const fact_difference& between, const graph::access_graph& before,
                     const graph::access_graph& after) {
    return change_reach(between, before, after).follow();
}

} // namespace canreach::audit
