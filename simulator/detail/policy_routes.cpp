#include <boost/system/result.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/detail/routes.hpp"
#include "simulator/detail/sql_tokens.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::uint64_t server_page = 100;

/// What is asked about: named by its kind and full name, the caller sees it from here, and it is still there.
boost::system::result<securable_index, reply> asked_for(const route_context& c, node_kind kind, std::string_view name) {
    const auto root = root_here(c);
    if (!root) return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    const auto found = c.from.find(*root, kind, name);
    if (!found || c.from.at(*found).has(securable_trait::vanished)) return no_such(kind, name);
    if (auto hidden = hidden_here(c, *found)) return std::move(*hidden);
    return *found;
}

void write_names(json_text& out, std::string_view key, const std::vector<std::string>& names) {
    if (names.empty()) return;
    out.open_array(key);
    for (const auto& name : names) out.value(name);
    out.close_array();
}

void write_policy(json_text& out, const attribute_policy& one, node_kind on, std::string_view full_name) {
    out.open_object().field("id", fmt::format("{}/{}", full_name, one.name)).field("name", one.name);
    out.field("policy_type", fmt::format("POLICY_TYPE_{}", name_of(one.type)));
    out.field("on_securable_type", upper(word_of(on))).field("on_securable_fullname", full_name);
    // Registered models are functions here, as they are to permission lists.
    out.field("for_securable_type", upper(word_of(one.about == node_kind::model ? node_kind::function : one.about)));
    write_names(out, "to_principals", one.to);
    write_names(out, "except_principals", one.except);
    out.optional_field("when_condition", one.condition());
    const auto part = one.type == policy_type::grant        ? "grant"
                      : one.type == policy_type::deny       ? "deny"
                      : one.type == policy_type::row_filter ? "row_filter"
                                                            : "column_mask";
    out.open_object(part).optional_field("function_name", one.function);
    write_names(out, "privileges", one.privileges);
    out.close_object().close_object();
}

/// Pages through `items` under `key`.
template <class Items, class Write>
reply listed(const route_context& c, std::string_view key, const Items& items, Write write) {
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    const auto page = plan_page(c.rules(), c.to.target, c.to.host, *place, items.size(), c.capped(server_page));
    json_text out;
    out.open_object();
    if (page.count > 0) {
        out.open_array(key);
        for (auto i = page.first; i < page.first + page.count; ++i) write(out, items[i]);
        out.close_array();
    }
    out.optional_field("next_page_token", page.next_token);
    return ok(std::move(out.close_object()));
}

} // namespace

reply attribute_policies(const route_context& c) {
    const auto type = c.to.target.segment(4);
    const auto name = c.to.target.segment(5);
    const auto kind = kind_of_type(type);
    if (kind != node_kind::catalog && kind != node_kind::schema && kind != node_kind::table)
        return failed(400, "INVALID_PARAMETER_VALUE", fmt::format("'{}' has no policies.", type));
    const auto found = asked_for(c, kind, name);
    if (!found) return found.error();
    if (c.from.at(*found).has(securable_trait::browse_only))
        return failed(403, "PERMISSION_DENIED", fmt::format("User does not have MANAGE on {} '{}'.", type, name));
    return listed(c, "policies", c.from.extra_of(*found).policies,
                  [&](json_text& out, const attribute_policy& one) { write_policy(out, one, kind, name); });
}

reply tag_assignments(const route_context& c) {
    static constexpr std::array kinds{node_kind::catalog, node_kind::schema,   node_kind::table,
                                      node_kind::volume,  node_kind::function, node_kind::model};
    const auto type = c.to.target.segment(4);
    const auto name = c.to.target.segment(5);
    const auto kind = kind_of_collection(type);
    if (!kind || std::ranges::find(kinds, *kind) == kinds.end())
        return failed(400, "INVALID_PARAMETER_VALUE", fmt::format("'{}' have no tags.", type));
    const auto found = asked_for(c, *kind, name);
    if (!found) return found.error();
    const auto tags = c.to.target.is_true("include_inherited") ? c.from.tags_of(*found) : c.from.extra_of(*found).tags;
    return listed(c, "tag_assignments", tags, [&](json_text& out, const tag& one) {
        out.open_object().field("entity_type", type).field("entity_name", name).field("tag_key", one.key);
        out.optional_field("tag_value", one.value).close_object();
    });
}

} // namespace canreach::simulator::detail
