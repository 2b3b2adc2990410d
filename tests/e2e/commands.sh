#!/usr/bin/env bash
# What a person mistypes, and what a machine takes away: each ends with a word on what to do, and nothing is lost.
# usage: commands.sh PATH-TO-canreach
set -euo pipefail
canreach=$(realpath "$1")
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$scratch"

ends_with() { # CODE TEXT COMMAND…: the exit code, and what is said on standard error
    local wanted=$1 says=$2 got=0
    shift 2
    "$@" >out 2>err || got=$?
    [ "$got" -eq "$wanted" ] || { cat out err >&2; fail "exit code $got instead of $wanted: $*"; }
    grep -qF -- "$says" err || { cat err >&2; fail "not said: $says"; }
}

# A demo replaces demos only.
"$canreach" simulate --preset tiny --seed 7 --truth-file mine.canreach >/dev/null
before=$(sha256sum mine.canreach)
ends_with 1 "never overwritten" "$canreach" demo --seed 7 --out mine.canreach
[ "$(sha256sum mine.canreach)" = "$before" ] || fail "a demo touched an account that is none"
"$canreach" demo --out demo.canreach >/dev/null 2>&1
"$canreach" demo --out demo.canreach >/dev/null 2>&1 || fail "a demo does not replace one"

# Answers that cannot be written.
ends_with 1 "cannot write to standard output" sh -c '"$1" info -o json --db demo.canreach >/dev/full' - "$canreach"
ends_with 1 "cannot write to standard output" sh -c '"$1" --db demo.canreach who can SELECT main.hr.salaries >/dev/full' - "$canreach"

# Flags that cannot be: said at once, with the help of the command that was meant.
ends_with 64 "canreach simulate --help" "$canreach" simulate --for -3s
ends_with 64 "a whole number" "$canreach" simulate --seed -1
ends_with 64 "65535" "$canreach" simulate --port 99999
ends_with 64 "canreach audit principal --help" "$canreach" audit principal --nope x
ends_with 1 "cannot write \`/nonexistent/stats\`" "$canreach" simulate --stats-file /nonexistent/stats --for 60s

ends_with 64 "did you mean \`--paths\`" "$canreach" audit principal x --pathz
ends_with 64 "has no flag \`--nope\`, and wants one of: principal" "$canreach" audit --nope
ends_with 1 "the name is empty" "$canreach" --db demo.canreach audit principal ''
ends_with 1 "the name is empty" "$canreach" --db demo.canreach audit resource ' '

# A privilege that nobody knows may be a new one: the account is made, and what was probably meant is said.
echo '{"grants": [["user:al", "table:main.s.t", ["SELECT", "SELCT"]], ["user:al", "htable:prod:s.t", ["MODFY"]]]}' >typo.json
ends_with 0 "SELCT is no privilege that canreach knows; did you mean SELECT? (at /grants/0/2/1)" \
    "$canreach" import typo.json --out typo.canreach
grep -qF "MODFY is no privilege that canreach knows of Hive, and is left out; did you mean MODIFY?" err || fail "MODFY passes"

# A comparison of access is the same by graph images, new ones and kept ones, and without; `--no-image` leaves none behind.
"$canreach" simulate --preset tiny --seed 8 --truth-file other.canreach >/dev/null
difference() { "$canreach" diff mine.canreach other.canreach --effective -o json "$@" 2>/dev/null || [ $? -eq 2 ] || fail "diff $*"; }
rm -f ./*.graph
difference --no-image >without
[ -z "$(ls ./*.graph 2>/dev/null)" ] || fail "--no-image made an image"
difference >new
[ -e mine.canreach.graph ] && [ -e other.canreach.graph ] || fail "no images were made"
difference >kept
cmp without new && cmp without kept || fail "images change what is told"

# Equal accounts differ in nothing, gaps included.
"$canreach" diff demo.canreach demo.canreach >out 2>err || fail "an account differs from itself"
! grep -q "were not read" out || fail "parts that were not read are told of equal accounts"

# A crawl that was killed before it read anything: what to do is said, and it can be gone on with.
start_server --preset tiny --seed 7 --latency 2s
"$canreach" crawl -q --out killed.canreach >/dev/null 2>&1 &
crawling=$!
for _ in $(seq 200); do [ -s killed.canreach ] && break; sleep 0.05; done
kill -KILL "$crawling"
wait "$crawling" 2>/dev/null || true
got=0
"$canreach" info --db killed.canreach >out || got=$?
[ "$got" -eq 3 ] || fail "info of a killed crawl ends with $got"
grep -qF "canreach crawl --resume --out killed.canreach" out || fail "info does not say how to go on with a killed crawl"
start_server --preset tiny --seed 7
"$canreach" crawl -q --resume --out killed.canreach >/dev/null 2>&1 || [ $? -eq 3 ] || fail "a killed crawl cannot be resumed"

# A wrong account id seals nothing, and stands in the way of nothing.
for way in crawl doctor; do
    out_file=(); [ "$way" = doctor ] || out_file=(-q --out wrong.canreach)
    ends_with 1 "nothing is known of account \`deadbeef\`" env DATABRICKS_ACCOUNT_ID=deadbeef "$canreach" "$way" "${out_file[@]}"
    grep -qF "accounts.azuredatabricks.net" err && grep -qF -- "--account-id" err || fail "$way does not say what to check"
done
[ ! -e wrong.canreach ] || fail "a crawl of no account leaves a file behind"
"$canreach" crawl -q --out wrong.canreach >/dev/null 2>&1 || [ $? -eq 3 ] || fail "no second try after a wrong account id"

# Options that fit nothing of the account name what there is.
ends_with 1 "fits --workspaces \`nomatch*\`" "$canreach" crawl -q --out scope.canreach --workspaces 'nomatch*'
grep -qF "hint: workspaces: " err || fail "no workspace is named"
ends_with 1 "https://adb-1.azuredatabricks.net" "$canreach" crawl -q --out scope.canreach --workspace-urls https://adb-1.azuredatabricks.net
ends_with 1 "\`nope\`" "$canreach" crawl -q --out scope.canreach --warehouse nope=1
ends_with 1 "fits --workspaces \`nomatch*\`" "$canreach" doctor --workspaces 'nomatch*'
[ ! -e scope.canreach ] || fail "a crawl of nothing leaves a file behind"
ends_with 3 "warning: no catalog fits \`nomatch*\`" "$canreach" crawl -q --out scope.canreach --catalogs 'nomatch*'

# A proxy that is not there is told at once.
ends_with 1 "no connection to the proxy" env HTTPS_PROXY=http://127.0.0.1:1 timeout 20 "$canreach" crawl -q --out proxy.canreach
[ "$(grep -o 'accounts.azuredatabricks.net' err | wc -l)" -le 1 ] || fail "an error says its host twice"
stop_server

# Public views are part of what is verified.
"$canreach" info --verify --db demo.canreach >/dev/null 2>&1 || [ $? -eq 3 ] || fail "a sound file does not verify"
chmod u+w demo.canreach
sqlite3 demo.canreach 'DROP VIEW grants'
ends_with 1 "view grants is missing" "$canreach" info --verify --db demo.canreach
