#include <gtest/gtest.h>

#include <string>

#include "audit/what_if.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

constexpr auto changed_world = R"({
    "members": [["user:alice", "group:readers"], ["user:bob", "group:idle"]],
    "assign": [["group:account users", "ws:prod", "USER"]],
    "owners": [["user:olga", "table:main.sales.orders"], ["user:olga", "schema:main.sales"]],
    "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
               ["group:readers", "table:main.sales.orders", ["SELECT"]]],
    "denies": [["user:bob", "htable:prod:sales.raw", ["SELECT"]]]})";

class WhatIf : public testing::Test {
protected:
    test_account in_{changed_world};

    std::string told(std::string_view changes, std::string_view section, graph::mode how = graph::mode::granted) {
        auto view = in_.view();
        const auto made = audit_what_if(view, in_.source(), changes, how);
        return made ? shown(*made, section) : made.error().to_string();
    }
};

TEST_F(WhatIf, SaysWhoGainsAndLoses) {
    EXPECT_EQ(told("REVOKE SELECT ON TABLE main.sales.orders FROM readers", "loses"),
              "user | alice | table | main.sales.orders | SELECT\n");
    EXPECT_EQ(told("REVOKE SELECT ON TABLE main.sales.orders FROM readers", "gains"), "");
    EXPECT_EQ(told("GRANT SELECT, MODIFY ON main.sales.orders TO alice, `bob`", "gains"),
              "user | alice | table | main.sales.orders | MODIFY\n"
              "user | bob | table | main.sales.orders | SELECT, MODIFY\n");
    EXPECT_EQ(told("ADD USER bob TO GROUP readers; REVOKE SELECT ON main.sales.orders FROM GROUP readers", "gains"),
              told("ALTER GROUP readers ADD USER bob; revoke select on main.sales.orders from readers;", "gains"));
    EXPECT_EQ(told("DROP GROUP readers", "loses"), told("REMOVE alice FROM GROUP readers", "loses"));
    EXPECT_NE(
        told("ALTER TABLE main.sales.orders SET OWNER TO bob", "gains").find("user | bob | table | main.sales.orders"),
        std::string::npos);
    EXPECT_EQ(told("ALTER TABLE main.sales.orders SET OWNER TO bob", "gains"),
              told("ALTER TABLE main.sales.orders OWNER TO bob", "gains"));
    // What could not be used is not lost.
    EXPECT_EQ(told("REVOKE USE SCHEMA ON CATALOG main FROM readers", "loses", graph::mode::effective)
                      .find("user | alice | table | main.sales.orders | SELECT\n") == std::string::npos,
              false);
}

TEST_F(WhatIf, SaysWhereNothingIsThereToChange) {
    EXPECT_EQ(told("REMOVE olga FROM GROUP readers", "changes"),
              "REMOVE olga FROM GROUP readers | nothing to change: no direct member\n");
    EXPECT_EQ(told("ADD alice TO GROUP readers; REVOKE MODIFY ON CATALOG main FROM readers", "changes"),
              "ADD alice TO GROUP readers | nothing to change: a direct member already\n"
              "REVOKE MODIFY ON CATALOG main FROM readers | nothing to change: not granted\n");
    EXPECT_EQ(told("REMOVE alice, olga FROM GROUP readers; ADD alice TO GROUP readers", "changes"),
              "REMOVE alice, olga FROM GROUP readers | changes in part: no direct member\n"
              "ADD alice TO GROUP readers | changes\n");
    EXPECT_EQ(told("ALTER TABLE main.sales.orders OWNER TO olga", "changes"),
              "ALTER TABLE main.sales.orders OWNER TO olga | nothing to change: the owner already\n");
}

// Each of the two may be asked for alone, and says what it does not know.
TEST_F(WhatIf, BothTablesNameWhatWasNotRead) {
    test_account in{R"({"attrs": {"user:bob": {}}, "not_crawled": ["catalog:dev"],
        "grants": [["group:readers", "catalog:main", ["SELECT"]]]})"};
    auto view = in.view();
    const auto made = audit_what_if(view, in.source(), "ADD bob TO GROUP readers", graph::mode::granted).value();
    ASSERT_FALSE(made.coverage().empty());
    for (const auto& one : made.sections) EXPECT_EQ(one.table.coverage.empty(), one.id == "changes") << one.id;
}

TEST(WhatIfAGroupGoes, NobodyManagesItAnyMore) {
    test_account in{R"({
        "members": [["user:alice", "group:readers"]],
        "roles": [["user:gus", "group:readers", "group.manager"], ["user:root", "account", "account.admin"]],
        "assign": [["group:account users", "ws:prod", "USER"]]})"};
    auto view = in.view();
    // Neither is in the group, so no membership tells of them.
    const auto dropped = audit_what_if(view, in.source(), "DROP GROUP readers", graph::mode::granted).value();
    EXPECT_EQ(shown(dropped, "loses"), "user | gus | group | readers | MANAGE\n"
                                       "user | root | group | readers | MANAGE\n");
    EXPECT_EQ(shown(dropped, "gains"), "");
    const auto emptied =
        audit_what_if(view, in.source(), "REMOVE alice FROM GROUP readers", graph::mode::granted).value();
    EXPECT_EQ(shown(emptied, "loses"), "");
}

TEST_F(WhatIf, RefusesWhatItDoesNotUnderstand) {
    struct row {
        const char* changes;
        const char* message;
    };
    const row table[] = {
        {"", "no change is told"},
        {";;", "no change is told"},
        {"SELECT 1", "found `SELECT`"},
        {"GRANT ON main.sales.orders TO bob", "unknown privilege ``"},
        {"GRANT FLY ON main.sales.orders TO bob", "unknown privilege `FLY`"},
        {"GRANT SELECT ON main.sales.orders", "wanted a resource and TO"},
        {"GRANT SELECT ON main.sales.orders TO", "wanted a principal, found the end"},
        {"GRANT SELECT ON main.sales.ordrs TO bob", "is named `main.sales.ordrs`"},
        {"GRANT SELECT ON main.sales.orders TO nobody", "nothing in the account is called `nobody`"},
        {"GRANT SELECT ON main.sales.* TO bob", "main.sales.*"},
        {"GRANT SELECT ON main.sales.orders TO bob bob", "wanted the end of the statement, found `bob`"},
        {"DENY SELECT ON main.sales.orders TO bob", "Unity Catalog knows no DENY"},
        {"REMOVE alice FROM readers", "wanted GROUP, found `readers`"},
        {"REMOVE alice FROM GROUP bob", "`bob` is no group"},
        {"DROP TABLE main.sales.orders", "wanted GROUP, found `TABLE`"},
        {"ALTER GROUP readers SWAP bob", "wanted ADD or DROP"},
        {"ALTER TABLE main.sales.orders RENAME TO x", "wanted a resource and OWNER TO"},
        {"GRANT SELECT ON 'x TO bob", ""},
    };
    for (const auto& [changes, message] : table) {
        SCOPED_TRACE(changes);
        auto view = in_.view();
        const auto made = parse_changes(view, changes);
        ASSERT_FALSE(made);
        EXPECT_NE(made.error().message.find(message), std::string::npos) << made.error().to_string();
    }
}

TEST_F(WhatIf, ReadsHivesOwnForms) {
    auto view = in_.view();
    const auto made = parse_changes(view, "DENY SELECT, USAGE ON TABLE prod:hive_metastore.sales.raw TO `alice`");
    ASSERT_TRUE(made) << made.error().to_string();
    const auto& only = made->front().edits.front();
    EXPECT_EQ(only.kind, edit::what::deny);
    EXPECT_EQ(only.in, facet::hive);
    EXPECT_EQ(only.bits, (mask{hive_privilege::select, hive_privilege::usage}));
}

} // namespace
} // namespace canreach::audit
