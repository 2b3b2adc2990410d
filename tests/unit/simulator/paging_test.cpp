#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "simulator/detail/paging.hpp"
#include "tests/unit/simulator/client.hpp"

namespace canreach::simulator::test {
namespace {

using detail::page_rules;

struct chain_case {
    std::uint64_t total, limit;
    std::uint32_t empty_every;
};

TEST(Paging, EveryItemComesOnceForEverySize) {
    for (const auto& row : {chain_case{0, 1, 0},
                            {1, 1, 2},
                            {7, 1, 2},
                            {7, 3, 3},
                            {10, 10, 2},
                            {10, 100, 4},
                            {25, 4, 1},
                            {100, 7, 2},
                            {100, 1, 5}}) {
        SCOPED_TRACE(fmt::format("total {} limit {} empty {}", row.total, row.limit, row.empty_every));
        const page_rules rules{42, row.empty_every};
        std::uint64_t next = 0;
        int empty_pages = 0;
        std::string token;
        for (int page = 0; page < 1000; ++page) {
            auto query = target::parse("/list?size=1" + (token.empty() ? std::string{} : "&page_token=" + token));
            const auto place = detail::place_of(rules, query, "host");
            ASSERT_TRUE(place);
            const auto plan = detail::plan_page(rules, query, "host", *place, row.total, row.limit);
            EXPECT_EQ(plan.first, next);
            EXPECT_LE(plan.count, row.limit);
            if (plan.count == 0) ++empty_pages;
            next += plan.count;
            token = plan.next_token;
            if (token.empty()) break;
        }
        EXPECT_EQ(next, row.total);
        if (row.empty_every > 1 && row.total > row.limit * row.empty_every) {
            EXPECT_GT(empty_pages, 0);
        }
    }
}

TEST(Paging, TokensBelongToTheirQuery) {
    const page_rules rules{42, 0};
    const auto first = target::parse("/list?a=1&b=2");
    const auto token = detail::plan_page(rules, first, "host", {}, 10, 3).next_token;
    const auto place = [&](std::string_view path, std::string_view host, page_rules with) {
        return detail::place_of(with, target::parse(fmt::format("{}&page_token={}", path, token)), host).has_value();
    };
    EXPECT_TRUE(place("/list?a=1&b=2", "host", rules));
    EXPECT_TRUE(place("/list?b=2&a=1", "host", rules)) << "order of parameters does not matter";
    EXPECT_FALSE(place("/list?a=1&b=3", "host", rules));
    EXPECT_FALSE(place("/list?a=1", "host", rules));
    EXPECT_FALSE(place("/other?a=1&b=2", "host", rules));
    EXPECT_FALSE(place("/list?a=1&b=2", "elsewhere", rules));
    EXPECT_FALSE(place("/list?a=1&b=2", "host", {43, 0}));
    EXPECT_FALSE(detail::place_of(rules, target::parse("/list?page_token=nonsense"), "host"));
}

struct listing : testing::Test {
    std::shared_ptr<const account> small = preset("small");
    client ask{small};

    [[nodiscard]] const workspace& reader() const { return small->workspaces[0]; }
    [[nodiscard]] securable_index root() const { return small->at(*reader().metastore).root; }
};

TEST_F(listing, ScimWalksGiveEachOnceForEveryCount) {
    for (const int count : {1, 2, 3, 7, 50, 10'000}) {
        SCOPED_TRACE(count);
        std::set<std::string> ids;
        const auto all =
            ask.walk_scim(ask.account_host(), fmt::format("/api/2.0/accounts/{}/scim/v2/Users", small->id), count);
        for (const auto& user : all) ids.insert(text_at(user, "id"));
        EXPECT_EQ(ids.size(), 180U);
        EXPECT_EQ(all.size(), 180U);
    }
}

TEST_F(listing, ScimPagesAreSometimesShort) {
    const auto got = ask.account_get("scim/v2/Users?startIndex=2&count=30");
    EXPECT_EQ(got.body.at("Resources").as_array().size(), 20U);
    EXPECT_EQ(got.body.at("itemsPerPage").to_number<int>(), 20);
    const auto past = ask.account_get("scim/v2/Users?startIndex=900&count=30");
    EXPECT_EQ(past.status, 200U);
    EXPECT_EQ(past.body.at("totalResults").to_number<int>(), 180);
    EXPECT_FALSE(past.body.as_object().contains("Resources"));
}

TEST_F(listing, TablesComeOnceForEveryPageSize) {
    // The widest schema of the workspace's metastore.
    securable_index widest{};
    std::uint32_t most = 0;
    for (std::uint32_t i = 0; i < small->securables.size(); ++i) {
        const securable_index index{i};
        if (small->at(index).kind != node_kind::schema || small->root_of(index) != root()) continue;
        if (!small->open_in(small->binding_root_of(index), reader().id)) continue;
        const auto tables = small->children_of(index, node_kind::table).count;
        if (tables > most) most = tables, widest = index;
    }
    ASSERT_GT(most, 60U);
    const auto catalog = small->full_name_of(small->at(widest).parent);
    const auto path = fmt::format("/api/2.1/unity-catalog/tables?catalog_name={}&schema_name={}", encoded(catalog),
                                  encoded(small->at(widest).name));
    for (const auto* size : {"", "&max_results=0", "&max_results=1", "&max_results=7", "&max_results=1000",
                             "&max_results=0&omit_columns=true"}) {
        SCOPED_TRACE(size);
        int pages = 0;
        std::set<std::string> names;
        const auto all = ask.walk(reader().host, path + size, "tables", &pages);
        for (const auto& table : all) names.insert(text_at(table, "full_name"));
        EXPECT_EQ(all.size(), most);
        EXPECT_EQ(names.size(), most);
        if (*size == '\0') {
            EXPECT_EQ(pages, 1) << "unpaginated";
        }
    }
    EXPECT_EQ(ask.get(reader().host, path + "&max_results=-1").code(), "INVALID_PARAMETER_VALUE");
    const auto token = text_at(ask.get(reader().host, path + "&max_results=5").body, "next_page_token");
    EXPECT_EQ(ask.get(reader().host, path + "&max_results=6&page_token=" + token).code(), "INVALID_PARAMETER_VALUE");
    EXPECT_EQ(ask.get(reader().host, path + "&max_results=5&page_token=" + token).status, 200U);
}

TEST_F(listing, AssignmentsComeOnceForEveryPageSize) {
    for (const int size : {1, 2, 5, 1000}) {
        SCOPED_TRACE(size);
        const auto all = ask.walk(ask.account_host(),
                                  fmt::format("/api/2.0/accounts/{}/workspaces/{}/permissionassignments?max_results={}",
                                              small->id, reader().id, size),
                                  "permission_assignments");
        EXPECT_EQ(all.size(), reader().assignments.size());
    }
}

TEST_F(listing, GrantPagesCountPrivileges) {
    securable_index longest = root();
    for (std::uint32_t i = 0; i < small->securables.size(); ++i) {
        const securable_index index{i};
        if (small->root_of(index) == root() && small->at(index).grant_count > small->at(longest).grant_count &&
            small->at(index).kind == node_kind::schema && small->open_in(small->binding_root_of(index), reader().id))
            longest = index;
    }
    const auto path = fmt::format("/api/2.1/unity-catalog/permissions/schema/{}?include_deleted_principals=true",
                                  encoded(small->full_name_of(longest)));
    service_options options;
    options.page_limit = 6; // privileges
    const client narrow(small, options);
    for (const client* asker : {static_cast<const client*>(&ask), &narrow}) {
        int pages = 0;
        const auto all = asker->walk(reader().host, path + "&max_results=0", "privilege_assignments", &pages);
        EXPECT_EQ(all.size(), small->at(longest).grant_count);
        if (asker == &narrow) {
            EXPECT_GT(pages, 4);
        }
    }
    const auto last = ask.get(reader().host, path + "&max_results=0");
    EXPECT_EQ(text_at(last.body, "next_page_token"), "");
    EXPECT_TRUE(last.body.as_object().contains("next_page_token")) << "an empty token ends this listing";
    for (const auto* size : {"1", "149", "-1", "x"})
        EXPECT_EQ(ask.get(reader().host, fmt::format("{}&max_results={}", path, size)).code(),
                  "INVALID_PARAMETER_VALUE");
    EXPECT_EQ(ask.get(reader().host, path + "&max_results=150").status, 200U);
}

} // namespace
} // namespace canreach::simulator::test
