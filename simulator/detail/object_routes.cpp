#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

enum class paging : std::uint8_t { one_reply, token, numbered };

/// The listing of a kind, or of one type of a kind (databricks-api, E.5).
struct listing {
    endpoint to;
    node_kind kind;
    std::string_view subtype; ///< empty = all of the kind
    std::string_view key;
    paging style = paging::one_reply;
    std::string_view size_parameter = {};
    std::uint64_t server_page = 0; ///< where the client names no size
    std::uint64_t most = 0;        ///< upper bound of any page
    bool refuses_more = false;     ///< 400 for a larger size, instead of the upper bound
};
constexpr std::array listings{
    listing{endpoint::jobs, node_kind::job, {}, "jobs", paging::token, "limit", 20, 100, true},
    listing{endpoint::pipelines, node_kind::pipeline, {}, "statuses", paging::token, "max_results", 25, 100, true},
    listing{endpoint::clusters, node_kind::cluster, {}, "clusters", paging::token, "page_size", 20, 100},
    listing{endpoint::cluster_policies, node_kind::cluster_policy, {}, "policies"},
    listing{endpoint::pools, node_kind::pool, {}, "instance_pools"},
    listing{endpoint::warehouses, node_kind::warehouse, {}, "warehouses", paging::token, "page_size", 100, 1000},
    listing{endpoint::queries, node_kind::query, {}, "results", paging::token, "page_size", 20, 100},
    listing{endpoint::alerts, node_kind::alert, "alert", "results", paging::token, "page_size", 20, 100},
    listing{endpoint::alerts_v2, node_kind::alert, "alertv2", "alerts", paging::token, "page_size", 20, 100},
    listing{endpoint::legacy_dashboards,
            node_kind::legacy_dashboard,
            {},
            "results",
            paging::numbered,
            "page_size",
            25,
            250},
    listing{endpoint::dashboards, node_kind::dashboard, {}, "dashboards", paging::token, "page_size", 100, 1000},
    listing{endpoint::genie_spaces, node_kind::genie_space, {}, "spaces", paging::token, "page_size", 20, 100},
    listing{endpoint::experiments, node_kind::experiment, {}, "experiments", paging::token, "max_results", 1000, 1000},
    listing{endpoint::workspace_models,
            node_kind::workspace_model,
            {},
            "registered_models",
            paging::token,
            "max_results",
            100,
            1000},
    listing{endpoint::feature_tables, node_kind::other, "feature-tables", "feature_tables", paging::token,
            "max_results", 100, 200},
    listing{endpoint::serving_endpoints, node_kind::serving_endpoint, {}, "endpoints"},
    listing{endpoint::apps, node_kind::app, {}, "apps", paging::token, "page_size", 20, 100},
    listing{endpoint::vector_search_endpoints,
            node_kind::vector_search_endpoint,
            {},
            "endpoints",
            paging::token,
            "",
            50,
            50},
    listing{endpoint::database_instances,
            node_kind::database_instance,
            {},
            "database_instances",
            paging::token,
            "page_size",
            50,
            100},
    listing{endpoint::database_projects, node_kind::other, "database-projects", "projects", paging::token, "page_size",
            50, 100},
    listing{endpoint::knowledge_assistants, node_kind::other, "knowledge-assistants", "knowledge_assistants",
            paging::token, "page_size", 50, 100},
    listing{endpoint::supervisor_agents, node_kind::other, "supervisor-agents", "supervisor_agents", paging::token,
            "page_size", 50, 100},
    listing{endpoint::secret_scopes, node_kind::secret_scope, {}, "scopes"},
    listing{endpoint::tokens, node_kind::other, "token", "token_infos"},
};

struct route {
    std::string_view path; ///< `*` stands for one segment
    endpoint to;
};
constexpr std::array routes{
    route{"api/2.2/jobs/list", endpoint::jobs},
    route{"api/2.2/jobs/get", endpoint::job},
    route{"api/2.0/pipelines", endpoint::pipelines},
    route{"api/2.0/pipelines/*", endpoint::pipeline},
    route{"api/2.1/clusters/list", endpoint::clusters},
    route{"api/2.0/policies/clusters/list", endpoint::cluster_policies},
    route{"api/2.0/instance-pools/list", endpoint::pools},
    route{"api/2.0/sql/warehouses", endpoint::warehouses},
    route{"api/2.0/sql/queries", endpoint::queries},
    route{"api/2.0/sql/queries/*", endpoint::query},
    route{"api/2.0/sql/alerts", endpoint::alerts},
    route{"api/2.0/sql/alerts/*", endpoint::alert},
    route{"api/2.0/alerts", endpoint::alerts_v2},
    route{"api/2.0/preview/sql/dashboards", endpoint::legacy_dashboards},
    route{"api/2.0/lakeview/dashboards", endpoint::dashboards},
    route{"api/2.0/lakeview/dashboards/*/published", endpoint::dashboard_published},
    route{"api/2.0/genie/spaces", endpoint::genie_spaces},
    route{"api/2.0/mlflow/experiments/list", endpoint::experiments},
    route{"api/2.0/mlflow/registered-models/list", endpoint::workspace_models},
    route{"api/2.0/mlflow/databricks/registered-models/get", endpoint::workspace_model},
    route{"api/2.0/feature-store/feature-tables/search", endpoint::feature_tables},
    route{"api/2.0/serving-endpoints", endpoint::serving_endpoints},
    route{"api/2.0/apps", endpoint::apps},
    route{"api/2.0/vector-search/endpoints", endpoint::vector_search_endpoints},
    route{"api/2.0/database/instances", endpoint::database_instances},
    route{"api/2.0/postgres/projects", endpoint::database_projects},
    route{"api/2.1/knowledge-assistants", endpoint::knowledge_assistants},
    route{"api/2.1/supervisor-agents", endpoint::supervisor_agents},
    route{"api/2.0/secrets/scopes/list", endpoint::secret_scopes},
    route{"api/2.0/secrets/acls/list", endpoint::secret_acl},
    route{"api/2.0/token-management/tokens", endpoint::tokens},
    route{"api/2.0/workspace/list", endpoint::tree},
    route{"api/2.0/workspace/get-status", endpoint::object_status},
    route{"api/2.0/permissions/alertsv2/*", endpoint::alert_v2_acl},
    route{"api/2.0/permissions/*/*", endpoint::object_acl},
};

bool fits(std::string_view pattern, const target& path) {
    for (const auto& segment : path.segments) {
        const auto part = pattern.substr(0, pattern.find('/'));
        if (part.empty() || (part != "*" && part != segment)) return false;
        pattern.remove_prefix(std::min(part.size() + 1, pattern.size()));
    }
    return pattern.empty();
}

reply no_such_object(std::string_view what) {
    return failed(404, "RESOURCE_DOES_NOT_EXIST", fmt::format("'{}' does not exist.", what));
}

reply list_objects(const route_context& c, const listing& what) {
    const auto all = c.from.objects_of(c.here()).of(what.kind, what.subtype);
    const auto asked = what.size_parameter.empty() ? std::nullopt : c.to.target.number(what.size_parameter);
    if (asked && (*asked < 1 || (what.refuses_more && static_cast<std::uint64_t>(*asked) > what.most)))
        return failed(400, "INVALID_PARAMETER_VALUE",
                      fmt::format("{} must be between 1 and {}.", what.size_parameter, what.most));
    const auto limit = c.capped(asked ? std::min(static_cast<std::uint64_t>(*asked), what.most) : what.server_page);
    page_plan page{0, all.size(), {}};
    if (what.style == paging::token) {
        const auto place = place_of(c.rules(), c.to.target, c.to.host);
        if (!place) return bad_token();
        page = plan_page(c.rules(), c.to.target, c.to.host, *place, all.size(), limit);
    } else if (what.style == paging::numbered) {
        const auto number =
            static_cast<std::uint64_t>(std::max<std::int64_t>(c.to.target.number("page").value_or(1), 1));
        page.first = std::min<std::uint64_t>((number - 1) * limit, all.size());
        page.count = std::min<std::uint64_t>(limit, all.size() - page.first);
    }
    json_text out;
    out.open_object();
    if (page.count > 0) {
        out.open_array(what.key);
        for (const auto& one : all.subspan(page.first, page.count)) write_object(out, c, one);
        out.close_array();
    }
    if (what.to == endpoint::clusters)
        out.field("next_page_token", page.next_token); // "" at the end
    else
        out.optional_field("next_page_token", page.next_token);
    if (what.style == paging::numbered) out.field("count", static_cast<std::int64_t>(all.size()));
    if (what.to == endpoint::jobs) out.field("has_more", !page.next_token.empty());
    return ok(std::move(out.close_object()));
}

/// The path asked for; `/Workspace/…` is the same tree.
std::string_view asked_path(const route_context& c) {
    auto path = c.to.target.parameter("path").value_or("");
    if (constexpr std::string_view prefix = "/Workspace"; path.starts_with(prefix)) path.remove_prefix(prefix.size());
    return path.empty() ? "/" : path;
}

std::string_view tree_word(const workspace_object& one) {
    switch (one.kind) {
    case node_kind::folder: return "DIRECTORY";
    case node_kind::notebook: return "NOTEBOOK";
    case node_kind::file: return "FILE";
    case node_kind::repo: return "REPO";
    case node_kind::dashboard: return "DASHBOARD";
    default: return one.subtype;
    }
}

/// Queries, alerts, spaces and experiments have a folder, but the tree does not show them.
bool is_in_tree(const workspace_object& one) {
    switch (one.kind) {
    case node_kind::folder:
    case node_kind::notebook:
    case node_kind::file:
    case node_kind::repo:
    case node_kind::dashboard:
    case node_kind::other: return true;
    default: return false;
    }
}

void write_tree_object(json_text& out, const route_context& c, const workspace_object& one) {
    out.open_object().field("object_type", tree_word(one)).field("object_id", one.number);
    if (one.kind == node_kind::dashboard) {
        const auto& folder = c.from.objects_of(c.here()).at(one.folder);
        out.field("path", fmt::format("{}/{}.lvdash.json", folder.id == "/" ? "" : folder.id, one.name));
        out.field("resource_id", one.id);
    } else {
        out.field("path", one.kind == node_kind::other ? one.id.substr(one.subtype.size()) : one.id);
        out.field("resource_id", std::to_string(one.number));
    }
    if (one.kind == node_kind::notebook) out.field("language", "PYTHON");
    out.close_object();
}

reply tree(const route_context& c) {
    const auto& list = c.from.objects_of(c.here());
    const auto path = asked_path(c);
    const auto* folder = list.find(node_kind::folder, path);
    if (folder == nullptr) return no_such_object(path);
    json_text out;
    out.open_object();
    bool any = false;
    for (const auto i : list.in_folder(list.index_of(*folder))) {
        const auto& one = list.at(object_index{i});
        if (!is_in_tree(one)) continue;
        if (!any) out.open_array("objects");
        any = true;
        write_tree_object(out, c, one);
    }
    if (any) out.close_array();
    return ok(std::move(out.close_object()));
}

reply object_status(const route_context& c) {
    const auto& list = c.from.objects_of(c.here());
    const auto path = asked_path(c);
    for (const auto kind : {node_kind::folder, node_kind::notebook, node_kind::file, node_kind::repo})
        if (const auto* found = list.find(kind, path)) {
            json_text out;
            write_tree_object(out, c, *found);
            return ok(std::move(out));
        }
    return no_such_object(path);
}

reply one_job(const route_context& c) {
    const auto id = c.to.target.parameter("job_id").value_or("");
    const auto* found = c.from.objects_of(c.here()).find(node_kind::job, id);
    if (found == nullptr) return failed(400, "INVALID_PARAMETER_VALUE", fmt::format("Job {} does not exist.", id));
    constexpr std::uint64_t tasks_in_reply = 100;
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    const auto total = c.from.objects_of(c.here()).extra_of(*found).uses.size();
    const auto page = plan_page(c.rules(), c.to.target, c.to.host, *place, total, tasks_in_reply);
    json_text out;
    out.open_object();
    write_job(out, c, *found, page.first, page.count);
    out.optional_field("next_page_token", page.next_token);
    return ok(std::move(out.close_object()));
}

reply published(const route_context& c) {
    const auto id = c.to.target.segment(4);
    const auto* found = c.from.objects_of(c.here()).find(node_kind::dashboard, id);
    if (found == nullptr || !found->has(object_trait::published)) return no_such_object(id);
    json_text out;
    out.open_object().field("display_name", found->name).field("revision_create_time", "2026-01-31T08:00:00.000Z");
    out.field("embed_credentials", found->has(object_trait::embedded));
    return ok(std::move(out.close_object()));
}

reply workspace_model(const route_context& c) {
    const auto name = c.to.target.parameter("name").value_or("");
    const auto* found = c.from.objects_of(c.here()).find(node_kind::workspace_model, name);
    if (found == nullptr) return no_such_object(name);
    json_text out;
    out.open_object().open_object("registered_model_databricks").field("name", found->name);
    out.field("id", std::to_string(found->number)).field("permission_level", "CAN_MANAGE");
    return ok(std::move(out.close_object().close_object()));
}

reply one_by_id(const route_context& c, node_kind kind) {
    const auto id = c.to.target.segments.back();
    const auto* found = c.from.objects_of(c.here()).find(kind, id);
    if (found == nullptr) return no_such_object(id);
    json_text out;
    if (kind == node_kind::pipeline)
        write_pipeline_spec(out, c, *found);
    else
        write_saved(out, c, *found, true);
    return ok(std::move(out));
}

} // namespace

endpoint object_endpoint(const target& path) {
    for (const auto& row : routes)
        if (fits(row.path, path)) return row.to;
    return endpoint::unknown;
}

std::optional<reply> answer_about_objects(const route_context& c) {
    for (const auto& row : listings)
        if (row.to == c.to.to) return list_objects(c, row);
    switch (c.to.to) {
    case endpoint::job: return one_job(c);
    case endpoint::pipeline: return one_by_id(c, node_kind::pipeline);
    case endpoint::query: return one_by_id(c, node_kind::query);
    case endpoint::alert: return one_by_id(c, node_kind::alert);
    case endpoint::dashboard_published: return published(c);
    case endpoint::workspace_model: return workspace_model(c);
    case endpoint::tree: return tree(c);
    case endpoint::object_status: return object_status(c);
    case endpoint::secret_acl: return secret_acl(c);
    case endpoint::object_acl:
    case endpoint::alert_v2_acl: return object_acl(c);
    default: return std::nullopt;
    }
}

} // namespace canreach::simulator::detail
