#include "actions/replies.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "actions/json_fields.hpp"
#include "crawler/text.hpp"

namespace canreach::actions {
namespace {

namespace json = boost::json;

failure wrong(std::string_view wanted) {
    return fail(errc::malformed_reply, fmt::format("the reply is no {}", wanted));
}

/// Part of the body.
result<const json::object*> object_of(const crawler::json_document& body, std::string_view wanted) {
    const auto* found = body.root().if_object();
    if (found == nullptr) return wrong(wanted);
    return found;
}

const json::array& array_in(const json::object& from, std::string_view key) {
    static const json::array none;
    const auto* value = from.if_contains(key);
    const auto* list = value == nullptr ? nullptr : value->if_array();
    return list == nullptr ? none : *list;
}

} // namespace

result<bool> has_member(const crawler::json_document& body, std::string_view id) {
    const auto group = object_of(body, "group");
    if (!group) return group.error();
    if (text_in(**group, "id").empty()) return wrong("group: it has no id");
    return std::ranges::any_of(array_in(**group, "members"), [&](const json::value& one) {
        return one.is_object() && text_in(one.get_object(), "value") == id;
    });
}

result<std::vector<std::string>> missing_privileges(const crawler::json_document& body, std::string_view principal,
                                                    std::span<const std::string> wanted) {
    const auto list = object_of(body, "list of permissions");
    if (!list) return list.error();
    std::set<std::string> held;
    for (const auto& entry : array_in(**list, "privilege_assignments")) {
        const auto* one = entry.if_object();
        if (one == nullptr || !crawler::equal_ignoring_case(text_in(*one, "principal"), principal)) continue;
        for (const auto& privilege : array_in(*one, "privileges"))
            if (const auto* name = privilege.if_string()) held.emplace(*name);
    }
    std::vector<std::string> missing;
    std::ranges::copy_if(wanted, std::back_inserter(missing), [&](const auto& name) { return !held.contains(name); });
    return missing;
}

result<std::string> owner_in(const crawler::json_document& body) {
    const auto table = object_of(body, "table");
    if (!table) return table.error();
    if (text_in(**table, "name").empty()) return wrong("table: it has no name");
    return text_in(**table, "owner");
}

result<std::string> caller_in(const crawler::json_document& body) {
    const auto me = object_of(body, "caller");
    if (!me) return me.error();
    // A service principal's user name is its application id (databricks-api A.1).
    auto name = text_in(**me, "userName");
    if (name.empty()) name = text_in(**me, "applicationId");
    if (name.empty()) return wrong("caller: it has no name");
    return name;
}

} // namespace canreach::actions
