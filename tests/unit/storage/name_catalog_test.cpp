#include <gmock/gmock.h>
#include <sqlite3.h>

#include <array>
#include <filesystem>

#include "storage/name_catalog.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class NameCatalog : public ::testing::Test {
protected:
    void SetUp() override {
        CANREACH_ASSERT_OK(write_sample(folder_.path("a")));
        auto file = account_file::open(folder_.path("a"));
        CANREACH_ASSERT_OK(file);
        file_.emplace(std::move(*file));
        auto opened = name_catalog::open(*file_);
        CANREACH_ASSERT_OK(opened);
        names_.emplace(std::move(*opened));
    }
    /// Keys of what was found, in order.
    std::vector<std::string> keys(const result<std::vector<node_id>>& found) {
        std::vector<std::string> texts;
        if (!found) return {found.error().to_string()};
        for (const auto id : *found) texts.push_back(to_string(names_->describe(id).value().key));
        return texts;
    }
    node_id one(node_kind kind, std::string_view name) { return names_->nodes_named(kind, name).value().at(0); }

    temporary_folder folder_;
    std::optional<account_file> file_;
    std::optional<name_catalog> names_;
};

TEST_F(NameCatalog, FindsPrincipals) {
    EXPECT_THAT(keys(names_->principals_named("ALICE@example.com")), ElementsAre("user:101"));
    EXPECT_THAT(keys(names_->principals_named("analysts")), ElementsAre("group:301", "wgroup:1001:401"));
    EXPECT_THAT(keys(names_->principals_named("etl-bot")), ElementsAre("sp:201"));
    EXPECT_THAT(keys(names_->principals_named("5d3e24f1-0000-4000-8000-000000000001")), ElementsAre("sp:201"));
    EXPECT_THAT(keys(names_->principals_named("5D3E24F1-0000-4000-8000-000000000001")), ElementsAre("sp:201"));
    EXPECT_THAT(keys(names_->principals_named("account users")), ElementsAre("group:account users"));
    EXPECT_THAT(keys(names_->principals_named("admins")), ElementsAre("wgroup:1001:admins", "wgroup:1002:admins"));
    // A guest answers to both spellings.
    EXPECT_THAT(keys(names_->principals_named("guest@partner.com")), ElementsAre("user:103"));
    EXPECT_THAT(keys(names_->principals_named("guest_partner.com#ext#@tenant.onmicrosoft.com")),
                ElementsAre("user:103"));
    EXPECT_THAT(keys(names_->principals_named("gone@example.com")), ElementsAre("user:name:gone@example.com"));
    EXPECT_THAT(keys(names_->principals_named("nobody")), IsEmpty());
    EXPECT_THAT(keys(names_->principals_named("main")), IsEmpty());
    EXPECT_THAT(keys(names_->principals_named("")), IsEmpty());
}

TEST_F(NameCatalog, FindsNodesByKindAndName) {
    EXPECT_THAT(keys(names_->nodes_named(node_kind::table, "Main.SALES.orders")),
                ElementsAre("table:main.sales.orders"));
    EXPECT_THAT(keys(names_->nodes_named(node_kind::schema, "main.sales.orders")), IsEmpty());
    EXPECT_THAT(keys(names_->nodes_named(node_kind::workspace, "prod")), ElementsAre("ws:1001"));
    EXPECT_THAT(keys(names_->nodes_named(node_kind::metastore, "emea")), ElementsAre("metastore:m-1"));
    EXPECT_THAT(keys(names_->nodes_named(node_kind::job, "nightly")), ElementsAre("job:1001:77"));
}

TEST_F(NameCatalog, TellsLetterCasesApartWhereOneIsWrittenAsAsked) {
    std::filesystem::copy_file(folder_.path("a"), folder_.path("b"));
    // The groups `admins` of both workspaces; now one of them is written otherwise.
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(folder_.path("b").c_str(), &raw), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(raw, "UPDATE node SET name = 'Admins' WHERE kind = 3 AND scope = '1002' AND key = 'admins'",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    ASSERT_EQ(sqlite3_changes(raw), 1);
    sqlite3_close(raw);
    auto file = account_file::open(folder_.path("b"));
    CANREACH_ASSERT_OK(file);
    file_.emplace(std::move(*file));
    names_.emplace(name_catalog::open(*file_).value());
    EXPECT_THAT(keys(names_->principals_named("admins")), ElementsAre("wgroup:1001:admins"));
    EXPECT_THAT(keys(names_->principals_named("Admins")), ElementsAre("wgroup:1002:admins"));
    EXPECT_THAT(keys(names_->principals_named("ADMINS")), ElementsAre("wgroup:1001:admins", "wgroup:1002:admins"));
}

TEST_F(NameCatalog, FindsNodesByPlatformId) {
    EXPECT_THAT(keys(names_->nodes_with_id("1001")), ElementsAre("ws:1001"));
    EXPECT_THAT(keys(names_->nodes_with_id("101")), ElementsAre("user:101"));
    EXPECT_THAT(keys(names_->nodes_with_id("main.sales.orders")), ElementsAre("table:main.sales.orders"));
    EXPECT_THAT(keys(names_->nodes_with_id("MAIN.sales.orders")), IsEmpty());
}

TEST_F(NameCatalog, DescribesNodes) {
    const auto main = names_->describe(one(node_kind::catalog, "main"));
    CANREACH_ASSERT_OK(main);
    EXPECT_EQ(main->key, uc_key(node_kind::catalog, "main"));
    EXPECT_EQ(main->subtype, "MANAGED_CATALOG");
    EXPECT_TRUE(main->flags.has(node_flag::isolated));
    EXPECT_EQ(main->scope_name, "emea");
    EXPECT_EQ(names_->name_of(main->parent).value(), "emea");
    EXPECT_EQ(names_->name_of(main->owner).value(), "Alice@Example.com");
    const auto lake = names_->describe(one(node_kind::location, "lake"));
    CANREACH_ASSERT_OK(lake);
    EXPECT_THAT(lake->attributes, ElementsAre(Pair("url", "abfss://x")));
    EXPECT_EQ(lake->owner, no_node);
    const auto account = names_->describe(one(node_kind::account, "acc-1"));
    CANREACH_ASSERT_OK(account);
    EXPECT_EQ(account->parent, no_node);
    EXPECT_EQ(account->scope_name, "");
}

TEST_F(NameCatalog, UnknownNumbersAreNotFound) {
    const auto beyond = names_->describe({static_cast<std::uint32_t>(file_->count("node"))});
    ASSERT_FALSE(beyond);
    EXPECT_TRUE(beyond.error().is(errc::not_found));
    EXPECT_FALSE(names_->name_of(no_node));
}

TEST_F(NameCatalog, CompletesNames) {
    const auto beginning = [&](std::string_view prefix, std::size_t limit = 10) {
        return names_->names_beginning(prefix, limit).value();
    };
    EXPECT_THAT(beginning("ALI"), ::testing::Contains(named_kind{node_kind::user, "Alice@Example.com"}));
    EXPECT_THAT(beginning("main.sales.o"), ::testing::Contains(named_kind{node_kind::table, "main.sales.orders"}));
    EXPECT_THAT(beginning("", 2), ::testing::SizeIs(2));
    EXPECT_THAT(beginning("no such name"), IsEmpty());
}

TEST_F(NameCatalog, OffersNearNames) {
    const auto near = [&](std::string_view wanted, std::vector<node_kind> kinds = {}, std::size_t limit = 3) {
        return names_->near_names(wanted, kinds, limit).value();
    };
    EXPECT_THAT(near("main.sales.ordres"), ElementsAre("main.sales.orders"));
    EXPECT_THAT(near("orders"), ElementsAre("main.sales.orders"));
    EXPECT_THAT(near("alice"), ElementsAre("Alice@Example.com"));
    EXPECT_THAT(near("analyst"), ElementsAre("analysts"));
    EXPECT_THAT(near("prdo", {node_kind::workspace}), ElementsAre("prod"));
    EXPECT_THAT(near("prdo", {node_kind::user}), IsEmpty());
    EXPECT_THAT(near("analysts", {}, 0), IsEmpty());
    EXPECT_THAT(near("guest_partner.com#ext#@tenant.onmicrosoft.co"),
                ElementsAre("guest_partner.com#ext#@tenant.onmicrosoft.com"));
}

TEST_F(NameCatalog, SaysWhichAccountItIs) {
    EXPECT_EQ(names_->snapshot().account_id, "acc-1");
    EXPECT_EQ(names_->snapshot().cloud, "azure");
    EXPECT_EQ(names_->snapshot().gaps, 1U);
    EXPECT_EQ(names_->privileges().names_of(mask{std::uint64_t{4}, std::uint64_t{1} << 8U}),
              (std::vector<std::string>{"SELECT", "ALPHA_RIGHT"}));
}

TEST_F(NameCatalog, FindsWhatIsPlacedAtAPath) {
    const auto at = [&](std::string_view path) {
        std::string text;
        for (const auto& one : names_->placed_at(storage_path::parse(path).value(), 5).value())
            text += names_->name_of(one.id).value() + (one.covers ? " covers " : " in ") + one.url + ";";
        return text;
    };
    EXPECT_EQ(at("abfss://x/a/b"), "lake covers abfss://x;");
    EXPECT_EQ(at("abfss://x"), "lake covers abfss://x;");
    EXPECT_EQ(at("abfss://x2/a"), "");
    EXPECT_EQ(at("https://adb-1001.azuredatabricks.net/x"), "prod covers https://adb-1001.azuredatabricks.net;");
}

} // namespace
} // namespace canreach::storage
