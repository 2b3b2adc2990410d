// Crawls of an account that refuses, throttles, vanishes or does not answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crawler/crawl.hpp"
#include "crawler/object_families.hpp"
#include "fake_account.hpp"
#include "memory_sink.hpp"

namespace canreach::crawler {
namespace {

using testing::fake_account;
using ::testing::HasSubstr;
using testing::is_of_stopped_workspace;
using testing::memory_sink;
using testing::on;
using testing::only_the_stopped_workspace;
using testing::recording_observer;
using testing::reply;
using testing::unity;

TEST(CrawlInTrouble, RecordsWhatIsRefusedEverywhere) {
    fake_account account;
    for (const auto* host : {testing::prod_host, testing::dev_host})
        account.instead[on(host, unity + "permissions/table/main.sales.orders")] =
            reply(403, R"({"error_code":"PERMISSION_DENIED","message":"needs MANAGE"})");
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(account.options(), sink, observer));
    const auto how = sink.ended_task("grants", "main.sales.orders");
    EXPECT_EQ(how.how, outcome::refused);
    EXPECT_EQ(how.http_status, 403);
    EXPECT_THAT(how.reason, ::testing::MatchesRegex("403 in workspace (prod|dev): needs MANAGE"));
    EXPECT_EQ(observer.gaps.size(), 6U); // this one and those of the stopped workspace
}

TEST(CrawlInTrouble, CallsListingsLimitedWithoutMetastoreAdmin) {
    fake_account account;
    for (const auto* host : {testing::prod_host, testing::dev_host})
        account.instead[on(host, unity + "permissions/metastore/m-1")] = reply(403, "PERMISSION_DENIED: no");
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(account.options(), sink, observer));
    for (const auto& [task, how] : sink.ended()) {
        if (is_of_stopped_workspace(task)) continue;
        const bool limited = task.part == node_part::children && task.about.kind == node_kind::metastore;
        const bool refused = task.family == "grants" && task.about.kind == node_kind::metastore;
        EXPECT_EQ(how.how, limited   ? outcome::limited
                           : refused ? outcome::refused
                                     : outcome::done)
            << task.family << " " << task.about.id << ": " << how.reason;
    }
}

TEST(CrawlInTrouble, SkipsWhatVanishedMeanwhile) {
    fake_account account;
    account.instead[on(testing::account_host,
                       std::string("/api/2.0/accounts/") + testing::account_id + "/scim/v2/Groups/31")] =
        reply(404, R"({"detail":"Group with id 31 not found.","status":"404"})");
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(account.options(), sink, observer));
    EXPECT_EQ(sink.ended_task("group-members", "31").how, outcome::skipped);
    EXPECT_THAT(sink.ended_task("group-members", "31").reason, HasSubstr("vanished"));
}

TEST(CrawlInTrouble, WaitsOutThrottlingAndTrouble) {
    fake_account account;
    memory_sink whole;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(account.options(), whole, observer));
    fake_account rough;
    auto options = rough.options();
    std::size_t number = 0;
    options.make_transport = [&](boost::asio::any_io_executor executor) -> result<std::unique_ptr<transport>> {
        return std::unique_ptr<transport>(std::make_unique<testing::fake_transport>(
            std::move(executor), [&](const http_request& request) -> result<http_response> {
                switch (++number % 6) {
                case 0: return reply(429, "", {{"Retry-After", number % 4 == 0 ? "1.58" : "2"}});
                case 2: return fail(errc::network, "reset");
                case 3: return reply(number % 4 == 1 ? 500 : 503, "<html><title>trouble</title></html>");
                case 4:
                    if (request.method == http_method::get && number % 8 == 4) return reply(200, R"({"cut":[)");
                    return rough.answer(request);
                default: return rough.answer(request);
                }
            }));
    };
    options.retry.max_retries = 40;
    options.retry.max_malformed = 20;
    options.retry.budget = std::chrono::hours{10};
    memory_sink sink;
    const auto summary = run_crawl(options, sink, observer);
    ASSERT_TRUE(summary) << summary.error().to_string();
    EXPECT_EQ(sink.facts(), whole.facts());
    EXPECT_GT(summary->progress.total.throttled, 0U);
    EXPECT_GT(summary->progress.total.retries, 0U);
}

TEST(CrawlInTrouble, RefreshesATokenThatIsRefused) {
    fake_account account;
    bool expired = false;
    auto options = account.options();
    std::size_t rejected = 0;
    options.make_transport = [&](boost::asio::any_io_executor executor) -> result<std::unique_ptr<transport>> {
        return std::unique_ptr<transport>(std::make_unique<testing::fake_transport>(
            std::move(executor), [&](const http_request& request) -> result<http_response> {
                if (account.requests == 30 && !expired) {
                    expired = true;
                    ++rejected;
                    return reply(401, "");
                }
                return account.answer(request);
            }));
    };
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(options, sink, observer));
    EXPECT_EQ(account.token_requests, 4U);
    EXPECT_THAT(observer.gaps, only_the_stopped_workspace);
}

TEST(CrawlInTrouble, EndsWhenNobodyBelievesTheCredentials) {
    fake_account account;
    account.instead[on(testing::account_host, std::string("/oidc/accounts/") + testing::account_id + "/v1/token")] =
        reply(401, R"({"error":"invalid_client","error_description":"Client authentication failed"})");
    memory_sink sink;
    recording_observer observer;
    const auto made = run_crawl(account.options(), sink, observer);
    ASSERT_FALSE(made);
    EXPECT_TRUE(made.error().is(errc::unauthenticated)) << made.error().to_string();
    EXPECT_EQ(sink.ended().size(), 0U);
    EXPECT_GT(sink.pending(), 0U);
}

TEST(CrawlInTrouble, UsesTheAccountTokenWhereAWorkspaceDoesNotKnowTheClient) {
    fake_account account;
    account.instead[on(testing::prod_host, "/oidc/v1/token")] = reply(401, R"({"error":"invalid_client"})");
    auto options = account.options();
    std::size_t with_account_token = 0;
    options.make_transport = [&](boost::asio::any_io_executor executor) -> result<std::unique_ptr<transport>> {
        return std::unique_ptr<transport>(std::make_unique<testing::fake_transport>(
            std::move(executor), [&](http_request request) -> result<http_response> {
                if (request.where.host == testing::prod_host &&
                    request.authorization == secret(std::string("Bearer token-of-") + testing::account_host)) {
                    ++with_account_token;
                    request.authorization = secret(std::string("Bearer token-of-") + testing::prod_host);
                }
                return account.answer(request);
            }));
    };
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(options, sink, observer));
    EXPECT_THAT(observer.gaps, only_the_stopped_workspace);
    EXPECT_GT(with_account_token, 0U);
    EXPECT_EQ(account.times(on(testing::prod_host, "/oidc/v1/token")), 1U);
}

TEST(CrawlInTrouble, GivesUpAWorkspaceThatDoesNotAnswer) {
    fake_account account;
    auto options = account.options();
    options.make_transport = [&](boost::asio::any_io_executor executor) -> result<std::unique_ptr<transport>> {
        return std::unique_ptr<transport>(std::make_unique<testing::fake_transport>(
            std::move(executor), [&](const http_request& request) -> result<http_response> {
                if (request.where.host == testing::prod_host) return fail(errc::network, "no route");
                return account.answer(request);
            }));
    };
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(options, sink, observer));
    EXPECT_EQ(sink.ended_task("grants", "main.sales.orders").how, outcome::done);
    EXPECT_EQ(sink.pending(), 0U);
    EXPECT_THAT(observer.gaps,
                // its principals, setting, objects, Hive metastore and listings; those of the stopped one
                ::testing::SizeIs(13 + workspace_questions().size()));
}

TEST(CrawlInTrouble, ReportsPrivateLinkWorkspaces) {
    fake_account account;
    for (const auto* path : {"/api/2.0/preview/scim/v2/Groups", "/api/2.1/unity-catalog/catalogs"})
        account.instead[on(testing::dev_host, path)] =
            reply(302, "", {{"Location", "https://x/login.html?error=private-link-validation-error"}});
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(account.options(), sink, observer));
    const auto how = sink.ended_task("workspace-groups", "1002");
    EXPECT_THAT(how.reason, HasSubstr("private link"));
}

} // namespace
} // namespace canreach::crawler
