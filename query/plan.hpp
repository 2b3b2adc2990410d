/// The steps that answer a question, from the graph to the rows.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "query/bound.hpp"

namespace canreach::query::plan {

/// Asks the graph; no inputs.
struct scan {
    bound::scan what;
    bool only_counted = false; ///< nobody sees the rows: they need no order, and need not be made
};
/// Joins its inputs from left to right, matching rows by principal, resource or both.
struct combine {
    std::vector<bound::set_operator> operators;
};
struct filter {
    bound::condition keep;
    std::string shown;
};
struct group {
    std::vector<std::uint16_t> by; ///< columns of the input
};
struct count {};
/// Rows of verdict `unknown` stay behind all others, whatever the keys.
struct order {
    std::vector<bound::order_key> by;
};
struct cut {
    std::uint64_t rows = 0;
};

/// Joins rows of two moments by the platform's ids. Its inputs are asked each of its own account: that of `before`,
/// that of `after`, as far as these know the names.
struct diff {
    bound::moment before;
    bound::moment after;
};

struct step {
    std::variant<scan, combine, filter, group, count, order, cut, diff> what;
    std::vector<step> inputs;
    table_shape rows; ///< what the step gives
    std::optional<graph::mode> mode;
};

} // namespace canreach::query::plan
