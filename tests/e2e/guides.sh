#!/usr/bin/env bash
# Every transcript of docs/guides is what the commands print: they are run, on a terminal of 110 columns, against the
# company of docs/guides/acme.json, crawled from a simulated account, and against what became of it (acme-later.json).
# usage: guides.sh PATH-TO-canreach [--rewrite]      --rewrite puts what was printed into the guides
set -euo pipefail
canreach=$(realpath "$1")
rewrite=${2:-}
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./lib.sh
guides=$(realpath ../../docs/guides)

company() { # WORLD FILE
    start_server --world "$1"
    "$canreach" crawl --quiet --activity 90 --out "$2" >"$scratch/crawl.log" 2>&1 || [ $? -eq 3 ] || { cat "$scratch/crawl.log" >&2; fail "the crawl of $1"; }
    stop_server
}
mkdir "$scratch/desk"
company "$guides/acme.json" "$scratch/desk/account.canreach"
cp "$scratch/desk/account.canreach" "$scratch/desk/q3.canreach"
company "$guides/acme-later.json" "$scratch/desk/q4.canreach"

# Where the guides speak of `canreach`, it is this one.
mkdir "$scratch/bin"
ln -s "$canreach" "$scratch/bin/canreach"

# play COMMAND: what a person sees. Dates are those of this run; so is what derives from them.
play() {
    local screen
    screen=$(script -qec "stty cols 110 rows 50; cd $scratch/desk; PATH=$scratch/bin:\$PATH NO_COLOR=1 bash -c $(printf '%q' "$1")" /dev/null </dev/null) || true
    [ -z "$screen" ] || tr -d '\r' <<<"$screen"
}
same_dates() {
    sed -E 's/20[0-9]{2}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+Z?)?/DATE/g; s/sha256:? *[0-9a-f]{8,64}/SHA/g; s/ +$//'
}

transcripts=0
for guide in "$guides"/*.md; do
    name=$(basename "$guide")
    made=$scratch/$name
    : >"$made"
    inside=
    while IFS= read -r line || [ -n "$line" ]; do
        if [ -z "$inside" ]; then
            printf '%s\n' "$line" >>"$made"
            [ "$line" != '```console' ] || inside=yes
        elif [ "$line" = '```' ]; then
            inside=
            printf '%s\n' "$line" >>"$made"
        elif [[ $line == '$ '* ]]; then
            printf '%s\n' "$line" >>"$made"
            play "${line#\$ }" >>"$made"
            transcripts=$((transcripts + 1))
        fi
    done <"$guide"
    if [ "$rewrite" = --rewrite ]; then
        cp "$made" "$guide"
    elif ! diff <(same_dates <"$guide") <(same_dates <"$made") >"$scratch/difference"; then
        cat "$scratch/difference" >&2
        fail "docs/guides/$name shows what is not printed; see tests/e2e/guides.sh --rewrite"
    fi
done
[ "$transcripts" -ge 20 ] || fail "only $transcripts transcripts are in docs/guides"
echo "guides: $transcripts transcripts"
