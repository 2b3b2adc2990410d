#include "simulator/detail/truth_hive.hpp"

#include <map>
#include <string>

#include "model/privileges.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::string_view denied = "DENIED_";

node_fact node_of(const hive_object& one, const std::string& space) {
    node_fact made;
    made.key = {one.kind, space, one.path()};
    made.name = one.path();
    made.parent = node_key{node_kind::workspace, {}, space};
    switch (one.kind) {
    case node_kind::hive_catalog: made.name = "hive_metastore"; break;
    case node_kind::any_file: made.name = "ANY FILE"; break;
    case node_kind::anonymous_function: made.name = "ANONYMOUS FUNCTION"; break;
    case node_kind::hive_schema: made.parent = node_key{node_kind::hive_catalog, space, {}}; break;
    default: made.parent = node_key{node_kind::hive_schema, space, one.schema};
    }
    if (one.view) made.subtype = hive_view_word;
    return made;
}

mask bit_of(std::string_view action) {
    if (normalised_privilege_name(action) == "ALL_PRIVILEGES") return mask{hive_privilege::all};
    const auto known = hive_privilege_named(action);
    return known ? mask{*known} : mask{};
}

} // namespace

void visit_hive_truth(const workspace& space, const std::function<void(const fact&)>& visit) {
    const auto id = std::to_string(space.id);
    if (!space.runs_sql()) {
        hive_object unread;
        unread.kind = node_kind::hive_catalog;
        visit(node_of(unread, id));
        return;
    }
    if (!space.hive) return;
    for (const auto& one : space.hive->objects) {
        const auto node = node_of(one, id);
        visit(node);
        if (!one.view && !one.location.empty()) { // read by a statement of its own
            node_fact place;
            place.key = node.key;
            place.attributes.emplace_back("url", one.location);
            visit(place);
        }
        if (one.refused) continue;
        std::map<std::string, grant_fact> rows;
        for (const auto& grant : one.grants) {
            auto who = principal_ref::named_in(id, grant.principal);
            if (grant.action == "OWN") {
                visit(owner_fact{std::move(who), node.key});
                continue;
            }
            auto& row = rows[grant.principal];
            row.grantee = std::move(who);
            row.resource = node.key;
            row.what = facet::hive;
            const std::string_view action = grant.action;
            if (action.starts_with(denied))
                row.deny |= bit_of(action.substr(denied.size()));
            else
                row.allow |= bit_of(action);
        }
        for (const auto& [name, row] : rows) visit(row);
    }
}

} // namespace canreach::simulator::detail
