// Policies, sharing, storage, roles and rows: each rule with a yes, a no and where it has one an unknown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/node_table.hpp"
#include "graph/operations.hpp"
#include "graph/rules/enforcement.hpp"
#include "graph/rules/hive_places.hpp"
#include "model/privileges.hpp"
#include "simulator/world.hpp"
#include "small_account.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::graph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using policy_account = small_account;
using enum verdict;

const std::string open_main = R"("grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]], )";

std::string policy(const std::string& type, const std::string& more) {
    return R"("policies": [{"name": "p", "type": ")" + type + R"(", "on": "catalog:main", "to": ["group:account users"],
              "except": ["user:eve"], "matches": ["table:main.s.t"], )" +
           more + "}]";
}

TEST(Policies, GivePrivilegesOnWhatTheyMatch) { // U17
    const policy_account in(open_main + policy("GRANT", R"("privileges": ["SELECT"])") +
                            R"(, "owners": [["user:al", "table:main.s.other"]])");
    EXPECT_EQ(in.can("user:al", "SELECT", "table:main.s.t"), yes);
    EXPECT_EQ(in.can("user:eve", "SELECT", "table:main.s.t"), no);
    const auto told = in.graph->explain(in.id("user:al"), in.asks("SELECT"), in.id("table:main.s.t"));
    EXPECT_TRUE(std::ranges::any_of(told.prerequisites, [](const prerequisite& part) {
        return !part.witnesses.empty() && part.witnesses[0].back().kind == witness_step::what::policy;
    }));
    auto asked = in.asks("SELECT");
    asked.profile.set(betas::off);
    EXPECT_EQ(in.graph->can(in.id("user:al"), asked, in.id("table:main.s.t")).how, no);
    const policy_account blind(
        open_main + R"("owners": [["user:root", "table:main.s.t"]], "members": [["user:al", "group:g"]])",
        {unread("catalog:main", node_part::policies)});
    const auto answer = blind.graph->can(blind.id("user:al"), blind.asks("SELECT"), blind.id("table:main.s.t"));
    EXPECT_EQ(answer.how, unknown);
    EXPECT_EQ(answer.gaps.size(), 1U);
}

TEST(Policies, DenyGrantingWhateverIsOwned) { // U18
    const policy_account in(open_main + policy("DENY", R"("privileges": ["MANAGE_ACCESS_CONTROL"])") +
                            R"(, "owners": [["user:al", "table:main.s.t"], ["user:eve", "table:main.s.t"],
                                     ["user:ada", "metastore:m1"]])");
    EXPECT_EQ(in.can("user:al", "GRANT", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:ada", "GRANT", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:eve", "GRANT", "table:main.s.t"), yes);
    EXPECT_EQ(in.can("user:al", "DROP TABLE", "table:main.s.t"), yes);
    const policy_account blind(open_main + R"("owners": [["user:al", "table:main.s.t"]])",
                               {unread("schema:main.s", node_part::policies)});
    EXPECT_EQ(blind.can("user:al", "GRANT", "table:main.s.t"), unknown);
    EXPECT_EQ(blind.can("user:al", "SELECT", "table:main.s.t"), yes);
}

/// What WHAT says of one table.
verdict listed(const policy_account& in, const std::string& who, const std::string& table,
               std::string_view word = "SELECT", mode how = mode::effective) {
    constexpr std::array tables{node_kind::table};
    for (const auto& row : in.graph->what(in.id(who), in.asks(word, how), tables, no_node).rows)
        if (row.resource == in.id(table)) return row.how;
    return no;
}

TEST(Policies, ListsTellApartTheLevelsThatWereNotRead) { // U17, K1
    // A GRANT policy on the catalog could give usage, too; one on the table could not.
    const policy_account in(
        R"("grants": [["user:al", "table:main.s.t", ["SELECT"]], ["user:al", "table:other.s.t", ["SELECT"]]])",
        {unread("catalog:main", node_part::policies), unread("table:other.s.t", node_part::policies)});
    EXPECT_EQ(listed(in, "user:al", "table:main.s.t"), unknown);
    EXPECT_EQ(listed(in, "user:al", "table:other.s.t"), no);
    for (const auto* table : {"table:main.s.t", "table:other.s.t"})
        EXPECT_EQ(listed(in, "user:al", table), in.can("user:al", "SELECT", table));
}

TEST(Policies, ListsSpareWhomAnExceptionOfAWorkspaceSpares) { // U18: in mode GRANTED every workspace counts
    const policy_account in(R"("grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]],
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
    const policy_account in(
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
    const policy_account clash(filters("f", "g"));
    const auto blocked = clash.graph->can(clash.id("user:al"), clash.asks("SELECT"), clash.id("table:main.s.t"));
    EXPECT_EQ(blocked.how, no);
    ASSERT_EQ(blocked.missing.size(), 1U);
    EXPECT_EQ(blocked.missing[0].kind, missing_part::what::exemption);
    EXPECT_EQ(clash.can("user:eve", "SELECT", "table:main.s.t"), yes);
    EXPECT_EQ(clash.can("user:al", "SELECT", "table:main.s.t", mode::granted), yes);
    EXPECT_EQ(clash.can("user:al", "READ PATH", "table:main.s.t"), no);
    const policy_account same(filters("f", "f"));
    const auto shaped = same.graph->can(same.id("user:ben"), same.asks("SELECT"), same.id("table:main.s.t"));
    EXPECT_EQ(shaped.how, yes);
    ASSERT_EQ(shaped.applied.size(), 1U);
    EXPECT_EQ(same.graph->policy(shaped.applied[0].policy).name, "a");
}

TEST(Policies, AccessRulesBar) { // M10
    const policy_account in(
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
    const policy_account open(world("true"));
    EXPECT_EQ(open.can("user:al", "EXTERNAL READ", "table:main.s.t"), yes);
    EXPECT_EQ(open.can("user:al", "EXTERNAL WRITE", "table:main.s.t"), yes);
    EXPECT_EQ(open.can("user:bo", "EXTERNAL READ", "table:main.s.t"), no);
    const policy_account shut(world("false"));
    EXPECT_EQ(shut.can("user:al", "EXTERNAL READ", "table:main.s.t"), no);
}

TEST(Policies, SomeGrantsAreForFew) { // U19, V5
    const policy_account in(
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
    const policy_account in(R"("owners": [["user:ada", "metastore:m1"]],
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
    const policy_account in(
        R"("owners": [["user:ada", "metastore:m1"]], "grants": [["user:mia", "schema:main.s", ["MANAGE"]],
        ["user:mia", "catalog:main", ["USE_CATALOG"]]], "attrs": {"table:main.s.t": {}})");
    const auto under = [&](const std::string& who, auto value) {
        auto asked = in.asks("DROP TABLE");
        asked.profile.set(value);
        return in.graph->can(in.id(who), asked, in.id("table:main.s.t")).how;
    };
    EXPECT_EQ(under("user:mia", manage_usage::strict), no);
    EXPECT_EQ(under("user:mia", manage_usage::reduced), yes);
    EXPECT_EQ(under("user:ada", drop_by_metastore_admin::by_kind), no);
    EXPECT_EQ(under("user:ada", drop_by_metastore_admin::all), yes);
}

TEST(Roles, ReplaceWhoAsks) { // M9
    const policy_account in(
        R"("roles": [["user:al", "group:trial", "group.assumer"]], "members": [["user:in", "group:trial"]],
        "grants": [["group:trial", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["user:al", "catalog:own", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "attrs": {"table:main.s.t": {}, "table:own.s.t": {}, "user:off": {"active": false}, "user:bo": {}})");
    auto as = in.asks("SELECT");
    as.as_role = in.id("group:trial");
    const auto can = [&](const std::string& who, const std::string& on) {
        return in.graph->can(in.id(who), as, in.id(on)).how;
    };
    EXPECT_EQ(can("user:al", "table:main.s.t"), yes);
    EXPECT_EQ(can("user:al", "table:own.s.t"), no);
    EXPECT_EQ(can("user:in", "table:main.s.t"), yes);
    EXPECT_EQ(can("user:bo", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:al", "SELECT", "table:main.s.t"), no);
    EXPECT_EQ(in.graph->what(in.id("user:al"), as, {}, no_node).rows.size(), 1U);
    EXPECT_THAT(in.graph->what(in.id("user:bo"), as, {}, no_node).rows, IsEmpty());
    const auto told = in.graph->explain(in.id("user:al"), as, in.id("table:main.s.t"));
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
    const policy_account in(world);
    const auto seen = [&](const policy_account& from, const std::string& who, const std::string& on) {
        std::string text;
        for (const auto& row : from.graph->rows(from.id(who), {}, from.id(on)).workspaces)
            text += simulator::world_id_of(from.world, from.source->key_of(row.workspace)) +
                    (row.how == unknown ? "? " : " ");
        return text;
    };
    EXPECT_EQ(seen(in, "user:bo", "view:gov.sys.v"), "ws:dev ");
    EXPECT_EQ(seen(in, "user:carl", "view:gov.sys.v"), "");
    EXPECT_EQ(seen(in, "user:carl", "table:system.access.audit"), "ws:dev ws:prod ");
    EXPECT_EQ(seen(in, "user:bo", "table:system.access.audit"), "");
    const policy_account blind(world, {unread("ws:prod", node_part::assignments)});
    EXPECT_EQ(seen(blind, "user:bo", "view:gov.sys.v"), "ws:dev ws:prod? ");
}

TEST(Paths, AreDecidedByTheMostSpecificThing) { // S1, S2, S6
    using how = path_ruling::how;
    const policy_account in(
        R"("attrs": {"location:l": {}, "location:k": {}, "table:main.s.t": {}, "volume:main.s.v": {},
        "credential:c": {}, "view:main.s.w": {}})");
    const auto rule = [&](std::vector<std::pair<const char*, bool>> places, bool managed = false) {
        std::vector<place_on_path> on;
        for (const auto& [name, covers] : places) on.push_back({in.id(name), covers});
        const auto rulings = in.graph->rulings_on(on, managed);
        EXPECT_EQ(rulings.size(), 1U);
        return rulings.front();
    };
    EXPECT_EQ(rule({}).what, how::free);
    EXPECT_THAT(rule({{"credential:c", true}}).deciders, ElementsAre(in.id("credential:c")));
    EXPECT_THAT(rule({{"location:l", true}}).deciders, ElementsAre(in.id("location:l")));
    EXPECT_THAT(rule({{"table:main.s.t", true}, {"location:l", true}}).deciders, ElementsAre(in.id("table:main.s.t")));
    EXPECT_EQ(rule({{"location:l", true}, {"volume:main.s.v", false}}).what, how::parent);
    EXPECT_EQ(rule({{"table:main.s.t", true}, {"volume:main.s.v", true}}).what, how::several);
    EXPECT_EQ(rule({{"location:l", true}, {"location:k", true}}).what, how::overlap);
    EXPECT_EQ(rule({{"location:l", true}, {"location:k", false}}).what, how::location);
    EXPECT_EQ(rule({{"location:l", true}}, true).what, how::managed);
    EXPECT_EQ(rule({{"table:main.s.t", true}}, true).what, how::securable);
    EXPECT_EQ(rule({{"view:main.s.w", true}, {"location:l", true}}).what, how::location);
    const policy_account blind(R"("attrs": {"location:l": {}, "schema:main.s": {}})",
                               {unread("schema:main.s", node_part::children)});
    const std::vector<place_on_path> place{{blind.id("location:l"), true}};
    EXPECT_EQ(blind.graph->rulings_on(place, false).front().gaps.size(), 1U);
}

TEST(Places, HiveTablesLieInLocations) { // S5
    const auto world = simulator::parse_world(R"({
        "paths": {"location:l": "s3://bkt/landing", "htable:prod:s.in": "s3a://bkt/landing/hive/t",
                  "htable:prod:s.out": "s3://bkt/landing2/t", "htable:prod:s.shielded": "s3://bkt/landing/uc/t",
                  "table:main.s.t": "s3://bkt/landing/uc", "htable:prod:s.volume": "s3://bkt/landing/vol/t",
                  "volume:main.s.v": "s3://bkt/landing/vol", "htable:prod:s.dbfs": "dbfs:/user/hive/t",
                  "credential:c": "s3://bkt", "htable:prod:s.managed": "s3://bkt/__unitystorage/t"}})")
                           .value();
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto nodes = node_table::read(source).value();
    hive_place_finder places(nodes);
    constexpr std::array<std::string_view, 1> urls{hive_place_finder::name};
    ASSERT_TRUE(source.visit_attributes(urls, [&](const source_attribute& row) { places.take(row); }));
    const auto files = std::move(places).found();
    const auto name = [&](node_id node) { return simulator::world_id_of(world, source.key_of(node)); };
    std::string found;
    for (const auto& link : files.located) found += name(link.from) + " in " + name(link.to) + ";";
    EXPECT_EQ(found, "htable:prod:s.in in location:l;htable:prod:s.volume in volume:main.s.v;");
    std::string reached; // E20
    for (const auto& link : files.reachable) reached += name(link.from) + " by " + name(link.to) + ";";
    EXPECT_EQ(reached, "htable:prod:s.out by credential:c;");
    std::vector<std::string> governed; // past ANY FILE (H7)
    for (const auto node : files.governed) governed.push_back(name(node));
    EXPECT_THAT(governed, testing::UnorderedElementsAre("htable:prod:s.in", "htable:prod:s.managed",
                                                        "htable:prod:s.shielded", "htable:prod:s.volume"));
}

TEST(Enforcement, GoesByTheModeOfACluster) { // H9
    for (const auto* word : {"USER_ISOLATION", "DATA_SECURITY_MODE_STANDARD", "LEGACY_TABLE_ACL"})
        EXPECT_EQ(enforces_hive(cluster_mode_of(word)), truth::yes()) << word;
    for (const auto* word : {"", "NONE", "SINGLE_USER", "DATA_SECURITY_MODE_DEDICATED", "LEGACY_SINGLE_USER_STANDARD"})
        EXPECT_EQ(enforces_hive(cluster_mode_of(word)), truth::no()) << word;
    for (const auto* word : {"DATA_SECURITY_MODE_AUTO", "LEGACY_PASSTHROUGH", "LEGACY_SINGLE_USER", "NEXT_YEARS"})
        EXPECT_EQ(enforces_hive(cluster_mode_of(word)), truth::unknown()) << word;
}

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
    const policy_account in(meeting_filters);
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
        const auto told = in.graph->can(in.id(who), asked, in.id(table));
        EXPECT_EQ(told.how, drops);
        const auto listed = in.graph->who(asked, in.id(table), std::array{node_kind::user}).rows;
        const auto reached = in.graph->what(in.id(who), asked, std::array{node_kind::table}, no_node).rows;
        EXPECT_EQ(std::ranges::find(listed, in.id(who), &principal_row::principal) != listed.end(), drops == yes);
        EXPECT_EQ(std::ranges::find(reached, in.id(table), &resource_row::resource) != reached.end(), drops == yes);
        if (drops == no) continue;
        EXPECT_EQ(told.hops, 1U);
        const auto chains = in.graph->how(in.id(who), asked, in.id(table)).chains;
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
    const policy_account in(world("table:main.s.t", ""));
    const auto drops = [](const policy_account& from, const std::string& who) {
        return from.graph->can(from.id(who), from.asks("SELECT", mode::escalatable), from.id("table:main.s.t"));
    };
    EXPECT_EQ(drops(in, "user:ot").how, no); // in a workspace that reads alone
    EXPECT_EQ(drops(in, "user:wr").how, yes);
    EXPECT_EQ(drops(in, "user:bd").how, yes); // binds its own for writing
    EXPECT_EQ(drops(in, "user:bd").hops, 2U);
    const policy_account never(world("table:main.s.t", R"(, "read_only": true)"));
    for (const auto* who : {"user:ot", "user:wr", "user:bd"}) EXPECT_EQ(drops(never, who).how, no) << who;
    // A policy of the schema is no part of the table.
    const policy_account above(world("schema:main.s", ""));
    EXPECT_EQ(drops(above, "user:bd").hops, 1U);
}

TEST(Denials, LeaveGrantsAroundTheThing) { // U18, E1: what is told is what works
    const policy_account in(R"("owners": [["user:mia", "catalog:main"]],
        "policies": [{"name": "d", "type": "DENY", "privileges": ["MANAGE_ACCESS_CONTROL"], "on": "catalog:main",
                      "to": ["group:account users"], "except": [], "matches": ["table:main.s.t"]}],
        "attrs": {"table:main.s.t": {}})");
    EXPECT_EQ(in.can("user:mia", "GRANT", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:mia", "GRANT", "schema:main.s"), yes);
    const auto chains =
        in.graph->how(in.id("user:mia"), in.asks("SELECT", mode::escalatable), in.id("table:main.s.t")).chains;
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
    const policy_account in(world("DENY"));
    const auto asked = in.asks("SELECT", mode::escalatable);
    for (const auto* who : {"user:mia", "user:ada"}) {
        SCOPED_TRACE(who);
        EXPECT_EQ(in.can(who, "GRANT", "table:main.s.t"), no);
        EXPECT_EQ(in.can(who, "SET OWNER", "table:main.s.t"), yes);
        const auto told = in.graph->can(in.id(who), asked, in.id("table:main.s.t"));
        EXPECT_EQ(told.how, yes);
        EXPECT_EQ(told.hops, 1U);
        const auto chains = in.graph->how(in.id(who), asked, in.id("table:main.s.t")).chains;
        ASSERT_FALSE(chains.empty());
        for (const auto& taken : chains.front().hops.front().granted)
            EXPECT_EQ(taken.kind, missing_part::what::ownership);
    }
    EXPECT_EQ(in.can("user:use", "SELECT", "table:main.s.t", mode::escalatable), no);
    const policy_account open(world("GRANT"));
    const auto chains = open.graph->how(open.id("user:mia"), asked, open.id("table:main.s.t")).chains;
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
    const policy_account in(world(""));
    for (const auto* who : {"user:ada", "user:own", "user:mia"}) {
        SCOPED_TRACE(who);
        const auto told =
            in.graph->can(in.id(who), in.asks("EXTERNAL READ", mode::escalatable), in.id("table:main.s.t"));
        EXPECT_EQ(told.how, yes);
        EXPECT_EQ(told.hops, 1U);
        EXPECT_EQ(in.can(who, "EXTERNAL WRITE", "table:main.s.t", mode::escalatable), yes);
        EXPECT_EQ(in.can(who, "GRANT EXTERNAL USE SCHEMA", "schema:main.s", mode::escalatable), yes);
    }
    // Whoever manages the schema alone grants everything but this.
    EXPECT_EQ(in.can("user:sue", "SELECT", "table:main.s.t", mode::escalatable), yes);
    EXPECT_EQ(in.can("user:sue", "EXTERNAL READ", "table:main.s.t", mode::escalatable), no);
    const policy_account denied(world(
        R"({"name": "d", "type": "DENY", "privileges": ["MANAGE_ACCESS_CONTROL"], "on": "catalog:main",
            "to": ["group:account users"], "except": [], "matches": ["catalog:main", "schema:main.s"]})"));
    EXPECT_EQ(denied.can("user:own", "EXTERNAL READ", "table:main.s.t", mode::escalatable), no); // U18
}

TEST(Sharing, WhatIsMissingIsTheLeast) { // V5
    const policy_account in(R"(
        "owners": [["user:sh", "share:q"], ["user:ada", "metastore:m1"]],
        "grants": [["user:us", "metastore:m1", ["USE_SHARE", "USE_RECIPIENT"]], ["recipient:acme", "share:q", ["SELECT"]]])");
    for (const auto& [who, lacks] :
         {std::pair{"user:sh", privilege::use_recipient}, {"user:us", privilege::set_share_permission}}) {
        const auto told = in.graph->can(in.id(who), in.asks("GRANT"), in.id("share:q"));
        ASSERT_EQ(told.missing.size(), 1U) << who;
        EXPECT_EQ(told.missing[0].kind, missing_part::what::privilege);
        EXPECT_EQ(told.missing[0].bit, static_cast<unsigned>(lacks)) << who;
    }
}

} // namespace
} // namespace canreach::graph
