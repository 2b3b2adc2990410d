/// The plan that was asked for last: lists put one request on one resource to thousands of principals, row by row.
#pragma once

#include <memory>
#include <mutex>

#include "graph/answers.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;
class plan;

/// Safe to use from many threads.
class recent_plan {
public:
    [[nodiscard]] std::shared_ptr<const plan> of(const account& in, const request& what, node_id resource) const;

private:
    mutable std::mutex busy_;
    mutable request what_;
    mutable node_id resource_ = no_node;
    mutable std::shared_ptr<const plan> made_;
};

} // namespace canreach::graph::detail
