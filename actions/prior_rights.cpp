#include "actions/prior_rights.hpp"

#include <algorithm>
#include <variant>

#include "model/roles.hpp"

namespace canreach::actions {
namespace {

bool names(const principal_view& who, const prior_rights& before) {
    switch (who.how) {
    case principal_ref::form::key: return who.kind == node_kind::service_principal && who.text == before.principal_id;
    case principal_ref::form::id: return who.text == before.principal_id;
    case principal_ref::form::account_name:
    case principal_ref::form::workspace_name: return who.text == before.application_id;
    case principal_ref::form::external_id: return false;
    }
    return false;
}

/// What the workspace that a fact is about held before; null if it was not touched.
const workspace_rights* prior_on(const prior_rights& before, const std::string& workspace) {
    const auto found = before.of.find(workspace);
    return found == before.of.end() ? nullptr : &found->second;
}

/// False: to be left out.
bool as_before(const prior_rights& before, grant_fact& grant) {
    if (grant.what != facet::role || grant.resource.kind != node_kind::workspace ||
        !names(grant.grantee.view(), before))
        return true;
    const auto* prior = prior_on(before, grant.resource.id);
    if (prior == nullptr) return true;
    const bool assigned = !none(rights_in(grant.allow));
    if (!assigned) return !none(*prior); // an entitlement
    grant.allow = roles_of(*prior);
    return !grant.allow.empty();
}

bool as_before(const prior_rights& before, const principal_view& member, const node_key& group) {
    if (group.kind != node_kind::group || !names(member, before)) return true;
    const auto* prior = prior_on(before, group.scope);
    if (prior == nullptr) return true;
    return group.id != workspace_admins_id && !(none(*prior) && group.id == workspace_users_id);
}

} // namespace

void tell_as_before(const prior_rights& before, task_report& report) {
    std::erase_if(report.facts, [&](fact& one) {
        if (auto* grant = std::get_if<grant_fact>(&one)) return !as_before(before, *grant);
        if (const auto* edge = std::get_if<member_fact>(&one))
            return !as_before(before, edge->member.view(), edge->group);
        if (auto* many = std::get_if<members_fact>(&one))
            many->members.erase_if(
                [&](const principal_view& member) { return !as_before(before, member, many->group); });
        return false;
    });
}

} // namespace canreach::actions
