#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "actions/prior_rights.hpp"
#include "model/roles.hpp"

namespace canreach::actions {
namespace {

const node_key self{node_kind::service_principal, {}, "7003"};
const node_key other{node_kind::service_principal, {}, "7004"};
const prior_rights before{"7003", "0b3e", {{"1", {true, false}}, {"2", {}}}};

fact assigned(principal_ref to, const std::string& workspace, mask roles) {
    return grant_fact{std::move(to), {node_kind::workspace, {}, workspace}, facet::role, roles, {}, {}};
}
fact in_group(const node_key& who, const std::string& workspace, std::string_view group) {
    return member_fact{principal_ref::to(who), {node_kind::group, workspace, std::string(group)}};
}

struct row {
    const char* what;
    fact told;
    std::vector<fact> wanted;
};

TEST(PriorRights, AreWhatACrawlTells) {
    const mask admin(role::workspace_admin);
    const mask user(role::workspace_user);
    const mask entitled(role::workspace_access);
    const auto me = principal_ref::to(self);
    const row rows[] = {
        {"a user before", assigned(me, "1", admin), {assigned(me, "1", user)}},
        {"nothing before", assigned(me, "2", admin), {}},
        {"not touched", assigned(me, "3", admin), {assigned(me, "3", admin)}},
        {"by number", assigned(principal_ref::with_id("7003"), "2", admin), {}},
        {"by application id", assigned(principal_ref::named("0b3e"), "2", admin), {}},
        {"somebody else",
         assigned(principal_ref::to(other), "1", admin),
         {assigned(principal_ref::to(other), "1", admin)}},
        {"a user of the same number",
         assigned(principal_ref::to({node_kind::user, {}, "7003"}), "1", admin),
         {assigned(principal_ref::to({node_kind::user, {}, "7003"}), "1", admin)}},
        {"entitled as a user", assigned(me, "1", entitled), {assigned(me, "1", entitled)}},
        {"entitled where it was nobody", assigned(me, "2", entitled), {}},
        {"among the admins", in_group(self, "1", workspace_admins_id), {}},
        {"among the users as before",
         in_group(self, "1", workspace_users_id),
         {in_group(self, "1", workspace_users_id)}},
        {"among the users, new", in_group(self, "2", workspace_users_id), {}},
        {"in a local group", in_group(self, "2", "77"), {in_group(self, "2", "77")}},
        {"an admin elsewhere", in_group(self, "3", workspace_admins_id), {in_group(self, "3", workspace_admins_id)}},
        {"another admin", in_group(other, "1", workspace_admins_id), {in_group(other, "1", workspace_admins_id)}},
        {"a role on the account",
         grant_fact{me, {node_kind::account, {}, "1"}, facet::role, mask(role::account_admin), {}, {}},
         {grant_fact{me, {node_kind::account, {}, "1"}, facet::role, mask(role::account_admin), {}, {}}}},
    };
    for (const auto& [what, told, wanted] : rows) {
        SCOPED_TRACE(what);
        task_report report;
        report.facts.push_back(told);
        tell_as_before(before, report);
        EXPECT_EQ(report.facts, wanted);
    }
}

TEST(PriorRights, HoldAmongManyMembersToldAtOnce) {
    const auto told = [](const std::string& workspace, std::string_view group, const std::vector<node_key>& members) {
        members_fact made{{node_kind::group, workspace, std::string(group)}, {}};
        for (const auto& one : members) made.members.add(principal_ref::to(one).view());
        task_report report;
        report.facts.emplace_back(std::move(made));
        return report;
    };
    for (const auto& [workspace, stays] : {std::pair{"1", false}, {"2", false}, {"3", true}}) {
        auto report = told(workspace, workspace_admins_id, {other, self, other});
        tell_as_before(before, report);
        const auto wanted = stays ? std::vector{other, self, other} : std::vector{other, other};
        EXPECT_EQ(report.facts, told(workspace, workspace_admins_id, wanted).facts) << workspace;
    }
}

} // namespace
} // namespace canreach::actions
