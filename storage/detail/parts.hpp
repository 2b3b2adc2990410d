/// Parts of tasks that are still being read: their rows stand among all others, and which ones those are is a row of
/// raw_part for each table. Rows that no end of a task counts are taken out again when the crawl is resumed or sealed,
/// so that whoever reads the tables then needs to know of none of this.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model/error.hpp"

namespace canreach::storage {
class database;
}

namespace canreach::storage::detail {

/// The tables that a part may write to, by their numbers in `raw_part.of_table`. Stored: never renumber.
inline constexpr std::array<std::string_view, 6> tables_of_parts{"raw_node",  "raw_member_run", "raw_owner",
                                                                 "raw_grant", "raw_bind",       "raw_link"};

/// Takes out what parts have written whose stage is not kept: of tasks that were interrupted, or begun again. Outside a
/// transaction; costs nothing where there is none. `damaged_file` if the file holds what no crawl writes.
[[nodiscard]] result<void> drop_parts_without_end(database& file);

/// Takes up what a crawl of an earlier version holds, which kept the grants of parts in a table of their own.
[[nodiscard]] result<void> take_up_staged_grants(database& file);

} // namespace canreach::storage::detail
