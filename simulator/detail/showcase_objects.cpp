#include <array>
#include <unordered_map>

#include "simulator/detail/showcase.hpp"

namespace canreach::simulator::detail {
namespace {

struct object_row {
    std::string_view workspace;
    node_kind kind;
    std::string_view id;
    std::string_view name;
    std::string_view owner = {};  ///< or creator
    std::string_view run_as = {}; ///< of an app its service principal
    std::string_view folder = {};
    std::string_view subtype = {};
};
constexpr object_row objects[]{
    {"prod", node_kind::folder, "/Prod", "/Prod", {}, {}, "/"},
    {"prod", node_kind::folder, "/Prod/etl", "/Prod/etl", {}, {}, "/Prod"},
    {"prod", node_kind::notebook, "/Prod/etl/load", "/Prod/etl/load", {}, {}, "/Prod/etl"},
    {"prod", node_kind::notebook, "/Prod/etl/clean", "/Prod/etl/clean", {}, {}, "/Prod/etl"},
    {"prod", node_kind::file, "/Prod/etl/settings.yml", "/Prod/etl/settings.yml", {}, {}, "/Prod/etl"},
    {"prod", node_kind::job, "771204", "nightly", "carol@example.com", "etl"},
    {"prod", node_kind::job, "771205", "etl-orders", "alice@example.com", "alice@example.com"},
    {"dev", node_kind::job, "880001", "etl-customers", "gil@example.com", "gil@example.com"},
    {"prod", node_kind::pipeline, "5f6b1c1e-0000-4000-8000-00000000b20e", "bronze", "carol@example.com", "etl"},
    {"prod", node_kind::cluster, "0131-080000-0ldc1u57", "old", "carol@example.com", {}, {}, "UI"},
    {"prod", node_kind::cluster, "0131-080000-5ha2ed00", "shared", "carol@example.com", {}, {}, "UI"},
    {"prod", node_kind::warehouse, "a1b2c3d4e5f60718", "w1", "carol@example.com", {}, {}, "PRO"},
    {"prod", node_kind::secret_scope, "etl-kv", "etl-kv", {}, {}, {}, "DATABRICKS"},
    {"prod", node_kind::app, "portal", "portal", "olga@example.com", "payroll-bot"},
    {"prod", node_kind::dashboard, "01ef9d2c-0000-4000-8000-0000005a1e50", "sales", {}, {}, "/Prod"},
};

struct permission_row {
    std::string_view workspace;
    std::string_view object; ///< name
    std::string_view who;
    std::string_view level;
};
/// Joe is no data engineer, but he edits what `nightly` runs as the service principal `etl`, and may change the job.
constexpr permission_row permissions[]{
    {"prod", "/Prod", "data-eng", "CAN_EDIT"},
    {"prod", "/Prod", "etl", "CAN_MANAGE"},
    {"prod", "/Prod/etl/load", "joe@example.com", "CAN_EDIT"},
    {"prod", "nightly", "carol@example.com", "IS_OWNER"},
    {"prod", "nightly", "joe@example.com", "CAN_MANAGE"},
    {"prod", "nightly", "bob@example.com", "CAN_MANAGE"},
    {"prod", "nightly", "data-eng", "CAN_MANAGE_RUN"},
    {"prod", "etl-orders", "alice@example.com", "IS_OWNER"},
    {"prod", "etl-orders", "analysts", "CAN_VIEW"},
    {"dev", "etl-customers", "gil@example.com", "IS_OWNER"},
    {"dev", "etl-customers", "data-eng", "CAN_MANAGE"},
    {"prod", "bronze", "carol@example.com", "IS_OWNER"},
    {"prod", "bronze", "data-eng", "CAN_RUN"},
    {"prod", "old", "joe@example.com", "CAN_ATTACH_TO"},
    {"prod", "shared", "data-eng", "CAN_RESTART"},
    {"prod", "w1", "carol@example.com", "IS_OWNER"},
    {"prod", "w1", "analysts", "CAN_USE"},
    {"prod", "etl-kv", "carol@example.com", "MANAGE"},
    {"prod", "etl-kv", "data-eng", "READ"},
    {"prod", "etl-kv", "etl", "WRITE"},
    {"prod", "portal", "analysts", "CAN_USE"},
    {"prod", "sales", "analysts", "CAN_RUN"},
    {"prod", "sales", "olga@example.com", "CAN_MANAGE"},
};

struct attribute_row {
    std::string_view object;
    std::string_view name;
    std::string_view text;
};
constexpr attribute_row attributes[]{
    {"old", "data_security_mode", "NONE"},
    {"old", "spark_version", "9.1.x-scala2.12"},
    {"shared", "data_security_mode", "USER_ISOLATION"},
    {"shared", "spark_version", "15.4.x-scala2.12"},
};

} // namespace

void make_showcase_objects(account_builder& into, showcase_places& places) {
    const auto& account = into.so_far();
    std::unordered_map<std::string_view, workspace_index> spaces;
    std::unordered_map<std::string_view, std::pair<workspace_index, object_index>> made;
    for (std::uint32_t i = 0; i < account.workspaces.size(); ++i)
        for (const std::string_view name : {"prod", "dev"})
            if (account.workspaces[i].name == name) spaces.emplace(name, workspace_index{i});
    const auto named = [&](std::string_view who) {
        const auto& row = account.at(places.people.at(who));
        return into.acl_principal_named(row.kind,
                                        row.kind == node_kind::service_principal ? row.application_id : row.name);
    };
    const auto prod = spaces.at("prod");
    made.emplace("/", std::pair(prod, into.add_object(prod, {node_kind::folder, "/", "/"})));
    std::int64_t number = 44'519'655;
    for (const auto& row : objects) {
        const auto where = spaces.at(row.workspace);
        new_object what{row.kind, row.id, row.name, row.subtype};
        if (!row.folder.empty()) {
            what.folder = made.at(row.folder).second;
            what.number = ++number;
        }
        if (row.kind == node_kind::app) what.number = account.at(places.people.at(row.run_as)).id;
        const auto index = into.add_object(where, what);
        if (!row.owner.empty()) into.at(where, index).owner = named(row.owner);
        if (!row.run_as.empty() && row.kind != node_kind::app) into.at(where, index).run_as = named(row.run_as);
        made.emplace(row.name, std::pair(where, index));
        ++places.objects;
    }
    for (const auto& row : permissions) {
        const auto [where, index] = made.at(row.object);
        into.permit(where, index, named(row.who), row.level);
    }
    for (const auto& row : attributes) {
        const auto [where, index] = made.at(row.object);
        into.extra_of(where, index).attributes.emplace_back(row.name, row.text);
    }
    into.set(prod, made.at("sales").second, object_trait::published);
    into.extra_of(prod, made.at("nightly").second).uses = {{node_kind::notebook, "/Prod/etl/load"},
                                                           {node_kind::cluster, "0131-080000-5ha2ed00"}};
    into.extra_of(prod, made.at("bronze").second).uses = {{node_kind::notebook, "/Prod/etl/clean"}};
}

} // namespace canreach::simulator::detail
