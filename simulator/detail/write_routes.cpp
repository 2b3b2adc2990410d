#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simulator/detail/routes.hpp"
#include "simulator/detail/write_book.hpp"

/// The requests that change something (databricks-api I): memberships, grants, files.
namespace canreach::simulator::detail {
namespace {

namespace json = boost::json;

std::optional<json::object> body_of(const route_context& c) {
    json::error_code fault;
    auto parsed = json::parse({c.asked.body.data(), c.asked.body.size()}, fault);
    if (fault || !parsed.is_object()) return std::nullopt;
    return std::move(parsed.get_object());
}

std::string text_in(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string{} : std::string(*text);
}

std::vector<json::object> objects_in(const json::object& from, std::string_view key) {
    std::vector<json::object> made;
    const auto* value = from.if_contains(key);
    if (const auto* list = value == nullptr ? nullptr : value->if_array())
        for (const auto& one : *list)
            if (const auto* object = one.if_object()) made.push_back(*object);
    return made;
}

std::vector<std::string> texts_in(const json::object& from, std::string_view key) {
    std::vector<std::string> made;
    const auto* value = from.if_contains(key);
    if (const auto* list = value == nullptr ? nullptr : value->if_array())
        for (const auto& one : *list)
            if (const auto* text = one.if_string()) made.emplace_back(*text);
    return made;
}

/// The first so many writes to one place meet somebody else's.
bool meets_another(const route_context& c) {
    return c.written.count(fmt::format("{} {}{}", c.asked.method, c.to.host, c.asked.target)) <
           c.options.conflicting_writes;
}

reply no_content() {
    reply made;
    made.status = 204;
    return made;
}

bool is_principal_here(const route_context& c, std::string_view name) {
    if (name == "account users") return true;
    return std::ranges::any_of(c.from.principals, [&](const principal& one) {
        return one.kind == node_kind::service_principal ? one.application_id == name : one.name == name;
    });
}

} // namespace

reply patch_group(const route_context& c) {
    const auto id = whole_number(c.to.target.segment(7));
    const auto found = id ? c.from.principals_by_id.find(*id) : c.from.principals_by_id.end();
    if (found == c.from.principals_by_id.end() || c.from.at(found->second).kind != node_kind::group ||
        c.from.at(found->second).vanished)
        return scim_failed(404, {}, fmt::format("Group with id {} not found.", c.to.target.segment(7)));
    const auto& group = c.from.at(found->second);
    if (group.refused) return scim_failed(403, {}, "The caller may not change this group.");
    if (!group.external_id.empty())
        return scim_failed(403, {}, "The group is managed by the identity provider and cannot be changed here.");
    const auto body = body_of(c);
    if (!body ||
        texts_in(*body, "schemas") != std::vector<std::string>{"urn:ietf:params:scim:api:messages:2.0:PatchOp"})
        return scim_failed(400, "invalidSyntax", "The body is no PatchOp.");
    std::vector<principal_index> added;
    for (const auto& one : objects_in(*body, "Operations")) {
        if (text_in(one, "op") != "add" || text_in(one, "path") != "members")
            return scim_failed(400, "invalidPath", "Only members can be added here.");
        for (const auto& value : objects_in(one, "value")) {
            const auto member = whole_number(text_in(value, "value"));
            const auto who = member ? c.from.principals_by_id.find(*member) : c.from.principals_by_id.end();
            if (who == c.from.principals_by_id.end())
                return scim_failed(404, {}, fmt::format("Principal {} not found.", text_in(value, "value")));
            added.push_back(who->second);
        }
    }
    if (added.empty()) return scim_failed(400, "invalidValue", "There is nobody to add.");
    if (meets_another(c)) return scim_failed(409, {}, "The group was changed by another request.");
    for (const auto who : added) c.written.add_member(found->second, who, c.now + c.options.write_lag);
    return no_content();
}

reply patch_grants(const route_context& c, node_kind kind, std::string_view full_name) {
    const auto body = body_of(c);
    if (!body) return failed(400, "MALFORMED_REQUEST", "The body is no JSON object.");
    const auto changes = objects_in(*body, "changes");
    if (changes.empty()) return failed(400, "INVALID_PARAMETER_VALUE", "There is nothing to change.");
    for (const auto& one : changes) {
        const auto who = text_in(one, "principal");
        if (!texts_in(one, "remove").empty())
            return failed(400, "INVALID_PARAMETER_VALUE", "Only grants can be added here.");
        if (!is_principal_here(c, who))
            return failed(404, "PRINCIPAL_DOES_NOT_EXIST", fmt::format("Could not find principal with name {}", who));
    }
    if (meets_another(c)) return failed(409, "RESOURCE_CONFLICT", "The permissions were changed by another request.");
    for (const auto& one : changes)
        c.written.grant(grant_key(word_of(kind), full_name), text_in(one, "principal"), texts_in(one, "add"),
                        c.now + c.options.write_lag);
    reply made;
    made.body = "{}";
    return made;
}

reply put_file(const route_context& c) {
    const auto root = root_here(c);
    if (!root) return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    const auto& path = c.to.target.segments;
    const auto volume = fmt::format("{}.{}.{}", path[5], path[6], path[7]);
    const auto found = c.from.find(*root, node_kind::volume, volume);
    if (!found) return failed(404, "NOT_FOUND", fmt::format("Volume '{}' does not exist.", volume));
    if (auto hidden = hidden_here(c, *found)) return std::move(*hidden);
    const auto name = fmt::format("/{}", fmt::join(path.begin() + 4, path.end(), "/"));
    if (meets_another(c)) return failed(409, "RESOURCE_CONFLICT", "The file was changed by another request.");
    if (!c.written.put_file(name, std::string(c.asked.body), c.to.target.is_true("overwrite")))
        return failed(409, "ALREADY_EXISTS", fmt::format("The file {} exists already.", name));
    return no_content();
}

} // namespace canreach::simulator::detail
