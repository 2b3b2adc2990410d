/// Plans of shapes that were asked for lately: questions one after the other are mostly the same request on resources
/// of few shapes.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>

#include "graph/answers.hpp"
#include "graph/shapes.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;
class shape_plan;

/// Safe to use from many threads.
class known_shapes {
public:
    /// The plan of all resources of this one's shape in the metastore that nothing sets apart; null where there is none
    /// for all of them.
    [[nodiscard]] std::shared_ptr<const shape_plan> of(const account& in, const request& what, shape own,
                                                       node_id metastore, node_id resource) const;

private:
    struct entry {
        shape of = 0;
        node_id metastore = no_node;
        request what;
        std::shared_ptr<const shape_plan> plan;
    };
    static constexpr std::size_t most = 32;

    mutable std::mutex busy_;
    mutable std::array<entry, most> known_; ///< those without a metastore are not used yet
    mutable std::size_t next_ = 0;
};

} // namespace canreach::graph::detail
