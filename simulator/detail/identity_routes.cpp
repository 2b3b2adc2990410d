// Identity v2 (databricks-api, D.6): what of it a crawl reads.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/routes.hpp"
#include "simulator/detail/token_page.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::uint64_t most_members = 1'000;

std::string_view type_of(const principal& who) {
    return who.kind == node_kind::user ? "USER" : who.kind == node_kind::group ? "GROUP" : "SERVICE_PRINCIPAL";
}

} // namespace

reply direct_members(const route_context& c) {
    if (!c.options.identity_v2) return failed(404, "ENDPOINT_NOT_FOUND", "No API found for the path of the request.");
    const auto text = c.to.target.segment(6);
    const auto id = whole_number(text);
    const auto found = id ? c.from.principals_by_id.find(*id) : c.from.principals_by_id.end();
    if (found == c.from.principals_by_id.end() || c.from.at(found->second).kind != node_kind::group ||
        c.from.at(found->second).vanished)
        return failed(404, "RESOURCE_DOES_NOT_EXIST", fmt::format("Group {} does not exist.", text));
    const auto& group = c.from.at(found->second);
    if (group.refused) return failed(403, "PERMISSION_DENIED", "The caller may not read this group.");
    auto most = most_members;
    if (const auto asked = c.to.target.parameter("page_size")) {
        const auto size = whole_number(*asked);
        if (!size || *size < 0)
            return failed(400, "INVALID_PARAMETER_VALUE", "page_size has to be a number that is not negative.");
        if (*size > 0) most = std::min(most, static_cast<std::uint64_t>(*size));
    }
    const auto members = members_of(c, found->second);
    return token_page(
        c, "direct_group_members", members.size(),
        [&](json_text& out, std::uint64_t i) {
            const auto& who = c.from.at(members[i]);
            out.field("principal_id", who.id).field("principal_type", type_of(who));
            out.optional_field("display_name", who.kind == node_kind::user ? who.display_name : who.name);
            out.optional_field("external_id", who.external_id);
            out.field("membership_source", group.external_id.empty() ? "INTERNAL" : "IDENTITY_PROVIDER");
        },
        most);
}

} // namespace canreach::simulator::detail
