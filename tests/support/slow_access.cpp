#include "tests/support/slow_access.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "tests/support/slow_facts.hpp"
#include "tests/support/slow_identity.hpp"
#include "tests/support/slow_operations.hpp"
#include "tests/support/slow_policies.hpp"

namespace canreach::support {

/// All relations in one bound: what is held, and what works, on top of who one is.
struct slow_access::bound : slow_identity {
    using slow_identity::slow_identity;

    /// Which aliases count: none, those of one workspace, or (GRANTED) any.
    static constexpr node any_workspace = none - 1;
    struct holding {
        std::map<std::pair<node, node>, mask> has; ///< (P, R)
        pairs uc_owner;                            ///< (P, R)
        pairs manage;                              ///< (P, R)
        std::set<node> definer_ok;
    };
    std::map<node, holding> by_scene; ///< none, each workspace, any_workspace

    /// All that rests on identities of this bound, and of the other where something is taken away.
    void finish(const bound& other) {
        other_ = &other;
        std::erase_if(live, [&](node p) { return barred(p); });
        std::vector<node> scenes{none, any_workspace};
        scenes.insert(scenes.end(), f.workspaces.begin(), f.workspaces.end());
        for (const auto w : scenes) hold(w);
        for (const auto w : scenes)
            if (w != any_workspace) definers(w);
    }

    // --- policies --------------------------------------------------------------------------------------------------
    const bound* other_ = nullptr;

    /// TO without EXCEPT; `at_most`: as far as it may be.
    bool names(const source_policy& by, node p, node scene, bool at_most) const {
        const auto& to = at_most == upper ? *this : *other_;
        const auto& except = at_most == upper ? *other_ : *this;
        // In GRANTED only what takes away everywhere takes anything away.
        const bool gives = by.type == policy_type::grant;
        const auto everywhere = scene == any_workspace ? none : scene;
        const auto carried = [&](const bound& in, const std::vector<node_id>& list, node where) {
            return std::ranges::any_of(list, [&](node_id q) { return in.uc_id(p, q.value, where); });
        };
        return carried(to, by.to, gives ? scene : everywhere) &&
               !carried(except, by.except, gives ? everywhere : scene);
    }
    /// M10.
    bool barred(node p) const {
        return std::ranges::any_of(f.policies, [&](const source_policy& one) {
            return one.type == policy_type::deny && f.nodes[one.on.value].kind == node_kind::account &&
                   names(one, p, none, !upper);
        });
    }
    /// An owner of anything, recipients included.
    bool owns_anything(node p, node r, node scene) const {
        if (upper && f.gap(r, node_part::attributes)) return true;
        return std::ranges::any_of(owner,
                                   [&](const auto& row) { return row.second == r && uc_id(p, row.first, scene); });
    }
    bool manages_by_policy(node p, node r, node scene) const {
        for (auto x = r; x != none && !metastore(x); x = f.nodes[x].parent)
            if (slow::given(*this, p, x, static_cast<unsigned>(privilege::manage), scene)) return true;
        return false;
    }

    // --- U ---------------------------------------------------------------------------------------------------------
    bool uc_id(node p, node q, node scene) const {
        if (!f.local(q)) return id.contains({p, q});
        const auto w = f.nodes[q].scope;
        if (scene != any_workspace && scene != w) return false;
        if (f.users.contains(w) && f.users.at(w) == q) return access.contains({p, w}); // M4
        return f.admins.at(w) == q && wsadmin.contains({p, w});                        // M5
    }

    bool metastore(node r) const { return f.nodes[r].kind == node_kind::metastore; }

    void hold(node scene) {
        auto& h = by_scene[scene];
        static const auto expansion =
            ~slow::named({"MANAGE", "EXTERNAL_USE_SCHEMA", "EXTERNAL_USE_LOCATION", "READ_METADATA"});
        for (const auto p : f.principals) {
            for (const auto& g : f.grants) // U1
                if (g.what == facet::unity && uc_id(p, g.grantee.value, scene)) h.has[{p, g.resource.value}] |= g.allow;
            for (const auto& [q, r] : owner)
                if (uc_id(p, q, scene)) h.uc_owner.emplace(p, r);
            for (node r = 0; r < f.nodes.size(); ++r) {
                if (f.metastore_of(r) == none) continue;
                if (upper && f.gap(r, node_part::grants)) h.has[{p, r}] = slow::everything();
                if (upper && f.gap(r, node_part::attributes)) h.uc_owner.emplace(p, r);
            }
            for (bool grew = true; grew;) {
                grew = false;
                for (node r = 0; r < f.nodes.size(); ++r) {
                    if (f.metastore_of(r) == none) continue;
                    auto now = h.has[{p, r}];
                    if (now.has(privilege::all_privileges)) now |= expansion; // U4
                    if (!metastore(r)) {
                        const auto above = h.has[{p, f.nodes[r].parent}];
                        now |= metastore(f.nodes[r].parent) ? above & mask{privilege::read_metadata} : above; // U2, U3
                    }
                    if (now == h.has[{p, r}]) continue;
                    h.has[{p, r}] = now;
                    grew = true;
                }
            }
            for (bool grew = true; grew;) { // U6
                grew = false;
                for (node r = 0; r < f.nodes.size(); ++r) {
                    if (f.metastore_of(r) == none || h.manage.contains({p, r})) continue;
                    const bool granted = f.applicable(r).has(privilege::manage) && h.has[{p, r}].has(privilege::manage);
                    const bool from_above = !metastore(r) && h.manage.contains({p, f.nodes[r].parent});
                    if (granted || from_above || h.uc_owner.contains({p, r})) grew = h.manage.emplace(p, r).second;
                }
            }
        }
    }

    mask has(node p, node r, node scene) const {
        const auto& rows = by_scene.at(scene).has;
        const auto at = rows.find({p, r});
        return at == rows.end() ? mask{} : at->second;
    }
    bool owns(node p, node r, node scene) const { return by_scene.at(scene).uc_owner.contains({p, r}); }
    bool owns_any_of(node p, node r, node scene) const {
        const bool by_policy = f.applicable(r).has(privilege::manage) && manages_by_policy(p, r, scene);
        return by_policy || by_scene.at(scene).manage.contains({p, r});
    }

    bool can(node p, node r, privilege b, node scene) const { return can_bit(p, r, static_cast<unsigned>(b), scene); }
    bool can_bit(node p, node r, unsigned b, node scene) const {
        const auto& ok = f.applicable(r);
        if (ok.has(b) && slow::denied(*this, p, r, b, scene)) return false; // U18
        if (ok.has(b) && slow::given(*this, p, r, b, scene)) return true;   // U17
        if (ok.has(b) && has(p, r, scene).has(b)) return true;
        static const auto not_owners = slow::named({"EXTERNAL_USE_SCHEMA", "EXTERNAL_USE_LOCATION"});
        const auto owners = ok & ~not_owners;
        if (owners.has(b) && owns(p, r, scene)) return true; // U5
        const bool below_catalog = !metastore(r) && f.nodes[r].parent != none && !metastore(f.nodes[r].parent);
        return b == static_cast<unsigned>(privilege::browse) && below_catalog &&
               can_bit(p, f.nodes[r].parent, b, scene); // U12
    }
    bool use(node p, node x, node scene) const {
        if (f.nodes[x].kind == node_kind::catalog) return can(p, x, privilege::use_catalog, scene);
        if (f.nodes[x].kind == node_kind::schema) return can(p, x, privilege::use_schema, scene);
        return true;
    }
    bool use_above(node p, node r, node scene) const {
        if (metastore(r)) return true;
        for (auto x = f.nodes[r].parent; x != none && !metastore(x); x = f.nodes[x].parent)
            if (!use(p, x, scene)) return false;
        return true;
    }

    /// U11.
    bool control(node p, node r, node scene, bool by_metastore_admin, bool asks_usage) const {
        if (metastore(r)) return owns(p, r, scene);
        const auto m = f.metastore_of(r);
        if (by_metastore_admin && m != none && owns(p, m, scene)) return true;
        for (auto x = r; x != none && !metastore(x); x = f.nodes[x].parent)
            if (owns(p, x, scene) && (!asks_usage || use_above(p, x, scene))) return true;
        const bool granted = f.applicable(r).has(privilege::manage) &&
                             (has(p, r, scene).has(privilege::manage) || manages_by_policy(p, r, scene));
        return granted && (!asks_usage || (use(p, r, scene) && use_above(p, r, scene)));
    }

    // --- V ---------------------------------------------------------------------------------------------------------
    void definers(node scene) {
        auto& h = by_scene[scene];
        for (bool grew = true; grew;) {
            grew = false;
            for (node v = 0; v < f.nodes.size(); ++v)
                if (f.view(v) && !h.definer_ok.contains(v) && definer_ok(v, scene))
                    grew = h.definer_ok.insert(v).second;
        }
    }

    bool definer_ok(node v, node scene) const {
        if (!upper && f.gap(v, node_part::definition)) return false;
        std::vector<node> bases, owners;
        for (const auto& [from, to] : f.reads)
            if (from == v) bases.push_back(to);
        for (const auto& [o, r] : f.owners)
            if (r == v) owners.push_back(o);
        for (const auto b : bases)
            if (f.view(b) && !by_scene.at(scene).definer_ok.contains(b)) return false;
        if (bases.empty() && owners.empty()) return true;
        if (upper && f.gap(v, node_part::attributes)) return true; // the owner may be one who reads everything
        return std::ranges::any_of(owners, [&](node o) {
            return std::ranges::all_of(bases, [&](node b) {
                auto bit = privilege::select;
                if (f.nodes[b].kind == node_kind::function || f.nodes[b].kind == node_kind::model)
                    bit = privilege::execute;
                if (f.nodes[b].kind == node_kind::volume) bit = privilege::read_volume;
                return can(o, b, bit, scene) && use_above(o, b, scene);
            });
        });
    }
};

slow_access::slow_access(fact_source& source)
    : facts_(std::make_unique<slow_facts>(source)), lower_(std::make_unique<bound>(*facts_, false)),
      upper_(std::make_unique<bound>(*facts_, true)) {
    lower_->finish(*upper_);
    upper_->finish(*lower_);
}
slow_access::slow_access(slow_access&&) noexcept = default;
slow_access::~slow_access() = default;

slow_answer slow_access::can(node_id principal, const slow_action& what, bool effective, node_id resource,
                             const std::vector<node_id>& from) const {
    slow_answer answer;
    const auto p = principal.value;
    const auto r = resource.value;
    if (facts_->metastore_of(r) == slow::none) return answer;
    for (const auto* b : {lower_.get(), upper_.get()}) {
        auto& how = b->upper ? answer.how.upper : answer.how.lower;
        if (!effective) {
            how = slow::holds(*b, what, p, r, bound::any_workspace, false, slow::none, false);
            continue;
        }
        if (!b->live.contains(p)) continue;
        for (const auto w : facts_->workspaces) {
            if (!from.empty() && std::ranges::find(from, node_id{w}) == from.end()) continue;
            if (!b->access.contains({p, w}) || !slow::holds(*b, what, p, r, w, true, w, true)) continue;
            how = true;
            auto& row = answer.workspaces[node_id{w}];
            (b->upper ? row.upper : row.lower) = true;
        }
        // A workspace nobody knows of, in the upper bound only.
        if (b->upper && from.empty() && facts_->joins(p) &&
            slow::holds(*b, what, p, r, slow::none, true, slow::none, true))
            how = true;
    }
    return answer;
}

slow_reading slow_access::reading(node_id principal, node_id relation, node_id w, bool upper) const {
    const auto& b = upper ? *upper_ : *lower_;
    const auto p = principal.value;
    const auto r = relation.value;
    const auto kind = facts_->nodes[r].kind;
    auto bit = privilege::select;
    if (kind == node_kind::function || kind == node_kind::model) bit = privilege::execute;
    if (kind == node_kind::volume) bit = privilege::read_volume;
    slow_reading made;
    made.held = b.can(p, r, bit, w.value) && b.use_above(p, r, w.value);
    made.opened = b.reach(w.value, r, 1);
    made.works = !facts_->view(r) || b.by_scene.at(w.value).definer_ok.contains(r);
    made.unblocked = !slow::blocked(b, p, r, w.value);
    const bool unread = !upper && slow::policies_unread(b, r);
    made.unshaped = made.free_of_policies = !unread;
    for (const auto& one : facts_->policies) {
        const bool shapes = one.type == policy_type::row_filter || one.type == policy_type::column_mask;
        if (!shapes || !slow::matches(one, r)) continue;
        made.unshaped = false;
        // What stands on the table itself is named by its function (docs/decisions/0023).
        const bool by_policy = one.name.find('.') == std::string::npos;
        if (by_policy && b.names(one, p, w.value, !upper)) made.free_of_policies = false;
    }
    return made;
}

bool slow_access::carries_in(node_id p, node_id q, node_id w, bool upper) const {
    if (facts_->local(q.value) && facts_->nodes[q.value].scope != w.value) return false;
    return (upper ? *upper_ : *lower_).in_workspace.contains({p.value, q.value, w.value});
}

bool slow_access::has_access(node_id p, node_id w, bool upper) const {
    return (upper ? *upper_ : *lower_).access.contains({p.value, w.value});
}

bool slow_access::administers(node_id p, node_id w, bool upper) const {
    return (upper ? *upper_ : *lower_).wsadmin.contains({p.value, w.value});
}

bool slow_access::alive(node_id p, bool upper) const {
    return (upper ? *upper_ : *lower_).live.contains(p.value);
}

} // namespace canreach::support
