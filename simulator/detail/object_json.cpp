#include <fmt/format.h>

#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::size_t tasks_in_list = 100;

/// Numbers as numbers; the ids of world files may be words.
void write_id(json_text& out, std::string_view name, std::string_view id) {
    if (const auto number = whole_number(id))
        out.field(name, *number);
    else
        out.field(name, id);
}

std::string_view name_of(const route_context& c, acl_principal_index who) {
    return who == nobody ? std::string_view{} : std::string_view(c.from.at(who).name);
}

void write_typed(json_text& out, std::string_view field, const acl_principal& who) {
    out.open_object(field);
    out.field(who.kind == node_kind::user    ? "user_name"
              : who.kind == node_kind::group ? "group_name"
                                             : "service_principal_name",
              who.name);
    out.close_object();
}

std::string_view folder_path(const route_context& c, const workspace_object& one) {
    return one.folder == no_object ? std::string_view{} : c.from.objects_of(c.here()).at(one.folder).id;
}

/// Half of the paths in the longer spelling.
std::string spelt(std::string_view path, std::size_t number) {
    return number % 2 == 0 || path == "/" ? std::string(path) : fmt::format("/Workspace{}", path);
}

void write_task(json_text& out, const std::pair<node_kind, std::string>& use, std::size_t number) {
    out.open_object().field("task_key", fmt::format("task_{}", number));
    switch (use.first) {
    case node_kind::notebook:
        out.open_object("notebook_task").field("notebook_path", spelt(use.second, number));
        out.field("source", "WORKSPACE").close_object();
        break;
    case node_kind::file:
        out.open_object("spark_python_task").field("python_file", spelt(use.second, number)).close_object();
        break;
    case node_kind::warehouse: out.open_object("sql_task").field("warehouse_id", use.second).close_object(); break;
    default: out.field("existing_cluster_id", use.second); break;
    }
    out.close_object();
}

void write_tags(json_text& out, const workspace_object& one) {
    if (!one.has(object_trait::of_notebook)) return;
    out.open_array("tags").open_object().field("key", "mlflow.experimentType").field("value", "NOTEBOOK");
    out.close_object().close_array();
}

void write_cluster(json_text& out, const route_context& c, const workspace_object& one) {
    const auto& extra = c.from.objects_of(c.here()).extra_of(one);
    out.field("cluster_id", one.id).field("cluster_name", one.name).optional_field("cluster_source", one.subtype);
    out.optional_field("creator_user_name", name_of(c, one.owner));
    for (const std::string_view name : {"data_security_mode", "policy_id", "single_user_name", "spark_version"})
        out.optional_field(name, extra.attribute(name));
    if (const auto profile = extra.attribute("profile"); !profile.empty()) {
        const bool aws = profile.starts_with("arn:");
        out.open_object(aws ? "aws_attributes" : "gcp_attributes");
        out.field(aws ? "instance_profile_arn" : "google_service_account", profile).close_object();
    }
    if (extra.attribute("table_acls") == "true")
        out.open_object("spark_conf").field("spark.databricks.acl.dfAclsEnabled", "true").close_object();
}

/// A policy that says something of access modes has a definition: JSON in a text.
void write_policy(json_text& out, const route_context& c, const workspace_object& one) {
    const auto& extra = c.from.objects_of(c.here()).extra_of(one);
    out.field("policy_id", one.id).field("name", one.name);
    out.optional_field("creator_user_name", name_of(c, one.owner));
    const auto modes = extra.attribute("data_security_mode");
    if (modes.empty()) return;
    std::string rules = R"({"spark_version":{"type":"unlimited"})";
    if (modes.find(',') != std::string_view::npos) {
        rules += R"(,"data_security_mode":{"type":"allowlist","values":[)";
        for (std::size_t at = 0; at <= modes.size();) {
            const auto end = std::min(modes.find(',', at), modes.size());
            rules += fmt::format(R"({}"{}")", at == 0 ? "" : ",", modes.substr(at, end - at));
            at = end + 1;
        }
        rules += "]}";
    } else if (modes != "ANY") {
        rules += fmt::format(R"(,"data_security_mode":{{"type":"fixed","value":"{}"}})", modes);
    }
    if (extra.attribute("table_acls") == "true")
        rules += R"(,"spark_conf.spark.databricks.acl.dfAclsEnabled":{"type":"fixed","value":"true"})";
    out.field("definition", rules + "}");
}

void write_token(json_text& out, const route_context& c, const workspace_object& one) {
    const auto& extra = c.from.objects_of(c.here()).extra_of(one);
    out.field("token_id", one.name).field("owner_id", one.number).field("comment", "made by hand");
    out.optional_field("created_by_username", name_of(c, one.owner));
    for (const auto& [attribute, field] :
         {std::pair{"created", "creation_time"}, std::pair{"last_used", "last_used_day"}})
        if (const auto time = whole_number(extra.attribute(attribute))) out.field(field, *time);
    out.field("expiry_time", whole_number(extra.attribute("expires")).value_or(-1));
}

/// Types without a kind of their own: `word/id`.
void write_other(json_text& out, const route_context& c, const workspace_object& one) {
    const auto id = one.id.substr(one.id.find('/') + 1);
    if (one.subtype == "token") return write_token(out, c, one);
    if (one.subtype == "database-projects") {
        out.field("name", fmt::format("projects/{}", id)).field("display_name", one.name);
        return;
    }
    if (one.subtype == "feature-tables") {
        out.field("id", id).field("name", one.name);
        return;
    }
    out.field(one.subtype == "supervisor-agents" ? "supervisor_agent_id" : "knowledge_assistant_id", id);
    out.field("display_name", one.name).optional_field("creator", name_of(c, one.owner));
}

} // namespace

void write_job(json_text& out, const route_context& c, const workspace_object& one, std::size_t first,
               std::size_t count) {
    const bool listed = c.to.to == endpoint::jobs;
    const auto& uses = c.from.objects_of(c.here()).extra_of(one).uses;
    write_id(out, "job_id", one.id);
    out.optional_field("creator_user_name", name_of(c, one.owner));
    if (!listed) out.optional_field("run_as_user_name", name_of(c, one.run_as == nobody ? one.owner : one.run_as));
    out.open_object("settings").field("name", one.name);
    // Lists leave out what equals the creator.
    if (one.run_as != nobody && one.run_as != one.owner && !one.has(object_trait::unsaid_run_as))
        write_typed(out, "run_as", c.from.at(one.run_as));
    const auto last = std::min(uses.size(), first + count);
    if (first < last) {
        out.open_array("tasks");
        for (auto i = first; i < last; ++i) write_task(out, uses[i], i);
        out.close_array();
    }
    out.close_object();
    if (listed && last < uses.size()) out.field("has_more", true);
}

void write_pipeline_spec(json_text& out, const route_context& c, const workspace_object& one) {
    out.open_object().field("pipeline_id", one.id).field("name", one.name);
    out.optional_field("run_as_user_name", name_of(c, one.run_as));
    out.open_object("spec").field("id", one.id).open_array("libraries");
    std::size_t number = 0;
    for (const auto& [kind, path] : c.from.objects_of(c.here()).extra_of(one).uses) {
        if (kind == node_kind::folder)
            out.open_object().open_object("glob").field("include", spelt(path, number++) + "/**");
        else
            out.open_object()
                .open_object(kind == node_kind::file ? "file" : "notebook")
                .field("path", spelt(path, number++));
        out.close_object().close_object();
    }
    out.close_array().close_object().close_object();
}

void write_saved(json_text& out, const route_context& c, const workspace_object& one, bool with_folder) {
    out.open_object().field("id", one.id).field("display_name", one.name);
    out.field("owner_user_name", one.owner == nobody ? "Unavailable" : name_of(c, one.owner));
    out.optional_field("run_as_mode", c.from.objects_of(c.here()).extra_of(one).attribute("run_as_mode"));
    if (one.run_as != nobody) write_typed(out, "effective_run_as", c.from.at(one.run_as));
    if (with_folder && one.folder != no_object) out.field("parent_path", spelt(folder_path(c, one), one.id.size() + 1));
    out.close_object();
}

void write_object(json_text& out, const route_context& c, const workspace_object& one) {
    if (one.kind == node_kind::query || one.kind == node_kind::alert)
        return write_saved(out, c, one, one.subtype == "alertv2");
    out.open_object();
    switch (one.kind) {
    case node_kind::job: write_job(out, c, one, 0, tasks_in_list); break;
    case node_kind::pipeline:
        out.field("pipeline_id", one.id).field("name", one.name).field("state", "IDLE");
        out.optional_field("creator_user_name", name_of(c, one.owner));
        out.optional_field("run_as_user_name", name_of(c, one.run_as));
        break;
    case node_kind::cluster: write_cluster(out, c, one); break;
    case node_kind::cluster_policy: write_policy(out, c, one); break;
    case node_kind::pool: out.field("instance_pool_id", one.id).field("instance_pool_name", one.name); break;
    case node_kind::warehouse:
        out.field("id", one.id).field("name", one.name).optional_field("warehouse_type", one.subtype);
        out.optional_field("creator_name", name_of(c, one.owner))
            .field("state", c.here().warehouse == warehouse_state::running ? "RUNNING" : "STOPPED");
        break;
    case node_kind::legacy_dashboard:
        out.field("id", one.id).field("name", one.name);
        if (one.owner != nobody) out.open_object("user").field("email", name_of(c, one.owner)).close_object();
        break;
    case node_kind::dashboard: out.field("dashboard_id", one.id).field("display_name", one.name); break;
    case node_kind::genie_space:
        out.field("space_id", one.id).field("title", one.name);
        if (one.folder != no_object) out.field("parent_path", spelt(folder_path(c, one), one.id.size()));
        break;
    case node_kind::experiment:
        out.field("experiment_id", one.id).field("name", one.name);
        write_tags(out, one);
        break;
    case node_kind::workspace_model: out.field("name", one.name); break;
    case node_kind::app:
        out.field("name", one.id).optional_field("creator", name_of(c, one.owner));
        if (one.number != 0) out.field("service_principal_id", one.number);
        break;
    case node_kind::database_instance:
        out.field("name", one.id).optional_field("creator", name_of(c, one.owner));
        break;
    case node_kind::secret_scope: {
        out.field("name", one.id).optional_field("backend_type", one.subtype);
        const auto vault = c.from.objects_of(c.here()).extra_of(one).attribute("vault");
        if (!vault.empty()) out.open_object("keyvault_metadata").field("resource_id", vault).close_object();
        break;
    }
    case node_kind::other: write_other(out, c, one); break;
    default: out.field("id", one.id).field("name", one.name).optional_field("creator", name_of(c, one.owner)); break;
    }
    out.close_object();
}

} // namespace canreach::simulator::detail
