/// One question of mode escalatable about one small world, asked in every way there is.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "graph/answers.hpp"

namespace canreach {

/// A world, a question, and what is expected.
struct path_case {
    std::string name;
    std::string world;
    std::string who;
    std::string action; ///< of table main.sales.orders unless `on` is set; empty: to act as `on`
    graph::verdict how = graph::verdict::yes;
    unsigned hops = 0;
    std::vector<std::string> rules{}; ///< of the hops, in order
    std::string on{};
    std::string profile{};
    bool invoke = false;
    friend std::ostream& operator<<(std::ostream& out, const path_case& one) { return out << one.name; }
};

/// CAN, WHO, WHAT and HOW say the same, and what was expected.
void expect_path(const path_case& one);

} // namespace canreach
