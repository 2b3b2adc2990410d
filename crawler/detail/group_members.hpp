/// Members of groups as SCIM tells them.
#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "crawler/decode/page.hpp"
#include "model/fact.hpp"

namespace canreach::crawler::detail {

/// Whom `value` and `$ref` of a member name; empty if neither does. `workspace`: whose group it is; empty = the
/// account's. Views of what was given.
[[nodiscard]] std::optional<principal_view> member_named(std::string_view id, std::string_view reference,
                                                         std::string_view workspace);

inline constexpr std::string_view member_without_name = "neither `value` nor `$ref`";

/// Members of `group`, which has the key `key` and stands at `pointer`, as facts; those that cannot be understood are
/// counted on `page`.
void add_members(decoded_page& page, decoded_row& row, const boost::json::object& group, const node_key& key,
                 std::string_view workspace, std::string_view pointer);

} // namespace canreach::crawler::detail
