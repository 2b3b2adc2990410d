#!/usr/bin/env bash
# An unmodified client (curl) reaches the simulated account through HTTPS_PROXY and the CA file, by its real-looking names.
# usage: curl.sh PATH-TO-canreach
set -euo pipefail
canreach=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./lib.sh

start_server --preset showcase --seed 7
fetch() { curl --silent --show-error --fail --cacert "$scratch/ca.pem" "$@"; }

token=$(fetch -u "$DATABRICKS_CLIENT_ID:$DATABRICKS_CLIENT_SECRET" -d grant_type=client_credentials -d scope=all-apis \
    "$DATABRICKS_HOST/oidc/accounts/$DATABRICKS_ACCOUNT_ID/v1/token" | jq -r .access_token)
[ -n "$token" ] && [ "$token" != null ] || fail "no token"

base=$DATABRICKS_HOST/api/2.0/accounts/$DATABRICKS_ACCOUNT_ID
workspaces=$(fetch -H "Authorization: Bearer $token" "$base/workspaces" | jq length)
[ "$workspaces" -ge 2 ] || fail "wanted at least 2 workspaces, saw $workspaces"

users=$(fetch -H "Authorization: Bearer $token" "$base/scim/v2/Users?startIndex=1&count=100" | jq .totalResults)
[ "$users" -ge 10 ] || fail "wanted at least 10 users, saw $users"

status=$(curl --silent --cacert "$scratch/ca.pem" -o /dev/null -w '%{http_code}' "$base/workspaces")
[ "$status" = 401 ] || fail "without a token: wanted 401, saw $status"

status=$(curl --silent --cacert "$scratch/ca.pem" -o /dev/null -w '%{http_code}' -X DELETE -H "Authorization: Bearer $token" "$base/scim/v2/Users/1")
[ "$status" -ge 400 ] || fail "a DELETE must be refused, saw $status"
echo "curl: $workspaces workspaces, $users users"
