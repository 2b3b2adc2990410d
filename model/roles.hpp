/// Roles, workspace assignments and entitlements: bits of a grant under facet `role` (access-model §1.6).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace canreach {
inline namespace model {

/// Stored in account files: never renumber.
enum class role : std::uint8_t {
    workspace_user = 0,  ///< assignment `USER`, on a workspace
    workspace_admin = 1, ///< assignment `ADMIN`, on a workspace
    account_admin = 2,
    group_manager = 3, ///< on a group, or on the account for all groups
    group_assumer = 4,
    service_principal_user = 5,    ///< on a service principal
    service_principal_manager = 6, ///< on a service principal, or on the account for all of them
    marketplace_admin = 7,
    billing_admin = 8,
    budget_policy_manager = 9,
    budget_policy_user = 10,
    tag_policy_creator = 11,
    tag_policy_manager = 12,
    tag_policy_assigner = 13,
    // entitlements, on a workspace
    workspace_access = 32,
    sql_access = 33,
    cluster_create = 34,
    pool_create = 35,
    workspace_consume = 36,
};

/// `USER`, `ADMIN`, `account.admin`, `group.manager`, …, `workspace-access`, `databricks-sql-access`, …
[[nodiscard]] std::string_view name_of(role what) noexcept;
[[nodiscard]] std::optional<role> role_named(std::string_view name) noexcept;
[[nodiscard]] std::span<const role> all_roles() noexcept;

} // namespace model
} // namespace canreach
