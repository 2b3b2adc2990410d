/// Access by path (rules S1–S6): which securable decides it, or why none does. Places come from the `catalog`; the
/// graph knows no urls.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/answers.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// A node that covers a path, or lies strictly below it (`catalog::placed_at`).
struct place_on_path {
    node_id node;
    bool covers = false;
};

/// What one metastore says of a path.
struct path_ruling {
    enum class how : std::uint8_t {
        securable, ///< S1, S4: the one table, volume or model that covers it
        location,  ///< S2: the one location that covers it
        free,      ///< S3: nothing covers it; `deciders` are credentials that reach it
        parent,    ///< S1: refused, data securables lie below it
        several,   ///< S1: refused, several data securables cover it
        overlap,   ///< S2: refused, locations overlap
        managed,   ///< S6: refused, managed storage outside any securable
    };
    node_id metastore = no_node;
    how what = how::free;
    std::vector<node_id> deciders; ///< asked for READ PATH or WRITE PATH; empty where refused
    std::vector<node_id> because;  ///< of a refusal: what stands in the way
    std::vector<gap_index> gaps;   ///< listings not read that may hold something else at this path
};

} // namespace canreach::graph
