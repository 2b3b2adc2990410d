/// Identity and tenancy by the letter (M1–M7, T1–T5) in one bound of rule K1: a part of `slow_access` that stands apart
/// for its length.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "model/roles.hpp"
#include "tests/support/slow_facts.hpp"

namespace canreach::support {

/// Relations in one bound.
struct slow_identity {
    using node = slow::node;
    using pairs = slow::pairs;
    static constexpr node none = slow::none;

    const slow_facts& f;
    bool upper;
    pairs member, owner, id;
    std::set<std::tuple<node, node, node>> idw;          ///< P, group, W
    std::set<std::tuple<node, node, node>> in_workspace; ///< the same, once it is known who `users` and `admins` are
    pairs assign_user, assign_admin, access, wsadmin, attached;
    std::set<std::tuple<node, node, binding>> bound_to;
    std::set<node> live;
    std::map<node, bool> phantom; ///< metastore → an unseen workspace may be attached

    slow_identity(const slow_facts& given, bool is_upper) : f(given), upper(is_upper) {
        identity();
        tenancy();
        workspace_identity();
    }

    // --- M ---------------------------------------------------------------------------------------------------------
    void add_member(node child, node group) {
        if (!f.joins(child) || f.nodes[group].kind != node_kind::group) return;
        if (f.local(child) && f.nodes[child].scope != f.nodes[group].scope) return;
        member.emplace(child, group);
    }

    bool listing_missing(node p) const {
        if (!f.nodes[p].flags.has(node_flag::unresolved) || !f.joins(p)) return false;
        if (f.local(p)) return f.gap(f.nodes[p].scope, node_part::children);
        switch (f.nodes[p].kind) {
        case node_kind::user: return f.unlisted("account-users");
        case node_kind::group: return f.unlisted("account-groups");
        default: return f.unlisted("account-service-principals");
        }
    }

    void identity() {
        for (const auto& [child, group] : f.members) add_member(child, group);
        owner = f.owners;
        if (upper) {
            for (const auto g : f.principals) {
                if (f.nodes[g].kind != node_kind::group || g == f.account_users) continue;
                if (f.gap(g, node_part::members) || listing_missing(g))
                    for (const auto p : f.principals) add_member(p, g);
            }
            for (node r = 0; r < f.nodes.size(); ++r)
                if (f.gap(r, node_part::attributes))
                    for (const auto p : f.principals) owner.emplace(p, r);
        }
        for (const auto p : f.principals) {
            id.emplace(p, p);                               // M1
            if (f.joins(p)) id.emplace(p, f.account_users); // M3
            const auto flags = f.nodes[p].flags;            // M7
            if (flags.has(node_flag::inactive)) continue;
            if (!flags.has(node_flag::unresolved) || (upper && listing_missing(p))) live.insert(p);
        }
        for (bool grew = true; grew;) { // M2
            grew = false;
            for (const auto& [c, g] : member) {
                if (f.local(g)) continue;
                for (const auto p : f.principals)
                    if (id.contains({p, c}) && id.emplace(p, g).second) grew = true;
            }
        }
        for (const auto w : f.workspaces) { // M6
            for (const auto& [p, g] : id) idw.emplace(p, g, w);
            for (bool grew = true; grew;) {
                grew = false;
                for (const auto& [c, l] : member) {
                    if (!f.local(l) || f.nodes[l].scope != w) continue;
                    for (const auto p : f.principals)
                        if (idw.contains({p, c, w}) && idw.emplace(p, l, w).second) grew = true;
                }
            }
        }
    }

    /// M4, M5, and M6 from there.
    void workspace_identity() {
        in_workspace = idw;
        for (const auto w : f.workspaces) {
            for (const auto p : f.principals) {
                if (access.contains({p, w})) in_workspace.emplace(p, f.users.at(w), w);
                if (wsadmin.contains({p, w})) in_workspace.emplace(p, f.admins.at(w), w);
            }
            for (bool grew = true; grew;) {
                grew = false;
                for (const auto& [c, l] : member) {
                    if (!f.local(l) || f.nodes[l].scope != w || l == f.users.at(w) || l == f.admins.at(w)) continue;
                    for (const auto p : f.principals)
                        if (in_workspace.contains({p, c, w}) && in_workspace.emplace(p, l, w).second) grew = true;
                }
            }
        }
    }

    // --- T ---------------------------------------------------------------------------------------------------------
    void tenancy() {
        for (const auto& g : f.grants) {
            if (g.what != facet::role || f.nodes[g.resource.value].kind != node_kind::workspace) continue;
            if (g.allow.has(role::workspace_user)) assign_user.emplace(g.grantee.value, g.resource.value);
            if (g.allow.has(role::workspace_admin)) assign_admin.emplace(g.grantee.value, g.resource.value);
        }
        if (upper)
            for (const auto w : f.workspaces) {
                const auto to_w = [&](const auto& row) { return row.second == w; };
                const bool silent = std::ranges::none_of(assign_user, to_w) && std::ranges::none_of(assign_admin, to_w);
                if (f.gap(w, node_part::assignments) || f.gap(w, node_part::children) || f.gap(w, node_part::members) ||
                    (silent && f.unlisted("workspaces")))
                    for (const auto p : f.principals)
                        if (f.joins(p)) assign_admin.emplace(p, w);
            }
        for (const auto p : f.principals)
            for (const auto w : f.workspaces) {
                const auto by = [&](const pairs& assign) {
                    return std::ranges::any_of(assign, [&](const auto& a) {
                        return a.second == w && id.contains({p, a.first});
                    });
                };
                if (by(assign_admin) || idw.contains({p, f.admins.at(w), w})) wsadmin.emplace(p, w); // T2
                if (by(assign_user) || idw.contains({p, f.users.at(w), w}) || wsadmin.contains({p, w}))
                    access.emplace(p, w); // T1
            }
        std::set<node> settled;
        for (const auto& b : f.bindings) {
            if (b.how != binding::attach) {
                bound_to.emplace(b.resource.value, b.workspace.value, b.how);
                continue;
            }
            attached.emplace(b.workspace.value, b.resource.value); // T3
            settled.insert(b.workspace.value);
        }
        if (!upper) return;
        for (node m = 0; m < f.nodes.size(); ++m) {
            if (f.gap(m, node_part::bindings))
                for (const auto w : f.workspaces) bound_to.emplace(m, w, binding::read_write);
            if (f.nodes[m].kind != node_kind::metastore) continue;
            for (const auto w : f.workspaces)
                if (!settled.contains(w) && (f.gap(m, node_part::attachment) || f.gap(w, node_part::attachment)))
                    attached.emplace(w, m);
            phantom[m] = f.gap(m, node_part::attachment) && f.unlisted("workspaces");
        }
    }

    node root(node r) const {
        while (f.nodes[r].parent != none && f.nodes[f.nodes[r].parent].kind != node_kind::metastore)
            r = f.nodes[r].parent;
        return r;
    }

    /// `level`: 0 sees, 1 reads, 2 writes. W = none stands for an unseen workspace.
    bool reach(node w, node r, int level) const {
        const auto m = f.metastore_of(r);
        if (w == none ? !(phantom.contains(m) && phantom.at(m)) : !attached.contains({w, m})) return false;
        if (level == 0 || r == m) return true;
        const auto b = root(r);
        if (level == 2 && f.nodes[b].flags.has(node_flag::read_only)) return false;
        if (!f.nodes[b].flags.has(node_flag::isolated)) return true;
        if (w == none) return f.gap(b, node_part::bindings);
        return bound_to.contains({b, w, binding::read_write}) ||
               (level == 1 && bound_to.contains({b, w, binding::read_only}));
    }
};

} // namespace canreach::support
