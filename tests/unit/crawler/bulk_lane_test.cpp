// Grants in bulk have a lane of their own: all listings of a metastore wait for them, so they wait for no other
// statement of the workspace whose warehouse they use.
#include <gtest/gtest.h>

#include <string>

#include "crawler/crawl.hpp"
#include "fake_account.hpp"
#include "memory_sink.hpp"

namespace canreach::crawler {
namespace {

using testing::fake_account;
using testing::memory_sink;
using testing::recording_observer;
using testing::reply;

constexpr const char* running = R"({"statement_id":"s-1","status":{"state":"RUNNING"}})";
constexpr const char* no_hive = R"({"statement_id":"s-1","status":{"state":"FAILED","error":{"error_code":"BAD_REQUEST",
    "message":"[UC_HIVE_METASTORE_DISABLED_EXCEPTION] no Hive here"}}})";
constexpr const char* no_view = R"({"statement_id":"s-2","status":{"state":"FAILED","error":{"error_code":"BAD_REQUEST",
    "message":"[TABLE_OR_VIEW_NOT_FOUND] no such view"}}})";

/// Hive statements run for as long as nobody has asked for grants in bulk.
struct busy_warehouses {
    bool bulk_asked = false;
    bool hive_came_first = false;

    result<http_response> answer(fake_account& account, const http_request& request) {
        const bool submitted = request.method == http_method::post && request.target == "/api/2.0/sql/statements";
        if (submitted && request.body.reveal().find("information_schema") != std::string_view::npos) {
            bulk_asked = true;
            return reply(200, no_view);
        }
        if (submitted || request.target == "/api/2.0/sql/statements/s-1") {
            hive_came_first = hive_came_first || !bulk_asked;
            return reply(200, bulk_asked ? no_hive : running);
        }
        return account.answer(request);
    }
};

TEST(BulkLane, WaitsForNoHiveList) {
    fake_account account;
    busy_warehouses warehouses;
    auto options = account.options();
    options.sql.grants = sql::grant_route::automatic;
    options.tasks_at_once = 1; // one worker a lane
    options.make_transport = [&](boost::asio::any_io_executor executor) -> result<std::unique_ptr<transport>> {
        return std::unique_ptr<transport>(std::make_unique<testing::fake_transport>(
            std::move(executor), [&](const http_request& request) { return warehouses.answer(account, request); }));
    };
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(options, sink, observer));
    EXPECT_EQ(sink.pending(), 0U);
    EXPECT_TRUE(warehouses.hive_came_first) << "or nothing is shown";
    EXPECT_TRUE(warehouses.bulk_asked);
    for (const auto& [task, how] : sink.ended()) {
        if (task.family != "hive-schemas" || task.workspace == "1003") continue;
        EXPECT_EQ(how.how, outcome::done) << how.reason << ": its statement would end once grants are read in bulk";
    }
}

} // namespace
} // namespace canreach::crawler
