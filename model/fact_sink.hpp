/// Where a crawl puts what it read. Implemented by storage/; the crawler knows no SQLite.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/activity.hpp"
#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/ledger.hpp"

namespace canreach {
inline namespace model {

/// Everything one task produced. Its facts, its ledger row and the tasks that its rows give rise to become durable
/// together or not at all.
///
/// A task with more facts than fit in memory hands them over in parts while it is under way: reports whose outcome is
/// `pending`, with nothing but facts, none of them a policy, and a `stage`. They count once the report that ends the
/// task names the stage; those that none names, since the reading was interrupted or begun again, count for nothing.
struct task_report {
    crawl_task task;
    task_result result;
    std::vector<fact> facts;
    std::vector<crawl_task>
        follow_ups; ///< recorded as pending; one that is already known (pending or ended) is ignored
    std::vector<activity_record> activity = {};
    std::optional<activity_window> window = {}; ///< that `activity` tells all of
    std::optional<std::uint32_t> stage = {};    ///< of a part; stages are told apart within one run of a crawl
    std::vector<std::uint32_t> stages = {};     ///< of the report that ends the task: parts that count
};

/// Synchronous and blocking; used from one thread at a time.
class fact_sink {
public:
    virtual ~fact_sink() = default;

    /// Tasks recorded and not yet ended, in the order of their recording: what a resumed crawl has left to do.
    [[nodiscard]] virtual result<std::vector<crawl_task>> pending_tasks() = 0;
    /// Records tasks without any result (the roots of a plan). Known ones are ignored.
    [[nodiscard]] virtual result<void> add_tasks(std::vector<crawl_task> tasks) = 0;
    /// Records one report. Durable at the latest after `flush()`; reports become durable in the order of their
    /// acceptance.
    [[nodiscard]] virtual result<void> accept(task_report report) = 0;
    /// Makes everything accepted durable.
    [[nodiscard]] virtual result<void> flush() = 0;
};

} // namespace model
} // namespace canreach
