#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "simulator/detail/routes.hpp"
#include "simulator/detail/token_page.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::string_view made_at = "2025-03-01T09:30:00Z";

std::string_view collection_of(node_kind kind) {
    return kind == node_kind::user ? "users" : kind == node_kind::group ? "groups" : "servicePrincipals";
}

/// `accounts/{id}/groups/8241/ruleSets/default` and its sisters: groups by SCIM id, service principals by application
/// id (databricks-api, D.4). Empty if nothing of the account is named so.
struct rule_owner {
    std::optional<principal_index> who; ///< empty = the account
};
std::optional<rule_owner> owner_of(const account& from, std::string_view name) {
    const auto head = fmt::format("accounts/{}/", from.id);
    constexpr std::string_view tail = "ruleSets/default";
    if (!name.starts_with(head) || !name.ends_with(tail)) return std::nullopt;
    auto middle = name.substr(head.size(), name.size() - head.size() - tail.size());
    if (middle.empty()) return rule_owner{};
    middle.remove_suffix(1); // the slash
    const auto slash = middle.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto id = middle.substr(slash + 1);
    for (std::uint32_t i = 0; i < from.principals.size(); ++i) {
        const auto& who = from.principals[i];
        const bool named = middle.substr(0, slash) == "groups"
                               ? who.kind == node_kind::group && std::to_string(who.id) == id
                               : middle.substr(0, slash) == "servicePrincipals" &&
                                     who.kind == node_kind::service_principal && who.application_id == id;
        if (named && !who.vanished) return rule_owner{principal_index{i}};
    }
    return std::nullopt;
}

std::optional<principal_index> service_principal_asked(const route_context& c) {
    const auto id = whole_number(c.to.target.segment(5));
    const auto found = id ? c.from.principals_by_id.find(*id) : c.from.principals_by_id.end();
    if (found == c.from.principals_by_id.end() || c.from.at(found->second).kind != node_kind::service_principal)
        return std::nullopt;
    return found->second;
}

} // namespace

reply rule_set(const route_context& c) {
    const auto name = c.to.target.parameter("name");
    if (!name || !c.to.target.parameter("etag"))
        return failed(400, "INVALID_PARAMETER_VALUE", "name and etag are required.");
    const auto owner = owner_of(c.from, *name);
    if (!owner) return failed(404, "NOT_FOUND", fmt::format("Rule set {} does not exist.", *name));
    static const principal_extra nothing;
    const auto& extra = owner->who ? c.from.extra_of(*owner->who) : nothing;
    if (extra.rules_refused) return failed(403, "PERMISSION_DENIED", "The caller may not read this rule set.");
    std::map<std::string_view, std::vector<const role_rule*>> by_role;
    for (const auto& rule : owner->who ? extra.rules : c.from.rules) by_role[rule.role].push_back(&rule);
    json_text out;
    out.open_object().field("name", *name).field("etag", "RENUAAABhSweA4NvVmmUYdiU717H3Tgy");
    if (!by_role.empty()) { // an untouched object has no `grant_rules` at all
        out.open_array("grant_rules");
        for (const auto& [role, rules] : by_role) {
            out.open_object().field("role", fmt::format("roles/{}", role)).open_array("principals");
            for (const auto* rule : rules) out.value(fmt::format("{}/{}", collection_of(rule->kind), rule->name));
            out.close_array().close_object();
        }
        out.close_array();
    }
    return ok(std::move(out.close_object()));
}

reply service_principal_secrets(const route_context& c) {
    const auto who = service_principal_asked(c);
    if (!who) return failed(404, "RESOURCE_DOES_NOT_EXIST", "The service principal does not exist.");
    return token_page(c, "secrets", c.from.extra_of(*who).secrets, [&](json_text& out, std::uint64_t i) {
        out.field("id", fmt::format("{}-{}", c.from.at(*who).id, i)).field("status", "ACTIVE");
        out.field("secret_hash", "b9c1f2e3").field("create_time", made_at);
    });
}

reply federation_policies(const route_context& c) {
    std::uint64_t count = c.from.federation_policies;
    if (c.to.to == endpoint::service_principal_federation) {
        const auto who = service_principal_asked(c);
        if (!who) return failed(404, "RESOURCE_DOES_NOT_EXIST", "The service principal does not exist.");
        count = c.from.extra_of(*who).federation_policies;
    }
    return token_page(c, "policies", count, [&](json_text& out, std::uint64_t i) {
        out.field("uid", fmt::format("policy-{}", i + 1)).field("create_time", made_at);
        out.open_object("oidc_policy").field("issuer", "https://token.actions.example.com").open_array("audiences");
        out.value(c.from.id).close_array().field("subject", "repo:example/pipelines").close_object();
    });
}

reply account_access_rules(const route_context& c) {
    return token_page(
        c, "account_access_identity_rules", c.from.access_rules.size(), [&](json_text& out, std::uint64_t i) {
            const auto& rule = c.from.access_rules[i];
            const auto& who = c.from.at(rule.who);
            out.field("name", rule.name).field("action", "DENY").field("external_principal_id", who.external_id);
            out.field("principal_type", who.kind == node_kind::user    ? "USER"
                                        : who.kind == node_kind::group ? "GROUP"
                                                                       : "SERVICE_PRINCIPAL");
            out.field("display_name", who.name);
        });
}

reply restrict_admins(const route_context& c) {
    if (c.here().restrict_admins.empty())
        return failed(404, "NOT_FOUND", "The setting restrict_workspace_admins was never changed.");
    json_text out;
    out.open_object().field("etag", "AAAAAbc=").field("setting_name", "default");
    out.open_object("restrict_workspace_admins").field("status", c.here().restrict_admins).close_object();
    return ok(std::move(out.close_object()));
}

} // namespace canreach::simulator::detail
