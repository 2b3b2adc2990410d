#include "actions/workspace_rights.hpp"

#include <fmt/format.h>

#include "model/roles.hpp"

namespace canreach::actions {

std::string_view name_of(workspace_rights rights) noexcept {
    if (rights.admin) return rights.user ? "ADMIN and USER" : "ADMIN";
    return rights.user ? "USER" : "none";
}

mask roles_of(workspace_rights rights) noexcept {
    mask made;
    if (rights.user) made |= mask(role::workspace_user);
    if (rights.admin) made |= mask(role::workspace_admin);
    return made;
}

workspace_rights rights_in(mask roles) noexcept {
    return {roles.has(role::workspace_user), roles.has(role::workspace_admin)};
}

crawler::http_request call_to_set(const assignee& who, std::string_view workspace, workspace_rights rights) {
    crawler::http_request made;
    made.where = who.host;
    made.target = fmt::format("/api/2.0/accounts/{}/workspaces/{}/permissionassignments/principals/{}",
                              crawler::percent_encoded(who.account_id), crawler::percent_encoded(workspace),
                              crawler::percent_encoded(who.principal_id));
    made.method = none(rights) ? crawler::http_method::remove : crawler::http_method::put;
    if (none(rights)) return made;
    made.content_type = "application/json";
    made.body = crawler::secret(rights.admin ? R"({"permissions":["ADMIN"]})" : R"({"permissions":["USER"]})");
    return made;
}

std::string words_of(const crawler::http_request& call) {
    auto text = fmt::format("curl -X {} -H \"Authorization: Bearer $TOKEN\"", crawler::name_of(call.method));
    if (!call.body.empty())
        text += fmt::format(" -H 'Content-Type: {}' -d '{}'", call.content_type, call.body.reveal());
    return text + fmt::format(" {}{}", call.where.to_string(), call.target);
}

} // namespace canreach::actions
