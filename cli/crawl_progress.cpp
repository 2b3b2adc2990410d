#include "cli/crawl_progress.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "report/display_width.hpp"
#include "report/numbers.hpp"

namespace canreach::cli {
namespace {

using report::grouped;

constexpr std::chrono::seconds plain_interval{10};
constexpr std::chrono::seconds lasting_replies{5}; ///< then a network is back for good
constexpr std::size_t shown_reasons = 20;          ///< each once; the summary counts them and the ledger holds all
constexpr std::size_t bar_width = 24;

std::string bar(const crawler::crawl_counts& counts) {
    const auto full =
        counts.known == 0 ? bar_width : static_cast<std::size_t>(counts.ended() * bar_width / counts.known);
    std::string text;
    for (std::size_t i = 0; i < bar_width; ++i) text += i < full ? "█" : "░";
    return text;
}

/// Requests a second since the crawl began.
double rate_of(const crawler::crawl_counts& counts, std::chrono::milliseconds elapsed) {
    const auto seconds = static_cast<double>(elapsed.count()) / 1000;
    return seconds > 0 ? static_cast<double>(counts.requests) / seconds : 0;
}

/// Gaps that are no refusals, and requests said again for another reason than a limit: told where there are any.
std::string others_of(const crawler::crawl_counts& counts) {
    std::string text;
    if (const auto other = counts.gaps() - counts.refused; other > 0)
        text += fmt::format("  {} other gaps", grouped(other));
    if (counts.retries > counts.throttled)
        text += fmt::format("  {} retried", grouped(counts.retries - counts.throttled));
    return text;
}

std::string family_line(const crawler::family_counts& family, std::chrono::milliseconds elapsed) {
    const auto& counts = family.counts;
    return fmt::format("  {:<26} {}  {}/{}  {:.0f}/s  {} refused  {} throttled{}", family.family, bar(counts),
                       grouped(counts.ended()), grouped(counts.known), rate_of(counts, elapsed),
                       grouped(counts.refused), grouped(counts.throttled), others_of(counts));
}

void emit(const boost::json::object& line) {
    fmt::print(stderr, "{}\n", boost::json::serialize(line));
}

std::int64_t whole_seconds(std::chrono::milliseconds span) {
    return std::chrono::duration_cast<std::chrono::seconds>(span).count();
}

std::string silence_of(const crawler::silent_network& network) {
    return fmt::format("no reply since {} s: asking {} fails: {}", whole_seconds(network.since),
                       printable(network.host, 80), printable(network.why, 120));
}

} // namespace

void crawl_progress_display::on_progress(const crawler::crawl_progress& progress) {
    ended_tasks_ = progress.total.ended();
    if (quiet_) return;
    if (how_ == form::text && where_.interactive) return redraw(progress);
    // Before the account is known time is counted from the login on, and then from the first task.
    if (progress.elapsed < last_line_) last_line_ = std::chrono::milliseconds{0};
    if (back_since_ && progress.elapsed < *back_since_) back_since_ = std::chrono::milliseconds{0};
    const bool turned = turn_of_network(progress);
    if (!turned && progress.elapsed - last_line_ < plain_interval) return;
    last_line_ = progress.elapsed;
    if (how_ == form::json)
        json_line(progress);
    else
        plain_line(progress);
    if (turned) told_silence_ = progress.silence.has_value();
    if (!told_silence_) back_since_.reset();
}

/// That it begins is told at once, that it is over once that has lasted: a network that comes and goes is told of at
/// intervals, like everything else.
bool crawl_progress_display::turn_of_network(const crawler::crawl_progress& progress) {
    if (progress.silence) {
        back_since_.reset();
        return !told_silence_;
    }
    if (!told_silence_) return false;
    if (!back_since_) back_since_ = progress.elapsed;
    return progress.elapsed - *back_since_ >= lasting_replies;
}

void crawl_progress_display::redraw(const crawler::crawl_progress& progress) {
    finish();
    std::string text;
    const auto add = [&](const std::string& line) {
        text += (where_.width == 0 ? line : report::cut_to_width(line, where_.width - 1)) + '\n';
        ++drawn_lines_;
    };
    for (const auto& family : progress.families)
        if (family.counts.ended() < family.counts.known || family.counts.known > 1)
            add(family_line(family, progress.elapsed));
    add(fmt::format("  {} of {} tasks · {} requests · {:.0f}/s · {} gaps · {:.0f} s", grouped(progress.total.ended()),
                    grouped(progress.total.known), grouped(progress.total.requests),
                    rate_of(progress.total, progress.elapsed), grouped(progress.total.gaps()),
                    static_cast<double>(progress.elapsed.count()) / 1000));
    if (progress.silence) add("  " + silence_of(*progress.silence));
    std::fwrite(text.data(), 1, text.size(), stderr);
}

void crawl_progress_display::finish() {
    if (drawn_lines_ > 0) fmt::print(stderr, "\x1b[{}F\x1b[J", drawn_lines_);
    drawn_lines_ = 0;
}

void crawl_progress_display::plain_line(const crawler::crawl_progress& progress) {
    std::string network;
    if (progress.silence)
        network = "; " + silence_of(*progress.silence);
    else if (back_since_)
        network = fmt::format("; replies again since {} s", whole_seconds(progress.elapsed - *back_since_));
    fmt::print(stderr, "{:.0f} s: {} of {} tasks, {} requests, {:.0f}/s, {} throttled, {} gaps{}\n",
               static_cast<double>(progress.elapsed.count()) / 1000, grouped(progress.total.ended()),
               grouped(progress.total.known), grouped(progress.total.requests),
               rate_of(progress.total, progress.elapsed), grouped(progress.total.throttled),
               grouped(progress.total.gaps()), network);
}

void crawl_progress_display::json_line(const crawler::crawl_progress& progress) {
    boost::json::object line{{"event", "progress"},
                             {"elapsed_ms", progress.elapsed.count()},
                             {"tasks_known", progress.total.known},
                             {"tasks_ended", progress.total.ended()},
                             {"requests", progress.total.requests},
                             {"throttled", progress.total.throttled},
                             {"gaps", progress.total.gaps()}};
    if (progress.silence)
        line["no_reply"] = boost::json::object{{"since_ms", progress.silence->since.count()},
                                               {"host", progress.silence->host},
                                               {"why", printable(progress.silence->why)}};
    else if (back_since_)
        line["replies_since_ms"] = (progress.elapsed - *back_since_).count();
    emit(line);
}

void crawl_progress_display::on_gap(const crawl_task& task, const task_result& how) {
    if (quiet_) return;
    if (how_ == form::json) {
        emit({{"event", "gap"},
              {"family", task.family},
              {"about", to_string(task.about)},
              {"part", name_of(task.part)},
              {"outcome", name_of(how.how)},
              {"reason", how.reason}});
        return;
    }
    if (told_reasons_.size() >= shown_reasons || !told_reasons_.insert(how.reason).second) return;
    finish();
    fmt::print(stderr, "gap: {} ({}): {}\n", task.family, name_of(how.how), printable(how.reason));
    if (told_reasons_.size() == shown_reasons) fmt::print(stderr, "further gaps are counted in the summary\n");
}

void crawl_progress_display::on_note(const std::string& text) {
    if (quiet_) return;
    if (how_ == form::json) return emit({{"event", "note"}, {"text", text}});
    finish();
    fmt::print(stderr, "{}\n", printable(text));
}

} // namespace canreach::cli
