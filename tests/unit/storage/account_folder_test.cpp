#include <gmock/gmock.h>

#include <filesystem>

#include "storage/account_folder.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class AccountFolder : public ::testing::Test {
protected:
    void crawl(const std::string& name, const std::string& account, const std::string& started, bool sealed = true) {
        auto file = crawl_file::create(folder_.path(name), {account, "azure", started});
        CANREACH_ASSERT_OK(file);
        task_report report{task_number(0), {}, sample_facts(), {}};
        CANREACH_ASSERT_OK(file->accept(std::move(report)));
        CANREACH_ASSERT_OK(file->flush());
        if (sealed) CANREACH_ASSERT_OK(seal(std::move(*file), {started}));
    }
    [[nodiscard]] std::vector<std::string> sealed(const folder_survey& found) const {
        std::vector<std::string> names;
        for (const auto& one : found.sealed) names.push_back(std::filesystem::path(one.file).filename().string());
        return names;
    }
    [[nodiscard]] std::vector<std::string> beside(const folder_survey& found) const {
        std::vector<std::string> lines;
        for (const auto& one : found.set_aside)
            lines.push_back(std::filesystem::path(one.file).filename().string() + ": " + one.reason);
        return lines;
    }

    temporary_folder folder_;
};

TEST_F(AccountFolder, OrdersByTheStartOfTheCrawl) {
    crawl("a", "acc-1", "2026-03-01 08:00:00");
    crawl("b.canreach", "acc-1", "2026-01-01 08:00:00");
    crawl("c.canreach", "acc-1", "2026-02-01 08:00:00");
    write_bytes(folder_.path("notes.txt"), "no account");
    const auto found = survey_folder(folder_.path());
    CANREACH_ASSERT_OK(found);
    EXPECT_THAT(sealed(*found), ElementsAre("b.canreach", "c.canreach", "a"));
    EXPECT_THAT(beside(*found), ElementsAre());
}

TEST_F(AccountFolder, NamesWhatItSetsAside) {
    crawl("january.canreach", "acc-1", "2026-01-01 08:00:00");
    crawl("running.canreach", "acc-1", "2026-02-01 08:00:00", false);
    crawl("foreign.canreach", "acc-2", "2025-02-01 08:00:00");
    std::filesystem::copy_file(folder_.path("january.canreach"), folder_.path("january-copy.canreach"));
    const auto bytes = read_bytes(folder_.path("january.canreach"));
    write_bytes(folder_.path("short.canreach"), std::string_view(bytes).substr(0, bytes.size() / 2));
    write_bytes(folder_.path("text.canreach"), "no account");
    std::filesystem::create_directory(folder_.path("deeper.canreach"));
    const auto found = survey_folder(folder_.path());
    CANREACH_ASSERT_OK(found);
    EXPECT_THAT(sealed(*found), ElementsAre("january-copy.canreach"));
    EXPECT_THAT(beside(*found), ElementsAre("foreign.canreach: it holds another account, acc-2",
                                            HasSubstr("january.canreach: it is a copy of "),
                                            "running.canreach: the crawl in this file has not ended",
                                            HasSubstr("short.canreach: "), HasSubstr("text.canreach: ")));
}

TEST_F(AccountFolder, SaysWhyNoFileIsLeft) {
    crawl("running.canreach", "acc-1", "2026-02-01 08:00:00", false);
    const auto found = survey_folder(folder_.path());
    ASSERT_FALSE(found);
    EXPECT_TRUE(found.error().is(errc::not_found));
    EXPECT_THAT(found.error().to_string(), HasSubstr("running.canreach: the crawl in this file has not ended"));
    EXPECT_TRUE(survey_folder(folder_.path("nowhere")).error().is(errc::storage));
}

} // namespace
} // namespace canreach::storage
