#!/usr/bin/env bash
# The official Python SDK, unmodified, lists a simulated account through HTTPS_PROXY and the CA file; every family is
# compared with an account file that was crawled of the same account.
# usage: run.sh PATH-TO-canreach
# Ends with 77 where no package index is reachable: the check was skipped, which the caller says aloud.
set -euo pipefail
canreach=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
. ../e2e/lib.sh

python3 -m venv "$scratch/venv"
if ! "$scratch/venv/bin/pip" install --quiet --disable-pip-version-check databricks-sdk >"$scratch/pip.log" 2>&1; then
    tail -n 3 "$scratch/pip.log"
    echo "skipped: the package index is not reachable"
    exit 77
fi

start_server --preset showcase --seed 7 --weather limits
status=0
"$canreach" crawl --quiet --out "$scratch/account.canreach" >"$scratch/crawl.log" 2>&1 || status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { cat "$scratch/crawl.log" >&2; fail "crawl ended with $status"; }
"$scratch/venv/bin/python" sdk_listing.py "$scratch/account.canreach"
