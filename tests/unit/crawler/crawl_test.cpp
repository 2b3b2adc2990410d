#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "crawler/crawl.hpp"
#include "fake_account.hpp"
#include "memory_sink.hpp"

namespace canreach::crawler {
namespace {

using ::testing::Contains;
using testing::fake_account;
using ::testing::HasSubstr;
using testing::is_of_stopped_workspace;
using testing::memory_sink;
using testing::on;
using testing::only_the_stopped_workspace;
using testing::recording_observer;
using testing::reply;
using testing::unity;

TEST(Crawl, ReadsAWholeAccount) {
    fake_account account;
    memory_sink sink;
    recording_observer observer;
    const auto summary = run_crawl(account.options(), sink, observer);
    ASSERT_TRUE(summary) << summary.error().to_string();
    EXPECT_THAT(observer.gaps, only_the_stopped_workspace);
    EXPECT_EQ(sink.pending(), 0U);
    EXPECT_EQ(sink.accepted_twice(), 0U);
    EXPECT_EQ(summary->progress.total.done + 5, sink.ended().size());
    EXPECT_FALSE(summary->interrupted);
    const auto& facts = sink.facts();
    for (const auto* wanted : {
             "NODE account//7d0a52f4-0000-4000-8000-2b6c1f0e9a11 name=7d0a52f4-0000-4000-8000-2b6c1f0e9a11 type= "
             "flags=0 "
             "parent=- cloud=azure",
             "NODE ws//1001 name=prod type= flags=0 parent=account//7d0a52f4-0000-4000-8000-2b6c1f0e9a11 cloud=azure "
             "region=westeurope url=https://adb-1001.1.azuredatabricks.net",
             "NODE ws//1003 name=old type= flags=512 parent=account//7d0a52f4-0000-4000-8000-2b6c1f0e9a11 "
             "status=FAILED url=https://adb-1003.3.azuredatabricks.net",
             "NODE user//11 name=alice@example.com type= flags=0 parent=- display_name=Alice",
             "NODE user//12 name=bob@example.com type= flags=3 parent=- external_id=x-12",
             "GRANT 0/user//11 account//7d0a52f4-0000-4000-8000-2b6c1f0e9a11 role 4:0",
             "MEMBER 0/group//31 group//32",
             "MEMBER 0/sp//21 group//32",
             "MEMBER 0/user//11 group/1001/admins",
             "MEMBER 1/group/1001/501 group/1001/502",
             "NODE group/1002/502 name=etl type= flags=0 parent=-",
             "GRANT 0/group//32 ws//1001 role 1:0",
             "GRANT 0/user//11 ws//1001 role 3:0",
             "OWNER 2/other//admins-of-m metastore//m-1",
             "BIND metastore//m-1 ws//1003 ATTACH",
             "BIND catalog/m-1/iso ws//1002 READ_WRITE",
             "NODE location/m-1/landing name=landing type= flags=16 parent=metastore//m-1 credential_name=cred "
             "url=abfss://x@y",
             "NODE table/m-1/main.sales.orders name=main.sales.orders type=MANAGED flags=0 "
             "parent=schema/m-1/main.sales",
             "GRANT 2/other//data table/m-1/main.sales.orders unity 4:0 NEW_THING",
             "GRANT 1/other//990017 table/m-1/iso.sales.orders unity 8:0",
             "LINK READS table/m-1/main.sales.v table/m-1/main.sales.orders",
             "GRANT 2/user//alice@example.com group//31 role 8:0",
             "GRANT 2/group//data sp//21 role 32:0",
             "NODE sp//21 name= type= flags=0 parent=- secrets=2",
             "GRANT 0/user//11 ws//1001 role 17179869184:0",
             "NODE ws//1001 name= type= flags=0 parent=- restrict_admins=RESTRICT_TOKENS_AND_JOB_RUN_AS",
             "POLICY leavers",
             "LINK CREDENTIAL location/m-1/landing credential/m-1/cred",
             "LINK SHARES share/m-1/q3 table/m-1/main.sales.orders",
             "GRANT 0/recipient/m-1/acme share/m-1/q3 unity 4:0",
             "NODE model/m-1/main.sales.churn name=main.sales.churn type= flags=0 parent=schema/m-1/main.sales",
         })
        EXPECT_THAT(facts, Contains(std::string(wanted)));
    // A catalog seen from both workspaces is read through one of them, its tables once.
    EXPECT_EQ(account.times(on(testing::prod_host, unity + "permissions/table/main.sales.orders")) +
                  account.times(on(testing::dev_host, unity + "permissions/table/main.sales.orders")),
              2U); // two pages
    EXPECT_EQ(account.times(on(testing::prod_host, unity + "schemas")) +
                  account.times(on(testing::dev_host, unity + "schemas")),
              2U);
    EXPECT_EQ(account.token_requests, 3U); // one a host
}

TEST(Crawl, IsTheSameWhereverItWasStopped) {
    fake_account calm;
    memory_sink whole;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(calm.options(), whole, observer));
    for (std::size_t k = 1; k <= calm.requests; ++k) {
        SCOPED_TRACE(k);
        fake_account account;
        memory_sink sink;
        std::stop_source stop;
        account.before = [&](std::size_t number, const http_request&) {
            if (number == k) stop.request_stop();
        };
        auto options = account.options();
        options.stop = stop.get_token();
        const auto first = run_crawl(options, sink, observer);
        if (first) {
            EXPECT_EQ(first->interrupted, sink.pending() > 0);
        } else {
            EXPECT_TRUE(first.error().is(errc::cancelled)) << first.error().to_string();
        }
        account.before = nullptr;
        options.stop = {};
        const auto second = run_crawl(options, sink, observer);
        ASSERT_TRUE(second) << second.error().to_string();
        EXPECT_EQ(sink.pending(), 0U);
        EXPECT_EQ(sink.accepted_twice(), 0U);
        ASSERT_EQ(sink.facts(), whole.facts());
        std::set<std::string> families;
        for (const auto& [task, how] : sink.ended())
            EXPECT_EQ(how.how, is_of_stopped_workspace(task) ? outcome::skipped : outcome::done)
                << task.family << how.reason;
        EXPECT_EQ(sink.ended().size(), whole.ended().size());
    }
}

TEST(Crawl, OfNoSuchAccountFailsAndKeepsNothing) {
    struct row {
        const char* name;
        bool no_token; ///< the account's token endpoint is not there either
    };
    for (const auto& [name, no_token] : {row{"lists", false}, row{"token", true}}) {
        SCOPED_TRACE(name);
        fake_account account;
        memory_sink sink;
        recording_observer observer;
        auto options = account.options();
        options.config.account_id = "deadbeef";
        if (no_token) account.instead[on(testing::account_host, "/oidc/accounts/deadbeef/v1/token")] = reply(404, "{}");
        const auto made = run_crawl(options, sink, observer);
        ASSERT_FALSE(made);
        EXPECT_TRUE(made.error().is(errc::not_found)) << made.error().to_string();
        EXPECT_THAT(made.error().to_string(), HasSubstr("`deadbeef`"));
        EXPECT_THAT(made.error().to_string(), HasSubstr(testing::account_host));
        EXPECT_THAT(made.error().hint, HasSubstr("--account-id"));
        EXPECT_TRUE(sink.ended().empty()) << "a second try has all to read";
    }
}

TEST(Crawl, OneListThatIsMissingIsAGap) {
    fake_account account;
    memory_sink sink;
    recording_observer observer;
    account
        .instead[on(testing::account_host, std::string("/api/2.0/accounts/") + testing::account_id + "/workspaces")] =
        reply(404, "{}");
    const auto made = run_crawl(account.options(), sink, observer);
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(sink.ended_task("workspaces", testing::account_id).how, outcome::failed);
    EXPECT_EQ(sink.ended_task("account-users", testing::account_id).how, outcome::done);
    EXPECT_EQ(sink.pending(), 0U);
}

TEST(Crawl, EndsWhereGrantsInBulkAreLeftOut) {
    struct row {
        const char* name;
        crawl_scope scope;
        bool in_bulk = false;
    };
    const auto leaving_out = [](auto crawl_scope::*list, const char* what) {
        crawl_scope made;
        (made.*list).emplace_back(what);
        return made;
    };
    for (const auto& one :
         {row{"--skip grants-in-bulk", leaving_out(&crawl_scope::skip, "grants-in-bulk")},
          row{"--skip grants", leaving_out(&crawl_scope::skip, "grants")},
          row{"--only tables", leaving_out(&crawl_scope::only, "tables")},
          row{"--only hive-tables", leaving_out(&crawl_scope::only, "hive-tables")},
          row{"--catalogs main", leaving_out(&crawl_scope::catalogs, "main")},
          row{"--types table", leaving_out(&crawl_scope::types, "table")}, row{"everything", {}, true}}) {
        SCOPED_TRACE(one.name);
        fake_account account;
        auto options = account.options();
        options.sql.grants = sql::grant_route::automatic;
        options.scope = one.scope;
        memory_sink sink;
        recording_observer observer;
        ASSERT_TRUE(run_crawl(options, sink, observer));
        EXPECT_EQ(sink.pending(), 0U);
        bool in_bulk = false;
        for (const auto& [task, how] : sink.ended()) in_bulk = in_bulk || task.family == "grants-in-bulk";
        EXPECT_EQ(in_bulk, one.in_bulk);
    }
}

TEST(Crawl, EndsWithTheFailureOfItsSink) {
    fake_account calm;
    memory_sink whole;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(calm.options(), whole, observer));
    for (std::size_t n = 1; n <= whole.reports(); ++n) {
        SCOPED_TRACE(n);
        fake_account account;
        memory_sink sink;
        sink.fail_at = n;
        const auto first = run_crawl(account.options(), sink, observer);
        ASSERT_FALSE(first);
        EXPECT_TRUE(first.error().is(errc::storage));
        sink.fail_at = 0;
        ASSERT_TRUE(run_crawl(account.options(), sink, observer));
        EXPECT_EQ(sink.facts(), whole.facts());
    }
    fake_account account;
    memory_sink sink;
    sink.fail_flush = true;
    const auto made = run_crawl(account.options(), sink, observer);
    ASSERT_FALSE(made);
    EXPECT_TRUE(made.error().is(errc::storage));
}

TEST(Crawl, GoesToAnotherWorkspaceWhereOneRefuses) {
    fake_account account;
    memory_sink whole;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(account.options(), whole, observer));
    for (const auto* host : {testing::prod_host, testing::dev_host}) {
        SCOPED_TRACE(host);
        fake_account strict;
        for (const auto* path : {"permissions/table/main.sales.orders", "schemas", "tables/main.sales.v"})
            strict.instead[on(host, unity + path)] =
                reply(403, R"({"error_code":"PERMISSION_DENIED","message":"not from here"})");
        memory_sink sink;
        ASSERT_TRUE(run_crawl(strict.options(), sink, observer));
        EXPECT_EQ(sink.ended_task("grants", "main.sales.orders").how, outcome::done);
        EXPECT_EQ(sink.ended_task("schemas", "main").how, outcome::done);
        EXPECT_EQ(sink.facts(), whole.facts());
    }
}

TEST(Crawl, ReadsMembersByPagesWhereTheyAreOffered) {
    const std::string groups = "/api/2.0/identity/accounts/" + std::string(testing::account_id) + "/groups/";
    const std::string whole = "/api/2.0/accounts/" + std::string(testing::account_id) + "/scim/v2/Groups/";
    const auto page = [&](const std::string& group, const std::string& token) {
        return std::string(testing::account_host) + groups + group + "/direct-members?page_size=1000" + token;
    };
    fake_account plain;
    memory_sink by_group;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(plain.options(), by_group, observer));
    EXPECT_EQ(plain.times(on(testing::account_host, groups + "31/direct-members")) +
                  plain.times(on(testing::account_host, groups + "32/direct-members")),
              1U)
        << "asked for once";
    fake_account newer;
    newer.serve(page("31", ""), R"({"direct_group_members":[{"principal_id":11,"principal_type":"USER"}]})");
    newer.serve(page("32", ""), R"({"direct_group_members":[{"principal_id":31,"principal_type":"GROUP"}],
                                    "next_page_token":"t"})");
    newer.serve(page("32", "&page_token=t"),
                R"({"direct_group_members":[{"principal_id":"21","principal_type":"SERVICE_PRINCIPAL"},
                                            {"principal_id":31,"principal_type":"GROUP"}]})");
    memory_sink by_page;
    ASSERT_TRUE(run_crawl(newer.options(), by_page, observer));
    EXPECT_EQ(by_page.facts(), by_group.facts());
    EXPECT_EQ(by_page.ended().size(), by_group.ended().size());
    EXPECT_EQ(newer.times(on(testing::account_host, whole + "31")), 0U);
    EXPECT_EQ(newer.times(on(testing::account_host, whole + "32")), 0U);

    // Once they are offered, what is refused is refused of that group.
    newer.instead[on(testing::account_host, groups + "31/direct-members")] =
        reply(403, R"({"error_code":"PERMISSION_DENIED","message":"not yours"})");
    memory_sink refused;
    auto options = newer.options();
    options.governor.max_in_flight = 1; // group 32 is read first
    ASSERT_TRUE(run_crawl(options, refused, observer));
    EXPECT_EQ(refused.ended_task("group-members", "31").how, outcome::refused);
    EXPECT_EQ(refused.ended_task("group-members", "32").how, outcome::done);
}

TEST(Crawl, WorkspacesOfAMetastoreShareItsReading) {
    constexpr int schemas = 60;
    struct row {
        std::string catalog;
        bool dev_refuses;
    };
    for (const auto& [catalog, dev_refuses] : {row{"main", false}, row{"main", true}, row{"iso", false}}) {
        SCOPED_TRACE(catalog + (dev_refuses ? ", which one refuses" : ""));
        std::string rows;
        for (int i = 0; i < schemas; ++i)
            rows += fmt::format(R"({}{{"full_name":"{}.s{}"}})", i > 0 ? "," : "", catalog, i);
        fake_account account;
        const auto permissions = [&](const char* host, int i) {
            return on(host, fmt::format("{}permissions/schema/{}.s{}", unity, catalog, i));
        };
        for (const auto* host : {testing::prod_host, testing::dev_host})
            account.serve(
                on(host, fmt::format("{}schemas?catalog_name={}&include_browse=true&max_results=0", unity, catalog)),
                fmt::format(R"({{"schemas":[{}]}})", rows));
        for (int i = 0; dev_refuses && i < schemas; ++i)
            account.instead[permissions(testing::dev_host, i)] =
                reply(403, R"({"error_code":"PERMISSION_DENIED","message":"not from here"})");
        auto options = account.options();
        options.governor.max_in_flight = 2;
        memory_sink sink;
        recording_observer observer;
        ASSERT_TRUE(run_crawl(options, sink, observer));
        std::size_t by_prod = 0;
        std::size_t by_dev = 0;
        std::size_t twice = 0;
        for (int i = 0; i < schemas; ++i) {
            const auto prod = account.times(permissions(testing::prod_host, i));
            const auto dev = account.times(permissions(testing::dev_host, i));
            by_prod += prod;
            by_dev += dev;
            twice += prod + dev > 1 ? 1 : 0;
            EXPECT_GE(prod + dev, 1U) << i;
        }
        if (catalog == "iso") {
            EXPECT_EQ(by_prod, 0U) << "it is bound to the other one";
        } else {
            EXPECT_GT(by_prod, 5U);
            EXPECT_GT(by_dev, dev_refuses ? 0U : 5U);
        }
        // Who refused once what another one answered, is asked for it no more; what is under way by then counts.
        EXPECT_LE(twice, dev_refuses ? 6U : 0U);
    }
}

/// Counts the requests that are under way.
class counting_transport final : public transport {
public:
    counting_transport(boost::asio::any_io_executor executor, testing::fake_transport::handler answer,
                       std::size_t& most)
        : executor_(executor), inner_(executor, std::move(answer)), most_(most) {}
    boost::asio::awaitable<result<http_response>> send(http_request request, body_reader& body) override {
        most_ = std::max(most_, ++now_);
        for (int i = 0; i < 20; ++i) co_await boost::asio::post(executor_, boost::asio::use_awaitable);
        auto reply = co_await inner_.send(std::move(request), body);
        --now_;
        co_return reply;
    }

private:
    boost::asio::any_io_executor executor_;
    testing::fake_transport inner_;
    std::size_t& most_;
    std::size_t now_ = 0;
};

TEST(Crawl, BoundsTheTasksThatAreUnderWayAtOnce) {
    std::map<std::size_t, std::size_t> most;
    std::map<std::size_t, std::size_t> requests;
    for (const std::size_t at_once : {1U, 4000U}) {
        fake_account account;
        auto options = account.options();
        options.governor.start_in_flight = 20;
        options.governor.max_in_flight = 20;
        options.tasks_at_once = at_once;
        options.make_transport = [&](boost::asio::any_io_executor executor) -> result<std::unique_ptr<transport>> {
            return std::unique_ptr<transport>(std::make_unique<counting_transport>(
                std::move(executor), [&](const http_request& request) { return account.answer(request); },
                most[at_once]));
        };
        memory_sink sink;
        recording_observer observer;
        ASSERT_TRUE(run_crawl(options, sink, observer));
        EXPECT_EQ(sink.pending(), 0U);
        requests[at_once] = account.requests;
    }
    EXPECT_EQ(requests[1], requests[4000]);
    EXPECT_LT(most[1], most[4000]);
}

TEST(Crawl, ReadsOneWorkspaceWithAPersonalToken) {
    fake_account account;
    auto options = account.options();
    options.config.host = {true, testing::prod_host, 443};
    options.config.account_level = false;
    options.config.account_id.clear();
    options.config.how = auth_method::pat;
    options.config.token = secret("dapi-1");
    memory_sink sink;
    recording_observer observer;
    const auto made = run_crawl(options, sink, observer);
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(sink.pending(), 0U);
    for (const auto* family : {"workspaces", "metastores", "account-users", "account-groups"})
        EXPECT_EQ(sink.ended_task(family, "unknown").how, outcome::refused) << family;
    EXPECT_EQ(sink.ended_task("grants", "main.sales.orders").how, outcome::done);
    EXPECT_THAT(sink.facts(), Contains(HasSubstr("BIND metastore//m-1 ws//1001 ATTACH")));
    EXPECT_THAT(sink.facts(), Contains(HasSubstr("NODE group/1001/502")));
}

TEST(Crawl, NeverTalksToForeignHosts) {
    fake_account account;
    account
        .instead[on(testing::account_host, std::string("/api/2.0/accounts/") + testing::account_id + "/workspaces")] =
        reply(200, R"([{"workspace_id":1001,"workspace_name":"prod","workspace_url":"https://evil-azuredatabricks.net"},
                       {"workspace_id":1002,"workspace_name":"dev","workspace_url":"adb-1002.2.azuredatabricks.net"}])");
    account.before = [](std::size_t, const http_request& request) {
        EXPECT_TRUE(request.where.host.ends_with(".azuredatabricks.net")) << request.where.host;
    };
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(account.options(), sink, observer));
    EXPECT_EQ(sink.ended_task("workspace-groups", "1001").how, outcome::skipped);
    EXPECT_THAT(sink.ended_task("workspace-groups", "1001").reason, HasSubstr("not a host of the platform"));
    EXPECT_EQ(sink.ended_task("grants", "main.sales.orders").how, outcome::done);
}

TEST(Crawl, RefusesToResumeAnotherAccount) {
    fake_account account;
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(sink.add_tasks({{"account-users", {}, {node_kind::account, {}, "other"}, node_part::children}}));
    const auto made = run_crawl(account.options(), sink, observer);
    ASSERT_FALSE(made);
    EXPECT_TRUE(made.error().is(errc::bad_input));
}

} // namespace
} // namespace canreach::crawler
