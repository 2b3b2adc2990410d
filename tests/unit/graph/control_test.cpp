// What control over a thing leads to by acts of one's own: filters dropped, ownership taken (class CONTROL, E1–E3).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "graph/access_graph.hpp"
#include "world_account.hpp"

namespace canreach::graph {
namespace {

using enum verdict;

/// Two filters that meet on a table, set on the table itself or on its catalog, and those in control of either.
constexpr auto meeting_filters = R"(
    "owners": [["user:ot", "table:main.s.t"], ["user:ot", "table:main.s.u"], ["user:oc", "catalog:main"]],
    "grants": [["user:ot", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
               ["user:mg", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["user:rd", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["user:mg", "table:main.s.t", ["MANAGE"]]],
    "policies": [
        {"name": "a1", "type": "ROW_FILTER", "on": "table:main.s.t", "to": ["group:account users"], "except": [], "matches": ["table:main.s.t"]},
        {"name": "a2", "type": "ROW_FILTER", "on": "table:main.s.t", "to": ["group:account users"], "except": [], "matches": ["table:main.s.t"]},
        {"name": "b1", "type": "ROW_FILTER", "on": "catalog:main", "to": ["group:account users"], "except": [], "matches": ["table:main.s.u"]},
        {"name": "b2", "type": "ROW_FILTER", "on": "catalog:main", "to": ["group:account users"], "except": [], "matches": ["table:main.s.u"]}])";

TEST(Filters, AreDroppedByWhoeverControlsWhatTheyStandOn) { // V3, V4, E1
    const small_account in(meeting_filters);
    struct row {
        std::string who, table;
        verdict drops;
    };
    const auto asked = in.asks("SELECT", mode::escalatable);
    for (const auto& [who, table, drops] : {
             row{"user:ot", "table:main.s.t", yes},
             row{"user:mg", "table:main.s.t", yes},
             row{"user:oc", "table:main.s.t", yes}, // it grants itself the rest
             row{"user:rd", "table:main.s.t", no},
             row{"user:ot", "table:main.s.u", no}, // the policies are the catalog's
             row{"user:mg", "table:main.s.u", no},
             row{"user:oc", "table:main.s.u", yes},
         }) {
        SCOPED_TRACE(who + " " + table);
        EXPECT_EQ(in.can(who, "SELECT", table), no);
        const auto told = in.graph.can(in.id(who), asked, in.id(table));
        EXPECT_EQ(told.how, drops);
        const auto listed = in.graph.who(asked, in.id(table), std::array{node_kind::user}).rows;
        const auto reached = in.graph.what(in.id(who), asked, std::array{node_kind::table}, no_node).rows;
        EXPECT_EQ(std::ranges::find(listed, in.id(who), &principal_row::principal) != listed.end(), drops == yes);
        EXPECT_EQ(std::ranges::find(reached, in.id(table), &resource_row::resource) != reached.end(), drops == yes);
        if (drops == no) continue;
        EXPECT_EQ(told.hops, 1U);
        const auto chains = in.graph.how(in.id(who), asked, in.id(table)).chains;
        ASSERT_FALSE(chains.empty());
        EXPECT_EQ(chains.front().hops.front().rule, "E1");
        const auto& granted = chains.front().hops.front().granted;
        EXPECT_EQ(std::ranges::count(granted, missing_part::what::exemption, &missing_part::kind), 1);
    }
}

TEST(Filters, SetByHandAreDroppedFromWhereTheCatalogIsOpenForWriting) { // T5, V3, E1
    const auto world = [](const std::string& on, const std::string& more) {
        return R"("owners": [["user:ot", "table:main.s.t"]],
                  "assign": [["group:account users", "ws:reads", "USER"], ["user:wr", "ws:writes", "USER"]],
                  "grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                             ["user:wr", "table:main.s.t", ["MANAGE"]], ["user:bd", "catalog:main", ["MANAGE"]]],
                  "bind": [["catalog:main", "ws:reads", "READ_ONLY"], ["catalog:main", "ws:writes", "READ_WRITE"]],
                  "attrs": {"catalog:main": {"isolation": "ISOLATED")" +
               more + R"(}},
                  "policies": [{"name": "a1", "type": "ROW_FILTER", "on": ")" +
               on + R"(", "to": ["group:account users"], "except": [], "matches": ["table:main.s.t"]},
                               {"name": "a2", "type": "ROW_FILTER", "on": ")" +
               on + R"(", "to": ["group:account users"], "except": [], "matches": ["table:main.s.t"]}])";
    };
    const small_account in(world("table:main.s.t", ""));
    const auto drops = [](const small_account& from, const std::string& who) {
        return from.graph.can(from.id(who), from.asks("SELECT", mode::escalatable), from.id("table:main.s.t"));
    };
    EXPECT_EQ(drops(in, "user:ot").how, no); // in a workspace that reads alone
    EXPECT_EQ(drops(in, "user:wr").how, yes);
    EXPECT_EQ(drops(in, "user:bd").how, yes); // binds its own for writing
    EXPECT_EQ(drops(in, "user:bd").hops, 2U);
    const small_account never(world("table:main.s.t", R"(, "read_only": true)"));
    for (const auto* who : {"user:ot", "user:wr", "user:bd"}) EXPECT_EQ(drops(never, who).how, no) << who;
    // A policy of the schema is no part of the table.
    const small_account above(world("schema:main.s", ""));
    EXPECT_EQ(drops(above, "user:bd").hops, 1U);
}

TEST(Denials, LeaveGrantsAroundTheThing) { // U18, E1: what is told is what works
    const small_account in(R"("owners": [["user:mia", "catalog:main"]],
        "policies": [{"name": "d", "type": "DENY", "privileges": ["MANAGE_ACCESS_CONTROL"], "on": "catalog:main",
                      "to": ["group:account users"], "except": [], "matches": ["table:main.s.t"]}],
        "attrs": {"table:main.s.t": {}})");
    EXPECT_EQ(in.can("user:mia", "GRANT", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:mia", "GRANT", "schema:main.s"), yes);
    const auto chains =
        in.graph.how(in.id("user:mia"), in.asks("SELECT", mode::escalatable), in.id("table:main.s.t")).chains;
    ASSERT_FALSE(chains.empty());
    const auto& granted = chains.front().hops.front().granted;
    const auto selects = std::ranges::find_if(granted, [](const missing_part& part) {
        return part.kind == missing_part::what::privilege && part.bit == static_cast<unsigned>(privilege::select);
    });
    ASSERT_NE(selects, granted.end());
    EXPECT_EQ(selects->on, in.id("schema:main.s"));
}

TEST(Denials, LeaveOwnershipToBeTaken) { // U18 bars GRANT alone; U5, U6, E1
    const auto world = [](const std::string& type) {
        return R"("owners": [["user:ada", "metastore:m1"], ["user:own", "table:main.s.t"]],
                  "grants": [["user:mia", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "MANAGE"]],
                             ["user:use", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]],
                  "policies": [{"name": "d", "type": ")" +
               type +
               R"(", "privileges": ["MANAGE_ACCESS_CONTROL"], "on": "catalog:main", "to": ["group:account users"],
                             "except": [], "matches": ["catalog:main", "schema:main.s", "table:main.s.t"]}])";
    };
    const small_account in(world("DENY"));
    const auto asked = in.asks("SELECT", mode::escalatable);
    for (const auto* who : {"user:mia", "user:ada"}) {
        SCOPED_TRACE(who);
        EXPECT_EQ(in.can(who, "GRANT", "table:main.s.t"), no);
        EXPECT_EQ(in.can(who, "SET OWNER", "table:main.s.t"), yes);
        const auto told = in.graph.can(in.id(who), asked, in.id("table:main.s.t"));
        EXPECT_EQ(told.how, yes);
        EXPECT_EQ(told.hops, 1U);
        const auto chains = in.graph.how(in.id(who), asked, in.id("table:main.s.t")).chains;
        ASSERT_FALSE(chains.empty());
        for (const auto& taken : chains.front().hops.front().granted)
            EXPECT_EQ(taken.kind, missing_part::what::ownership);
    }
    EXPECT_EQ(in.can("user:use", "SELECT", "table:main.s.t", mode::escalatable), no);
    const small_account open(world("GRANT"));
    const auto chains = open.graph.how(open.id("user:mia"), asked, open.id("table:main.s.t")).chains;
    ASSERT_FALSE(chains.empty());
    for (const auto& granted : chains.front().hops.front().granted)
        EXPECT_NE(granted.kind, missing_part::what::ownership);
}

TEST(External, CatalogsAreTakenByWhoeverManagesThem) { // U19, E1, E3
    const auto world = [](const std::string& policies) {
        return R"("owners": [["user:ada", "metastore:m1"], ["user:own", "catalog:main"]],
                  "grants": [["user:mia", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "MANAGE"]],
                             ["user:sue", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
                             ["user:sue", "schema:main.s", ["MANAGE", "SELECT"]]],
                  "attrs": {"metastore:m1": {"external_access": true}, "table:main.s.t": {}}, "policies": [)" +
               policies + "]";
    };
    const small_account in(world(""));
    for (const auto* who : {"user:ada", "user:own", "user:mia"}) {
        SCOPED_TRACE(who);
        const auto told =
            in.graph.can(in.id(who), in.asks("EXTERNAL READ", mode::escalatable), in.id("table:main.s.t"));
        EXPECT_EQ(told.how, yes);
        EXPECT_EQ(told.hops, 1U);
        EXPECT_EQ(in.can(who, "EXTERNAL WRITE", "table:main.s.t", mode::escalatable), yes);
        EXPECT_EQ(in.can(who, "GRANT EXTERNAL USE SCHEMA", "schema:main.s", mode::escalatable), yes);
    }
    // Whoever manages the schema alone grants everything but this.
    EXPECT_EQ(in.can("user:sue", "SELECT", "table:main.s.t", mode::escalatable), yes);
    EXPECT_EQ(in.can("user:sue", "EXTERNAL READ", "table:main.s.t", mode::escalatable), no);
    const small_account denied(world(
        R"({"name": "d", "type": "DENY", "privileges": ["MANAGE_ACCESS_CONTROL"], "on": "catalog:main",
            "to": ["group:account users"], "except": [], "matches": ["catalog:main", "schema:main.s"]})"));
    EXPECT_EQ(denied.can("user:own", "EXTERNAL READ", "table:main.s.t", mode::escalatable), no); // U18
}

} // namespace
} // namespace canreach::graph
