#!/usr/bin/env bash
# Dossiers as HTML in a headless Chromium. Pictures and prints stay in the folder that is named.
# usage: run.sh PATH-TO-canreach FOLDER
set -euo pipefail
canreach=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../e2e/lib.sh

start_server --preset showcase --seed 7
status=0
"$canreach" crawl --quiet --out "$scratch/account.canreach" >"$scratch/crawl.log" 2>&1 || status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { cat "$scratch/crawl.log" >&2; fail "crawl ended with $status"; }

page() { # NAME AUDIT…: one dossier, opened
    local name=$1 status=0
    shift
    "$canreach" audit "$@" --db "$scratch/account.canreach" -o html >"$scratch/$name.html" || status=$?
    [ "$status" -ne 1 ] && [ "$status" -ne 64 ] || fail "audit $* ended with $status"
    python3 dossier_page.py "$scratch/$name.html" "$folder"
}

page principal principal joe@example.com
page group group data-eng
page resource resource main.sales.orders
page offboard offboard joe@example.com
page admins admins
page orphans orphans
