#include "crawler/detail/securable_row.hpp"

#include <algorithm>

#include "model/privileges.hpp"

namespace canreach::crawler::detail {

namespace json = boost::json;

bool is_isolated(const json::object& from) {
    const auto mode = text_in(from, "isolation_mode");
    return mode == "ISOLATED" || mode == "ISOLATION_MODE_ISOLATED";
}

decoded_row securable_row(node_fact node, const json::object& from) {
    decoded_row row;
    row.id = node.key.id;
    if (bool_in(from, "browse_only") == true) node.flags |= node_flag::browse_only;
    auto key = node.key;
    row.facts.emplace_back(std::move(node));
    if (const auto owner = text_in(from, "owner"); !owner.empty() && owner != "System user")
        row.facts.emplace_back(owner_fact{principal_ref::named(std::string(owner)), std::move(key)});
    return row;
}

node_fact top_level_node(const json::object& from, const decode_context& context, node_kind kind) {
    node_fact node;
    const auto name = text_in(from, "name");
    node.key = {kind, context.about.id, std::string(name)};
    node.name = std::string(name);
    node.parent = context.about;
    if (is_isolated(from)) node.flags |= node_flag::isolated;
    return node;
}

void read_read_only(node_fact& node, const json::object& from) {
    if (bool_in(from, "read_only") == true) node.flags |= node_flag::read_only;
}

void add_credential_link(decoded_row& row, const json::object& from) {
    const auto name = text_in(from, "credential_name");
    if (name.empty()) return;
    const auto key = row.node()->key;
    row.facts.emplace_back(
        link_fact{link_type::credential, key, node_key{node_kind::credential, key.scope, std::string(name)}});
}

bool read_privileges(const json::array& words, grant_fact& into) {
    for (const auto& entry : words) {
        std::string word = id_of(entry);
        if (const auto* object = entry.if_object()) word = std::string(text_in(*object, "privilege"));
        if (word.empty()) return false;
        if (const auto known = privilege_named(word)) {
            into.allow.set(static_cast<unsigned>(*known));
            continue;
        }
        auto name = normalised_privilege_name(word);
        if (!name.empty() && std::ranges::find(into.unknown, name) == into.unknown.end())
            into.unknown.push_back(std::move(name));
    }
    return true;
}

} // namespace canreach::crawler::detail
