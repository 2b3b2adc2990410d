#include "cli/crawl_runner.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "actions/elevation.hpp"
#include "cli/crawl_progress.hpp"
#include "cli/elevation_text.hpp"
#include "cli/environment.hpp"
#include "cli/program_version.hpp"
#include "storage/crawl_file.hpp"

namespace canreach::cli {
namespace {

result<storage::crawl_file> open_file(const crawl_job& job) {
    storage::writer_limits limits;
    limits.now = [] { return std::chrono::steady_clock::now(); };
    if (job.resume) {
        auto file = storage::crawl_file::resume(job.out, limits);
        if (!file) return file;
        const auto& begun = file->identity().account_id;
        const auto& now = job.options.config.account_id;
        if (!begun.empty() && !now.empty() && begun != now)
            return fail(errc::not_allowed, fmt::format("the crawl in the file is of account {}, not of {}",
                                                       printable(begun), printable(now)))
                .with("file", job.out)
                .hinting("resume with the credentials that the crawl was begun with, or write to another file");
        return file;
    }
    const auto& config = job.options.config;
    const auto cloud = config.where ? std::string(crawler::name_of(*config.where)) : std::string{};
    auto file = storage::crawl_file::create(job.out, {config.account_id, cloud, utc_now()}, limits);
    if (file && job.demo)
        if (auto noted = file->set_note(demo_note, "yes"); !noted) return std::move(noted).error();
    return file;
}

/// A crawl that read nothing leaves no file behind, so that the mended command can be given again as it was.
void discard_if_empty(const crawl_job& job, std::uint64_t ended, storage::crawl_file& file) {
    if (job.resume || ended > 0) return;
    { const auto closed = std::move(file); }
    std::error_code ignored;
    for (const auto* side : {"", "-wal", "-shm"}) std::filesystem::remove(job.out + side, ignored);
}

/// Beside the account file: there as long as rights are not as before.
std::string journal_of(const crawl_job& job) {
    return job.out + ".elevation";
}

/// Rights that an earlier crawl left behind would be photographed as if they were meant to be.
result<void> check_nothing_is_elevated(const crawl_job& job) {
    const auto journal = journal_of(job);
    std::error_code ignored;
    if (!std::filesystem::exists(journal, ignored)) return {};
    return fail(errc::not_allowed, "an earlier crawl into this file was ended before it gave its rights back")
        .with("journal", journal)
        .hinting(fmt::format("canreach elevate --restore {}", journal));
}

result<crawler::crawl_summary> crawl_into(const crawl_job& job, storage::crawl_file& file, fact_sink& sink) {
    crawl_progress_display display(job.json_log ? crawl_progress_display::form::json
                                                : crawl_progress_display::form::text,
                                   job.quiet, standard_error());
    auto crawled = crawler::run_crawl(job.options, sink, display);
    display.finish();
    if (!crawled) {
        discard_if_empty(job, display.ended_tasks(), file);
        return std::move(crawled).error().with("file", job.out);
    }
    if (!crawled->interrupted && !crawled->resumed && crawled->progress.total.done == 0) {
        discard_if_empty(job, 0, file);
        return fail(errc::refused, "nothing of the account could be read")
            .with("first reason",
                  crawled->gaps_by_reason.empty() ? "none given" : crawled->gaps_by_reason.front().reason)
            .hinting("check host, account id and the rights of the service principal: it must be an account admin");
    }
    return crawled;
}

result<void> note_elevation(storage::crawl_file& file, const actions::elevation_plan& plan) {
    auto earlier = file.note("elevation");
    if (!earlier) return std::move(earlier).error();
    return file.set_note("elevation", with_note(earlier->value_or(""), note_of(plan, utc_now())));
}

/// The same as admin of the workspaces. Whatever happens, the rights are put back before it returns.
result<crawler::crawl_summary> crawl_elevated(const crawl_job& job, storage::crawl_file& file, bool& still_elevated) {
    auto raised = actions::elevation::begin(job.options, journal_of(job), utc_now());
    if (!raised) {
        discard_if_empty(job, 0, file);
        return std::move(raised).error();
    }
    auto noted = note_elevation(file, raised->plan());
    result<crawler::crawl_summary> crawled = fail(errc::cancelled, "stopped before the crawl began");
    if (!noted)
        crawled = std::move(noted).error();
    else if (!raised->stopped()) {
        actions::prior_rights_sink sink(file, raised->before());
        crawled = crawl_into(job, file, sink);
    }
    still_elevated = !tell(raised->end(), journal_of(job));
    return crawled;
}

} // namespace

result<crawl_end> run_crawl_job(const crawl_job& job) {
    if (auto clean = check_nothing_is_elevated(job); !clean) return std::move(clean).error();
    auto file = open_file(job);
    if (!file) return std::move(file).error();
    bool still_elevated = false;
    auto crawled = job.elevate ? crawl_elevated(job, *file, still_elevated) : crawl_into(job, *file, *file);
    if (!crawled) return std::move(crawled).error();
    crawl_end end{std::move(*crawled), std::nullopt, still_elevated};
    if (end.crawl.interrupted) return end;
    auto sealed = storage::seal(std::move(*file), {utc_now(), made_by()});
    if (!sealed) return std::move(sealed).error();
    end.sealed = std::move(*sealed);
    return end;
}

exit_code exit_code_of(const crawl_end& end) noexcept {
    if (end.still_elevated) return exit_code::error;
    if (!end.sealed) return exit_code::interrupted;
    return end.sealed->gaps > 0 ? exit_code::gaps : exit_code::yes;
}

} // namespace canreach::cli
