/// Runs one statement on a warehouse: submits, polls, fetches all chunks, hands out rows.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/api_client.hpp"
#include "crawler/clock.hpp"
#include "crawler/sql/reply_stream.hpp"
#include "crawler/sql/statement_reply.hpp"
#include "crawler/sql/statement_run.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler::sql {

/// Where statements are submitted.
inline constexpr std::string_view statements_path = "/api/2.0/sql/statements";

struct parameter {
    std::string name; ///< `:name` in the text
    std::string value;
    std::string type; ///< `INT`, `STRING`, …
};

struct statement {
    std::string text; ///< one SELECT or SHOW
    std::vector<parameter> parameters;
    std::string catalog;   ///< current catalog; empty = the warehouse's own
    bool external = false; ///< a result that may be large: fetched from storage instead of inline
};

/// The body of a submission.
[[nodiscard]] std::string submission_of(const statement& what, const std::string& warehouse, bool external,
                                        std::chrono::seconds wait);

/// Used from one thread; several statements may run at a time.
class statement_runner {
public:
    /// Called with some thousands of rows at a time, in any order; `columns` are the same each time. A failure ends the
    /// statement.
    using rows_reader =
        std::function<result<void>(const std::vector<sql_column>& columns, const std::vector<sql_row>& rows)>;
    /// Called before every submission, at the least: what earlier rows said is to be forgotten.
    using restarter = std::function<void()>;
    /// Awaited after each of these calls: hands on what was read, and waits until there is room for more.
    using breather = std::function<boost::asio::awaitable<result<void>>()>;

    statement_runner(boost::asio::any_io_executor executor, api_client& client, clock& time, statement_limits limits,
                     std::uint64_t seed);

    /// Runs to the end. `counts` outlives the call. Cancelled, or failing while the statement still runs, it tells the
    /// platform to end it.
    [[nodiscard]] boost::asio::awaitable<result<void>> run(origin host, std::string warehouse, statement what,
                                                           rows_reader read, restarter restart, request_counts& counts,
                                                           breather after_chunk = {});

private:
    struct job;
    boost::asio::awaitable<result<void>> carry_out(job& mine);
    boost::asio::awaitable<result<statement_reply>> submit(job& mine, bool external);
    boost::asio::awaitable<result<statement_reply>> poll(job& mine, std::string id);
    boost::asio::awaitable<result<void>> fetch_all(job& mine, const std::vector<std::uint32_t>& chunks);
    boost::asio::awaitable<void> fetch_some(job& mine);
    boost::asio::awaitable<result<void>> fetch(job& mine, std::uint32_t chunk);
    [[nodiscard]] reply_stream::giver inline_rows_of(job& mine);
    boost::asio::awaitable<result<void>> take(job& mine, const result_chunk& chunk);
    boost::asio::awaitable<result<void>> hand_out(job& mine, const std::vector<sql_row>& rows);

    boost::asio::any_io_executor executor_;
    api_client& client_;
    clock& clock_;
    statement_limits limits_;
    std::uint64_t seed_;
};

} // namespace canreach::crawler::sql
