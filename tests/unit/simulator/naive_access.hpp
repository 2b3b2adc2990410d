/// The naive crawl's part about who may act as whom.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "model/fact.hpp"
#include "model/roles.hpp"
#include "tests/unit/simulator/naive_json.hpp"

namespace canreach::simulator::test {

class naive_access {
public:
    naive_access(const client& ask, std::string account, std::function<void(fact)> add)
        : ask_(ask), id_(std::move(account)), add_(std::move(add)) {}

    void account() {
        const node_key whole{node_kind::account, {}, id_};
        rules("accounts/" + id_, whole);
        count("federationPolicies", "policies", "federation_policies", whole);
        const auto base = "/api/2.0/accounts/" + id_;
        for (const auto& row : ask_.walk_scim(ask_.account_host(), base + "/scim/v2/Groups", 100)) {
            const auto id = text_at(row, "id");
            rules(fmt::format("accounts/{}/groups/{}", id_, id), {node_kind::group, {}, id});
        }
        for (const auto& row : ask_.walk_scim(ask_.account_host(), base + "/scim/v2/ServicePrincipals", 100)) {
            const node_key who{node_kind::service_principal, {}, text_at(row, "id")};
            rules(fmt::format("accounts/{}/servicePrincipals/{}", id_, text_at(row, "applicationId")), who);
            count(fmt::format("servicePrincipals/{}/credentials/secrets", who.id), "secrets", "secrets", who);
            count(fmt::format("servicePrincipals/{}/federationPolicies", who.id), "policies", "federation_policies",
                  who);
        }
        for (const auto& row : ask_.walk(ask_.account_host(), base + "/account-access-identity-rules?",
                                         "account_access_identity_rules")) {
            policy_fact barred;
            barred.name = text_at(row, "name");
            barred.type = policy_type::deny;
            barred.on = whole;
            const auto type = text_at(row, "principal_type");
            barred.to.push_back(principal_ref::with_external_id(text_at(row, "external_principal_id"),
                                                                type == "USER"    ? node_kind::user
                                                                : type == "GROUP" ? node_kind::group
                                                                                  : node_kind::service_principal));
            add_(barred);
        }
    }

    void workspace(const std::string& id, const std::string& host) {
        const node_key here{node_kind::workspace, {}, id};
        const std::string base = "/api/2.0/preview/scim/v2/";
        for (const auto& row : ask_.walk_scim(host, base + "Users", 5)) {
            const node_key who{node_kind::user, {}, text_at(row, "id")};
            if (const auto name = text_at(row, "userName"); name.find("#EXT#") != std::string::npos)
                more(who, {{"external_id", text_at(row, "externalId")}, {"guest_name", name}});
            entitlements(row, who, here);
        }
        for (const auto& row : ask_.walk_scim(host, base + "ServicePrincipals", 3))
            entitlements(row, {node_kind::service_principal, {}, text_at(row, "id")}, here);
        for (const auto& row : ask_.walk_scim(host, base + "Groups", 4)) {
            const auto name = text_at(row, "displayName");
            const bool local = text_at(row.at("meta"), "resourceType") == "WorkspaceGroup";
            const bool system = local && (name == "users" || name == "admins");
            entitlements(row, {node_kind::group, local ? id : "", system ? name : text_at(row, "id")}, here);
        }
        const auto got = ask_.get(host, "/api/2.0/settings/types/restrict_workspace_admins/names/default");
        if (got.status == 200)
            more(here, {{"restrict_admins", text_at(got.body.at("restrict_workspace_admins"), "status")}});
    }

private:
    void more(const node_key& key, std::vector<std::pair<std::string, std::string>> attributes) {
        std::erase_if(attributes, [](const auto& one) { return one.second.empty(); });
        add_(node_fact{key, {}, {}, {}, {}, std::move(attributes)});
    }

    void count(const std::string& path, std::string_view list, const char* name, const node_key& of) {
        const auto rows = ask_.walk(ask_.account_host(), fmt::format("/api/2.0/accounts/{}/{}?", id_, path), list);
        if (!rows.empty()) more(of, {{name, std::to_string(rows.size())}});
    }

    void rules(const std::string& name, const node_key& on) {
        const auto got = ask_.get(
            ask_.account_host(), fmt::format("/api/2.0/preview/accounts/{}/access-control/rule-sets?name={}&etag=", id_,
                                             encoded(name + "/ruleSets/default")));
        if (got.status != 200) return; // a gap
        for (const auto& rule : list_at(got.body, "grant_rules")) {
            const auto bit = role_named(text_at(rule, "role").substr(std::string("roles/").size()));
            if (!bit) continue;
            for (const auto& one : list_at(rule, "principals")) {
                const std::string text(one.get_string());
                const auto slash = text.find('/');
                const auto word = text.substr(0, slash);
                add_(grant_fact{principal_ref::named(text.substr(slash + 1), word == "users" ? node_kind::user
                                                                             : word == "groups"
                                                                                 ? node_kind::group
                                                                                 : node_kind::service_principal),
                                on,
                                facet::role,
                                mask{*bit},
                                {},
                                {}});
            }
        }
    }

    void entitlements(const json::value& row, const node_key& who, const node_key& here) {
        mask bits;
        for (const auto& one : list_at(row, "entitlements"))
            if (const auto bit = role_named(text_at(one, "value"))) bits |= mask{*bit};
        if (!bits.empty()) add_(grant_fact{principal_ref::to(who), here, facet::role, bits, {}, {}});
    }

    const client& ask_;
    std::string id_;
    std::function<void(fact)> add_;
};

} // namespace canreach::simulator::test
