#!/usr/bin/env bash
# Temporary rights through the command line: planned, given, taken back, also after Ctrl-C; and a crawl that is killed in
# mid-flight is put right by its journal.
# usage: elevate.sh PATH-TO-canreach
set -euo pipefail
canreach=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./lib.sh

# A service principal of the account that is admin of no workspace.
"$canreach" simulate --preset tiny --seed 7 --truth-file "$scratch/truth.canreach" >/dev/null
caller=$(sqlite3 "$scratch/truth.canreach" "
    SELECT application_id FROM principals WHERE kind = 'sp' AND application_id <> '' AND id NOT IN
        (SELECT principal_id FROM assignments WHERE role = 'ADMIN') ORDER BY id LIMIT 1")
[ -n "$caller" ] || fail "the account has no service principal to log in as"

# Slow enough to be met in mid-flight.
start_server --preset tiny --seed 7 --login-as "$caller" --latency 20ms
writes() { curl -sSf --noproxy '*' "$HTTPS_PROXY/_simulator/stats" | jq .writes; }
plan() { "$canreach" crawl --elevate=plan --out "$scratch/none.canreach"; }
ends_with() { # WANTED COMMAND…
    local wanted=$1 status=0
    shift
    "$@" >"$scratch/out.log" 2>"$scratch/err.log" || status=$?
    [ "$status" -eq "$wanted" ] || { cat "$scratch/out.log" "$scratch/err.log" >&2; fail "$* ended with $status, not $wanted"; }
}

before=$(plan)
[ "$(writes)" -eq 0 ] || fail "a plan changed something"
[ ! -e "$scratch/none.canreach" ] || fail "a plan wrote an account file"
grep -q "becomes ADMIN for the crawl" <<<"$before" || fail "nothing would be raised: the test proves nothing"

ends_with 3 "$canreach" crawl --elevate --out "$scratch/raised.canreach"
[ ! -e "$scratch/raised.canreach.elevation" ] || fail "the journal is still there"
[ "$(plan)" = "$before" ] || fail "rights are not as before"
[ "$(digest_of "$scratch/raised.canreach")" = "$(digest_of "$scratch/truth.canreach")" ] || fail "the crawl photographed itself as admin"
sqlite3 "$scratch/raised.canreach" "SELECT value FROM meta WHERE key = 'note.elevation'" | jq -e '.[0].workspaces | length > 0' >/dev/null ||
    fail "the account file has no note of the elevation"
raised=$(writes)
echo "raised and lowered: $raised changes"

# A signal: the crawl ends, the rights are put back before it does.
"$canreach" crawl --elevate --out "$scratch/stopped.canreach" >/dev/null 2>"$scratch/err.log" &
crawl=$!
for _ in $(seq 200); do
    [ "$(writes)" -ge $((raised + raised / 2)) ] && break
    sleep 0.02
done
sleep 0.3
kill -INT "$crawl"
status=0
wait "$crawl" || status=$?
[ "$status" -eq 130 ] || { cat "$scratch/err.log" >&2; fail "a stopped crawl ended with $status"; }
[ ! -e "$scratch/stopped.canreach.elevation" ] || fail "a stopped crawl left its journal"
[ "$(plan)" = "$before" ] || fail "a stopped crawl left rights behind"
ends_with 3 "$canreach" crawl --elevate --resume --out "$scratch/stopped.canreach"
[ "$(digest_of "$scratch/stopped.canreach")" = "$(digest_of "$scratch/truth.canreach")" ] || fail "a resumed crawl found something else"
echo "stopped and resumed: rights as before, the digest the same"

# Killed: the rights stay, and the journal tells how to put them back.
killed=0
for round in $(seq 10); do
    file=$scratch/killed-$round.canreach
    "$canreach" crawl --elevate --out "$file" >/dev/null 2>&1 &
    crawl=$!
    for _ in $(seq 200); do
        [ -e "$file.elevation" ] && break
        sleep 0.01
    done
    sleep "0.$((round * 7))"
    kill -9 "$crawl" 2>/dev/null || true
    wait "$crawl" 2>/dev/null || true
    [ -e "$file.elevation" ] || continue # it had ended before
    killed=$((killed + 1))
    [ "$(stat -c %a "$file.elevation")" = 600 ] || fail "the journal is readable for others"
    ! grep -qF "$DATABRICKS_CLIENT_SECRET" "$file.elevation" || fail "the journal holds a secret"
    ends_with 1 "$canreach" crawl --elevate --resume --out "$file"
    grep -q "elevate --restore" "$scratch/err.log" || fail "a crawl does not say what to do about the journal"
    ends_with 0 "$canreach" elevate --restore "$file.elevation"
    [ ! -e "$file.elevation" ] || fail "the journal is still there"
    [ "$(plan)" = "$before" ] || fail "round $round: rights are not as before"
done
[ "$killed" -ge 5 ] || fail "only $killed of 10 crawls were met by the signal"
ends_with 3 "$canreach" crawl --elevate --resume --out "$scratch/killed-1.canreach"
[ "$(digest_of "$scratch/killed-1.canreach")" = "$(digest_of "$scratch/truth.canreach")" ] || fail "a killed crawl found something else"
echo "killed $killed times, put right by the journal every time"
