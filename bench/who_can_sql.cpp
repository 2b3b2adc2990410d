#include "bench/who_can_sql.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "model/fact.hpp"
#include "model/kinds.hpp"
#include "model/mask.hpp"
#include "model/node.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::bench {
namespace {

/// Stored masks that hold one of two bits, all below 64.
std::string holding(facet what, mask bits) {
    return fmt::format("m.facet = {} AND (m.allow_low & {}) <> 0", static_cast<int>(what),
                       static_cast<std::int64_t>(bits.low));
}

std::string granted(char need, int lowest, privilege bit) {
    return fmt::format("SELECT '{0}', g.grantee FROM up JOIN grant_edge AS g ON g.resource = up.id "
                       "JOIN mask AS m ON m.number = g.mask JOIN node AS w ON w.id = g.grantee "
                       "WHERE up.level BETWEEN {1} AND 2 AND w.scope_node < 0 AND {2} "
                       "UNION SELECT '{0}', o.owner FROM up JOIN owner_edge AS o ON o.resource = up.id "
                       "JOIN node AS w ON w.id = o.owner WHERE up.level = {1} AND w.scope_node < 0 UNION ",
                       need, lowest, holding(facet::unity, mask{bit, privilege::all_privileges}));
}

/// Those whom access rules of the account bar (M10).
std::string barred(int user, int service_principal) {
    constexpr int to = 1; // numbers of `policy_node.part`
    constexpr int except = 2;
    return fmt::format(
               "listed(rule, part, id) AS (SELECT e.policy, e.part, e.node FROM policy AS y "
               "JOIN node AS r ON r.id = y.resource AND r.kind = {} JOIN policy_node AS e ON e.policy = y.number "
               "JOIN node AS w ON w.id = e.node WHERE y.type = {} AND e.part IN ({}, {}) AND w.scope_node < 0 "
               "UNION SELECT l.rule, l.part, m.member FROM listed AS l JOIN member_edge AS m "
               "ON m.in_group = l.id JOIN node AS n ON n.id = m.member WHERE n.scope_node < 0), ",
               static_cast<int>(node_kind::account), static_cast<int>(policy_type::deny), to, except) +
           fmt::format("told(rule, part, id) AS (SELECT rule, part, id FROM listed UNION SELECT l.rule, l.part, n.id "
                       "FROM listed AS l JOIN everybody ON everybody.id = l.id "
                       "JOIN node AS n ON n.kind IN ({}, {})), "
                       "barred(id) AS (SELECT id FROM told WHERE part = {} "
                       "AND (rule, id) NOT IN (SELECT rule, id FROM told WHERE part = {})) ",
                       user, service_principal, to, except);
}

std::string query() {
    const auto flag = [](node_flag one) { return static_cast<std::uint32_t>(one); };
    const auto group = static_cast<int>(node_kind::group);
    const auto user = static_cast<int>(node_kind::user);
    const auto service_principal = static_cast<int>(node_kind::service_principal);
    return "WITH RECURSIVE up(level, id) AS (SELECT 0, ?1 UNION ALL SELECT level + 1, n.parent FROM up "
           "JOIN node AS n ON n.id = up.id WHERE n.parent >= 0 AND level < 3), " +
           fmt::format(
               "door(w) AS (SELECT b.workspace FROM up AS s JOIN bind_edge AS b ON b.resource = s.id AND b.how = {} "
               "JOIN up AS c ON c.level = 2 JOIN node AS root ON root.id = c.id WHERE s.level = 3 "
               "AND ((root.flags & {}) = 0 OR EXISTS (SELECT 1 FROM bind_edge AS x WHERE x.resource = root.id "
               "AND x.workspace = b.workspace))), ",
               static_cast<int>(binding::attach), flag(node_flag::isolated)) +
           "granted(need, who) AS (" + granted('T', 0, privilege::select) + granted('S', 1, privilege::use_schema) +
           granted('C', 2, privilege::use_catalog) +
           "SELECT 'W', g.grantee FROM door JOIN grant_edge AS g ON g.resource = door.w "
           "JOIN mask AS m ON m.number = g.mask WHERE " +
           holding(facet::role, mask{role::workspace_user, role::workspace_admin}) +
           fmt::format(" UNION SELECT 'W', s.id FROM door JOIN node AS s ON s.kind = {} AND s.scope_node = door.w "
                       "AND (s.flags & {}) <> 0), ",
                       group, flag(node_flag::system)) +
           fmt::format(
               "holder(need, id) AS (SELECT need, who FROM granted UNION SELECT h.need, e.member FROM holder AS h "
               "JOIN member_edge AS e ON e.in_group = h.id JOIN node AS n ON n.id = e.member "
               "JOIN node AS i ON i.id = e.in_group "
               "WHERE n.kind <> {} OR n.scope_node < 0 OR n.scope_node = i.scope_node), ",
               group) +
           fmt::format(
               "everybody(id) AS (SELECT id FROM node WHERE kind = {} AND scope_node < 0 AND (flags & {}) <> 0), ",
               group, flag(node_flag::system)) +
           fmt::format("person(need, id) AS (SELECT need, id FROM holder UNION SELECT h.need, n.id FROM holder AS h "
                       "JOIN everybody ON everybody.id = h.id JOIN node AS n ON n.kind IN ({0}, {1})), ",
                       user, service_principal) +
           barred(user, service_principal) +
           fmt::format("SELECT n.id FROM (SELECT id FROM person WHERE need = 'T' INTERSECT SELECT id FROM person "
                       "WHERE need = 'S' INTERSECT SELECT id FROM person WHERE need = 'C' INTERSECT "
                       "SELECT id FROM person WHERE need = 'W') AS p JOIN node AS n ON n.id = p.id "
                       "WHERE n.kind IN ({0}, {1}) AND (n.flags & {2}) = 0 AND n.id NOT IN (SELECT id FROM barred) "
                       "ORDER BY n.id",
                       user, service_principal, flag(node_flag::inactive) | flag(node_flag::unresolved));
}

} // namespace

result<who_can_sql> who_can_sql::prepare(const storage::account_file& file) {
    auto prepared = storage::statement::prepare(file.connection(), query());
    if (!prepared) return std::move(prepared).error();
    return who_can_sql(*std::move(prepared));
}

result<std::vector<node_id>> who_can_sql::ask(node_id table) {
    query_.reset();
    query_.bind(1, static_cast<std::int64_t>(table.value));
    std::vector<node_id> found;
    for (;;) {
        const auto more = query_.step();
        if (!more) return more.error();
        if (!*more) return found;
        found.push_back({static_cast<std::uint32_t>(query_.number(0))});
    }
}

} // namespace canreach::bench
