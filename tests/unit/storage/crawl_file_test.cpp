#include <gmock/gmock.h>

#include <sys/stat.h>

#include "storage/crawl_file.hpp"
#include "storage/database.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

/// What another process would find: the bytes of the file and its log, as they are now.
std::string copy_of(const temporary_folder& folder, const std::string& path) {
    static int copies = 0;
    const auto copy = folder.path("copy-" + std::to_string(++copies));
    for (const auto* suffix : {"", "-wal"})
        if (std::filesystem::exists(path + suffix)) std::filesystem::copy_file(path + suffix, copy + suffix);
    return copy;
}

std::vector<crawl_task> pending_in_copy(const temporary_folder& folder, const std::string& path) {
    auto file = crawl_file::resume(copy_of(folder, path));
    EXPECT_TRUE(file) << file.error().to_string();
    return file->pending_tasks().value();
}

TEST(CrawlFile, HandsOutPendingTasksInTheOrderOfRecording) {
    const temporary_folder folder;
    auto file = crawl_file::create(folder.path("a"), identity);
    CANREACH_ASSERT_OK(file);
    EXPECT_THAT(file->pending_tasks().value(), IsEmpty());
    CANREACH_ASSERT_OK(file->add_tasks({task_number(2), task_number(1), task_number(2)}));
    task_report report{task_number(2), {}, {}, {task_number(1), task_number(3), gap_task()}};
    CANREACH_ASSERT_OK(file->accept(report));
    EXPECT_THAT(file->pending_tasks().value(), ElementsAre(task_number(1), task_number(3), gap_task()));
    // A follow-up that has ended is not asked again.
    CANREACH_ASSERT_OK(file->accept({task_number(1), {}, {}, {task_number(2), task_number(1)}}));
    EXPECT_THAT(file->pending_tasks().value(), ElementsAre(task_number(3), gap_task()));
    EXPECT_EQ(file->pending_count(), 2U);
    EXPECT_EQ(file->task_count(), 4U);
}

TEST(CrawlFile, TasksDifferInEveryPart) {
    const temporary_folder folder;
    auto file = crawl_file::create(folder.path("a"), identity);
    CANREACH_ASSERT_OK(file);
    const crawl_task base{"grants", "1", account_key, node_part::grants};
    auto family = base, host = base, about = base, part = base;
    family.family = "grant";
    host.workspace = "s1";
    about.about.id = "acc-2";
    part.part = node_part::children;
    CANREACH_ASSERT_OK(file->add_tasks({base, family, host, about, part}));
    EXPECT_EQ(file->task_count(), 5U);
    EXPECT_THAT(file->pending_tasks().value(), ElementsAre(base, family, host, about, part));
}

TEST(CrawlFile, IsDurableAfterFlushAndLosesOnlyWhatIsNot) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    {
        auto file = crawl_file::create(path, identity);
        CANREACH_ASSERT_OK(file);
        CANREACH_ASSERT_OK(file->add_tasks({task_number(0), task_number(1)}));
        CANREACH_ASSERT_OK(file->flush());
        CANREACH_ASSERT_OK(file->accept({task_number(0), {}, sample_facts(), {}}));
        CANREACH_ASSERT_OK(file->flush());
        CANREACH_ASSERT_OK(file->accept({task_number(1), {}, sample_facts(), {task_number(2)}}));
        EXPECT_EQ(file->pending_count(), 1U);
        EXPECT_THAT(pending_in_copy(folder, path), ElementsAre(task_number(1)));
    }
    auto file = crawl_file::resume(path);
    CANREACH_ASSERT_OK(file);
    EXPECT_THAT(file->pending_tasks().value(), ElementsAre(task_number(1)));
    EXPECT_EQ(file->identity().account_id, "acc-1");
    EXPECT_EQ(file->identity().started_at, "2026-11-22 09:14:00");
}

TEST(CrawlFile, CommitsWhenRowsAreManyOrReportsAreOld) {
    const temporary_folder folder;
    auto now = std::chrono::steady_clock::time_point{};
    const auto path = folder.path("a");
    auto file = crawl_file::create(path, identity, {.rows = 60, .age = 1000ms, .now = [&] { return now; }});
    CANREACH_ASSERT_OK(file);
    CANREACH_ASSERT_OK(file->add_tasks({task_number(0), task_number(1), task_number(2), task_number(3)}));
    EXPECT_THAT(pending_in_copy(folder, path), IsEmpty());
    now += 999ms;
    CANREACH_ASSERT_OK(file->accept({task_number(0), {}, {}, {}}));
    EXPECT_THAT(pending_in_copy(folder, path), IsEmpty());
    now += 1ms;
    CANREACH_ASSERT_OK(file->accept({task_number(1), {}, {}, {}}));
    EXPECT_EQ(pending_in_copy(folder, path).size(), 2U);
    // A new group starts with the next report.
    now += 900ms;
    CANREACH_ASSERT_OK(file->accept({task_number(2), {}, {}, {}}));
    EXPECT_EQ(pending_in_copy(folder, path).size(), 2U);
    CANREACH_ASSERT_OK(file->accept({task_number(3), {}, sample_facts(), {}}));
    EXPECT_EQ(pending_in_copy(folder, path).size(), 2U);
    CANREACH_ASSERT_OK(file->accept({task_number(4), {}, sample_facts(), {}}));
    EXPECT_THAT(pending_in_copy(folder, path), IsEmpty());
}

TEST(CrawlFile, ResumedAfterEveryReportItSealsToTheSameDigest) {
    const temporary_folder folder;
    const auto digest = write_sample(folder.path("plain")).value().digest;
    const auto path = folder.path("a");
    CANREACH_ASSERT_OK(crawl_file::create(path, identity));
    for (auto& report : sample_reports(2, 11)) {
        auto file = crawl_file::resume(path);
        CANREACH_ASSERT_OK(file);
        CANREACH_ASSERT_OK(file->accept(std::move(report)));
        CANREACH_ASSERT_OK(file->flush());
    }
    auto file = crawl_file::resume(path);
    CANREACH_ASSERT_OK(file);
    EXPECT_EQ(seal(std::move(*file), sealing_time).value().digest, digest);
}

TEST(CrawlFile, IsNeverOverwritten) {
    const temporary_folder folder;
    const auto expect_refusal = [&](const std::string& path, const char* says, const char* hints) {
        const auto refused = crawl_file::create(path, identity);
        ASSERT_FALSE(refused);
        EXPECT_TRUE(refused.error().is(errc::not_allowed)) << refused.error().to_string();
        EXPECT_THAT(refused.error().message, HasSubstr(says));
        EXPECT_THAT(refused.error().hint, HasSubstr(hints));
    };
    const auto unsealed = folder.path("unsealed");
    CANREACH_ASSERT_OK(crawl_file::create(unsealed, identity));
    expect_refusal(unsealed, "has not ended", "--resume");
    const auto sealed = folder.path("sealed");
    CANREACH_ASSERT_OK(write_sample(sealed));
    expect_refusal(sealed, "sealed", "--out");
    const auto foreign = folder.path("foreign");
    write_bytes(foreign, "hello");
    expect_refusal(foreign, "exists", "--out");
    EXPECT_EQ(read_bytes(foreign), "hello");
    const auto resumed = crawl_file::resume(sealed);
    ASSERT_FALSE(resumed);
    EXPECT_TRUE(resumed.error().is(errc::not_allowed)) << resumed.error().to_string();
    CANREACH_ASSERT_OK(account_file::open(sealed));
}

TEST(CrawlFile, CannotBeWrittenTwice) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    auto file = crawl_file::create(path, identity);
    CANREACH_ASSERT_OK(file);
    const auto second = crawl_file::resume(path);
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().is(errc::not_allowed)) << second.error().to_string();
}

TEST(CrawlFile, ResumesOnlyWhatIsThereAndOurs) {
    const temporary_folder folder;
    const auto code = [&](const std::string& name) { return crawl_file::resume(folder.path(name)).error().code; };
    EXPECT_EQ(code("nothing"), make_error_code(errc::not_found));
    write_bytes(folder.path("text"), "hello");
    EXPECT_EQ(code("text"), make_error_code(errc::foreign_file));
    write_bytes(folder.path("empty"), "");
    EXPECT_EQ(code("empty"), make_error_code(errc::foreign_file));
    const auto nowhere = crawl_file::create(folder.path("no/such/folder"), identity);
    ASSERT_FALSE(nowhere);
    EXPECT_TRUE(nowhere.error().is(errc::not_found)) << nowhere.error().to_string();
}

TEST(CrawlFile, IsPrivateWithItsLog) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    auto file = crawl_file::create(path, identity);
    CANREACH_ASSERT_OK(file);
    CANREACH_ASSERT_OK(file->accept({task_number(0), {}, sample_facts(), {}}));
    CANREACH_ASSERT_OK(file->flush());
    for (const auto* suffix : {"", "-wal"}) {
        struct ::stat about {};
        ASSERT_EQ(::stat((path + suffix).c_str(), &about), 0) << suffix;
        EXPECT_EQ(about.st_mode & 0777U, 0600U) << suffix;
    }
}

TEST(CrawlFile, KeepsNotes) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    {
        auto file = crawl_file::create(path, identity);
        CANREACH_ASSERT_OK(file);
        EXPECT_EQ(file->note("host").value(), std::nullopt);
        CANREACH_ASSERT_OK(file->set_note("host", "https://accounts.azuredatabricks.net"));
        CANREACH_ASSERT_OK(file->set_note("host", "https://accounts.cloud.databricks.com"));
    }
    auto file = crawl_file::resume(path);
    CANREACH_ASSERT_OK(file);
    EXPECT_EQ(file->note("host").value(), "https://accounts.cloud.databricks.com");
}

task_report part_of(const crawl_task& task, std::uint32_t stage, std::vector<fact> facts) {
    task_report part{task, {}, std::move(facts), {}};
    part.result.how = outcome::pending;
    part.stage = stage;
    return part;
}

TEST(CrawlFile, PartsCountOnceTheEndOfTheirTaskSaysSo) {
    const temporary_folder folder;
    const auto table = uc_key(node_kind::table, "main.sales.orders");
    const auto select = grant(principal_ref::named("alice@example.com"), table, mask{privilege::select});
    const auto modify = grant(principal_ref::named("alice@example.com"), table, mask{privilege::modify});
    const auto seal_with = [&](const std::string& name, const std::vector<task_report>& reports) {
        const auto path = folder.path(name);
        EXPECT_TRUE(crawl_file::create(path, identity));
        for (const auto& report : reports) { // each in a run of its own
            auto file = crawl_file::resume(path);
            EXPECT_TRUE(file && file->accept(report) && file->flush());
        }
        auto file = crawl_file::resume(path);
        EXPECT_TRUE(file);
        return seal(std::move(*file), sealing_time).value();
    };
    const auto whole = seal_with("whole", {{task_number(0), {}, {select, modify}, {}}});
    EXPECT_EQ(whole.counts.grants, 1U) << "united";

    task_report end{task_number(0), {}, {}, {}};
    end.stages = {1};
    const auto path = folder.path("parts");
    {
        auto file = crawl_file::create(path, identity);
        CANREACH_ASSERT_OK(file);
        CANREACH_ASSERT_OK(file->add_tasks({task_number(0)}));
        CANREACH_ASSERT_OK(file->accept(part_of(task_number(0), 0, {grant(principal_ref::named("bob"), table, {})})));
        CANREACH_ASSERT_OK(file->accept(part_of(task_number(0), 1, {select})));
        CANREACH_ASSERT_OK(file->accept(part_of(task_number(0), 1, {modify})));
        CANREACH_ASSERT_OK(file->flush());
        EXPECT_EQ(pending_in_copy(folder, path).size(), 1U) << "a part does not end its task";
        CANREACH_ASSERT_OK(file->accept(end));
        EXPECT_EQ(seal(std::move(*file), sealing_time).value().digest, whole.digest) << "stage 0 counts for nothing";
    }
    // Interrupted after the parts: what the earlier run left behind is not what the next one calls by the same number.
    const auto begun_anew =
        seal_with("anew", {part_of(task_number(0), 1, {grant(principal_ref::named("bob"), table, {})}),
                           {task_number(0), {}, {select, modify}, {}}});
    EXPECT_EQ(begun_anew.digest, whole.digest);
    auto kept_later = end;
    kept_later.facts = {select, modify};
    EXPECT_EQ(
        seal_with("later", {part_of(task_number(0), 1, {grant(principal_ref::named("bob"), table, {})}), kept_later})
            .digest,
        whole.digest);
}

TEST(CrawlFile, TakesUpACrawlThatKnewNoParts) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    CANREACH_ASSERT_OK(crawl_file::create(path, identity));
    {
        auto file = database::open(path, open_mode::write);
        CANREACH_ASSERT_OK(file);
        CANREACH_ASSERT_OK(file->run("DROP TABLE raw_staged_grant; DROP TABLE raw_kept_stage"));
    }
    auto file = crawl_file::resume(path);
    CANREACH_ASSERT_OK(file);
    CANREACH_ASSERT_OK(file->accept(part_of(task_number(0), 0, {})));
    CANREACH_ASSERT_OK(file->flush());
}

TEST(CrawlFile, RefusesReportsThatSayNothing) {
    const temporary_folder folder;
    auto file = crawl_file::create(folder.path("a"), identity);
    CANREACH_ASSERT_OK(file);
    task_report report{task_number(0), {}, {}, {}};
    report.result.how = outcome::pending;
    EXPECT_TRUE(file->accept(report).error().is(errc::bad_input));
    for (auto& odd : {part_of(task_number(0), 0, {node(user_key("1"), "ada")}), [] {
                          auto made = part_of(task_number(0), 0, {});
                          made.follow_ups = {task_number(1)};
                          return made;
                      }()})
        EXPECT_TRUE(file->accept(odd).error().is(errc::bad_input)) << "a part is grants and nothing else";
    CANREACH_ASSERT_OK(file->flush());
}

} // namespace
} // namespace canreach::storage
