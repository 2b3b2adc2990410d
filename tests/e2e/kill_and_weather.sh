#!/usr/bin/env bash
# A crawl under every weather at once, and crawls killed again and again, end with the digest of a calm one.
# usage: kill_and_weather.sh PATH-TO-canreach [KILLS]
set -euo pipefail
canreach=$(realpath "$1")
kills=${2:-50}
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./lib.sh
RANDOM=7

crawl() { "$canreach" crawl --out "$@" >"$scratch/crawl.log" 2>&1; }

# Ends with 0 (complete) or 3 (gaps); anything else is a fault.
crawl_to_the_end() {
    local status=0
    crawl "$@" || status=$?
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { cat "$scratch/crawl.log" >&2; fail "crawl ended with $status"; }
}

tokens_asked_for() { curl -s --noproxy '*' "$HTTPS_PROXY/_simulator/stats" | jq -r .by_family.token; }

start_server --preset small --seed 7
crawl_to_the_end "$scratch/calm.canreach"
calm=$(digest_of "$scratch/calm.canreach")
calm_gaps=$(gaps_of "$scratch/calm.canreach")
calm_tokens=$(tokens_asked_for)
echo "calm: $calm, $calm_gaps gaps"

# Facts that only one of two files holds and that no recorded gap accounts for, one a line.
unexplained() {
    sqlite3 :memory: -cmd "ATTACH '$1' AS a" -cmd "ATTACH '$2' AS b" <differences.sql
}

# check_against_calm FILE WHAT: the digest is the calm one, or every difference lies under a gap that the file names.
check_against_calm() {
    local found
    found=$(unexplained "$scratch/calm.canreach" "$1")
    [ -z "$found" ] || { printf '%s\n' "$found" | head -n 20 >&2; fail "$2: differences that no gap accounts for"; }
    if [ "$(digest_of "$1")" != "$calm" ] && [ "$(gaps_of "$1")" -le "$calm_gaps" ]; then
        fail "$2: the facts changed without leaving a gap"
    fi
}

# Small pages, so that rows moving between pages are met.
start_server --preset small --seed 7 --weather storm --page-limit 37
crawl_to_the_end "$scratch/storm.canreach" --retry-base-delay 20ms --max-retries 12
check_against_calm "$scratch/storm.canreach" storm
tokens=$(tokens_asked_for)
[ "$tokens" -gt "$calm_tokens" ] || fail "no token ran out in the storm: $tokens were asked for, $calm_tokens in calm"
echo "storm: $(digest_of "$scratch/storm.canreach"), $(gaps_of "$scratch/storm.canreach") gaps"

start_server --preset small --seed 7 --weather storm --refuse account-groups --refuse grants
crawl_to_the_end "$scratch/refused.canreach" --retry-base-delay 20ms --max-retries 12
[ "$(digest_of "$scratch/refused.canreach")" != "$calm" ] || fail "refused families changed nothing"
check_against_calm "$scratch/refused.canreach" refusals
echo "refusals: $(gaps_of "$scratch/refused.canreach") gaps, every difference under one"

# The check itself must see: the same file with some of its gaps forgotten.
cp "$scratch/refused.canreach" "$scratch/forgotten.canreach"
sqlite3 "$scratch/forgotten.canreach" "UPDATE task SET outcome = 1 WHERE family = 'grants'"
[ -n "$(unexplained "$scratch/calm.canreach" "$scratch/forgotten.canreach")" ] || fail "forgotten gaps went unnoticed"

start_server --preset small --seed 7 --latency 1ms..8ms
killed=0
round=0
while [ "$killed" -lt "$kills" ]; do
    round=$((round + 1))
    file=$scratch/killed-$round.canreach
    resume=
    while :; do
        status=0
        "$canreach" crawl --out "$file" $resume >"$scratch/crawl.log" 2>&1 &
        crawl=$!
        sleep "0.$(printf '%03d' $((RANDOM % 900 + 20)))"
        if kill -9 "$crawl" 2>/dev/null; then
            wait "$crawl" 2>/dev/null || true
            # Ended just before the signal: a sealed file has nothing to resume.
            if info_of "$file" 2>/dev/null | jq -e .sealed >/dev/null; then break; fi
            killed=$((killed + 1))
        else
            wait "$crawl" || status=$?
            [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { cat "$scratch/crawl.log" >&2; fail "crawl ended with $status"; }
            break
        fi
        [ -e "$file" ] && resume=--resume || resume=
        # A crawl that is killed forever never ends: after ten kills let it finish.
        if [ $((killed % 10)) -eq 0 ]; then
            crawl_to_the_end "$file" $resume
            break
        fi
    done
    found=$(digest_of "$file")
    [ "$found" = "$calm" ] || fail "round $round: digest $found after kills, wanted $calm"
    [ "$round" -lt 200 ] || fail "only $killed kills hit a running crawl in $round rounds"
done
echo "killed $killed times in $round crawls, every digest the same"
