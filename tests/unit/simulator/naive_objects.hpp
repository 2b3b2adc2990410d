/// The part of the slow, obvious crawl that is about workspace objects.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "model/acl_levels.hpp"
#include "tests/unit/simulator/naive_json.hpp"

namespace canreach::simulator::test {

class naive_objects {
public:
    naive_objects(const client& ask, std::string host, std::string space, std::function<void(node_fact)> node,
                  std::function<void(fact)> add)
        : ask_(ask), host_(std::move(host)), space_(std::move(space)), node_(std::move(node)), add_(std::move(add)) {}

    void run() {
        jobs();
        pipelines();
        clusters();
        plain(node_kind::cluster_policy, "2.0/policies/clusters/list", "policies", "policy_id", "name",
              "cluster-policies", "creator_user_name");
        plain(node_kind::pool, "2.0/instance-pools/list", "instance_pools", "instance_pool_id", "instance_pool_name",
              "instance-pools");
        plain(node_kind::warehouse, "2.0/sql/warehouses", "warehouses", "id", "name", "warehouses", "creator_name",
              "warehouse_type");
        plain(node_kind::serving_endpoint, "2.0/serving-endpoints", "endpoints", "id", "name", "serving-endpoints",
              "creator");
        plain(node_kind::vector_search_endpoint, "2.0/vector-search/endpoints", "endpoints", "id", "name",
              "vector-search-endpoints", "creator");
        plain(node_kind::database_instance, "2.0/database/instances", "database_instances", "name", "name",
              "database-instances", "creator");
        saved("2.0/sql/queries", "results", node_kind::query, "", "queries");
        saved("2.0/sql/alerts", "results", node_kind::alert, "alert", "alerts");
        saved("2.0/alerts", "alerts", node_kind::alert, "alertv2", "alertsv2");
        legacy_dashboards();
        dashboards();
        spaces_and_experiments();
        models();
        apps();
        others();
        secrets();
        tree("/", {node_kind::workspace, {}, space_});
        for (const auto kind : {node_kind::token_policy, node_kind::password_policy}) {
            auto made = object(kind, "", std::string(word_of(kind)));
            node_(made);
            permissions(made.key, std::string("authorization/") + std::string(word_of(kind)));
        }
    }

private:
    json::array all(const std::string& path, std::string_view key) const {
        return ask_.walk(host_, "/api/" + path, key);
    }
    static std::string id_at(const json::value& from, std::string_view name) {
        const auto* value = from.get_object().if_contains(name);
        return value != nullptr && value->is_string() ? text_at(from, name) : number_at(from, name);
    }
    node_fact object(node_kind kind, std::string id, std::string name) const {
        node_fact made;
        made.key = {kind, space_, std::move(id)};
        made.name = std::move(name);
        made.parent = node_key{node_kind::workspace, {}, space_};
        return made;
    }
    node_key folder(const std::string& path) const { return {node_kind::folder, space_, path}; }
    static std::string short_path(std::string path) {
        if (path.starts_with("/Workspace/")) path.erase(0, std::string("/Workspace").size());
        return path;
    }
    void link(link_type type, const node_key& from, const std::string& name, node_kind kind = node_kind::other) {
        if (!name.empty()) add_(link_fact{type, from, principal_ref::named_in(space_, name, kind)});
    }
    bool link_typed(const node_key& from, const json::value& row, std::string_view field) {
        const auto* who = row.get_object().if_contains(field);
        if (who == nullptr) return false;
        link(link_type::run_as, from, text_at(*who, "user_name"), node_kind::user);
        link(link_type::run_as, from, text_at(*who, "group_name"), node_kind::group);
        link(link_type::run_as, from, text_at(*who, "service_principal_name"), node_kind::service_principal);
        return true;
    }

    void permissions(const node_key& on, const std::string& place) {
        const auto got = ask_.get(host_, "/api/2.0/permissions/" + place);
        if (got.status == 403 || got.status == 404) return; // a gap
        for (const auto& entry : list_at(got.body, "access_control_list"))
            for (const auto& one : list_at(entry, "all_permissions")) {
                if (true_at(one, "inherited")) continue;
                auto ref = principal_ref::named_in(space_, text_at(entry, "user_name"), node_kind::user);
                if (entry.get_object().contains("group_name"))
                    ref = principal_ref::named_in(space_, text_at(entry, "group_name"), node_kind::group);
                if (entry.get_object().contains("service_principal_name"))
                    ref = principal_ref::named_in(space_, text_at(entry, "service_principal_name"),
                                                  node_kind::service_principal);
                grant(ref, on, text_at(one, "permission_level"));
            }
    }
    void grant(principal_ref who, const node_key& on, const std::string& word) {
        grant_fact made{std::move(who), on, facet::acl, {}, {}, {}};
        if (const auto level = acl_level_named(on.kind, word))
            made.allow.set(static_cast<unsigned>(*level));
        else
            made.unknown.push_back(word);
        add_(made);
    }

    void plain(node_kind kind, const std::string& path, std::string_view key, std::string_view id,
               std::string_view name, const std::string& word, std::string_view creator = "",
               std::string_view subtype = "") {
        for (const auto& row : all(path, key)) {
            auto made = object(kind, id_at(row, id), text_at(row, name));
            if (!subtype.empty()) made.subtype = text_at(row, subtype);
            if (!creator.empty()) made.attributes = {{"creator", text_at(row, creator)}};
            node_(made);
            permissions(made.key, word + "/" + encoded(made.key.id));
        }
    }

    void jobs() {
        for (const auto& row : all("2.2/jobs/list?limit=100", "jobs")) {
            auto made = object(node_kind::job, id_at(row, "job_id"), text_at(row.at("settings"), "name"));
            made.attributes = {{"creator", text_at(row, "creator_user_name")}};
            node_(made);
            const auto one = "2.2/jobs/get?job_id=" + made.key.id;
            if (!link_typed(made.key, row.at("settings"), "run_as"))
                link(link_type::run_as, made.key, text_at(ask_.get(host_, "/api/" + one).body, "run_as_user_name"));
            std::string token;
            do {
                const auto got = ask_.get(host_, "/api/" + one + (token.empty() ? "" : "&page_token=" + token)).body;
                for (const auto& task : list_at(got.at("settings"), "tasks")) used_by(made.key, task.get_object());
                token = text_at(got, "next_page_token");
            } while (!token.empty());
            permissions(made.key, "jobs/" + made.key.id);
        }
    }
    void used_by(const node_key& job, const json::object& task) {
        const auto use = [&](node_kind kind, std::string id) {
            add_(link_fact{link_type::uses, job, node_key{kind, space_, short_path(std::move(id))}});
        };
        if (const auto* t = task.if_contains("notebook_task")) use(node_kind::notebook, text_at(*t, "notebook_path"));
        if (const auto* t = task.if_contains("spark_python_task")) use(node_kind::file, text_at(*t, "python_file"));
        if (const auto* t = task.if_contains("sql_task")) use(node_kind::warehouse, text_at(*t, "warehouse_id"));
        if (task.contains("existing_cluster_id")) use(node_kind::cluster, text_at(task, "existing_cluster_id"));
    }
    void pipelines() {
        for (const auto& row : all("2.0/pipelines", "statuses")) {
            auto made = object(node_kind::pipeline, text_at(row, "pipeline_id"), text_at(row, "name"));
            made.attributes = {{"creator", text_at(row, "creator_user_name")}};
            node_(made);
            link(link_type::run_as, made.key, text_at(row, "run_as_user_name"));
            const auto one = ask_.get(host_, "/api/2.0/pipelines/" + made.key.id).body;
            for (const auto& library : list_at(one.at("spec"), "libraries")) {
                const auto& what = *library.get_object().begin();
                const bool glob = what.key() == "glob";
                auto path = short_path(text_at(what.value(), glob ? "include" : "path"));
                if (glob) path.resize(path.size() - std::string("/**").size());
                const auto kind = glob                   ? node_kind::folder
                                  : what.key() == "file" ? node_kind::file
                                                         : node_kind::notebook;
                add_(link_fact{link_type::uses, made.key, node_key{kind, space_, path}});
            }
            permissions(made.key, "pipelines/" + made.key.id);
        }
    }
    void clusters() {
        std::set<std::string> profiles;
        for (const auto& row : all("2.1/clusters/list", "clusters")) {
            auto made = object(node_kind::cluster, text_at(row, "cluster_id"), text_at(row, "cluster_name"));
            made.subtype = text_at(row, "cluster_source");
            made.attributes = {{"creator", text_at(row, "creator_user_name")}};
            for (const std::string name : {"data_security_mode", "policy_id", "single_user_name", "spark_version"})
                made.attributes.emplace_back(name, text_at(row, name));
            std::string profile;
            const auto& fields = row.get_object();
            if (const auto* aws = fields.if_contains("aws_attributes")) profile = text_at(*aws, "instance_profile_arn");
            if (const auto* gcp = fields.if_contains("gcp_attributes"))
                profile = text_at(*gcp, "google_service_account");
            made.attributes.emplace_back("profile", profile);
            node_(made);
            link(link_type::single_user, made.key, text_at(row, "single_user_name"));
            if (!profile.empty()) {
                const std::string type = fields.contains("aws_attributes") ? "instance-profile" : "service-account";
                auto other = object(node_kind::other, type + "/" + profile, profile);
                other.subtype = type;
                add_(link_fact{link_type::profile, made.key, other.key});
                if (profiles.insert(profile).second) node_(other);
            }
            permissions(made.key, "clusters/" + made.key.id);
        }
    }
    void saved(const std::string& path, std::string_view key, node_kind kind, const std::string& subtype,
               const std::string& word) {
        for (const auto& row : all(path, key)) {
            auto made = object(kind, text_at(row, "id"), text_at(row, "display_name"));
            made.subtype = subtype;
            made.attributes = {{"run_as_mode", text_at(row, "run_as_mode")}};
            auto parent = text_at(row, "parent_path");
            if (parent.empty()) {
                node_(made);
                parent = text_at(ask_.get(host_, "/api/" + path + "/" + made.key.id).body, "parent_path");
            }
            if (!parent.empty()) {
                made.parent = folder(short_path(parent));
                made.attributes.emplace_back("parent_path", short_path(parent));
                node_(made);
            }
            if (const auto owner = text_at(row, "owner_user_name"); owner != "Unavailable") {
                add_(owner_fact{principal_ref::named_in(space_, owner), made.key});
                if (text_at(row, "run_as_mode") == "OWNER") link(link_type::run_as, made.key, owner);
            }
            link_typed(made.key, row, "effective_run_as");
            permissions(made.key, word + "/" + made.key.id);
        }
    }
    void legacy_dashboards() {
        for (int page = 1;; ++page) {
            const auto got =
                ask_.get(host_, fmt::format("/api/2.0/preview/sql/dashboards?page={}&page_size=2", page)).body;
            const auto rows = list_at(got, "results");
            if (rows.empty()) return;
            for (const auto& row : rows) {
                const auto made = object(node_kind::legacy_dashboard, text_at(row, "id"), text_at(row, "name"));
                node_(made);
                add_(owner_fact{principal_ref::named_in(space_, text_at(row.at("user"), "email")), made.key});
                permissions(made.key, "dbsql-dashboards/" + made.key.id);
            }
        }
    }
    void dashboards() {
        for (const auto& row : all("2.0/lakeview/dashboards", "dashboards")) {
            const auto made = object(node_kind::dashboard, text_at(row, "dashboard_id"), text_at(row, "display_name"));
            node_(made);
            permissions(made.key, "dashboards/" + made.key.id);
        }
    }
    void spaces_and_experiments() {
        for (const auto& row : all("2.0/genie/spaces", "spaces")) {
            auto made = object(node_kind::genie_space, text_at(row, "space_id"), text_at(row, "title"));
            made.parent = folder(short_path(text_at(row, "parent_path")));
            node_(made);
            permissions(made.key, "genie/" + made.key.id);
        }
        for (const auto& row : all("2.0/mlflow/experiments/list?max_results=1000", "experiments")) {
            if (row.get_object().contains("tags")) continue; // a notebook's own
            const auto path = text_at(row, "name");
            auto made = object(node_kind::experiment, text_at(row, "experiment_id"), path);
            made.parent = folder(path.substr(0, path.rfind('/')));
            node_(made);
            permissions(made.key, "experiments/" + made.key.id);
        }
    }
    void models() {
        for (const auto& row : all("2.0/mlflow/registered-models/list", "registered_models")) {
            auto made = object(node_kind::workspace_model, text_at(row, "name"), text_at(row, "name"));
            node_(made);
            const auto got =
                ask_.get(host_, "/api/2.0/mlflow/databricks/registered-models/get?name=" + encoded(made.name));
            const auto number = text_at(got.body.at("registered_model_databricks"), "id");
            made.attributes = {{"object_id", number}};
            node_(made);
            permissions(made.key, "registered-models/" + number);
        }
    }
    void apps() {
        for (const auto& row : all("2.0/apps", "apps")) {
            auto made = object(node_kind::app, text_at(row, "name"), text_at(row, "name"));
            made.attributes = {{"creator", text_at(row, "creator")}};
            node_(made);
            add_(link_fact{
                link_type::app_sp, made.key,
                principal_ref::to({node_kind::service_principal, {}, number_at(row, "service_principal_id")})});
            permissions(made.key, "apps/" + made.key.id);
        }
    }
    void others() {
        struct type {
            std::string path, key, id, name, creator, word;
        };
        for (const auto& one :
             {type{"2.0/postgres/projects", "projects", "name", "display_name", "", "database-projects"},
              type{"2.0/feature-store/feature-tables/search", "feature_tables", "id", "name", "", "feature-tables"},
              type{"2.1/knowledge-assistants", "knowledge_assistants", "knowledge_assistant_id", "display_name",
                   "creator", "knowledge-assistants"},
              type{"2.1/supervisor-agents", "supervisor_agents", "supervisor_agent_id", "display_name", "creator",
                   "supervisor-agents"}})
            for (const auto& row : all(one.path, one.key)) {
                auto id = text_at(row, one.id);
                id = one.word + "/" + id.substr(id.find('/') + 1);
                auto made = object(node_kind::other, id, text_at(row, one.name));
                made.subtype = one.word;
                if (!one.creator.empty()) made.attributes = {{"creator", text_at(row, one.creator)}};
                node_(made);
                permissions(made.key, id);
            }
        for (const auto& row : all("2.0/token-management/tokens", "token_infos")) {
            const auto id = text_at(row, "token_id");
            auto made = object(node_kind::other, "token/" + id, id);
            made.subtype = "token";
            const auto end = number_at(row, "expiry_time");
            made.attributes = {{"created", number_at(row, "creation_time")},
                               {"creator", text_at(row, "created_by_username")},
                               {"expires", end == "-1" ? "" : end},
                               {"last_used", number_at(row, "last_used_day")}};
            node_(made);
            add_(owner_fact{principal_ref::with_id(number_at(row, "owner_id")), made.key});
        }
    }
    void secrets() {
        for (const auto& row : all("2.0/secrets/scopes/list", "scopes")) {
            auto made = object(node_kind::secret_scope, text_at(row, "name"), text_at(row, "name"));
            made.subtype = text_at(row, "backend_type");
            node_(made);
            const auto got = ask_.get(host_, "/api/2.0/secrets/acls/list?scope=" + encoded(made.name));
            for (const auto& item : list_at(got.body, "items"))
                grant(principal_ref::named_in(space_, text_at(item, "principal")), made.key,
                      text_at(item, "permission"));
        }
    }
    void tree(const std::string& path, const node_key& parent) {
        auto self = object(node_kind::folder, path, path);
        self.parent = parent;
        self.attributes = {
            {"object_id",
             number_at(ask_.get(host_, "/api/2.0/workspace/get-status?path=" + encoded(path)).body, "object_id")}};
        node_(self);
        permissions(self.key, "directories/" + self.attributes.front().second);
        const auto listed = ask_.get(host_, "/api/2.0/workspace/list?path=" + encoded(path)).body;
        for (const auto& row : list_at(listed, "objects")) {
            const auto type = text_at(row, "object_type");
            const auto below = text_at(row, "path");
            const auto number = number_at(row, "object_id");
            if (type == "DIRECTORY") {
                tree(below, self.key);
                continue;
            }
            auto kind = node_kind::other;
            std::string word;
            if (type == "NOTEBOOK") kind = node_kind::notebook, word = "notebooks";
            if (type == "FILE") kind = node_kind::file, word = "files";
            if (type == "REPO") kind = node_kind::repo, word = "repos";
            auto made = object(kind, kind == node_kind::other ? type + below : below, below);
            made.attributes = {{"object_id", number}};
            if (type == "DASHBOARD") {
                const auto name = below.substr(below.rfind('/') + 1);
                made = object(node_kind::dashboard, text_at(row, "resource_id"), name.substr(0, name.find(".lvdash")));
                made.attributes = {{"object_id", number}, {"path", below}};
            } else if (kind == node_kind::other) {
                made.subtype = type;
            }
            made.parent = self.key;
            node_(made);
            if (!word.empty()) permissions(made.key, word + "/" + number);
        }
    }

    const client& ask_;
    std::string host_, space_;
    std::function<void(node_fact)> node_;
    std::function<void(fact)> add_;
};

} // namespace canreach::simulator::test
