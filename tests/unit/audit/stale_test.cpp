#include <gtest/gtest.h>

#include <string>

#include "audit/audits.hpp"
#include "audit/last_uses.hpp"
#include "audit/stale.hpp"
#include "test_account.hpp"
#include "told_uses.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;
using test::told;

constexpr auto used_world = R"({
    "members": [["user:ann", "group:team"], ["user:bob", "group:team"], ["user:cid", "group:idle"]],
    "assign": [["group:team", "ws:prod", "USER"]],
    "grants": [["group:team", "schema:main.sales", ["SELECT"]], ["group:idle", "catalog:main", ["USE_CATALOG"]],
               ["user:ann", "table:main.sales.orders", ["MODIFY"]], ["user:cid", "table:main.sales.orders", ["SELECT"]]],
    "attrs": {"table:main.sales.old": {}}})";

class Stale : public testing::Test {
protected:
    dossier audited(activity_source& uses, std::uint32_t days, std::optional<std::string_view> principal = {}) {
        auto view = in_.view();
        return audit_stale(view, in_.source(), uses, {days, principal}).value();
    }
    test_account in_{used_world};
};

TEST_F(Stale, TellsWhoDidNothingAndWhatTheyHold) {
    told uses(in_);
    uses.window(false, 90).use("user:ann", "2026-11-19T08:00:00.000Z").use("user:bob", "2026-09-01T08:00:00.000Z");
    const auto made = audited(uses, 30);
    EXPECT_EQ(shown(made, "principals"), "user | bob | 0 | 1 | 0 | 2026-09-01T08:00:00.000Z | bob | 80 | yes\n"
                                         "user | cid | 1 | 1 | 0 |  |  |  | yes\n");
    // One holder who acts keeps a group's grant; ann's own is in use as well.
    EXPECT_EQ(shown(made, "grants"), "user | cid | table | main.sales.orders | SELECT | 1 |  |  |  | yes\n"
                                     "group | idle | catalog | main | USE CATALOG | 1 |  |  |  | yes\n");
}

TEST_F(Stale, CountsFromTheDayThatWasReadAndIncludesTheLastOne) {
    struct row {
        const char* when;
        const char* expected;
    };
    for (const auto& [when, expected] :
         {row{"2026-10-21T00:00:00.000Z", ""}, // 30 days before the 20th of November
          row{"2026-10-20T23:59:59.999Z", "user | bob | 0 | 1 | 0 | 2026-10-20T23:59:59.999Z | bob | 31 | yes\n"},
          row{"2026-11-25 10:00:00", ""}, // later than the reading: no less a use
          row{"yesterday", "user | bob | 0 | 1 | 0 | yesterday | bob |  | unknown\n"}}) {
        told uses(in_);
        uses.window(false, 30).use("user:ann", "2026-11-19").use("user:cid", "2026-11-19").use("user:bob", when);
        EXPECT_EQ(shown(audited(uses, 30), "principals"), expected) << when;
    }
}

TEST_F(Stale, NeverCallsStaleWhatWasNotRead) {
    told nothing(in_);
    const auto unread = audited(nothing, 30);
    EXPECT_EQ(shown(unread, "principals"), "user | ann | 1 | 1 | 0 |  |  |  | unknown\n"
                                           "user | bob | 0 | 1 | 0 |  |  |  | unknown\n"
                                           "user | cid | 1 | 1 | 0 |  |  |  | unknown\n");
    for (const auto& one : unread.sections) EXPECT_NE(one.title.find("not known whether"), std::string::npos);
    ASSERT_FALSE(unread.coverage().empty());
    EXPECT_EQ(unread.coverage().front().reason, "not asked for: crawl --activity 30");

    told short_window(in_);
    short_window.window(false, 30).use("user:ann", "2026-11-19");
    const auto more = audited(short_window, 90);
    EXPECT_EQ(shown(more, "principals"), "user | bob | 0 | 1 | 0 |  |  |  | unknown\n"
                                         "user | cid | 1 | 1 | 0 |  |  |  | unknown\n");
    EXPECT_EQ(more.coverage().front().reason, "of 90 days only 30 were read: crawl --activity 90");
    // Tables are another reading.
    EXPECT_EQ(shown(audited(short_window, 30), "data_grants"),
              "user | ann | table | main.sales.orders | MODIFY | 1 |  |  |  | unknown\n"
              "user | cid | table | main.sales.orders | SELECT | 1 |  |  |  | unknown\n"
              "group | team | schema | main.sales | SELECT | 2 |  |  |  | unknown\n");
}

TEST_F(Stale, JudgesDataByLineage) {
    told uses(in_);
    uses.window(false, 90)
        .window(true, 90)
        .use("user:ann", "2026-11-19")
        .use("user:cid", "2026-11-19")
        .use("user:bob", "2026-11-18", "table:main.sales.orders")
        .use("user:ann", "2026-01-01", "table:main.sales.old");
    // bob's use of a table keeps the group's grant on the schema; whoever did other things keeps none on data.
    EXPECT_EQ(shown(audited(uses, 30), "data_grants"),
              "user | ann | table | main.sales.orders | MODIFY | 1 |  |  |  | yes\n"
              "user | cid | table | main.sales.orders | SELECT | 1 |  |  |  | yes\n");
    EXPECT_EQ(shown(audited(uses, 30), "principals"), "");
}

TEST_F(Stale, ListsTheTablesOfOnePrincipal) {
    test_account in(R"({"assign": [["user:ann", "ws:prod", "USER"]],
        "grants": [["user:ann", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "attrs": {"table:main.s.a": {}, "table:main.s.b": {}, "table:main.s.c": {}}})");
    told uses(in);
    uses.window(false, 60)
        .window(true, 60)
        .use("user:ann", "2026-11-19", "table:main.s.a")
        .use("user:ann", "2026-09-25", "table:main.s.b");
    auto view = in.view();
    const auto made = audit_stale(view, in.source(), uses, {30, "ann"}).value();
    EXPECT_EQ(made.subject, "user ann");
    EXPECT_EQ(shown(made, "tables"),
              "table | main.s.b | 2026-09-25 | ann | 56 | yes\ntable | main.s.c |  |  |  | yes\n");
    EXPECT_EQ(shown(made, "data_grants"), "") << "the catalog was used";
}

TEST_F(Stale, OfAGroupShowsItsMembersOwnGrants) {
    told uses(in_);
    uses.window(false, 90).window(true, 90);
    const auto made = audited(uses, 30, "team");
    EXPECT_EQ(shown(made, "grants"), "group | team | schema | main.sales | SELECT | 2 |  |  |  | yes\n"
                                     "user | ann | table | main.sales.orders | MODIFY | 1 |  |  |  | yes\n");
}

TEST_F(Stale, StandsInTheAuditOfAGroupWhereAskedFor) {
    told uses(in_);
    uses.window(false, 90).use("user:ann", "2026-11-19T08:00:00.000Z");
    auto view = in_.view();
    auto made = audit_group(view, "idle").value();
    ASSERT_TRUE(add_stale_grants(view, in_.source(), uses, {30, "idle"}, made));
    EXPECT_EQ(shown(made, "stale_grants"), shown(audited(uses, 30, "idle"), "grants"));
    EXPECT_NE(shown(made, "stale_grants").find("USE CATALOG"), std::string::npos);
    EXPECT_NE(shown(made, "stale_data_grants"), "no section");
    EXPECT_EQ(shown(made, "tables"), "no section");
}

TEST_F(Stale, MembersThatWereNotReadMayHaveActed) {
    test_account in(R"({"assign": [["group:g", "ws:prod", "USER"]], "grants": [["group:g", "catalog:main", ["SELECT"]]],
        "not_crawled": ["group:g"]})");
    told uses(in);
    uses.window(false, 90).window(true, 90);
    auto view = in.view();
    const auto made = audit_stale(view, in.source(), uses, {30, {}}).value();
    EXPECT_EQ(shown(made, "grants"), "group | g | catalog | main | SELECT | 0 |  |  |  | unknown\n");
    EXPECT_FALSE(made.coverage().empty());
}

TEST_F(Stale, WaitsForEveryMetastoreThatOneCanActIn) {
    for (const auto* attached : {"true", "false"}) {
        const bool both = std::string(attached) == "true";
        test_account in(std::string(R"({"attach": [["ws:prod", "metastore:m1"])") +
                        (both ? R"(, ["ws:far", "metastore:m2"])" : "") +
                        R"(], "attrs": {"metastore:m2": {}}, "grants": [["user:ann", "catalog:main", ["SELECT"]]]})");
        told uses(in);
        uses.window(false, 90);
        auto view = in.view();
        const auto made = audit_stale(view, in.source(), uses, {30, {}}).value();
        EXPECT_EQ(shown(made, "principals"),
                  std::string("user | ann | 1 | 0 | 0 |  |  |  | ") + (both ? "unknown\n" : "yes\n"));
    }
}

TEST(DayNumber, ReadsTheBeginningOfATime) {
    EXPECT_EQ(day_number("1970-01-02"), 1);
    EXPECT_EQ(day_number("2026-11-20T08:15:00.000Z").value() - day_number("2026-10-21 00:00").value(), 30);
    for (const auto* wrong : {"", "2026-11", "2026-02-30", "20261120T00", "2026-1x-01", "-026-01-01"})
        EXPECT_EQ(day_number(wrong), std::nullopt) << wrong;
}

} // namespace
} // namespace canreach::audit
