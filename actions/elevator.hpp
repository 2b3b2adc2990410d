/// Makes the crawling service principal admin of workspaces, and undoes it again.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "actions/elevation_journal.hpp"
#include "actions/workspace_rights.hpp"
#include "crawler/connection.hpp"
#include "crawler/crawl.hpp"
#include "model/error.hpp"

namespace canreach::actions {

enum class elevation_step : std::uint8_t {
    elevate,   ///< becomes admin for a while
    has_right, ///< is admin already, directly or through a group: nothing is touched
    left_out,  ///< does not run, or is out of scope
    unclear,   ///< what it holds there could not be read whole, so it could not be put back: nothing is touched
};

struct elevation_row {
    rights_change change; ///< with the rights before
    elevation_step step = elevation_step::unclear;
    std::string why; ///< for all but `elevate`
    std::string url; ///< of the workspace
};

struct elevation_plan {
    assignee who;
    std::vector<elevation_row> rows; ///< a workspace each, in the order of the account
};

/// A workspace whose rights are not as before.
struct restore_failure {
    rights_change change;
    std::string why;
    std::string call; ///< to be made by hand
};
struct restore_report {
    std::vector<rights_change> restored;
    std::vector<rights_change> left; ///< somebody else has set them meanwhile: not touched
    std::vector<restore_failure> failed;
    std::string kept_journal; ///< why the journal could not be removed though all is as before; empty = it was
};

/// How long the platform may take until a change is seen (databricks-api I: up to a minute).
struct propagation {
    std::chrono::milliseconds between{2000};
    std::chrono::milliseconds limit{90'000};
};

/// Used from the one thread of the connection; one call at a time. `through` lets the calls of an elevation pass
/// (actions/elevation_guard.hpp).
class elevator {
public:
    elevator(crawler::connection& through, const crawler::crawl_options& options, propagation patience)
        : through_(through), options_(options), patience_(patience) {}

    /// The crawling service principal, by the application id that it logs in with. Fails where there is none of it in
    /// the account, or the login is no service principal's.
    [[nodiscard]] boost::asio::awaitable<result<assignee>> find_assignee();
    /// What would be done. Changes nothing.
    [[nodiscard]] boost::asio::awaitable<result<elevation_plan>> plan(assignee who);
    /// Carries a plan out, each change first written to `journal`, and waits until the workspaces know. Stops between
    /// two changes, as `cancelled`, once `stopped` says so. After a failure what was changed is open in the journal.
    [[nodiscard]] boost::asio::awaitable<result<void>> carry_out(const elevation_plan& plan, elevation_journal& journal,
                                                                 std::function<bool()> stopped);
    /// Puts back what is open in `journal`, every change on its own, and looks whether it is so.
    [[nodiscard]] boost::asio::awaitable<restore_report> restore(elevation_journal& journal);

private:
    boost::asio::awaitable<result<std::vector<node_fact>>> list_workspaces();
    boost::asio::awaitable<result<workspace_rights>> rights_on(assignee who, std::string workspace);
    boost::asio::awaitable<result<bool>> is_admin_of(std::string url);
    boost::asio::awaitable<elevation_row> look_at(assignee who, node_fact workspace);
    boost::asio::awaitable<result<void>> set(assignee who, std::string workspace, workspace_rights rights);
    boost::asio::awaitable<result<void>> set_and_see(assignee who, std::string workspace, workspace_rights rights);
    boost::asio::awaitable<result<void>> wait_until_known(const elevation_plan& plan, std::function<bool()> stopped);

    crawler::connection& through_;
    const crawler::crawl_options& options_;
    propagation patience_;
    crawler::request_counts cost_;
};

} // namespace canreach::actions
