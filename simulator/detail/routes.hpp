/// Replies by endpoint. One file a part of the API; `service` decides which is called.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/account.hpp"
#include "simulator/detail/assignment_book.hpp"
#include "simulator/detail/json_text.hpp"
#include "simulator/detail/paging.hpp"
#include "simulator/service.hpp"

namespace canreach::simulator::detail {

class write_book;

/// What every route sees.
struct route_context {
    const account& from;
    const service_options& options;
    const call& to;
    const request& asked;
    std::chrono::milliseconds now;
    std::span<const principal_index> principals; ///< of the kind that the endpoint serves
    const assignment_book& set;                  ///< assignments that clients have changed
    write_book& written;                         ///< all else that clients have changed

    [[nodiscard]] page_rules rules() const { return {options.secret, options.empty_page_every}; }
    [[nodiscard]] std::uint64_t capped(std::uint64_t limit) const;
    [[nodiscard]] const workspace& here() const { return from.at(*to.where); }
};

// replies.cpp
[[nodiscard]] reply ok(json_text text);
[[nodiscard]] reply failed(unsigned status, std::string_view code, std::string_view message);
[[nodiscard]] reply scim_failed(unsigned status, std::string_view scim_type, std::string_view detail);
[[nodiscard]] reply no_endpoint(std::string_view path);
[[nodiscard]] reply bad_token();

// oauth_routes.cpp
[[nodiscard]] reply host_metadata(const route_context& c);
/// What an authorization server says instead of a token.
[[nodiscard]] reply refused_login(std::string_view code, std::string_view what);
/// A parameter of a form; empty if absent.
[[nodiscard]] std::string form_field(std::string_view form, std::string_view name);
[[nodiscard]] reply oidc_document(const route_context& c);
[[nodiscard]] reply token(const route_context& c);

// entra_routes.cpp
/// The host of Entra ID; empty on other clouds.
[[nodiscard]] std::string_view login_host_of(cloud where) noexcept;
/// Sends browsers to log in, which names the tenant.
[[nodiscard]] reply tenant_of_entra(const route_context& c);
[[nodiscard]] reply token_of_entra(const route_context& c);

// tenancy_routes.cpp
[[nodiscard]] reply workspaces(const route_context& c);
[[nodiscard]] reply metastores(const route_context& c);
[[nodiscard]] reply metastore_workspaces(const route_context& c);
[[nodiscard]] reply workspace_metastore(const route_context& c);
[[nodiscard]] reply assignments(const route_context& c);
[[nodiscard]] reply current_metastore(const route_context& c);
[[nodiscard]] reply metastore_summary(const route_context& c);

// quota_routes.cpp
[[nodiscard]] reply resource_quotas(const route_context& c);

// assignment_routes.cpp
[[nodiscard]] reply set_assignment(const route_context& c, assignment_book& set);
/// The service principal that logs in, where it is one of the account.
[[nodiscard]] std::optional<principal_index> caller_in_account(const route_context& c);
enum class caller_standing : std::uint8_t { stranger, user, admin };
/// In the workspace asked: by assignments, directly or through groups, where the caller is one of the account; else as
/// the options say.
[[nodiscard]] caller_standing standing_of_caller(const route_context& c);
/// Permission lists and tokens are for workspace admins; a caller from outside of the account sees everything.
[[nodiscard]] std::optional<reply> lacks_admin(const route_context& c);

// scim_routes.cpp: account
[[nodiscard]] reply scim_list(const route_context& c);
[[nodiscard]] reply scim_get(const route_context& c);
/// With those that were added by writes.
[[nodiscard]] std::vector<principal_index> members_of(const route_context& c, principal_index group);

// identity_routes.cpp
[[nodiscard]] reply direct_members(const route_context& c);

// workspace_scim_routes.cpp
[[nodiscard]] reply workspace_groups(const route_context& c);
[[nodiscard]] reply workspace_group(const route_context& c);
[[nodiscard]] reply me(const route_context& c);

/// `entitlements` of a principal here, if it has any.
void write_entitlements(json_text& out, const route_context& c, node_kind kind, std::int64_t id);
[[nodiscard]] reply workspace_users(const route_context& c);
[[nodiscard]] reply workspace_service_principals(const route_context& c);

// access_routes.cpp
[[nodiscard]] reply rule_set(const route_context& c);
[[nodiscard]] reply service_principal_secrets(const route_context& c);
[[nodiscard]] reply federation_policies(const route_context& c);
[[nodiscard]] reply account_access_rules(const route_context& c);
[[nodiscard]] reply restrict_admins(const route_context& c);

// unity_routes.cpp
[[nodiscard]] reply list_securables(const route_context& c, node_kind kind);
[[nodiscard]] reply one_securable(const route_context& c);
[[nodiscard]] reply bindings(const route_context& c);

// write_routes.cpp
[[nodiscard]] reply patch_group(const route_context& c);
[[nodiscard]] reply patch_grants(const route_context& c, node_kind kind, std::string_view full_name);
[[nodiscard]] reply put_file(const route_context& c);

// grant_routes.cpp
[[nodiscard]] reply grants(const route_context& c);

// policy_routes.cpp
[[nodiscard]] reply attribute_policies(const route_context& c);
[[nodiscard]] reply tag_assignments(const route_context& c);

// metastore_object_routes.cpp: what lies directly below a metastore besides catalogs and locations
void write_metastore_object(json_text& out, const route_context& c, securable_index what);
[[nodiscard]] reply share_objects(const route_context& c);
[[nodiscard]] reply share_grants(const route_context& c);
[[nodiscard]] reply clean_rooms(const route_context& c);
[[nodiscard]] reply artifact_allow_list(const route_context& c);

// securable_json.cpp
void write_securable(json_text& out, const route_context& c, securable_index what, bool dependencies);
[[nodiscard]] std::optional<node_kind> kind_of_collection(std::string_view word) noexcept; ///< `tables`, `models`, …
/// The kind that a word of `/permissions/{type}/…` and `/bindings/{type}/…` names; functions and registered models
/// share one. `other` for words that name none.
[[nodiscard]] node_kind kind_of_type(std::string_view word) noexcept;
/// `storage_credential` names credentials of that purpose only; `credential` all of them.
[[nodiscard]] bool is_called(const route_context& c, std::string_view type, securable_index what);
/// The metastore of the workspace asked; empty if it has none.
[[nodiscard]] std::optional<securable_index> root_here(const route_context& c);
/// Why a securable cannot be read from here: its catalog or location is not bound to this workspace.
[[nodiscard]] std::optional<reply> hidden_here(const route_context& c, securable_index what);
[[nodiscard]] reply no_such(node_kind kind, std::string_view name);

// object_routes.cpp, object_acl_routes.cpp: workspace objects
/// The endpoint that a path of a workspace belongs to; `unknown` if it is none about objects.
[[nodiscard]] endpoint object_endpoint(const target& path);
/// Empty if the endpoint is none about objects.
[[nodiscard]] std::optional<reply> answer_about_objects(const route_context& c);
[[nodiscard]] reply object_acl(const route_context& c);
[[nodiscard]] reply secret_acl(const route_context& c);

// object_json.cpp
/// An object as its list shows it.
void write_object(json_text& out, const route_context& c, const workspace_object& one);
/// A job with the tasks from `first` on, at most `count`.
void write_job(json_text& out, const route_context& c, const workspace_object& one, std::size_t first,
               std::size_t count);
void write_pipeline_spec(json_text& out, const route_context& c, const workspace_object& one);
/// A query or alert by itself.
void write_saved(json_text& out, const route_context& c, const workspace_object& one, bool with_folder);

// scim_text.cpp: what account and workspace SCIM have in common
/// `attributes` and `excludedAttributes` of a request.
class wanted_attributes {
public:
    explicit wanted_attributes(const target& query);
    [[nodiscard]] bool has(std::string_view name) const;

private:
    std::vector<std::string> only_, without_;
};
/// `userName eq "x"`: one comparison.
struct scim_filter {
    std::string attribute, op, value;
    [[nodiscard]] static std::optional<scim_filter> parse(std::string_view text);
    [[nodiscard]] bool matches(std::string_view text) const;
};
void write_member(json_text& out, const route_context& c, node_kind kind, std::int64_t id, std::string_view display);
struct scim_window {
    std::uint64_t first = 0; ///< 0-based
    std::uint64_t count = 0;
    std::uint64_t start = 1; ///< as the client counts: 1-based, with the rows that came in before
    std::uint64_t total = 0; ///< with them too
};
/// Fewer than asked for on some pages, as servers do (databricks-api, 0.4, P1 rule 2).
[[nodiscard]] scim_window scim_window_of(const route_context& c, std::uint64_t total);
void open_scim_list(json_text& out, const scim_window& window);

} // namespace canreach::simulator::detail
