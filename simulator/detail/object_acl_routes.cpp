#include <fmt/format.h>

#include <array>
#include <map>
#include <vector>

#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

struct object_word {
    std::string_view word;
    node_kind kind;
    std::string_view type; ///< `object_type` of the answer
    std::string_view subtype = {};
};
constexpr std::array object_words{
    object_word{"jobs", node_kind::job, "job"},
    object_word{"pipelines", node_kind::pipeline, "pipelines"},
    object_word{"clusters", node_kind::cluster, "cluster"},
    object_word{"cluster-policies", node_kind::cluster_policy, "cluster-policy"},
    object_word{"instance-pools", node_kind::pool, "instance-pool"},
    object_word{"warehouses", node_kind::warehouse, "warehouses"},
    object_word{"queries", node_kind::query, "query"},
    object_word{"alerts", node_kind::alert, "alert", "alert"},
    object_word{"alertsv2", node_kind::alert, "alertv2", "alertv2"},
    object_word{"dbsql-dashboards", node_kind::legacy_dashboard, "dbsql-dashboard"},
    object_word{"dashboards", node_kind::dashboard, "dashboard"},
    object_word{"genie", node_kind::genie_space, "genie-space"},
    object_word{"experiments", node_kind::experiment, "mlflowExperiment"},
    object_word{"registered-models", node_kind::workspace_model, "registered-model"},
    object_word{"serving-endpoints", node_kind::serving_endpoint, "serving-endpoint"},
    object_word{"apps", node_kind::app, "apps"},
    object_word{"repos", node_kind::repo, "repo"},
    object_word{"notebooks", node_kind::notebook, "notebook"},
    object_word{"directories", node_kind::folder, "directory"},
    object_word{"files", node_kind::file, "file"},
    object_word{"vector-search-endpoints", node_kind::vector_search_endpoint, "vector-search-endpoints"},
    object_word{"database-instances", node_kind::database_instance, "database-instances"},
    object_word{"database-projects", node_kind::other, "database-projects"},
    object_word{"feature-tables", node_kind::other, "feature-table"},
    object_word{"knowledge-assistants", node_kind::other, "knowledge-assistants"},
    object_word{"supervisor-agents", node_kind::other, "supervisor-agents"},
};

const workspace_object* asked_for(const route_context& c, std::string_view& type) {
    const auto& list = c.from.objects_of(c.here());
    const auto word = c.to.target.segment(3);
    const auto id = c.to.target.segment(4);
    if (word == "authorization") {
        type = id;
        return list.find(id == "tokens" ? node_kind::token_policy : node_kind::password_policy, "");
    }
    for (const auto& row : object_words) {
        if (row.word != word) continue;
        type = row.type;
        switch (row.kind) {
        case node_kind::folder:
        case node_kind::notebook:
        case node_kind::file:
        case node_kind::repo:
        case node_kind::workspace_model: {
            const auto number = whole_number(id);
            return number ? list.find_number(row.kind, *number) : nullptr;
        }
        case node_kind::other: return list.find(row.kind, fmt::format("{}/{}", word, id));
        default: break;
        }
        const auto* found = list.find(row.kind, id);
        return found != nullptr && !row.subtype.empty() && found->subtype != row.subtype ? nullptr : found;
    }
    return nullptr;
}

struct permission {
    std::string_view level;
    std::string from; ///< what it is inherited from; empty = direct
};

void write_entry(json_text& out, const acl_principal& who, const std::vector<permission>& permissions) {
    out.open_object();
    out.field(who.kind == node_kind::user    ? "user_name"
              : who.kind == node_kind::group ? "group_name"
                                             : "service_principal_name",
              who.name);
    if (who.kind != node_kind::group) out.field("display_name", who.name);
    out.open_array("all_permissions");
    for (const auto& one : permissions) {
        out.open_object().field("permission_level", one.level).field("inherited", !one.from.empty());
        if (!one.from.empty()) out.open_array("inherited_from_object").value(one.from).close_array();
        out.close_object();
    }
    out.close_array().close_object();
}

} // namespace

reply object_acl(const route_context& c) {
    std::string_view type;
    const auto* found = asked_for(c, type);
    const auto id = c.to.target.segment(4);
    if (found == nullptr || found->has(object_trait::vanished))
        return failed(404, "RESOURCE_DOES_NOT_EXIST", fmt::format("{} {} does not exist.", type, id));
    if (found->has(object_trait::acl_refused))
        return failed(403, "PERMISSION_DENIED", fmt::format("{} {} needs the right to manage it.", type, id));
    const auto& list = c.from.objects_of(c.here());
    // One entry a principal, with what it inherits from the folders above beside what it has itself.
    std::map<acl_principal_index, std::vector<permission>> entries;
    for (const auto& entry : list.entries_of(*found)) entries[entry.who].push_back({c.from.acl_words[entry.level], {}});
    for (auto above = found->folder; above != no_object; above = list.at(above).folder)
        for (const auto& entry : list.entries_of(list.at(above)))
            entries[entry.who].push_back(
                {c.from.acl_words[entry.level], fmt::format("/directories/{}", list.at(above).number)});
    json_text out;
    out.open_object().field("object_id", fmt::format("/{}/{}", c.to.target.segment(3), id)).field("object_type", type);
    out.open_array("access_control_list");
    for (const auto& [who, permissions] : entries) write_entry(out, c.from.at(who), permissions);
    write_entry(out, {node_kind::group, "admins"}, {{"CAN_MANAGE", fmt::format("/{}/", c.to.target.segment(3))}});
    return ok(std::move(out.close_array().close_object()));
}

reply secret_acl(const route_context& c) {
    const auto scope = c.to.target.parameter("scope").value_or("");
    const auto& list = c.from.objects_of(c.here());
    const auto* found = list.find(node_kind::secret_scope, scope);
    if (found == nullptr || found->has(object_trait::vanished))
        return failed(404, "RESOURCE_DOES_NOT_EXIST", fmt::format("Scope {} does not exist.", scope));
    if (found->has(object_trait::acl_refused))
        return failed(403, "PERMISSION_DENIED", fmt::format("User does not have MANAGE on scope {}.", scope));
    json_text out;
    out.open_object();
    const auto entries = list.entries_of(*found);
    if (!entries.empty()) {
        out.open_array("items");
        for (const auto& entry : entries)
            out.open_object()
                .field("principal", c.from.at(entry.who).name)
                .field("permission", c.from.acl_words[entry.level])
                .close_object();
        out.close_array();
    }
    return ok(std::move(out.close_object()));
}

} // namespace canreach::simulator::detail
