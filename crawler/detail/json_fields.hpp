/// Tolerant reading of JSON: absent, null and wrong types read as "not said" (databricks-api 0.3).
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/json_document.hpp"
#include "model/error.hpp"

namespace canreach::crawler::detail {

/// For texts that are there as a whole. Fails with `malformed_reply` (where it stopped, and why) on bytes that are no
/// JSON, too deep, or too large.
[[nodiscard]] result<json_document> parse_json(std::string_view text);

/// Text of a member: strings only.
[[nodiscard]] std::string_view text_in(const boost::json::object& where, std::string_view key) noexcept;
/// An id: a string, or a whole number in decimal; empty if neither.
[[nodiscard]] std::string id_in(const boost::json::object& where, std::string_view key);
/// The same of a value itself.
[[nodiscard]] std::string id_of(const boost::json::value& value);
/// `true`, or the text `true` in any letter case; empty if not said.
[[nodiscard]] std::optional<bool> bool_in(const boost::json::object& where, std::string_view key) noexcept;
[[nodiscard]] std::optional<std::int64_t> int_in(const boost::json::object& where, std::string_view key) noexcept;
/// A member object; null if it is none.
[[nodiscard]] const boost::json::object* object_in(const boost::json::object& where, std::string_view key) noexcept;
/// A member array; an empty one if it is none.
[[nodiscard]] const boost::json::array& array_in(const boost::json::object& where, std::string_view key) noexcept;
/// Is there a member called `key` that is not null?
[[nodiscard]] bool has(const boost::json::object& where, std::string_view key) noexcept;

} // namespace canreach::crawler::detail
