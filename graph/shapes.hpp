/// What the rules can tell apart of securables without looking at grants: their type and those of their containers.
/// All resources of one shape in one metastore have the same prerequisites, each on its own path.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/node_table.hpp"
#include "graph/resource_tree.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// Types of a node and of the three nodes above it, one a byte. Nothing the rules know lies deeper.
using shape = std::uint32_t;
[[nodiscard]] shape shape_of(const node_table& nodes, node_id node) noexcept;

/// One securable of a shape.
struct shape_example {
    shape of;
    node_id metastore; ///< in which it lies
    node_id node;
};

/// The shapes of an account, found when its facts are gathered: few, however large it is.
struct shape_list {
    /// Of every shape in every metastore the first few nodes, since one of them may be a special case.
    std::vector<shape_example> examples;
    /// Securables that lie in none of their roots: metastores, Hive metastores of workspaces. Mostly none. By place.
    std::vector<node_id> strays;

    [[nodiscard]] static shape_list of(const node_table& nodes, const resource_tree& tree);

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        image.rows(examples, &shape_example::of, &shape_example::metastore, &shape_example::node);
        image.list(strays);
    }
};

} // namespace canreach::graph
