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

std::optional<principal_ref> member_named(std::string_view id, std::string_view reference, std::string_view workspace) {
    if (id.empty())
        if (const auto slash = reference.rfind('/'); slash != std::string_view::npos) id = reference.substr(slash + 1);
    if (id.empty()) return std::nullopt;
    const auto kind = kind_of_reference(reference);
    if (!kind) return principal_ref::with_id(std::string(id));
    const bool local = *kind == node_kind::group && !workspace.empty();
    if (!local) return principal_ref::to({*kind, {}, std::string(id)});
    return principal_ref{principal_ref::form::id, node_kind::group, std::string(workspace), std::string(id)};
}

void add_members(decoded_page& page, decoded_row& row, const boost::json::object& group, const node_key& key,
                 std::string_view workspace, std::string_view pointer) {
    const auto& members = array_in(group, "members");
    row.facts.reserve(row.facts.size() + members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto* member = members[i].if_object();
        const auto at = [&] { return fmt::format("{}/members/{}", pointer, i); };
        if (member == nullptr) {
            leave_out(page, at(), "not an object");
            continue;
        }
        auto who = member_named(id_in(*member, "value"), text_in(*member, "$ref"), workspace);
        if (!who) {
            leave_out(page, at(), member_without_name);
            continue;
        }
        row.facts.emplace_back(member_fact{std::move(*who), key});
    }
}

} // namespace canreach::crawler::detail
