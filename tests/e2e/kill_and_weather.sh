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

start_server --preset small --seed 7
crawl_to_the_end "$scratch/calm.canreach"
calm=$(digest_of "$scratch/calm.canreach")
calm_gaps=$(gaps_of "$scratch/calm.canreach")
echo "calm: $calm, $calm_gaps gaps"

start_server --preset small --seed 7 --weather storm
crawl_to_the_end "$scratch/storm.canreach" --retry-base-delay 20ms --max-retries 12
storm=$(digest_of "$scratch/storm.canreach")
storm_gaps=$(gaps_of "$scratch/storm.canreach")
echo "storm: $storm, $storm_gaps gaps"
if [ "$storm" != "$calm" ]; then
    [ "$storm_gaps" -gt "$calm_gaps" ] || fail "the weather changed the facts without leaving a gap"
fi

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
