#include "actions/clone_changes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "actions/replies.hpp"
#include "actions/workspace_hosts.hpp"
#include "audit/sql_text.hpp"
#include "model/grant_names.hpp"

namespace canreach::actions {
namespace {

namespace json = boost::json;
using audit::clone_step;
using crawler::percent_encoded;

/// How a path of `/permissions/` calls a kind of securable; empty for those that have other ways of being granted on.
std::string_view type_of(node_kind kind) {
    switch (kind) {
    case node_kind::metastore:
    case node_kind::catalog:
    case node_kind::schema:
    case node_kind::table:
    case node_kind::volume:
    case node_kind::function:
    case node_kind::credential:
    case node_kind::connection: return word_of(kind);
    case node_kind::model: return "function"; // models are granted on as functions
    case node_kind::location: return "external_location";
    default: return {};
    }
}

change membership(const node_description& group, const node_description& member,
                  const crawler::databricks_config& config, std::string what) {
    if (!group.key.scope.empty())
        return {std::move(what), by_hand{"the group is a workspace's own: its members are changed there"}, {}};
    const auto path = fmt::format("/api/2.0/accounts/{}/scim/v2/Groups/{}", percent_encoded(config.account_id),
                                  percent_encoded(group.key.id));
    const json::object body{
        {"schemas", json::array{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}},
        {"Operations",
         json::array{json::object{
             {"op", "add"}, {"path", "members"}, {"value", json::array{json::object{{"value", member.key.id}}}}}}}};
    const auto shows = [id = member.key.id](const crawler::json_document& reply, std::string& seen) {
        seen = "the group does not list it among its members";
        return has_member(reply, id);
    };
    return {std::move(what),
            write_request{crawler::http_method::patch, config.host, path, "application/scim+json; charset=utf-8",
                          json::serialize(body), crawler::rate_class::account_scim_patch},
            look{config.host, path, crawler::rate_class::account_scim_get, shows}};
}

change grant(const node_description& on, const node_description& to, std::vector<std::string> privileges,
             const result<crawler::origin>& host, std::string what) {
    const auto type = type_of(on.key.kind);
    if (type.empty()) return {std::move(what), by_hand{"grants on such an object are made where it is managed"}, {}};
    if (!host) return {std::move(what), by_hand{host.error().to_string()}, {}};
    for (auto& name : privileges) std::ranges::replace(name, ' ', '_');
    const auto name = on.key.kind == node_kind::metastore ? on.key.id : on.name;
    const auto path = fmt::format("/api/2.1/unity-catalog/permissions/{}/{}", type, percent_encoded(name));
    const auto principal = audit::name_in_sql(to);
    json::array add(privileges.begin(), privileges.end());
    const json::object body{{"changes", json::array{json::object{{"principal", principal}, {"add", std::move(add)}}}},
                            {"omit_permissions_in_response", true}};
    const auto shows = [principal, privileges](const crawler::json_document& reply, std::string& seen) -> result<bool> {
        const auto missing = missing_privileges(reply, principal, privileges);
        if (!missing) return missing.error();
        seen = fmt::format("{} not held", fmt::join(*missing, ", "));
        return missing->empty();
    };
    return {std::move(what),
            write_request{crawler::http_method::patch, *host, path, "application/json", json::serialize(body),
                          crawler::rate_class::unity},
            look{*host, fmt::format("{}?principal={}", path, percent_encoded(principal)), crawler::rate_class::unity,
                 shows}};
}

} // namespace

result<std::vector<change>> clone_changes(audit::account& in, fact_source& source, const audit::clone_report& report,
                                          const crawler::databricks_config& config) {
    if (!config.account_level)
        return fail(errc::not_allowed, "memberships are kept by the account, and these credentials are for a workspace")
            .with("host", config.host.to_string())
            .hinting("log in to the account host, e.g. --host https://accounts.azuredatabricks.net");
    if (const auto file = in.names.snapshot().account_id; file != config.account_id)
        return fail(errc::not_allowed, fmt::format("the file is of account {}, the credentials are for {}",
                                                   printable(file), printable(config.account_id)));
    const auto hosts = workspace_hosts::read(in, source);
    if (!hosts) return hosts.error();
    std::vector<change> made;
    for (const auto& step : report.plan.steps) {
        if (step.where != audit::step_place::databricks) continue;
        const auto on = in.names.describe(step.change.target);
        if (!on) return on.error();
        auto what = audit::statement_of(in, step, report.target);
        if (!what) return std::move(what).error();
        if (step.is_membership())
            made.push_back(membership(*on, report.target.node, config, *std::move(what)));
        else if (step.change.in == facet::unity)
            made.push_back(grant(*on, report.target.node,
                                 names_of_bits(step.change.bits, facet::unity, in.names.privileges()),
                                 hosts->host_for(in, step.change.target), *std::move(what)));
        else
            made.push_back(
                {*std::move(what),
                 by_hand{step.change.in == facet::acl    ? "permissions of objects are changed in their workspace"
                         : step.change.in == facet::role ? "roles are given by an administrator"
                                                         : "the Hive metastore is granted on by SQL in its workspace"},
                 {}});
    }
    return made;
}

} // namespace canreach::actions
