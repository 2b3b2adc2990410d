#include "crawler/decode/access.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "crawler/detail/entitlements.hpp"
#include "crawler/detail/page_reader.hpp"
#include "crawler/text.hpp"
#include "model/roles.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::array_in;
using detail::id_in;
using detail::object_in;
using detail::read_page;
using detail::row_or_reason;
using detail::text_in;

struct kind_word {
    std::string_view text;
    node_kind kind;
};

/// `users/ines@example.com`, `groups/data-platform`, `servicePrincipals/0b3e…`.
std::optional<principal_ref> rule_principal(std::string_view text) {
    constexpr std::array words{kind_word{"users/", node_kind::user}, kind_word{"groups/", node_kind::group},
                               kind_word{"servicePrincipals/", node_kind::service_principal}};
    for (const auto& [word, kind] : words)
        if (text.size() > word.size() && text.starts_with(word))
            return principal_ref::named(std::string(text.substr(word.size())), kind);
    return std::nullopt;
}

/// `alice_partner.com#EXT#@tenant.onmicrosoft.com`.
bool is_guest_spelling(std::string_view name) {
    return lower_case(name).find("#ext#@") != std::string::npos;
}

result<decoded_page> rows_without_facts(const json_document& body, std::string_view list, std::string_view id_field) {
    return read_page(body, list, [&](const json::object& from) -> row_or_reason {
        decoded_row row;
        row.id = id_in(from, id_field);
        return row;
    });
}

} // namespace

result<decoded_page> decode_rule_set(const json_document& body, const decode_context& context) {
    constexpr std::string_view head = "roles/";
    auto strange = decoded_page{}; // principals that are left out are counted apart, then added
    std::size_t number = 0;
    auto page = read_page(body, "grant_rules", [&](const json::object& from) -> row_or_reason {
        const auto position = number++;
        auto word = text_in(from, "role");
        if (word.empty()) return std::string_view{"no `role`"};
        if (word.starts_with(head)) word.remove_prefix(head.size());
        const auto bit = role_named(word);
        if (!bit) return row_or_reason::nothing();
        decoded_row row;
        const auto& principals = array_in(from, "principals");
        for (std::size_t i = 0; i < principals.size(); ++i) {
            auto who = rule_principal(detail::id_of(principals[i]));
            if (who)
                row.facts.emplace_back(grant_fact{std::move(*who), context.about, facet::role, mask{*bit}, {}, {}});
            else
                detail::leave_out(strange, fmt::format("/grant_rules/{}/principals/{}", position, i),
                                  "no `users/…`, `groups/…` or `servicePrincipals/…`");
        }
        return row;
    });
    if (page && strange.malformed > 0) {
        if (page->malformed == 0) page->first_malformed = strange.first_malformed;
        page->malformed += strange.malformed;
    }
    return page;
}

result<decoded_page> decode_workspace_users(const json_document& body, const decode_context& context) {
    return read_page(body, "Resources", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "id");
        if (id.empty()) return std::string_view{"no `id`"};
        decoded_row row;
        row.id = id;
        const node_key key{node_kind::user, {}, std::move(id)};
        if (const auto name = text_in(from, "userName"); is_guest_spelling(name)) {
            node_fact node;
            node.key = key;
            detail::add_attribute(node, "external_id", id_in(from, "externalId"));
            detail::add_attribute(node, "guest_name", name);
            row.facts.emplace_back(std::move(node));
        }
        detail::add_entitlements(row, from, principal_ref::to(key), context.workspace);
        detail::add_profiles(row, from, key, context);
        return row;
    });
}

result<decoded_page> decode_workspace_service_principals(const json_document& body, const decode_context& context) {
    return read_page(body, "Resources", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "id");
        if (id.empty()) return std::string_view{"no `id`"};
        decoded_row row;
        row.id = id;
        const node_key key{node_kind::service_principal, {}, std::move(id)};
        detail::add_entitlements(row, from, principal_ref::to(key), context.workspace);
        detail::add_profiles(row, from, key, context);
        return row;
    });
}

result<decoded_page> decode_access_rules(const json_document& body, const decode_context& context) {
    constexpr std::array words{kind_word{"USER", node_kind::user}, kind_word{"GROUP", node_kind::group},
                               kind_word{"SERVICE_PRINCIPAL", node_kind::service_principal}};
    return read_page(body, "account_access_identity_rules", [&](const json::object& from) -> row_or_reason {
        if (text_in(from, "action") != "DENY") return std::string_view{"an unknown `action`"};
        auto who = id_in(from, "external_principal_id");
        if (who.empty()) return std::string_view{"no `external_principal_id`"};
        const auto kind = std::ranges::find(words, text_in(from, "principal_type"), &kind_word::text);
        policy_fact policy;
        policy.name = std::string(text_in(from, "name"));
        policy.type = policy_type::deny;
        policy.on = {node_kind::account, {}, context.account_id};
        policy.to.push_back(
            principal_ref::with_external_id(std::move(who), kind == words.end() ? node_kind::other : kind->kind));
        decoded_row row;
        row.facts.emplace_back(std::move(policy));
        return row;
    });
}

result<decoded_page> decode_secrets(const json_document& body, const decode_context&) {
    return rows_without_facts(body, "secrets", "id");
}

result<decoded_page> decode_federation_policies(const json_document& body, const decode_context&) {
    return rows_without_facts(body, "policies", "uid");
}

result<decoded_page> decode_restrict_admins(const json_document& body, const decode_context& context) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    decoded_page page;
    const auto* setting = object_in(*root, "restrict_workspace_admins");
    const auto status = setting == nullptr ? std::string_view{} : text_in(*setting, "status");
    if (status.empty()) return page;
    page.summary.items = 1;
    decoded_row row;
    node_fact node;
    node.key = context.about;
    detail::add_attribute(node, "restrict_admins", status);
    row.facts.emplace_back(std::move(node));
    page.rows.push_back(std::move(row));
    return page;
}

} // namespace canreach::crawler
