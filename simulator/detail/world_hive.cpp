#include "simulator/detail/world_hive.hpp"

#include <fmt/format.h>

#include <utility>

#include "model/privileges.hpp"

namespace canreach::simulator::detail {

hive_object* world_hive::find(const node_key& key) {
    const auto* space = spaces_(key.scope);
    if (space == nullptr) return nullptr;
    auto& store = into_.at(*space).hive;
    if (!store) store = hive_metastore::fresh({});
    const auto dot = key.id.find('.');
    const auto name = dot == std::string::npos ? std::string{} : key.id.substr(dot + 1);
    return &store->object(key.kind, key.id.substr(0, dot), name);
}

void world_hive::add(const node_fact& node) {
    auto* made = find(node.key);
    if (made == nullptr) return;
    made->view = node.subtype == hive_view_word;
    for (const auto& [name, text] : node.attributes)
        if (name == "url") made->location = text;
}

void world_hive::own(const owner_fact& row) {
    auto* what = find(row.resource);
    if (auto name = names_(row.owner); what != nullptr && !name.empty())
        what->grants.push_back({std::move(name), "OWN"});
}

void world_hive::grant(const grant_fact& row) {
    add_rows(row.resource, row.grantee, row.allow, {});
    add_rows(row.resource, row.grantee, row.deny, "DENIED_");
}

void world_hive::add_rows(const node_key& on, const principal_ref& who, mask bits, std::string_view before) {
    auto* what = find(on);
    const auto name = names_(who);
    if (what == nullptr || name.empty()) return;
    bits.for_each([&](unsigned bit) {
        const auto action = static_cast<hive_privilege>(bit);
        what->grants.push_back(
            {name, fmt::format("{}{}", before, action == hive_privilege::all ? "ALL PRIVILEGES" : name_of(action))});
    });
}

} // namespace canreach::simulator::detail
