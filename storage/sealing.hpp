/// From a crawl file to the account file that is queried: names become ids, nodes get their canonical numbers, edges
/// are sorted and united, everything is counted and digested. docs/account_file.md describes the result.
#pragma once

#include <cstdint>
#include <string>

#include "model/error.hpp"
#include "model/fact_source.hpp"
#include "storage/crawl_file.hpp"

namespace canreach::storage {

struct seal_options {
    std::string sealed_at; ///< UTC, `YYYY-MM-DD hh:mm:ss`; may be empty
    std::string made_by{}; ///< program and version: `canreach 0.1.0`; may be empty
};

struct seal_summary {
    std::string digest;
    source_counts counts;
    std::uint64_t policies = 0;
    std::uint64_t tasks = 0;
    std::uint64_t gaps = 0; ///< ledger rows that are not `done`
    std::uint64_t file_bytes = 0;
};

/// Builds `<path>.sealing` and renames it over the crawl file. Fails with `not_allowed` while tasks are pending; killed
/// or failing at any moment, it leaves the crawl file as it was, to be resumed and sealed again. Memory: some 100 bytes
/// per node and 20 per edge.
[[nodiscard]] result<seal_summary> seal(crawl_file crawl, const seal_options& options);

} // namespace canreach::storage
