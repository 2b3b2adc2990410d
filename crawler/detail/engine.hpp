/// The order of the crawl: lanes of tasks, workers on them, reports to the store.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/crawl.hpp"
#include "crawler/detail/tally.hpp"
#include "crawler/detail/task_reader.hpp"
#include "crawler/event.hpp"
#include "crawler/fact_channel.hpp"
#include "crawler/rate_limits.hpp"
#include "crawler/task_group.hpp"

namespace canreach::crawler::detail {

/// One crawl. Used from the one thread of `executor`.
///
/// Tasks wait in lanes, one for each (host, rate class), each with workers of its own: a slow workspace holds nobody
/// else up. Within a lane the newest task goes first, so that the crawl finishes one catalog before it opens the next
/// and what waits stays small however large the account is. For the same end the listings of a workspace's objects,
/// which are quickly read, wait while many of the permission lists that earlier ones gave rise to are still unread.
/// Where there are hundreds of lanes each has few workers, and more of them as others run dry.
///
/// A metastore is the same from all its workspaces: one that has nothing of Unity Catalog left to read takes the oldest
/// task, which is the one with most below it, from another that has more than its workers can do, if it has seen the
/// catalog as well.
class engine {
public:
    engine(boost::asio::any_io_executor executor, const crawl_options& options, crawl_site site, api_client& client,
           clock& time, fact_sink& sink, crawl_observer& observer);

    /// Runs to the end; call once. Everything accepted is flushed when it returns.
    [[nodiscard]] boost::asio::awaitable<result<crawl_summary>> run();
    /// Makes `run()` end soon: requests under way are dropped, their tasks stay pending.
    void stop();
    [[nodiscard]] crawl_progress progress() const { return tally_.progress(clock_.now()); }

private:
    struct lane {
        lane(boost::asio::any_io_executor executor, std::string host, rate_class what)
            : workspace(std::move(host)), rate(what), drained(std::move(executor)) {}
        std::string workspace;
        rate_class rate;
        std::deque<crawl_task> waiting;
        unsigned workers = 0;
        event drained; ///< few tasks wait
    };
    using lane_key = std::pair<std::string, rate_class>;

    boost::asio::awaitable<void> work();
    boost::asio::awaitable<void> serve(lane& mine);
    /// `through`: the workspace that reads it, if that is not the task's own.
    boost::asio::awaitable<void> run_task(crawl_task task, std::string through);
    boost::asio::awaitable<void> wait_for_room(const crawl_task& task);
    lane& lane_for(const std::string& workspace, rate_class rate);
    std::optional<crawl_task> next_of(lane& mine);
    std::optional<crawl_task> take_from_others(const lane& mine);
    void call_helpers(const lane& busy);
    void add_worker(lane& to);
    [[nodiscard]] unsigned most_workers() const noexcept;
    [[nodiscard]] std::size_t most_lists_waiting() const noexcept;
    result<std::vector<crawl_task>> pending_tasks();
    void schedule(crawl_task task);
    void give_up(failure why);
    bool check_scope();
    boost::asio::awaitable<void> hand_on(finished_task ended);
    boost::asio::awaitable<void> judge_kept_back();

    boost::asio::any_io_executor executor_;
    const crawl_options& options_;
    crawl_site site_;
    clock& clock_;
    fact_sink& sink_;
    crawl_observer& observer_;
    task_reader reader_;
    task_group group_;
    tally tally_;
    std::map<lane_key, lane> lanes_;
    std::optional<fact_channel> channel_;
    std::optional<failure> failed_;
    std::vector<std::string> warnings_;
    /// What would be so if there were no such account: kept back, so that it is asked again, until anything else comes.
    std::vector<finished_task> kept_back_;
    bool account_seen_ = false;
    std::size_t busy_lanes_ = 0; ///< that have workers
    std::size_t permission_lanes_ = 0;
    bool stopped_ = false;
    bool resumed_ = false;
};

} // namespace canreach::crawler::detail
