#include "simulator/service.hpp"

#include <algorithm>
#include <array>

#include "simulator/detail/access_tokens.hpp"
#include "simulator/detail/routes.hpp"
#include "simulator/detail/sql_routes.hpp"
#include "simulator/detail/statement_book.hpp"
#include "simulator/detail/write_book.hpp"

namespace canreach::simulator {
namespace {

using namespace detail;

std::string host_name(std::string_view host) {
    if (host.starts_with('[')) return std::string(host.substr(0, host.find(']') + 1));
    std::string name(host.substr(0, host.find(':')));
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return name;
}

bool is_loopback(std::string_view host) {
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

bool starts(const target& t, std::initializer_list<std::string_view> words) {
    return t.segments.size() >= words.size() &&
           std::equal(words.begin(), words.end(), t.segments.begin(), [](auto a, const auto& b) { return a == b; });
}

endpoint account_endpoint(const target& t) {
    const auto count = t.segments.size();
    const auto area = t.segment(4);
    if (area == "workspaces") {
        if (count <= 6) return endpoint::workspaces;
        if (count == 7 && t.segment(6) == "permissionassignments") return endpoint::assignments;
        if (count == 9 && t.segment(6) == "permissionassignments" && t.segment(7) == "principals")
            return endpoint::assignment;
        if (count == 7 && t.segment(6) == "metastore") return endpoint::workspace_metastore;
    }
    if (area == "metastores") {
        if (count <= 6) return endpoint::metastores;
        if (count == 7 && t.segment(6) == "workspaces") return endpoint::metastore_workspaces;
    }
    if (area == "account-access-identity-rules" && count == 5) return endpoint::account_access_rules;
    if (area == "federationPolicies" && count == 5) return endpoint::account_federation;
    if (area == "servicePrincipals" && count == 7 && t.segment(6) == "federationPolicies")
        return endpoint::service_principal_federation;
    if (area == "servicePrincipals" && count == 8 && t.segment(6) == "credentials" && t.segment(7) == "secrets")
        return endpoint::service_principal_secrets;
    if (area == "scim" && t.segment(5) == "v2" && (count == 7 || count == 8)) {
        const bool one = count == 8;
        if (t.segment(6) == "Users") return one ? endpoint::account_user : endpoint::account_users;
        if (t.segment(6) == "Groups") return one ? endpoint::group_members : endpoint::account_groups;
        if (t.segment(6) == "ServicePrincipals")
            return one ? endpoint::account_service_principal : endpoint::account_service_principals;
    }
    return endpoint::unknown;
}

endpoint unity_endpoint(const target& t) {
    const auto count = t.segments.size();
    const auto area = t.segment(3);
    if (count == 4) {
        if (area == "current-metastore-assignment") return endpoint::current_metastore;
        if (area == "metastore_summary") return endpoint::metastore_summary;
        if (const auto kind = kind_of_collection(area)) switch (*kind) {
            case node_kind::catalog: return endpoint::catalogs;
            case node_kind::schema: return endpoint::schemas;
            case node_kind::table: return endpoint::tables;
            case node_kind::volume: return endpoint::volumes;
            case node_kind::function: return endpoint::functions;
            case node_kind::model: return endpoint::models;
            case node_kind::credential: return endpoint::credentials;
            case node_kind::connection: return endpoint::connections;
            case node_kind::share: return endpoint::shares;
            case node_kind::provider: return endpoint::providers;
            case node_kind::recipient: return endpoint::recipients;
            default: return endpoint::locations;
            }
    }
    if (count == 5 && area == "resource-quotas" && t.segment(4) == "all-resource-quotas")
        return endpoint::resource_quotas;
    if (count == 5 && area == "artifact-allowlists") return endpoint::artifact_allow_lists;
    if (count == 5 && area == "shares") return endpoint::share_objects;
    if (count == 6 && area == "shares" && t.segment(5) == "permissions") return endpoint::share_grants;
    if (count == 5 && kind_of_collection(area))
        return area == "tables" ? endpoint::view_definition : endpoint::securable;
    if (count == 6 && area == "permissions") return endpoint::grants;
    if (count == 6 && area == "bindings") return endpoint::bindings;
    if (count == 6 && area == "policies") return endpoint::policies;
    if (count == 7 && area == "entity-tag-assignments" && t.segment(6) == "tags") return endpoint::tags;
    return endpoint::unknown;
}

endpoint workspace_scim_endpoint(const target& t, std::size_t at) {
    const auto count = t.segments.size();
    if (t.segment(at) == "Me" && count == at + 1) return endpoint::me;
    if (t.segment(at) == "Users" && count == at + 1) return endpoint::workspace_users;
    if (t.segment(at) == "ServicePrincipals" && count == at + 1) return endpoint::workspace_service_principals;
    if (t.segment(at) == "Groups" && count == at + 1) return endpoint::workspace_groups;
    if (t.segment(at) == "Groups" && count == at + 2) return endpoint::workspace_group_members;
    return endpoint::unknown;
}

endpoint statements_endpoint(const target& t) {
    const auto count = t.segments.size();
    if (count == 4 || count == 5) return endpoint::statements;
    if (count == 6 && t.segment(5) == "cancel") return endpoint::statement_end;
    if (count == 8 && t.segment(5) == "result" && t.segment(6) == "chunks") return endpoint::statements;
    return endpoint::unknown;
}

} // namespace

service::service(std::shared_ptr<const account> of, service_options options)
    : account_(std::move(of)), options_(std::move(options)), assignments_(std::make_unique<assignment_book>()),
      statements_(std::make_unique<statement_book>()), written_(std::make_unique<write_book>()) {
    for (std::uint32_t i = 0; i < account_->principals.size(); ++i) {
        auto& list = account_->principals[i].kind == node_kind::user    ? users_
                     : account_->principals[i].kind == node_kind::group ? groups_
                                                                        : service_principals_;
        list.push_back(principal_index{i});
    }
}

service::~service() = default;

std::string service::written() const {
    return written_->to_json(*account_);
}

std::vector<std::string> service::hosts() const {
    std::vector<std::string> names{std::string(account_host_of(account_->where))};
    names.emplace_back(storage_host_of(account_->where));
    if (const auto login_host = login_host_of(account_->where); !login_host.empty()) names.emplace_back(login_host);
    for (const auto& space : account_->workspaces) names.push_back(space.host);
    return names;
}

bool service::serves(std::string_view host) const {
    const auto name = host_name(host);
    return name == account_host_of(account_->where) || account_->workspaces_by_host.contains(name) ||
           name == storage_host_of(account_->where) || name == login_host_of(account_->where) || is_loopback(name);
}

call service::locate(const request& what) const {
    call made;
    made.host = host_name(what.host);
    made.target = target::parse(what.target);
    const auto& t = made.target;
    if (t.segment(0) == "_simulator") {
        made.to = endpoint::simulator;
        made.writes = what.method != "GET";
        return made;
    }
    if (const bool storage = made.host == storage_host_of(account_->where);
        storage || (is_loopback(made.host) && t.segment(0) == storage_path)) {
        if (t.segments.size() == 3 && t.segment(0) == storage_path) made.to = endpoint::result_file;
        made.writes = what.method != "GET";
        return made;
    }
    const bool login_host = made.host == login_host_of(account_->where);
    if ((login_host || is_loopback(made.host)) && t.segments.size() == 3 && t.segment(1) == "oauth2" &&
        t.segment(2) == "token" && !login_host_of(account_->where).empty()) {
        made.to = endpoint::token;
        made.writes = what.method != "POST";
        return made;
    }
    const auto by_host = account_->workspaces_by_host.find(made.host);
    const bool account_host = made.host == account_host_of(account_->where) || is_loopback(made.host);
    made.known_host = account_host || by_host != account_->workspaces_by_host.end();
    if (!account_host && made.known_host) made.where = by_host->second;
    const bool account_path = starts(t, {"api", "2.0", "accounts"}) && t.segments.size() > 4;
    // A unified host serves workspaces by header (databricks-api, 0.2).
    if (account_host && !account_path && !what.workspace_header.empty()) {
        const auto id = whole_number(what.workspace_header);
        const auto found = id ? account_->workspaces_by_id.find(*id) : account_->workspaces_by_id.end();
        made.known_host = found != account_->workspaces_by_id.end();
        if (made.known_host) made.where = found->second;
    }

    if (starts(t, {".well-known", "databricks-config"}) && t.segments.size() == 2)
        made.to = endpoint::discovery;
    else if (made.where && starts(t, {"aad", "auth"}) && t.segments.size() == 2 &&
             !login_host_of(account_->where).empty())
        made.to = endpoint::discovery;
    else if (t.segment(0) == "oidc") {
        const bool for_account = starts(t, {"oidc", "accounts"}) && t.segment(2) == account_->id;
        const std::size_t at = for_account ? 3 : 1;
        const bool fits = for_account != made.where.has_value() && t.segments.size() == at + 2;
        if (fits && t.segment(at) == ".well-known" &&
            (t.segment(at + 1) == "oauth-authorization-server" || t.segment(at + 1) == "openid-configuration"))
            made.to = endpoint::discovery;
        if (fits && t.segment(at) == "v1" && t.segment(at + 1) == "token") made.to = endpoint::token;
    } else if (!made.where && account_path && t.segment(3) == account_->id)
        made.to = account_endpoint(t);
    else if (!made.where && t.segments.size() == 8 && t.segment(7) == "direct-members" &&
             starts(t, {"api", "2.0", "identity", "accounts", account_->id, "groups"}))
        made.to = endpoint::direct_members;
    else if (!made.where && starts(t, {"api", "2.0", "preview", "accounts", account_->id, "access-control"}) &&
             t.segments.size() == 7 && t.segment(6) == "rule-sets")
        made.to = endpoint::rule_sets;
    else if (made.where && t.segments.size() == 7 &&
             starts(t, {"api", "2.0", "settings", "types", "restrict_workspace_admins", "names", "default"}))
        made.to = endpoint::restrict_admins;
    else if (made.where && starts(t, {"api", "2.1", "unity-catalog"}))
        made.to = unity_endpoint(t);
    else if (made.where && starts(t, {"api", "2.0", "clean-rooms"}) && t.segments.size() == 3)
        made.to = endpoint::clean_rooms;
    else if (made.where && starts(t, {"api", "2.0", "preview", "scim", "v2"}))
        made.to = workspace_scim_endpoint(t, 5);
    else if (made.where && starts(t, {"api", "2.0", "scim", "v2"}))
        made.to = workspace_scim_endpoint(t, 4);
    else if (made.where && starts(t, {"api", "2.0", "sql", "statements"}))
        made.to = statements_endpoint(t);
    else if (made.where && starts(t, {"api", "2.0", "fs", "files", "Volumes"}) && t.segments.size() >= 9)
        made.to = endpoint::files;
    else if (made.where)
        made.to = object_endpoint(t);
    const bool submits =
        made.to == endpoint::statement_end || (made.to == endpoint::statements && t.segments.size() == 4);
    made.writes = what.method != (made.to == endpoint::token || submits ? "POST" : "GET");
    made.known_write =
        (what.method == "PATCH" && (made.to == endpoint::group_members || made.to == endpoint::grants)) ||
        (what.method == "PUT" && made.to == endpoint::files);
    return made;
}

std::optional<reply> service::refuse_login(const call& to, const request& what, std::chrono::milliseconds now) const {
    constexpr std::string_view bearer = "Bearer ";
    if (!what.authorization.starts_with(bearer))
        return failed(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type for this API.");
    const auto text = what.authorization.substr(bearer.size());
    if (to.where && text == options_.accepted.personal_token) return std::nullopt;
    const auto facts = read_token(options_.secret, text);
    const auto audience = to.where ? account_->at(*to.where).id : account_audience;
    const bool fits = facts.audience == audience || facts.audience == any_audience ||
                      (to.where && facts.audience == account_audience && options_.account_token_on_workspaces);
    if (!facts.genuine || !fits) return failed(401, "UNAUTHENTICATED", "Invalid access token.");
    if (facts.expires <= now) return failed(401, "UNAUTHENTICATED", "Access token expired.");
    return std::nullopt;
}

reply service::answer(const call& to, const request& what, std::chrono::milliseconds now) const {
    if (!to.known_host) return failed(404, "RESOURCE_DOES_NOT_EXIST", "No workspace or account answers to this host.");
    if (to.writes && to.to != endpoint::assignment && !(to.known_write && options_.accepts_writes))
        return failed(405, "BAD_REQUEST", "The simulated account is read-only but for permission assignments.");
    route_context c{*account_, options_, to, what, now, {}, *assignments_, *written_};
    reply made;
    if (to.to == endpoint::discovery)
        made = to.target.segment(0) == ".well-known" ? host_metadata(c)
               : to.target.segment(0) == "aad"       ? tenant_of_entra(c)
                                                     : oidc_document(c);
    else if (to.to == endpoint::token)
        made = to.target.segment(0) == "oidc" ? token(c) : token_of_entra(c);
    else if (to.to == endpoint::result_file)
        made = result_file(c, *statements_); // whoever has the link has the file
    else if (auto refused = refuse_login(to, what, now))
        made = std::move(*refused);
    else if (to.where && !c.here().running())
        made = failed(404, "RESOURCE_DOES_NOT_EXIST", "The workspace is not running.");
    else if (auto barred = to.where ? lacks_admin(c) : std::nullopt)
        made = std::move(*barred);
    else
        switch (to.to) {
        case endpoint::workspaces: made = workspaces(c); break;
        case endpoint::metastores: made = metastores(c); break;
        case endpoint::metastore_workspaces: made = metastore_workspaces(c); break;
        case endpoint::workspace_metastore: made = workspace_metastore(c); break;
        case endpoint::assignments: made = assignments(c); break;
        case endpoint::assignment: made = set_assignment(c, *assignments_); break;
        case endpoint::account_users: c.principals = users_, made = scim_list(c); break;
        case endpoint::account_service_principals: c.principals = service_principals_, made = scim_list(c); break;
        case endpoint::account_groups: c.principals = groups_, made = scim_list(c); break;
        case endpoint::account_user:
        case endpoint::account_service_principal: made = scim_get(c); break;
        case endpoint::group_members: made = to.writes ? patch_group(c) : scim_get(c); break;
        case endpoint::direct_members: made = direct_members(c); break;
        case endpoint::files: made = to.writes ? put_file(c) : no_endpoint(what.target); break;
        case endpoint::workspace_groups: made = workspace_groups(c); break;
        case endpoint::workspace_group_members: made = workspace_group(c); break;
        case endpoint::workspace_users: made = workspace_users(c); break;
        case endpoint::workspace_service_principals: made = workspace_service_principals(c); break;
        case endpoint::restrict_admins: made = restrict_admins(c); break;
        case endpoint::rule_sets: made = rule_set(c); break;
        case endpoint::service_principal_secrets: made = service_principal_secrets(c); break;
        case endpoint::service_principal_federation:
        case endpoint::account_federation: made = federation_policies(c); break;
        case endpoint::account_access_rules: made = account_access_rules(c); break;
        case endpoint::me: made = me(c); break;
        case endpoint::current_metastore: made = current_metastore(c); break;
        case endpoint::metastore_summary: made = metastore_summary(c); break;
        case endpoint::resource_quotas: made = resource_quotas(c); break;
        case endpoint::catalogs: made = list_securables(c, node_kind::catalog); break;
        case endpoint::schemas: made = list_securables(c, node_kind::schema); break;
        case endpoint::tables: made = list_securables(c, node_kind::table); break;
        case endpoint::volumes: made = list_securables(c, node_kind::volume); break;
        case endpoint::functions: made = list_securables(c, node_kind::function); break;
        case endpoint::models: made = list_securables(c, node_kind::model); break;
        case endpoint::locations: made = list_securables(c, node_kind::location); break;
        case endpoint::credentials: made = list_securables(c, node_kind::credential); break;
        case endpoint::connections: made = list_securables(c, node_kind::connection); break;
        case endpoint::shares: made = list_securables(c, node_kind::share); break;
        case endpoint::share_objects: made = share_objects(c); break;
        case endpoint::share_grants: made = share_grants(c); break;
        case endpoint::providers: made = list_securables(c, node_kind::provider); break;
        case endpoint::recipients: made = list_securables(c, node_kind::recipient); break;
        case endpoint::clean_rooms: made = clean_rooms(c); break;
        case endpoint::artifact_allow_lists: made = artifact_allow_list(c); break;
        case endpoint::securable:
        case endpoint::view_definition: made = one_securable(c); break;
        case endpoint::bindings: made = bindings(c); break;
        case endpoint::grants: made = grants(c); break;
        case endpoint::policies: made = attribute_policies(c); break;
        case endpoint::tags: made = tag_assignments(c); break;
        case endpoint::statement_end: made = end_statement(c, *statements_); break;
        case endpoint::statements:
            if (to.target.segments.size() == 4)
                made = submit_statement(c, *statements_);
            else if (to.target.segments.size() == 5)
                made = statement_status(c, *statements_);
            else
                made = statement_chunk(c, *statements_);
            break;
        default: {
            auto object = answer_about_objects(c);
            made = object ? std::move(*object) : no_endpoint(what.target);
        }
        }
    if (to.where) made.headers.emplace_back("x-databricks-org-id", std::to_string(c.here().id));
    return made;
}

} // namespace canreach::simulator
