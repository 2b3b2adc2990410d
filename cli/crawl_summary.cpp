#include "cli/crawl_summary.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <ranges>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/families.hpp"
#include "report/numbers.hpp"
#include "report/text_table.hpp"

namespace canreach::cli {
namespace {

namespace json = boost::json;
using report::grouped;

json::object object_of(const crawler::crawl_counts& counts) {
    return {{"tasks_known", counts.known},  {"tasks_ended", counts.ended()}, {"gaps", counts.gaps()},
            {"items", counts.items},        {"requests", counts.requests},   {"retries", counts.retries},
            {"throttled", counts.throttled}};
}

/// A part of the account, as people look for it.
enum class area : std::uint8_t { identity, tenancy, unity, objects, hive, in_bulk };
constexpr std::array<std::string_view, 6> area_names{"identity", "tenancy", "unity", "objects", "hive", "by SQL"};

area area_of(const crawler::family& what) {
    if (what.name.starts_with("hive-")) return area::hive;
    if (what.decode == nullptr) return area::in_bulk;
    switch (what.rate) {
    case crawler::rate_class::account_scim_list:
    case crawler::rate_class::account_scim_get:
    case crawler::rate_class::account_rules:
    case crawler::rate_class::workspace_scim: return area::identity;
    case crawler::rate_class::account_other:
    case crawler::rate_class::workspace_settings: return area::tenancy;
    case crawler::rate_class::unity: return area::unity;
    default: return area::objects;
    }
}

/// `account-service-principals` → `service principals`.
std::string words_of(std::string_view family) {
    constexpr std::string_view everywhere = "account-";
    if (family.starts_with(everywhere)) family.remove_prefix(everywhere.size());
    std::string words(family);
    std::ranges::replace(words, '-', ' ');
    return words;
}

/// One line an area: the lists with most in them, by name.
report::text_table by_area(const crawler::crawl_progress& progress) {
    constexpr std::size_t lists_shown = 4;
    struct sum {
        crawler::crawl_counts counts;
        std::vector<std::pair<std::string_view, std::uint64_t>> lists;
    };
    std::array<sum, area_names.size()> sums;
    for (const auto& [name, counts] : progress.families) {
        const auto* family = crawler::family_named(name);
        if (family == nullptr) continue;
        auto& into = sums[static_cast<std::size_t>(area_of(*family))];
        into.counts += counts;
        if (family->part == node_part::children && counts.items > 0) into.lists.emplace_back(name, counts.items);
    }
    report::text_table table;
    for (const auto* title : {"area", "read"}) table.add_column(title);
    for (const auto* title : {"requests", "retries", "throttled", "gaps"})
        table.add_column(title, report::text_table::align::right);
    const auto add = [&table](std::string_view name, const std::string& read, const crawler::crawl_counts& counts) {
        table.add_row({std::string(name), read, grouped(counts.requests), grouped(counts.retries),
                       grouped(counts.throttled), grouped(counts.gaps())});
    };
    for (std::size_t i = 0; i < sums.size(); ++i) {
        auto& [counts, lists] = sums[i];
        if (counts.known == 0) continue;
        std::ranges::stable_sort(lists, std::ranges::greater{}, &std::pair<std::string_view, std::uint64_t>::second);
        std::string read;
        for (const auto& [name, items] : lists | std::views::take(lists_shown))
            read += fmt::format("{}{} {}", read.empty() ? "" : "  ", words_of(name), grouped(items));
        if (lists.size() > lists_shown) read += "  …";
        if (lists.empty()) read = fmt::format("{} rows", grouped(counts.items));
        add(area_names[i], read, counts);
    }
    add("all", fmt::format("{} items", grouped(progress.total.items)), progress.total);
    return table;
}

report::text_table table_by_family(const crawler::crawl_progress& progress) {
    report::text_table table;
    table.add_column("family");
    for (const auto* title : {"tasks", "gaps", "items", "requests", "retries", "throttled"})
        table.add_column(title, report::text_table::align::right);
    const auto add = [&table](const std::string& name, const crawler::crawl_counts& counts) {
        table.add_row({name, grouped(counts.ended()), grouped(counts.gaps()), grouped(counts.items),
                       grouped(counts.requests), grouped(counts.retries), grouped(counts.throttled)});
    };
    for (const auto& family : progress.families) add(family.family, family.counts);
    add("all", progress.total);
    return table;
}

/// `5 × skipped: … (hive-schemas, workspace-users, …)`.
std::string gap_line(const crawler::gap_reason& gap) {
    constexpr std::size_t families_shown = 6;
    std::string families;
    for (const auto& name : gap.families | std::views::take(families_shown))
        families += (families.empty() ? "" : ", ") + name;
    if (gap.families.size() > families_shown) families += ", …";
    return fmt::format("  {} × {} ({})\n", grouped(gap.count), gap.reason, families);
}

} // namespace

std::string describe(const crawl_job& job, const crawl_end& end, bool by_family) {
    const auto& progress = end.crawl.progress;
    auto text = (by_family ? table_by_family(progress) : by_area(progress)).render({});
    const auto seconds = static_cast<double>(progress.elapsed.count()) / 1000;
    text += fmt::format("{:.1f} s, {:.0f} requests/s\n", seconds,
                        seconds > 0 ? static_cast<double>(progress.total.requests) / seconds : 0.0);
    if (!end.crawl.gaps_by_reason.empty()) {
        text += "not read completely:\n";
        for (const auto& gap : end.crawl.gaps_by_reason) text += gap_line(gap);
    }
    if (!end.sealed) {
        text += fmt::format("interrupted: {} of {} tasks done. Go on with: canreach crawl --resume --out {}\n",
                            grouped(progress.total.ended()), grouped(progress.total.known), job.out);
        return text;
    }
    text +=
        fmt::format("sealed  {}  {}  sha256 {}  {} nodes  {} grants  {} gaps\n", job.out,
                    report::human_bytes(end.sealed->file_bytes), end.sealed->digest, grouped(end.sealed->counts.nodes),
                    grouped(end.sealed->counts.grants), grouped(end.sealed->gaps));
    return text;
}

std::string json_summary(const crawl_job& job, const crawl_end& end) {
    const auto& progress = end.crawl.progress;
    json::object made{{"event", "summary"}, {"file", job.out}, {"elapsed_ms", progress.elapsed.count()}};
    made["outcome"] = !end.sealed ? "interrupted" : end.sealed->gaps > 0 ? "gaps" : "complete";
    made["total"] = object_of(progress.total);
    json::object families;
    for (const auto& family : progress.families) families[family.family] = object_of(family.counts);
    made["families"] = std::move(families);
    json::array reasons;
    for (const auto& [reason, count, gap_families] : end.crawl.gaps_by_reason)
        reasons.emplace_back(json::object{
            {"reason", reason}, {"count", count}, {"families", json::array(gap_families.begin(), gap_families.end())}});
    made["gaps_by_reason"] = std::move(reasons);
    made["warnings"] = json::array(end.crawl.warnings.begin(), end.crawl.warnings.end());
    if (end.sealed)
        made["sealed"] = json::object{{"digest", end.sealed->digest},
                                      {"bytes", end.sealed->file_bytes},
                                      {"nodes", end.sealed->counts.nodes},
                                      {"grants", end.sealed->counts.grants},
                                      {"gaps", end.sealed->gaps}};
    return json::serialize(made);
}

} // namespace canreach::cli
