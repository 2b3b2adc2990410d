/// The rules on policies, sharing, storage and external engines by the letter (U16–U19, V3–V5, S1–S3), over whatever
/// answers for the rules below them: a part of `slow_access` that stands apart for its length.
///
/// `Rules` is one bound of K1: `can`, `use`, `use_above`, `control`, `owns`, `names` (whom a policy names in this
/// bound), and the rows as `f`.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/fact_source.hpp"
#include "model/kinds.hpp"
#include "model/privileges.hpp"

namespace canreach::support {

/// Whether an operation exists on a kind, holds, and how far a workspace must let one through (2: writing).
struct slow_asked {
    bool known;
    bool holds;
    int level;
};

namespace slow {

using node = std::uint32_t;

inline bool matches(const source_policy& policy, node r) {
    return std::ranges::find(policy.matches, node_id{r}) != policy.matches.end();
}

/// Whether policies on `r` or above were not read.
template <class Rules>
bool policies_unread(const Rules& rules, node r) {
    for (auto at = r; at != no_node.value && rules.f.nodes[at].kind != node_kind::account;
         at = rules.f.nodes[at].parent)
        if (rules.f.gap(at, node_part::policies)) return true;
    return false;
}

/// U17: GRANT policies on the object itself.
template <class Rules>
bool given(const Rules& rules, node p, node r, unsigned bit, node scene) {
    if (rules.upper && policies_unread(rules, r)) return true;
    const auto not_all = mask{privilege::manage, privilege::external_use_schema, privilege::external_use_location,
                              privilege::read_metadata};
    return std::ranges::any_of(rules.f.policies, [&](const source_policy& one) {
        const bool gives =
            one.privileges.has(bit) || (one.privileges.has(privilege::all_privileges) && !not_all.has(bit));
        return one.type == policy_type::grant && gives && matches(one, r) && rules.names(one, p, scene, rules.upper);
    });
}

/// U18: what is denied in this bound is what is not denied in the other.
template <class Rules>
bool denied(const Rules& rules, node p, node r, unsigned bit, node scene) {
    return std::ranges::any_of(rules.f.policies, [&](const source_policy& one) {
        return one.type == policy_type::deny && one.privileges.has(bit) && matches(one, r) &&
               rules.names(one, p, scene, !rules.upper);
    });
}
template <class Rules>
bool grants_denied(const Rules& rules, node p, node r, node scene) {
    if (!rules.upper && policies_unread(rules, r)) return true;
    return denied(rules, p, r, static_cast<unsigned>(privilege::manage_access_control), scene);
}

/// V4: two filters, or two masks of one column, of different functions.
template <class Rules>
bool blocked(const Rules& rules, node p, node r, node scene) {
    std::map<std::string, std::vector<node_id>> functions; // what is shaped → by which functions
    std::map<std::string, int> unnamed;
    for (const auto& one : rules.f.policies) {
        const bool mask = one.type == policy_type::column_mask;
        if ((!mask && one.type != policy_type::row_filter) || !matches(one, r)) continue;
        if ((mask && one.column.empty()) || !rules.names(one, p, scene, !rules.upper)) continue;
        const auto shaped = mask ? "column " + one.column : std::string{"rows"};
        auto& known = functions[shaped];
        if (one.function == no_node)
            ++unnamed[shaped];
        else if (std::ranges::find(known, one.function) == known.end())
            known.push_back(one.function);
    }
    return std::ranges::any_of(
        functions, [&](const auto& row) { return static_cast<int>(row.second.size()) + unnamed[row.first] > 1; });
}

/// V3: any filter or mask at all.
template <class Rules>
bool filtered(const Rules& rules, node p, node r, node scene) {
    return std::ranges::any_of(rules.f.policies, [&](const source_policy& one) {
        return (one.type == policy_type::column_mask || one.type == policy_type::row_filter) && matches(one, r) &&
               rules.names(one, p, scene, !rules.upper);
    });
}

/// Rows of §3.1 on these matters; empty for any other name.
template <class Rules>
std::optional<slow_asked> governance(const Rules& rules, const std::string& name, node p, node r, node s, bool eff) {
    using enum privilege;
    const auto& f = rules.f;
    const auto kind = f.nodes[r].kind;
    const auto is = [&](std::initializer_list<node_kind> kinds) {
        return std::ranges::find(kinds, kind) != kinds.end();
    };
    const auto m = f.metastore_of(r);
    const auto U = [&](node x) { return !eff || rules.use_above(p, x, s); };
    const auto here = [&](node x) { return !eff || rules.use(p, x, s); };
    const auto b = [&](privilege one) { return rules.can(p, r, one, s); };
    const auto at_m = [&](privilege one) { return rules.can(p, m, one, s); };
    const auto up = f.nodes[r].parent;
    const auto create_in = [&](node x, privilege one) { return rules.can(p, x, one, s) && here(x) && U(x); };
    const auto on_some = [&](node_kind what, privilege one) {
        for (node x = 0; x < f.nodes.size(); ++x)
            if (f.nodes[x].kind == what && f.nodes[x].parent == m && rules.can(p, x, one, s)) return true;
        return false;
    };
    const bool admin = rules.owns(p, m, s);
    const auto control = [&](bool by_admin) { return rules.control(p, r, s, by_admin, eff); };
    const bool view = f.view(r);
    const auto works = [&] { return !eff || !view || rules.by_scene.at(s).definer_ok.contains(r); };
    const bool clear = !eff || kind != node_kind::table || !filtered(rules, p, r, s);
    const auto open = [&] {
        return f.nodes[m].flags.has(node_flag::external_access) || (rules.upper && f.gap(m, node_part::attributes));
    };
    const auto reads = [&] { return b(privilege::select) && U(r) && works() && clear; };
    const auto writes = [&] { return b(modify) && b(privilege::select) && U(r) && clear; };
    const bool table = kind == node_kind::table;

    if (name == "SET ROW FILTER" || name == "SET MASK") return slow_asked{table, control(true) && U(r), 2};
    if (name == "CREATE POLICY")
        return slow_asked{is({node_kind::catalog, node_kind::schema, node_kind::table}), control(true), 1};
    if (name == "GRANT" && kind == node_kind::metastore) {
        const bool account_admin = std::ranges::any_of(f.grants, [&](const source_grant& g) {
            return g.what == facet::role && f.nodes[g.resource.value].kind == node_kind::account &&
                   g.allow.has(role::account_admin) && rules.uc_id(p, g.grantee.value, s);
        });
        return slow_asked{true, admin || account_admin, 0};
    }
    if (name == "GRANT" && kind == node_kind::share) {
        bool recipients = at_m(use_recipient);
        for (node x = 0; x < f.nodes.size(); ++x)
            if (f.nodes[x].kind == node_kind::recipient && f.nodes[x].scope == m)
                recipients = recipients || rules.owns_anything(p, x, s);
        const bool shares = rules.owns(p, r, s) || (at_m(use_share) && at_m(set_share_permission));
        return slow_asked{true, admin || (shares && recipients), 1};
    }
    if (name == "SET OWNER" && kind == node_kind::share) return slow_asked{true, admin, 1};
    if (name == "GRANT EXTERNAL USE SCHEMA") {
        auto catalog = r;
        while (catalog != no_node.value && f.nodes[catalog].kind != node_kind::catalog)
            catalog = f.nodes[catalog].parent;
        const bool known = is({node_kind::catalog, node_kind::schema});
        return slow_asked{known, known && rules.owns(p, catalog, s) && !grants_denied(rules, p, r, s), 1};
    }
    if (name == "GRANT EXTERNAL USE LOCATION")
        return slow_asked{kind == node_kind::location, control(false) && !grants_denied(rules, p, r, s), 1};
    if (name == "ADD TO SHARE") return slow_asked{kind == node_kind::share, control(false), 1};

    if (name == "ALTER CONSTRAINT") return slow_asked{table, control(true) && U(r), 2};
    if (name == "RENAME TABLE") return slow_asked{table, table && control(false) && create_in(up, create_table), 2};
    if (name == "REPLACE TABLE")
        return slow_asked{table, table && (rules.owns(p, r, s) || b(modify)) && create_in(up, create_table), 2};
    if (name == "ALTER VIEW") return slow_asked{table, view && rules.owns(p, r, s) && works() && U(r), 2};
    if (name == "CREATE VIEW" && table) {
        bool bases = rules.upper || !f.gap(r, node_part::definition);
        for (const auto& [from, to] : f.reads) {
            if (from != r) continue;
            const auto bit = f.nodes[to].kind == node_kind::function || f.nodes[to].kind == node_kind::model ? execute
                             : f.nodes[to].kind == node_kind::volume ? read_volume
                                                                     : privilege::select;
            bases = bases && rules.can(p, to, bit, s) && U(to) &&
                    (!eff || !f.view(to) || rules.by_scene.at(s).definer_ok.contains(to));
        }
        return slow_asked{true, view && create_in(up, create_table) && bases, 2};
    }
    if (name == "CREATE VIEW") return slow_asked{kind == node_kind::schema, create_in(r, create_table), 2};
    if (name == "CREATE MODEL VERSION") return slow_asked{kind == node_kind::model, rules.owns(p, r, s) && U(r), 2};
    if (name == "COPY INTO") return slow_asked{table, b(modify) && b(privilege::select) && U(r), 2};
    for (const auto& [drop, on, by_admin] : {std::tuple{"DROP EXTERNAL LOCATION", node_kind::location, false},
                                             {"DROP STORAGE CREDENTIAL", node_kind::credential, false},
                                             {"DROP CONNECTION", node_kind::connection, false},
                                             {"DROP SHARE", node_kind::share, true},
                                             {"DROP PROVIDER", node_kind::provider, true},
                                             {"DROP CLEAN ROOM", node_kind::clean_room, true}})
        if (name == drop) return slow_asked{kind == on, control(by_admin), 2};

    if (name == "EXTERNAL READ" && kind == node_kind::location)
        return slow_asked{true, b(read_files) && b(external_use_location) && open(), 1};
    if (name == "EXTERNAL WRITE" && kind == node_kind::location)
        return slow_asked{true, b(read_files) && b(write_files) && b(external_use_location) && open(), 2};
    if (name == "EXTERNAL READ")
        return slow_asked{table, table && reads() && rules.can(p, up, external_use_schema, s) && open(), 1};
    if (name == "EXTERNAL WRITE")
        return slow_asked{table, table && writes() && rules.can(p, up, external_use_schema, s) && open(), 2};
    if (name == "READ PATH") {
        if (table) return slow_asked{true, reads(), 1};
        if (kind == node_kind::volume) return slow_asked{true, b(read_volume) && U(r), 1};
        if (kind == node_kind::model) return slow_asked{true, b(execute) && U(r), 1};
        if (kind == node_kind::location) return slow_asked{true, b(read_files), 1};
        return slow_asked{kind == node_kind::credential, false, 1};
    }
    if (name == "WRITE PATH") {
        if (table) return slow_asked{true, writes(), 2};
        if (kind == node_kind::volume) return slow_asked{true, b(read_volume) && b(write_volume) && U(r), 2};
        if (kind == node_kind::model) return slow_asked{true, rules.owns(p, r, s) && U(r), 2};
        if (kind == node_kind::location) return slow_asked{true, b(read_files) && b(write_files), 2};
        return slow_asked{kind == node_kind::credential, false, 2};
    }
    if (name == "CREATE EXTERNAL LOCATION")
        return slow_asked{
            is({node_kind::metastore, node_kind::credential}),
            admin || (kind == node_kind::metastore
                          ? b(create_external_location) && on_some(node_kind::credential, create_external_location)
                          : b(create_external_location) && at_m(create_external_location)),
            1};
    if (name == "CREATE CONNECTION")
        return slow_asked{is({node_kind::metastore, node_kind::credential}),
                          b(create_connection) && at_m(create_connection), 1};
    if (name == "CREATE FOREIGN CATALOG")
        return slow_asked{kind == node_kind::connection, b(create_foreign_catalog) && at_m(create_catalog), 1};
    if (name == "CREATE EXTERNAL TABLE" || name == "CREATE EXTERNAL VOLUME") {
        const bool tables = name == "CREATE EXTERNAL TABLE";
        const auto own = tables ? create_external_table : create_external_volume;
        if (kind == node_kind::schema)
            return slow_asked{
                true, create_in(r, tables ? create_table : create_volume) && on_some(node_kind::location, own), 2};
        return slow_asked{kind == node_kind::location || (tables && kind == node_kind::credential), b(own), 2};
    }
    if (name == "CREATE MANAGED STORAGE") return slow_asked{kind == node_kind::location, b(create_managed_storage), 2};
    return std::nullopt;
}

/// The names that `governance` knows.
inline const std::vector<std::string>& governance_names() {
    static const std::vector<std::string> names{"SET ROW FILTER",
                                                "SET MASK",
                                                "CREATE POLICY",
                                                "GRANT EXTERNAL USE SCHEMA",
                                                "ADD TO SHARE",
                                                "ALTER CONSTRAINT",
                                                "RENAME TABLE",
                                                "GRANT EXTERNAL USE LOCATION",
                                                "REPLACE TABLE",
                                                "ALTER VIEW",
                                                "CREATE MODEL VERSION",
                                                "DROP EXTERNAL LOCATION",
                                                "COPY INTO",
                                                "DROP CONNECTION",
                                                "DROP STORAGE CREDENTIAL",
                                                "DROP SHARE",
                                                "DROP PROVIDER",
                                                "DROP CLEAN ROOM",
                                                "EXTERNAL READ",
                                                "EXTERNAL WRITE",
                                                "READ PATH",
                                                "WRITE PATH",
                                                "CREATE EXTERNAL LOCATION",
                                                "CREATE CONNECTION",
                                                "CREATE FOREIGN CATALOG",
                                                "CREATE EXTERNAL TABLE",
                                                "CREATE EXTERNAL VOLUME",
                                                "CREATE MANAGED STORAGE"};
    return names;
}

} // namespace slow
} // namespace canreach::support
