// What a crawl did not list may hold what nobody knows of: such answers are unknown, and name the listing (rule K1).
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "graph/access_graph.hpp"
#include "world_account.hpp"

namespace canreach::graph {
namespace {

using enum verdict;

/// `al` can read nothing of the table, `boss` can, and `etl` is a service principal in the workspace.
constexpr auto with_a_boss = R"(
    "grants": [["user:boss", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["sp:etl", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
    "attrs": {"table:main.s.t": {}, "user:al": {}})";

struct seen {
    verdict read = no;
    std::vector<std::string> families; ///< of the gaps that the answer names
};

seen asked(const small_account& in, const std::string& who, mode how) {
    const auto told = in.graph.can(in.id(who), in.asks("SELECT", how), in.id("table:main.s.t"));
    seen made{told.how, {}};
    for (const auto gap : told.gaps) made.families.push_back(in.graph.gaps()[gap].family);
    return made;
}

TEST(UnreadListings, OfWhatRunsAsOthersMayLeadToAnybodyInside) { // E8, E10, E19
    for (const auto* family : {"jobs", "pipelines", "apps"}) {
        SCOPED_TRACE(family);
        const small_account in(with_a_boss, {unread("ws:prod", node_part::children, family)});
        EXPECT_EQ(asked(in, "user:al", mode::effective).read, no);
        const auto escalated = asked(in, "user:al", mode::escalatable);
        EXPECT_EQ(escalated.read, unknown);
        EXPECT_EQ(escalated.families, std::vector<std::string>{family});
        // Apps run as service principals alone.
        std::vector<node_id> reached;
        for (const auto& row : in.graph.identities_from(in.id("user:al"), in.asks("SELECT", mode::escalatable)))
            reached.push_back(row.identity);
        EXPECT_EQ(std::ranges::count(reached, in.id("sp:etl")), 1);
        EXPECT_EQ(std::ranges::count(reached, in.id("user:boss")), std::string_view(family) == "apps" ? 0 : 1);
    }
    for (const auto* family : {"clusters", "queries", "workspace-groups"}) {
        const small_account in(with_a_boss, {unread("ws:prod", node_part::children, family)});
        const bool admins = std::string_view(family) == "workspace-groups"; // `admins` may hold anybody (T2, E11)
        EXPECT_EQ(asked(in, "user:al", mode::escalatable).read, admins ? unknown : no) << family;
    }
}

TEST(UnreadListings, OfTheTreeMayHoldCodeOfWhatIsKnown) { // E9
    const auto world = std::string(with_a_boss) + R"(, "links": [["RUN_AS", "job:prod:j", "user:boss"]])";
    const small_account in(world, {unread("ws:prod", node_part::children, "tree")});
    EXPECT_EQ(asked(in, "user:al", mode::escalatable).read, unknown);
    const small_account idle(with_a_boss, {unread("ws:prod", node_part::children, "tree")});
    EXPECT_EQ(asked(idle, "user:al", mode::escalatable).read, no) << "nothing runs there";
}

TEST(UnreadDefinitions, LeadThoseWhoMayEditToAnybodyInside) { // E8, E10
    for (const std::string thing : {"job:prod:j", "pipeline:prod:p"}) {
        SCOPED_TRACE(thing);
        const auto world = std::string(with_a_boss) + R"(, "acls": [["user:al", ")" + thing +
                           R"(", "CAN_MANAGE"], ["user:eve", ")" + thing + R"(", "CAN_VIEW"]])";
        const small_account in(world, {unread(thing, node_part::definition, "definition")});
        const auto escalated = asked(in, "user:al", mode::escalatable);
        EXPECT_EQ(escalated.read, unknown);
        EXPECT_EQ(escalated.families, std::vector<std::string>{"definition"});
        EXPECT_EQ(asked(in, "user:eve", mode::escalatable).read, no);
        EXPECT_EQ(asked(small_account(world), "user:al", mode::escalatable).read, no) << "read: as nobody else";
    }
}

TEST(UnreadListings, OfMembersOfAdminsMayHoldAnybody) { // T2, E11
    const small_account in(with_a_boss, {unread("ws:prod", node_part::members, "workspace-group-members")});
    EXPECT_EQ(in.can("user:al", "MANAGE", "ws:prod"), unknown);
    EXPECT_EQ(in.can("user:al", "SELECT", "table:main.s.t"), no);
    EXPECT_EQ(in.can("user:boss", "SELECT", "table:main.s.t"), yes);
    const auto escalated = asked(in, "user:al", mode::escalatable);
    EXPECT_EQ(escalated.read, unknown);
    EXPECT_EQ(escalated.families, std::vector<std::string>{"workspace-group-members"});
}

TEST(UnreadListings, OfComputeMayHoldSomethingToRunOn) { // T7
    for (const auto* family : {"clusters", "warehouses", "jobs"}) {
        SCOPED_TRACE(family);
        const small_account in(with_a_boss, {unread("ws:prod", node_part::children, family)});
        auto asks = in.asks("SELECT");
        asks.compute = true;
        const auto told = in.graph.can(in.id("user:boss"), asks, in.id("table:main.s.t"));
        EXPECT_EQ(told.how, std::string_view(family) == "jobs" ? no : unknown);
        EXPECT_EQ(told.gaps.size(), told.how == unknown ? 1U : 0U);
        EXPECT_EQ(in.graph.can(in.id("user:al"), asks, in.id("table:main.s.t")).how, no);
    }
}

} // namespace
} // namespace canreach::graph
