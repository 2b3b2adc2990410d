/// The JSON of a world file: its known words, its rows, and what is said of anything else.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"

namespace canreach::simulator::detail {

/// `bad_input`: at `pointer` stands something other than `what`.
[[nodiscard]] failure world_wants(std::string pointer, std::string_view what);

/// Fails on a key, an attribute or a policy's word that is not known: a misspelt one would drop facts without a word.
[[nodiscard]] result<void> check_words(const boost::json::object& world);

using row_visitor = std::function<result<void>(const boost::json::array& row, const std::string& pointer)>;
/// Visits the rows of `key`, each an array of at least `width` elements; an absent key has no rows.
[[nodiscard]] result<void> visit_rows(const boost::json::object& world, std::string_view key, std::size_t width,
                                      const row_visitor& visit);

[[nodiscard]] result<std::string> text_at(const boost::json::array& row, std::size_t index, const std::string& pointer);
[[nodiscard]] result<std::vector<std::string>> texts_of(const boost::json::value& list, const std::string& pointer);

} // namespace canreach::simulator::detail
