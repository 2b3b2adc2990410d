#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "actions/clone_changes.hpp"
#include "actions/system_table_changes.hpp"
#include "audit/system_table_list.hpp"
#include "tests/support/decoded.hpp"
#include "tests/unit/audit/test_account.hpp"

namespace canreach::actions {
namespace {

using audit::test::test_account;

crawler::databricks_config config_for(const std::string& account_id) {
    crawler::databricks_config made;
    made.host = {true, "accounts.azuredatabricks.net", 443};
    made.account_level = true;
    made.account_id = account_id;
    return made;
}

/// `PATCH host target body`, or why a person must do it.
std::string told(const change& one) {
    if (const auto* left = std::get_if<by_hand>(&one.how)) return "by hand: " + left->why;
    const auto& request = std::get<write_request>(one.how);
    return std::string(name_of(request.method)) + " " + request.where.host + request.target + " " + request.body;
}

TEST(CloneChanges, AreOneRequestForEachStepThatDatabricksKeeps) {
    test_account in(R"({
        "members": [["user:ann", "group:idp"], ["user:ann", "group:local"], ["user:ann", "wgroup:prod:ops"]],
        "assign": [["group:local", "ws:prod", "USER"], ["user:new", "ws:prod", "USER"]],
        "grants": [["group:idp", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]], ["group:local", "schema:main.s", ["SELECT"]],
                   ["user:ann", "table:main.s.t", ["MODIFY"]]],
        "acls": [["wgroup:prod:ops", "job:prod:nightly", "CAN_MANAGE_RUN"], ["user:ann", "job:prod:hourly", "CAN_MANAGE"]],
        "attrs": {"group:idp": {"source": "external"}}})");
    auto view = in.view();
    const auto report = audit::report_clone(view, in.source(), "ann", "new");
    ASSERT_TRUE(report) << report.error().to_string();
    const auto config = config_for(view.names.snapshot().account_id);
    const auto changes = clone_changes(view, in.source(), *report, config);
    ASSERT_TRUE(changes) << changes.error().to_string();
    std::string all;
    for (const auto& one : *changes) all += one.what + " => " + told(one) + "\n";
    EXPECT_NE(all.find("ADD new TO GROUP local => PATCH accounts.azuredatabricks.net/api/2.0/accounts/"),
              std::string::npos)
        << all;
    EXPECT_NE(all.find(R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add",)"
                       R"("path":"members","value":[{"value":")"),
              std::string::npos)
        << all;
    EXPECT_NE(all.find("ADD new TO GROUP ops => by hand: the group is a workspace's own"), std::string::npos) << all;
    EXPECT_NE(all.find("GRANT MODIFY ON TABLE `main`.`s`.`t` TO `new` => "), std::string::npos) << all;
    EXPECT_NE(all.find("by hand: permissions of objects are changed in their workspace"), std::string::npos) << all;
    EXPECT_EQ(all.find("idp"), std::string::npos) << all;
}

TEST(CloneChanges, AreForTheAccountOfTheFileOnly) {
    test_account in(R"({"members": [["user:ann", "group:g"]], "attrs": {"user:new": {}}})");
    auto view = in.view();
    const auto report = audit::report_clone(view, in.source(), "ann", "new");
    ASSERT_TRUE(report);
    EXPECT_TRUE(clone_changes(view, in.source(), *report, config_for("another")).error().is(errc::not_allowed));
    auto workspace = config_for(view.names.snapshot().account_id);
    workspace.account_level = false;
    EXPECT_TRUE(clone_changes(view, in.source(), *report, workspace).error().is(errc::not_allowed));
}

TEST(SystemTableChanges, UploadThenLoadThenMakeThenGrant) {
    const system_table_job job{{"gov", "sys", "rows"},
                               "bot-id",
                               {"admins", "o'hara@example.com"},
                               {"a\n", "b\n", "c\n"},
                               {true, "adb-1.2.azuredatabricks.net", 443},
                               "wh1"};
    const auto changes = system_table_changes(job);
    ASSERT_EQ(changes.size(), 3U + 3U + audit::system_tables.size() + 2U * (1U + audit::system_tables.size()));
    EXPECT_EQ(changes[0].what, "upload /Volumes/gov/sys/rows/all_workspace_and_catalog_perms.ndjson (2 bytes)");
    EXPECT_EQ(told(changes[1]), "PUT adb-1.2.azuredatabricks.net/api/2.0/fs/files/Volumes/gov/sys/rows/"
                                "all_workspace_and_catalog_perms_admins.ndjson?overwrite=true b\n");
    EXPECT_EQ(changes[3].what, "CREATE OR REPLACE TABLE `gov`.`sys`.`all_workspace_and_catalog_perms`");
    EXPECT_EQ(changes[6].what, "CREATE OR REPLACE VIEW `gov`.`sys`.`vw_system_access_assistant_events`");
    EXPECT_EQ(changes.back().what, "GRANT SELECT ON VIEW "
                                   "`gov`.`sys`.`vw_system_storage_predictive_optimization_operations_history` TO "
                                   "`o'hara@example.com`");
    // A view that somebody else owns is none.
    std::string seen;
    ASSERT_TRUE(changes[6].check);
    EXPECT_EQ(changes[6].check->target, "/api/2.1/unity-catalog/tables/gov.sys.vw_system_access_assistant_events");
    const auto shown = [&](std::string_view bytes) {
        const auto body = support::parsed_in_pieces(bytes, 0);
        return changes[6].check->shows(*body, seen).value();
    };
    EXPECT_TRUE(shown(R"({"name":"v","owner":"BOT-ID"})"));
    EXPECT_FALSE(shown(R"({"name":"v","owner":"dana"})"));
    EXPECT_EQ(seen, "it is owned by dana");
}

} // namespace
} // namespace canreach::actions
