/// What is read of JSON at all, and how it is said that a body is none.
#pragma once

#include <boost/json/parse_options.hpp>
#include <boost/json/string_view.hpp>
#include <boost/system/error_code.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <limits>
#include <string_view>

#include "model/error.hpp"

namespace canreach::crawler::detail {

/// Deeper bodies than any reply of the platform; also keeps destructors from recursing far.
inline constexpr std::size_t json_depth_limit = 32;
/// Above the body limit of the transport: a second belt.
inline constexpr std::size_t longest_json_bytes = std::size_t{512} << 20U;

inline boost::json::parse_options json_limits() {
    boost::json::parse_options options;
    options.max_depth = json_depth_limit;
    return options;
}

/// What Boost.JSON's parser wants to know of every handler. Sizes are bounded by the transport, not here.
struct unbounded_handler {
    using text = boost::json::string_view;
    using error = boost::system::error_code;
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();
};

inline failure json_too_long() {
    return fail(errc::malformed_reply,
                fmt::format("a body of more than {} bytes is too large to read", longest_json_bytes));
}

inline failure no_json_at(std::size_t byte, std::string_view why) {
    return fail(errc::malformed_reply, fmt::format("the body is no JSON at byte {}: {}", byte, why));
}

} // namespace canreach::crawler::detail
