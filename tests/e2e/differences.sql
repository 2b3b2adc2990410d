-- Two account files of one account: every fact that only one of them holds must lie under a recorded gap.
-- usage: sqlite3 :memory: -cmd "ATTACH 'calm.canreach' AS a" -cmd "ATTACH 'storm.canreach' AS b" <differences.sql
-- Gives one line `SIDE|TYPE|FACT` for every difference that no gap accounts for, and nothing else.
--
-- A gap accounts for a fact if it is about the node that the fact is read of, or about what contains that node, and
-- says that the part was not read from which such facts come. A fact about a node that the other file does not hold, or
-- holds only because something names it, needs no gap of its own: the node needs one.

-- Keys that mean the same in both files; what contains a node; the gaps of either file.
CREATE TEMP TABLE nodes AS
    SELECT 'a' AS side, id, kind || '|' || workspace_id || '|' || platform_id AS key, NULL AS parent,
           workspace_id AS workspace, 1 AS is_principal, unresolved,
           name || '|' || active || '|' || external || '|' || unresolved || '|' || coalesce(display_name, '') || '|' ||
           coalesce(application_id, '') || '|' || coalesce(external_id, '') AS about
    FROM a.principals
    UNION ALL
    SELECT 'a', id, kind || '|' || scope || '|' || platform_id, parent_id, scope, 0, unresolved,
           name || '|' || subtype || '|' || isolated || '|' || read_only || '|' || browse_only || '|' || unresolved || '|' ||
           coalesce(url, '')
    FROM a.resources
    UNION ALL
    SELECT 'b', id, kind || '|' || workspace_id || '|' || platform_id, NULL, workspace_id, 1, unresolved,
           name || '|' || active || '|' || external || '|' || unresolved || '|' || coalesce(display_name, '') || '|' ||
           coalesce(application_id, '') || '|' || coalesce(external_id, '')
    FROM b.principals
    UNION ALL
    SELECT 'b', id, kind || '|' || scope || '|' || platform_id, parent_id, scope, 0, unresolved,
           name || '|' || subtype || '|' || isolated || '|' || read_only || '|' || browse_only || '|' || unresolved || '|' ||
           coalesce(url, '')
    FROM b.resources;
CREATE INDEX nodes_by_id ON nodes(side, id);
CREATE INDEX nodes_by_key ON nodes(key, side);

CREATE TEMP TABLE gaps AS
    SELECT DISTINCT n.key AS key, c.part AS part
    FROM a.coverage AS c JOIN nodes AS n ON n.side = 'a' AND n.id = c.about_id
    UNION
    SELECT n.key, c.part FROM b.coverage AS c JOIN nodes AS n ON n.side = 'b' AND n.id = c.about_id;

-- Each node with itself and all that contains it. Principals lie in their workspace, or in the account.
CREATE TEMP TABLE within AS
    WITH RECURSIVE up(side, id, above) AS (
        SELECT side, id, id FROM nodes
        UNION
        SELECT up.side, up.id, n.parent FROM up JOIN nodes AS n ON n.side = up.side AND n.id = up.above
        WHERE n.parent IS NOT NULL)
    SELECT up.side, up.id, n.key AS key FROM up JOIN nodes AS n ON n.side = up.side AND n.id = up.above
    UNION
    SELECT p.side, p.id, w.key FROM nodes AS p JOIN nodes AS w ON w.side = p.side AND p.is_principal
         AND (w.key LIKE 'account|%' OR (p.workspace <> '' AND w.key = 'workspace||' || p.workspace));
CREATE INDEX within_by_id ON within(side, id);

-- Facts: where each is read (`of_key`), from which part, whom else it names (`other_key`).
CREATE TEMP TABLE facts(side TEXT, type TEXT, of_id INTEGER, of_key TEXT, other_key TEXT, fact TEXT);
INSERT INTO facts SELECT side, 'node', id, key, NULL, '' FROM nodes;
INSERT INTO facts SELECT side, 'described', id, key, NULL, about FROM nodes;
INSERT INTO facts
    SELECT n.side, 'parent', n.id, n.key, p.key, '' FROM nodes AS n JOIN nodes AS p ON p.side = n.side AND p.id = n.parent;
INSERT INTO facts
    SELECT 'a', 'member', g.id, g.key, m.key, '' FROM a.memberships AS f
    JOIN nodes AS g ON g.side = 'a' AND g.id = f.group_id JOIN nodes AS m ON m.side = 'a' AND m.id = f.member_id
    UNION ALL
    SELECT 'b', 'member', g.id, g.key, m.key, '' FROM b.memberships AS f
    JOIN nodes AS g ON g.side = 'b' AND g.id = f.group_id JOIN nodes AS m ON m.side = 'b' AND m.id = f.member_id;
INSERT INTO facts
    SELECT 'a', 'owner', r.id, r.key, p.key, '' FROM a.owners AS f
    JOIN nodes AS r ON r.side = 'a' AND r.id = f.resource_id JOIN nodes AS p ON p.side = 'a' AND p.id = f.owner_id
    UNION ALL
    SELECT 'b', 'owner', r.id, r.key, p.key, '' FROM b.owners AS f
    JOIN nodes AS r ON r.side = 'b' AND r.id = f.resource_id JOIN nodes AS p ON p.side = 'b' AND p.id = f.owner_id;
INSERT INTO facts
    SELECT 'a', 'grant', r.id, r.key, p.key, f.facet || ' ' || f.effect || ' ' || f.privilege FROM a.grants AS f
    JOIN nodes AS r ON r.side = 'a' AND r.id = f.securable_id JOIN nodes AS p ON p.side = 'a' AND p.id = f.principal_id
    UNION ALL
    SELECT 'b', 'grant', r.id, r.key, p.key, f.facet || ' ' || f.effect || ' ' || f.privilege FROM b.grants AS f
    JOIN nodes AS r ON r.side = 'b' AND r.id = f.securable_id JOIN nodes AS p ON p.side = 'b' AND p.id = f.principal_id;
INSERT INTO facts
    SELECT 'a', 'binding', r.id, r.key, w.key, f.mode FROM a.bindings AS f
    JOIN nodes AS r ON r.side = 'a' AND r.id = f.resource_id JOIN nodes AS w ON w.side = 'a' AND w.id = f.workspace_node
    UNION ALL
    SELECT 'b', 'binding', r.id, r.key, w.key, f.mode FROM b.bindings AS f
    JOIN nodes AS r ON r.side = 'b' AND r.id = f.resource_id JOIN nodes AS w ON w.side = 'b' AND w.id = f.workspace_node;
INSERT INTO facts
    SELECT 'a', 'link', s.id, s.key, t.key, f.type FROM a.links AS f
    JOIN nodes AS s ON s.side = 'a' AND s.id = f.source_id JOIN nodes AS t ON t.side = 'a' AND t.id = f.target_id
    UNION ALL
    SELECT 'b', 'link', s.id, s.key, t.key, f.type FROM b.links AS f
    JOIN nodes AS s ON s.side = 'b' AND s.id = f.source_id JOIN nodes AS t ON t.side = 'b' AND t.id = f.target_id;
INSERT INTO facts
    SELECT 'a', 'policy', r.id, r.key, n.key, f.type || ' ' || f.name || ' ' || f.part FROM a.policies AS f
    JOIN nodes AS r ON r.side = 'a' AND r.id = f.on_id JOIN nodes AS n ON n.side = 'a' AND n.id = f.node_id
    UNION ALL
    SELECT 'b', 'policy', r.id, r.key, n.key, f.type || ' ' || f.name || ' ' || f.part FROM b.policies AS f
    JOIN nodes AS r ON r.side = 'b' AND r.id = f.on_id JOIN nodes AS n ON n.side = 'b' AND n.id = f.node_id;
CREATE INDEX facts_by_key ON facts(of_key, type, other_key, fact, side);
CREATE INDEX gaps_by_key ON gaps(key, part);
ANALYZE;

-- From which parts facts of a type come.
CREATE TEMP TABLE comes_from(type TEXT, part TEXT);
INSERT INTO comes_from VALUES
    ('node', 'children'), ('node', 'attachment'),
    ('described', 'children'), ('described', 'attributes'), ('described', 'bindings'), ('described', 'attachment'),
    ('parent', 'children'), ('parent', 'attributes'),
    ('member', 'members'),
    ('owner', 'children'), ('owner', 'attributes'),
    ('grant', 'grants'), ('grant', 'assignments'), ('grant', 'roles'),
    ('binding', 'bindings'), ('binding', 'attachment'),
    ('link', 'definition'), ('link', 'attributes'), ('link', 'children'),
    ('policy', 'children'), ('policy', 'attributes'), ('policy', 'grants');

SELECT f.side, f.type, f.of_key || coalesce(' ' || f.other_key, '') || ' ' || f.fact
FROM facts AS f
WHERE NOT EXISTS (SELECT 1 FROM facts AS o WHERE o.side = iif(f.side = 'a', 'b', 'a') AND o.type = f.type AND o.of_key = f.of_key
                  AND o.other_key IS f.other_key AND o.fact = f.fact)
  AND (f.type = 'node' OR EXISTS (SELECT 1 FROM nodes AS n WHERE n.side = iif(f.side = 'a', 'b', 'a') AND n.key = f.of_key
                                        AND (f.type = 'described' OR NOT n.unresolved)))
  -- Whom the other file knows only by mention, it may name otherwise there.
  AND (f.other_key IS NULL OR EXISTS (SELECT 1 FROM nodes AS n WHERE n.side = iif(f.side = 'a', 'b', 'a') AND n.key = f.other_key
                                      AND NOT n.unresolved))
  AND NOT EXISTS (SELECT 1 FROM within AS w CROSS JOIN gaps AS g ON g.key = w.key
                  CROSS JOIN comes_from AS c ON c.part = g.part AND c.type = f.type
                  WHERE w.side = f.side AND w.id = f.of_id
                    -- The permission list of a container says nothing of those of what it holds.
                    AND (f.type NOT IN ('grant', 'member') OR g.key = f.of_key))
ORDER BY 1, 2, 3;
