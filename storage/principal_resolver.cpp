#include "storage/principal_resolver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "storage/text.hpp"

namespace canreach::storage {
namespace {

constexpr std::string_view guest_mark = "#ext#@";

/// `alice@partner.com` for a folded `alice_partner.com#ext#@tenant…`. A domain has no underscore, so the last one
/// stands for the `@`.
std::optional<std::string> home_email(std::string_view folded_email) {
    const auto mark = folded_email.find(guest_mark);
    if (mark == std::string_view::npos) return std::nullopt;
    std::string email{folded_email.substr(0, mark)};
    const auto at = email.rfind('_');
    if (at == std::string::npos || at == 0 || at + 1 == email.size()) return std::nullopt;
    email[at] = '@';
    return email;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

unresolved_principal unknown_name(const principal_ref& ref) {
    auto kind = ref.kind;
    if (!is_principal(kind)) {
        if (ref.text.find('@') != std::string::npos)
            kind = node_kind::user;
        else
            kind = is_uuid(ref.text) ? node_kind::service_principal : node_kind::group;
    }
    const bool by_case = kind == node_kind::group || kind == node_kind::recipient;
    // A group that only a workspace names may be a deleted group of that workspace: not the one of another workspace.
    const bool local = kind == node_kind::group && ref.how == principal_ref::form::workspace_name;
    return {{kind, local ? ref.scope : std::string{}, "name:" + (by_case ? ref.text : folded(ref.text))}, ref.text};
}

} // namespace

std::string deleted_principal_name(std::string_view id) {
    return fmt::format("(deleted principal {})", id);
}

principal_resolver::principal_resolver(std::vector<known_principal> principals) : principals_(std::move(principals)) {
    std::ranges::sort(principals_, [](const known_principal& a, const known_principal& b) {
        return std::tie(a.inactive, a.key) < std::tie(b.inactive, b.key);
    });
    for (std::uint32_t place = 0; place < principals_.size(); ++place) {
        const auto& one = principals_[place];
        keys_.emplace(one.key, place);
        if (!one.external_id.empty()) external_[one.external_id].push_back(place);
        // A principal that is only known by its id answers to no name.
        if (one.name.empty()) continue;
        switch (one.key.kind) {
        case node_kind::user:
            users_.emplace(std::pair{std::string{}, folded(one.name)}, place);
            if (!one.guest_name.empty()) guests_.emplace(std::pair{std::string{}, folded(one.guest_name)}, place);
            break;
        case node_kind::service_principal:
            if (!one.application_id.empty())
                service_principals_.emplace(std::pair{std::string{}, folded(one.application_id)}, place);
            break;
        case node_kind::group:
            groups_.emplace(std::pair{one.key.scope, one.name}, place);
            folded_groups_.emplace(std::pair{one.key.scope, folded(one.name)}, place);
            break;
        default: break;
        }
    }
}

const std::uint32_t* principal_resolver::find(const index& in, std::string_view scope, std::string_view text) const {
    const auto found = in.find({std::string{scope}, std::string{text}});
    return found == in.end() ? nullptr : &principals_[found->second].number;
}

const std::uint32_t* principal_resolver::user(std::string_view email) const {
    const auto wanted = folded(email);
    if (const auto* exact = find(users_, {}, wanted); exact != nullptr) return exact;
    if (const auto* guest = find(guests_, {}, wanted); guest != nullptr) return guest;
    const auto home = home_email(wanted);
    return home ? find(users_, {}, *home) : nullptr;
}

const std::uint32_t* principal_resolver::group(std::string_view scope, std::string_view name) const {
    if (const auto* exact = find(groups_, scope, name); exact != nullptr) return exact;
    return find(folded_groups_, scope, folded(name));
}

const std::uint32_t* principal_resolver::alias(std::string_view name) const {
    for (const auto& [prefix, system_group] : {std::pair{std::string_view{"_workspace_admins_"}, workspace_admins_id},
                                               std::pair{std::string_view{"_workspace_users_"}, workspace_users_id}}) {
        if (!name.starts_with(prefix)) continue;
        const auto workspace = name.substr(name.rfind('_') + 1);
        if (!all_digits(workspace)) return nullptr;
        const auto found = keys_.find({node_kind::group, std::string{workspace}, std::string{system_group}});
        return found == keys_.end() ? nullptr : &principals_[found->second].number;
    }
    return nullptr;
}

const std::uint32_t* principal_resolver::by_id(const principal_ref& ref) const {
    const auto get = [&](node_kind kind, const std::string& scope) -> const std::uint32_t* {
        const auto found = keys_.find({kind, scope, ref.text});
        return found == keys_.end() ? nullptr : &principals_[found->second].number;
    };
    if (ref.how == principal_ref::form::key) return get(ref.kind, ref.scope);
    const bool any = !is_principal(ref.kind);
    if (!ref.scope.empty() && (any || ref.kind == node_kind::group))
        if (const auto* local = get(node_kind::group, ref.scope); local != nullptr) return local;
    for (const auto kind : {node_kind::user, node_kind::service_principal, node_kind::group}) {
        if (!any && kind != ref.kind) continue;
        if (const auto* found = get(kind, {}); found != nullptr) return found;
    }
    return nullptr;
}

const std::uint32_t* principal_resolver::by_external_id(const principal_ref& ref) const {
    const auto found = external_.find(ref.text);
    if (found == external_.end()) return nullptr;
    const std::uint32_t* guest = nullptr;
    for (const auto place : found->second) {
        const auto& one = principals_[place];
        if (is_principal(ref.kind) && one.key.kind != ref.kind) continue;
        if (one.key.kind != node_kind::user || !home_email(folded(one.name))) return &one.number;
        if (guest == nullptr) guest = &one.number;
    }
    return guest;
}

const std::uint32_t* principal_resolver::by_name(const principal_ref& ref) const {
    const bool any = !is_principal(ref.kind);
    const auto may_be = [&](node_kind kind) { return any || ref.kind == kind; };
    if (ref.how == principal_ref::form::workspace_name) {
        if (may_be(node_kind::group))
            if (const auto* local = group(ref.scope, ref.text); local != nullptr) return local;
    } else if (const auto* system_group = alias(ref.text); system_group != nullptr) {
        return system_group;
    }
    if (may_be(node_kind::user))
        if (const auto* found = user(ref.text); found != nullptr) return found;
    if (may_be(node_kind::service_principal))
        if (const auto* found = find(service_principals_, {}, folded(ref.text)); found != nullptr) return found;
    return may_be(node_kind::group) ? group({}, ref.text) : nullptr;
}

resolved_principal principal_resolver::resolve(const principal_ref& ref) const {
    if (ref.how == principal_ref::form::external_id) {
        if (const auto* found = by_external_id(ref); found != nullptr) return *found;
        const auto kind = is_principal(ref.kind) ? ref.kind : node_kind::user;
        return unresolved_principal{{kind, {}, "external:" + ref.text}, ref.text};
    }
    const bool names = ref.how == principal_ref::form::account_name || ref.how == principal_ref::form::workspace_name;
    if (const auto* found = names ? by_name(ref) : by_id(ref); found != nullptr) return *found;
    if (names) return unknown_name(ref);
    const auto kind = is_principal(ref.kind) ? ref.kind : node_kind::user;
    const bool by_key = ref.how == principal_ref::form::key;
    return unresolved_principal{{kind, by_key ? ref.scope : std::string{}, ref.text}, deleted_principal_name(ref.text)};
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> principal_resolver::same_users() const {
    // External id → users of the ordinary spelling.
    std::map<std::string_view, std::vector<const known_principal*>> homes;
    for (const auto& one : principals_)
        if (one.key.kind == node_kind::user && !one.external_id.empty() && !home_email(folded(one.name)))
            homes[one.external_id].push_back(&one);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> same;
    for (const auto& one : principals_) {
        if (one.key.kind != node_kind::user || one.external_id.empty()) continue;
        const auto email = home_email(folded(one.name));
        const auto found = homes.find(one.external_id);
        if (!email || found == homes.end()) continue;
        const auto& candidates = found->second;
        const auto by_email = std::ranges::find_if(
            candidates, [&](const known_principal* candidate) { return folded(candidate->name) == *email; });
        if (by_email != candidates.end())
            same.emplace_back(one.number, (*by_email)->number);
        else if (candidates.size() == 1)
            same.emplace_back(one.number, candidates.front()->number);
    }
    return same;
}

} // namespace canreach::storage
