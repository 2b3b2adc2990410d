/// The life of one statement: what to do after each reply. No I/O: what happened goes in, the next step comes out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crawler/random.hpp"
#include "crawler/sql/statement_reply.hpp"
#include "model/error.hpp"

namespace canreach::crawler::sql {

struct statement_limits {
    std::chrono::seconds wait_on_submit{30};       ///< the service holds the reply so long; 5 s to 50 s
    std::chrono::milliseconds first_poll{200};     ///< then half as long again each time
    std::chrono::milliseconds longest_poll{5'000}; ///< the service wants one within 15 minutes
    /// Of the statement, queueing and the warehouse's start included; not what its rows have to wait for.
    std::chrono::milliseconds deadline{1'800'000};
    unsigned max_restarts = 4; ///< submissions after the first, for passing trouble
    std::chrono::milliseconds restart_delay{1'000};
    unsigned chunks_at_once = 4;
};

struct run_step {
    enum class kind : std::uint8_t {
        submit, ///< (again), after `delay`
        poll,   ///< after `delay`
        fetch,  ///< the chunks `chunks`, in any order; then done
        done,
        fail, ///< with `why`
    };
    kind what = kind::submit;
    std::chrono::milliseconds delay{0};
    std::vector<std::uint32_t> chunks;
    std::optional<failure> why;
};

/// Everything submitted is a read, so submitting again never does harm.
class statement_run {
public:
    statement_run(const statement_limits& limits, bool external, std::uint64_t seed,
                  std::chrono::steady_clock::time_point start) noexcept
        : limits_(limits), external_(external), jitter_(seed), start_(start) {}

    /// Should the next submission ask for external links? Turns true when a result proves too large to come inline.
    [[nodiscard]] bool external() const noexcept { return external_; }

    /// After any reply about the statement.
    [[nodiscard]] run_step on_reply(const statement_reply& reply, std::chrono::steady_clock::time_point now);
    /// After a request about the statement that failed: one that is gone (kept for 12 hours, its result for one) is
    /// submitted again.
    [[nodiscard]] run_step on_failure(failure why, std::chrono::steady_clock::time_point now);
    /// So much of the time since the start does not count: it was spent waiting for whoever takes the rows.
    void prolong(std::chrono::steady_clock::duration by) noexcept { start_ += by; }

private:
    [[nodiscard]] run_step restart(failure why, std::chrono::steady_clock::time_point now);
    [[nodiscard]] run_step on_error(const statement_reply& reply, std::chrono::steady_clock::time_point now);
    [[nodiscard]] std::chrono::milliseconds spread(std::chrono::milliseconds delay) noexcept;

    statement_limits limits_;
    bool external_;
    jitter_source jitter_;
    std::chrono::steady_clock::time_point start_;
    unsigned polls_ = 0;
    unsigned restarts_ = 0;
};

/// What an execution error means (databricks-api G.1): `refused`, `vanished`, `server_fault` where trying again may
/// help, `bad_input` otherwise. Code and message are in it, quoted.
[[nodiscard]] failure failure_of(const statement_reply& reply);

} // namespace canreach::crawler::sql
