#include "query/detail/listing_facts.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "model/acl_levels.hpp"

namespace canreach::query::detail {
namespace {

bool says_owner(const source_grant& grant) {
    return grant.what == facet::acl && grant.allow.has(acl_level::is_owner);
}

void add_once(std::vector<node_id>& to, node_id one) {
    if (std::ranges::find(to, one) == to.end()) to.push_back(one);
}

} // namespace

bool owned_by_acl(node_kind kind) noexcept {
    return family_of(kind) == kind_family::object || kind == node_kind::other;
}

std::vector<node_id> owners_of(const graph::access_graph& facts, node_id resource) {
    auto found = facts.owners_of(resource);
    if (!owned_by_acl(facts.kind_of(resource))) return found;
    for (const auto& grant : facts.grants_on(resource))
        if (says_owner(grant)) add_once(found, grant.grantee);
    return found;
}

std::vector<node_id> owned_by(const graph::access_graph& facts, node_id principal) {
    auto found = facts.owned_by(principal);
    for (const auto& grant : facts.grants_to(principal))
        if (says_owner(grant) && owned_by_acl(facts.kind_of(grant.resource))) found.push_back(grant.resource);
    std::ranges::sort(found);
    const auto tail = std::ranges::unique(found);
    found.erase(tail.begin(), tail.end());
    return found;
}

bool may_hide_resources(const graph::access_graph& facts, const source_gap& gap) {
    constexpr std::array<std::string_view, 4> of_principals{"account-users", "account-service-principals",
                                                            "account-groups", "workspace-groups"};
    if (gap.part != node_part::children || is_principal(facts.kind_of(gap.about))) return false;
    return std::ranges::find(of_principals, gap.family) == of_principals.end();
}

} // namespace canreach::query::detail
