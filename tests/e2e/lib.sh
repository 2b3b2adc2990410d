# Shared by the end-to-end scripts: a simulated account on loopback, and the environment that leads a client to it.
# Sourced with `canreach` set to the program. Every server started here ends with the script, or after
# `server_lives` (five minutes).

scratch=$(mktemp -d)
server=

stop_server() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
    server=
}
trap 'stop_server; rm -rf "$scratch"' EXIT

# start_server [flags of simulate]: sets the variables that lead clients to it.
start_server() {
    stop_server
    rm -f "$scratch/env"
    "$canreach" simulate --ca-file "$scratch/ca.pem" --env-file "$scratch/env" --for "${server_lives:-300s}" "$@" >"$scratch/server.log" 2>&1 &
    server=$!
    # Large accounts take a while to be made; a server that fails ends the wait.
    for _ in $(seq 6000); do
        [ -s "$scratch/env" ] && break
        kill -0 "$server" 2>/dev/null || { cat "$scratch/server.log" >&2; return 1; }
        sleep 0.05
    done
    set -a
    . "$scratch/env"
    set +a
}

# A file with gaps ends `info` with 3, which is no fault here.
info_of() { "$canreach" info --db "$1" -o json || [ $? -eq 3 ]; }
digest_of() { info_of "$1" | jq -r .snapshot.digest; }
gaps_of() { info_of "$1" | jq -r .snapshot.gaps; }

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
