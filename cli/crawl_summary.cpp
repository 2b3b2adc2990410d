#include "cli/crawl_summary.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

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

} // namespace

std::string describe(const crawl_job& job, const crawl_end& end) {
    const auto& progress = end.crawl.progress;
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
    auto text = table.render({});
    const auto seconds = static_cast<double>(progress.elapsed.count()) / 1000;
    text += fmt::format("{:.1f} s, {:.0f} requests/s\n", seconds,
                        seconds > 0 ? static_cast<double>(progress.total.requests) / seconds : 0.0);
    if (!end.crawl.gaps_by_reason.empty()) {
        text += "not read completely:\n";
        for (const auto& [reason, count] : end.crawl.gaps_by_reason)
            text += fmt::format("  {} × {}\n", grouped(count), reason);
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
    for (const auto& [reason, count] : end.crawl.gaps_by_reason)
        reasons.emplace_back(json::object{{"reason", reason}, {"count", count}});
    made["gaps_by_reason"] = std::move(reasons);
    if (end.sealed)
        made["sealed"] = json::object{{"digest", end.sealed->digest},
                                      {"bytes", end.sealed->file_bytes},
                                      {"nodes", end.sealed->counts.nodes},
                                      {"grants", end.sealed->counts.grants},
                                      {"gaps", end.sealed->gaps}};
    return json::serialize(made);
}

} // namespace canreach::cli
