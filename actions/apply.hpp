/// Makes confirmed changes, one after another, and looks whether each is there.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/change.hpp"
#include "crawler/api_client.hpp"
#include "crawler/crawl.hpp"
#include "model/error.hpp"

namespace canreach::actions {

enum class change_end : std::uint8_t {
    done,          ///< made, and seen where there is a way to look
    there_already, ///< nothing was sent
    by_hand,       ///< left to a person
    refused,       ///< the platform denies the right (403)
    gone,          ///< what it is about does not exist (any more) (404)
    conflict,      ///< somebody else changes the same (409), however often it was tried
    failed,        ///< any other way
    not_seen,      ///< taken by the platform, but not there when looked for
    not_tried,     ///< the run ended before
};
[[nodiscard]] std::string_view name_of(change_end what) noexcept; ///< `done`, `there already`, …

struct applied_change {
    change_end what = change_end::not_tried;
    std::string why;     ///< of all but `done` and `there_already`: one line
    int http_status = 0; ///< last one seen; 0 = none
};

struct apply_options {
    bool stop_at_fault = false; ///< each change rests on those before it
    /// How long a change may take until it is seen: the platform's parts learn of it one after another.
    std::chrono::milliseconds settle{60'000};
    std::chrono::milliseconds first_pause{500}; ///< between looks, and after a conflict; doubled each time, up to 8 s
    unsigned conflict_retries = 4;
};

struct application {
    std::vector<applied_change> ends; ///< one for each change, in their order
    crawler::request_counts cost;
    bool interrupted = false;
};

/// Told before and after each change.
using apply_observer = std::function<void(std::size_t number, const applied_change* end)>;

/// On the calling thread. Takes of the options what says whom, where and how to ask. Nothing is sent but the changes,
/// the reads that check them and what a login needs. A change that fails leaves the others alone, unless
/// `stop_at_fault`; the run ends where credentials are not accepted or no host answers, and at the first SIGINT or
/// SIGTERM (`stop_on_signals`) once the change under way has ended. Fails only if nothing could be tried.
[[nodiscard]] result<application> apply(const crawler::crawl_options& options, std::span<const change> changes,
                                        const apply_options& how, const apply_observer& observer);

/// One read, without changing anything: for what must be known before changes can be planned.
[[nodiscard]] result<void> read_once(const crawler::crawl_options& options, const crawler::origin& where,
                                     const std::string& target, crawler::rate_class of,
                                     const crawler::api_client::reader& read);

} // namespace canreach::actions
