/// The Hive metastore (rules H1–H13, L1–L5), a table a rule: who, what, on what, by which profile, and the verdict.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::graph {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

struct hive_account {
    explicit hive_account(std::string_view text)
        : world(simulator::parse_world(text).value()),
          source(support::memory_source::from(world.facts, world.gaps).value()),
          graph(access_graph::build(source).value()) {}
    node_id id(const std::string& name) const { return source.id_of(world.keys.at(name)); }
    request asks(std::string_view word, std::string_view profile = "current", mode how = mode::effective) const {
        request what;
        for (const auto& entry : action_words(source.privileges()))
            if (entry.spelling == word) what.actions = {meaning_of(entry, how)};
        EXPECT_FALSE(what.actions.empty()) << word;
        what.how = how;
        what.profile = rule_profile::named(profile).value();
        return what;
    }
    verdict can(const std::string& who, std::string_view word, const std::string& on,
                std::string_view profile = "current") const {
        return graph.can(id(who), asks(word, profile), id(on)).how;
    }
    simulator::world world;
    support::memory_source source;
    access_graph graph;
};

using enum verdict;

/// Everybody is in prod; `sales` holds a table, a view and a function.
std::string prod(const std::string& rest) {
    return R"({"assign": [["group:account users", "ws:prod", "USER"], ["user:root", "ws:prod", "ADMIN"]],
               "attrs": {"htable:prod:sales.orders": {}, "hfunction:prod:sales.tax": {}, "anyfile:prod": {},
                         "anonfunction:prod": {}, "user:al": {}, "user:bo": {}}, )" +
           rest + "}";
}

TEST(Hive, UsageComesInFourWays) {
    const hive_account in(prod(R"("members": [["user:gail", "group:g"]],
        "owners": [["user:sam", "hschema:prod:sales"], ["user:cat", "hms:prod"]],
        "grants": [["user:al", "htable:prod:sales.orders", ["SELECT"]], ["user:bo", "hms:prod", ["SELECT", "USAGE"]],
                   ["user:gail", "hschema:prod:sales", ["SELECT"]], ["group:g", "hschema:prod:sales", ["USAGE"]]])"));
    const std::string table = "htable:prod:sales.orders";
    EXPECT_EQ(in.can("user:al", "SELECT", table), no);
    EXPECT_EQ(in.can("user:bo", "SELECT", table), yes);
    EXPECT_EQ(in.can("user:gail", "SELECT", table), yes);
    EXPECT_EQ(in.can("user:sam", "SELECT", table), yes);
    EXPECT_EQ(in.can("user:cat", "SELECT", table), yes) << "H5: inherited from the catalog";
    EXPECT_EQ(in.can("user:root", "SELECT", table), yes);
    EXPECT_EQ(in.can("user:sam", "SELECT", table, "hive_container_owner = grant rights only"), no);
    EXPECT_EQ(in.can("user:sam", "GRANT", table, "hive_container_owner = grant rights only"), yes);
    EXPECT_EQ(in.can("user:al", "SELECT", table, "hive_3_1"), yes) << "L1";
    const auto answer = in.graph.can(in.id("user:sam"), in.asks("SELECT"), in.id(table));
    EXPECT_THAT(answer.depends_on, ElementsAre(profile_switch::hive_container_owner));
}

TEST(Hive, DenialsBeatGrantsButNotOwnersAndAdmins) {
    const hive_account in(prod(R"("members": [["user:al", "group:g"], ["user:root", "group:g"]],
        "owners": [["user:olga", "htable:prod:sales.orders"]],
        "grants": [["user:al", "hms:prod", ["ALL_PRIVILEGES"]], ["user:bo", "hms:prod", ["ALL_PRIVILEGES"]],
                   ["user:olga", "hschema:prod:sales", ["USAGE"]]],
        "denies": [["group:g", "hschema:prod:sales", ["SELECT"]], ["user:olga", "htable:prod:sales.orders", ["ALL_PRIVILEGES"]]])"));
    const std::string table = "htable:prod:sales.orders";
    EXPECT_EQ(in.can("user:al", "SELECT", table), no);
    EXPECT_EQ(in.can("user:al", "INSERT", table), yes) << "only SELECT is denied";
    EXPECT_EQ(in.can("user:bo", "SELECT", table), yes);
    EXPECT_EQ(in.can("user:olga", "SELECT", table), yes);
    EXPECT_EQ(in.can("user:olga", "SELECT", table, "hive_deny_owner = deny wins"), no);
    EXPECT_EQ(in.can("user:olga", "DROP TABLE", table, "hive_deny_owner = deny wins"), no);
    EXPECT_EQ(in.can("user:olga", "MSCK", table, "hive_deny_owner = deny wins"), yes) << "nothing to be denied";
    EXPECT_EQ(in.can("user:root", "SELECT", table), yes);
    EXPECT_EQ(in.can("user:root", "SELECT", table, "hive_deny_admin = deny wins"), no);
    EXPECT_EQ(in.can("user:al", "SELECT", table, "hive_3_1"), yes) << "L2";
    const auto denied = in.graph.can(in.id("user:al"), in.asks("SELECT"), in.id(table));
    ASSERT_THAT(denied.missing, SizeIs(1));
    EXPECT_EQ(denied.missing[0].kind, missing_part::what::denial);
    EXPECT_EQ(denied.missing[0].holder, in.id("group:g"));
    EXPECT_EQ(denied.missing[0].on, in.id("hschema:prod:sales"));
    EXPECT_THAT(in.graph.rules_behind(in.id("user:al"), in.asks("SELECT"), in.id(table)), Contains("H3"));
    const auto held = in.asks("SELECT", "current", mode::granted);
    EXPECT_EQ(in.graph.can(in.id("user:al"), held, in.id(table)).how, yes) << "holding asks for no denial";
}

TEST(Hive, DenialsThatWereNotReadMakeAnswersUnknown) {
    const hive_account in(prod(R"("members": [["user:al", "group:g"]],
        "grants": [["user:al", "hms:prod", ["SELECT", "USAGE"]]],
        "owners": [["user:olga", "hschema:prod:sales"]],
        "not_crawled": ["htable:prod:sales.orders"])"));
    EXPECT_EQ(in.can("user:al", "SELECT", "htable:prod:sales.orders"), unknown) << "may be denied";
    EXPECT_EQ(in.can("user:bo", "SELECT", "htable:prod:sales.orders"), no) << "has no USAGE whatever the table grants";
    EXPECT_EQ(in.can("user:olga", "SELECT", "htable:prod:sales.orders"), yes) << "denials do not touch owners";
    EXPECT_EQ(in.can("user:root", "SELECT", "htable:prod:sales.orders"), yes);
    EXPECT_EQ(in.can("user:al", "SELECT", "htable:prod:sales.orders", "hive_3_1"), yes);
    const auto answer = in.graph.can(in.id("user:al"), in.asks("SELECT"), in.id("htable:prod:sales.orders"));
    EXPECT_THAT(answer.gaps, SizeIs(1));
}

TEST(Hive, MembersThatWereNotReadCountAgainstAndFor) {
    const hive_account in(prod(R"("not_crawled": ["group:g"],
        "grants": [["user:al", "hms:prod", ["SELECT", "USAGE"]], ["group:g", "hms:prod", ["MODIFY", "USAGE"]]],
        "denies": [["group:g", "hms:prod", ["SELECT"]]])"));
    EXPECT_EQ(in.can("user:al", "SELECT", "htable:prod:sales.orders"), unknown);
    EXPECT_EQ(in.can("user:bo", "SELECT", "htable:prod:sales.orders"), no);
    EXPECT_EQ(in.can("user:bo", "INSERT", "htable:prod:sales.orders"), unknown);
}

TEST(Hive, OnlyItsOwnWorkspaceReaches) {
    const hive_account in(R"({"assign": [["group:account users", "ws:prod", "USER"], ["user:al", "ws:dev", "USER"]],
        "grants": [["user:al", "hms:prod", ["ALL_PRIVILEGES"]], ["builtin:dev:users", "hms:prod", ["MODIFY", "USAGE"]]],
        "attrs": {"htable:prod:sales.orders": {}}})");
    auto what = in.asks("SELECT");
    const auto table = in.id("htable:prod:sales.orders");
    EXPECT_THAT(in.graph.can(in.id("user:al"), what, table).workspaces,
                ElementsAre(workspace_verdict{in.id("ws:prod"), yes}));
    what.from = {in.id("ws:dev")};
    const auto elsewhere = in.graph.can(in.id("user:al"), what, table);
    EXPECT_EQ(elsewhere.how, no);
    ASSERT_THAT(elsewhere.missing, SizeIs(1));
    EXPECT_EQ(elsewhere.missing[0].rule, "T6");
}

TEST(Hive, LocalGroupsCountAndThoseInThem) {
    const hive_account in(
        R"({"members": [["user:dan", "wgroup:prod:legacy"], ["builtin:prod:admins", "wgroup:prod:ops"],
                                     ["user:dan", "wgroup:dev:legacy"]],
        "assign": [["group:account users", "ws:prod", "USER"], ["user:root", "ws:prod", "ADMIN"]],
        "grants": [["wgroup:prod:legacy", "hms:prod", ["SELECT", "USAGE"]], ["wgroup:dev:legacy", "hms:prod", ["MODIFY"]]],
        "denies": [["wgroup:prod:ops", "hms:prod", ["SELECT"]]],
        "attrs": {"htable:prod:sales.orders": {}, "user:zoe": {}}})");
    EXPECT_EQ(in.can("user:dan", "SELECT", "htable:prod:sales.orders"), yes);
    EXPECT_EQ(in.can("user:dan", "INSERT", "htable:prod:sales.orders"), no) << "a group of another workspace";
    EXPECT_EQ(in.can("user:zoe", "SELECT", "htable:prod:sales.orders"), no);
    EXPECT_EQ(in.can("user:root", "SELECT", "htable:prod:sales.orders", "hive_deny_admin = deny wins"), no)
        << "denied as one of the admins in a local group";
}

TEST(Hive, NothingReachesAnyFileFromTheTree) {
    const hive_account in(prod(R"("owners": [["user:cat", "hms:prod"]],
        "grants": [["user:al", "hms:prod", ["ALL_PRIVILEGES"]], ["user:bo", "anyfile:prod", ["SELECT"]],
                   ["user:mo", "anyfile:prod", ["MODIFY"]]])"));
    EXPECT_EQ(in.can("user:al", "SELECT", "anyfile:prod"), no);
    EXPECT_EQ(in.can("user:cat", "SELECT", "anyfile:prod"), no);
    EXPECT_EQ(in.can("user:bo", "READ PATH", "anyfile:prod"), yes);
    EXPECT_EQ(in.can("user:bo", "WRITE PATH", "anyfile:prod"), no);
    EXPECT_EQ(in.can("user:bo", "GRANT", "anyfile:prod"), no);
    EXPECT_EQ(in.can("user:mo", "GRANT", "anyfile:prod"), yes) << "H7";
    EXPECT_EQ(in.can("user:al", "SELECT", "anonfunction:prod"), no);
    EXPECT_EQ(in.can("user:root", "SELECT", "anonfunction:prod"), yes);
}

TEST(Hive, OperationsAskWhatTheirRuntimeAsked) {
    const hive_account in(prod(R"("owners": [["user:olga", "htable:prod:sales.orders"]],
        "grants": [["user:al", "hschema:prod:sales", ["MODIFY", "USAGE"]], ["user:olga", "hms:prod", ["USAGE"]],
                   ["user:bo", "hschema:prod:sales", ["MODIFY", "SELECT", "USAGE", "CREATE", "READ_METADATA"]]])"));
    const std::string table = "htable:prod:sales.orders";
    struct row {
        const char* who;
        const char* what;
        verdict current, matrix, old;
    };
    for (const auto& [who, what, current, matrix, old] : std::vector<row>{{"user:al", "UPDATE", yes, no, no},
                                                                          {"user:bo", "UPDATE", yes, yes, yes},
                                                                          {"user:al", "INSERT", yes, yes, yes},
                                                                          {"user:al", "DROP TABLE", no, yes, yes},
                                                                          {"user:olga", "DROP TABLE", yes, yes, yes},
                                                                          {"user:al", "ALTER TABLE", no, yes, yes},
                                                                          {"user:al", "ADD PARTITION", yes, yes, yes},
                                                                          {"user:olga", "MSCK", yes, no, no},
                                                                          {"user:root", "MSCK", yes, yes, yes},
                                                                          {"user:bo", "DESCRIBE", yes, yes, yes},
                                                                          {"user:al", "DESCRIBE", no, no, no},
                                                                          {"user:olga", "DENY", yes, yes, no},
                                                                          {"user:root", "DENY", yes, yes, no}}) {
        EXPECT_EQ(in.can(who, what, table), current) << who << ' ' << what;
        EXPECT_EQ(in.can(who, what, table, "hive_matrix"), matrix) << who << ' ' << what;
        EXPECT_EQ(in.can(who, what, table, "hive_3_1"), old) << who << ' ' << what;
    }
    EXPECT_EQ(in.can("user:bo", "CREATE TABLE", "hschema:prod:sales"), yes);
    EXPECT_EQ(in.can("user:bo", "CREATE FUNCTION", "hschema:prod:sales"), no);
    EXPECT_EQ(in.can("user:bo", "CREATE SCHEMA", "hms:prod"), no);
    EXPECT_EQ(in.can("user:al", "DROP TABLE", table, "widest"), yes);
    EXPECT_EQ(in.can("user:olga", "MSCK", table, "narrowest"), no);
}

TEST(Hive, ViewsAskForBasesOfOtherOwners) {
    const hive_account in(prod(R"("owners": [["user:vic", "htable:prod:sales.v"], ["user:vic", "htable:prod:sales.own"],
                                        ["user:olga", "htable:prod:sales.other"]],
        "links": [["READS", "htable:prod:sales.v", "htable:prod:sales.own"],
                  ["READS", "htable:prod:sales.v2", "htable:prod:sales.v"],
                  ["READS", "htable:prod:sales.w", "htable:prod:sales.other"]],
        "grants": [["user:al", "hschema:prod:sales", ["USAGE"]], ["user:al", "htable:prod:sales.v", ["SELECT"]],
                   ["user:al", "htable:prod:sales.w", ["SELECT"]], ["user:bo", "hschema:prod:sales", ["USAGE"]],
                   ["user:bo", "htable:prod:sales.w", ["SELECT"]], ["user:bo", "htable:prod:sales.other", ["SELECT"]]])"));
    EXPECT_EQ(in.can("user:al", "SELECT", "htable:prod:sales.v"), yes) << "one owner all the way";
    EXPECT_EQ(in.can("user:al", "SELECT", "htable:prod:sales.w"), no) << "a view without an owner";
    EXPECT_EQ(in.can("user:bo", "SELECT", "htable:prod:sales.w"), yes);
    EXPECT_EQ(in.can("user:al", "SELECT", "htable:prod:sales.w", "hive_view_chain = off"), yes);
    EXPECT_EQ(in.can("user:root", "SELECT", "htable:prod:sales.w"), yes);
    EXPECT_EQ(in.can("user:al", "INSERT", "htable:prod:sales.v"), no) << "MODIFY does not exist on views";
}

TEST(Hive, ViewsReadUnityCatalogByItsOwnRules) { // H11: an owner in common says nothing there
    const hive_account in(prod(R"("owners": [["user:own", "htable:prod:sales.v"], ["user:own", "table:main.s.t"]],
        "grants": [["user:al", "htable:prod:sales.v", ["SELECT"]], ["user:bo", "htable:prod:sales.v", ["SELECT"]],
                   ["group:account users", "hms:prod", ["USAGE"]],
                   ["user:bo", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "links": [["READS", "htable:prod:sales.v", "table:main.s.t"]])"));
    EXPECT_EQ(in.can("user:al", "SELECT", "htable:prod:sales.v"), no);
    EXPECT_EQ(in.can("user:bo", "SELECT", "htable:prod:sales.v"), yes);
}

TEST(Hive, WhoeverModifiesAnyFileGrantsOnItAndNoMore) { // H7, H10
    const hive_account in(
        prod(R"("grants": [["user:al", "anyfile:prod", ["MODIFY"]], ["user:bo", "anyfile:prod", ["SELECT"]]])"));
    EXPECT_EQ(in.can("user:al", "GRANT", "anyfile:prod"), yes);
    EXPECT_EQ(in.can("user:bo", "GRANT", "anyfile:prod"), no);
    for (const auto* word : {"SET OWNER", "DENY"}) EXPECT_EQ(in.can("user:al", word, "anyfile:prod"), no) << word;
    EXPECT_EQ(in.can("user:root", "DENY", "anyfile:prod"), yes);
}

TEST(Hive, ReverseAndForwardSayTheSame) {
    const hive_account in(prod(R"("members": [["user:al", "group:g"], ["user:bo", "group:g"], ["user:bo", "group:not"]],
        "grants": [["group:g", "hms:prod", ["SELECT", "USAGE"]]], "denies": [["group:not", "hschema:prod:sales", ["SELECT"]]])"));
    const std::vector kinds{node_kind::user};
    const auto rows = in.graph.who(in.asks("SELECT"), in.id("htable:prod:sales.orders"), kinds).rows;
    std::vector<node_id> who;
    for (const auto& row : rows) who.push_back(row.principal);
    EXPECT_THAT(who, testing::UnorderedElementsAre(in.id("user:al"), in.id("user:root")));
    for (const auto& [name, found] : {std::pair{"user:al", true}, {"user:bo", false}, {"user:root", true}}) {
        std::vector<node_id> what;
        for (const auto& row : in.graph.what(in.id(name), in.asks("SELECT"), {}, no_node).rows)
            what.push_back(row.resource);
        const auto table = in.id("htable:prod:sales.orders");
        EXPECT_EQ(std::ranges::find(what, table) != what.end(), found) << name;
    }
}

TEST(Hive, ExplainsAdminsDenialsAndUsage) {
    const hive_account in(prod(R"("members": [["user:al", "group:g"]],
        "grants": [["user:al", "hms:prod", ["SELECT", "USAGE"]]], "denies": [["group:g", "hms:prod", ["SELECT"]]])"));
    const auto table = in.id("htable:prod:sales.orders");
    const auto denied = in.graph.explain(in.id("user:al"), in.asks("SELECT"), table);
    const auto at = std::ranges::find(denied.prerequisites, missing_part::what::denial,
                                      [](const prerequisite& one) { return one.what.kind; });
    ASSERT_NE(at, denied.prerequisites.end());
    ASSERT_THAT(at->witnesses, SizeIs(1));
    EXPECT_EQ(at->witnesses[0].back().kind, witness_step::what::denial);
    ASSERT_THAT(denied.additions, Not(IsEmpty()));
    EXPECT_EQ(denied.additions[0][0].kind, missing_part::what::denial);
    EXPECT_EQ(denied.additions.back()[0].kind, missing_part::what::workspace_admin) << "the farthest way";
    const auto admin = in.graph.explain(in.id("user:root"), in.asks("SELECT"), table);
    EXPECT_EQ(admin.answer.how, yes);
    EXPECT_THAT(in.graph.rules_behind(in.id("user:root"), in.asks("SELECT"), table), Contains("H6"));
    EXPECT_THAT(in.graph.via(in.id("user:root"), in.asks("SELECT"), table),
                ElementsAre(via_item{via_item::how::workspace_admin, in.id("ws:prod")}));
}

} // namespace
} // namespace canreach::graph
