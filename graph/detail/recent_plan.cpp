#include "graph/detail/recent_plan.hpp"

#include "graph/questions/plan.hpp"

namespace canreach::graph::detail {

std::shared_ptr<const plan> recent_plan::of(const account& in, const request& what, node_id resource) const {
    {
        const std::lock_guard waiting(busy_);
        if (made_ && resource_ == resource && what_ == what) return made_;
    }
    auto made = std::make_shared<const plan>(in, what, resource);
    const std::lock_guard waiting(busy_);
    what_ = what;
    resource_ = resource;
    made_ = made;
    return made;
}

} // namespace canreach::graph::detail
