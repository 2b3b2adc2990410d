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

TEST(CrawlFile, PartsOfAllKindsOfFactsAreTakenOutAgainUnlessTheyCount) {
    const temporary_folder folder;
    auto facts = sample_facts();
    std::erase_if(facts, [](const fact& one) { return std::holds_alternative<policy_fact>(one); });
    const auto half = facts.begin() + static_cast<std::ptrdiff_t>(facts.size() / 2);
    const std::vector<fact> first(facts.begin(), half);
    const std::vector<fact> second(half, facts.end());
    const auto digest_of = [](crawl_file file) { return seal(std::move(file), sealing_time).value().digest; };
    auto plain = crawl_file::create(folder.path("plain"), identity);
    CANREACH_ASSERT_OK(plain);
    CANREACH_ASSERT_OK(plain->accept({task_number(0), {}, facts, {}}));
    CANREACH_ASSERT_OK(plain->accept({task_number(1), {}, {}, {}}));
    const auto wanted = digest_of(std::move(*plain));

    // Others write between the parts of a task, which end up between rows that count and rows that do not.
    const auto stray = part_of(task_number(0), 7,
                               {node(user_key("stray"), "stray"),
                                member_fact{principal_ref::to(user_key("stray")), group_key("stray")},
                                owner_fact{principal_ref::named("stray"), uc_key(node_kind::catalog, "stray")}});
    const auto path = folder.path("parts");
    {
        auto file = crawl_file::create(path, identity);
        CANREACH_ASSERT_OK(file);
        CANREACH_ASSERT_OK(file->add_tasks({task_number(0), task_number(1)}));
        for (const auto& part : {stray, part_of(task_number(0), 0, first), stray})
            CANREACH_ASSERT_OK(file->accept(part));
        task_report end{task_number(1), {}, second, {}};
        CANREACH_ASSERT_OK(file->accept(end));
        CANREACH_ASSERT_OK(file->accept(stray));
        CANREACH_ASSERT_OK(file->flush());
    }
    {
        // Interrupted: what the task said before is gone, and said again.
        auto file = crawl_file::resume(copy_of(folder, path));
        CANREACH_ASSERT_OK(file);
        EXPECT_EQ(file->connection().number("SELECT count(*) FROM raw_part").value(), 0);
        EXPECT_EQ(
            file->connection().number("SELECT count(*) FROM raw_node").value(),
            std::ranges::count_if(second, [](const fact& one) { return std::holds_alternative<node_fact>(one); }));
        CANREACH_ASSERT_OK(file->accept(stray));
        CANREACH_ASSERT_OK(file->accept(part_of(task_number(0), 0, first)));
        CANREACH_ASSERT_OK(file->accept(stray));
        task_report end{task_number(0), {}, {}, {}};
        end.stages = {0};
        CANREACH_ASSERT_OK(file->accept(end));
        EXPECT_EQ(digest_of(std::move(*file)), wanted);
    }
    // Uninterrupted, in more runs than one.
    auto file = crawl_file::resume(path);
    CANREACH_ASSERT_OK(file);
    for (const auto& one : first) CANREACH_ASSERT_OK(file->accept(part_of(task_number(0), 3, {one})));
    task_report end{task_number(0), {}, {}, {}};
    end.stages = {3};
    CANREACH_ASSERT_OK(file->accept(end));
    CANREACH_ASSERT_OK(file->flush());
    auto again = crawl_file::resume(copy_of(folder, path));
    CANREACH_ASSERT_OK(again);
    EXPECT_EQ(digest_of(std::move(*again)), wanted) << "what counted is still there after a restart";
}

TEST(CrawlFile, TakesUpACrawlThatKeptGrantsOfPartsByThemselves) {
    const temporary_folder folder;
    const auto table = uc_key(node_kind::table, "main.sales.orders");
    const auto path = folder.path("a");
    {
        auto file = crawl_file::create(path, identity);
        CANREACH_ASSERT_OK(file);
        const auto numbered = grant(principal_ref::named("alice@example.com"), table, mask{privilege::select});
        CANREACH_ASSERT_OK(file->accept({task_number(0), {}, {numbered}, {}}));
        CANREACH_ASSERT_OK(file->flush());
        CANREACH_ASSERT_OK(file->connection().run(
            "DROP TABLE raw_part; DELETE FROM raw_grant; "
            "CREATE TABLE raw_staged_grant(stage INTEGER NOT NULL, grantee INTEGER NOT NULL, resource INTEGER NOT "
            "NULL, mask INTEGER NOT NULL) STRICT; "
            "INSERT INTO raw_staged_grant VALUES (0, 0, 0, 0), (1, 0, 0, 0); INSERT INTO raw_kept_stage VALUES (1)"));
    }
    auto file = crawl_file::resume(path);
    CANREACH_ASSERT_OK(file);
    EXPECT_EQ(file->connection().number("SELECT count(*) FROM raw_grant").value(), 1);
    EXPECT_EQ(file->connection().number("SELECT count(*) FROM sqlite_master WHERE name = 'raw_staged_grant'").value(),
              0);
    CANREACH_ASSERT_OK(file->accept(part_of(task_number(0), 1, {})));
    EXPECT_EQ(seal(std::move(*file), sealing_time).value().counts.grants, 1U);
}

TEST(CrawlFile, KeepsManyMembersAsIfEachHadBeenToldByItself) {
    const temporary_folder folder;
    members_fact many{group_key("g"), {}};
    std::vector<fact> single;
    for (int i = 0; i < 1'300; ++i) { // more than a row takes
        const auto member =
            i % 3 == 0 ? principal_ref::with_id(std::to_string(i)) : principal_ref::to(user_key(std::to_string(i)));
        many.members.add(member.view());
        single.emplace_back(member_fact{member, group_key("g")});
    }
    const auto other = member_fact{principal_ref::to(user_key("7")), group_key("h")};
    single.emplace_back(other);
    const auto digest_of = [&](const char* name, std::vector<fact> facts) {
        auto file = crawl_file::create(folder.path(name), identity);
        EXPECT_TRUE(file && file->accept({task_number(0), {}, std::move(facts), {}}));
        auto sealed = seal(std::move(*file), sealing_time);
        EXPECT_TRUE(sealed);
        EXPECT_EQ(sealed->counts.members, 1'301U);
        return sealed->digest;
    };
    const auto wanted = digest_of("single", single);
    EXPECT_EQ(digest_of("many", {many, other}), wanted);
    auto half = many;
    half.members.erase_if([](const principal_view& one) { return one.how == reference_form::id; });
    std::vector<fact> mixed{half, other};
    mixed.insert(mixed.end(), single.begin(), single.end()); // twice is once
    EXPECT_EQ(digest_of("mixed", mixed), wanted);
}

TEST(CrawlFile, ReadsMembersThatEarlierVersionsWroteOneByOne) {
    const temporary_folder folder;
    auto file = crawl_file::create(folder.path("a"), identity);
    CANREACH_ASSERT_OK(file);
    CANREACH_ASSERT_OK(
        file->accept({task_number(0), {}, {member_fact{principal_ref::to(user_key("1")), group_key("g")}}, {}}));
    CANREACH_ASSERT_OK(file->flush());
    const auto group = file->connection().number("SELECT in_group FROM raw_member_run").value();
    CANREACH_ASSERT_OK(file->connection().run(
        ("DELETE FROM raw_member_run; INSERT INTO raw_member VALUES (0, " + std::to_string(group) + ")").c_str()));
    EXPECT_EQ(seal(std::move(*file), sealing_time).value().counts.members, 1U);
}

TEST(CrawlFile, FindsDamagedRunsOfMembers) {
    const temporary_folder folder;
    for (const std::string bytes : {"010203", "ffffffff", "0000000001000000"}) {
        auto file = crawl_file::create(folder.path(bytes), identity);
        CANREACH_ASSERT_OK(file);
        CANREACH_ASSERT_OK(
            file->accept({task_number(0), {}, {member_fact{principal_ref::to(user_key("1")), group_key("g")}}, {}}));
        CANREACH_ASSERT_OK(file->flush());
        CANREACH_ASSERT_OK(file->connection().run(("UPDATE raw_member_run SET members = x'" + bytes + "'").c_str()));
        const auto sealed = seal(std::move(*file), sealing_time);
        ASSERT_FALSE(sealed) << bytes;
        EXPECT_TRUE(sealed.error().is(errc::damaged_file)) << bytes;
    }
}

TEST(CrawlFile, FindsDamagedParts) {
    const temporary_folder folder;
    for (const auto* row : {"(0, 6, 1, 1)", "(0, -1, 1, 1)", "(0, 0, -5, 1)"}) {
        const auto path = folder.path(row);
        {
            auto file = crawl_file::create(path, identity);
            CANREACH_ASSERT_OK(file);
            CANREACH_ASSERT_OK(file->connection().run((std::string("INSERT INTO raw_part VALUES ") + row).c_str()));
        }
        const auto file = crawl_file::resume(path);
        ASSERT_FALSE(file) << row;
        EXPECT_TRUE(file.error().is(errc::damaged_file)) << row;
    }
}

TEST(CrawlFile, TakesUpACrawlThatKnewNoParts) {
    const temporary_folder folder;
    const auto path = folder.path("a");
    CANREACH_ASSERT_OK(crawl_file::create(path, identity));
    {
        auto file = database::open(path, open_mode::write);
        CANREACH_ASSERT_OK(file);
        CANREACH_ASSERT_OK(file->run("DROP TABLE raw_part; DROP TABLE raw_kept_stage"));
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
    for (auto& odd : {part_of(task_number(0), 0, {policy_fact{}}), [] {
                          auto made = part_of(task_number(0), 0, {});
                          made.follow_ups = {task_number(1)};
                          return made;
                      }()})
        EXPECT_TRUE(file->accept(odd).error().is(errc::bad_input))
            << "a part is facts that can be taken out again, and nothing else";
    CANREACH_ASSERT_OK(file->flush());
}

} // namespace
} // namespace canreach::storage
