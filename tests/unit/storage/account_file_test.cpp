#include <gmock/gmock.h>
#include <sqlite3.h>

#include <array>
#include <cstring>
#include <random>

#include "storage/account_file.hpp"
#include "storage/account_reader.hpp"
#include "storage/account_summary.hpp"
#include "storage/name_catalog.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

/// Reads everything that can be read; the first failure, if any.
std::optional<failure> read_everything(const account_file& file) {
    account_reader facts{file};
    std::uint64_t seen = 0;
    const auto count = [&](const auto&) { ++seen; };
    const std::array<std::string_view, 1> names_read{"url"};
    for (const auto& done :
         {facts.visit_nodes(count), facts.visit_members(count), facts.visit_owners(count), facts.visit_grants(count),
          facts.visit_bindings(count), facts.visit_links(count), facts.visit_policies(count),
          facts.visit_attributes(names_read, count), facts.visit_gaps(count), file.verify()})
        if (!done) return done.error();
    auto names = name_catalog::open(file);
    if (!names) return names.error();
    for (std::uint32_t id = 0; id < file.count("node"); ++id)
        if (const auto node = names->describe({id}); !node) return node.error();
    if (const auto near = names->near_names("main.sale.order", {}, 5); !near) return near.error();
    for (const auto* name : {"analysts", "main", "Alice@Example.com"})
        if (const auto found = names->principals_named(name); !found) return found.error();
    return std::nullopt;
}

class AccountFile : public ::testing::Test {
protected:
    void SetUp() override { CANREACH_ASSERT_OK(write_sample(path_)); }

    /// A copy of the sample, changed by SQL.
    std::string changed(const std::string& sql) {
        const auto copy = folder_.path("changed-" + std::to_string(++copies_));
        std::filesystem::copy_file(path_, copy);
        sqlite3* db = nullptr;
        EXPECT_EQ(sqlite3_open(copy.c_str(), &db), SQLITE_OK);
        char* said = nullptr;
        EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &said), SQLITE_OK) << said;
        sqlite3_close(db);
        return copy;
    }
    static boost::system::error_code code_of(const std::string& path) {
        const auto file = account_file::open(path);
        return file ? boost::system::error_code{} : file.error().code;
    }

    temporary_folder folder_;
    std::string path_ = folder_.path("a");
    int copies_ = 0;
};

TEST_F(AccountFile, OpensFromBytesToo) {
    const auto bytes = read_bytes(path_);
    const auto file = account_file::from_image(std::as_bytes(std::span{bytes}));
    CANREACH_ASSERT_OK(file);
    CANREACH_ASSERT_OK(file->verify());
    EXPECT_EQ(read_everything(*file), std::nullopt);
}

TEST_F(AccountFile, PublicViewsAreVerified) {
    for (const auto* sql : {"DROP VIEW grants", "DROP VIEW owners; CREATE VIEW owners AS SELECT 1 AS owner_id"}) {
        const auto file = account_file::open(changed(sql));
        CANREACH_ASSERT_OK(file); // no question needs them
        const auto sound = file->verify();
        ASSERT_FALSE(sound) << sql;
        EXPECT_TRUE(sound.error().is(errc::damaged_file));
        EXPECT_NE(sound.error().to_string().find("view "), std::string::npos) << sound.error().to_string();
    }
}

TEST_F(AccountFile, IsNotTouchedByReading) {
    const auto before = read_bytes(path_);
    {
        const auto file = account_file::open(path_);
        CANREACH_ASSERT_OK(file);
        EXPECT_EQ(read_everything(*file), std::nullopt);
        EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
        EXPECT_FALSE(std::filesystem::exists(path_ + "-journal"));
    }
    EXPECT_EQ(read_bytes(path_), before);
}

TEST_F(AccountFile, TellsWhatElseAFileIs) {
    const auto bytes = read_bytes(path_);
    const auto file_of = [&](std::string_view content) {
        const auto path = folder_.path("other-" + std::to_string(++copies_));
        write_bytes(path, content);
        return path;
    };
    const auto patched = [&](std::size_t at, std::string_view with) {
        auto copy = bytes;
        copy.replace(at, with.size(), with);
        return file_of(copy);
    };
    EXPECT_EQ(code_of(folder_.path("nothing")), make_error_code(errc::not_found));
    EXPECT_EQ(code_of(file_of("")), make_error_code(errc::foreign_file));
    EXPECT_EQ(code_of(file_of("name,kind\n")), make_error_code(errc::foreign_file));
    EXPECT_EQ(code_of(file_of(std::string(5000, '\0'))), make_error_code(errc::foreign_file));
    EXPECT_EQ(code_of(file_of(bytes.substr(0, 60))), make_error_code(errc::damaged_file));
    EXPECT_EQ(code_of(file_of(bytes.substr(0, bytes.size() / 2))), make_error_code(errc::damaged_file));
    EXPECT_EQ(code_of(file_of(bytes.substr(0, bytes.size() - 1))), make_error_code(errc::damaged_file));
    EXPECT_EQ(code_of(file_of(bytes + "x")), make_error_code(errc::damaged_file));
    EXPECT_EQ(code_of(patched(68, "none")), make_error_code(errc::foreign_file));
    EXPECT_EQ(code_of(patched(60, std::string_view{"\0\0\0\3", 4})), make_error_code(errc::newer_file));
    EXPECT_EQ(code_of(patched(60, std::string_view{"\0\0\0\1", 4})), make_error_code(errc::older_file));
    EXPECT_EQ(code_of(patched(60, std::string_view{"\0\0\0\0", 4})), make_error_code(errc::damaged_file));
    EXPECT_EQ(code_of(patched(100, std::string(3000, 'x'))), make_error_code(errc::damaged_file));
    EXPECT_EQ(code_of(folder_.path("")), make_error_code(errc::storage));

    const auto unsealed = folder_.path("unsealed");
    {
        auto crawl = crawl_file::create(unsealed, identity);
        CANREACH_ASSERT_OK(crawl);
        CANREACH_ASSERT_OK(crawl->flush());
    }
    const auto refused = account_file::open(unsealed);
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().is(errc::unsealed_file)) << refused.error().to_string();
    EXPECT_THAT(refused.error().hint, HasSubstr("--resume"));
}

TEST_F(AccountFile, TellsTablesThatAreNotOurs) {
    for (const auto* sql :
         {"DROP TABLE node", "ALTER TABLE node RENAME TO nodes", "ALTER TABLE mask ADD COLUMN more INTEGER",
          "DROP TABLE grant_edge; CREATE VIEW grant_edge AS SELECT 1 AS resource, 2 AS grantee, 3 AS mask",
          "DROP TABLE meta", "UPDATE meta SET value = 'odd' WHERE key = 'state'",
          "DELETE FROM row_count WHERE what = 'grant'", "UPDATE row_count SET count = -1 WHERE what = 'node'",
          "UPDATE row_count SET count = 4000000000 WHERE what = 'node'",
          "INSERT INTO learned_privilege VALUES (3, 'LOW')", "INSERT INTO learned_privilege VALUES (127, 'HIGH')"}) {
        SCOPED_TRACE(sql);
        EXPECT_EQ(code_of(changed(
                      std::string{"PRAGMA legacy_alter_table = ON; DROP VIEW principals; DROP VIEW resources; "
                                  "DROP VIEW grants; DROP VIEW crawl; DROP VIEW owners; DROP VIEW memberships; "
                                  "DROP VIEW assignments; DROP VIEW bindings; DROP VIEW links; DROP VIEW policies; "
                                  "DROP VIEW ledger; DROP VIEW coverage;"} +
                      sql)),
                  make_error_code(errc::damaged_file));
    }
}

TEST_F(AccountFile, TellsValuesOutOfRange) {
    for (const auto* sql :
         {"UPDATE node SET kind = 9 WHERE id = 3",
          "UPDATE node SET kind = -1 WHERE id = 3",
          "UPDATE node SET parent = 999 WHERE id = 3",
          "UPDATE node SET parent = -2 WHERE id = 3",
          "UPDATE node SET scope_node = 4294967295 WHERE id = 3",
          "UPDATE node SET flags = -1 WHERE id = 3",
          "UPDATE node SET id = 5000 WHERE id = 3",
          "DELETE FROM node WHERE id = 3",
          "INSERT INTO node SELECT id + 1000, kind, scope, key, name, parent, scope_node, subtype, flags FROM node",
          "UPDATE node SET name = CAST(x'610062' AS TEXT) WHERE id = 3",
          "UPDATE node SET subtype = CAST(x'00' AS TEXT) WHERE id = 3",
          "INSERT INTO member_edge VALUES (1, 100)",
          "INSERT INTO member_edge VALUES (1, 2)",
          "DELETE FROM member_edge",
          "UPDATE member_edge SET member = -1 WHERE member = 0",
          "UPDATE owner_edge SET owner = 1000",
          "UPDATE grant_edge SET mask = 1000 WHERE mask = 1",
          "UPDATE grant_edge SET mask = -1 WHERE mask = 1",
          "UPDATE grant_edge SET grantee = 4294967295 WHERE mask = 1",
          "DELETE FROM mask WHERE number = 1",
          "UPDATE mask SET number = 77 WHERE number = 1",
          "UPDATE mask SET facet = 0 WHERE number = 1",
          "UPDATE mask SET facet = 5 WHERE number = 1",
          "UPDATE bind_edge SET how = 0",
          "UPDATE bind_edge SET workspace = 88",
          "UPDATE link_edge SET type = 12",
          "UPDATE link_edge SET target = 88",
          "UPDATE policy SET type = 0",
          "UPDATE policy SET number = 4 WHERE number = 1",
          "UPDATE policy_node SET policy = 7 WHERE policy = 1",
          "UPDATE policy_node SET part = 5 WHERE part = 4",
          "UPDATE policy_node SET node = 88 WHERE part = 4",
          "UPDATE attribute SET node = 88 WHERE name = 'cloud'",
          "UPDATE task SET outcome = 7 WHERE outcome <> 1",
          "UPDATE task SET part = 0 WHERE outcome <> 1",
          "UPDATE task SET about = 88 WHERE outcome <> 1",
          "UPDATE task SET outcome = 4",
          "UPDATE lookup SET kind = 9",
          "UPDATE lookup SET node = 88 WHERE kind = 1",
          "UPDATE owner_edge SET owner = 3",
          "UPDATE attribute SET value = CAST(x'6100' AS TEXT)",
          "UPDATE meta SET value = 'x' WHERE key = 'digest'"}) {
        SCOPED_TRACE(sql);
        const auto file = account_file::open(changed(sql));
        CANREACH_ASSERT_OK(file);
        const auto met = read_everything(*file);
        EXPECT_TRUE(met.has_value());
        if (!met) continue;
        EXPECT_TRUE(met->is(errc::damaged_file)) << met->to_string();
    }
}

TEST_F(AccountFile, SurvivesRandomDamage) {
    const auto bytes = read_bytes(path_);
    std::mt19937 random{20261122};
    for (int round = 0; round < 1500; ++round) {
        SCOPED_TRACE(round);
        auto copy = bytes;
        for (auto changes = random() % 8 + 1; changes > 0; --changes) {
            const auto at = 100 + random() % (copy.size() - 100);
            copy[at] = static_cast<char>(random() % 4 == 0 ? 0xFF : random());
        }
        const auto file = account_file::from_image(std::as_bytes(std::span{copy}));
        if (file) static_cast<void>(read_everything(*file));
    }
}

TEST_F(AccountFile, SummarisesASealedFile) {
    const auto made = summarise(path_);
    CANREACH_ASSERT_OK(made);
    EXPECT_TRUE(made->sealed);
    EXPECT_EQ(made->snapshot.account_id, "acc-1");
    EXPECT_EQ(made->snapshot.digest.size(), 64U);
    EXPECT_THAT(made->edges, ElementsAre(Pair("member", 4U), Pair("owner", 3U), Pair("grant", 10U), Pair("bind", 2U),
                                         Pair("link", 2U), Pair("policy", 2U)));
    EXPECT_EQ(made->nodes.front(), (std::pair<node_kind, std::uint64_t>{node_kind::user, 5U}));
    ASSERT_EQ(made->gaps.size(), 1U);
    EXPECT_EQ(made->gaps[0].about, "main.hr");
    EXPECT_EQ(made->gaps[0].how, outcome::refused);
    ASSERT_FALSE(made->families.empty());
    EXPECT_EQ(made->families[0].family, "grants");
    EXPECT_EQ(made->families[0].count(outcome::refused), 1U);
    EXPECT_EQ(made->families[0].requests, 2U);
    EXPECT_EQ(made->pending, 0U);
    EXPECT_EQ(made->file_bytes, std::filesystem::file_size(path_));
    EXPECT_TRUE(summarise(path_, 0).value().gaps.empty());
}

TEST_F(AccountFile, SummarisesACrawlThatHasNotEnded) {
    const auto path = folder_.path("unsealed");
    const auto look = [&] {
        const auto made = summarise(path);
        EXPECT_TRUE(made) << made.error().to_string();
        EXPECT_FALSE(made->sealed);
        EXPECT_EQ(made->pending, 2U);
        EXPECT_EQ(made->snapshot.gaps, 1U);
        EXPECT_EQ(made->gaps.at(0).about, "main.hr");
        EXPECT_EQ(made->nodes.front(), (std::pair<node_kind, std::uint64_t>{node_kind::user, 4U}));
        EXPECT_EQ(made->edges.front(), (std::pair<std::string, std::uint64_t>{"member", 4U}));
        EXPECT_EQ(made->snapshot.account_id, "acc-1");
    };
    {
        auto file = crawl_file::create(path, identity);
        CANREACH_ASSERT_OK(file);
        CANREACH_ASSERT_OK(file->accept({task_number(0), {}, sample_facts(), {task_number(1), task_number(2)}}));
        CANREACH_ASSERT_OK(file->accept(gap_report()));
        CANREACH_ASSERT_OK(file->flush());
        look();
    }
    look();
}

} // namespace
} // namespace canreach::storage
