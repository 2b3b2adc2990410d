/// A crawl from its options to a sealed file: what `crawl` and `demo` share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/exit_code.hpp"
#include "crawler/crawl.hpp"
#include "model/error.hpp"
#include "storage/sealing.hpp"

namespace canreach::cli {

struct crawl_job {
    crawler::crawl_options options;
    std::string out;
    bool resume = false;
    bool json_log = false; ///< progress as JSON lines on standard error
    bool quiet = false;    ///< no progress
    bool demo = false;     ///< noted in the file: another demo may replace it
    bool elevate = false;  ///< be admin of the workspaces meanwhile; the journal is `out` with `.elevation`
};

/// The name of that note.
inline constexpr std::string_view demo_note = "demo";

struct crawl_end {
    crawler::crawl_summary crawl;
    std::optional<storage::seal_summary> sealed; ///< empty where the crawl was interrupted
    bool still_elevated = false;                 ///< temporary rights could not be taken back: said on standard error
};

/// Crawls into `out` and seals it. Progress goes to standard error: live lines on a terminal, else a line every 10 s.
[[nodiscard]] result<crawl_end> run_crawl_job(const crawl_job& job);

/// 0 complete, 3 with gaps, 130 interrupted, 1 with temporary rights that are still there.
[[nodiscard]] exit_code exit_code_of(const crawl_end& end) noexcept;

} // namespace canreach::cli
