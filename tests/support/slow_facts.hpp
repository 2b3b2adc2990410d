/// The crawled rows, as `slow_access` reads them, and which privileges a kind of thing knows (table F.4, §3.4): a part
/// of it that stands apart for its length.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/fact_source.hpp"
#include "model/kinds.hpp"
#include "model/privileges.hpp"

namespace canreach::support {

namespace slow {

using node = std::uint32_t;
inline constexpr node none = no_node.value;
using pairs = std::set<std::pair<node, node>>;

inline mask named(std::initializer_list<std::string_view> names) {
    mask bits;
    for (const auto name : names) bits |= mask{*privilege_named(name)};
    return bits;
}

inline mask everything() {
    return {~std::uint64_t{0}, ~std::uint64_t{0}};
}

inline mask nameless() {
    mask bits;
    for (unsigned bit = first_learned_privilege_bit; bit < 128; ++bit) bits.set(bit);
    return bits;
}

} // namespace slow

/// The crawled rows.
struct slow_facts {
    using node = slow::node;
    using pairs = slow::pairs;
    static constexpr node none = slow::none;

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

    explicit slow_facts(fact_source& source) {
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
        const auto common = slow::named({"ALL_PRIVILEGES", "MANAGE", "READ_METADATA"}) | slow::nameless();
        switch (nodes[r].kind) {
        case node_kind::metastore:
            return slow::named({"CREATE_CATALOG", "CREATE_CLEAN_ROOM", "CREATE_CONNECTION", "CREATE_EXTERNAL_LOCATION",
                                "CREATE_PROVIDER", "CREATE_RECIPIENT", "CREATE_SERVICE_CREDENTIAL", "CREATE_SHARE",
                                "CREATE_STORAGE_CREDENTIAL", "MANAGE_ALLOWLIST", "SET_SHARE_PERMISSION",
                                "USE_MARKETPLACE_ASSETS", "USE_PROVIDER", "USE_RECIPIENT", "USE_SHARE",
                                "READ_METADATA"}) |
                   slow::nameless();
        case node_kind::catalog:
            return common | slow::named({"APPLY_TAG", "BROWSE", "CREATE_CONNECTION", "CREATE_SCHEMA",
                                         "EXTERNAL_USE_SCHEMA", "USE_CATALOG", "CREATE", "USAGE"});
        case node_kind::schema:
            return common | slow::named({"APPLY_TAG", "CREATE_FUNCTION", "CREATE_MATERIALIZED_VIEW", "CREATE_MODEL",
                                         "CREATE_TABLE", "CREATE_VOLUME", "EXTERNAL_USE_SCHEMA", "USE_SCHEMA", "CREATE",
                                         "USAGE"});
        case node_kind::table:
            if (view(r)) return common | slow::named({"APPLY_TAG", "SELECT"});
            if (nodes[r].subtype == "MATERIALIZED_VIEW")
                return common | slow::named({"APPLY_TAG", "SELECT", "REFRESH"});
            if (nodes[r].subtype == "STREAMING_TABLE")
                return common | slow::named({"APPLY_TAG", "SELECT", "MODIFY", "INSERT", "UPDATE", "DELETE", "REFRESH"});
            return common | slow::named({"APPLY_TAG", "SELECT", "MODIFY", "INSERT", "UPDATE", "DELETE"});
        case node_kind::volume: return common | slow::named({"APPLY_TAG", "READ_VOLUME", "WRITE_VOLUME"});
        case node_kind::function: return common | slow::named({"EXECUTE"});
        case node_kind::model: return common | slow::named({"APPLY_TAG", "EXECUTE"});
        case node_kind::location:
            return common |
                   slow::named({"BROWSE", "CREATE_EXTERNAL_TABLE", "CREATE_EXTERNAL_VOLUME", "CREATE_FOREIGN_SECURABLE",
                                "CREATE_MANAGED_STORAGE", "EXTERNAL_USE_LOCATION", "READ_FILES", "WRITE_FILES"});
        case node_kind::credential:
            return common | slow::named({"ACCESS", "CREATE_CONNECTION", "CREATE_EXTERNAL_LOCATION",
                                         "CREATE_EXTERNAL_TABLE", "READ_FILES", "WRITE_FILES"});
        case node_kind::connection: return common | slow::named({"USE_CONNECTION", "CREATE_FOREIGN_CATALOG"});
        case node_kind::share: return slow::named({"SELECT", "MANAGE", "READ_METADATA"}) | slow::nameless();
        case node_kind::provider: return common;
        case node_kind::clean_room:
            return common | slow::named({"BROWSE", "EXECUTE_CLEAN_ROOM_TASK", "MODIFY_CLEAN_ROOM"});
        default: return {};
        }
    }
};

} // namespace canreach::support
