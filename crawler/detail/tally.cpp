#include "crawler/detail/tally.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "crawler/families.hpp"

namespace canreach::crawler {

crawl_counts& crawl_counts::operator+=(const crawl_counts& other) noexcept {
    known += other.known;
    done += other.done;
    limited += other.limited;
    refused += other.refused;
    failed += other.failed;
    skipped += other.skipped;
    items += other.items;
    requests += other.requests;
    retries += other.retries;
    throttled += other.throttled;
    return *this;
}

namespace detail {
namespace {

constexpr std::size_t reasons_kept = 200;
constexpr std::size_t reasons_shown = 50;
constexpr std::string_view other_reasons = "other reasons";

} // namespace

void tally::ended(const crawl_task& task, const task_result& how, const request_counts& cost) {
    auto& counts = families_[task.family];
    switch (how.how) {
    case outcome::pending: break;
    case outcome::done: ++counts.done; break;
    case outcome::limited: ++counts.limited; break;
    case outcome::refused: ++counts.refused; break;
    case outcome::failed: ++counts.failed; break;
    case outcome::skipped: ++counts.skipped; break;
    }
    counts.items += how.items;
    counts.requests += cost.requests;
    counts.retries += cost.retries;
    counts.throttled += cost.throttled;
    if (how.how == outcome::done) return;
    auto reason = how.http_status >= 300 ? fmt::format("{}: {}", name_of(how.how), how.http_status)
                                         : fmt::format("{}: {}", name_of(how.how), how.reason);
    if (reasons_.size() >= reasons_kept && !reasons_.contains(reason)) reason = other_reasons;
    auto& counted = reasons_[reason];
    counted.reason = reason;
    ++counted.count;
    if (std::ranges::find(counted.families, task.family) == counted.families.end())
        counted.families.push_back(task.family);
}

crawl_progress tally::progress(std::chrono::steady_clock::time_point now) const {
    crawl_progress made;
    made.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - start_);
    for (const auto& [name, counts] : families_) {
        made.families.push_back({name, counts});
        made.total += counts;
    }
    const auto place = [](const family_counts& one) {
        const auto all = all_families();
        return std::ranges::find(all, one.family, &family::name) - all.begin();
    };
    std::ranges::stable_sort(made.families, {}, place);
    return made;
}

std::vector<gap_reason> tally::gaps_by_reason() const {
    std::vector<gap_reason> made;
    for (const auto& [text, reason] : reasons_) made.push_back(reason);
    std::ranges::stable_sort(made, std::ranges::greater{}, &gap_reason::count);
    if (made.size() <= reasons_shown) return made;
    gap_reason rest{std::string(other_reasons), 0, {}};
    for (auto one = made.begin() + reasons_shown - 1; one != made.end(); ++one) {
        rest.count += one->count;
        for (auto& family : one->families)
            if (std::ranges::find(rest.families, family) == rest.families.end())
                rest.families.push_back(std::move(family));
    }
    made.resize(reasons_shown - 1);
    made.push_back(std::move(rest));
    return made;
}

} // namespace detail
} // namespace canreach::crawler
