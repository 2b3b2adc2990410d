#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_source.hpp"
#include "world_account.hpp"

namespace canreach::graph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

struct asked_account {
    explicit asked_account(std::string_view text)
        : world(simulator::parse_world(text).value()),
          source(support::memory_source::from(world.facts, world.gaps).value()),
          graph(access_graph::build(source).value()) {}
    node_id id(const std::string& name) const { return source.id_of(world.keys.at(name)); }
    request asks(std::string_view word, mode how = mode::effective) const {
        request what;
        what.how = how;
        for (const auto& entry : action_words(source.privileges()))
            if (entry.spelling == word) what.actions = {meaning_of(entry, how)};
        return what;
    }
    simulator::world world;
    support::memory_source source;
    access_graph graph;
};

constexpr auto sales = R"({
    "members": [["user:alice", "group:a"], ["user:alice", "group:b"], ["group:a", "group:top"], ["group:b", "group:top"]],
    "assign": [["group:account users", "ws:prod", "USER"]],
    "owners": [["user:olga", "table:main.sales.orders"]],
    "grants": [["group:top", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
    "workspaces": ["ws:dev"]
})";

TEST(AccessGraph, ListsEveryMinimalWitness) {
    const asked_account in(sales);
    const auto told = in.graph.explain(in.id("user:alice"), in.asks("SELECT"), in.id("table:main.sales.orders"));
    EXPECT_EQ(told.answer.how, verdict::yes);
    ASSERT_THAT(told.prerequisites, SizeIs(3));
    EXPECT_THAT(told.prerequisites[0].witnesses, SizeIs(2)); // by group a and by group b
    EXPECT_THAT(told.prerequisites[0].witnesses[0], SizeIs(3));
    ASSERT_THAT(told.workspaces, SizeIs(1));
    EXPECT_EQ(told.workspaces[0].second.front().front().kind, witness_step::what::built_in);
    EXPECT_THAT(told.additions, IsEmpty());
}

TEST(AccessGraph, ExplainsAdministratorsThroughEverybody) {
    // `account users` lies in a group that lies in the workspace's own group `admins`.
    const asked_account in(R"({"members": [["group:account users", "group:g"], ["group:g", "builtin:prod:admins"]],
                         "grants": [["user:al", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
                         "attrs": {"table:main.sales.t": {}}})");
    const auto told = in.graph.explain(in.id("user:al"), in.asks("SELECT"), in.id("table:main.sales.t"));
    EXPECT_EQ(told.answer.how, verdict::yes);
    ASSERT_THAT(told.workspaces, SizeIs(1));
    ASSERT_THAT(told.workspaces[0].second, SizeIs(1));
    EXPECT_THAT(told.workspaces[0].second[0], SizeIs(4)); // account users, g, admins, the workspace
}

TEST(AccessGraph, ExplainsFromAWorkspaceThatIsSure) {
    // From dev it holds if al is in g, whose members are unread; from prod it holds through the group of its users.
    const asked_account in(R"({"not_crawled": ["group:g"],
                         "assign": [["group:g", "ws:dev", "USER"], ["user:al", "ws:prod", "USER"]],
                         "grants": [["group:g", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                                    ["builtin:prod:users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
                         "attrs": {"table:main.sales.t": {}}})");
    const auto told = in.graph.explain(in.id("user:al"), in.asks("SELECT"), in.id("table:main.sales.t"));
    EXPECT_EQ(told.answer.how, verdict::yes);
    ASSERT_THAT(told.answer.workspaces, SizeIs(2));
    EXPECT_EQ(told.answer.workspaces[0].how, verdict::unknown);
    for (const auto& part : told.prerequisites) {
        EXPECT_EQ(part.how, verdict::yes);
        EXPECT_THAT(part.witnesses, SizeIs(1));
    }
}

TEST(AccessGraph, SaysByWhichWay) {
    const asked_account in(sales);
    const auto orders = in.id("table:main.sales.orders");
    EXPECT_THAT(in.graph.via(in.id("user:alice"), in.asks("SELECT"), orders),
                ElementsAre(via_item{via_item::how::group, in.id("group:top")}));
    EXPECT_THAT(in.graph.via(in.id("user:olga"), in.asks("SELECT", mode::granted), orders),
                ElementsAre(via_item{via_item::how::owner, in.id("user:olga")}));
}

TEST(AccessGraph, OffersTheNearestAdditionsFirst) {
    const asked_account in(sales);
    const auto told = in.graph.explain(in.id("user:olga"), in.asks("DROP TABLE"), in.id("table:main.sales.orders"));
    EXPECT_EQ(told.answer.how, verdict::no);
    ASSERT_FALSE(told.additions.empty());
    EXPECT_THAT(told.additions.front(), SizeIs(1));
}

TEST(AccessGraph, WalksTheTree) {
    const asked_account in(sales);
    const auto schema = in.id("schema:main.sales");
    EXPECT_EQ(in.graph.parent_of(in.id("table:main.sales.orders")), schema);
    EXPECT_THAT(in.graph.children_of(schema), ElementsAre(in.id("table:main.sales.orders")));
    EXPECT_THAT(in.graph.descendants_of(in.id("catalog:main")), ElementsAre(schema, in.id("table:main.sales.orders")));
    EXPECT_THAT(in.graph.owners_of(in.id("table:main.sales.orders")), ElementsAre(in.id("user:olga")));
    EXPECT_THAT(in.graph.nodes_of_kind(node_kind::catalog), ElementsAre(in.id("catalog:main")));
}

TEST(AccessGraph, FindsShortestMembershipChains) {
    const asked_account in(sales);
    EXPECT_THAT(in.graph.membership_chain(in.id("user:alice"), in.id("group:top")), SizeIs(3));
    EXPECT_THAT(in.graph.membership_chain(in.id("user:olga"), in.id("group:top")), IsEmpty());
}

TEST(AccessGraph, ListsMembersThroughBuiltInGroups) {
    const small_account in(R"("members": [["group:account users", "group:all"], ["group:all", "group:top"],
                                          ["user:al", "group:few"], ["builtin:prod:users", "wgroup:prod:local"]])");
    const auto names = [&](const who_answer& answer) {
        std::vector<std::string> all;
        for (const auto& row : answer.rows) all.push_back(in.name(row.principal));
        return all;
    };
    EXPECT_THAT(names(in.graph.members_of(in.id("group:top"), false)), ElementsAre("user:al"));
    EXPECT_THAT(names(in.graph.members_of(in.id("wgroup:prod:local"), false)), ElementsAre("user:al"));
    EXPECT_THAT(names(in.graph.groups_of(in.id("user:al"), false)),
                UnorderedElementsAre("group:all", "group:few", "group:top"));
    EXPECT_THAT(names(in.graph.groups_of(in.id("user:al"), true)), ElementsAre("group:few"));
    EXPECT_THAT(in.graph.membership_chain(in.id("user:al"), in.id("group:top")), SizeIs(4));
    EXPECT_THAT(in.graph.membership_chain(in.id("group:few"), in.id("group:top")), IsEmpty());
}

TEST(AccessGraph, ListsWorkspacesByWay) {
    const asked_account in(sales);
    const auto olga = in.id("user:olga");
    EXPECT_THAT(in.graph.workspaces_of(olga, false).rows, SizeIs(1));
    EXPECT_THAT(in.graph.workspaces_of(olga, true).rows, IsEmpty());
}

TEST(AccessGraph, UnreadListsOfObjectsMakeNobodyAMember) {
    auto text = simulator::parse_world(sales).value();
    const auto asked = [&](std::string family) {
        auto gaps = text.gaps;
        gaps.push_back({text.keys.at("ws:dev"), node_part::children, outcome::refused, std::move(family), "403"});
        auto source = support::memory_source::from(text.facts, gaps).value();
        const auto olga = source.id_of(text.keys.at("user:olga"));
        return access_graph::build(source).value().workspaces_of(olga, false);
    };
    const auto jobs = asked("jobs"); // who is in dev does not depend on them
    EXPECT_THAT(jobs.rows, SizeIs(1));
    EXPECT_THAT(jobs.gaps, IsEmpty());
    for (const auto* family : {"workspace-groups", ""}) { // anybody may be in an unlisted group that is in `admins`
        SCOPED_TRACE(family);
        const auto groups = asked(family);
        ASSERT_THAT(groups.rows, SizeIs(2));
        EXPECT_EQ(std::ranges::count(groups.rows, verdict::unknown, &workspace_verdict::how), 1);
        EXPECT_THAT(groups.gaps, ElementsAre(0U));
    }
}

TEST(AccessGraph, UnknownRowsOfListingsNameTheirGaps) {
    auto text = simulator::parse_world(R"({"members": [["user:al", "group:g"]], 
                                           "assign": [["group:g", "ws:prod", "USER"], ["user:al", "ws:dev", "USER"]]})")
                    .value();
    text.gaps.push_back({text.keys.at("ws:dev"), node_part::children, outcome::skipped, "workspace-groups", "stopped"});
    text.gaps.push_back({text.keys.at("group:g"), node_part::members, outcome::refused, "group-members", "403"});
    text.gaps.push_back({text.keys.at("group:g"), node_part::members, outcome::refused, "group-members", "403"});
    auto source = support::memory_source::from(text.facts, text.gaps).value();
    const auto graph = access_graph::build(source).value();
    ASSERT_THAT(graph.gaps(), SizeIs(2)); // each once
    const auto gap_of = [&](node_part part) {
        return static_cast<gap_index>(std::ranges::find(graph.gaps(), part, &source_gap::part) - graph.gaps().begin());
    };
    for (const bool direct : {false, true}) {
        SCOPED_TRACE(direct);
        const auto spaces = graph.workspaces_of(source.id_of(text.keys.at("group:g")), direct);
        EXPECT_EQ(std::ranges::count(spaces.rows, verdict::unknown, &workspace_verdict::how), 1);
        EXPECT_THAT(spaces.gaps, testing::Contains(gap_of(node_part::children)));
    }
    // Who is in `users` of prod hangs on who is in g.
    for (const auto& [group, meaning] : std::initializer_list<std::pair<node_key, node_part>>{
             {{node_kind::group, text.keys.at("ws:prod").id, std::string(workspace_users_id)}, node_part::members},
             {{node_kind::group, text.keys.at("ws:dev").id, std::string(workspace_users_id)}, node_part::children}}) {
        SCOPED_TRACE(to_string(group));
        EXPECT_THAT(graph.members_of(source.id_of(group), false).gaps, testing::Contains(gap_of(meaning)));
    }
}

TEST(AccessGraph, WhoDoesNotExistIsNoAccountUser) {
    auto text = simulator::parse_world(R"({"members": [["user:gone", "group:g"], ["user:al", "group:g"]],
                                           "roles": [["user:al", "account", "account.admin"]],
                                           "grants": [["group:account users", "table:main.s.u", ["SELECT"]],
                                                      ["user:gone", "table:main.s.t", ["SELECT"]]]})")
                    .value();
    const auto gone = text.keys.at("user:gone");
    std::erase_if(text.facts, [&](const fact& one) {
        const auto* node = std::get_if<node_fact>(&one);
        return node != nullptr && node->key == gone;
    });
    const auto names_of = [&](const std::vector<coverage_gap>& gaps, auto ask) {
        auto source = support::memory_source::from(text.facts, gaps).value();
        const auto graph = access_graph::build(source).value();
        const who_answer answer = ask(source, graph);
        std::vector<std::string> names;
        for (const auto& row : answer.rows) names.push_back(source.key_of(row.principal).id);
        return names;
    };
    const auto members = [&](const std::string& of, bool direct) {
        return [&text, of, direct](support::memory_source& source, const access_graph& graph) {
            const node_key everybody{node_kind::group, {}, std::string(account_users_id)};
            return graph.members_of(source.id_of(of.empty() ? everybody : text.keys.at(of)), direct);
        };
    };
    const auto holders = [&](support::memory_source& source, const access_graph& graph) {
        request what;
        what.how = mode::granted;
        what.actions = {{action::form::privilege, static_cast<std::uint16_t>(privilege::select)}};
        const std::vector kinds{node_kind::user};
        return graph.who(what, source.id_of(text.keys.at("table:main.s.u")), kinds);
    };
    const auto al = text.keys.at("user:al").id;
    EXPECT_THAT(names_of({}, members("", false)), ElementsAre(al));
    EXPECT_THAT(names_of({}, members("group:g", false)), SizeIs(2)); // as it is stored
    EXPECT_THAT(names_of({}, holders), SizeIs(2));                   // GRANTED asks for no existence
    // It may only not have been listed.
    const coverage_gap cut_short{text.keys.at("account"), node_part::children, outcome::limited, "account-users",
                                 "403"};
    EXPECT_THAT(names_of({cut_short}, members("", false)), ElementsAre(al));
    auto source = support::memory_source::from(text.facts, std::vector{cut_short}).value();
    EXPECT_THAT(members("", false)(source, access_graph::build(source).value()).gaps, SizeIs(1));
}

TEST(AccessGraph, NoActMakesAViewWorkForItsOwner) { // V1: whatever whoever controls the view grants itself
    const auto with_view = [](std::string_view of_the_owner) {
        return asked_account(
            R"({"assign": [["user:sam", "ws:prod", "USER"], ["user:ada", "ws:prod", "USER"]],
                "owners": [["user:sam", "catalog:main"], ["user:olga", "view:main.s.v"], ["user:ada", "metastore:m1"]],
                "grants": [)" +
            std::string(of_the_owner) + R"(["user:olga", "catalog:other", ["USE_CATALOG", "USE_SCHEMA"]]],
                "links": [["READS", "view:main.s.v", "table:other.s.x"]]})");
    };
    constexpr std::array people{node_kind::user};
    constexpr std::array tables{node_kind::table};
    const auto works = with_view(R"(["user:olga", "catalog:other", ["SELECT"]], )");
    const auto broken = with_view("");
    for (const auto* in : {&works, &broken}) {
        const bool yes = in == &works;
        const auto asked = in->asks("SELECT", mode::escalatable);
        const auto view = in->id("view:main.s.v");
        EXPECT_EQ(in->graph.can(in->id("user:sam"), asked, view).how, yes ? verdict::yes : verdict::no);
        EXPECT_EQ(in->graph.decide(in->id("user:sam"), asked, view).hops, yes ? 1U : 0U);
        EXPECT_THAT(in->graph.who(asked, view, people).rows, SizeIs(yes ? 2 : 0));
        const auto count = in->graph.count_who(asked, view, people);
        EXPECT_EQ(count.surely, yes ? 2U : 0U);
        EXPECT_EQ(count.unknown, 0U);
        const auto listed = in->graph.what(in->id("user:ada"), asked, tables, no_node).rows;
        EXPECT_EQ(std::ranges::count(listed, view, &resource_row::resource), yes ? 1 : 0);
        EXPECT_THAT(in->graph.how(in->id("user:sam"), asked, view).chains, SizeIs(yes ? 1 : 0));
    }
}

TEST(AccessGraph, FindsHoldersOfManyGrantsAsThoseOfFew) {
    // A schema with grants to hundreds, found once for all of its tables: persons, groups within groups, one whose
    // members were not read, everybody on some tables, and one privilege after the other.
    constexpr int count = 700;
    std::string members, grants;
    for (int i = 0; i < count; ++i) {
        if (i % 3 == 0) members += fmt::format(R"(["user:u{}", "group:g{}"], )", i, i / 3 % 40);
        const auto who = i % 2 == 0 ? fmt::format("user:u{}", i) : fmt::format("group:g{}", i);
        grants += fmt::format(R"(["{}", "schema:main.s", ["{}"]], )", who, i % 5 == 0 ? "SELECT" : "USE_SCHEMA");
    }
    const asked_account in(fmt::format(
        R"({{"members": [{}["group:g1", "group:g5"], ["group:g3", "group:g0"]], "not_crawled": ["group:g7"],
            "assign": [["group:account users", "ws:prod", "USER"]],
            "owners": [["user:u1", "table:main.s.a"], ["group:g2", "table:main.s.b"]],
            "grants": [{}["group:g0", "table:main.s.a", ["SELECT"]], ["builtin:prod:users", "table:main.s.b", ["SELECT"]],
                       ["group:account users", "catalog:main", ["USE_CATALOG"]]]}})",
        members, grants));
    constexpr std::array people{node_kind::user};
    const auto users = in.graph.nodes_of_kind(node_kind::user);
    for (int round = 0; round < 2; ++round)
        for (const auto* verb : {"SELECT", "MODIFY"})
            for (const auto* name : {"table:main.s.a", "table:main.s.b"}) {
                SCOPED_TRACE(fmt::format("{} {} {}", round, verb, name));
                const auto asked = in.asks(verb);
                const auto table = in.id(name);
                const auto listed = in.graph.who(asked, table, people);
                const auto counted = in.graph.count_who(asked, table, people);
                EXPECT_EQ(counted.surely + counted.unknown, listed.rows.size());
                EXPECT_EQ(counted.gaps, listed.gaps);
                auto next = listed.rows.begin();
                std::set<gap_index> gaps;
                for (const auto user : users) {
                    const auto one = in.graph.can(user, asked, table);
                    gaps.insert(one.gaps.begin(), one.gaps.end());
                    const bool told = next != listed.rows.end() && next->principal == user;
                    EXPECT_EQ(told ? next->how : verdict::no, one.how) << user.value;
                    if (told) ++next;
                }
                for (const auto gap : gaps) EXPECT_THAT(listed.gaps, testing::Contains(gap));
            }
}

TEST(AccessGraph, NamesWhatWasNotRead) {
    const asked_account in(R"({"assign": [["user:al", "ws:prod", "USER"]], "not_crawled": ["schema:main.sales"],
                         "grants": [["user:al", "catalog:main", ["USE_CATALOG"]],
                                    ["user:al", "table:main.sales.t", ["SELECT"]]]})");
    const auto answer = in.graph.can(in.id("user:al"), in.asks("SELECT"), in.id("table:main.sales.t"));
    EXPECT_EQ(answer.how, verdict::unknown);
    EXPECT_THAT(answer.gaps, ElementsAre(0U));
    const auto rules = in.graph.rules_behind(in.id("user:al"), in.asks("SELECT"), in.id("table:main.sales.t"));
    EXPECT_THAT(rules, testing::Contains("K1"));
    EXPECT_THAT(in.graph.gaps_within(in.id("catalog:main")), ElementsAre(0U));
}

TEST(AccessGraph, AnswersForNodesOfTheWrongKind) {
    const asked_account in(sales);
    const auto ws = in.id("ws:prod");
    EXPECT_EQ(in.graph.can(ws, in.asks("SELECT"), ws).how, verdict::no);
    EXPECT_EQ(in.graph.can(no_node, in.asks("SELECT"), no_node).how, verdict::no);
    EXPECT_THAT(in.graph.what(ws, in.asks("SELECT"), {}, no_node).rows, IsEmpty());
    EXPECT_THAT(in.graph.members_of(ws, false).rows, IsEmpty());
}

TEST(AccessGraph, TellsActionsOnce) {
    const asked_account in(sales);
    const auto found = in.graph.actions_on(in.id("user:alice"), {}, in.id("table:main.sales.orders"));
    std::vector<std::string> names;
    for (const auto& [what, how] : found) names.push_back(name_of(what, in.source.privileges()));
    EXPECT_THAT(names, ElementsAre("SELECT", "DESCRIBE"));
}

TEST(AccessGraph, ViewsAreAlikeOnlyWhereItDoesNotMatterWhatTheyRead) {
    const auto views = [](std::string_view of_the_owner, std::string_view more) {
        return asked_account(R"({"members": [["user:al", "group:g1"], ["user:al", "group:g2"]],
            "assign": [["group:account users", "ws:prod", "USER"]],
            "owners": [["user:olga", "view:main.s.v1"], ["user:olga", "view:main.s.v2"]],
            "grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
                       ["group:account users", "view:main.s.v1", ["SELECT"]],
                       ["group:account users", "view:main.s.v2", ["SELECT"]], )" +
                             std::string(of_the_owner) + R"(["group:g1", "table:main.s.x", ["SELECT"]],
                       ["group:g2", "table:main.s.y", ["SELECT"]]],
            "links": [["READS", "view:main.s.v1", "table:main.s.x"], ["READS", "view:main.s.v2", "table:main.s.y"]])" +
                             std::string(more) + "}");
    };
    const auto alike = [](const asked_account& in, std::string_view word) {
        const std::array both{in.id("view:main.s.v1"), in.id("view:main.s.v2")};
        return in.graph.alike(in.id("user:al"), in.asks(word), both);
    };
    const auto read = views(R"(["user:olga", "catalog:main", ["SELECT"]], )", "");
    EXPECT_THAT(alike(read, "SELECT"), ElementsAre(0, 0)) << "both work, for whoever reads them";
    EXPECT_THAT(alike(read, "CREATE VIEW"), ElementsAre(0, 1)) << "one's own SELECT on what is read counts";
    const auto unread = views("", R"(, "not_crawled": ["table:main.s.x", "table:main.s.y"])");
    EXPECT_THAT(alike(unread, "SELECT"), ElementsAre(0, 1)) << "another table is not read behind each";
}

} // namespace
} // namespace canreach::graph
