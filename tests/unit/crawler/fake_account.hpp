/// A small Azure account behind a fake transport: two running workspaces and a dead one on one metastore.
#pragma once

#include <gmock/gmock.h>

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "crawler/crawl.hpp"
#include "fake_transport.hpp"

namespace canreach::crawler::testing {

inline constexpr const char* account_id = "7d0a52f4-0000-4000-8000-2b6c1f0e9a11";
inline constexpr const char* account_host = "accounts.azuredatabricks.net";
inline constexpr const char* prod_host = "adb-1001.1.azuredatabricks.net";
inline constexpr const char* dev_host = "adb-1002.2.azuredatabricks.net";

/// Where something is asked: host and path.
[[nodiscard]] inline std::string on(const char* host, const std::string& path) {
    return std::string(host) + path;
}
inline const std::string unity = "/api/2.1/unity-catalog/"; ///< where the paths of Unity Catalog begin

/// Whether it is one of the tasks that no crawl of the account can do: workspace `old` is not running.
[[nodiscard]] inline bool is_of_stopped_workspace(const crawl_task& task) {
    return task.workspace == "1003";
}

/// The only gaps of a calm crawl.
inline const auto only_the_stopped_workspace = ::testing::AllOf(
    ::testing::SizeIs(5),
    ::testing::Each(::testing::HasSubstr(": skipped: in workspace old: the workspace is not running")));

/// Counts what is asked, refuses what the test wants refused.
class fake_account {
public:
    fake_account();

    /// `METHOD host/path?query`, in the order of arrival.
    std::map<std::string, std::size_t> asked;
    std::size_t requests = 0;
    std::size_t token_requests = 0;
    /// Replies that come instead: (host + path without query) → reply.
    std::map<std::string, http_response> instead;
    /// Adds a page to what the account answers: host + target → body.
    void serve(const std::string& host_and_target, std::string body) { pages_[host_and_target] = std::move(body); }
    /// Called before each request.
    std::function<void(std::size_t number, const http_request&)> before;

    [[nodiscard]] result<http_response> answer(const http_request& request);
    /// Options of a crawl of this account: OAuth, manual clock, one request at a time unless told otherwise.
    [[nodiscard]] crawl_options options();
    /// How often `host/path` was asked, whatever the query.
    [[nodiscard]] std::size_t times(const std::string& host_and_path) const;

private:
    std::map<std::string, std::string> pages_; ///< host + target → body
};

/// What a crawl tells while it runs.
class recording_observer final : public crawl_observer {
public:
    void on_progress(const crawl_progress& progress) override { last = progress; }
    void on_gap(const crawl_task& task, const task_result& how) override {
        gaps.push_back(task.family + " " + task.about.id + ": " + std::string(name_of(how.how)) + ": " + how.reason);
    }
    void on_note(const std::string& text) override { notes.push_back(text); }

    crawl_progress last;
    std::vector<std::string> gaps;
    std::vector<std::string> notes;
};

} // namespace canreach::crawler::testing
