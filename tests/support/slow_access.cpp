#include "tests/support/slow_access.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

#include "model/kinds.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "tests/support/slow_policies.hpp"

namespace canreach::support {
namespace {

using node = std::uint32_t;
constexpr node none = no_node.value;
using pairs = std::set<std::pair<node, node>>;

mask named(std::initializer_list<std::string_view> names) {
    mask bits;
    for (const auto name : names) bits |= mask{*privilege_named(name)};
    return bits;
}

mask everything() {
    return {~std::uint64_t{0}, ~std::uint64_t{0}};
}

mask nameless() {
    mask bits;
    for (unsigned bit = first_learned_privilege_bit; bit < 128; ++bit) bits.set(bit);
    return bits;
}

} // namespace

/// The crawled rows.
struct slow_access::facts {
    struct one {
        node_kind kind;
        node_flags flags;
        node parent, scope;
        std::string subtype;
    };
    std::vector<one> nodes;
    pairs members, owners;
    std::vector<source_grant> grants;
    std::vector<source_binding> bindings;
    pairs reads;
    std::vector<source_policy> policies;
    std::set<std::pair<node, node_part>> gaps;
    std::set<std::string> listings; ///< families of incomplete listings of the account
    node account_users = none;
    std::map<node, node> users, admins; ///< workspace → its system group
    std::vector<node> workspaces, principals;

    explicit facts(fact_source& source) {
        (void)source.visit_nodes([&](const source_node& n) {
            nodes.push_back({n.kind, n.flags, n.parent.value, n.scope.value, std::string(n.subtype)});
        });
        (void)source.visit_members([&](const source_member& m) { members.emplace(m.member.value, m.group.value); });
        (void)source.visit_owners([&](const source_owner& o) { owners.emplace(o.owner.value, o.resource.value); });
        (void)source.visit_grants([&](const source_grant& g) { grants.push_back(g); });
        (void)source.visit_bindings([&](const source_binding& b) { bindings.push_back(b); });
        (void)source.visit_links([&](const source_link& l) {
            if (l.type == link_type::reads) reads.emplace(l.from.value, l.to.value);
        });
        (void)source.visit_policies([&](const source_policy& p) { policies.push_back(p); });
        (void)source.visit_gaps([&](const source_gap& g) {
            // Of what a workspace lists only its groups matter to these rules.
            const bool lists_objects = nodes[g.about.value].kind == node_kind::workspace &&
                                       g.part == node_part::children && !g.family.empty() &&
                                       g.family != "workspace-groups";
            if (!lists_objects) gaps.emplace(g.about.value, g.part);
            if (nodes[g.about.value].kind == node_kind::account && g.part == node_part::children)
                listings.insert(g.family);
        });
        for (node n = 0; n < nodes.size(); ++n) {
            applicable_to.push_back(read_applicable(n));
            if (nodes[n].kind == node_kind::workspace) workspaces.push_back(n);
            if (is_principal(nodes[n].kind)) principals.push_back(n);
            if (nodes[n].kind != node_kind::group || !nodes[n].flags.has(node_flag::system)) continue;
            if (nodes[n].scope == none)
                account_users = n;
            else if (!admins.contains(nodes[n].scope)) // keys ascend: `admins` before `users`
                admins[nodes[n].scope] = n;
            else
                users[nodes[n].scope] = n;
        }
    }

    bool gap(node about, node_part part) const { return gaps.contains({about, part}); }
    bool unlisted(std::string_view family) const {
        static const std::set<std::string, std::less<>> told{"account-users", "account-service-principals",
                                                             "account-groups", "workspaces", "metastores"};
        return std::ranges::any_of(listings, [&](const auto& f) { return f == family || !told.contains(f); });
    }
    bool local(node n) const { return nodes[n].kind == node_kind::group && nodes[n].scope != none; }
    bool joins(node n) const { return is_principal(nodes[n].kind) && nodes[n].kind != node_kind::recipient; }
    node metastore_of(node r) const {
        while (r != none && nodes[r].kind != node_kind::metastore) r = nodes[r].parent;
        return r;
    }
    bool view(node r) const {
        return nodes[r].kind == node_kind::table && (nodes[r].subtype == "VIEW" || nodes[r].subtype == "METRIC_VIEW");
    }

    std::vector<mask> applicable_to; ///< by node
    const mask& applicable(node r) const { return applicable_to[r]; }

    /// Table F.4, and §3.4.
    mask read_applicable(node r) const {
        const auto common = named({"ALL_PRIVILEGES", "MANAGE", "READ_METADATA"}) | nameless();
        switch (nodes[r].kind) {
        case node_kind::metastore:
            return named({"CREATE_CATALOG", "CREATE_CLEAN_ROOM", "CREATE_CONNECTION", "CREATE_EXTERNAL_LOCATION",
                          "CREATE_PROVIDER", "CREATE_RECIPIENT", "CREATE_SERVICE_CREDENTIAL", "CREATE_SHARE",
                          "CREATE_STORAGE_CREDENTIAL", "MANAGE_ALLOWLIST", "SET_SHARE_PERMISSION",
                          "USE_MARKETPLACE_ASSETS", "USE_PROVIDER", "USE_RECIPIENT", "USE_SHARE", "READ_METADATA"}) |
                   nameless();
        case node_kind::catalog:
            return common | named({"APPLY_TAG", "BROWSE", "CREATE_CONNECTION", "CREATE_SCHEMA", "EXTERNAL_USE_SCHEMA",
                                   "USE_CATALOG", "CREATE", "USAGE"});
        case node_kind::schema:
            return common |
                   named({"APPLY_TAG", "CREATE_FUNCTION", "CREATE_MATERIALIZED_VIEW", "CREATE_MODEL", "CREATE_TABLE",
                          "CREATE_VOLUME", "EXTERNAL_USE_SCHEMA", "USE_SCHEMA", "CREATE", "USAGE"});
        case node_kind::table:
            if (view(r)) return common | named({"APPLY_TAG", "SELECT"});
            if (nodes[r].subtype == "MATERIALIZED_VIEW") return common | named({"APPLY_TAG", "SELECT", "REFRESH"});
            if (nodes[r].subtype == "STREAMING_TABLE")
                return common | named({"APPLY_TAG", "SELECT", "MODIFY", "INSERT", "UPDATE", "DELETE", "REFRESH"});
            return common | named({"APPLY_TAG", "SELECT", "MODIFY", "INSERT", "UPDATE", "DELETE"});
        case node_kind::volume: return common | named({"APPLY_TAG", "READ_VOLUME", "WRITE_VOLUME"});
        case node_kind::function: return common | named({"EXECUTE"});
        case node_kind::model: return common | named({"APPLY_TAG", "EXECUTE"});
        case node_kind::location:
            return common |
                   named({"BROWSE", "CREATE_EXTERNAL_TABLE", "CREATE_EXTERNAL_VOLUME", "CREATE_FOREIGN_SECURABLE",
                          "CREATE_MANAGED_STORAGE", "EXTERNAL_USE_LOCATION", "READ_FILES", "WRITE_FILES"});
        case node_kind::credential:
            return common | named({"ACCESS", "CREATE_CONNECTION", "CREATE_EXTERNAL_LOCATION", "CREATE_EXTERNAL_TABLE",
                                   "READ_FILES", "WRITE_FILES"});
        case node_kind::connection: return common | named({"USE_CONNECTION", "CREATE_FOREIGN_CATALOG"});
        case node_kind::share: return named({"SELECT", "MANAGE", "READ_METADATA"}) | nameless();
        case node_kind::provider: return common;
        case node_kind::clean_room: return common | named({"BROWSE", "EXECUTE_CLEAN_ROOM_TASK", "MODIFY_CLEAN_ROOM"});
        default: return {};
        }
    }
};

/// All relations in one bound.
struct slow_access::bound {
    const facts& f;
    bool upper;
    pairs member, owner, id;
    std::set<std::tuple<node, node, node>> idw;          ///< P, group, W
    std::set<std::tuple<node, node, node>> in_workspace; ///< the same, once it is known who `users` and `admins` are
    pairs assign_user, assign_admin, access, wsadmin, attached;
    std::set<std::tuple<node, node, binding>> bound_to;
    std::set<node> live;
    std::map<node, bool> phantom; ///< metastore → an unseen workspace may be attached

    /// Which aliases count: none, those of one workspace, or (GRANTED) any.
    static constexpr node any_workspace = none - 1;
    struct holding {
        std::map<std::pair<node, node>, mask> has; ///< (P, R)
        pairs uc_owner;                            ///< (P, R)
        pairs manage;                              ///< (P, R)
        std::set<node> definer_ok;
    };
    std::map<node, holding> by_scene; ///< none, each workspace, any_workspace

    bound(const facts& given, bool is_upper) : f(given), upper(is_upper) {
        identity();
        tenancy();
        workspace_identity();
    }

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
                if (f.gap(w, node_part::assignments) || f.gap(w, node_part::children) ||
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
            ~named({"MANAGE", "EXTERNAL_USE_SCHEMA", "EXTERNAL_USE_LOCATION", "READ_METADATA"});
        for (const auto p : f.principals) {
            for (const auto& g : f.grants) // U1
                if (g.what == facet::unity && uc_id(p, g.grantee.value, scene)) h.has[{p, g.resource.value}] |= g.allow;
            for (const auto& [q, r] : owner)
                if (uc_id(p, q, scene)) h.uc_owner.emplace(p, r);
            for (node r = 0; r < f.nodes.size(); ++r) {
                if (f.metastore_of(r) == none) continue;
                if (upper && f.gap(r, node_part::grants)) h.has[{p, r}] = everything();
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
        static const auto not_owners = named({"EXTERNAL_USE_SCHEMA", "EXTERNAL_USE_LOCATION"});
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

    // --- 3.1 -------------------------------------------------------------------------------------------------------
    using asked = slow_asked;

    /// `eff`: with usage and definers (mode effective), or holding alone (mode granted).
    asked operation(const std::string& name, node p, node r, node s, bool eff) const {
        using enum privilege;
        if (const auto more = slow::governance(*this, name, p, r, s, eff)) return *more;
        const auto kind = f.nodes[r].kind;
        const auto is = [&](std::initializer_list<node_kind> kinds) {
            return std::ranges::find(kinds, kind) != kinds.end();
        };
        const auto U = [&] { return !eff || use_above(p, r, s); };
        const auto here = [&] { return !eff || use(p, r, s); };
        const auto b = [&](privilege one) { return can(p, r, one, s); };
        const auto rows = [&] { return b(modify) && b(privilege::select); };
        const bool relation = kind == node_kind::table;
        const bool in_metastore =
            is({node_kind::catalog, node_kind::schema, node_kind::table, node_kind::volume, node_kind::function,
                node_kind::model, node_kind::location, node_kind::credential, node_kind::connection, node_kind::share,
                node_kind::provider, node_kind::clean_room});
        if (name == "SELECT")
            return {
                relation || kind == node_kind::share,
                b(privilege::select) && U() &&
                    (!eff || ((!f.view(r) || by_scene.at(s).definer_ok.contains(r)) && !slow::blocked(*this, p, r, s))),
                1};
        if (name == "EXECUTE") return {is({node_kind::function, node_kind::model}), b(execute) && U(), 1};
        if (name == "READ VOLUME") return {kind == node_kind::volume, b(read_volume) && U(), 1};
        if (name == "WRITE VOLUME") return {kind == node_kind::volume, b(write_volume) && b(read_volume) && U(), 2};
        if (name == "READ FILES") return {is({node_kind::location, node_kind::credential}), b(read_files), 1};
        if (name == "WRITE FILES")
            return {is({node_kind::location, node_kind::credential}), b(write_files) && b(read_files), 2};
        if (name == "USE CONNECTION") return {kind == node_kind::connection, b(use_connection), 1};
        if (name == "INSERT") return {relation, (rows() || b(insert)) && U(), 2};
        if (name == "UPDATE") return {relation, (rows() || b(update)) && U(), 2};
        if (name == "DELETE") return {relation, (rows() || b(delete_rows)) && U(), 2};
        if (name == "MERGE" || name == "TRUNCATE" || name == "OPTIMIZE" || name == "VACUUM" || name == "ANALYZE")
            return {relation, rows() && U(), 2};
        if (name == "REFRESH") return {relation, b(refresh) && U(), 2};
        if (name == "ALTER TABLE") return {relation, b(modify) && U(), 2};
        if (name == "APPLY TAG")
            return {is({node_kind::catalog, node_kind::schema, node_kind::table, node_kind::volume, node_kind::model}),
                    b(apply_tag) && U(), 2};
        if (name == "GRANT")
            return {in_metastore, control(p, r, s, true, eff) && !slow::grants_denied(*this, p, r, s), 1};
        if (name == "SET OWNER") return {in_metastore, control(p, r, s, true, eff), 1};
        if (name == "BIND")
            return {is({node_kind::catalog, node_kind::location, node_kind::credential}), control(p, r, s, true, eff),
                    0};
        if (name == "DROP TABLE") return {relation, control(p, r, s, false, eff), 2};
        if (name == "DROP FUNCTION") return {kind == node_kind::function, control(p, r, s, false, eff), 2};
        if (name == "DROP SCHEMA") return {kind == node_kind::schema, control(p, r, s, false, eff), 2};
        if (name == "DROP VOLUME") return {kind == node_kind::volume, control(p, r, s, true, eff), 2};
        if (name == "DROP MODEL") return {kind == node_kind::model, control(p, r, s, true, eff), 2};
        if (name == "DROP CATALOG") return {kind == node_kind::catalog, control(p, r, s, true, eff), 2};
        if (name == "CREATE SCHEMA") return {kind == node_kind::catalog, b(create_schema) && here() && U(), 2};
        if (name == "CREATE TABLE") return {kind == node_kind::schema, b(create_table) && here() && U(), 2};
        if (name == "CREATE FUNCTION") return {kind == node_kind::schema, b(create_function) && here() && U(), 2};
        if (name == "CREATE VOLUME") return {kind == node_kind::schema, b(create_volume) && here() && U(), 2};
        if (name == "CREATE MODEL")
            return {kind == node_kind::schema, (b(create_model) || b(create_function)) && here() && U(), 2};
        if (name == "CREATE MATERIALIZED VIEW")
            return {kind == node_kind::schema, b(create_materialized_view) && b(create_table) && here() && U(), 2};
        if (name == "DESCRIBE") {
            const bool browsed = b(browse);
            bool held = owns(p, r, s);
            const auto mine = has(p, r, s);
            for (unsigned bit = 0; bit < 128; ++bit)
                held = held || ((mine.has(bit) || slow::given(*this, p, r, bit, s)) && shows(r, bit));
            return {in_metastore || kind == node_kind::metastore,
                    (held && U()) || browsed || control(p, r, s, true, eff), 1};
        }
        if (const auto bit = privilege_named(name); bit && kind == node_kind::metastore)
            return {named({"CREATE_CATALOG", "CREATE_STORAGE_CREDENTIAL", "CREATE_SHARE", "CREATE_RECIPIENT",
                           "CREATE_PROVIDER", "CREATE_CLEAN_ROOM"})
                        .has(*bit),
                    b(*bit), 1};
        return {false, false, 1};
    }

    /// A privilege on the object, or for a container on what may lie in it.
    bool shows(node r, unsigned bit) const {
        if (f.applicable(r).has(bit)) return true;
        static const auto inside = named({"SELECT", "MODIFY", "INSERT", "UPDATE", "DELETE", "REFRESH", "READ_VOLUME",
                                          "WRITE_VOLUME", "EXECUTE", "APPLY_TAG"});
        if (f.nodes[r].kind == node_kind::schema) return inside.has(bit);
        if (f.nodes[r].kind != node_kind::catalog) return false;
        static const auto in_schemas = named({"USE_SCHEMA", "CREATE_TABLE", "CREATE_FUNCTION", "CREATE_MODEL",
                                              "CREATE_VOLUME", "CREATE_MATERIALIZED_VIEW", "EXTERNAL_USE_SCHEMA"});
        return (inside | in_schemas).has(bit);
    }

    asked privilege_by_itself(unsigned bit, node p, node r, node s, bool eff) const {
        if (f.applicable(r).empty()) return {false, false, 1};
        const auto is = [&](privilege one) { return static_cast<unsigned>(one) == bit; };
        if (is(privilege::manage)) {
            if (!eff) return {true, owns_any_of(p, r, s), 1};
            return {true, control(p, r, s, true, true), 1};
        }
        const bool held = can_bit(p, r, bit, s);
        if (!eff || is(privilege::browse)) return {true, held, 1};
        const auto writing =
            named({"MODIFY", "INSERT", "UPDATE", "DELETE", "WRITE_VOLUME", "REFRESH", "APPLY_TAG", "CREATE_SCHEMA",
                   "CREATE_TABLE", "CREATE_FUNCTION", "CREATE_MODEL", "CREATE_VOLUME", "CREATE_MATERIALIZED_VIEW",
                   "WRITE_FILES", "CREATE_EXTERNAL_TABLE", "CREATE_EXTERNAL_VOLUME", "CREATE_MANAGED_STORAGE",
                   "CREATE_FOREIGN_SECURABLE", "CREATE"});
        bool ok = held && use_above(p, r, s);
        if (is(privilege::write_files)) ok = ok && can(p, r, privilege::read_files, s);
        if (is(privilege::write_volume)) ok = ok && can(p, r, privilege::read_volume, s);
        if (is(privilege::select) && f.view(r)) ok = ok && by_scene.at(s).definer_ok.contains(r);
        if (is(privilege::select)) ok = ok && !slow::blocked(*this, p, r, s);
        static const auto creating = named({"CREATE_SCHEMA", "CREATE_TABLE", "CREATE_FUNCTION", "CREATE_MODEL",
                                            "CREATE_VOLUME", "CREATE_MATERIALIZED_VIEW", "CREATE"});
        if (creating.has(bit)) ok = ok && use(p, r, s);
        return {true, ok, writing.has(bit) ? 2 : 1};
    }

    static const std::vector<std::string>& operation_names() {
        static const std::vector<std::string> names{"SELECT",
                                                    "EXECUTE",
                                                    "READ VOLUME",
                                                    "WRITE VOLUME",
                                                    "READ FILES",
                                                    "WRITE FILES",
                                                    "USE CONNECTION",
                                                    "INSERT",
                                                    "UPDATE",
                                                    "DELETE",
                                                    "MERGE",
                                                    "REFRESH",
                                                    "ALTER TABLE",
                                                    "APPLY TAG",
                                                    "GRANT",
                                                    "SET OWNER",
                                                    "BIND",
                                                    "DROP TABLE",
                                                    "DROP FUNCTION",
                                                    "DROP SCHEMA",
                                                    "DROP VOLUME",
                                                    "DROP MODEL",
                                                    "DROP CATALOG",
                                                    "CREATE SCHEMA",
                                                    "CREATE TABLE",
                                                    "CREATE FUNCTION",
                                                    "CREATE VOLUME",
                                                    "CREATE MODEL",
                                                    "CREATE MATERIALIZED VIEW",
                                                    "DESCRIBE",
                                                    "CREATE CATALOG",
                                                    "CREATE SHARE"};
        return names;
    }

    /// Whether it holds in a scene, given how far the workspace lets one through (2: everything).
    bool holds(const slow_action& what, node p, node r, node scene, bool eff, node w, bool gates) const {
        const auto passes = [&](const asked& one) {
            return one.known && one.holds && (!gates || reach(w, r, one.level));
        };
        if (what.privilege >= 0)
            return passes(privilege_by_itself(static_cast<unsigned>(what.privilege), p, r, scene, eff));
        if (what.operation != "REACH") return passes(operation(what.operation, p, r, scene, eff));
        for (const auto* list : {&operation_names(), &slow::governance_names()})
            for (const auto& name : *list)
                if (passes(operation(name, p, r, scene, eff))) return true;
        for (unsigned bit = 0; bit < 128; ++bit)
            if (passes(privilege_by_itself(bit, p, r, scene, eff))) return true;
        return false;
    }
};

slow_access::slow_access(fact_source& source)
    : facts_(std::make_unique<facts>(source)), lower_(std::make_unique<bound>(*facts_, false)),
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
    if (facts_->metastore_of(r) == none) return answer;
    for (const auto* b : {lower_.get(), upper_.get()}) {
        auto& how = b->upper ? answer.how.upper : answer.how.lower;
        if (!effective) {
            how = b->holds(what, p, r, bound::any_workspace, false, none, false);
            continue;
        }
        if (!b->live.contains(p)) continue;
        for (const auto w : facts_->workspaces) {
            if (!from.empty() && std::ranges::find(from, node_id{w}) == from.end()) continue;
            if (!b->access.contains({p, w}) || !b->holds(what, p, r, w, true, w, true)) continue;
            how = true;
            auto& row = answer.workspaces[node_id{w}];
            (b->upper ? row.upper : row.lower) = true;
        }
        // A workspace nobody knows of, in the upper bound only.
        if (b->upper && from.empty() && facts_->joins(p) && b->holds(what, p, r, none, true, none, true)) how = true;
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
