#!/usr/bin/env bash
# A copy of an account file with a few changes, for timing `diff`: twenty grants on tables and ten memberships less, and other owners of
# five tables. The digest is another one, but not that of what the copy holds: it is for measuring alone.
# usage: changed_account.sh ACCOUNT-FILE COPY
set -euo pipefail
cp "$1" "$2"
sqlite3 -bail "$2" <<'SQL'
CREATE TEMP TABLE chosen_grant AS SELECT e.* FROM grant_edge AS e JOIN node AS n ON n.id = e.resource WHERE n.kind = 22
  ORDER BY (e.resource * 2654435761) % 1000003, e.grantee, e.mask LIMIT 20;
CREATE TEMP TABLE chosen_member AS SELECT e.* FROM member_edge AS e JOIN node AS n ON n.id = e.member JOIN node AS g ON g.id = e.in_group
  WHERE n.kind = 1 AND g.scope = '' AND (g.flags & 4) = 0 ORDER BY (e.member * 2654435761 + e.in_group) % 1000003 LIMIT 10;
CREATE TEMP TABLE chosen_owner AS SELECT e.* FROM owner_edge AS e JOIN node AS n ON n.id = e.resource WHERE n.kind = 22
  ORDER BY (e.resource * 40503) % 1000003 LIMIT 5;
DELETE FROM grant_edge WHERE (resource, grantee, mask) IN (SELECT resource, grantee, mask FROM chosen_grant);
DELETE FROM member_edge WHERE (in_group, member) IN (SELECT in_group, member FROM chosen_member);
UPDATE owner_edge SET owner = (SELECT min(id) FROM node WHERE kind = 1) WHERE resource IN (SELECT resource FROM chosen_owner);
UPDATE row_count SET count = (SELECT count(*) FROM grant_edge) WHERE what = 'grant';
UPDATE row_count SET count = (SELECT count(*) FROM member_edge) WHERE what = 'member';
UPDATE row_count SET count = (SELECT count(*) FROM owner_edge) WHERE what = 'owner';
UPDATE meta SET value = (CASE substr(value, 1, 1) WHEN '0' THEN '1' ELSE '0' END) || substr(value, 2) WHERE key = 'digest';
SQL
