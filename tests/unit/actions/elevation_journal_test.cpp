#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>

#include "actions/elevation_journal.hpp"
#include "tests/support/scratch_folder.hpp"

namespace canreach::actions {
namespace {

const assignee crawler{{true, "accounts.azuredatabricks.net", 443}, "7d0a52f4", "7003", "0b3e"};
constexpr std::string_view head =
    R"({"journal":"canreach elevation","version":1,"host":"https://accounts.azuredatabricks.net",)"
    R"("account_id":"7d0a52f4","principal_id":"7003","application_id":"0b3e","began":"2026-01-31 10:00:00"})"
    "\n";

struct ElevationJournal : testing::Test {
    support::scratch_folder folder;
    std::string path = folder.path("crawl.elevation");
    void hold(std::string_view text) const { std::ofstream(path, std::ios::binary) << text; }
};

TEST_F(ElevationJournal, TellsAfterACrashWhatIsOpen) {
    const rights_change prod{"1", "prod", {true, false}};
    const rights_change dev{"2", "dev", {}};
    {
        auto journal = elevation_journal::create(path, crawler, "2026-01-31 10:00:00");
        ASSERT_TRUE(journal) << journal.error().to_string();
        ASSERT_TRUE(journal->begin(prod));
        ASSERT_TRUE(journal->begin(dev));
        ASSERT_TRUE(journal->end("1"));
    }
    auto again = elevation_journal::open(path);
    ASSERT_TRUE(again) << again.error().to_string();
    EXPECT_EQ(again->content().who, crawler);
    EXPECT_EQ(again->content().open, std::vector{dev});
    ASSERT_TRUE(again->end("2"));
    EXPECT_TRUE(elevation_journal::open(path)->content().open.empty());
    ASSERT_TRUE(again->remove());
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ElevationJournal, IsForItsOwnerOnly) {
    const auto journal = elevation_journal::create(path, crawler, "");
    struct stat seen {};
    ASSERT_EQ(::stat(path.c_str(), &seen), 0);
    EXPECT_EQ(seen.st_mode & 0777U, 0600U);
}

TEST_F(ElevationJournal, IsNeverWrittenOver) {
    hold(head);
    const auto second = elevation_journal::create(path, crawler, "");
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().is(errc::not_allowed));
    EXPECT_NE(second.error().hint.find("elevate --restore"), std::string::npos);
}

TEST_F(ElevationJournal, LeavesOutALineThatWasNotFinished) {
    hold(std::string(head) + R"({"workspace":"1","name":"prod","before":["USER"]})" + "\n" + R"({"workspace":"2","na)");
    auto journal = elevation_journal::open(path);
    ASSERT_TRUE(journal) << journal.error().to_string();
    ASSERT_EQ(journal->content().open.size(), 1U);
    ASSERT_TRUE(journal->end("1")) << "the next line stands on its own";
    EXPECT_TRUE(elevation_journal::open(path)->content().open.empty());
}

TEST(ElevationJournalText, IsReadStrictly) {
    struct row {
        const char* what;
        std::string text;
    };
    const std::string first(head);
    const row rows[] = {
        {"nothing", ""},
        {"no line end", first.substr(0, first.size() - 1)},
        {"no JSON", "canreach\n"},
        {"an array", "[]\n"},
        {"another file", "{\"journal\":\"else\",\"version\":1}\n"},
        {"a later version", "{\"journal\":\"canreach elevation\",\"version\":2}\n"},
        {"nobody", R"({"journal":"canreach elevation","version":1,"host":"https://accounts.azuredatabricks.net"})"
                   "\n"},
        {"no workspace", first + "{}\n"},
        {"no rights", first + "{\"workspace\":\"1\"}\n"},
        {"an unknown right", first + "{\"workspace\":\"1\",\"before\":[\"OWNER\"]}\n"},
        {"a right that is no text", first + "{\"workspace\":\"1\",\"before\":[1]}\n"},
        {"deep", first + std::string(1000, '[') + "\n"},
    };
    for (const auto& [what, text] : rows) {
        SCOPED_TRACE(what);
        const auto read = parse_journal(text);
        ASSERT_FALSE(read);
        EXPECT_TRUE(read.error().is(errc::damaged_file));
    }
    EXPECT_TRUE(parse_journal(first));
}

} // namespace
} // namespace canreach::actions
