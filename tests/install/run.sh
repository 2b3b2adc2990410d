#!/usr/bin/env bash
# Installs what build/dev holds into a throw-away prefix and builds a program against the installed package.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cmake --build build/dev >/dev/null
cmake --install build/dev --prefix "$scratch/prefix" >/dev/null
cmake -S tests/install -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix" >/dev/null
cmake --build "$scratch/build"
"$scratch/build/consumer" "$scratch/account.canreach"
"$scratch/prefix/bin/canreach" --version
[ -s "$scratch/prefix/share/doc/canreach/schemas/answer.json" ] || { echo "the JSON schemas were not installed"; exit 1; }
