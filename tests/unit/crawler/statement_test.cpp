// Statements of SQL: what may leave, what comes back, and what is done next.

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "crawler/sql/columns.hpp"
#include "crawler/sql/statement_reply.hpp"
#include "crawler/sql/statement_run.hpp"
#include "crawler/sql/statement_runner.hpp"
#include "crawler/sql/statement_text.hpp"
#include "crawler/sql/warehouses.hpp"
#include "fake_transport.hpp"
#include "manual_clock.hpp"
#include "run_awaitable.hpp"
#include "tests/support/decoded.hpp"

namespace canreach::crawler::sql {
namespace {

using support::decoded;
using namespace std::chrono_literals;
using kind = run_step::kind;

TEST(StatementText, QuotesWhateverANameHolds) {
    EXPECT_EQ(identifier("orders"), "`orders`");
    EXPECT_EQ(identifier("a`b; DROP"), "`a``b; DROP`");
    EXPECT_EQ(identifier("hive_metastore", "order lines", "2024-q1"), "`hive_metastore`.`order lines`.`2024-q1`");
}

TEST(StatementText, OnlySelectShowAndDescribeTableAreReads) {
    for (const auto* text : {"SELECT 1", "select * FROM a.b", "SHOW GRANTS ON TABLE `a;b`.`c--d`", "show databases",
                             "SELECT ';' FROM `x/*`", "DESCRIBE TABLE EXTENDED `a`.`b;c`"})
        EXPECT_TRUE(check_reads_only(text)) << text;
    for (const auto* text : {"",
                             "SELECT",
                             "SHOW",
                             "DROP TABLE a",
                             "SELECTED x",
                             "SELECT 1; DROP TABLE a",
                             "SELECT 1;",
                             " SELECT 1",
                             "WITH a AS (SELECT 1) INSERT INTO b",
                             "-- x\nSELECT 1",
                             "SELECT 1 -- x",
                             "SELECT /* x */ 1",
                             "SELECT 'a",
                             "SELECT `a",
                             "SELECT 'a\\' ; DROP TABLE b'",
                             "USE CATALOG hive_metastore",
                             "DESCRIBE a",
                             "DESCRIBE TABLE a",
                             "DESCRIBE TABLE EXTENDED",
                             "DESCRIBE TABLE EXTENDED a; DROP TABLE b",
                             "DESCRIBE QUERY SELECT 1",
                             "EXPLAIN SELECT 1"})
        EXPECT_TRUE(check_reads_only(text).error().is(errc::not_allowed)) << text;
    EXPECT_FALSE(check_reads_only("SELECT " + std::string(70'000, 'x')));
}

TEST(StatementReply, ReadsStatesChunksAndErrors) {
    const auto done = decoded(decode_statement,
                              R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[
            {"name":"grantee","type_name":"STRING"},{"name":"n","type_name":"LONG"}]},"total_chunk_count":2},
            "result":{"chunk_index":0,"next_chunk_index":1,"data_array":[["a","1"],[null,"2"]]}})");
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(done->state, statement_state::succeeded);
    EXPECT_EQ(done->columns, (std::vector<sql_column>{{"grantee", "STRING"}, {"n", "LONG"}}));
    EXPECT_EQ(done->chunks, 2U);
    EXPECT_EQ(done->first->rows, (std::vector<sql_row>{{"a", "1"}, {std::nullopt, "2"}}));
    const auto failed = decoded(
        decode_statement,
        R"({"statement_id":"s","status":{"state":"FAILED","error":{"error_code":"X","message":"m"},"sql_state":"42501"}})");
    EXPECT_EQ(failed->error_code, "X");
    EXPECT_TRUE(failure_of(*failed).is(errc::refused));
    const auto odd = decoded(decode_statement, R"({"statement_id":"s","status":{"state":"DREAMING"}})");
    EXPECT_EQ(odd->state, statement_state::unknown);
    EXPECT_EQ(odd->state_word, "DREAMING");
}

TEST(StatementReply, RefusesWhatIsNone) {
    for (const auto* body :
         {"", "[]", "{}", R"({"status":{}})", R"({"status":{"state":"PENDING"}})",
          R"({"statement_id":"s","status":{"state":"SUCCEEDED"}})",
          R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[{"name":"a"}]}},
              "result":{"data_array":[["x","y"]]}})",
          R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[{"name":"a"}]}},
              "result":{"data_array":["x"]}})"})
        EXPECT_TRUE(decoded(decode_statement, body).error().is(errc::malformed_reply)) << body;
    EXPECT_FALSE(decoded(decode_chunk, R"({"external_links":[{}]})"));
}

statement_reply reply_in(statement_state state) {
    statement_reply made;
    made.id = "s";
    made.state = state;
    made.state_word = "WORD";
    return made;
}

TEST(StatementRun, PollsWithGrowingPausesUntilTheDeadline) {
    const std::chrono::steady_clock::time_point start{};
    statement_run run({}, false, 1, start);
    auto now = start;
    std::chrono::milliseconds last{0};
    for (int i = 0; i < 6; ++i) {
        const auto step = run.on_reply(reply_in(i < 3 ? statement_state::pending : statement_state::running), now);
        ASSERT_EQ(step.what, kind::poll) << i;
        EXPECT_GE(step.delay * 2, last) << i;
        EXPECT_LE(step.delay, 5s);
        last = step.delay;
        now += step.delay;
    }
    const auto late = run.on_reply(reply_in(statement_state::running), start + 30min);
    ASSERT_EQ(late.what, kind::fail);
    EXPECT_TRUE(late.why->is(errc::timed_out));
    EXPECT_NE(late.why->message.find("statement"), std::string::npos);
}

TEST(StatementRun, FetchesWhatDidNotComeAlong) {
    statement_run run({}, false, 1, {});
    auto reply = reply_in(statement_state::succeeded);
    reply.chunks = 3;
    reply.first = result_chunk{};
    EXPECT_EQ(run.on_reply(reply, {}).chunks, (std::vector<std::uint32_t>{1, 2}));
    reply.first.reset();
    EXPECT_EQ(run.on_reply(reply, {}).chunks, (std::vector<std::uint32_t>{0, 1, 2}));
    reply.first = result_chunk{};
    reply.chunks = 1;
    EXPECT_EQ(run.on_reply(reply, {}).what, kind::done);
    reply.truncated = true;
    EXPECT_TRUE(run.on_reply(reply, {}).why->is(errc::limit_exceeded));
}

TEST(StatementRun, SubmitsAgainWhatMayPass) {
    statement_limits limits;
    limits.max_restarts = 2;
    statement_run run(limits, false, 1, {});
    auto busy = reply_in(statement_state::failed);
    busy.error_code = "TEMPORARILY_UNAVAILABLE";
    EXPECT_EQ(run.on_reply(busy, {}).what, kind::submit);
    EXPECT_EQ(run.on_failure(fail(errc::vanished), {}).what, kind::submit);
    EXPECT_TRUE(run.on_reply(reply_in(statement_state::closed), {}).why.has_value()) << "the restarts are used up";
    statement_run fresh(limits, false, 1, {});
    EXPECT_EQ(fresh.on_reply(reply_in(statement_state::closed), {}).what, kind::submit);
    EXPECT_EQ(fresh.on_reply(reply_in(statement_state::canceled), {}).what, kind::fail);
    EXPECT_EQ(fresh.on_reply(reply_in(statement_state::unknown), {}).what, kind::fail);
    EXPECT_EQ(fresh.on_failure(fail(errc::refused), {}).what, kind::fail);
}

TEST(StatementRun, AsksForLinksWhereTheResultIsTooLarge) {
    statement_run run({}, false, 1, {});
    auto large = reply_in(statement_state::failed);
    large.error_code = "BAD_REQUEST";
    large.message = "Inline byte limit exceeded. … Please execute the statement with disposition=EXTERNAL_LINKS";
    EXPECT_EQ(run.on_reply(large, {}).what, kind::submit);
    EXPECT_TRUE(run.external());
    EXPECT_EQ(run.on_reply(large, {}).what, kind::fail) << "once";
}

TEST(StatementRun, ErrorsAreToldApart) {
    const auto of = [](std::string code, std::string message) {
        auto reply = reply_in(statement_state::failed);
        reply.error_code = std::move(code);
        reply.message = std::move(message);
        return failure_of(reply);
    };
    EXPECT_TRUE(of("BAD_REQUEST", "[INSUFFICIENT_PERMISSIONS] no").is(errc::refused));
    EXPECT_TRUE(of("BAD_REQUEST", "Table Access Control is not enabled on this cluster").is(errc::refused));
    EXPECT_TRUE(of("BAD_REQUEST", "[TABLE_OR_VIEW_NOT_FOUND] x").is(errc::vanished));
    EXPECT_TRUE(of("NOT_FOUND", "").is(errc::vanished));
    EXPECT_TRUE(of("IO_ERROR", "").is(errc::server_fault));
    EXPECT_TRUE(of("BAD_REQUEST", "[PARSE_SYNTAX_ERROR] x").is(errc::bad_input));
}

TEST(Warehouses, AStoppedOneIsNotStartedUnasked) {
    const std::vector<warehouse_entry> listed{{"a", "A", "STOPPED", false}, {"b", "B", "STOPPED", true}};
    EXPECT_EQ(choose_warehouse(listed, "", false).id, "");
    EXPECT_NE(choose_warehouse(listed, "", false).why_not.find("--start-warehouses"), std::string::npos);
    EXPECT_EQ(choose_warehouse(listed, "", true).id, "b") << "serverless first";
    EXPECT_EQ(choose_warehouse(listed, "a", false).id, "");
    EXPECT_EQ(choose_warehouse(listed, "a", true).id, "a");
    EXPECT_EQ(choose_warehouse(listed, "z", false).id, "") << "unlisted: it may be stopped";
    EXPECT_EQ(choose_warehouse({}, "", true).id, "");
    const std::vector<warehouse_entry> running{{"a", "A", "STOPPED", false}, {"c", "C", "RUNNING", false}};
    EXPECT_EQ(choose_warehouse(running, "", false).id, "c");
    EXPECT_EQ(choose_warehouse(running, "c", false).id, "c");
    EXPECT_EQ(decoded(decode_warehouse_page, R"({"warehouses":[{"id":"x"},{},3]})")->warehouses.size(), 1U);
    EXPECT_FALSE(decoded(decode_warehouse_page, "[]"));
}

/// A warehouse that plays replies, in the order of the requests.
class Runner : public ::testing::Test {
protected:
    boost::asio::io_context context;
    testing::manual_clock time{context.get_executor()};
    std::vector<std::pair<std::string, http_response>> script; ///< `METHOD target` → reply
    std::vector<std::string> asked;
    std::vector<sql_row> rows;
    bool token_went_to_storage = false;
    std::size_t stop_after = 0; ///< requests; 0 = never
    boost::asio::cancellation_signal stopping;
    std::chrono::seconds writer_needs{0}; ///< for each piece of rows

    class no_token final : public token_source {
    public:
        boost::asio::awaitable<result<secret>> authorization(origin) override { co_return secret("Bearer t"); }
        void rejected(const origin&, const secret&) override {}
    } tokens;

    result<void> run(statement what = {"SHOW X", {}, {}, false}) {
        testing::fake_transport wire(context.get_executor(), [this](const http_request& request) {
            const auto line = std::string(name_of(request.method)) + " " + request.target;
            asked.push_back(line);
            if (asked.size() == stop_after) stopping.emit(boost::asio::cancellation_type::terminal);
            if (request.to_storage && !request.authorization.empty()) token_went_to_storage = true;
            for (auto i = script.begin(); i != script.end(); ++i)
                if (i->first == line) {
                    auto reply = i->second;
                    script.erase(i);
                    return reply;
                }
            return testing::reply(404, "{}");
        });
        api_client client(context.get_executor(), wire, tokens, time, {});
        statement_runner runner(context.get_executor(), client, time, {}, 1);
        request_counts counts;
        return testing::run_awaitable(context, stopping.slot(),
                                      runner.run(
                                          {true, "w.azuredatabricks.net", 443}, "w-1", std::move(what),
                                          [this](const auto&, const auto& more) -> result<void> {
                                              rows.insert(rows.end(), more.begin(), more.end());
                                              return {};
                                          },
                                          [this] { rows.clear(); }, counts,
                                          [this]() -> boost::asio::awaitable<result<void>> {
                                              time.advance(writer_needs);
                                              co_return result<void>{};
                                          }));
    }
    void say(std::string line, std::string body, int status = 200) {
        script.emplace_back(std::move(line), testing::reply(status, std::move(body)));
    }
    static std::string succeeded(const std::string& result, int chunks = 1) {
        return R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[{"name":"a"}]},)"
               R"("total_chunk_count":)" +
               std::to_string(chunks) + R"(},"result":)" + result + "}";
    }
    /// A chunk in one file, which does not say the chunk's number.
    static std::string link_to(const std::string& file) {
        return R"({"external_links":[{"external_link":"https://x.blob.core.windows.net/)" + file + R"("}]})";
    }
    const std::string post = "POST /api/2.0/sql/statements";
    const std::string get = "GET /api/2.0/sql/statements/s";
};

TEST_F(Runner, FollowsEveryChunk) {
    say(post, R"({"statement_id":"s","status":{"state":"PENDING"}})");
    say(get, R"({"statement_id":"s","status":{"state":"RUNNING"}})");
    say(get, succeeded(R"({"chunk_index":0,"next_chunk_index":1,"data_array":[["1"]]})", 3));
    say(get + "/result/chunks/1", R"({"chunk_index":1,"next_chunk_index":2,"data_array":[["2"]]})");
    say(get + "/result/chunks/2", R"({"chunk_index":2,"data_array":[["3"],[null]]})");
    const auto done = run();
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(rows.size(), 4U);
}

TEST_F(Runner, FetchesLinksWithoutTheTokenAndAsksAgainForExpiredOnes) {
    const auto links = [](const std::string& query) {
        return R"({"external_links":[{"chunk_index":0,"external_link":"https://x.blob.core.windows.net/f?)" + query +
               R"(","http_headers":{"x-key":"k"}}]})";
    };
    say(post, succeeded(links("old")));
    say("GET /f?old", "<Error/>", 403);
    say(get + "/result/chunks/0", links("new"));
    say("GET /f?new", R"([["1"],["2"]])");
    const auto done = run({"SELECT 1", {}, {}, true});
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(rows.size(), 2U);
    EXPECT_FALSE(token_went_to_storage);
}

TEST_F(Runner, HandsOutNoRowTwiceWhenAFileComesAgain) {
    constexpr int count = 9000;
    std::string file = "[";
    for (int i = 0; i < count; ++i) file += (i == 0 ? "[\"" : ",[\"") + std::to_string(i) + "\"]";
    say(post, succeeded(link_to("f?old")));
    say("GET /f?old", file); // cut, after rows were handed out
    say("GET /f?old", "<Error/>", 403);
    say(get + "/result/chunks/0", link_to("f?new"));
    say("GET /f?new", file + "]");
    const auto done = run({"SELECT 1", {}, {}, true});
    ASSERT_TRUE(done) << done.error().to_string();
    ASSERT_EQ(rows.size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) ASSERT_EQ(rows[static_cast<std::size_t>(i)].front(), std::to_string(i));
}

TEST_F(Runner, KeepsChunksApartWhateverTheyCallThemselves) {
    say(post, succeeded(link_to("f0"), 3));
    say("GET /f0", R"([["0"]])");
    say(get + "/result/chunks/1", link_to("f1"));
    say("GET /f1", R"([["1"],["1"]])");
    say(get + "/result/chunks/2", link_to("f2"));
    say("GET /f2", R"([["2"],["2"],["2"]])");
    const auto done = run({"SELECT 1", {}, {}, true});
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(rows.size(), 6U);
}

TEST_F(Runner, DoesNotTakeAFileForWholeThatComesAgainShorter) {
    std::string file = "[";
    for (int i = 0; i < 9000; ++i) file += i == 0 ? R"(["x"])" : R"(,["x"])";
    say(post, succeeded(link_to("f?old")));
    say("GET /f?old", file); // cut, after rows were handed out
    say("GET /f?old", "<Error/>", 403);
    say(get + "/result/chunks/0", link_to("f?new"));
    say("GET /f?new", R"([["x"]])");
    const auto done = run({"SELECT 1", {}, {}, true});
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().to_string().find("came again holds 1 rows"), std::string::npos) << done.error().to_string();
}

TEST_F(Runner, StartsAnewWhenTheResultIsGone) {
    say(post, succeeded(R"({"chunk_index":0,"next_chunk_index":1,"data_array":[["1"]]})", 2));
    say(get + "/result/chunks/1", R"({"error_code":"NOT_FOUND","message":"gone"})", 404);
    say(post, succeeded(R"({"chunk_index":0,"data_array":[["1"],["2"]]})"));
    const auto done = run();
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(rows.size(), 2U) << "the rows of the first time are forgotten";
}

TEST_F(Runner, CountsNoWaitingForTheWriterAgainstTheDeadline) {
    writer_needs = std::chrono::hours{2}; // the deadline is half an hour
    say(post, succeeded(R"({"chunk_index":0,"next_chunk_index":1,"data_array":[["1"]]})", 2));
    say(get + "/result/chunks/1", R"({"error_code":"NOT_FOUND","message":"gone"})", 404);
    say(post, R"({"statement_id":"s","status":{"state":"RUNNING"}})");
    say(get, succeeded(R"({"chunk_index":0,"data_array":[["1"],["2"]]})"));
    const auto done = run();
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(rows.size(), 2U);
}

TEST_F(Runner, EndsAStatementThatNobodyWaitsForAnyMore) {
    say(post, R"({"statement_id":"s","status":{"state":"RUNNING"}})");
    say(get, R"({"error_code":"PERMISSION_DENIED","message":"no longer"})", 403);
    ASSERT_FALSE(run());
    EXPECT_EQ(asked.back(), "POST /api/2.0/sql/statements/s/cancel");
}

TEST_F(Runner, EndsNothingThatHasEnded) {
    say(post, R"({"statement_id":"s","status":{"state":"PENDING"}})");
    say(get, R"({"statement_id":"s","status":{"state":"FAILED","error":{"error_code":"BAD_REQUEST","message":"x"}}})");
    ASSERT_FALSE(run());
    EXPECT_EQ(asked.back(), get);
    asked.clear();
    say(post, "{}", 403);
    ASSERT_FALSE(run());
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Runner, EndsAStatementWhenItIsStopped) {
    say(post, R"({"statement_id":"s","status":{"state":"RUNNING"}})");
    for (int i = 0; i < 50; ++i) say(get, R"({"statement_id":"s","status":{"state":"RUNNING"}})");
    stop_after = 5;
    EXPECT_THROW((void)run(), boost::system::system_error);
    EXPECT_EQ(asked.back(), "POST /api/2.0/sql/statements/s/cancel");
}

TEST_F(Runner, SaysWhatTheStatementEndedIn) {
    say(post, R"({"statement_id":"s","status":{"state":"FAILED","error":{"error_code":"BAD_REQUEST",
                  "message":"[PARSE_SYNTAX_ERROR] near x"}}})");
    const auto done = run();
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().message.find("PARSE_SYNTAX_ERROR"), std::string::npos);
}

TEST(Columns, AreFoundByAnyOfTheirNames) {
    const std::vector<sql_column> columns{{"Principal", ""}, {"namespace", ""}};
    EXPECT_EQ(find_column(columns, {"principal"}), 0U);
    EXPECT_EQ(*need_column(columns, {"databaseName", "namespace"}), 1U);
    EXPECT_NE(need_column(columns, {"x"}).error().message.find("Principal, namespace"), std::string::npos);
    EXPECT_EQ(cell({"a"}, 3), "");
}

} // namespace
} // namespace canreach::crawler::sql
