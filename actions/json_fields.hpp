/// Fields of JSON objects, where what is absent or of another type is empty.
#pragma once

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>

namespace canreach::actions {

/// Empty unless there is a text under `key`.
[[nodiscard]] std::string text_in(const boost::json::object& from, std::string_view key);

} // namespace canreach::actions
