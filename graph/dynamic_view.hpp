/// Dynamic views (rule V7): what in a view's text depends on who reads it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace canreach::graph {

/// A call that looks at the reader. Conditions around it are not evaluated.
struct reader_call {
    std::string function; ///< `current_user`, `session_user`, `is_member` or `is_account_group_member`
    std::string group;    ///< of the last two; empty where it is no plain text
    friend bool operator==(const reader_call&, const reader_call&) = default;
};

/// Every such call, each once, in the order of their first places. Comments and texts are passed over.
[[nodiscard]] std::vector<reader_call> calls_on_reader(std::string_view sql);

} // namespace canreach::graph
