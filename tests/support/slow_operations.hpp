/// Operations and privileges exercised by themselves, by the table of access-model §3.1: a part of `slow_access` that
/// stands apart for its length. `Rules` is one bound of K1, as in slow_policies.hpp.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "model/kinds.hpp"
#include "model/privileges.hpp"
#include "tests/support/slow_access.hpp"
#include "tests/support/slow_facts.hpp"
#include "tests/support/slow_policies.hpp"

namespace canreach::support::slow {

/// A privilege on the object, or for a container on what may lie in it.
template <class Rules>
bool shows(const Rules& rules, node r, unsigned bit) {
    if (rules.f.applicable(r).has(bit)) return true;
    static const auto inside = named({"SELECT", "MODIFY", "INSERT", "UPDATE", "DELETE", "REFRESH", "READ_VOLUME",
                                      "WRITE_VOLUME", "EXECUTE", "APPLY_TAG"});
    if (rules.f.nodes[r].kind == node_kind::schema) return inside.has(bit);
    if (rules.f.nodes[r].kind != node_kind::catalog) return false;
    static const auto in_schemas = named({"USE_SCHEMA", "CREATE_TABLE", "CREATE_FUNCTION", "CREATE_MODEL",
                                          "CREATE_VOLUME", "CREATE_MATERIALIZED_VIEW", "EXTERNAL_USE_SCHEMA"});
    return (inside | in_schemas).has(bit);
}

/// `eff`: with usage and definers (mode effective), or holding alone (mode granted).
template <class Rules>
slow_asked operation(const Rules& rules, const std::string& name, node p, node r, node s, bool eff) {
    using enum privilege;
    if (const auto more = governance(rules, name, p, r, s, eff)) return *more;
    const auto kind = rules.f.nodes[r].kind;
    const auto is = [&](std::initializer_list<node_kind> kinds) {
        return std::ranges::find(kinds, kind) != kinds.end();
    };
    const auto U = [&] { return !eff || rules.use_above(p, r, s); };
    const auto here = [&] { return !eff || rules.use(p, r, s); };
    const auto b = [&](privilege one) { return rules.can(p, r, one, s); };
    const auto rows = [&] { return b(modify) && b(privilege::select); };
    const bool relation = kind == node_kind::table;
    const bool in_metastore = is({node_kind::catalog, node_kind::schema, node_kind::table, node_kind::volume,
                                  node_kind::function, node_kind::model, node_kind::location, node_kind::credential,
                                  node_kind::connection, node_kind::share, node_kind::provider, node_kind::clean_room});
    if (name == "SELECT")
        return {relation || kind == node_kind::share,
                b(privilege::select) && U() &&
                    (!eff ||
                     ((!rules.f.view(r) || rules.by_scene.at(s).definer_ok.contains(r)) && !blocked(rules, p, r, s))),
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
    if (name == "GRANT") return {in_metastore, rules.control(p, r, s, true, eff) && !grants_denied(rules, p, r, s), 1};
    if (name == "SET OWNER") return {in_metastore, rules.control(p, r, s, true, eff), 1};
    if (name == "BIND")
        return {is({node_kind::catalog, node_kind::location, node_kind::credential}), rules.control(p, r, s, true, eff),
                0};
    if (name == "DROP TABLE") return {relation, rules.control(p, r, s, false, eff), 2};
    if (name == "DROP FUNCTION") return {kind == node_kind::function, rules.control(p, r, s, false, eff), 2};
    if (name == "DROP SCHEMA") return {kind == node_kind::schema, rules.control(p, r, s, false, eff), 2};
    if (name == "DROP VOLUME") return {kind == node_kind::volume, rules.control(p, r, s, true, eff), 2};
    if (name == "DROP MODEL") return {kind == node_kind::model, rules.control(p, r, s, true, eff), 2};
    if (name == "DROP CATALOG") return {kind == node_kind::catalog, rules.control(p, r, s, true, eff), 2};
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
        bool held = rules.owns(p, r, s);
        const auto mine = rules.has(p, r, s);
        for (unsigned bit = 0; bit < 128; ++bit)
            held = held || ((mine.has(bit) || given(rules, p, r, bit, s)) && shows(rules, r, bit));
        return {in_metastore || kind == node_kind::metastore,
                (held && U()) || browsed || rules.control(p, r, s, true, eff), 1};
    }
    if (const auto bit = privilege_named(name); bit && kind == node_kind::metastore)
        return {named({"CREATE_CATALOG", "CREATE_STORAGE_CREDENTIAL", "CREATE_SHARE", "CREATE_RECIPIENT",
                       "CREATE_PROVIDER", "CREATE_CLEAN_ROOM"})
                    .has(*bit),
                b(*bit), 1};
    return {false, false, 1};
}

template <class Rules>
slow_asked privilege_by_itself(const Rules& rules, unsigned bit, node p, node r, node s, bool eff) {
    if (rules.f.applicable(r).empty()) return {false, false, 1};
    const auto is = [&](privilege one) { return static_cast<unsigned>(one) == bit; };
    if (is(privilege::manage)) {
        if (!eff) return {true, rules.owns_any_of(p, r, s), 1};
        return {true, rules.control(p, r, s, true, true), 1};
    }
    const bool held = rules.can_bit(p, r, bit, s);
    if (!eff || is(privilege::browse)) return {true, held, 1};
    const auto writing =
        named({"MODIFY", "INSERT", "UPDATE", "DELETE", "WRITE_VOLUME", "REFRESH", "APPLY_TAG", "CREATE_SCHEMA",
               "CREATE_TABLE", "CREATE_FUNCTION", "CREATE_MODEL", "CREATE_VOLUME", "CREATE_MATERIALIZED_VIEW",
               "WRITE_FILES", "CREATE_EXTERNAL_TABLE", "CREATE_EXTERNAL_VOLUME", "CREATE_MANAGED_STORAGE",
               "CREATE_FOREIGN_SECURABLE", "CREATE"});
    bool ok = held && rules.use_above(p, r, s);
    if (is(privilege::write_files)) ok = ok && rules.can(p, r, privilege::read_files, s);
    if (is(privilege::write_volume)) ok = ok && rules.can(p, r, privilege::read_volume, s);
    if (is(privilege::select) && rules.f.view(r)) ok = ok && rules.by_scene.at(s).definer_ok.contains(r);
    if (is(privilege::select)) ok = ok && !blocked(rules, p, r, s);
    static const auto creating = named({"CREATE_SCHEMA", "CREATE_TABLE", "CREATE_FUNCTION", "CREATE_MODEL",
                                        "CREATE_VOLUME", "CREATE_MATERIALIZED_VIEW", "CREATE"});
    if (creating.has(bit)) ok = ok && rules.use(p, r, s);
    return {true, ok, writing.has(bit) ? 2 : 1};
}

inline const std::vector<std::string>& operation_names() {
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
template <class Rules>
bool holds(const Rules& rules, const slow_action& what, node p, node r, node scene, bool eff, node w, bool gates) {
    const auto passes = [&](const slow_asked& one) {
        return one.known && one.holds && (!gates || rules.reach(w, r, one.level));
    };
    if (what.privilege >= 0)
        return passes(privilege_by_itself(rules, static_cast<unsigned>(what.privilege), p, r, scene, eff));
    if (what.operation != "REACH") return passes(operation(rules, what.operation, p, r, scene, eff));
    for (const auto* list : {&operation_names(), &governance_names()})
        for (const auto& name : *list)
            if (passes(operation(rules, name, p, r, scene, eff))) return true;
    for (unsigned bit = 0; bit < 128; ++bit)
        if (passes(privilege_by_itself(rules, bit, p, r, scene, eff))) return true;
    return false;
}

} // namespace canreach::support::slow
