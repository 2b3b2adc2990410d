/// The auditor's questions, one function and one file each. All are pure: from an account to a dossier.
///
/// Fail with `not_found` or `ambiguous` where a name does not stand for one thing, and with `storage` or `damaged_file`
/// where the account file cannot be read.
#pragma once

#include <optional>
#include <string_view>

#include "audit/dossier.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"
#include "model/kinds.hpp"

namespace canreach::audit {

/// Everything about one user, service principal or group: identities, memberships, workspaces, access that can be used,
/// grants that cannot, what it owns, what it could obtain.
/// `paths`: also every minimal chain of memberships into each group.
[[nodiscard]] result<dossier> audit_principal(account& in, std::string_view name, std::optional<node_kind> kind = {},
                                              bool paths = false);

/// A group: members, its grants and those of groups above it; what its members hold besides, who of them holds most,
/// and what of it is redundant.
[[nodiscard]] result<dossier> audit_group(account& in, std::string_view name);

struct resource_options {
    std::optional<node_kind> kind;
    bool expand_groups = true; ///< false: grantees as they are named, groups as units
};
/// Everyone who reaches a resource, by which way, from where, and what each may do. Of a place in cloud storage: who
/// can read and write it, and what is registered there.
[[nodiscard]] result<dossier> audit_resource(account& in, std::string_view name, const resource_options& options = {});

struct compare_options {
    bool access = false; ///< also what only one of them can use, and what both can
    bool paths = false;  ///< also the minimal chains of memberships of either
};
/// Two principals side by side: groups, and what the options ask for.
[[nodiscard]] result<dossier> compare_principals(account& in, std::string_view a, std::string_view b,
                                                 const compare_options& options = {});

/// What to do and what would break when somebody leaves. `source` holds the facts of `in`: what runs as whom.
[[nodiscard]] result<dossier> audit_offboarding(account& in, fact_source& source, std::string_view name);

/// Every kind of administrator: of the account, of metastores, of workspaces; by which way.
[[nodiscard]] result<dossier> audit_admins(account& in);

/// Things without anyone answerable: owners and grantees that are gone or deactivated, groups without members, groups
/// that hold nothing.
[[nodiscard]] result<dossier> audit_orphans(account& in);

/// Who is in nobody's directory: users outside the identity provider, guests, and what names guests.
[[nodiscard]] result<dossier> audit_external_gaps(account& in);

/// Grants of ALL PRIVILEGES and MANAGE, and who can act as somebody else, those who can as most first.
[[nodiscard]] result<dossier> audit_escalation(account& in);

/// Groups that one workspace keeps for itself, with their members and grants.
[[nodiscard]] result<dossier> audit_local_groups(account& in);

} // namespace canreach::audit
