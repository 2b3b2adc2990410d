#!/usr/bin/env bash
# Every JSON result of the program is held against its schema in docs/schemas with a library: answers, audits, diffs,
# checks, doctor, info, snapshots, of a world made by hand and of a simulated account that was crawled. SARIF is held
# against a published model of SARIF 2.1.0, JUnit XML against junit.xsd.
# usage: run.sh PATH-TO-canreach
# Ends with 77 where no package index is reachable: the check was skipped, which the caller says aloud.
set -euo pipefail
canreach=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../e2e/lib.sh

python3 -m venv "$scratch/venv"
if ! "$scratch/venv/bin/pip" install --quiet --disable-pip-version-check jsonschema pydantic-sarif xmlschema >"$scratch/pip.log" 2>&1; then
    tail -n 3 "$scratch/pip.log"
    echo "skipped: the package index is not reachable"
    exit 77
fi

results=$scratch/results
mkdir "$results"
keep() { # NAME COMMAND…: its output as a result; 2 and 3 are answers
    local name=$1 status=0
    shift
    "$canreach" "$@" >"$results/$name.json" 2>"$scratch/stderr" || status=$?
    [ "$status" -ne 1 ] && [ "$status" -ne 64 ] || { cat "$scratch/stderr" >&2; fail "canreach $* ended with $status"; }
}

start_server --preset showcase --seed 7
keep doctor.all doctor -o json
status=0
"$canreach" crawl --quiet --out "$scratch/now.canreach" >"$scratch/crawl.log" 2>&1 || status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { cat "$scratch/crawl.log" >&2; fail "the crawl"; }
"$canreach" crawl --quiet --skip grants --out "$scratch/then.canreach" >"$scratch/crawl.log" 2>&1 || [ $? -eq 3 ] || { cat "$scratch/crawl.log" >&2; fail "the crawl"; }
stop_server
"$canreach" import ../golden/earlier_world.json --out "$scratch/earlier.canreach" >/dev/null
"$canreach" import ../golden/world.json --out "$scratch/world.canreach" >/dev/null

# What an account that was crawled adds to one made by hand: every kind of node, gaps of every outcome.
asked() { # NAME DB PRINCIPAL OTHER GROUP RESOURCE
    local name=$1
    export CANREACH_DB=$2
    keep "audit.$name-group" audit group "$5" -o json
    keep "audit.$name-resource" audit resource "$6" -o json
    keep "audit.$name-units" audit resource "$6" --no-expand-groups -o json
    keep "audit.$name-compare" audit compare "$3" "$4" --access -o json
    keep "audit.$name-what-if" audit what-if "REMOVE $3 FROM GROUP $5" -o json
    local one
    for one in redundancy stale system-tables admins orphans external-gaps local-groups; do
        keep "audit.$name-$one" audit "$one" -o json --save-snapshot "$results/snapshot.$name-$one.json"
        keep "audit.$name-$one-baseline" audit "$one" -o json --baseline "$results/snapshot.$name-$one.json"
    done
    keep "snapshot.$name-group" snapshot group "$5" --out -
    keep "snapshot.$name-resource" snapshot resource "$6" --out -
    keep "info.$name" info -o json
    keep "answer.$name-who" who can SELECT "$6" -o json
    keep "answer.$name-what" what can "$3" reach -o json
    keep "answer.$name-can" can "$3" SELECT "$6" -o json
    keep "answer.$name-why" why can "$3" SELECT "$6" -o json
    keep "answer.$name-cannot" why cannot "$4" MODIFY "$6" -o json
    keep "answer.$name-lists" query "SHOW MEMBERS OF GROUP $5; SHOW GRANTS ON $6; SHOW OWNER OF $6; SHOW COVERAGE; SHOW WORKSPACES OF $3; COMPARE $3 WITH $4; SHOW PREREQUISITES OF SELECT ON $6; EXPLAIN WHO CAN SELECT $6; COUNT WHO CAN SELECT $6" -o json
}
asked crawled "$scratch/now.canreach" joe@example.com olga@example.com data-eng main.sales.orders
asked world "$scratch/world.canreach" alice olga staff main.sales.orders
keep audit.principal audit principal alice -o json
keep audit.offboard audit offboard alice -o json
keep audit.clone audit clone alice olga -o json
keep audit.escalation audit escalation -o json
keep snapshot.principal snapshot principal alice --out -
keep answer.how query "HOW CAN alice MODIFY main.sales.orders; SHOW IDENTITIES REACHABLE FROM alice" -o json
mkdir "$scratch/history"
cp "$scratch/then.canreach" "$scratch/now.canreach" "$scratch/history"
keep answer.diff query --db "$scratch/history" "DIFF (WHO CAN SELECT main.sales.orders) BETWEEN PREVIOUS AND LATEST; SHOW SNAPSHOTS" -o json
keep diff.facts diff "$scratch/then.canreach" "$scratch/now.canreach" -o json
keep diff.access diff "$scratch/then.canreach" "$scratch/now.canreach" --effective --resource main.sales.orders -o json
keep diff.world diff "$scratch/earlier.canreach" "$scratch/world.canreach" --effective -o json
keep diff.same diff "$scratch/now.canreach" "$scratch/now.canreach" --effective -o json
export CANREACH_DB=$scratch/now.canreach
keep check.pack check ../../docs/policies/*.yaml -o json
broken() { "$canreach" check broken.yaml -o "$1" 2>/dev/null || [ $? -eq 1 ]; } # a rule that cannot be asked is an error
broken json >"$results/check.broken.json"
keep sarif.pack check ../../docs/policies/*.yaml -o sarif
broken sarif >"$results/sarif.broken.json"
mkdir "$scratch/junit"
"$canreach" check ../../docs/policies/*.yaml -o junit >"$scratch/junit/pack.xml" 2>/dev/null || [ $? -eq 2 ] || [ $? -eq 3 ]
broken junit >"$scratch/junit/broken.xml"

"$scratch/venv/bin/python" validate_junit.py junit.xsd "$scratch"/junit/*.xml
"$scratch/venv/bin/python" validate.py ../../docs/schemas "$results"
