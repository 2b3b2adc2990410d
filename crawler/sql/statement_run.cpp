#include "crawler/sql/statement_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace canreach::crawler::sql {
namespace {

using std::chrono::milliseconds;
using time_point = std::chrono::steady_clock::time_point;

struct meaning {
    std::string_view needle; ///< in the message
    errc code;
};
// The error classes stand at the head of the message, in brackets; the code beside it is mostly BAD_REQUEST.
constexpr std::array<meaning, 12> meanings{{{"PERMISSION_DENIED", errc::refused},
                                            {"INSUFFICIENT_PERMISSIONS", errc::refused},
                                            {"INSUFFICIENT_PRIVILEGES", errc::refused},
                                            {"does not have permission", errc::refused},
                                            {"does not have privilege", errc::refused},
                                            {"Table Access Control is not enabled", errc::refused},
                                            {"SCHEMA_NOT_FOUND", errc::vanished},
                                            {"TABLE_OR_VIEW_NOT_FOUND", errc::vanished},
                                            {"ROUTINE_NOT_FOUND", errc::vanished},
                                            {"UNRESOLVED_ROUTINE", errc::vanished},
                                            {"CATALOG_NOT_FOUND", errc::vanished},
                                            {"NO_SUCH_CATALOG", errc::vanished}}};

constexpr std::array<std::string_view, 8> passing{"DEADLINE_EXCEEDED",
                                                  "INTERNAL_ERROR",
                                                  "IO_ERROR",
                                                  "RESOURCE_EXHAUSTED",
                                                  "TEMPORARILY_UNAVAILABLE",
                                                  "SERVICE_UNDER_MAINTENANCE",
                                                  "ABORTED",
                                                  "WORKSPACE_TEMPORARILY_UNAVAILABLE"};

/// `disposition=INLINE` ends at 25 MiB with an error that names the other one.
bool is_too_large_for_inline(const statement_reply& reply) {
    return reply.message.find("EXTERNAL_LINKS") != std::string::npos ||
           reply.message.find("Inline byte limit exceeded") != std::string::npos;
}

} // namespace

failure failure_of(const statement_reply& reply) {
    auto code = errc::bad_input;
    if (reply.error_code == "NOT_FOUND") code = errc::vanished;
    if (reply.error_code == "UNAUTHENTICATED") code = errc::unauthenticated;
    if (std::ranges::find(passing, reply.error_code) != passing.end()) code = errc::server_fault;
    if (reply.sql_state == "42501") code = errc::refused;
    for (const auto& one : meanings)
        if (reply.message.find(one.needle) != std::string::npos) code = one.code;
    return fail(code, fmt::format("the statement ended {}: {}{}{}", printable(reply.state_word, 40),
                                  printable(reply.error_code, 60), reply.error_code.empty() ? "" : ": ",
                                  printable(reply.message.empty() ? "no reason was given" : reply.message, 300)));
}

milliseconds statement_run::spread(milliseconds delay) noexcept {
    return milliseconds{
        static_cast<milliseconds::rep>(static_cast<double>(delay.count()) * (0.75 + 0.25 * jitter_.fraction()))};
}

run_step statement_run::restart(failure why, time_point now) {
    auto delay = limits_.restart_delay;
    for (unsigned i = 0; i < restarts_ && delay < limits_.longest_poll; ++i) delay *= 2;
    delay = spread(delay);
    if (restarts_ >= limits_.max_restarts || now + delay > start_ + limits_.deadline)
        return {run_step::kind::fail, {}, {}, std::move(why)};
    ++restarts_;
    polls_ = 0;
    return {run_step::kind::submit, delay, {}, {}};
}

run_step statement_run::on_error(const statement_reply& reply, time_point now) {
    auto why = failure_of(reply);
    if (!external_ && is_too_large_for_inline(reply)) {
        external_ = true;
        return {run_step::kind::submit, {}, {}, {}};
    }
    if (why.is(errc::server_fault)) return restart(std::move(why), now);
    return {run_step::kind::fail, {}, {}, std::move(why)};
}

run_step statement_run::on_reply(const statement_reply& reply, time_point now) {
    switch (reply.state) {
    case statement_state::pending:
    case statement_state::running: {
        auto delay = limits_.first_poll;
        for (unsigned i = 0; i < polls_ && delay < limits_.longest_poll; ++i) delay += delay / 2;
        ++polls_;
        delay = spread(std::min(delay, limits_.longest_poll));
        if (now + delay > start_ + limits_.deadline)
            return {
                run_step::kind::fail,
                {},
                {},
                fail(errc::timed_out, fmt::format("the deadline `statement` ({} s) passed; the statement is {}",
                                                  limits_.deadline.count() / 1000, printable(reply.state_word, 40)))};
        return {run_step::kind::poll, delay, {}, {}};
    }
    case statement_state::succeeded: {
        if (reply.truncated)
            return {run_step::kind::fail,
                    {},
                    {},
                    fail(errc::limit_exceeded, "the platform cut the result of the statement off")};
        std::vector<std::uint32_t> missing;
        for (std::uint32_t i = 0; i < reply.chunks; ++i)
            if (!reply.first || reply.first->index != i) missing.push_back(i);
        if (missing.empty()) return {run_step::kind::done, {}, {}, {}};
        return {run_step::kind::fetch, {}, std::move(missing), {}};
    }
    case statement_state::closed: return restart(failure_of(reply), now); // its result was given up meanwhile
    case statement_state::failed: return on_error(reply, now);
    case statement_state::canceled: return {run_step::kind::fail, {}, {}, failure_of(reply)};
    case statement_state::unknown: break;
    }
    return {run_step::kind::fail,
            {},
            {},
            fail(errc::malformed_reply,
                 fmt::format("the statement is in an unknown state, `{}`", printable(reply.state_word, 40)))};
}

run_step statement_run::on_failure(failure why, time_point now) {
    if (why.is(errc::vanished)) {
        // The statement is gone, not what it is about.
        why.code = make_error_code(errc::server_fault);
        return restart(std::move(why), now);
    }
    return {run_step::kind::fail, {}, {}, std::move(why)};
}

} // namespace canreach::crawler::sql
