/// Checks a file's tables before anything in them is believed.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "model/error.hpp"
#include "storage/schema.hpp"

namespace canreach::storage {
class database;
}

namespace canreach::storage::detail {

/// `damaged_file` unless every table is there, defined as this version defines it. More tables and views may be there.
[[nodiscard]] result<void> check_tables(const database& file, std::span<const table_definition> wanted);
/// The public views are those of this version: `damaged_file` naming the first that is not.
[[nodiscard]] result<void> check_views(const database& file);

/// Table `row_count`, with everything that readers ask for. No count is larger than `file_bytes`, so that a damaged one
/// cannot ask for memory that the file could never fill.
[[nodiscard]] result<std::map<std::string, std::uint64_t>> load_counts(const database& file, std::uint64_t file_bytes);

/// Table `meta`; at most some hundred rows are believed.
[[nodiscard]] result<std::map<std::string, std::string>> load_meta(const database& file);

} // namespace canreach::storage::detail
