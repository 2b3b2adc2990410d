#include "graph/rules/hive.hpp"

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/rules/conditions.hpp"
#include "graph/rules/hive_rulebook.hpp"
#include "graph/rules/hive_tables.hpp"
#include "graph/rules/requirements.hpp"

namespace canreach::graph {

using detail::account;

bound_action bind_hive(const account& in, action what, const request& asked, node_id resource) {
    const auto never = [&] {
        return bound_action{
            leaf_of(condition::form::never, missing_part::what::not_applicable, resource, "H1"), reach::read, {}};
    };
    const auto workspace = in.nodes.scope[resource.value];
    if (!applies_to(what, in.nodes.kind[resource.value]) || in.where.find(workspace) == tenancy::no_workspace)
        return never();
    hive_rulebook rules(in, asked, workspace);
    bound_action made;
    switch (what.what) {
    case action::form::operation:
        made.need = rules.operation(*known_operations()[what.number].on(in.nodes.kind[resource.value]), resource);
        break;
    case action::form::privilege: {
        const auto bit = hive_bit_of(what.number);
        if (!bit) return never();
        made.need = rules.privilege_by_itself(*bit, resource);
        break;
    }
    case action::form::any: made.need = rules.anything(resource); break;
    case action::form::ability:
    case action::form::level: return never(); // of workspace objects
    }
    made.need = rules.inside(std::move(made.need));
    made.doubts = rules.doubts();
    return made;
}

} // namespace canreach::graph
