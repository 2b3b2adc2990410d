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
              "user | alice | table | main.sales.orders | SELECT | yes | \n");
    EXPECT_EQ(told("REVOKE SELECT ON TABLE main.sales.orders FROM readers", "gains"), "");
    EXPECT_EQ(told("GRANT SELECT, MODIFY ON main.sales.orders TO alice, `bob`", "gains"),
              "user | alice | table | main.sales.orders | MODIFY | yes | \n"
              "user | bob | table | main.sales.orders | SELECT, MODIFY | yes | \n");
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
                      .find("user | alice | table | main.sales.orders | SELECT | yes | \n") == std::string::npos,
              false);
}

// What rests on no word of Unity Catalog.
TEST(WhatIfOfOperations, TellsWhatIsNoPrivilege) {
    struct lost {
        const char* world;
        const char* changes;
        const char* told;
    };
    const lost table[] = {
        {R"({"assign": [["group:account users", "ws:prod", "USER"]],
             "grants": [["user:cnf", "hschema:prod:s", ["CREATE_NAMED_FUNCTION", "USAGE"]]]})",
         "REVOKE CREATE NAMED FUNCTION ON SCHEMA prod:hive_metastore.s FROM cnf",
         "user | cnf | hschema | prod:hive_metastore.s | CREATE NAMED FUNCTION | yes | \n"},
        {R"({"assign": [["group:account users", "ws:prod", "USER"]],
             "grants": [["user:mc", "hms:prod", ["MODIFY_CLASSPATH"]]]})",
         "REVOKE MODIFY CLASSPATH ON CATALOG prod:hive_metastore FROM mc",
         "user | mc | hms | prod:hive_metastore | MODIFY CLASSPATH | yes | \n"},
        {R"({"assign": [["group:account users", "ws:prod", "USER"]], "attrs": {"user:new": {}, "htable:prod:s.t": {}},
             "owners": [["user:sam", "hschema:prod:s"]], "grants": [["user:sam", "hschema:prod:s", ["ALL_PRIVILEGES"]]]})",
         "ALTER SCHEMA prod:hive_metastore.s OWNER TO new",
         "user | sam | hschema | prod:hive_metastore.s | GRANT, SET OWNER, DROP SCHEMA | yes | \n"
         "user | sam | htable | prod:hive_metastore.s.t | GRANT, SET OWNER, DROP TABLE | yes | \n"},
        {R"({"assign": [["group:account users", "ws:prod", "USER"]],
             "members": [["user:mb", "group:mgmt"], ["user:mb", "group:spared"]], "owners": [["group:mgmt", "table:main.s.u"]],
             "grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]],
             "policies": [{"name": "d", "type": "DENY", "privileges": ["MANAGE ACCESS CONTROL"], "on": "catalog:main",
                           "to": ["group:mgmt"], "except": ["group:spared"], "matches": ["table:main.s.u"]}]})",
         "REMOVE mb FROM GROUP spared",
         "user | mb | group | spared | ASSUME | yes | \nuser | mb | table | main.s.u | GRANT | yes | \n"},
        {R"({"assign": [["group:account users", "ws:prod", "USER"]], "owners": [["user:sh", "share:q"]],
             "grants": [["recipient:acme", "share:q", ["SELECT"]],
                        ["user:us", "metastore:m1", ["USE_SHARE", "SET_SHARE_PERMISSION", "USE_RECIPIENT"]]]})",
         "REVOKE USE RECIPIENT ON METASTORE m1 FROM us",
         "user | us | metastore | m1 | USE RECIPIENT | yes | \nuser | us | share | q | GRANT | yes | \n"},
    };
    for (const auto& [world, changes, told] : table) {
        test_account in(world);
        auto view = in.view();
        const auto made = audit_what_if(view, in.source(), changes, graph::mode::effective);
        EXPECT_EQ(made ? shown(*made, "loses") : made.error().to_string(), told);
    }
}

TEST(WhatIfOfOperations, NamesAnyFileOfOneWorkspace) {
    test_account in(R"({"assign": [["user:al", "ws:prod", "USER"], ["user:al", "ws:dev", "USER"]],
        "grants": [["user:al", "anyfile:prod", ["SELECT"]], ["user:al", "anyfile:dev", ["MODIFY"]]]})");
    auto view = in.view();
    const auto loses = [&](const char* changes) {
        const auto made = audit_what_if(view, in.source(), changes, graph::mode::granted);
        return made ? shown(*made, "loses") : made.error().to_string();
    };
    EXPECT_EQ(loses("REVOKE SELECT ON ANY FILE FROM prod FROM al").find("user | al | anyfile | "), 0U)
        << loses("REVOKE SELECT ON ANY FILE FROM prod FROM al");
    EXPECT_EQ(loses("REVOKE SELECT ON ANY FILE FROM dev FROM al"), "");
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
    // Each statement is held against what those before it leave.
    EXPECT_EQ(told("GRANT MODIFY ON CATALOG main TO bob; REVOKE MODIFY ON CATALOG main FROM readers", "changes"),
              "GRANT MODIFY ON CATALOG main TO bob | changes\n"
              "REVOKE MODIFY ON CATALOG main FROM readers | nothing to change: not granted\n");
    EXPECT_EQ(told("GRANT MODIFY ON CATALOG main TO bob; GRANT MODIFY ON CATALOG main TO bob; "
                   "REVOKE MODIFY ON CATALOG main FROM bob; REVOKE MODIFY ON CATALOG main FROM bob",
                   "changes"),
              "GRANT MODIFY ON CATALOG main TO bob | changes\n"
              "GRANT MODIFY ON CATALOG main TO bob | nothing to change: granted already\n"
              "REVOKE MODIFY ON CATALOG main FROM bob | changes\n"
              "REVOKE MODIFY ON CATALOG main FROM bob | nothing to change: not granted\n");
    EXPECT_EQ(told("DROP GROUP readers; REMOVE alice FROM GROUP readers; DROP GROUP readers; "
                   "REVOKE SELECT ON main.sales.orders FROM readers",
                   "changes"),
              "DROP GROUP readers | changes\n"
              "REMOVE alice FROM GROUP readers | nothing to change: no direct member\n"
              "DROP GROUP readers | nothing to change: dropped already\n"
              "REVOKE SELECT ON main.sales.orders FROM readers | nothing to change: not granted\n");
    EXPECT_EQ(told("ALTER TABLE main.sales.orders OWNER TO bob; ALTER TABLE main.sales.orders OWNER TO bob", "changes"),
              "ALTER TABLE main.sales.orders OWNER TO bob | changes\n"
              "ALTER TABLE main.sales.orders OWNER TO bob | nothing to change: the owner already\n");
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

// T1, W1–W8, A6: objects, secrets, roles and workspaces go with a membership as privileges do.
TEST(WhatIfOfObjects, TellsEverythingThatOneCanDo) {
    test_account in{R"({
        "members": [["user:al", "group:g"]],
        "assign": [["group:g", "ws:prod", "USER"], ["user:al", "ws:dev", "USER"]],
        "acls": [["group:g", "job:prod:j", "CAN_MANAGE_RUN"], ["group:g", "secrets:prod:kv", "READ"],
                 ["group:g", "notebook:prod:/P/n", "CAN_EDIT"], ["group:g", "warehouse:prod:w", "CAN_USE"]],
        "roles": [["group:g", "sp:etl", "servicePrincipal.user"], ["group:g", "account", "billing.admin"]]})"};
    auto view = in.view();
    for (const auto how : {graph::mode::granted, graph::mode::effective}) {
        SCOPED_TRACE(static_cast<int>(how));
        const auto lost = shown(audit_what_if(view, in.source(), "REMOVE al FROM GROUP g", how).value(), "loses");
        for (const auto* row :
             {"| job | prod:j | VIEW, RUN, CANCEL | yes | \n", "| secrets | prod:kv | READ | yes | \n",
              "| notebook | prod:'/P/n' | VIEW, RUN, EDIT, ATTACH | yes | \n",
              "| warehouse | prod:w | RUN, START, DETAILS | yes | \n", "| ws | prod | USE | yes | \n",
              "| sp | etl | USE | yes | \n", "| billing.admin | yes | \n", "| group | g | ASSUME | yes | \n"})
            EXPECT_NE(lost.find(row), std::string::npos) << row << "in\n" << lost;
        EXPECT_EQ(lost.find("dev"), std::string::npos) << lost;
        EXPECT_EQ(shown(audit_what_if(view, in.source(), "REMOVE al FROM GROUP g", how).value(), "gains"), "");
        EXPECT_NE(shown(audit_what_if(view, in.source(), "DROP GROUP g", how).value(), "loses").find(lost),
                  std::string::npos);
    }
}

// K1: what may be is not told as what is, on neither side of a change.
TEST(WhatIfOfUnreadParts, TellsUnknownFromSure) {
    test_account in{R"({
        "assign": [["user:al", "ws:prod", "USER"], ["user:m", "ws:prod", "USER"]],
        "grants": [["user:al", "catalog:main", ["USE_CATALOG"]], ["user:al", "table:main.s.t", ["SELECT"]]],
        "not_crawled": ["schema:main.s"]})"};
    auto view = in.view();
    const auto gains =
        shown(audit_what_if(view, in.source(), "GRANT USE CATALOG ON CATALOG main TO m").value(), "gains");
    EXPECT_TRUE(gains.starts_with("user | m | catalog | main | USE CATALOG | yes | \n")) << gains;
    EXPECT_NE(gains.find("user | m | table | main.s.t | SELECT, "), std::string::npos) << gains;
    for (std::size_t at = gains.find('\n') + 1; at < gains.size(); at = gains.find('\n', at) + 1) {
        const auto line = gains.substr(at, gains.find('\n', at) - at);
        EXPECT_TRUE(line.ends_with(" | unknown | after")) << line;
    }
    const auto loses =
        shown(audit_what_if(view, in.source(), "REVOKE USE CATALOG ON CATALOG main FROM al").value(), "loses");
    EXPECT_TRUE(loses.starts_with("user | al | catalog | main | USE CATALOG | yes | \n")) << loses;
    EXPECT_NE(loses.find("user | al | table | main.s.t | SELECT, "), std::string::npos) << loses;
    for (std::size_t at = loses.find('\n') + 1; at < loses.size(); at = loses.find('\n', at) + 1) {
        const auto line = loses.substr(at, loses.find('\n', at) - at);
        EXPECT_TRUE(line.ends_with(" | unknown | before")) << line;
    }
    // Held for sure, or not: the membership is not known.
    test_account other{R"({
        "members": [["group:inner", "group:g"]], "assign": [["user:al", "ws:prod", "USER"]],
        "grants": [["group:g", "catalog:main", ["USE_CATALOG"]], ["user:al", "catalog:main", ["USE_CATALOG"]]],
        "not_crawled": ["group:inner"]})"};
    auto second = other.view();
    EXPECT_NE(
        shown(audit_what_if(second, other.source(), "REVOKE USE CATALOG ON CATALOG main FROM al").value(), "loses")
            .find("user | al | catalog | main | USE CATALOG | unknown | after\n"),
        std::string::npos);
}

TEST(WhatIfAGroupGoes, NobodyManagesItAnyMore) {
    test_account in{R"({
        "members": [["user:alice", "group:readers"]],
        "roles": [["user:gus", "group:readers", "group.manager"], ["user:root", "account", "account.admin"]],
        "assign": [["group:account users", "ws:prod", "USER"]]})"};
    auto view = in.view();
    // Neither is in the group, so no membership tells of them.
    const auto dropped = audit_what_if(view, in.source(), "DROP GROUP readers", graph::mode::granted).value();
    EXPECT_EQ(shown(dropped, "loses"), "user | alice | group | readers | ASSUME | yes | \n"
                                       "user | gus | group | readers | MANAGE | yes | \n"
                                       "user | root | group | readers | MANAGE | yes | \n");
    EXPECT_EQ(shown(dropped, "gains"), "");
    const auto emptied =
        audit_what_if(view, in.source(), "REMOVE alice FROM GROUP readers", graph::mode::granted).value();
    EXPECT_EQ(shown(emptied, "loses"), "user | alice | group | readers | ASSUME | yes | \n");
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
