/// Counting for progress and summary.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "crawler/api_client.hpp"
#include "crawler/progress.hpp"
#include "model/ledger.hpp"

namespace canreach::crawler::detail {

class tally {
public:
    explicit tally(std::chrono::steady_clock::time_point start) noexcept : start_(start) {}

    void found(const crawl_task& task) { ++families_[task.family].known; }
    void ended(const crawl_task& task, const task_result& how, const request_counts& cost);

    [[nodiscard]] crawl_progress progress(std::chrono::steady_clock::time_point now) const;
    [[nodiscard]] std::vector<gap_reason> gaps_by_reason() const;

private:
    std::chrono::steady_clock::time_point start_;
    std::map<std::string, crawl_counts, std::less<>> families_;
    std::map<std::string, gap_reason> reasons_; ///< bounded
};

} // namespace canreach::crawler::detail
