#include <fmt/format.h>

#include <algorithm>

#include "model/node.hpp"
#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::int64_t creation_time = 1'688'112'000'123;

void write_workspace(json_text& out, const account& from, const workspace& space) {
    std::string provider(name_of(from.where));
    // Letter case and the place of some fields vary on the platform (databricks-api, D.1); so do they here.
    if (space.spelling == 1)
        std::ranges::transform(provider, provider.begin(), [](char l) { return static_cast<char>(l - 32); });
    out.open_object().field("account_id", from.id).field("workspace_id", space.id);
    out.optional_field("workspace_name", space.name);
    if (space.spelling == 2)
        out.field("workspace_url", fmt::format("https://{}/", space.host));
    else
        out.field("deployment_name", space.deployment_name);
    out.field("cloud", provider).optional_field("workspace_status", space.status);
    out.field("creation_time", creation_time).field("pricing_tier", "PREMIUM");
    switch (from.where) {
    case cloud::azure:
        out.open_object("azure_workspace_info").field("subscription_id", "6d3c0000-0000-4000-8000-000000000000");
        out.field("resource_group", "rg-simulated");
        if (space.spelling == 3) out.optional_field("region", space.region);
        out.close_object();
        if (space.spelling != 3) out.optional_field("location", space.region);
        break;
    case cloud::aws: out.optional_field("aws_region", space.region); break;
    case cloud::gcp: out.optional_field("location", space.region); break;
    }
    out.close_object();
}

void write_metastore(json_text& out, const account& from, const metastore& store) {
    const auto& root = from.at(store.root);
    const auto provider = name_of(from.where);
    out.field("metastore_id", store.id).field("name", root.name);
    if (root.owner != no_grantee) out.field("owner", from.at(root.owner).name);
    out.optional_field("region", store.region).field("cloud", provider);
    out.field("global_metastore_id", fmt::format("{}:{}:{}", provider, store.region, store.id));
    out.field("privilege_model_version", "1.0").field("delta_sharing_scope", "INTERNAL");
    if (store.external_access) out.field("external_access_enabled", true);
    out.field("created_at", creation_time);
}

reply no_metastore() {
    return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
}

} // namespace

reply workspaces(const route_context& c) {
    json_text out;
    if (const auto one = c.to.target.segment(5); !one.empty()) {
        const auto id = whole_number(one);
        const auto found = id ? c.from.workspaces_by_id.find(*id) : c.from.workspaces_by_id.end();
        if (found == c.from.workspaces_by_id.end())
            return failed(404, "RESOURCE_DOES_NOT_EXIST", fmt::format("Workspace {} does not exist.", one));
        write_workspace(out, c.from, c.from.at(found->second));
        return ok(std::move(out));
    }
    out.open_array(); // a bare array
    for (const auto& space : c.from.workspaces) write_workspace(out, c.from, space);
    return ok(std::move(out.close_array()));
}

reply metastores(const route_context& c) {
    json_text out;
    if (const auto one = c.to.target.segment(5); !one.empty()) {
        const auto found = c.from.metastores_by_id.find(std::string(one));
        if (found == c.from.metastores_by_id.end()) return no_such(node_kind::metastore, one);
        out.open_object().open_object("metastore_info");
        write_metastore(out, c.from, c.from.at(found->second));
        return ok(std::move(out.close_object().close_object()));
    }
    out.open_object();
    if (!c.from.metastores.empty()) {
        out.open_array("metastores");
        for (const auto& store : c.from.metastores) {
            out.open_object();
            write_metastore(out, c.from, store);
            out.close_object();
        }
        out.close_array();
    }
    return ok(std::move(out.close_object()));
}

reply metastore_workspaces(const route_context& c) {
    const auto found = c.from.metastores_by_id.find(std::string(c.to.target.segment(5)));
    if (found == c.from.metastores_by_id.end()) return no_such(node_kind::metastore, c.to.target.segment(5));
    json_text out;
    out.open_object();
    const auto& store = c.from.at(found->second);
    if (!store.workspaces.empty()) {
        out.open_array("workspace_ids");
        for (const auto index : store.workspaces) out.value(c.from.at(index).id);
        out.close_array();
    }
    return ok(std::move(out.close_object()));
}

reply workspace_metastore(const route_context& c) {
    const auto id = whole_number(c.to.target.segment(5));
    const auto found = id ? c.from.workspaces_by_id.find(*id) : c.from.workspaces_by_id.end();
    if (found == c.from.workspaces_by_id.end())
        return failed(404, "RESOURCE_DOES_NOT_EXIST", "The workspace does not exist.");
    const auto& space = c.from.at(found->second);
    if (!space.metastore) return no_metastore();
    json_text out;
    out.open_object().open_object("metastore_assignment").field("workspace_id", space.id);
    out.field("metastore_id", c.from.at(*space.metastore).id).field("default_catalog_name", "main");
    return ok(std::move(out.close_object().close_object()));
}

reply current_metastore(const route_context& c) {
    if (!c.here().metastore) return no_metastore();
    json_text out;
    out.open_object().field("metastore_id", c.from.at(*c.here().metastore).id);
    out.field("workspace_id", c.here().id).field("default_catalog_name", "main").close_object();
    return ok(std::move(out));
}

reply metastore_summary(const route_context& c) {
    if (!c.here().metastore) return no_metastore();
    json_text out;
    out.open_object();
    write_metastore(out, c.from, c.from.at(*c.here().metastore));
    return ok(std::move(out.close_object()));
}

reply assignments(const route_context& c) {
    const auto id = whole_number(c.to.target.segment(5));
    const auto found = id ? c.from.workspaces_by_id.find(*id) : c.from.workspaces_by_id.end();
    if (found == c.from.workspaces_by_id.end())
        return failed(404, "RESOURCE_DOES_NOT_EXIST", "The workspace does not exist.");
    const auto& space = c.from.at(found->second);
    if (space.assignments_refused) return failed(403, "PERMISSION_DENIED", "User is not an account admin.");
    const auto asked = c.to.target.number("max_results").value_or(100);
    if (asked < 0) return failed(400, "INVALID_PARAMETER_VALUE", "max_results must not be negative.");
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    const auto limit = c.capped(std::min<std::uint64_t>(asked == 0 ? 100 : static_cast<std::uint64_t>(asked), 1000));
    const auto rows = assignments_now(c.from, c.set, found->second);
    const auto page = plan_page(c.rules(), c.to.target, c.to.host, *place, rows.size(), limit);
    json_text out;
    out.open_object();
    if (page.count > 0) out.open_array("permission_assignments");
    for (auto i = page.first; i < page.first + page.count; ++i) {
        const auto& row = rows[i];
        out.open_object().open_object("principal").field("principal_id", row.id);
        if (row.who) {
            const auto& who = c.from.at(*row.who);
            switch (who.kind) {
            case node_kind::user:
                out.optional_field("display_name", who.display_name).field("user_name", who.name);
                break;
            case node_kind::group: out.field("display_name", who.name).field("group_name", who.name); break;
            default: out.optional_field("display_name", who.name).field("service_principal_name", who.application_id);
            }
        }
        if (row.everyone) out.field("display_name", account_users_id).field("group_name", account_users_id);
        out.close_object().open_array("permissions");
        if (row.admin) out.value("ADMIN");
        if (row.user) out.value("USER");
        out.close_array();
        if (i % 5 == 4) out.field("error", "");
        out.close_object();
    }
    if (page.count > 0) out.close_array();
    out.optional_field("next_page_token", page.next_token);
    return ok(std::move(out.close_object()));
}

} // namespace canreach::simulator::detail
