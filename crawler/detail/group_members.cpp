#include "crawler/detail/group_members.hpp"

#include <fmt/format.h>

#include <utility>

#include "crawler/detail/page_reader.hpp"

namespace canreach::crawler::detail {
namespace {

/// `Users/1201`, or a whole URL ending so. Empty for words never seen.
std::optional<node_kind> kind_of_reference(std::string_view reference) {
    while (reference.ends_with('/')) reference.remove_suffix(1);
    const auto last = reference.rfind('/');
    if (last == std::string_view::npos) return std::nullopt;
    auto word = reference.substr(0, last);
    if (const auto slash = word.rfind('/'); slash != std::string_view::npos) word.remove_prefix(slash + 1);
    if (word == "Users") return node_kind::user;
    if (word == "ServicePrincipals") return node_kind::service_principal;
    if (word == "Groups") return node_kind::group;
    return std::nullopt;
}

} // namespace

std::optional<principal_view> member_named(std::string_view id, std::string_view reference,
                                           std::string_view workspace) {
    if (id.empty())
        if (const auto slash = reference.rfind('/'); slash != std::string_view::npos) id = reference.substr(slash + 1);
    if (id.empty()) return std::nullopt;
    const auto kind = kind_of_reference(reference);
    if (!kind) return principal_view{reference_form::id, node_kind::other, {}, id};
    const bool local = *kind == node_kind::group && !workspace.empty();
    if (!local) return principal_view{reference_form::key, *kind, {}, id};
    return principal_view{reference_form::id, node_kind::group, workspace, id};
}

void add_members(decoded_page& page, decoded_row& row, const boost::json::object& group, const node_key& key,
                 std::string_view workspace, std::string_view pointer) {
    const auto& members = array_in(group, "members");
    members_fact made{key, {}};
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto* member = members[i].if_object();
        const auto at = [&] { return fmt::format("{}/members/{}", pointer, i); };
        if (member == nullptr) {
            leave_out(page, at(), "not an object");
            continue;
        }
        const auto id = id_in(*member, "value");
        const auto who = member_named(id, text_in(*member, "$ref"), workspace);
        if (!who) {
            leave_out(page, at(), member_without_name);
            continue;
        }
        made.members.add(*who);
    }
    if (!made.members.empty()) row.facts.emplace_back(std::move(made));
}

} // namespace canreach::crawler::detail
