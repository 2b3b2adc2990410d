"""Lists a simulated account with the official Python SDK and compares it with an account file of the same account.

usage: sdk_listing.py ACCOUNT-FILE
The SDK finds the account by its usual variables (DATABRICKS_*, HTTPS_PROXY, REQUESTS_CA_BUNDLE). The account file is
read through its documented views only. Prints a line a family; ends with 1 if a family differs.
"""

import collections
import os
import sqlite3
import sys

from databricks.sdk import AccountClient, WorkspaceClient
from databricks.sdk.errors import DatabricksError, NotFound, PermissionDenied
from databricks.sdk.service.catalog import ArtifactType, Privilege


class Comparison:
    """Counts what both sides hold, by family, and keeps a few differences to show."""

    def __init__(self):
        self.families = collections.OrderedDict()
        self.differences = []

    def equal(self, family, where, ours, theirs):
        seen = self.families.setdefault(family, [0, 0])
        ours, theirs = set(ours), set(theirs)
        seen[0] += len(theirs)
        seen[1] += len(ours ^ theirs)
        for one in sorted(ours ^ theirs, key=str)[:3]:
            side = "only in the file" if one in ours else "only by the SDK"
            self.differences.append(f"{family} of {where}: {side}: {one}")

    def report(self):
        for family, (rows, wrong) in self.families.items():
            print(f"{family:<24} {rows:>6} rows  {'ok' if wrong == 0 else f'{wrong} differ'}")
        for line in self.differences[:40]:
            print(line, file=sys.stderr)
        return 1 if self.differences else 0


class File:
    """The account file, through its views."""

    def __init__(self, path):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def rows(self, sql, *arguments):
        return self.db.execute(sql, arguments).fetchall()

    def column(self, sql, *arguments):
        return [row[0] for row in self.rows(sql, *arguments)]


def listed(call, *arguments, **named):
    """A listing; None where the account refuses it or it vanished in between."""
    try:
        return list(call(*arguments, **named))
    except (NotFound, PermissionDenied):
        return None


def twins_of(users):
    """Guests have two users: `alice_partner.com#EXT#@tenant` is `alice@partner.com`, and the file holds only her."""
    ordinary = {u.external_id: u for u in users if u.external_id and "#EXT#" not in u.user_name}
    return {u.id: ordinary[u.external_id] for u in users if "#EXT#" in u.user_name and u.external_id in ordinary}


def compare_identity(account, file, into):
    """Gives the guests' second users, by id."""
    principals = "SELECT platform_id FROM principals WHERE kind = ? AND workspace_id = '' AND NOT unresolved AND NOT system"
    users = list(account.users_v2.list())
    twins = twins_of(users)
    one = lambda number: twins[number].id if number in twins else number
    into.equal("account users", "the account", file.column(principals, "user"), [one(u.id) for u in users])
    into.equal(
        "account sps", "the account", file.column(principals, "sp"), [p.id for p in account.service_principals_v2.list()]
    )
    groups = [g.id for g in account.groups_v2.list()]
    into.equal("account groups", "the account", file.column(principals, "group"), groups)
    unread = set(file.column("SELECT about_id FROM coverage WHERE part = 'members'"))
    for group in groups:
        try:
            members = [one(m.value) for m in account.groups_v2.get(group).members or []]
        except (NotFound, PermissionDenied):
            continue
        rows = file.rows(
            "SELECT g.id, m.platform_id FROM principals AS g LEFT JOIN memberships AS e ON e.group_id = g.id"
            " LEFT JOIN principals AS m ON m.id = e.member_id"
            " WHERE g.kind = 'group' AND g.workspace_id = '' AND g.platform_id = ?",
            group,
        )
        if rows and rows[0][0] in unread:
            continue
        into.equal("group members", group, [row[1] for row in rows if row[1]], members)
        parent = f"accounts/{account.config.account_id}/groups/{group}"
        pages = account.iam_v2.list_direct_group_members(parent, page_size=3)
        into.equal("direct members", group, members, [one(str(m.principal_id)) for m in pages])
    return {u.user_name.lower(): twins[u.id].user_name.lower() for u in users if u.id in twins}


def compare_tenancy(account, file, into):
    workspaces = list(account.workspaces.list())
    into.equal(
        "workspaces",
        "the account",
        file.rows("SELECT platform_id, name FROM resources WHERE kind = 'ws'"),
        [(str(w.workspace_id), w.workspace_name) for w in workspaces],
    )
    metastores = list(account.metastores.list())
    into.equal(
        "metastores",
        "the account",
        file.rows("SELECT platform_id, name FROM resources WHERE kind = 'metastore'"),
        [(m.metastore_id, m.name) for m in metastores],
    )
    for metastore in metastores:
        into.equal(
            "metastore workspaces",
            metastore.name,
            file.column(
                "SELECT workspace_id FROM bindings AS b JOIN resources AS r ON r.id = b.resource_id"
                " WHERE b.mode = 'ATTACH' AND r.platform_id = ?",
                metastore.metastore_id,
            ),
            [str(w) for w in account.metastore_assignments.list(metastore.metastore_id)],
        )
    for space in workspaces:
        rows = listed(account.workspace_assignment.list, space.workspace_id)
        if rows is None:
            continue
        into.equal(
            "assignments",
            space.workspace_name,
            file.rows(
                "SELECT p.platform_id, a.role FROM assignments AS a JOIN principals AS p ON p.id = a.principal_id"
                " WHERE a.workspace_id = ? AND NOT p.system AND NOT p.unresolved",
                str(space.workspace_id),
            ),
            [
                (str(row.principal.principal_id), permission.value)
                for row in rows
                if row.principal and row.principal.principal_id and known(file, row.principal.principal_id)
                for permission in row.permissions or []
            ],
        )
    return workspaces


def known(file, number):
    return bool(
        file.rows(
            "SELECT 1 FROM principals WHERE platform_id = ? AND workspace_id = '' AND NOT unresolved AND NOT system",
            str(number),
        )
    )


LISTINGS = (  # family, kind in the file, how the SDK lists it below a metastore
    ("external locations", "location", lambda w: w.external_locations.list(include_browse=True)),
    ("storage credentials", "credential", lambda w: w.storage_credentials.list()),
    ("connections", "connection", lambda w: w.connections.list()),
    ("shares", "share", lambda w: w.shares.list_shares() if hasattr(w.shares, "list_shares") else w.shares.list()),
    ("providers", "provider", lambda w: w.providers.list()),
)
IN_SCHEMA = (
    ("tables", "table", lambda w, c, s: w.tables.list(c, s, include_browse=True)),
    ("volumes", "volume", lambda w, c, s: w.volumes.list(c, s, include_browse=True)),
    ("functions", "function", lambda w, c, s: w.functions.list(c, s, include_browse=True)),
    ("registered models", "model", lambda w, c, s: w.registered_models.list(catalog_name=c, schema_name=s, include_browse=True)),
)


def compare_allow_lists(client, metastore, file, into):
    ours = file.rows(
        "SELECT a.name, a.value FROM attribute AS a JOIN resources AS r ON r.id = a.node"
        " WHERE r.kind = 'metastore' AND r.platform_id = ? AND a.name LIKE 'allowed!_%' ESCAPE '!'",
        metastore,
    )
    theirs = []
    for kind in ArtifactType:
        try:
            matchers = client.artifact_allowlists.get(kind).artifact_matchers or []
        except PermissionDenied:
            return
        theirs += [(f"allowed_{kind.value.lower()}:{m.artifact}", m.match_type.value) for m in matchers]
    into.equal("allow-lists", metastore, ours, theirs)


def compare_metastore(client, metastore, twins, file, into):
    below = "SELECT name FROM resources WHERE kind = ? AND scope = ? AND NOT unresolved"
    catalogs = {c.name for c in client.catalogs.list(include_browse=True)}
    everywhere = set(file.column(below, "catalog", metastore))
    # A workspace shows the catalogs that it may use; the file holds those of every workspace.
    into.equal("catalogs", metastore, catalogs & everywhere, catalogs)
    compare_allow_lists(client, metastore, file, into)
    for family, kind, listing in LISTINGS:
        rows = listed(listing, client)
        if rows is not None:
            names = {row.name for row in rows}
            into.equal(family, metastore, names & set(file.column(below, kind, metastore)), names)
    for catalog in sorted(catalogs):
        schemas = listed(client.schemas.list, catalog, include_browse=True)
        if schemas is None:
            continue
        ours = file.column(
            "SELECT s.name FROM resources AS s JOIN resources AS c ON c.id = s.parent_id"
            " WHERE s.kind = 'schema' AND c.name = ? AND s.scope = ? AND NOT s.unresolved",
            catalog,
            metastore,
        )
        into.equal("schemas", catalog, ours, [s.full_name for s in schemas])
        for schema in schemas:
            for family, kind, listing in IN_SCHEMA:
                rows = listed(listing, client, catalog, schema.name)
                if rows is None:
                    continue
                ours = file.column(
                    "SELECT r.name FROM resources AS r JOIN resources AS s ON s.id = r.parent_id"
                    " WHERE r.kind = ? AND s.name = ? AND s.kind = 'schema' AND r.scope = ? AND NOT r.unresolved",
                    kind,
                    schema.full_name,
                    metastore,
                )
                into.equal(family, schema.full_name, ours, [row.full_name for row in rows])
        compare_grants(client, "catalog", catalog, metastore, twins, file, into)
        for schema in schemas:
            compare_grants(client, "schema", schema.full_name, metastore, twins, file, into)


def compare_grants(client, kind, name, metastore, twins, file, into):
    try:
        answer = client.grants.get(kind, name)
    except DatabricksError:
        return
    rows = file.rows(
        "SELECT p.id, lower(p.name), lower(coalesce(p.application_id, '')), g.privilege, p.system"
        " FROM grants AS g JOIN resources AS r ON r.id = g.securable_id JOIN principals AS p ON p.id = g.principal_id"
        " WHERE r.kind = ? AND r.name = ? AND r.scope = ? AND g.facet = 'unity'",
        kind,
        name,
        metastore,
    )
    # The SDK drops privileges that it does not know; it names grantees where the file resolves them.
    known_words = {word.value for word in Privilege}
    numbers = {called: row[0] for row in rows for called in row[1:3] if called}
    # Without paging, which is how the SDK asks, the platform leaves out grantees that were deleted.
    left_out = {row[0] for row in rows if row[4] or row[1].startswith(("_workspace_", "(deleted principal"))}
    ours = {(row[0], row[3]) for row in rows if row[3] in known_words and row[0] not in left_out}
    theirs = set()
    for row in answer.privilege_assignments or []:
        called = (row.principal or "").lower()
        called = twins.get(called, called)
        if called.startswith("_workspace_"):
            continue  # aliases of a workspace's own groups: told apart by number, not by name
        number = numbers.get(called, called)
        if number not in left_out:
            theirs.update((number, word.value) for word in row.privileges or [] if word is not None)
    into.equal("grants", f"{kind} {name}", ours, theirs)


def main():
    file = File(sys.argv[1])
    into = Comparison()
    account = AccountClient()
    twins = compare_identity(account, file, into)
    workspaces = compare_tenancy(account, file, into)
    seen = set()
    for space in workspaces:
        client = WorkspaceClient(
            host=f"https://{space.deployment_name}.{os.environ.get('CANREACH_WORKSPACE_DOMAIN', 'azuredatabricks.net')}",
            client_id=os.environ["DATABRICKS_CLIENT_ID"],
            client_secret=os.environ["DATABRICKS_CLIENT_SECRET"],
        )
        groups = listed(client.groups_v2.list)
        if groups is not None:
            into.equal(
                "workspace groups",
                space.workspace_name,
                file.column(
                    "SELECT platform_id FROM principals WHERE kind = 'group' AND workspace_id = ? AND NOT system AND NOT unresolved",
                    str(space.workspace_id),
                ),
                [g.id for g in groups if g.meta and g.meta.resource_type == "WorkspaceGroup" and g.display_name not in ("users", "admins")],
            )
        try:
            metastore = client.metastores.current().metastore_id
        except DatabricksError:
            continue
        if metastore not in seen:
            seen.add(metastore)
            compare_metastore(client, metastore, twins, file, into)
    return into.report()


if __name__ == "__main__":
    sys.exit(main())
