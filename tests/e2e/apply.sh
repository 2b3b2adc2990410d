#!/usr/bin/env bash
# `audit clone --apply` and `audit system-tables --apply` from the command line, against a simulated account that takes
# writes: what is asked, what is sent, what is told, and with which exit code.
# usage: apply.sh PATH-TO-canreach
set -euo pipefail
canreach=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./lib.sh

cat >"$scratch/world.json" <<'WORLD'
{"members": [["user:ann@example.com", "group:local"], ["user:ann@example.com", "group:idp"]],
 "assign": [["group:local", "ws:prod", "USER"], ["user:dana@example.com", "ws:prod", "ADMIN"], ["group:admins two", "ws:prod", "ADMIN"], ["sp:bot", "ws:prod", "USER"]],
 "owners": [["sp:bot", "schema:gov.sys"]],
 "grants": [["group:idp", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]], ["group:local", "schema:main.s", ["SELECT"]],
            ["user:ann@example.com", "table:main.s.t", ["MODIFY"]]],
 "acls": [["user:ann@example.com", "job:prod:nightly", "CAN_MANAGE"]],
 "attrs": {"group:idp": {"source": "external"}, "user:new@example.com": {}, "volume:gov.sys.system_table_views": {}}}
WORLD
start_server --world "$scratch/world.json" --writable
export CANREACH_DB=$scratch/account.canreach
"$canreach" crawl --quiet --out "$CANREACH_DB" >"$scratch/crawl.log" 2>&1 || [ $? -eq 3 ] || { cat "$scratch/crawl.log" >&2; fail "the crawl"; }
writes() { curl -sSf --noproxy '*' "$HTTPS_PROXY/_simulator/writes"; }
nothing='{"members":[],"grants":[],"files":[],"objects":[]}'
# expect CODE COMMAND…
expect() {
    local wanted=$1 got=0
    shift
    "$@" >"$scratch/out" 2>"$scratch/err" || got=$?
    [ "$got" -eq "$wanted" ] || { cat "$scratch/out" "$scratch/err" >&2; fail "exit code $got instead of $wanted: $*"; }
}
clone() { "$canreach" audit clone ann@example.com new@example.com "$@"; }

# Nobody there to confirm, and somebody who does not.
expect 64 clone --apply </dev/null
grep -q "ADD new@example.com TO GROUP local" "$scratch/err" || fail "the changes are not shown"
[ "$(writes)" = "$nothing" ] || fail "written without a confirmation"
answered() { script -qec "$canreach audit clone ann@example.com new@example.com --apply -o json >$scratch/out" /dev/null <<<"$1" >"$scratch/screen"; }
expect 2 answered no
[ "$(writes)" = "$nothing" ] || fail "written against a no"

# What Databricks keeps is made; the rest is left to others.
expect 3 clone --apply --yes -o json
jq -e '[.sections.applied.rows[].result] | sort == ["by hand", "done", "done"]' "$scratch/out" >/dev/null || { cat "$scratch/out" >&2; fail "the results of a clone"; }
writes | jq -e '.members == [{"group": "local", "member": "new@example.com"}] and (.grants | length) == 1' >/dev/null || { writes >&2; fail "what a clone wrote"; }
expect 3 clone --apply --yes -o json
jq -e '[.sections.applied.rows[].result] | sort == ["by hand", "there already", "there already"]' "$scratch/out" >/dev/null || fail "a clone made twice"
# Somebody who answers yes at the terminal.
answered yes || [ $? -eq 3 ] || { cat "$scratch/screen" >&2; fail "a clone confirmed at a terminal"; }

# The service principal that is to own the views logs in by itself.
bot=$(sqlite3 -readonly "$CANREACH_DB" "SELECT application_id FROM principals WHERE name = 'bot'")
start_server --world "$scratch/world.json" --writable --login-as "$bot"
tables() { "$canreach" audit system-tables --catalog gov --schema sys --service-principal bot "$@"; }
expect 64 tables --apply --workspace prod </dev/null
expect 1 tables --apply --yes --workspace nowhere
expect 0 tables --apply --yes --workspace prod -o json
jq -e '[.sections.applied.rows[].result] | length > 40 and all(. == "done")' "$scratch/out" >/dev/null || { cat "$scratch/out" >&2; fail "the results of system-tables"; }
writes | jq -e '(.files | length) == 3 and ([.objects[] | select(.kind == "view")] | length) == 18' >/dev/null || { writes >&2; fail "what system-tables wrote"; }

# Another caller than the service principal that is to own the views; a family that is refused; an account of another id.
start_server --world "$scratch/world.json" --writable
expect 1 tables --apply --yes --workspace prod
grep -q "must be owned by" "$scratch/err" || fail "another caller is not told"
expect 1 env DATABRICKS_ACCOUNT_ID=11111111-1111-4111-8111-111111111111 "$canreach" audit clone ann@example.com new@example.com --apply --yes
grep -q "the file is of account" "$scratch/err" || fail "another account is not told"
start_server --world "$scratch/world.json" --writable --refuse group-members
expect 1 clone --apply --yes -o json
jq -e '[.sections.applied.rows[].result] | sort == ["by hand", "done", "refused"]' "$scratch/out" >/dev/null || { cat "$scratch/out" >&2; fail "half a clone"; }
echo "apply: all as told"
