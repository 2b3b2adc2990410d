#include "graph/detail/known_shapes.hpp"

#include <algorithm>
#include <utility>

#include "graph/questions/shape_plan.hpp"

namespace canreach::graph::detail {

std::shared_ptr<const shape_plan> known_shapes::of(const account& in, const request& what, shape own, node_id metastore,
                                                   node_id resource) const {
    {
        const std::lock_guard waiting(busy_);
        for (const auto& one : known_)
            if (one.of == own && one.metastore == metastore && one.what == what) return one.plan;
    }
    std::shared_ptr<const shape_plan> made;
    if (auto plan = shape_plan::from(in, what, resource)) made = std::make_shared<const shape_plan>(*std::move(plan));
    const std::lock_guard waiting(busy_);
    known_[next_++ % most] = {own, metastore, what, made};
    return made;
}

} // namespace canreach::graph::detail
