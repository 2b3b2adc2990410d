#include "model/roles.hpp"

#include <algorithm>
#include <array>

namespace canreach {
inline namespace model {
namespace {

struct role_row {
    role what;
    std::string_view name;
};
constexpr std::array role_rows{
    role_row{role::workspace_user, "USER"},
    role_row{role::workspace_admin, "ADMIN"},
    role_row{role::account_admin, "account.admin"},
    role_row{role::group_manager, "group.manager"},
    role_row{role::group_assumer, "group.assumer"},
    role_row{role::service_principal_user, "servicePrincipal.user"},
    role_row{role::service_principal_manager, "servicePrincipal.manager"},
    role_row{role::marketplace_admin, "marketplace.admin"},
    role_row{role::billing_admin, "billing.admin"},
    role_row{role::budget_policy_manager, "budgetPolicy.manager"},
    role_row{role::budget_policy_user, "budgetPolicy.user"},
    role_row{role::tag_policy_creator, "tagPolicy.creator"},
    role_row{role::tag_policy_manager, "tagPolicy.manager"},
    role_row{role::tag_policy_assigner, "tagPolicy.assigner"},
    role_row{role::workspace_access, "workspace-access"},
    role_row{role::sql_access, "databricks-sql-access"},
    role_row{role::cluster_create, "allow-cluster-create"},
    role_row{role::pool_create, "allow-instance-pool-create"},
    role_row{role::workspace_consume, "workspace-consume"},
};
constexpr auto roles = [] {
    std::array<role, role_rows.size()> list{};
    std::ranges::transform(role_rows, list.begin(), &role_row::what);
    return list;
}();

} // namespace

std::string_view name_of(role what) noexcept {
    const auto found = std::ranges::find(role_rows, what, &role_row::what);
    return found == role_rows.end() ? std::string_view{} : found->name;
}

std::optional<role> role_named(std::string_view name) noexcept {
    const auto found = std::ranges::find(role_rows, name, &role_row::name);
    if (found == role_rows.end()) return std::nullopt;
    return found->what;
}

std::span<const role> all_roles() noexcept {
    return roles;
}

} // namespace model
} // namespace canreach
