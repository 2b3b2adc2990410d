#!/usr/bin/env bash
# What the documents show is run as it stands there: the curl lines of docs/simulator.md against a simulated account, the
# SQL of docs/account_file.md and every documented view through the sqlite3 shell against a file crawled from it.
# usage: documents.sh PATH-TO-canreach
set -euo pipefail
canreach=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./lib.sh
docs=../../docs

# blocks LANGUAGE FILE: the fenced blocks, each ended by a line of its own that no document holds.
mark='-- end of block --'
blocks() {
    awk -v open="\`\`\`$1" -v mark="$mark" '$0 == open {inside = 1; next} /^```/ && inside {inside = 0; print mark; next} inside' "$2"
}

start_server --preset showcase --seed 7
lines=$(blocks sh "$docs/simulator.md" | sed "s/^$mark\$/echo/")
[ -n "$lines" ] || fail "docs/simulator.md shows no curl lines"
bash -euo pipefail -c "$lines" >"$scratch/curl.out" 2>"$scratch/curl.err" || { cat "$scratch/curl.err" >&2; fail "a curl line of docs/simulator.md"; }
grep -q ' users$' "$scratch/curl.out" || { cat "$scratch/curl.out" >&2; fail "docs/simulator.md: no users came"; }
grep -q '"connections"' "$scratch/curl.out" || fail "docs/simulator.md: no statistics came"
curl_lines=$(grep -c curl <<<"$lines")

file=$scratch/account.canreach
"$canreach" crawl --quiet --out "$file" >"$scratch/crawl.log" 2>&1 || [ $? -eq 3 ] || { cat "$scratch/crawl.log" >&2; fail "the crawl"; }

# Every view of the table, with every column that the table names.
views=0
while IFS='|' read -r _ view _ columns _; do
    view=$(tr -d ' `' <<<"$view")
    have=$(sqlite3 -readonly "$file" "SELECT name FROM pragma_table_info('$view')")
    [ -n "$have" ] || fail "the file has no view $view"
    # Words in backticks within parentheses are values of a column, not columns.
    for column in $(sed -E 's/\([^)]*\)//g' <<<"$columns" | grep -oE '`[a-z_]+`' | tr -d '`'); do
        grep -qx "$column" <<<"$have" || fail "the view $view has no column $column"
    done
    sqlite3 -readonly "$file" "SELECT * FROM $view LIMIT 5" >/dev/null || fail "the view $view"
    views=$((views + 1))
done < <(sed -n '/^| View | One row per/,/^$/p' "$docs/account_file.md" | grep '^| `')
[ "$views" -ge 10 ] || fail "only $views views are documented"

# Every statement.
statements=0
statement=
while IFS= read -r line; do
    if [ "$line" = "$mark" ]; then
        sqlite3 -readonly "$file" "$statement" >"$scratch/sql.out" 2>&1 || { printf '%s\n' "$statement" >&2; cat "$scratch/sql.out" >&2; fail "a statement of docs/account_file.md"; }
        statement=
        statements=$((statements + 1))
    else
        statement+=$line$'\n'
    fi
done < <(blocks sql "$docs/account_file.md")
[ "$statements" -ge 3 ] || fail "only $statements statements are documented"
# The world that is shown is one.
blocks json "$docs/world_files.md" | grep -vxFe "$mark" >"$scratch/world.json"
"$canreach" import "$scratch/world.json" --out "$scratch/world.canreach" >/dev/null || fail "the world of docs/world_files.md"
"$canreach" --db "$scratch/world.canreach" can alice SELECT main.sales.orders >/dev/null || fail "the world of docs/world_files.md is another"

echo "documents: $curl_lines curl lines, $views views, $statements statements"
