#include "graph/rules/bind.hpp"

#include "graph/rules/unity.hpp"

namespace canreach::graph {

std::vector<bound_action> bind(const detail::account& in, action what, const request& asked, node_id resource) {
    return bind_unity(in, what, asked, resource);
}

} // namespace canreach::graph
