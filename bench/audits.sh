#!/usr/bin/env bash
# How long each audit takes on one account file, and the difference to a copy with a few changes: seconds of CPU (user and system),
# seconds by the clock, and the most memory. The principals are one with a single membership, one in the middle, the one with the most, an
# account admin and a metastore admin; the resources those with the most grants: the worst of the account; the group that is dropped has
# twenty members.
# usage: audits.sh PATH-TO-canreach ACCOUNT-FILE      (e.g. of `canreach simulate --preset large`, crawled)
set -euo pipefail
canreach=$(realpath "$1")
export CANREACH_DB=$(realpath "$2")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

one() { sqlite3 -readonly "$CANREACH_DB" "$1"; }
member() { one "SELECT '#' || n.key FROM member_edge AS e JOIN node AS n ON n.id = e.member WHERE n.kind = 1 GROUP BY n.id ORDER BY count(*) DESC LIMIT 1 OFFSET $1"; }
group=$(one "SELECT '#' || n.key FROM member_edge AS e JOIN node AS n ON n.id = e.in_group WHERE n.kind = 3 AND n.scope = '' AND (n.flags & 4) = 0 GROUP BY n.id ORDER BY count(*) DESC LIMIT 1")
small_group=$(one "SELECT '#' || n.key FROM member_edge AS e JOIN node AS n ON n.id = e.in_group WHERE n.kind = 3 AND n.scope = '' AND (n.flags & 4) = 0 GROUP BY n.id HAVING count(*) = 20 ORDER BY n.id LIMIT 1")
resource() { one "SELECT CASE n.kind WHEN 11 THEN '#' ELSE '' END || n.key FROM grant_edge AS e JOIN node AS n ON n.id = e.resource WHERE n.kind = $1 GROUP BY n.id ORDER BY count(*) DESC LIMIT 1"; }
first=$(member 0) second=$(member 100) median=$(member 4000)
narrow=$(one "SELECT '#' || n.key FROM member_edge AS e JOIN node AS n ON n.id = e.member WHERE n.kind = 1 GROUP BY n.id HAVING count(*) = 1 ORDER BY n.id LIMIT 1")
ruler=$(one "SELECT '#' || n.key FROM grant_edge AS g JOIN node AS r ON r.id = g.resource JOIN node AS n ON n.id = g.grantee WHERE r.kind = 10 AND n.kind = 1 LIMIT 1")
steward=$(one "SELECT '#' || n.key FROM owner_edge AS o JOIN node AS m ON m.id = o.resource JOIN member_edge AS e ON e.in_group = o.owner JOIN node AS n ON n.id = e.member WHERE m.kind = 12 AND n.kind = 1 LIMIT 1")

measured() {
    local status=0
    timeout "${LIMIT:-120}" /usr/bin/time -o "$scratch/time" -f '%U %S %e %M' "$canreach" "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
    case $status in
        0 | 2 | 3) read -r user system clock memory < <(tail -n 1 "$scratch/time")
            printf '%7.2f %7.2f %6d MB  %s\n' "$(awk "BEGIN {print $user + $system}")" "$clock" "$((memory / 1024))" "$*" ;;
        124) printf '%7s %7s %6s     %s\n' "more" "than" "${LIMIT:-120} s" "$*" ;;
        *) printf 'FAILED %s: %s\n' "$*" "$(head -1 "$scratch/err")" ;;
    esac
}
printf '    CPU   clock  memory  command\n'
for who in "$narrow" "$median" "$first" "$ruler" "$steward"; do
    [ -n "$who" ] || continue
    measured audit principal "$who"
    measured audit offboard "$who"
    measured audit redundancy --principal "$who"
    measured audit stale --days 30 --principal "$who"
done
measured audit compare "$median" "$second" --access
measured audit compare "$first" "$ruler" --access
measured audit group "$group"
measured audit resource "$(resource 22)" --resource-type table
measured audit resource "$(resource 20)" --resource-type catalog
measured audit resource "$(resource 11)" --resource-type workspace
measured audit what-if "DROP GROUP $small_group"
measured audit clone "$median" "$second"
measured audit clone "$second" "$median"
for audit in admins orphans external-gaps local-groups system-tables redundancy escalation; do measured audit "$audit"; done
measured audit stale --days 30
measured audit redundancy --revoke-script
"$(dirname "$0")/changed_account.sh" "$CANREACH_DB" "$scratch/later.canreach"
measured diff "$CANREACH_DB" "$scratch/later.canreach" --effective
