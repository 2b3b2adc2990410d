#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <map>
#include <set>
#include <sys/stat.h>

#include "storage/account_reader.hpp"
#include "storage/account_summary.hpp"
#include "storage/name_catalog.hpp"
#include "storage/sealing.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

/// Edges as text, by name: `alice@example.com > analysts`.
struct readable {
    std::vector<std::string> nodes;
    std::vector<std::string> members, owners, grants, bindings, links, policies, attributes, gaps;
};

std::string label(const node_description& node) {
    auto text =
        std::string{word_of(node.key.kind)} + ":" + (node.key.scope.empty() ? "" : node.key.scope + ":") + node.name;
    if (node.flags.has(node_flag::unresolved)) text += "?";
    return text;
}

readable read_all(const account_file& file) {
    readable all;
    auto names = name_catalog::open(file).value();
    account_reader facts{file};
    const auto of = [&](node_id id) { return all.nodes[id.value]; };
    EXPECT_TRUE(facts.visit_nodes(
        [&](const source_node& node) { all.nodes.push_back(label(names.describe(node.id).value())); }));
    EXPECT_TRUE(facts.visit_members(
        [&](const source_member& e) { all.members.push_back(of(e.member) + " > " + of(e.group)); }));
    EXPECT_TRUE(
        facts.visit_owners([&](const source_owner& e) { all.owners.push_back(of(e.owner) + " > " + of(e.resource)); }));
    EXPECT_TRUE(facts.visit_grants([&](const source_grant& e) {
        std::string bits;
        for (const auto& name : file.privileges().names_of(e.allow))
            bits += " " + (e.what == facet::unity ? name : "*");
        if (!e.deny.empty()) bits += " deny";
        all.grants.push_back(of(e.grantee) + " > " + of(e.resource) + ":" + bits);
    }));
    EXPECT_TRUE(facts.visit_bindings([&](const source_binding& e) {
        all.bindings.push_back(of(e.resource) + " > " + of(e.workspace) + " " + std::string{name_of(e.how)});
    }));
    EXPECT_TRUE(facts.visit_links([&](const source_link& e) {
        all.links.push_back(of(e.from) + " " + std::string{name_of(e.type)} + " " + of(e.to));
    }));
    EXPECT_TRUE(facts.visit_policies([&](const source_policy& p) {
        all.policies.push_back(p.name + " on " + of(p.on) + " to " + of(p.to.at(0)) + " except " + of(p.except.at(0)) +
                               " matches " + of(p.matches.at(0)) + " by " +
                               (p.function == no_node ? std::string{} : of(p.function)) + " masks " + p.column);
    }));
    const std::array<std::string_view, 2> read{"url", "cloud"};
    EXPECT_TRUE(facts.visit_attributes(read, [&](const source_attribute& a) {
        all.attributes.push_back(fmt::format("{} {}={}", of(a.node), a.name, a.value));
    }));
    EXPECT_TRUE(facts.visit_gaps([&](const source_gap& g) {
        all.gaps.push_back(of(g.about) + " " + std::string{name_of(g.part)} + " " + std::string{name_of(g.how)} + " " +
                           g.reason);
    }));
    return all;
}

TEST(Sealing, TellsTheProgramThatMadeItAsideOfTheDigest) {
    const temporary_folder folder;
    const auto sealed_by = [&](const char* name, const char* program) {
        auto file = crawl_file::create(folder.path(name), {"acc-1", "azure", "2026-11-22 09:00:00"});
        EXPECT_TRUE(file);
        const auto sealed = seal(std::move(*file), {"2026-11-22 09:20:00", program});
        EXPECT_TRUE(sealed);
        return sealed->digest;
    };
    const auto told = sealed_by("told.canreach", "canreach 9.8.7");
    const auto untold = sealed_by("untold.canreach", "");
    EXPECT_EQ(told, untold);
    const auto file = account_file::open(folder.path("told.canreach"));
    CANREACH_ASSERT_OK(file);
    EXPECT_EQ(file->made_by(), "canreach 9.8.7");
    EXPECT_EQ(summarise(folder.path("told.canreach"))->made_by, "canreach 9.8.7");
    const auto older = account_file::open(folder.path("untold.canreach"));
    CANREACH_ASSERT_OK(older);
    EXPECT_EQ(older->made_by(), "");
}

TEST(Sealing, ResolvesNamesAndKeepsEveryEdgeOnce) {
    const temporary_folder folder;
    const auto path = folder.path("a.canreach");
    const auto summary = write_sample(path);
    CANREACH_ASSERT_OK(summary);
    EXPECT_EQ(summary->gaps, 1U);
    const auto file = account_file::open(path);
    CANREACH_ASSERT_OK(file);
    CANREACH_ASSERT_OK(file->verify());
    EXPECT_EQ(file->snapshot().digest, summary->digest);
    EXPECT_EQ(file->snapshot().account_id, "acc-1");
    EXPECT_EQ(file->snapshot().sealed_at, "2026-11-22 09:20:00");

    const auto all = read_all(*file);
    // Principals by key, then the tree in preorder.
    EXPECT_THAT(all.nodes,
                ElementsAre("user:Alice@Example.com", "user:bob@example.com", "user:guest@partner.com",
                            "user:(deleted principal 999)?", "user:Gone@Example.com?", "sp:etl-bot", "group:analysts",
                            "group:people team", "group:account users", "group:metastore admins?",
                            "group:1001:analysts", "group:1001:admins", "group:1001:users", "group:1002:admins",
                            "group:1002:users", "account:acc-1", "ws:prod", "job:1001:nightly", "ws:dev",
                            "metastore:emea", "catalog:m-1:main", "schema:m-1:main.hr", "schema:m-1:main.sales",
                            "table:m-1:main.sales.orders", "table:m-1:main.sales.v", "location:m-1:lake",
                            "function:m-1:main.sales.hide?", "hschema:1001:raw?"));
    EXPECT_THAT(all.members,
                UnorderedElementsAre("user:Alice@Example.com > group:people team",
                                     "user:guest@partner.com > group:people team", "group:people team > group:analysts",
                                     "group:analysts > group:1001:analysts"));
    EXPECT_THAT(all.owners, UnorderedElementsAre("user:Alice@Example.com > catalog:m-1:main",
                                                 "group:1001:admins > schema:m-1:main.sales",
                                                 "group:metastore admins? > metastore:emea"));
    EXPECT_THAT(all.grants,
                UnorderedElementsAre("group:analysts > table:m-1:main.sales.orders: SELECT MODIFY",
                                     "group:account users > catalog:m-1:main: USE_CATALOG ALPHA_RIGHT ZAP_EVERYTHING",
                                     "sp:etl-bot > schema:m-1:main.sales: USE_SCHEMA SELECT",
                                     "user:Gone@Example.com? > schema:m-1:main.sales: SELECT",
                                     "user:Gone@Example.com? > catalog:m-1:main: USE_CATALOG",
                                     "user:(deleted principal 999)? > table:m-1:main.sales.orders: SELECT",
                                     "group:analysts > ws:prod: *", "user:bob@example.com > ws:dev: *",
                                     "group:1001:analysts > job:1001:nightly: *",
                                     "group:1001:users > hschema:1001:raw?: * deny"));
    EXPECT_THAT(all.bindings,
                UnorderedElementsAre("metastore:emea > ws:prod ATTACH", "catalog:m-1:main > ws:prod READ_ONLY"));
    EXPECT_THAT(all.links, UnorderedElementsAre("table:m-1:main.sales.v READS table:m-1:main.sales.orders",
                                                "job:1001:nightly RUN_AS user:bob@example.com"));
    EXPECT_THAT(all.policies, ElementsAre("hide on schema:m-1:main.sales to group:account users except group:analysts "
                                          "matches table:m-1:main.sales.orders by function:m-1:main.sales.hide? masks ",
                                          "mask on table:m-1:main.sales.orders to group:account users except "
                                          "group:analysts matches table:m-1:main.sales.orders by  masks email"));
    EXPECT_THAT(all.attributes,
                ElementsAre("account:acc-1 cloud=azure", "ws:prod url=https://adb-1001.azuredatabricks.net",
                            "location:m-1:lake url=abfss://x"));
    EXPECT_THAT(all.gaps, ElementsAre("schema:m-1:main.hr grants refused 403 in workspace prod: needs MANAGE"));
}

TEST(Sealing, DigestDoesNotDependOnTheOrderOfArrival) {
    const temporary_folder folder;
    const auto plain = write_sample(folder.path("plain"));
    CANREACH_ASSERT_OK(plain);
    for (std::uint32_t seed = 1; seed <= 25; ++seed) {
        SCOPED_TRACE(seed);
        const auto other = write_sample(folder.path("shuffled-" + std::to_string(seed)), seed % 9 + 1, seed);
        CANREACH_ASSERT_OK(other);
        EXPECT_EQ(other->digest, plain->digest);
        EXPECT_EQ(other->counts.grants, plain->counts.grants);
    }
}

TEST(Sealing, DigestTellsEveryFactThatDiffers) {
    const temporary_folder folder;
    std::set<std::string> digests{write_sample(folder.path("plain")).value().digest};
    const auto facts = sample_facts();
    // Without these the account is the same: a user is named by grants alone, a system group exists anyway, and so on.
    std::size_t same = 0;
    for (std::size_t left_out = 0; left_out < facts.size(); ++left_out) {
        auto file = crawl_file::create(folder.path("without-" + std::to_string(left_out)), identity);
        CANREACH_ASSERT_OK(file);
        task_report report{task_number(0), {}, facts, {}};
        report.facts.erase(report.facts.begin() + static_cast<std::ptrdiff_t>(left_out));
        CANREACH_ASSERT_OK(file->accept(report));
        const auto sealed = seal(std::move(*file), sealing_time);
        CANREACH_ASSERT_OK(sealed);
        same += digests.insert(sealed->digest).second ? 0U : 1U;
    }
    EXPECT_EQ(same, 0U);
}

TEST(Sealing, PrefersTheReportSeenWithMoreRights) {
    const temporary_folder folder;
    const auto catalog = uc_key(node_kind::catalog, "main");
    const std::vector<fact> reports{node(catalog, "main", metastore_key, node_flag::browse_only),
                                    node(catalog, "main", metastore_key, {}, {}, "MANAGED_CATALOG"),
                                    node(catalog, "main", metastore_key, {}, {{"share_name", "s"}}, "DELTASHARING")};
    for (const auto& order : {std::vector{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}}) {
        const auto path = folder.path("a" + std::to_string(order[0]) + std::to_string(order[1]));
        auto file = crawl_file::create(path, identity);
        CANREACH_ASSERT_OK(file);
        for (const auto i : order)
            CANREACH_ASSERT_OK(file->accept(
                {task_number(static_cast<std::size_t>(i)), {}, {reports[static_cast<std::size_t>(i)]}, {}}));
        CANREACH_ASSERT_OK(seal(std::move(*file), sealing_time));
        const auto opened = account_file::open(path);
        CANREACH_ASSERT_OK(opened);
        auto names = name_catalog::open(*opened).value();
        const auto found = names.nodes_named(node_kind::catalog, "MAIN").value();
        ASSERT_EQ(found.size(), 1U);
        const auto what = names.describe(found[0]).value();
        EXPECT_EQ(what.subtype, "DELTASHARING");
        EXPECT_FALSE(what.flags.has(node_flag::browse_only));
        EXPECT_TRUE(what.flags.bits == 0);
    }
}

TEST(Sealing, RefusesWhileTasksArePending) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    auto file = crawl_file::create(path, identity);
    CANREACH_ASSERT_OK(file);
    CANREACH_ASSERT_OK(file->add_tasks({task_number(0), task_number(1)}));
    CANREACH_ASSERT_OK(file->accept({task_number(0), {}, sample_facts(), {}}));
    const auto refused = seal(std::move(*file), sealing_time);
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().is(errc::not_allowed)) << refused.error().to_string();
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("1 of 2 tasks are pending"));
    auto resumed = crawl_file::resume(path);
    CANREACH_ASSERT_OK(resumed);
    EXPECT_THAT(resumed->pending_tasks().value(), ElementsAre(task_number(1)));
}

TEST(Sealing, LeavesOnlyOnePrivateFile) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    CANREACH_ASSERT_OK(write_sample(path));
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path("")))
        names.push_back(entry.path().filename().string());
    EXPECT_THAT(names, ElementsAre("a"));
    struct ::stat about {};
    ASSERT_EQ(::stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST(Sealing, LearnsMoreNamesThanThereAreBitsInAnyOrder) {
    const temporary_folder folder;
    std::set<std::string> digests;
    for (const bool reversed : {false, true}) {
        const auto path = folder.path(reversed ? "reversed" : "plain");
        auto file = crawl_file::create(path, identity);
        CANREACH_ASSERT_OK(file);
        task_report report{task_number(0), {}, {}, {}};
        for (int i = 0; i < 80; ++i)
            report.facts.push_back(grant(principal_ref::with_id(std::to_string(i)), uc_key(node_kind::catalog, "main"),
                                         {}, {"RIGHT_" + std::to_string(i)}));
        if (reversed) std::ranges::reverse(report.facts);
        CANREACH_ASSERT_OK(file->accept(report));
        CANREACH_ASSERT_OK(seal(std::move(*file), sealing_time));
        const auto opened = account_file::open(path);
        CANREACH_ASSERT_OK(opened);
        digests.insert(opened->snapshot().digest);
        EXPECT_EQ(opened->privileges().learned().size(), 55U);
    }
    EXPECT_EQ(digests.size(), 1U);
}

TEST(Sealing, KeepsOddTextAsItCame) {
    const temporary_folder folder;
    const std::string odd = "=1+1 `;' \" \\ \xC3\xA4 \xFF \n\t.../?#%";
    const auto path = folder.path("odd name%3F?#.canreach");
    auto file = crawl_file::create(path, identity);
    CANREACH_ASSERT_OK(file);
    const auto group = group_key(odd);
    task_report report{task_number(0), {}, {node(group, odd, {}, {}, {{"k:1", odd}, {"k:1", "second"}}, odd)}, {}};
    report.facts.push_back(node(group_key(std::string("nul\0id", 6)), std::string("nul\0name", 8)));
    report.facts.push_back(member_fact{principal_ref::to(group_key(std::string("nul\0id", 6))), group});
    CANREACH_ASSERT_OK(file->accept(report));
    CANREACH_ASSERT_OK(seal(std::move(*file), sealing_time));
    const auto opened = account_file::open(path);
    CANREACH_ASSERT_OK(opened);
    auto names = name_catalog::open(*opened).value();
    const auto found = names.principals_named(odd).value();
    ASSERT_EQ(found.size(), 1U);
    const auto what = names.describe(found[0]).value();
    EXPECT_EQ(what.key, group);
    EXPECT_EQ(what.subtype, odd);
    EXPECT_THAT(what.attributes, ElementsAre(std::pair<std::string, std::string>{"k:1", odd}));
    EXPECT_EQ(names.principals_named("nul\u2400name").value().size(), 1U);
    EXPECT_EQ(opened->count("member"), 1U);
}

TEST(Sealing, CutsCyclesOfParents) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    auto file = crawl_file::create(path, identity);
    CANREACH_ASSERT_OK(file);
    const node_key a{node_kind::folder, "1", "a"};
    const node_key b{node_kind::folder, "1", "b"};
    const node_key c{node_kind::folder, "1", "c"};
    CANREACH_ASSERT_OK(file->accept({task_number(0), {}, {node(c, "c", b), node(b, "b", a), node(a, "a", b)}, {}}));
    CANREACH_ASSERT_OK(seal(std::move(*file), sealing_time));
    const auto opened = account_file::open(path);
    CANREACH_ASSERT_OK(opened);
    std::map<std::uint32_t, std::uint32_t> parents;
    CANREACH_ASSERT_OK(account_reader{*opened}.visit_nodes([&](const source_node& one) {
        if (one.kind == node_kind::folder) parents[one.id.value] = one.parent.value;
    }));
    ASSERT_EQ(parents.size(), 3U);
    const auto first = parents.begin()->first;
    EXPECT_THAT(parents, ElementsAre(std::pair{first, no_node.value}, std::pair{first + 1, first},
                                     std::pair{first + 2, first + 1}));
}

TEST(Sealing, PutsCodeOfGitFoldersIntoThemAndKeepsLevelsWithoutABit) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    auto file = crawl_file::create(path, identity);
    CANREACH_ASSERT_OK(file);
    const auto in_space = [](node_kind kind, std::string id) { return node_key{kind, "1001", std::move(id)}; };
    const auto job = in_space(node_kind::job, "7");
    task_report report{task_number(0), {}, {}, {}};
    report.facts = {node(ws_key("1001"), "prod"),
                    node(in_space(node_kind::folder, "/"), "/", ws_key("1001")),
                    node(in_space(node_kind::repo, "/etl"), "/etl", in_space(node_kind::folder, "/")),
                    node(in_space(node_kind::folder, "/Prod"), "/Prod", in_space(node_kind::folder, "/")),
                    node(job, "nightly", ws_key("1001")),
                    link_fact{link_type::uses, job, in_space(node_kind::notebook, "/etl/src/load")},
                    link_fact{link_type::uses, job, in_space(node_kind::notebook, "/Prod/gone")},
                    grant_fact{principal_ref::named_in("1001", "users", node_kind::group),
                               job,
                               facet::acl,
                               mask{acl_level::can_view},
                               {},
                               {"CAN_LEVITATE", "MANAGE"}}};
    CANREACH_ASSERT_OK(file->accept(report));
    CANREACH_ASSERT_OK(seal(std::move(*file), sealing_time));
    const auto opened = account_file::open(path);
    CANREACH_ASSERT_OK(opened);
    std::map<std::string, std::string> parents;
    const auto all = read_all(*opened);
    CANREACH_ASSERT_OK(account_reader{*opened}.visit_nodes([&](const source_node& one) {
        if (one.kind == node_kind::notebook) parents[all.nodes[one.id.value]] = all.nodes[one.parent.value];
    }));
    EXPECT_THAT(parents, ElementsAre(std::pair{"notebook:1001:/Prod/gone?", "folder:1001:/Prod"},
                                     std::pair{"notebook:1001:/etl/src/load", "repo:1001:/etl"}));
    // The word of a privilege is no privilege here.
    std::vector<std::string> learned;
    for (const auto& [bit, name] : opened->privileges().learned()) learned.push_back(name);
    EXPECT_THAT(learned, UnorderedElementsAre("ACL_MANAGE", "CAN_LEVITATE"));
}

} // namespace
} // namespace canreach::storage
