// Policies, sharing, roles and rows: each rule with a yes, a no and where it has one an unknown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "model/privileges.hpp"
#include "world_account.hpp"

namespace canreach::graph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum verdict;

const std::string open_main = R"("grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]], )";

std::string policy(const std::string& type, const std::string& more) {
    return R"("policies": [{"name": "p", "type": ")" + type + R"(", "on": "catalog:main", "to": ["group:account users"],
              "except": ["user:eve"], "matches": ["table:main.s.t"], )" +
           more + "}]";
}

TEST(Policies, GivePrivilegesOnWhatTheyMatch) { // U17
    const small_account in(open_main + policy("GRANT", R"("privileges": ["SELECT"])") +
                           R"(, "owners": [["user:al", "table:main.s.other"]])");
    EXPECT_EQ(in.can("user:al", "SELECT", "table:main.s.t"), yes);
    EXPECT_EQ(in.can("user:eve", "SELECT", "table:main.s.t"), no);
    const auto told = in.graph.explain(in.id("user:al"), in.asks("SELECT"), in.id("table:main.s.t"));
    EXPECT_TRUE(std::ranges::any_of(told.prerequisites, [](const prerequisite& part) {
        return !part.witnesses.empty() && part.witnesses[0].back().kind == witness_step::what::policy;
    }));
    auto asked = in.asks("SELECT");
    asked.profile.set(betas::off);
    EXPECT_EQ(in.graph.can(in.id("user:al"), asked, in.id("table:main.s.t")).how, no);
    const small_account blind(open_main +
                                  R"("owners": [["user:root", "table:main.s.t"]], "members": [["user:al", "group:g"]])",
                              {unread("catalog:main", node_part::policies)});
    const auto answer = blind.graph.can(blind.id("user:al"), blind.asks("SELECT"), blind.id("table:main.s.t"));
    EXPECT_EQ(answer.how, unknown);
    EXPECT_EQ(answer.gaps.size(), 1U);
}

TEST(Policies, DenyGrantingWhateverIsOwned) { // U18
    const small_account in(open_main + policy("DENY", R"("privileges": ["MANAGE_ACCESS_CONTROL"])") +
                           R"(, "owners": [["user:al", "table:main.s.t"], ["user:eve", "table:main.s.t"],
                                     ["user:ada", "metastore:m1"]])");
    EXPECT_EQ(in.can("user:al", "GRANT", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:ada", "GRANT", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:eve", "GRANT", "table:main.s.t"), yes);
    EXPECT_EQ(in.can("user:al", "DROP TABLE", "table:main.s.t"), yes);
    const small_account blind(open_main + R"("owners": [["user:al", "table:main.s.t"]])",
                              {unread("schema:main.s", node_part::policies)});
    EXPECT_EQ(blind.can("user:al", "GRANT", "table:main.s.t"), unknown);
    EXPECT_EQ(blind.can("user:al", "SELECT", "table:main.s.t"), yes);
}

/// What WHAT says of one table.
verdict listed(const small_account& in, const std::string& who, const std::string& table,
               std::string_view word = "SELECT", mode how = mode::effective) {
    constexpr std::array tables{node_kind::table};
    for (const auto& row : in.graph.what(in.id(who), in.asks(word, how), tables, no_node).rows)
        if (row.resource == in.id(table)) return row.how;
    return no;
}

TEST(Policies, ListsTellApartTheLevelsThatWereNotRead) { // U17, K1
    // A GRANT policy on the catalog could give usage, too; one on the table could not.
    const small_account in(
        R"("grants": [["user:al", "table:main.s.t", ["SELECT"]], ["user:al", "table:other.s.t", ["SELECT"]]])",
        {unread("catalog:main", node_part::policies), unread("table:other.s.t", node_part::policies)});
    EXPECT_EQ(listed(in, "user:al", "table:main.s.t"), unknown);
    EXPECT_EQ(listed(in, "user:al", "table:other.s.t"), no);
    for (const auto* table : {"table:main.s.t", "table:other.s.t"})
        EXPECT_EQ(listed(in, "user:al", table), in.can("user:al", "SELECT", table));
}

TEST(Policies, ListsSpareWhomAnExceptionOfAWorkspaceSpares) { // U18: in mode GRANTED every workspace counts
    const small_account in(R"("grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]],
        "members": [["user:al", "builtin:prod:admins"]], "owners": [["user:al", "table:main.s.t"],
        ["user:bo", "table:main.s.t2"]], "policies": [{"name": "p", "type": "DENY", "on": "catalog:main",
        "to": ["group:account users"], "except": ["builtin:prod:admins"], "matches": ["table:main.s.t", "table:main.s.t2"],
        "privileges": ["MANAGE_ACCESS_CONTROL"]}])");
    for (const auto how : {mode::granted, mode::effective})
        for (const auto* who : {"user:al", "user:bo"})
            for (const auto* table : {"table:main.s.t", "table:main.s.t2"})
                EXPECT_EQ(listed(in, who, table, "GRANT", how), in.can(who, "GRANT", table, how))
                    << who << ' ' << table << ' ' << static_cast<int>(how);
    EXPECT_EQ(in.can("user:al", "GRANT", "table:main.s.t", mode::granted), yes);
    EXPECT_EQ(in.can("user:bo", "GRANT", "table:main.s.t2", mode::granted), no);
}

TEST(Policies, ListsAnswerTablesUnderTheSamePolicies) { // V4
    const auto filter = [](const std::string& name, const std::string& excepted, const std::string& matched) {
        return R"({"name": ")" + name + R"(", "type": "ROW_FILTER", "on": "catalog:main", "to": ["group:account users"],
                   "except": ["user:)" +
               excepted + R"("], "matches": [)" + matched + R"(], "function": "function:main.s.)" + name + R"("})";
    };
    const small_account in(
        R"("grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "members": [["user:al", "group:g"], ["user:eve", "group:g"]], "policies": [)" +
        filter("a", "eve", R"("table:main.s.t", "table:main.s.u", "table:main.s.v")") + ", " +
        filter("b", "ben", R"("table:main.s.t", "table:main.s.u")") + "]");
    for (const auto* table : {"table:main.s.t", "table:main.s.u"}) {
        EXPECT_EQ(listed(in, "user:al", table), no) << table; // named by both
        EXPECT_EQ(listed(in, "user:eve", table), yes) << table;
    }
    EXPECT_EQ(listed(in, "user:al", "table:main.s.v"), yes);
}

TEST(Policies, FiltersAreToldAndClashesBlock) { // V3, V4
    const std::string readers =
        R"("grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]], )";
    const auto filters = [&](const std::string& first, const std::string& second) {
        return readers + R"("policies": [
            {"name": "a", "type": "ROW_FILTER", "on": "table:main.s.t", "to": ["group:account users"],
             "except": ["user:eve"], "matches": ["table:main.s.t"], "function": "function:main.s.)" +
               first + R"("},
            {"name": "b", "type": "ROW_FILTER", "on": "catalog:main", "to": ["group:account users"], "except": ["user:ben"],
             "matches": ["table:main.s.t"], "function": "function:main.s.)" +
               second + R"("}], "members": [["user:al", "group:g"]])";
    };
    const small_account clash(filters("f", "g"));
    const auto blocked = clash.graph.can(clash.id("user:al"), clash.asks("SELECT"), clash.id("table:main.s.t"));
    EXPECT_EQ(blocked.how, no);
    ASSERT_EQ(blocked.missing.size(), 1U);
    EXPECT_EQ(blocked.missing[0].kind, missing_part::what::exemption);
    EXPECT_EQ(clash.can("user:eve", "SELECT", "table:main.s.t"), yes);
    EXPECT_EQ(clash.can("user:al", "SELECT", "table:main.s.t", mode::granted), yes);
    EXPECT_EQ(clash.can("user:al", "READ PATH", "table:main.s.t"), no);
    const small_account same(filters("f", "f"));
    const auto shaped = same.graph.can(same.id("user:ben"), same.asks("SELECT"), same.id("table:main.s.t"));
    EXPECT_EQ(shaped.how, yes);
    ASSERT_EQ(shaped.applied.size(), 1U);
    EXPECT_EQ(same.graph.policy(shaped.applied[0].policy).name, "a");
}

TEST(Policies, AccessRulesBar) { // M10
    const small_account in(
        R"("grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "members": [["user:al", "group:out"]], "owners": [["user:root", "table:main.s.t"]],
        "policies": [{"name": "gate", "type": "DENY", "on": "account", "to": ["group:out"]}], "attrs": {"user:bo": {}})");
    EXPECT_EQ(in.can("user:al", "SELECT", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:bo", "SELECT", "table:main.s.t"), yes);
    EXPECT_EQ(in.can("user:al", "SELECT", "table:main.s.t", mode::granted), yes);
}

TEST(Policies, ExternalEnginesNeedTwoDoorsOpen) { // U16
    const auto world = [](const std::string& open) {
        return R"("grants": [["user:al", "catalog:main", ["ALL_PRIVILEGES"]], ["user:bo", "catalog:main", ["ALL_PRIVILEGES"]],
                             ["user:al", "schema:main.s", ["EXTERNAL_USE_SCHEMA"]]],
                  "attrs": {"table:main.s.t": {}, "metastore:m1": {"external_access": )" +
               open + "}}";
    };
    const small_account open(world("true"));
    EXPECT_EQ(open.can("user:al", "EXTERNAL READ", "table:main.s.t"), yes);
    EXPECT_EQ(open.can("user:al", "EXTERNAL WRITE", "table:main.s.t"), yes);
    EXPECT_EQ(open.can("user:bo", "EXTERNAL READ", "table:main.s.t"), no);
    const small_account shut(world("false"));
    EXPECT_EQ(shut.can("user:al", "EXTERNAL READ", "table:main.s.t"), no);
}

TEST(Policies, SomeGrantsAreForFew) { // U19, V5
    const small_account in(
        R"("owners": [["user:cat", "catalog:main"], ["user:sam", "schema:main.s"], ["user:ada", "metastore:m1"],
                                  ["user:sha", "share:q"], ["user:rec", "recipient:acme"], ["user:both", "share:q"],
                                  ["user:both", "recipient:acme"]],
        "roles": [["user:acc", "account", "account.admin"]],
        "grants": [["user:sam", "catalog:main", ["USE_CATALOG"]], ["recipient:acme", "share:q", ["SELECT"]],
                   ["user:giver", "metastore:m1", ["USE_SHARE", "SET_SHARE_PERMISSION", "USE_RECIPIENT"]]])");
    EXPECT_EQ(in.can("user:cat", "GRANT EXTERNAL USE SCHEMA", "schema:main.s"), yes);
    EXPECT_EQ(in.can("user:sam", "GRANT EXTERNAL USE SCHEMA", "schema:main.s"), no);
    EXPECT_EQ(in.can("user:sam", "GRANT", "schema:main.s"), yes);
    EXPECT_EQ(in.can("user:acc", "GRANT", "metastore:m1"), yes);
    EXPECT_EQ(in.can("user:cat", "GRANT", "metastore:m1"), no);
    EXPECT_EQ(in.can("user:sha", "GRANT", "share:q"), no);
    EXPECT_EQ(in.can("user:rec", "GRANT", "share:q"), no);
    EXPECT_EQ(in.can("user:both", "GRANT", "share:q"), yes);
    EXPECT_EQ(in.can("user:giver", "GRANT", "share:q"), yes);
    EXPECT_EQ(in.can("user:ada", "GRANT", "share:q"), yes);
    EXPECT_EQ(in.can("recipient:acme", "SELECT", "share:q", mode::granted), yes);
}

TEST(Policies, NewLocationsNeedBothSides) { // S3
    const small_account in(R"("owners": [["user:ada", "metastore:m1"]],
        "grants": [["user:kim", "metastore:m1", ["CREATE_EXTERNAL_LOCATION"]],
                   ["user:kim", "credential:lake", ["CREATE_EXTERNAL_LOCATION"]],
                   ["user:half", "metastore:m1", ["CREATE_EXTERNAL_LOCATION"]]])");
    EXPECT_EQ(in.can("user:kim", "CREATE EXTERNAL LOCATION", "credential:lake"), yes);
    EXPECT_EQ(in.can("user:kim", "CREATE EXTERNAL LOCATION", "metastore:m1"), yes);
    EXPECT_EQ(in.can("user:half", "CREATE EXTERNAL LOCATION", "metastore:m1"), no);
    EXPECT_EQ(in.can("user:ada", "CREATE EXTERNAL LOCATION", "credential:lake"), yes);
    EXPECT_EQ(in.can("user:kim", "READ PATH", "credential:lake"), no);
}

TEST(Policies, DoubtsFollowTheProfile) { // U11, §3.1
    const small_account in(
        R"("owners": [["user:ada", "metastore:m1"]], "grants": [["user:mia", "schema:main.s", ["MANAGE"]],
        ["user:mia", "catalog:main", ["USE_CATALOG"]]], "attrs": {"table:main.s.t": {}})");
    const auto under = [&](const std::string& who, auto value) {
        auto asked = in.asks("DROP TABLE");
        asked.profile.set(value);
        return in.graph.can(in.id(who), asked, in.id("table:main.s.t")).how;
    };
    EXPECT_EQ(under("user:mia", manage_usage::strict), no);
    EXPECT_EQ(under("user:mia", manage_usage::reduced), yes);
    EXPECT_EQ(under("user:ada", drop_by_metastore_admin::by_kind), no);
    EXPECT_EQ(under("user:ada", drop_by_metastore_admin::all), yes);
}

TEST(Roles, ReplaceWhoAsks) { // M9
    const small_account in(
        R"("roles": [["user:al", "group:trial", "group.assumer"]], "members": [["user:in", "group:trial"]],
        "grants": [["group:trial", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["user:al", "catalog:own", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "attrs": {"table:main.s.t": {}, "table:own.s.t": {}, "user:off": {"active": false}, "user:bo": {}})");
    auto as = in.asks("SELECT");
    as.as_role = in.id("group:trial");
    const auto can = [&](const std::string& who, const std::string& on) {
        return in.graph.can(in.id(who), as, in.id(on)).how;
    };
    EXPECT_EQ(can("user:al", "table:main.s.t"), yes);
    EXPECT_EQ(can("user:al", "table:own.s.t"), no);
    EXPECT_EQ(can("user:in", "table:main.s.t"), yes);
    EXPECT_EQ(can("user:bo", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:al", "SELECT", "table:main.s.t"), no);
    EXPECT_EQ(in.graph.what(in.id("user:al"), as, {}, no_node).rows.size(), 1U);
    EXPECT_THAT(in.graph.what(in.id("user:bo"), as, {}, no_node).rows, IsEmpty());
    const auto told = in.graph.explain(in.id("user:al"), as, in.id("table:main.s.t"));
    EXPECT_EQ(told.answer.how, yes);
    EXPECT_FALSE(told.prerequisites.front().witnesses.empty());
}

TEST(Rows, AreThoseOfWorkspacesOneAdministers) { // R1–R3
    const auto world = std::string{R"("members": [["user:bo", "group:ops"]], "attrs": {"ws:dev": {}},
        "grants": [["group:account users", "catalog:gov", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["sp:gov", "catalog:system", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["user:carl", "catalog:system", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "owners": [["sp:gov", "view:gov.sys.v"]], "links": [["READS", "view:gov.sys.v", "table:system.access.audit"]],
        "roles": [["group:ops", "ws:dev", "ADMIN"]])"};
    const small_account in(world);
    const auto seen = [&](const small_account& from, const std::string& who, const std::string& on) {
        std::string text;
        for (const auto& row : from.graph.rows(from.id(who), {}, from.id(on)).workspaces)
            text += simulator::world_id_of(from.world, from.source.key_of(row.workspace)) +
                    (row.how == unknown ? "? " : " ");
        return text;
    };
    EXPECT_EQ(seen(in, "user:bo", "view:gov.sys.v"), "ws:dev ");
    EXPECT_EQ(seen(in, "user:carl", "view:gov.sys.v"), "");
    EXPECT_EQ(seen(in, "user:carl", "table:system.access.audit"), "ws:dev ws:prod ");
    EXPECT_EQ(seen(in, "user:bo", "table:system.access.audit"), "");
    const small_account blind(world, {unread("ws:prod", node_part::assignments)});
    EXPECT_EQ(seen(blind, "user:bo", "view:gov.sys.v"), "ws:dev ws:prod? ");
}

TEST(Sharing, WhatIsMissingIsTheLeast) { // V5
    const small_account in(R"(
        "owners": [["user:sh", "share:q"], ["user:ada", "metastore:m1"]],
        "grants": [["user:us", "metastore:m1", ["USE_SHARE", "USE_RECIPIENT"]], ["recipient:acme", "share:q", ["SELECT"]]])");
    for (const auto& [who, lacks] :
         {std::pair{"user:sh", privilege::use_recipient}, {"user:us", privilege::set_share_permission}}) {
        const auto told = in.graph.can(in.id(who), in.asks("GRANT"), in.id("share:q"));
        ASSERT_EQ(told.missing.size(), 1U) << who;
        EXPECT_EQ(told.missing[0].kind, missing_part::what::privilege);
        EXPECT_EQ(told.missing[0].bit, static_cast<unsigned>(lacks)) << who;
    }
}

} // namespace
} // namespace canreach::graph
