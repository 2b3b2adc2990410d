#include <array>

#include "storage/schema.hpp"

/// A node number is `node.id`; -1 is none. Words of all numbered lists are in `vocabulary`.
namespace canreach::storage {
namespace {

constexpr std::array tables{
    table_definition{"meta",
                     "CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"},
    table_definition{"row_count", "CREATE TABLE row_count(what TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL) "
                                  "STRICT, WITHOUT ROWID"},
    table_definition{"vocabulary", "CREATE TABLE vocabulary(list TEXT NOT NULL, number INTEGER NOT NULL, "
                                   "word TEXT NOT NULL, PRIMARY KEY(list, number)) STRICT, WITHOUT ROWID"},
    table_definition{"learned_privilege",
                     "CREATE TABLE learned_privilege(bit INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"},
    table_definition{"node", "CREATE TABLE node(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, scope TEXT NOT NULL, "
                             "key TEXT NOT NULL, name TEXT NOT NULL, parent INTEGER NOT NULL, "
                             "scope_node INTEGER NOT NULL, subtype TEXT NOT NULL, flags INTEGER NOT NULL) STRICT"},
    table_definition{"attribute", "CREATE TABLE attribute(node INTEGER NOT NULL, name TEXT NOT NULL, "
                                  "value TEXT NOT NULL, PRIMARY KEY(node, name)) STRICT, WITHOUT ROWID"},
    table_definition{"lookup",
                     "CREATE TABLE lookup(folded TEXT NOT NULL, kind INTEGER NOT NULL, node INTEGER NOT NULL, "
                     "PRIMARY KEY(folded, kind, node)) STRICT, WITHOUT ROWID"},
    table_definition{"member_edge", "CREATE TABLE member_edge(in_group INTEGER NOT NULL, member INTEGER NOT NULL, "
                                    "PRIMARY KEY(in_group, member)) STRICT, WITHOUT ROWID"},
    table_definition{"owner_edge", "CREATE TABLE owner_edge(resource INTEGER NOT NULL, owner INTEGER NOT NULL, "
                                   "PRIMARY KEY(resource, owner)) STRICT, WITHOUT ROWID"},
    table_definition{"mask", "CREATE TABLE mask(number INTEGER PRIMARY KEY, facet INTEGER NOT NULL, "
                             "allow_low INTEGER NOT NULL, allow_high INTEGER NOT NULL, deny_low INTEGER NOT NULL, "
                             "deny_high INTEGER NOT NULL) STRICT"},
    table_definition{"mask_bit", "CREATE TABLE mask_bit(mask INTEGER NOT NULL, denied INTEGER NOT NULL, "
                                 "bit INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY(mask, denied, bit)) "
                                 "STRICT, WITHOUT ROWID"},
    table_definition{"grant_edge",
                     "CREATE TABLE grant_edge(resource INTEGER NOT NULL, grantee INTEGER NOT NULL, "
                     "mask INTEGER NOT NULL, PRIMARY KEY(resource, grantee, mask)) STRICT, WITHOUT ROWID"},
    table_definition{"bind_edge", "CREATE TABLE bind_edge(resource INTEGER NOT NULL, workspace INTEGER NOT NULL, "
                                  "how INTEGER NOT NULL, PRIMARY KEY(resource, workspace, how)) STRICT, WITHOUT ROWID"},
    table_definition{"link_edge", "CREATE TABLE link_edge(type INTEGER NOT NULL, source INTEGER NOT NULL, "
                                  "target INTEGER NOT NULL, PRIMARY KEY(type, source, target)) STRICT, WITHOUT ROWID"},
    table_definition{"policy", "CREATE TABLE policy(number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                               "type INTEGER NOT NULL, resource INTEGER NOT NULL, low INTEGER NOT NULL, "
                               "high INTEGER NOT NULL, masked TEXT NOT NULL) STRICT"},
    table_definition{"policy_node", "CREATE TABLE policy_node(policy INTEGER NOT NULL, part INTEGER NOT NULL, "
                                    "node INTEGER NOT NULL, PRIMARY KEY(policy, part, node)) STRICT, WITHOUT ROWID"},
    table_definition{"activity", "CREATE TABLE activity(folded TEXT NOT NULL, metastore TEXT NOT NULL, "
                                 "table_folded TEXT NOT NULL, principal TEXT NOT NULL, table_name TEXT NOT NULL, "
                                 "last_seen TEXT NOT NULL, PRIMARY KEY(folded, metastore, table_folded)) "
                                 "STRICT, WITHOUT ROWID"},
    table_definition{"activity_window",
                     "CREATE TABLE activity_window(metastore TEXT NOT NULL, of_tables INTEGER NOT NULL, "
                     "days INTEGER NOT NULL, read_on TEXT NOT NULL, PRIMARY KEY(metastore, of_tables)) "
                     "STRICT, WITHOUT ROWID"},
    table_definition{"task", "CREATE TABLE task(number INTEGER PRIMARY KEY, family TEXT NOT NULL, "
                             "workspace TEXT NOT NULL, about INTEGER NOT NULL, part INTEGER NOT NULL, "
                             "outcome INTEGER NOT NULL, reason TEXT NOT NULL, http_status INTEGER NOT NULL, "
                             "requests INTEGER NOT NULL, retries INTEGER NOT NULL, items INTEGER NOT NULL, "
                             "milliseconds INTEGER NOT NULL) STRICT"},
    table_definition{"task_total", "CREATE TABLE task_total(family TEXT NOT NULL, outcome INTEGER NOT NULL, "
                                   "tasks INTEGER NOT NULL, requests INTEGER NOT NULL, retries INTEGER NOT NULL, "
                                   "items INTEGER NOT NULL, milliseconds INTEGER NOT NULL, "
                                   "PRIMARY KEY(family, outcome)) STRICT, WITHOUT ROWID"},
};

// The flag bits are those of model/node.hpp.
constexpr const char* views = R"sql(
CREATE VIEW principals AS
SELECT n.id AS id, v.word AS kind, n.name AS name, n.scope AS workspace_id, n.key AS platform_id,
       (n.flags & 1) = 0 AS active, (n.flags & 2) <> 0 AS external, (n.flags & 4) <> 0 AS system,
       (n.flags & 32) <> 0 AS unresolved,
       (SELECT value FROM attribute WHERE node = n.id AND name = 'display_name') AS display_name,
       (SELECT value FROM attribute WHERE node = n.id AND name = 'application_id') AS application_id,
       (SELECT value FROM attribute WHERE node = n.id AND name = 'external_id') AS external_id
FROM node AS n JOIN vocabulary AS v ON v.list = 'kind' AND v.number = n.kind
WHERE n.kind < 10;
CREATE VIEW resources AS
SELECT n.id AS id, v.word AS kind, n.name AS name, n.scope AS scope, n.key AS platform_id, n.subtype AS subtype,
       p.id AS parent_id, p.name AS parent, (n.flags & 8) <> 0 AS isolated, (n.flags & 16) <> 0 AS read_only,
       (n.flags & 64) <> 0 AS browse_only, (n.flags & 32) <> 0 AS unresolved,
       (SELECT value FROM attribute WHERE node = n.id AND name = 'url') AS url
FROM node AS n JOIN vocabulary AS v ON v.list = 'kind' AND v.number = n.kind
     LEFT JOIN node AS p ON p.id = n.parent
WHERE n.kind >= 10;
CREATE VIEW memberships AS
SELECT m.id AS member_id, mv.word AS member_kind, m.name AS member, g.id AS group_id, g.name AS group_name,
       g.scope AS workspace_id
FROM member_edge AS e JOIN node AS m ON m.id = e.member JOIN node AS g ON g.id = e.in_group
     JOIN vocabulary AS mv ON mv.list = 'kind' AND mv.number = m.kind;
CREATE VIEW owners AS
SELECT p.id AS owner_id, pv.word AS owner_kind, p.name AS owner, r.id AS resource_id, rv.word AS resource_kind,
       r.name AS resource
FROM owner_edge AS e JOIN node AS p ON p.id = e.owner JOIN node AS r ON r.id = e.resource
     JOIN vocabulary AS pv ON pv.list = 'kind' AND pv.number = p.kind
     JOIN vocabulary AS rv ON rv.list = 'kind' AND rv.number = r.kind;
CREATE VIEW grants AS
SELECT p.id AS principal_id, pv.word AS principal_kind, p.name AS principal, r.id AS securable_id,
       rv.word AS securable_kind, r.name AS securable, f.word AS facet, b.name AS privilege,
       CASE b.denied WHEN 0 THEN 'ALLOW' ELSE 'DENY' END AS effect
FROM grant_edge AS e JOIN node AS p ON p.id = e.grantee JOIN node AS r ON r.id = e.resource
     JOIN mask AS k ON k.number = e.mask JOIN mask_bit AS b ON b.mask = e.mask
     JOIN vocabulary AS f ON f.list = 'facet' AND f.number = k.facet
     JOIN vocabulary AS pv ON pv.list = 'kind' AND pv.number = p.kind
     JOIN vocabulary AS rv ON rv.list = 'kind' AND rv.number = r.kind;
CREATE VIEW assignments AS
SELECT p.id AS principal_id, pv.word AS principal_kind, p.name AS principal, w.id AS workspace_node,
       w.key AS workspace_id, w.name AS workspace, b.name AS role
FROM grant_edge AS e JOIN mask AS k ON k.number = e.mask JOIN mask_bit AS b ON b.mask = e.mask AND b.denied = 0
     JOIN node AS p ON p.id = e.grantee JOIN node AS w ON w.id = e.resource
     JOIN vocabulary AS pv ON pv.list = 'kind' AND pv.number = p.kind
WHERE k.facet = 4 AND w.kind = 11 AND b.bit IN (0, 1);
CREATE VIEW bindings AS
SELECT r.id AS resource_id, rv.word AS resource_kind, r.name AS resource, w.id AS workspace_node,
       w.key AS workspace_id, w.name AS workspace, v.word AS mode
FROM bind_edge AS e JOIN node AS r ON r.id = e.resource JOIN node AS w ON w.id = e.workspace
     JOIN vocabulary AS rv ON rv.list = 'kind' AND rv.number = r.kind
     JOIN vocabulary AS v ON v.list = 'binding' AND v.number = e.how;
CREATE VIEW links AS
SELECT t.word AS type, s.id AS source_id, sv.word AS source_kind, s.name AS source, d.id AS target_id,
       dv.word AS target_kind, d.name AS target
FROM link_edge AS e JOIN node AS s ON s.id = e.source JOIN node AS d ON d.id = e.target
     JOIN vocabulary AS t ON t.list = 'link' AND t.number = e.type
     JOIN vocabulary AS sv ON sv.list = 'kind' AND sv.number = s.kind
     JOIN vocabulary AS dv ON dv.list = 'kind' AND dv.number = d.kind;
CREATE VIEW policies AS
SELECT y.number AS policy, y.name AS name, t.word AS type, y.masked AS masked_column, r.id AS on_id, r.name AS on_name, a.word AS part,
       n.id AS node_id, n.name AS node
FROM policy AS y JOIN node AS r ON r.id = y.resource JOIN policy_node AS e ON e.policy = y.number
     JOIN node AS n ON n.id = e.node
     JOIN vocabulary AS t ON t.list = 'policy' AND t.number = y.type
     JOIN vocabulary AS a ON a.list = 'policy_part' AND a.number = e.part;
CREATE VIEW last_uses AS
SELECT a.principal AS principal, n.id AS principal_id, v.word AS principal_kind, a.table_name AS table_name,
       t.id AS table_id, a.last_seen AS last_seen
FROM activity AS a
     LEFT JOIN node AS n ON n.id = (SELECT l.node FROM lookup AS l WHERE l.folded = a.folded AND l.kind IN (1, 2)
                                    ORDER BY l.kind, l.node LIMIT 1)
     LEFT JOIN vocabulary AS v ON v.list = 'kind' AND v.number = n.kind
     LEFT JOIN node AS t ON t.id = (SELECT l.node FROM lookup AS l JOIN node AS m ON m.id = l.node
                                    WHERE l.folded = a.table_folded AND l.kind = 22 AND m.scope = a.metastore LIMIT 1);
CREATE VIEW uses_read AS
SELECT w.metastore AS metastore_id, n.name AS metastore, CASE w.of_tables WHEN 1 THEN 'tables' ELSE 'anything' END AS uses,
       w.days AS days, w.read_on AS read_on
FROM activity_window AS w LEFT JOIN node AS n ON n.key = w.metastore AND n.kind = 12;
CREATE VIEW ledger AS
SELECT t.family AS family, t.workspace AS workspace_id, n.id AS about_id, k.word AS about_kind, n.name AS about,
       p.word AS part, o.word AS outcome, t.reason AS reason, t.http_status AS http_status, t.requests AS requests,
       t.retries AS retries, t.items AS items, t.milliseconds AS milliseconds
FROM task AS t JOIN node AS n ON n.id = t.about
     JOIN vocabulary AS k ON k.list = 'kind' AND k.number = n.kind
     JOIN vocabulary AS p ON p.list = 'part' AND p.number = t.part
     JOIN vocabulary AS o ON o.list = 'outcome' AND o.number = t.outcome;
CREATE VIEW coverage AS
SELECT n.id AS about_id, k.word AS about_kind, n.name AS about, p.word AS part, o.word AS outcome, t.family AS family,
       t.workspace AS workspace_id, t.reason AS reason
FROM task AS t JOIN node AS n ON n.id = t.about
     JOIN vocabulary AS k ON k.list = 'kind' AND k.number = n.kind
     JOIN vocabulary AS p ON p.list = 'part' AND p.number = t.part
     JOIN vocabulary AS o ON o.list = 'outcome' AND o.number = t.outcome
WHERE t.outcome <> 1;
CREATE VIEW crawl AS
SELECT (SELECT value FROM meta WHERE key = 'account_id') AS account_id,
       (SELECT value FROM meta WHERE key = 'cloud') AS cloud,
       (SELECT value FROM meta WHERE key = 'started_at') AS started_at,
       (SELECT value FROM meta WHERE key = 'sealed_at') AS sealed_at,
       (SELECT value FROM meta WHERE key = 'digest') AS digest,
       (SELECT count FROM row_count WHERE what = 'node') AS nodes,
       (SELECT count FROM row_count WHERE what = 'grant') AS grants,
       (SELECT count FROM row_count WHERE what = 'task') AS tasks,
       (SELECT count FROM row_count WHERE what = 'gap') AS gaps;
)sql";

// Unity Catalog and Hive keys are full names, found through `lookup`; they are most of the nodes.
constexpr const char* indexes = "CREATE INDEX node_by_key ON node(key) WHERE kind < 20 OR kind >= 60;"
                                "CREATE INDEX task_gaps ON task(about, part) WHERE outcome <> 1;"
                                "CREATE INDEX member_of ON member_edge(member);";

} // namespace

std::span<const table_definition> sealed_tables() noexcept {
    return tables;
}

const char* sealed_views_sql() noexcept {
    return views;
}

const char* sealed_indexes_sql() noexcept {
    return indexes;
}

} // namespace canreach::storage
