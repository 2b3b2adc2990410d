/// The parts that every JSON output of ours is made of.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "query/result_table.hpp"

namespace canreach::report {

/// Of every envelope; raised when a reader of older output would be misled.
inline constexpr int schema_version = 1;

/// Dotted column names become nested objects: `principal.name` is `.principal.name`, with its id beside it.
[[nodiscard]] boost::json::object row_object(const std::vector<query::column>& columns,
                                             const std::vector<query::cell>& row);
[[nodiscard]] boost::json::array rows_of(const query::result_table& what);
/// `kind`, `name`, and `id` and `scope` where there are any.
[[nodiscard]] boost::json::object node_object(const query::node_cell& node);
/// `about`, `part`, `outcome`, `family`, `reason`, and of several moments `snapshot`.
[[nodiscard]] boost::json::object gap_object(const query::coverage_note& note);
/// `complete`, `gaps`.
[[nodiscard]] boost::json::object coverage_of(const std::vector<query::coverage_note>& notes);
[[nodiscard]] boost::json::object snapshot_of(const snapshot_info& where);
[[nodiscard]] boost::json::array texts_of(const std::vector<std::string>& texts);

/// What `render_json` serialises; a command may add members of its own.
[[nodiscard]] boost::json::object envelope_of(std::string_view question, const query::result_table& what);

} // namespace canreach::report
