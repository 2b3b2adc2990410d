#include "actions/elevation_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "crawler/read_only.hpp"

namespace canreach::actions {
namespace {

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Takes `head` off the front of `text`, if it is there.
bool take(std::string_view& text, std::string_view head) {
    if (!text.starts_with(head)) return false;
    text.remove_prefix(head.size());
    return true;
}

bool is_assignment_of(std::string_view path, const std::string& account_id, const std::string& principal_id) {
    if (!take(path, "/api/2.0/accounts/") || !take(path, crawler::percent_encoded(account_id)) ||
        !take(path, "/workspaces/"))
        return false;
    const auto workspace = path.substr(0, path.find('/'));
    path.remove_prefix(workspace.size());
    return is_number(workspace) && take(path, "/permissionassignments/principals/") && is_number(principal_id) &&
           path == principal_id;
}

} // namespace

result<void> check_elevation(const crawler::http_request& request, const std::string& account_id,
                             const std::string& principal_id) {
    const bool puts = request.method == crawler::http_method::put;
    const bool removes = request.method == crawler::http_method::remove;
    if (!puts && !removes) return crawler::check_read_only(request);
    const auto body = request.body.reveal();
    const bool whole = puts ? request.content_type == "application/json" &&
                                  (body == R"({"permissions":["ADMIN"]})" || body == R"({"permissions":["USER"]})")
                            : body.empty();
    if (whole && !request.to_storage && !request.to_login && request.headers.empty() &&
        is_assignment_of(request.target, account_id, principal_id))
        return {};
    const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
    return fail(errc::not_allowed,
                fmt::format("an elevation sets one service principal's rights on workspaces: {} {} is something else",
                            crawler::name_of(request.method), printable(path)));
}

} // namespace canreach::actions
