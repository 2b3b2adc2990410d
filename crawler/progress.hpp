/// How a crawl tells what it is doing, and what it did.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/error.hpp"
#include "model/ledger.hpp"

namespace canreach::crawler {

/// Counts of one family, or of all.
struct crawl_counts {
    std::uint64_t known = 0; ///< tasks found so far, ended ones included; of a resumed crawl only this run's
    std::uint64_t done = 0;
    std::uint64_t limited = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
    std::uint64_t skipped = 0;
    std::uint64_t items = 0; ///< elements read
    std::uint64_t requests = 0;
    std::uint64_t retries = 0;
    std::uint64_t throttled = 0; ///< answered with 429 or 503

    [[nodiscard]] std::uint64_t ended() const noexcept { return done + limited + refused + failed + skipped; }
    [[nodiscard]] std::uint64_t gaps() const noexcept { return ended() - done; }
    crawl_counts& operator+=(const crawl_counts& other) noexcept;
};

struct family_counts {
    std::string family;
    crawl_counts counts;
};

/// Nothing answers, and has not for a while.
struct silent_network {
    std::chrono::milliseconds since{0};
    std::string host; ///< that was asked last
    std::string why;  ///< foreign text, not yet quoted
};

struct crawl_progress {
    std::vector<family_counts> families; ///< those with tasks, in the order of the endpoint catalogue
    crawl_counts total;
    std::chrono::milliseconds elapsed{0};
    std::optional<silent_network> silence; ///< the crawl waits for the network
};

/// All calls come on the thread that runs the crawl, between its steps: return soon.
class crawl_observer {
public:
    virtual ~crawl_observer() = default;
    /// Every `progress_interval`, and once at the end; before the account is known only while no network answers.
    virtual void on_progress(const crawl_progress& progress) = 0;
    /// A task ended otherwise than `done`.
    virtual void on_gap(const crawl_task& task, const task_result& how) = 0;
    /// Something worth a log line: lower case, no secrets.
    virtual void on_note(const std::string& text) = 0;
};

/// Gaps of one run that have the same reason.
struct gap_reason {
    std::string reason; ///< without names, one line
    std::uint64_t count = 0;
    std::vector<std::string> families; ///< which, each once, as they came; all outcomes together
};

struct crawl_summary {
    crawl_progress progress;
    std::vector<gap_reason> gaps_by_reason; ///< most frequent first, at most 50; the rest is summed in the last
    std::vector<std::string> warnings;      ///< options that fit nothing of the account: one line each
    bool interrupted = false;               ///< stopped; the rest is pending in the sink
    bool resumed = false;
};

} // namespace canreach::crawler
