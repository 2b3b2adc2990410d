#include "graph/rules/bind.hpp"

#include "graph/detail/account.hpp"
#include "graph/rules/object_abilities.hpp"
#include "graph/rules/unity.hpp"

namespace canreach::graph {

std::vector<bound_action> bind(const detail::account& in, action what, const request& asked, node_id resource) {
    if (!abilities_known(in.nodes.kind[resource.value]).empty())
        return {{bind_object(in, what, asked, resource), reach::read}};
    return bind_unity(in, what, asked, resource);
}

} // namespace canreach::graph
