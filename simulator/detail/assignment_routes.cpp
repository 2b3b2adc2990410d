// Setting permission assignments, and who is admin by them.
#include <boost/json/parse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

namespace json = boost::json;

/// The account groups that a principal is in, through any number of others.
std::vector<principal_index> groups_of(const account& from, principal_index who) {
    std::vector<principal_index> found{who};
    for (std::size_t at = 0; at < found.size(); ++at)
        for (std::uint32_t group = 0; group < from.members.size(); ++group)
            if (std::ranges::find(from.members[group], found[at]) != from.members[group].end() &&
                std::ranges::find(found, principal_index{group}) == found.end())
                found.push_back(principal_index{group});
    return found;
}

} // namespace

reply set_assignment(const route_context& c, assignment_book& set) {
    const auto id = whole_number(c.to.target.segment(5));
    const auto found = id ? c.from.workspaces_by_id.find(*id) : c.from.workspaces_by_id.end();
    if (found == c.from.workspaces_by_id.end())
        return failed(404, "RESOURCE_DOES_NOT_EXIST", "The workspace does not exist.");
    const auto principal = whole_number(c.to.target.segment(8));
    const auto who = principal ? c.from.principals_by_id.find(*principal) : c.from.principals_by_id.end();
    if (who == c.from.principals_by_id.end())
        return failed(404, "RESOURCE_DOES_NOT_EXIST", "The principal does not exist.");
    if (c.asked.method == "DELETE") {
        set.set(found->second, *principal, false, false);
        return ok(std::move(json_text().open_object().close_object()));
    }
    if (c.asked.method != "PUT") return failed(405, "BAD_REQUEST", "An assignment is set or deleted.");
    // A body without a valid list counts as an empty one (databricks-api I), so it takes everything away.
    bool user = false;
    bool admin = false;
    boost::system::error_code fault;
    const auto parsed = json::parse(c.asked.body, fault);
    const auto* body = fault ? nullptr : parsed.if_object();
    const auto* words = body == nullptr ? nullptr : body->if_contains("permissions");
    if (words != nullptr && words->is_array())
        for (const auto& word : words->as_array()) {
            admin = admin || word == "ADMIN";
            user = user || word == "USER";
        }
    set.set(found->second, *principal, user && !admin, admin);
    json_text out;
    out.open_object().open_object("principal").field("principal_id", *principal).close_object();
    out.open_array("permissions");
    if (admin || user) out.value(admin ? "ADMIN" : "USER");
    return ok(std::move(out.close_array().close_object()));
}

std::optional<principal_index> caller_in_account(const route_context& c) {
    const auto found = std::ranges::find(c.from.principals, c.options.accepted.client_id, &principal::application_id);
    if (found == c.from.principals.end()) return std::nullopt;
    return principal_index{static_cast<std::uint32_t>(found - c.from.principals.begin())};
}

caller_standing standing_of_caller(const route_context& c) {
    const auto caller = caller_in_account(c);
    if (!caller) return c.options.caller_is_workspace_admin ? caller_standing::admin : caller_standing::user;
    const auto mine = groups_of(c.from, *caller);
    auto made = caller_standing::stranger;
    for (const auto& row : assignments_now(c.from, c.set, *c.to.where)) {
        if (!row.everyone && !(row.who && std::ranges::find(mine, *row.who) != mine.end())) continue;
        made = row.admin ? caller_standing::admin : std::max(made, caller_standing::user);
        if (row.admin) break;
    }
    return made;
}

std::optional<reply> lacks_admin(const route_context& c) {
    const bool of_admins = c.to.to == endpoint::object_acl || c.to.to == endpoint::alert_v2_acl ||
                           c.to.to == endpoint::secret_acl || c.to.to == endpoint::tokens;
    if (!of_admins || !caller_in_account(c) || standing_of_caller(c) == caller_standing::admin) return std::nullopt;
    return failed(403, "PERMISSION_DENIED", "Only workspace admins can see this.");
}

} // namespace canreach::simulator::detail
