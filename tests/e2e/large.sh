#!/usr/bin/env bash
# The account `large` under every weather at once, by both routes of grants: each crawl comes to the digest of the
# account's own facts, with its own gaps and none besides. Prints time, requests, memory and bytes on disk.
# usage: large.sh PATH-TO-canreach [PRESET [ROUTE...]]
# WEATHER: what `simulate --weather` takes; storm if unset.
# WITHIN: how long a crawl may take, e.g. 25m. One that takes longer is stopped; what it came to is told, and is no fault.
# TRUTH: a file that `simulate --preset PRESET --seed 7 --truth-file` wrote; made if unset.
set -euo pipefail
canreach=$(realpath "$1")
preset=${2:-large}
routes=("${@:3}")
[ ${#routes[@]} -gt 0 ] || routes=(sql rest)
truth_file=${TRUTH:+$(realpath "$TRUTH")}
cd "$(dirname "${BASH_SOURCE[0]}")"
server_lives=180m
. ./lib.sh

truth=
# Once, and only where a crawl has something to be compared with.
learn_truth() {
    [ -z "$truth" ] || return 0
    if [ -z "$truth_file" ]; then
        truth_file=$scratch/truth.canreach
        "$canreach" simulate --preset "$preset" --seed 7 --truth-file "$truth_file" >/dev/null
    fi
    truth=$(digest_of "$truth_file")
    echo "truth: $truth, $(gaps_of "$truth_file") gaps"
}

# The gaps of a file: what was not read, each once. In bulk nobody asks for the grants of what has vanished.
gap_list() {
    sqlite3 "$1" "SELECT DISTINCT family, about_kind, about, part, outcome FROM coverage
        WHERE family <> 'grants' OR outcome <> 'skipped' ORDER BY 1, 2, 3, 4, 5"
}

# What is gone once its permission list is read shows up one by one only.
vanished() { sqlite3 "$1" "SELECT count(*) FROM coverage WHERE family = 'grants' AND outcome = 'skipped'"; }

crawl_by() { # ROUTE
    local route=$1 file=$scratch/$1.canreach status=0
    start_server --preset "$preset" --seed 7 --weather "${WEATHER:-storm}"
    command time -f '%e %M' -o "$scratch/cost" timeout --signal=INT "${WITHIN:-0}" "$canreach" crawl --out "$file" \
        --grants "$route" --retry-base-delay 20ms --max-retries 12 --log-format json >/dev/null 2>"$scratch/crawl.log" || status=$?
    read -r seconds kilobytes < <(tail -n 1 "$scratch/cost")
    if [ "$status" -eq 124 ]; then
        printf -- '--grants %s: stopped after %s s: %s tasks of %s known, %s requests, %s throttled, %s MiB resident, %s MiB on disk\n' "$route" "$seconds" \
            $(jq -rs 'map(.total // select(.event == "progress")) | last | .tasks_ended, .tasks_known, .requests, .throttled' "$scratch/crawl.log") \
            $((kilobytes / 1024)) $(($(cat "$file"* | wc -c) >> 20))
        return
    fi
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { tail -n 5 "$scratch/crawl.log" >&2; fail "--grants $route ended with $status"; }
    local requests throttled
    requests=$(tail -n 1 "$scratch/crawl.log" | jq .total.requests)
    throttled=$(tail -n 1 "$scratch/crawl.log" | jq .total.throttled)
    printf -- '--grants %s: %s s, %s requests, %s throttled, %s MiB resident, %s MiB on disk, %s gaps\n' "$route" "$seconds" \
        "$requests" "$throttled" $((kilobytes / 1024)) $(($(stat -c %s "$file") >> 20)) "$(gaps_of "$file")"
    learn_truth
    [ "$(digest_of "$file")" = "$truth" ] || fail "--grants $route: the digest is not that of the truth"
    diff <(gap_list "$truth_file") <(gap_list "$file") >&2 || fail "--grants $route: gaps that are not the account's own"
}

for route in "${routes[@]}"; do crawl_by "$route"; done
# Only who asks object by object meets what vanished.
[ ! -s "$scratch/rest.canreach" ] || [ "$(vanished "$scratch/rest.canreach")" -eq "$(vanished "$truth_file")" ] ||
    fail "what vanished is not what the ledger names"
