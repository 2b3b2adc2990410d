#include "graph/rules/identity_operations.hpp"

#include "graph/operations.hpp"

namespace canreach::graph {
namespace {

constexpr std::string_view name = "IMPERSONATE";

std::vector<operation_rule> make_identity_rules() {
    operation_rule acting{name,
                          {"BECOME"},
                          {node_kind::user, node_kind::service_principal},
                          "being it, or with ESCALATABLE a way to act with its rights",
                          {},
                          reach::read};
    acting.listed = false;
    return {acting};
}

} // namespace

const std::vector<operation_rule>& identity_operations() {
    static const auto rules = make_identity_rules();
    return rules;
}

bool is_impersonating(action what) noexcept {
    return what.what == action::form::operation && what.number < operations().size() &&
           operations()[what.number].name == name;
}

condition being(node_id principal) {
    condition leaf;
    leaf.what = condition::form::supplied;
    leaf.part.kind = missing_part::what::identity;
    leaf.part.on = principal;
    leaf.part.rule = "M1";
    leaf.supplies.push_back({principal, {}, false, facet::role, true});
    return leaf;
}

} // namespace canreach::graph
