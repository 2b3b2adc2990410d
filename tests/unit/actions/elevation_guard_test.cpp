#include <gtest/gtest.h>

#include <string>

#include "actions/elevation_guard.hpp"
#include "actions/workspace_rights.hpp"

namespace canreach::actions {
namespace {

const assignee elevated{{true, "accounts.azuredatabricks.net", 443}, "7d0a52f4", "7003", "0b3e"};

bool passes(const crawler::http_request& request) {
    return check_elevation(request, elevated.account_id, elevated.principal_id).has_value();
}

TEST(ElevationGuard, LetsItsOwnCallsThrough) {
    for (const auto rights : {workspace_rights{false, true}, workspace_rights{true, false}, workspace_rights{}})
        EXPECT_TRUE(passes(call_to_set(elevated, "315789", rights))) << name_of(rights);
}

TEST(ElevationGuard, LetsReadsThrough) {
    crawler::http_request read;
    read.target = "/api/2.0/accounts/7d0a52f4/workspaces";
    EXPECT_TRUE(passes(read));
}

TEST(ElevationGuard, LetsNothingElseThrough) {
    struct row {
        const char* what;
        void (*spoil)(crawler::http_request&);
    };
    const row rows[] = {
        {"a body that takes everything away",
         [](auto& r) { r.body = crawler::secret(R"({"permission_level":"WORKSPACE_ADMIN"})"); }},
        {"an empty list", [](auto& r) { r.body = crawler::secret(R"({"permissions":[]})"); }},
        {"a misspelt right", [](auto& r) { r.body = crawler::secret(R"({"permissions":["Admin"]})"); }},
        {"a form", [](auto& r) { r.content_type = "application/x-www-form-urlencoded"; }},
        {"DELETE with a body", [](auto& r) { r.method = crawler::http_method::remove; }},
        {"another principal", [](auto& r) { r.target.back() = '4'; }},
        {"a longer path", [](auto& r) { r.target += "/x"; }},
        {"a query", [](auto& r) { r.target += "?x=y"; }},
        {"another account", [](auto& r) { r.target.replace(r.target.find("7d0a52f4"), 8, "7d0a52f5"); }},
        {"no number of a workspace", [](auto& r) { r.target.replace(r.target.find("315789"), 6, "../../"); }},
        {"another endpoint", [](auto& r) { r.target = "/api/2.0/preview/scim/v2/Groups/1"; }},
        {"a header of its own", [](auto& r) { r.headers.emplace_back("X-Y", "z"); }},
        {"to storage", [](auto& r) { r.to_storage = true; }},
        {"to an identity service", [](auto& r) { r.to_login = true; }},
        {"POST", [](auto& r) { r.method = crawler::http_method::post; }},
    };
    for (const auto& [what, spoil] : rows) {
        SCOPED_TRACE(what);
        auto request = call_to_set(elevated, "315789", {false, true});
        ASSERT_TRUE(passes(request));
        spoil(request);
        EXPECT_TRUE(check_elevation(request, elevated.account_id, elevated.principal_id).error().is(errc::not_allowed));
    }
}

TEST(WorkspaceRights, AreSaidInWholeCalls) {
    EXPECT_EQ(words_of(call_to_set(elevated, "315789", {true, false})),
              "curl -X PUT -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' "
              "-d '{\"permissions\":[\"USER\"]}' https://accounts.azuredatabricks.net/api/2.0/accounts/7d0a52f4/"
              "workspaces/315789/permissionassignments/principals/7003");
    EXPECT_EQ(words_of(call_to_set(elevated, "315789", {})),
              "curl -X DELETE -H \"Authorization: Bearer $TOKEN\" https://accounts.azuredatabricks.net/api/2.0/"
              "accounts/7d0a52f4/workspaces/315789/permissionassignments/principals/7003");
}

TEST(WorkspaceRights, AreRolesOfAGrant) {
    for (const auto rights : {workspace_rights{}, workspace_rights{true, false}, workspace_rights{false, true},
                              workspace_rights{true, true}})
        EXPECT_EQ(rights_in(roles_of(rights)), rights) << name_of(rights);
}

} // namespace
} // namespace canreach::actions
