#include "crawler/detail/tally.hpp"

#include <fmt/format.h>

#include <algorithm>

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
    const auto what = how.http_status >= 300 ? fmt::format("{} {}: {}", name_of(how.how), task.family, how.http_status)
                                             : fmt::format("{} {}: {}", name_of(how.how), task.family, how.reason);
    if (reasons_.size() < reasons_kept || reasons_.contains(what))
        ++reasons_[what];
    else
        ++reasons_[std::string(other_reasons)];
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

std::vector<std::pair<std::string, std::uint64_t>> tally::gaps_by_reason() const {
    std::vector<std::pair<std::string, std::uint64_t>> made(reasons_.begin(), reasons_.end());
    std::ranges::stable_sort(made, [](const auto& a, const auto& b) { return a.second > b.second; });
    if (made.size() <= reasons_shown) return made;
    std::uint64_t rest = 0;
    for (std::size_t i = reasons_shown - 1; i < made.size(); ++i) rest += made[i].second;
    made.resize(reasons_shown - 1);
    made.emplace_back(other_reasons, rest);
    return made;
}

} // namespace detail
} // namespace canreach::crawler
