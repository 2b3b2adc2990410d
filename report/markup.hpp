/// Foreign text within HTML and XML.
#pragma once

#include <string>
#include <string_view>

namespace canreach::report {

/// Text that is only text, between tags and in quoted attributes alike; control characters are shown escaped.
[[nodiscard]] std::string escaped_markup(std::string_view text);

} // namespace canreach::report
