#!/usr/bin/env bash
# Every way to log in, with right and with wrong credentials: it works or is refused, and no secret is in any output.
# usage: secrets.sh PATH-TO-canreach
set -euo pipefail
canreach=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./lib.sh

start_server --preset showcase --seed 7
account_host=$DATABRICKS_HOST
account_id=$DATABRICKS_ACCOUNT_ID
client_id=$DATABRICKS_CLIENT_ID
client_secret=$DATABRICKS_CLIENT_SECRET
entra_tenant=00000000-0000-4000-8000-0000000000aa
entra_secret=simulator-only-not-an-entra-secret
identity_token=simulator.only.not-an-identity-token
personal_token=dapi-simulator-only-not-a-secret
wrong=wrong-secret-of-the-test
unset DATABRICKS_HOST DATABRICKS_ACCOUNT_ID DATABRICKS_CLIENT_ID DATABRICKS_CLIENT_SECRET
export HOME=$scratch

# A workspace's address, as the account tells it.
token=$(curl -sSf --cacert "$scratch/ca.pem" -u "$client_id:$client_secret" -d grant_type=client_credentials \
    "$account_host/oidc/accounts/$account_id/v1/token" | jq -r .access_token)
workspace_host=https://$(curl -sSf --cacert "$scratch/ca.pem" -H "Authorization: Bearer $token" \
    "$account_host/api/2.0/accounts/$account_id/workspaces" | jq -r '.[0].deployment_name').azuredatabricks.net

# A stand-in for the Databricks CLI: prints the token of the file that $CLI_SAYS names, and keeps its arguments.
cat >"$scratch/databricks" <<'CLI'
#!/bin/sh
printf '%s\n' "$*" >>"$CLI_LOG"
[ -s "$CLI_SAYS" ] || { echo "Error: no cached credentials; $CLI_TELLS" >&2; exit 1; }
cat "$CLI_SAYS"
CLI
chmod +x "$scratch/databricks"
export CLI_LOG=$scratch/cli.log CLI_SAYS=$scratch/cli.json CLI_TELLS=nothing
: >"$CLI_LOG"

# A stand-in for the Azure CLI does the same; the token is one of the simulated Entra ID.
mkdir "$scratch/bin"
cp "$scratch/databricks" "$scratch/bin/az"
entra_token() {
    curl -sSf --cacert "$scratch/ca.pem" "https://login.microsoftonline.com/$entra_tenant/oauth2/token" \
        -d grant_type=client_credentials -d client_id="$client_id" -d client_secret="$entra_secret" \
        -d resource=2ff814a6-3304-4ab8-85cb-cd0e6f879c1d | jq -r .access_token
}

# Everything that a run leaves behind: output, log, account file with what SQLite keeps beside it, and arguments.
secrets=("$client_secret" "$entra_secret" "$identity_token" "$personal_token" "$wrong" 'sim\.[A-Za-z0-9_-]{24,}'
    "$(printf '%s:%s' "$client_id" "$client_secret" | base64 -w0)" "$(printf '%s:%s' "$client_id" "$wrong" | base64 -w0)")
search() { # WHAT
    local one
    for one in "${secrets[@]}"; do
        if grep -aEl -e "$one" "$scratch"/out.* "$scratch"/err.* "$scratch"/account.* "$scratch"/arguments "$CLI_LOG" 2>/dev/null; then
            fail "$1: a secret is in the files above"
        fi
    done
}

# crawl NAME WANTED [VARIABLE=value]... -- [FLAG]...: WANTED is `reads` or what the error must say.
runs=0
crawl() {
    local name=$1 wanted=$2 status=0 process format
    shift 2
    local -a variables=()
    while [ "$1" != -- ]; do variables+=("$1"); shift; done
    shift
    for format in text json; do
        rm -f "$scratch"/account.*
        ( # not through env(1), which has the variables among its arguments
            [ "${#variables[@]}" -eq 0 ] || export "${variables[@]}"
            exec "$canreach" crawl --out "$scratch/account.canreach" --only account-users,catalogs --log-format "$format" "$@"
        ) >"$scratch/out.$format" 2>"$scratch/err.$format" <"${input:-/dev/null}" &
        process=$!
        while [ "$(cat "/proc/$process/comm" 2>/dev/null)" = bash ]; do :; done
        { tr '\0' ' ' <"/proc/$process/cmdline" >>"$scratch/arguments"; } 2>/dev/null || true
        status=0
        wait "$process" || status=$?
        if [ "$wanted" = reads ]; then
            [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { cat "$scratch/err.$format" >&2; fail "$name: ended with $status"; }
            [ -s "$scratch/account.canreach" ] || fail "$name: no account file"
        else
            [ "$status" -eq 1 ] || fail "$name: wanted a refusal, ended with $status"
            grep -q -e "$wanted" "$scratch/err.$format" ||
                { cat "$scratch/err.$format" >&2; fail "$name: the error does not say '$wanted'"; }
        fi
        search "$name ($format)"
        runs=$((runs + 1))
    done
}

account=(DATABRICKS_HOST="$account_host" DATABRICKS_ACCOUNT_ID="$account_id")
m2m=("${account[@]}" DATABRICKS_CLIENT_ID="$client_id")
entra=("${account[@]}" ARM_CLIENT_ID="$client_id" ARM_TENANT_ID="$entra_tenant")

crawl "m2m" reads "${m2m[@]}" DATABRICKS_CLIENT_SECRET="$client_secret" --
crawl "m2m, wrong" 'Client authentication failed' "${m2m[@]}" DATABRICKS_CLIENT_SECRET="$wrong" --
printf '%s\n' "$client_secret" >"$scratch/secret"
crawl "m2m, secret from a file" reads "${m2m[@]}" -- --client-secret-file "$scratch/secret"
input=$scratch/secret
crawl "m2m, secret from standard input" reads -- --host "$account_host" --account-id "$account_id" \
    --client-id "$client_id" --client-secret-file -
unset input
printf '[acme]\nhost = %s\naccount_id = %s\nclient_id = %s\nclient_secret = %s\n[broken]\nhost = %s\n%s\n' "$account_host" \
    "$account_id" "$client_id" "$client_secret" "$account_host" "$wrong" >"$scratch/.databrickscfg"
crawl "a broken profile" 'line 8 of the configuration file' -- -p acme
sed -i '/^\[broken/,$d' "$scratch/.databrickscfg"
crawl "m2m, secret from the profile" reads -- -p acme
rm "$scratch/.databrickscfg"

crawl "entra" reads "${entra[@]}" ARM_CLIENT_SECRET="$entra_secret" --
crawl "entra, wrong secret" AADSTS7000215 "${entra[@]}" ARM_CLIENT_SECRET="$wrong" --
crawl "entra, wrong application" AADSTS700016 "${entra[@]}" ARM_CLIENT_ID=nobody ARM_CLIENT_SECRET="$entra_secret" --
crawl "entra, no tenant" 'needs a tenant' "${entra[@]}" ARM_TENANT_ID= ARM_CLIENT_SECRET="$entra_secret" --
crawl "entra, the workspace names the tenant" reads DATABRICKS_HOST="$workspace_host" ARM_CLIENT_ID="$client_id" \
    ARM_CLIENT_SECRET="$entra_secret" --
printf '%s\n' "$entra_secret" >"$scratch/secret"
crawl "entra, by flags" reads "${account[@]}" -- --auth-type azure-client-secret --client-id "$client_id" \
    --azure-tenant-id "$entra_tenant" --client-secret-file "$scratch/secret"

crawl "env-oidc" reads "${m2m[@]}" DATABRICKS_OIDC_TOKEN="$identity_token" --
crawl "env-oidc, the whole account" reads "${account[@]}" DATABRICKS_OIDC_TOKEN="$identity_token" --
crawl "env-oidc, wrong" 'No federation policy' "${m2m[@]}" DATABRICKS_OIDC_TOKEN="$wrong" --
printf '%s' "$identity_token" >"$scratch/jwt"
crawl "file-oidc" reads "${m2m[@]}" DATABRICKS_OIDC_TOKEN_FILEPATH="$scratch/jwt" DATABRICKS_AUTH_TYPE=file-oidc --
crawl "file-oidc, no file" 'is not there' "${m2m[@]}" DATABRICKS_OIDC_TOKEN_FILEPATH="$scratch/none" \
    DATABRICKS_AUTH_TYPE=file-oidc --
crawl "github-oidc, elsewhere" 'nobody logs in at' "${m2m[@]}" ACTIONS_ID_TOKEN_REQUEST_URL=https://evil.example/t \
    ACTIONS_ID_TOKEN_REQUEST_TOKEN="$wrong" --

crawl "pat" reads DATABRICKS_HOST="$workspace_host" DATABRICKS_TOKEN="$personal_token" --
crawl "pat, wrong" 'does not accept the personal access token' DATABRICKS_HOST="$workspace_host" DATABRICKS_TOKEN="$wrong" --

cli=(DATABRICKS_HOST="$workspace_host" DATABRICKS_CLI_PATH="$scratch/databricks")
printf '{"access_token":"%s","token_type":"Bearer","expiry":"2099-01-01T00:00:00Z"}' "$personal_token" >"$CLI_SAYS"
crawl "cli" reads "${cli[@]}" --
grep -q -x -e "auth token --host $workspace_host" "$CLI_LOG" || { cat "$CLI_LOG" >&2; fail "cli: other arguments"; }
printf '{"access_token":"%s","token_type":"Bearer","expiry":"2001-01-01T00:00:00Z"}' "$personal_token" >"$CLI_SAYS"
crawl "cli, expired" 'has expired' "${cli[@]}" --
printf '{"access_token":"%s' "$personal_token" >"$CLI_SAYS"
crawl "cli, cut off" 'no JSON' "${cli[@]}" --
: >"$CLI_SAYS"
crawl "cli, not logged in" 'no cached credentials' "${cli[@]}" --
crawl "cli, not there" 'no program' DATABRICKS_HOST="$workspace_host" DATABRICKS_AUTH_TYPE=databricks-cli PATH=/nowhere:/usr/bin:/bin --

az=("${account[@]}" PATH="$scratch/bin:$PATH")
printf '{"accessToken":"%s","tokenType":"Bearer","expires_on":%s}' "$(entra_token)" $(($(date +%s) + 3600)) >"$CLI_SAYS"
crawl "az" reads "${az[@]}" --
grep -q -x -e "account get-access-token --resource 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d --output json" "$CLI_LOG" ||
    { cat "$CLI_LOG" >&2; fail "az: other arguments"; }
crawl "az, with a tenant" reads "${az[@]}" ARM_TENANT_ID="$entra_tenant" --
grep -q -e "--tenant $entra_tenant\$" "$CLI_LOG" || { cat "$CLI_LOG" >&2; fail "az: no tenant"; }
printf '{"accessToken":"%s","tokenType":"Bearer","expiresOn":"2001-01-01 00:00:00"}' "$wrong" >"$CLI_SAYS"
crawl "az, expired" 'has expired' "${az[@]}" --
printf '{"accessToken":"%s","tokenType":"Bearer","expires_on":%s}' "$wrong" $(($(date +%s) + 3600)) >"$CLI_SAYS"
crawl "az, a token of somewhere else" 401 "${az[@]}" --
: >"$CLI_SAYS"
crawl "az, not logged in" 'the Azure CLI gave no token' "${az[@]}" --
crawl "az, not there" 'no program `az`' "${account[@]}" DATABRICKS_AUTH_TYPE=azure-cli PATH=/nowhere:/usr/bin:/bin --

grep -q -e 'canreach crawl --out' "$scratch/arguments" || fail "no arguments were seen"
echo "secrets: $runs runs, $(wc -l <"$CLI_LOG") calls of the CLIs, nothing leaked"
