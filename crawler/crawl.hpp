/// The whole crawl: an account in, facts out.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "crawler/clock.hpp"
#include "crawler/databricks_config.hpp"
#include "crawler/governor.hpp"
#include "crawler/progress.hpp"
#include "crawler/retry.hpp"
#include "crawler/scope.hpp"
#include "crawler/sql/options.hpp"
#include "crawler/transport.hpp"
#include "crawler/tree_scope.hpp"
#include "model/error.hpp"
#include "model/fact_sink.hpp"

namespace canreach::crawler {

struct crawl_options {
    databricks_config config;
    transport_options connection;
    bool allow_loopback = false; ///< tokens may go to 127.0.0.1, ::1 and localhost: for the simulator only
    crawl_scope scope;           ///< of a resumed crawl: give the same again
    governor_options governor;
    retry_policy retry;
    sql::options sql;       ///< warehouses, the route of grants, activity
    tree_scope tree;        ///< which part of the workspace trees is read
    std::uint64_t seed = 1; ///< of the jitter
    /// About so many tasks are under way: more than there are connections, and each takes some 20 KiB.
    std::size_t tasks_at_once = 4'000;
    std::size_t queued_facts_limit = 65'536;          ///< between the fetchers and the sink
    std::chrono::milliseconds progress_interval{500}; ///< zero = only at the end
    bool stop_on_signals = false;                     ///< the first SIGINT or SIGTERM stops the crawl cleanly
    std::stop_token stop;                             ///< may be requested from any thread

    /// For tests; empty = the real ones.
    std::function<result<std::unique_ptr<transport>>(boost::asio::any_io_executor)> make_transport;
    std::function<std::unique_ptr<clock>(boost::asio::any_io_executor)> make_clock;
};

/// Crawls until nothing is pending, on the calling thread, with one more for the sink. Begins with the tasks that the
/// sink holds as pending, so a second call goes on where the first stopped. What the platform refuses or breaks ends up
/// in the ledger, not here; a failure is returned when the sink fails, the credentials are not accepted, the host that
/// the crawl begins at cannot be reached, or the options contradict each other. Everything accepted before is flushed.
[[nodiscard]] result<crawl_summary> run_crawl(const crawl_options& options, fact_sink& sink, crawl_observer& observer);

} // namespace canreach::crawler
