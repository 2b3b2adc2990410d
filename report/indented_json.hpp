/// JSON for people and version control.
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace canreach::report {

/// A key a line, two blanks a level; what stands in arrays one element a line. Ended by a line break.
[[nodiscard]] std::string indented(const boost::json::value& what);

} // namespace canreach::report
