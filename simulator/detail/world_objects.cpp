#include "simulator/detail/world_objects.hpp"

#include <algorithm>

#include "model/acl_levels.hpp"
#include "simulator/target.hpp"

namespace canreach::simulator::detail {
namespace {

/// The end of a link as a reference, if it is a principal.
std::optional<principal_ref> principal_at(const link_fact& row) {
    if (const auto* ref = std::get_if<principal_ref>(&row.to)) return *ref;
    const auto& key = std::get<node_key>(row.to);
    if (!is_principal(key.kind)) return std::nullopt;
    return principal_ref::to(key);
}

} // namespace

const world_objects::place* world_objects::find(const node_key& key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? nullptr : &found->second;
}

void world_objects::add(const node_fact& node, workspace_index where) {
    new_object made{node.key.kind, node.key.id, node.name, node.subtype};
    if (node.parent)
        if (const auto* folder = find(*node.parent)) made.folder = folder->what;
    if (node.key.id != "/" && node.key.kind != node_kind::app) made.number = next_number_++;
    const auto index = into_.add_object(where, made);
    for (const std::string_view known :
         {"data_security_mode", "policy_id", "single_user_name", "spark_version", "table_acls"})
        for (const auto& attribute : node.attributes)
            if (attribute.first == known) into_.extra_of(where, index).attributes.push_back(attribute);
    places_.emplace(node.key, place{where, index});
}

void world_objects::ensure_warehouse(const std::string& workspace, workspace_index where) {
    const bool has_one = std::ranges::any_of(places_, [&](const auto& one) {
        return one.first.kind == node_kind::warehouse && one.first.scope == workspace;
    });
    if (has_one) return;
    node_fact made;
    made.key = {node_kind::warehouse, workspace, "starter"};
    made.name = "Starter Warehouse";
    made.parent = node_key{node_kind::workspace, {}, workspace};
    add(made, where);
}

void world_objects::permit(const grant_fact& row, const namer& names) {
    const auto* object = find(row.resource);
    const auto who = names(row.grantee);
    if (object == nullptr || !who) return;
    const auto index = into_.acl_principal_named(who->kind, who->name);
    row.allow.for_each(
        [&](unsigned bit) { into_.permit(object->where, object->what, index, name_of(static_cast<acl_level>(bit))); });
}

void world_objects::link(const link_fact& row, const namer& names) {
    const auto* from = find(row.from);
    if (from == nullptr) return;
    auto& object = into_.at(from->where, from->what);
    if (row.type == link_type::uses) {
        if (const auto* to = std::get_if<node_key>(&row.to); to != nullptr && to->scope == row.from.scope)
            into_.extra_of(from->where, from->what).uses.emplace_back(to->kind, to->id);
        return;
    }
    const auto ref = principal_at(row);
    const auto who = ref ? names(*ref) : std::nullopt;
    if (!who) return;
    switch (row.type) {
    case link_type::run_as:
        if (object.kind == node_kind::query) {
            object.owner = into_.acl_principal_named(who->kind, who->name);
            into_.extra_of(from->where, from->what).attributes.emplace_back("run_as_mode", "OWNER");
        } else {
            object.run_as = into_.acl_principal_named(who->kind, who->name);
        }
        break;
    case link_type::app_sp: object.number = whole_number(ref->text).value_or(0); break;
    case link_type::single_user:
        into_.extra_of(from->where, from->what).attributes.emplace_back("single_user_name", who->name);
        break;
    default: break;
    }
}

bool world_objects::refuse(const node_key& key) {
    const auto* object = find(key);
    if (object == nullptr) return false;
    into_.set(object->where, object->what, object_trait::acl_refused);
    return true;
}

} // namespace canreach::simulator::detail
