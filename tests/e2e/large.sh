#!/usr/bin/env bash
# The account `large` under every weather at once, by both routes of grants: each crawl comes to the digest of the
# account's own facts, with its own gaps and none besides. Prints time, memory and bytes on disk.
# usage: large.sh PATH-TO-canreach [PRESET]
set -euo pipefail
canreach=$(realpath "$1")
preset=${2:-large}
cd "$(dirname "${BASH_SOURCE[0]}")"
server_lives=180m
. ./lib.sh

"$canreach" simulate --preset "$preset" --seed 7 --truth-file "$scratch/truth.canreach" >/dev/null
truth=$(digest_of "$scratch/truth.canreach")
echo "truth: $truth, $(gaps_of "$scratch/truth.canreach") gaps"

# The gaps of a file: what was not read, each once. In bulk nobody asks for the grants of what has vanished.
gap_list() {
    sqlite3 "$1" "SELECT DISTINCT family, about_kind, about, part, outcome FROM coverage
        WHERE family <> 'grants' OR outcome <> 'skipped' ORDER BY 1, 2, 3, 4, 5"
}

# What is gone once its permission list is read shows up one by one only.
vanished() { sqlite3 "$1" "SELECT count(*) FROM coverage WHERE family = 'grants' AND outcome = 'skipped'"; }

crawl_by() { # ROUTE
    local route=$1 file=$scratch/$1.canreach status=0
    start_server --preset "$preset" --seed 7 --weather storm
    command time -f '%e %M' -o "$scratch/cost" "$canreach" crawl --out "$file" --grants "$route" --retry-base-delay 20ms \
        --max-retries 12 --log-format json >/dev/null 2>"$scratch/crawl.log" || status=$?
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { tail -n 5 "$scratch/crawl.log" >&2; fail "--grants $route ended with $status"; }
    read -r seconds kilobytes <"$scratch/cost"
    local requests throttled
    requests=$(tail -n 1 "$scratch/crawl.log" | jq .total.requests)
    throttled=$(tail -n 1 "$scratch/crawl.log" | jq .total.throttled)
    printf -- '--grants %s: %s s, %s requests, %s throttled, %s MiB resident, %s MiB on disk, %s gaps\n' "$route" "$seconds" \
        "$requests" "$throttled" $((kilobytes / 1024)) $(($(stat -c %s "$file") >> 20)) "$(gaps_of "$file")"
    [ "$(digest_of "$file")" = "$truth" ] || fail "--grants $route: the digest is not that of the truth"
    diff <(gap_list "$scratch/truth.canreach") <(gap_list "$file") >&2 || fail "--grants $route: gaps that are not the account's own"
}

crawl_by sql
crawl_by rest
[ "$(vanished "$scratch/rest.canreach")" -eq "$(vanished "$scratch/truth.canreach")" ] || fail "what vanished is not what the ledger names"
