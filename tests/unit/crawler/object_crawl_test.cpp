// Workspace objects in a whole crawl: what follows from what, what is refused, and which part of the tree is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crawler/crawl.hpp"
#include "crawler/object_families.hpp"
#include "crawler/tree_scope.hpp"
#include "fake_account.hpp"
#include "memory_sink.hpp"

namespace canreach::crawler {
namespace {

using ::testing::Contains;
using testing::fake_account;
using ::testing::HasSubstr;
using testing::memory_sink;
using testing::recording_observer;
using testing::reply;

/// Two folders, a notebook and a job in workspace `prod`.
struct with_objects {
    with_objects() {
        const std::string host = testing::prod_host;
        account.serve(host + "/api/2.0/workspace/list?path=%2F",
                      R"({"objects":[{"object_type":"DIRECTORY","path":"/Prod","object_id":1},
                                     {"object_type":"DIRECTORY","path":"/Test","object_id":2}]})");
        account.serve(host + "/api/2.0/workspace/list?path=%2FProd",
                      R"({"objects":[{"object_type":"NOTEBOOK","path":"/Prod/load","object_id":3}]})");
        account.serve(host + "/api/2.0/workspace/list?path=%2FTest", "{}");
        for (const std::string place : {"directories/1", "directories/2", "notebooks/3", "jobs/77"})
            account.serve(host + "/api/2.0/permissions/" + place,
                          R"({"access_control_list":[{"group_name":"data",
                              "all_permissions":[{"permission_level":"CAN_MANAGE"}]}]})");
        account.serve(
            host + "/api/2.2/jobs/list?limit=100&expand_tasks=true",
            R"({"jobs":[{"job_id":77,"creator_user_name":"alice@example.com","settings":{"name":"nightly"}}]})");
    }
    void crawl(const tree_scope& scope = {}) {
        auto options = account.options();
        options.tree = scope;
        recording_observer observer;
        const auto made = run_crawl(options, sink, observer);
        ASSERT_TRUE(made) << made.error().to_string();
    }
    [[nodiscard]] std::size_t times(const std::string& path) const {
        return account.times(testing::prod_host + ("/api/2.0/" + path));
    }
    fake_account account;
    memory_sink sink;
};

TEST(CrawlObjects, ReadsEachListOnceAndEachPermissionListOnce) {
    with_objects world;
    world.crawl();
    EXPECT_EQ(world.times("workspace/list"), 3U);
    for (const auto* place : {"directories/0", "directories/1", "directories/2", "notebooks/3", "jobs/77",
                              "authorization/tokens", "authorization/passwords"})
        EXPECT_EQ(world.times(std::string("permissions/") + place), 1U) << place;
    EXPECT_EQ(world.times("workspace/get-status"), 0U);
    const auto facts = world.sink.facts();
    EXPECT_THAT(facts, Contains("GRANT 3/group/1001/data notebook/1001//Prod/load acl 16:0"));
    EXPECT_THAT(facts, Contains("LINK RUN_AS job/1001/77 3/other/1001/alice@example.com"));
}

/// Jobs 77, 78 and 79 on three pages, the second of which repeats a job of the first.
struct with_pages : with_objects {
    with_pages() {
        const auto job = [](int id) {
            return R"({"job_id":)" + std::to_string(id) +
                   R"(,"creator_user_name":"alice@example.com","settings":{"name":"nightly"}})";
        };
        account.serve(list, R"({"jobs":[)" + job(77) + R"(],"next_page_token":"b"})");
        account.serve(list + "&page_token=b", R"({"jobs":[)" + job(77) + "," + job(78) + R"(],"next_page_token":"c"})");
        account.serve(list + "&page_token=c", R"({"jobs":[)" + job(79) + "]}");
        for (const std::string place : {"jobs/78", "jobs/79"})
            account.serve(std::string(testing::prod_host) + "/api/2.0/permissions/" + place,
                          R"({"access_control_list":[]})");
    }
    const std::string list = std::string(testing::prod_host) + "/api/2.2/jobs/list?limit=100&expand_tasks=true";
};

TEST(CrawlObjects, HandsListsOnPageByPage) {
    with_pages world;
    world.crawl();
    const auto how = world.sink.ended_task("jobs", "1001");
    EXPECT_EQ(how.how, outcome::done);
    EXPECT_EQ(how.items, 4U);
    EXPECT_EQ(world.sink.parts_of("jobs"), 2U);
    for (const std::string job : {"77", "78", "79"}) {
        EXPECT_THAT(world.sink.facts(), Contains(HasSubstr("NODE job/1001/" + job)));
        EXPECT_EQ(world.times("permissions/jobs/" + job), 1U);
    }
}

TEST(CrawlObjects, KeepsThePagesOfAListThatBreaksOff) {
    with_pages world;
    world.account.serve(world.list + "&page_token=c", "<html>");
    world.crawl();
    EXPECT_EQ(world.sink.ended_task("jobs", "1001").how, outcome::failed);
    for (const std::string job : {"77", "78"}) {
        EXPECT_THAT(world.sink.facts(), Contains(HasSubstr("NODE job/1001/" + job)));
        EXPECT_EQ(world.times("permissions/jobs/" + job), 1U);
    }
}

TEST(CrawlObjects, ReadsAListAgainThatWasInterruptedBetweenPages) {
    with_pages undisturbed;
    undisturbed.crawl();
    with_pages world;
    for (const std::string number : {"1", "2"}) // where a folder is asked for that an earlier run has listed
        world.account.serve(std::string(testing::prod_host) + "/api/2.0/workspace/get-status?path=%2F" +
                                (number == "1" ? "Prod" : "Test"),
                            R"({"object_type":"DIRECTORY","path":"/","object_id":)" + number + "}");
    world.sink.fail_at_part = 2;
    recording_observer observer;
    const auto made = run_crawl(world.account.options(), world.sink, observer);
    ASSERT_FALSE(made);
    EXPECT_FALSE(world.sink.knows("object-acl", "1001", "77")) << "what follows is recorded with the end of the list";
    EXPECT_THAT(world.sink.facts(), ::testing::Not(Contains(HasSubstr("NODE job/1001/77"))));
    world.crawl();
    EXPECT_EQ(world.sink.facts(), undisturbed.sink.facts());
    EXPECT_EQ(world.sink.pending(), 0U);
}

TEST(CrawlObjects, RecordsRefusalsFaultsAndWhatIsGone) {
    struct row {
        int status;
        const char* body;
        outcome how;
        const char* reason;
    };
    for (const auto& one :
         {row{403, R"({"error_code":"PERMISSION_DENIED","message":"needs CAN_MANAGE"})", outcome::refused,
              "CAN_MANAGE"},
          row{404, R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"gone"})", outcome::skipped, "vanished"},
          row{400, R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Job 77 does not exist."})", outcome::skipped,
              "vanished"},
          row{500, R"({"error_code":"INTERNAL_ERROR","message":"boom"})", outcome::failed, "boom"},
          row{200, "<html>", outcome::failed, "JSON"}}) {
        SCOPED_TRACE(one.status);
        with_objects world;
        world.account.instead[std::string(testing::prod_host) + "/api/2.0/permissions/jobs/77"] =
            reply(one.status, one.body);
        world.crawl();
        const auto how = world.sink.ended_task("object-acl", "77");
        EXPECT_EQ(how.how, one.how);
        EXPECT_THAT(how.reason, HasSubstr(one.reason));
        EXPECT_THAT(world.sink.facts(), Contains(HasSubstr("NODE job/1001/77 name=nightly")));
    }
}

TEST(CrawlObjects, TakesAMissingFeatureForNothingThere) {
    with_objects world;
    const std::string host = testing::prod_host;
    world.account.instead[host + "/api/2.0/preview/sql/dashboards"] = reply(410, "gone");
    world.account.instead[host + "/api/2.0/apps"] = reply(404, R"({"error_code":"ENDPOINT_NOT_FOUND","message":"no"})");
    world.account.instead[host + "/api/2.0/mlflow/registered-models/list"] =
        reply(403, R"({"error_code":"FEATURE_DISABLED","message":"off"})");
    world.account.instead[host + "/api/2.2/jobs/list"] = reply(404, R"({"error_code":"ENDPOINT_NOT_FOUND"})");
    world.crawl();
    for (const auto* family : {"legacy-dashboards", "apps", "workspace-models"})
        EXPECT_EQ(world.sink.ended_task(family, "1001").how, outcome::done) << family;
    EXPECT_EQ(world.sink.ended_task("jobs", "1001").how, outcome::skipped); // every workspace has jobs
}

TEST(CrawlObjects, LeavesOutFilesOrTheTreeWhereTold) {
    with_objects folders;
    folders.crawl({tree_depth::folders, {}});
    EXPECT_EQ(folders.times("permissions/notebooks/3"), 0U);
    EXPECT_EQ(folders.times("permissions/directories/1"), 1U);
    EXPECT_EQ(folders.sink.ended_task("tree", "/Prod").how, outcome::skipped);
    EXPECT_THAT(folders.sink.ended_task("tree", "/Prod").reason, HasSubstr("1 notebooks and files"));
    EXPECT_EQ(folders.sink.ended_task("tree", "/Test").how, outcome::done);
    with_objects none;
    none.crawl({tree_depth::none, {}});
    EXPECT_EQ(none.times("workspace/list"), 0U);
    EXPECT_EQ(none.sink.ended_task("tree", "/").how, outcome::skipped);
    EXPECT_THAT(none.sink.ended_task("tree", "/").reason, HasSubstr("--tree none"));
    EXPECT_EQ(none.times("permissions/jobs/77"), 1U);
}

TEST(CrawlObjects, ReadsTheWantedSubtreesAndTheWayToThem) {
    with_objects world;
    world.crawl({tree_depth::full, {"/Pr*/load"}});
    EXPECT_EQ(world.times("permissions/notebooks/3"), 1U);
    EXPECT_EQ(world.times("permissions/directories/1"), 1U); // what the notebook inherits
    EXPECT_EQ(world.times("permissions/directories/2"), 0U);
    EXPECT_EQ(world.sink.ended_task("tree", "/Test").how, outcome::skipped);
    EXPECT_EQ(world.sink.ended_task("object-acl", "/Test").how, outcome::skipped);
}

TEST(CrawlObjects, FindsNumbersAgainAfterAnInterruption) {
    for (std::size_t stop_at = 40; stop_at < 130; stop_at += 7) {
        SCOPED_TRACE(stop_at);
        with_objects world;
        world.account.serve(testing::prod_host + std::string("/api/2.0/workspace/get-status?path=%2FProd%2Fload"),
                            R"({"object_id":3})");
        world.account.serve(testing::prod_host + std::string("/api/2.0/workspace/get-status?path=%2FProd"),
                            R"({"object_id":1})");
        world.account.serve(testing::prod_host + std::string("/api/2.0/workspace/get-status?path=%2FTest"),
                            R"({"object_id":2})");
        std::stop_source stopping;
        auto options = world.account.options();
        options.stop = stopping.get_token();
        world.account.before = [&](std::size_t number, const http_request&) {
            if (number == stop_at) stopping.request_stop();
        };
        recording_observer observer;
        (void)run_crawl(options, world.sink, observer);
        world.account.before = nullptr;
        world.crawl();
        EXPECT_EQ(world.sink.pending(), 0U);
        EXPECT_THAT(world.sink.facts(), Contains("GRANT 3/group/1001/data notebook/1001//Prod/load acl 16:0"));
        EXPECT_THAT(world.sink.facts(), Contains("GRANT 3/group/1001/data folder/1001//Test acl 16:0"));
    }
}

TEST(TreeScope, FollowsNamesPartByPart) {
    const tree_scope scope{tree_depth::full, {"/Users/*@example.com/etl", "Prod"}};
    for (const auto* path : {"/", "/Users", "/Users/ann@example.com", "/Users/ann@example.com/etl",
                             "/Users/ann@example.com/etl/deep/er", "/Prod", "/Prod/x"})
        EXPECT_TRUE(leads_to_subtree(scope, path)) << path;
    for (const auto* path : {"/Users/ann@other.com", "/Users/ann@example.com/private", "/Production", "/Shared"})
        EXPECT_FALSE(leads_to_subtree(scope, path)) << path;
    EXPECT_TRUE(leads_to_subtree({tree_depth::full, {"/a?c/**"}}, "/abc/d"));
    EXPECT_FALSE(leads_to_subtree({tree_depth::full, {"/a?c"}}, "/ac"));
    EXPECT_EQ(tree_depth_named("folders"), tree_depth::folders);
    EXPECT_FALSE(tree_depth_named("half"));
}

TEST(ObjectFamilies, EveryReadNamesFamiliesThatExist) {
    for (const auto& one : object_families())
        if (const auto* reads = reads_after(one.name)) {
            EXPECT_TRUE(reads->acl.empty() || family_named(reads->acl) != nullptr) << one.name;
            EXPECT_TRUE(reads->details.empty() || family_named(reads->details) != nullptr) << one.name;
        }
    for (const auto& one : workspace_questions()) EXPECT_NE(family_named(one.family), nullptr) << one.family;
}

} // namespace
} // namespace canreach::crawler
