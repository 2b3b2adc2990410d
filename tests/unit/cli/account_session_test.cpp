/// Sentences put to a folder of account files.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "cli/account_session.hpp"
#include "cli/text_file.hpp"
#include "simulator/world.hpp"
#include "storage/crawl_file.hpp"
#include "storage/sealing.hpp"
#include "tests/support/scratch_folder.hpp"

namespace canreach::cli {
namespace {

using testing::HasSubstr;

constexpr std::string_view with_bob = R"({"attrs": {"user:alice": {}, "user:bob": {}},
    "members": [["user:alice", "group:readers"], ["user:bob", "group:readers"]],
    "grants": [["group:readers", "catalog:main", ["USE_CATALOG"]]]})";
constexpr std::string_view without_bob = R"({"attrs": {"user:alice": {}, "user:bob": {}},
    "members": [["user:alice", "group:readers"]],
    "grants": [["group:readers", "catalog:main", ["USE_CATALOG"]]]})";

class AccountSession : public testing::Test {
protected:
    void seal(std::string_view name, std::string_view world_json, const std::string& day) {
        auto world = simulator::parse_world(world_json).value();
        auto file = storage::crawl_file::create(path(name), {world.account_id, "azure", day + " 09:00:00"}).value();
        task_report everything{
            {"import", {}, {node_kind::account, {}, world.account_id}, node_part::children}, {}, {}, {}};
        everything.facts = std::move(world.facts);
        ASSERT_TRUE(file.accept(std::move(everything)));
        ASSERT_TRUE(storage::seal(std::move(file), {day + " 09:10:00"}));
    }
    [[nodiscard]] std::string path(std::string_view name) const { return folder_.path(std::string(name)); }
    std::string ask(account_session& session, std::string_view sentence, report::format how = report::format::text) {
        std::string text;
        report::options options;
        options.how = how;
        code_ = session.answer(sentence, options, [&](std::string_view part) {
            text += part;
            return true;
        });
        return text;
    }

    support::scratch_folder folder_;
    exit_code code_ = exit_code::yes;
};

TEST_F(AccountSession, AsksTheNewestFileOfAFolderAndOlderOnesByDate) {
    seal("january.canreach", with_bob, "2026-01-31");
    seal("february.canreach", without_bob, "2026-02-28");
    auto session = account_session::open(folder_.path().string());
    ASSERT_TRUE(session) << session.error().to_string();
    EXPECT_EQ(session->snapshot().file, path("february.canreach"));
    EXPECT_THAT(ask(*session, "COUNT WHO CAN USE CATALOG ON CATALOG main GRANTED"), HasSubstr("1"));
    EXPECT_THAT(ask(*session, "WHO CAN USE CATALOG ON CATALOG main GRANTED AS OF '2026-02-27'"),
                HasSubstr("2 principals · granted · snapshot 2026-01-31 09:10 · complete\n"));

    const auto envelope =
        boost::json::parse(ask(*session, "WHO CAN USE CATALOG ON CATALOG main GRANTED AS OF 1", report::format::json));
    EXPECT_EQ(envelope.at("snapshot").at("file").as_string(), path("january.canreach"));
    EXPECT_EQ(envelope.at("count").to_number<int>(), 2);
    EXPECT_EQ(code_, exit_code::yes);
}

TEST_F(AccountSession, ComparesTwoFilesOfAFolder) {
    seal("january.canreach", with_bob, "2026-01-31");
    seal("february.canreach", without_bob, "2026-02-28");
    auto session = account_session::open(folder_.path().string()).value();
    const auto* sentence = "DIFF (WHO CAN USE CATALOG ON CATALOG main GRANTED) BETWEEN PREVIOUS AND LATEST";
    EXPECT_EQ(ask(session, sentence),
              "  change   principal  kind  source    via\n"
              "  removed  bob        user  internal  readers\n"
              "1 change · granted · snapshots 2026-01-31 09:10 and 2026-02-28 09:10 · complete\n");
    EXPECT_EQ(code_, exit_code::no);
    const auto envelope = boost::json::parse(ask(session, sentence, report::format::json));
    EXPECT_EQ(envelope.at("snapshot").at("file").as_string(), path("february.canreach"));
    EXPECT_EQ(envelope.at("compared_with").at("file").as_string(), path("january.canreach"));
    EXPECT_EQ(envelope.at("rows").at(0).at("change").as_string(), "removed");
    EXPECT_EQ(envelope.at("rows").at(0).at("principal").at("name").as_string(), "bob");
    ask(session, "DIFF (WHO CAN USE CATALOG ON CATALOG main GRANTED) BETWEEN LATEST AND LATEST");
    EXPECT_EQ(code_, exit_code::yes);
}

TEST_F(AccountSession, NamesDamagedFilesAndGoesOn) {
    seal("january.canreach", with_bob, "2026-01-31");
    ASSERT_TRUE(write_text_file(path("broken.canreach"), "SQLite format 3"));
    auto session = account_session::open(folder_.path().string()).value();
    EXPECT_THAT(ask(session, "WHO CAN USE CATALOG ON CATALOG main GRANTED"),
                HasSubstr("warning: passed over " + path("broken.canreach") + ": "));
    EXPECT_THAT(ask(session, "SHOW SNAPSHOTS"), HasSubstr(path("broken.canreach")));
}

TEST_F(AccountSession, AFileAloneIsAHistoryOfOne) {
    seal("january.canreach", with_bob, "2026-01-31");
    auto session = account_session::open(path("january.canreach")).value();
    EXPECT_THAT(ask(session, "SHOW SNAPSHOTS"), HasSubstr("january.canreach"));
    EXPECT_THAT(ask(session, "COUNT WHO CAN USE CATALOG ON CATALOG main GRANTED AS OF LATEST"), HasSubstr("2"));
    testing::internal::CaptureStderr();
    EXPECT_EQ(ask(session, "WHO CAN USE CATALOG ON CATALOG main GRANTED AS OF PREVIOUS"), "");
    EXPECT_EQ(code_, exit_code::error);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("there is no snapshot before the latest one"));
}

TEST_F(AccountSession, LeavesAGraphImageBesideTheFileAndAnswersByIt) {
    seal("a.canreach", with_bob, "2026-01-31");
    const auto file = path("a.canreach");
    const auto* sentence = "WHO CAN USE CATALOG ON CATALOG main GRANTED";
    auto without = account_session::open(file, {}, image_use::none).value();
    const auto told = ask(without, sentence);
    EXPECT_FALSE(std::filesystem::exists(file + ".graph"));

    const auto answer = [&] {
        auto session = account_session::open(file).value();
        return ask(session, sentence);
    };
    EXPECT_EQ(answer(), told);
    ASSERT_TRUE(std::filesystem::exists(file + ".graph"));
    EXPECT_EQ(std::filesystem::status(file + ".graph").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const auto made = read_text_file(file + ".graph").value();
    EXPECT_EQ(answer(), told);

    auto damaged = made;
    damaged[made.size() / 2] = static_cast<char>(damaged[made.size() / 2] + 1);
    std::filesystem::remove(file + ".graph");
    ASSERT_TRUE(write_text_file(file + ".graph", damaged));
    EXPECT_EQ(answer(), told);
    EXPECT_EQ(read_text_file(file + ".graph").value(), made);

    // Another account under the same name.
    std::filesystem::remove(file);
    seal("a.canreach", without_bob, "2026-02-28");
    auto session = account_session::open(file).value();
    EXPECT_THAT(ask(session, "COUNT WHO CAN USE CATALOG ON CATALOG main GRANTED"), HasSubstr("1"));
    EXPECT_NE(read_text_file(file + ".graph").value(), made);
}

TEST_F(AccountSession, KeepsTheImageInTheCacheWhereTheFolderTakesNone) {
    seal("a.canreach", with_bob, "2026-01-31");
    std::filesystem::create_directory(path("a.canreach.graph.new")); // nothing can be written under that name
    ASSERT_EQ(::setenv("XDG_CACHE_HOME", path("cache").c_str(), 1), 0);
    auto first = account_session::open(path("a.canreach")).value();
    const auto cached = path("cache") + "/canreach/" + first.snapshot().digest + ".graph";
    EXPECT_TRUE(std::filesystem::exists(cached));
    EXPECT_FALSE(std::filesystem::exists(path("a.canreach.graph")));
    auto second = account_session::open(path("a.canreach")).value();
    EXPECT_THAT(ask(second, "COUNT WHO CAN USE CATALOG ON CATALOG main GRANTED"), HasSubstr("2"));
    ::unsetenv("XDG_CACHE_HOME");
}

} // namespace
} // namespace canreach::cli
