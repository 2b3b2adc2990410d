#include "crawler/sql/statement_runner.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>
#include <optional>

#include "crawler/sql/row_stream.hpp"
#include "crawler/task_group.hpp"

namespace canreach::crawler::sql {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

/// Links live for 15 minutes; a chunk waits for its turn behind others, so it may have to ask for a new one.
constexpr unsigned links_per_chunk = 3;

template <class T>
json_reader::function into(std::optional<T>& place, result<T> (*decode)(const json_document&)) {
    return [&place, decode](const json_document& body) -> result<void> {
        auto decoded = decode(body);
        if (!decoded) return std::move(decoded).error();
        place = std::move(*decoded);
        return {};
    };
}

} // namespace

std::string submission_of(const statement& what, const std::string& warehouse, bool external,
                          std::chrono::seconds wait) {
    json::object body{{"warehouse_id", warehouse},
                      {"statement", what.text},
                      {"wait_timeout", fmt::format("{}s", wait.count())},
                      {"on_wait_timeout", "CONTINUE"},
                      {"disposition", external ? "EXTERNAL_LINKS" : "INLINE"},
                      {"format", "JSON_ARRAY"}};
    if (!what.catalog.empty()) body["catalog"] = what.catalog;
    if (!what.parameters.empty()) {
        json::array parameters;
        for (const auto& one : what.parameters)
            parameters.push_back(json::object{{"name", one.name}, {"value", one.value}, {"type", one.type}});
        body["parameters"] = std::move(parameters);
    }
    return json::serialize(body);
}

struct statement_runner::job {
    origin host;
    std::string warehouse;
    statement what;
    rows_reader& read;
    restarter& restart;
    breather& after_chunk;
    request_counts& counts;
    std::string id;
    bool under_way = false; ///< accepted, and not known to have ended
    std::vector<sql_column> columns;
    std::vector<std::uint32_t> waiting;        ///< chunks that nobody fetches yet
    std::map<std::uint32_t, row_stream> files; ///< of chunks that are being read
    std::optional<failure> failed;
    unsigned held_up = 0; ///< chunks whose rows wait for room
    std::chrono::steady_clock::time_point held_up_since{};
    std::chrono::steady_clock::duration waited{}; ///< while any of them did
};

statement_runner::statement_runner(asio::any_io_executor executor, api_client& client, clock& time,
                                   statement_limits limits, std::uint64_t seed)
    : executor_(std::move(executor)), client_(client), clock_(time), limits_(limits), seed_(seed) {}

asio::awaitable<result<statement_reply>> statement_runner::submit(job& mine, bool external) {
    std::optional<statement_reply> reply;
    // Submitted again it is another statement, whose rows may come in another order.
    reply_stream answer(reply_stream::shape::statement, inline_rows_of(mine), into(reply, decode_statement),
                        mine.restart);
    auto body = submission_of(mine.what, mine.warehouse, external, limits_.wait_on_submit);
    auto done = co_await client_.post_json(mine.host, std::string(statements_path), std::move(body), rate_class::sql,
                                           answer, mine.counts);
    if (answer.refused()) done = *answer.refused();
    if (!done) co_return std::move(done).error();
    if (reply->first) reply->first->rows = answer.take_rest();
    co_return std::move(*reply);
}

asio::awaitable<result<statement_reply>> statement_runner::poll(job& mine, std::string id) {
    std::optional<statement_reply> reply;
    reply_stream answer(reply_stream::shape::statement, inline_rows_of(mine), into(reply, decode_statement));
    auto done = co_await client_.get(mine.host, fmt::format("{}/{}", statements_path, percent_encoded(id)),
                                     rate_class::sql, answer, mine.counts);
    if (answer.refused()) done = *answer.refused();
    if (!done) co_return std::move(done).error();
    if (reply->first) reply->first->rows = answer.take_rest();
    co_return std::move(*reply);
}

/// The columns come along with the rows of the first chunk.
reply_stream::giver statement_runner::inline_rows_of(job& mine) {
    return [this, &mine](const std::vector<sql_column>& columns, const std::vector<sql_row>& rows) {
        mine.columns = columns;
        return hand_out(mine, rows);
    };
}

asio::awaitable<result<void>> statement_runner::hand_out(job& mine, const std::vector<sql_row>& rows) {
    auto read = mine.read(mine.columns, rows);
    if (!read || !mine.after_chunk) co_return read;
    if (mine.held_up++ == 0) mine.held_up_since = clock_.now();
    auto handed_on = co_await mine.after_chunk();
    if (--mine.held_up == 0) mine.waited += clock_.now() - mine.held_up_since;
    co_return handed_on;
}

asio::awaitable<result<void>> statement_runner::take(job& mine, const result_chunk& chunk) {
    if (chunk.links.empty()) co_return co_await hand_out(mine, chunk.rows);
    // Kept until the chunk was read whole: an expired link makes it come again.
    auto& files =
        mine.files
            .try_emplace(chunk.index, [this, &mine](const std::vector<sql_row>& rows) { return hand_out(mine, rows); })
            .first->second;
    files.restart();
    for (const auto& link : chunk.links) {
        auto where = parse_url(link.link);
        // Not the parser's own words: they hold the link, which opens the file to whoever has it.
        if (!where) co_return fail(errc::malformed_reply, "the link to a chunk of the result is no usable URL");
        auto done = co_await client_.get_from_storage(std::move(*where), link.headers, files, mine.counts);
        if (done) done = co_await files.end_file();
        if (!done) co_return done;
    }
    auto whole = files.end_chunk();
    mine.files.erase(chunk.index);
    co_return whole;
}

asio::awaitable<result<void>> statement_runner::fetch(job& mine, std::uint32_t chunk) {
    for (unsigned tries = 1;; ++tries) {
        std::optional<result_chunk> got;
        const auto give = [this, &mine](const auto&, const std::vector<sql_row>& rows) { return hand_out(mine, rows); };
        reply_stream answer(reply_stream::shape::chunk, give, into(got, decode_chunk));
        auto done = co_await client_.get(
            mine.host, fmt::format("{}/{}/result/chunks/{}", statements_path, percent_encoded(mine.id), chunk),
            rate_class::sql, answer, mine.counts);
        if (answer.refused()) done = *answer.refused();
        if (!done) co_return done;
        got->rows = answer.take_rest();
        got->index = chunk; // whatever the reply calls itself: each chunk has its own files
        auto taken = co_await take(mine, *got);
        const bool expired = !taken && !got->links.empty() && taken.error().is(errc::refused);
        if (!expired || tries >= links_per_chunk) co_return taken;
    }
}

asio::awaitable<void> statement_runner::fetch_some(job& mine) {
    while (!mine.waiting.empty() && !mine.failed) {
        const auto chunk = mine.waiting.back();
        mine.waiting.pop_back();
        if (auto done = co_await fetch(mine, chunk); !done && !mine.failed) mine.failed = std::move(done).error();
    }
}

asio::awaitable<result<void>> statement_runner::fetch_all(job& mine, const std::vector<std::uint32_t>& chunks) {
    mine.waiting.assign(chunks.rbegin(), chunks.rend());
    mine.failed.reset();
    task_group fetchers(executor_);
    for (std::size_t i = 0; i < std::min<std::size_t>(limits_.chunks_at_once, chunks.size()); ++i)
        fetchers.spawn(fetch_some(mine));
    std::exception_ptr thrown;
    try {
        co_await fetchers.join();
    } catch (...) {
        thrown = std::current_exception();
    }
    if (thrown) {
        // Cancelled: the fetchers use this frame, so they end before it does.
        fetchers.cancel();
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await fetchers.join();
        std::rethrow_exception(thrown);
    }
    if (mine.failed) co_return std::move(*mine.failed);
    co_return result<void>{};
}

asio::awaitable<result<void>> statement_runner::run(origin host, std::string warehouse, statement what,
                                                    rows_reader read, restarter restart, request_counts& counts,
                                                    breather after_chunk) {
    job mine{std::move(host),
             std::move(warehouse),
             std::move(what),
             read,
             restart,
             after_chunk,
             counts,
             {},
             false,
             {},
             {},
             {},
             std::nullopt,
             0,
             {},
             {}};
    result<void> done;
    std::exception_ptr thrown;
    try {
        done = co_await carry_out(mine);
    } catch (...) {
        thrown = std::current_exception();
    }
    if (mine.under_way && (thrown || !done)) {
        // It would go on keeping its warehouse busy, for nobody.
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        http_request end;
        end.method = http_method::post;
        end.where = mine.host;
        end.target = fmt::format("{}/{}/cancel", statements_path, percent_encoded(mine.id));
        end.content_type = "application/json";
        ++counts.requests;
        co_await client_.tell(std::move(end));
    }
    if (thrown) std::rethrow_exception(thrown);
    co_return done;
}

asio::awaitable<result<void>> statement_runner::carry_out(job& mine) {
    statement_run decisions(limits_, mine.what.external, seed_++, clock_.now());
    run_step step;
    for (;;) {
        if (step.delay.count() > 0) co_await clock_.sleep_until(clock_.now() + step.delay);
        if (step.what == run_step::kind::submit) {
            mine.id.clear();
            mine.under_way = false;
            mine.files.clear();
            mine.restart();
        }
        result<statement_reply> reply = statement_reply{};
        if (mine.id.empty())
            reply = co_await submit(mine, decisions.external());
        else
            reply = co_await poll(mine, mine.id);
        if (!reply) {
            // A submission that is refused stays so; only what was submitted can be gone.
            if (mine.id.empty()) co_return std::move(reply).error();
            // Rows of the reply may have waited for the disk before it broke off.
            decisions.prolong(std::exchange(mine.waited, {}));
            step = decisions.on_failure(std::move(reply).error(), clock_.now());
            if (step.what == run_step::kind::fail) co_return std::move(*step.why);
            continue;
        }
        if (!reply->id.empty()) mine.id = reply->id;
        mine.under_way =
            !mine.id.empty() && (reply->state == statement_state::pending || reply->state == statement_state::running);
        step = decisions.on_reply(*reply, clock_.now());
        if (step.what == run_step::kind::fail) co_return std::move(*step.why);
        if (step.what != run_step::kind::done && step.what != run_step::kind::fetch) continue;

        mine.columns = std::move(reply->columns);
        result<void> done;
        if (reply->first) {
            done = co_await take(mine, *reply->first);
            // Its link is stale already: then the chunk is asked for like the others.
            if (!done && !reply->first->links.empty() && done.error().is(errc::refused)) {
                step.chunks.insert(step.chunks.begin(), reply->first->index);
                done = result<void>{};
            }
        }
        if (done && !step.chunks.empty()) done = co_await fetch_all(mine, step.chunks);
        if (done) co_return done;
        decisions.prolong(std::exchange(mine.waited, {}));
        step = decisions.on_failure(std::move(done).error(), clock_.now());
        if (step.what == run_step::kind::fail) co_return std::move(*step.why);
    }
}

} // namespace canreach::crawler::sql
