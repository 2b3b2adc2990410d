#include "tests/support/slow_objects.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "model/kinds.hpp"
#include "model/roles.hpp"

namespace canreach::support {

struct slow_objects::facts {
    struct one {
        node_kind kind;
        node_id parent, scope;
        bool built_in;
    };
    const slow_access& who;
    std::vector<one> nodes;
    std::vector<source_grant> entries, roles;
    std::vector<source_home> homes;
    std::set<node_id> published;
    std::map<node_id, node_id> dedicated;
    std::map<node_id, std::string> modes;
    std::set<node_id> guarded; ///< clusters whose configuration switches table access control on
    std::set<std::pair<node_id, node_part>> gaps;
    std::set<std::pair<node_id, std::string>> listings; ///< that were cut short, by family

    facts(fact_source& source, const slow_access& identity) : who(identity) {
        (void)source.visit_nodes([&](const source_node& n) {
            nodes.push_back({n.kind, n.parent, n.scope, n.flags.has(node_flag::system)});
        });
        (void)source.visit_grants([&](const source_grant& g) {
            if (g.what == facet::acl) entries.push_back(g);
            if (g.what == facet::role) roles.push_back(g);
        });
        (void)source.visit_links([&](const source_link& l) {
            if (l.type == link_type::published_as) published.insert(l.from);
            if (l.type == link_type::single_user) dedicated[l.from] = l.to;
        });
        (void)source.visit_homes([&](const source_home& h) { homes.push_back(h); });
        constexpr std::array<std::string_view, 2> names{"data_security_mode", "table_acls"};
        (void)source.visit_attributes(names, [&](const source_attribute& a) {
            if (a.name == "table_acls") {
                if (a.value == "true") guarded.insert(a.node);
            } else {
                modes[a.node] = a.value;
            }
        });
        (void)source.visit_gaps([&](const source_gap& g) {
            gaps.emplace(g.about, g.part);
            if (g.part == node_part::children) listings.emplace(g.about, g.family);
        });
    }

    const one& of(node_id n) const { return nodes[n.value]; }
    /// W1: on such a cluster the logs are open at every level. Of one whose mode was not read, or is no word that is
    /// known, it may be.
    bool isolates_nobody(node_id cluster, bool upper) const {
        if (gaps.contains({cluster, node_part::attributes})) return upper;
        if (guarded.contains(cluster)) return false;
        const auto told = modes.find(cluster);
        const auto mode = told == modes.end() ? std::string{} : told->second;
        if (mode.empty() || mode == "NONE" || mode == "LEGACY_SINGLE_USER_STANDARD") return true;
        static const std::set<std::string> isolating{"USER_ISOLATION",
                                                     "DATA_SECURITY_MODE_STANDARD",
                                                     "SINGLE_USER",
                                                     "DATA_SECURITY_MODE_DEDICATED",
                                                     "DATA_SECURITY_MODE_AUTO",
                                                     "LEGACY_TABLE_ACL",
                                                     "LEGACY_PASSTHROUGH",
                                                     "LEGACY_SINGLE_USER"};
        return upper && !isolating.contains(mode);
    }
    bool account_group(node_id q) const { return of(q).kind == node_kind::group && of(q).scope == no_node; }
};

/// One principal in one workspace, in one bound.
struct slow_objects::asking {
    const facts& f;
    node_id p, w;
    bool upper;

    bool inside() const { return f.who.has_access(p, w, upper); }
    bool admin() const { return f.who.administers(p, w, upper); }

    /// M6: of an account group an entry counts only if the group itself is in the workspace.
    bool carries(node_id q) const {
        if (!f.who.carries_in(p, q, w, upper)) return false;
        return !f.account_group(q) || f.who.has_access(q, w, upper);
    }
    /// From outside only what is shared with an identity of the account counts (W7).
    bool carries_outside(node_id q) const { return f.of(q).scope == no_node && f.who.carries_in(p, q, w, upper); }

    /// W2–W4: every level on the object, and on what it lies in.
    std::set<acl_level> levels(node_id object, bool outside) const {
        std::set<acl_level> found;
        const auto add_all = [&] {
            for (const auto level : all_acl_levels()) found.insert(level);
        };
        for (auto at = object; at != no_node; at = f.of(at).parent) {
            const auto kind = f.of(at).kind;
            if (at != object && kind != node_kind::folder && kind != node_kind::repo) break;
            if (upper && f.gaps.contains({at, node_part::grants})) add_all();
            for (const auto& entry : f.entries)
                if (entry.resource == at && (outside ? carries_outside(entry.grantee) : carries(entry.grantee)))
                    for (const auto level : all_acl_levels())
                        if (entry.allow.has(level)) found.insert(level);
            for (const auto& home : f.homes) {
                if (home.folder != at) continue;
                const bool own = home.user != no_node && home.user == p;
                const bool shared = home.user == no_node && !outside && inside();
                if (own || shared) found.insert(acl_level::can_manage);
            }
        }
        return found;
    }

    mask abilities(node_id object, bool outside) const {
        mask all;
        const auto held = levels(object, outside);
        const auto kind = f.of(object).kind;
        for (const auto level : held) all |= abilities_of(kind, level);
        if (kind == node_kind::cluster && f.isolates_nobody(object, upper) && !all.empty()) all |= mask{ability::logs};
        return all;
    }

    /// W7: what an account identity may do without being inside.
    mask open_outside(node_id object) const {
        const auto kind = f.of(object).kind;
        if (kind == node_kind::app) return mask{ability::use};
        if (kind == node_kind::dashboard && f.published.contains(object)) return mask{ability::view, ability::run};
        return {};
    }

    bool holds(const wanted& what, bool effective, node_id object) const {
        const auto kind = f.of(object).kind;
        if (effective && !f.who.alive(p, upper)) return false;
        const bool counted = !effective || inside();
        const auto open = open_outside(object);
        if (what.what == wanted::form::level) {
            const auto level = static_cast<acl_level>(what.number);
            const auto meant = abilities_of(kind, level);
            if (meant.empty()) return false;
            if (level == acl_level::is_owner) // W6: the entry itself
                return (counted && levels(object, false).contains(level)) ||
                       (open.contains(meant) && levels(object, true).contains(level));
            return admin() || (counted && abilities(object, false).contains(meant)) ||
                   (open.contains(meant) && abilities(object, true).contains(meant));
        }
        mask meant;
        if (what.what == wanted::form::ability)
            meant.set(static_cast<unsigned>(what.number));
        else
            meant = abilities_on(kind);
        if (!abilities_on(kind).intersects(meant)) return false;
        if (admin() || (counted && abilities(object, false).intersects(meant))) return true; // W5
        return (abilities(object, true) & open).intersects(meant);
    }

    // --- T7 --------------------------------------------------------------------------------------------------------
    static constexpr mask entitlements{role::workspace_access, role::sql_access, role::cluster_create,
                                       role::pool_create, role::workspace_consume};

    bool entitlements_known() const {
        return f.gaps.contains({w, node_part::roles}) || std::ranges::any_of(f.roles, [&](const source_grant& g) {
                   return g.resource == w && g.allow.intersects(entitlements);
               });
    }
    bool entitled(role to) const {
        if (admin() || (upper && f.gaps.contains({w, node_part::roles}))) return true;
        return std::ranges::any_of(
            f.roles, [&](const source_grant& g) { return g.resource == w && g.allow.has(to) && carries(g.grantee); });
    }
    /// A cluster that reads Unity Catalog for `p`.
    bool suits(node_id cluster) const {
        const auto mode = f.modes.contains(cluster) ? f.modes.at(cluster) : std::string{};
        const auto whom = f.dedicated.find(cluster);
        if (mode == "USER_ISOLATION") return true;
        if (mode == "DATA_SECURITY_MODE_AUTO" && whom == f.dedicated.end()) return true;
        if (mode != "SINGLE_USER" && mode != "DATA_SECURITY_MODE_AUTO") return false;
        return whom != f.dedicated.end() && carries(whom->second);
    }
    usable compute() const {
        const bool asked = entitlements_known();
        bool on_warehouse = false;
        usable found;
        const bool on_clusters = !asked || entitled(role::workspace_access);
        for (std::uint32_t i = 0; i < f.nodes.size(); ++i) {
            const node_id n{i};
            if (f.of(n).scope != w) continue;
            // Whether one is inside is asked by the question itself.
            const auto may = [&](ability a) { return admin() || (inside() && abilities(n, false).has(a)); };
            if (f.of(n).kind == node_kind::warehouse) on_warehouse = on_warehouse || may(ability::run);
            if (f.of(n).kind == node_kind::cluster && on_clusters && may(ability::attach) && suits(n))
                found.clusters.push_back(n);
        }
        const auto unlisted = [&](const std::string& family) {
            return upper && (f.listings.contains({w, family}) || f.listings.contains({w, ""}));
        };
        on_warehouse = on_warehouse || unlisted("warehouses");
        found.newest = (on_clusters && unlisted("clusters")) ||
                       (on_warehouse && (!asked || entitled(role::sql_access))) ||
                       (asked && entitled(role::cluster_create) && on_clusters);
        return found;
    }
};

slow_objects::slow_objects(fact_source& source, const slow_access& who)
    : facts_(std::make_unique<facts>(source, who)) {}
slow_objects::slow_objects(slow_objects&&) noexcept = default;
slow_objects::~slow_objects() = default;

two_bounds slow_objects::can(node_id principal, wanted what, bool effective, node_id object) const {
    const auto w = facts_->of(object).scope;
    const asking least{*facts_, principal, w, false};
    const asking most{*facts_, principal, w, true};
    return {least.holds(what, effective, object), most.holds(what, effective, object)};
}

two_bounds slow_objects::compute(node_id principal, node_id workspace) const {
    return {usable_compute(principal, workspace, false).any(), usable_compute(principal, workspace, true).any()};
}

slow_objects::usable slow_objects::usable_compute(node_id principal, node_id workspace, bool upper) const {
    return asking{*facts_, principal, workspace, upper}.compute();
}

} // namespace canreach::support
