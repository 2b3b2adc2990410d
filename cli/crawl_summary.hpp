/// What a crawl did, told at its end.
#pragma once

#include <string>

#include "cli/crawl_runner.hpp"

namespace canreach::cli {

/// What was read by area, or by family of requests, the gaps by reason and the file, for standard output.
[[nodiscard]] std::string describe(const crawl_job& job, const crawl_end& end, bool by_family = false);

/// The same as the last line of the JSON log, `"event":"summary"`.
[[nodiscard]] std::string json_summary(const crawl_job& job, const crawl_end& end);

} // namespace canreach::cli
