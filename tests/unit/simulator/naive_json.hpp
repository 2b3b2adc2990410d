/// Reading replies in the naive crawl: what is absent is empty.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tests/unit/simulator/client.hpp"

namespace canreach::simulator::test {

namespace json = boost::json;

inline constexpr std::string_view unity = "/api/2.1/unity-catalog/";

inline std::string number_at(const json::value& from, std::string_view name) {
    const auto* value = from.get_object().if_contains(name);
    return value == nullptr ? std::string{} : std::to_string(value->to_number<std::int64_t>());
}

inline bool true_at(const json::value& from, std::string_view name, bool absent = false) {
    const auto* value = from.get_object().if_contains(name);
    return value == nullptr ? absent : value->get_bool();
}

/// A copy, since replies are often temporaries.
inline json::array list_at(const json::value& from, std::string_view name) {
    const auto* value = from.get_object().if_contains(name);
    return value == nullptr ? json::array{} : value->get_array();
}

} // namespace canreach::simulator::test
