/// A slow, obvious crawl of the calm server, straight from docs/facts.md. It shares nothing with the crawler.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "simulator/truth.hpp"
#include "tests/unit/simulator/naive_access.hpp"
#include "tests/unit/simulator/naive_json.hpp"
#include "tests/unit/simulator/naive_objects.hpp"
#include "tests/unit/simulator/naive_policies.hpp"

namespace canreach::simulator::test {

class naive_crawl {
public:
    naive_crawl(const client& ask, const account& of) : ask_(ask), id_(of.id), cloud_(name_of(of.where)) {}

    std::multiset<std::string> run() {
        node({{node_kind::account, {}, id_}, id_, {}, {}, {}, {{"cloud", cloud_}}});
        principals("Users", node_kind::user);
        principals("ServicePrincipals", node_kind::service_principal);
        principals("Groups", node_kind::group);
        const auto spaces = ask_.account_get("workspaces").body;
        for (const auto& space : spaces.get_array()) workspace_of(space);
        for (const auto& store : list_at(ask_.account_get("metastores").body, "metastores")) metastore_of(store);
        naive_access access(ask_, id_, [this](fact what) { add(std::move(what)); });
        access.account();
        for (const auto& [id, host] : hosts_)
            if (running_.contains(id)) access.workspace(id, host);
        return std::move(found_);
    }

private:
    void add(fact what) { found_.insert(text_of(what)); }
    void node(node_fact what) {
        std::erase_if(what.attributes, [](const auto& attribute) { return attribute.second.empty(); });
        std::ranges::sort(what.attributes);
        add(std::move(what));
    }

    static node_kind kind_of_ref(const json::value& member) {
        auto ref = text_at(member, "$ref");
        ref = ref.substr(0, ref.rfind('/'));
        ref = ref.substr(ref.rfind('/') + 1);
        return ref == "Users" ? node_kind::user : ref == "Groups" ? node_kind::group : node_kind::service_principal;
    }

    void principals(std::string_view collection, node_kind kind) {
        const auto path = fmt::format("/api/2.0/accounts/{}/scim/v2/{}", id_, collection);
        for (const auto& row : ask_.walk_scim(ask_.account_host(), path, 37)) {
            node_fact made;
            made.key = {kind, {}, text_at(row, "id")};
            made.attributes = {{"external_id", text_at(row, "externalId")}};
            if (kind == node_kind::user) {
                made.name = text_at(row, "userName");
                if (text_at(row, "displayName") != made.name)
                    made.attributes.emplace_back("display_name", text_at(row, "displayName"));
            } else {
                made.name = text_at(row, "displayName");
            }
            if (kind == node_kind::service_principal) {
                made.attributes.emplace_back("application_id", text_at(row, "applicationId"));
                if (made.name.empty()) made.name = text_at(row, "applicationId");
            }
            if (!true_at(row, "active", true)) made.flags |= node_flag::inactive;
            if (!text_at(row, "externalId").empty()) made.flags |= node_flag::external;
            for (const auto& role : list_at(row, "roles"))
                if (text_at(role, "value") == "account_admin")
                    add(grant_fact{principal_ref::to(made.key),
                                   {node_kind::account, {}, id_},
                                   facet::role,
                                   mask{role::account_admin},
                                   {},
                                   {}});
            if (kind == node_kind::group) members(made.key);
            node(std::move(made));
        }
    }

    void members(const node_key& group) {
        const auto got = ask_.account_get("scim/v2/Groups/" + group.id);
        if (got.status == 404 || got.status == 403) return; // gone or refused: a gap
        for (const auto& member : list_at(got.body, "members"))
            add(member_fact{principal_ref::to({kind_of_ref(member), {}, text_at(member, "value")}), group});
    }

    void workspace_of(const json::value& row) {
        node_fact made;
        made.key = {node_kind::workspace, {}, number_at(row, "workspace_id")};
        made.name = text_at(row, "workspace_name");
        made.parent = node_key{node_kind::account, {}, id_};
        const auto status = text_at(row, "workspace_status");
        const bool runs = status.empty() || status == "RUNNING";
        if (!runs) made.flags |= node_flag::unreachable;
        auto cloud_word = text_at(row, "cloud");
        std::ranges::transform(cloud_word, cloud_word.begin(),
                               [](char c) { return c < 'a' ? static_cast<char>(c + 32) : c; });
        auto url = text_at(row, "workspace_url");
        if (url.empty())
            url = "https://" + text_at(row, "deployment_name") +
                  ask_.account_host().substr(std::string("accounts").size());
        if (url.ends_with('/')) url.pop_back();
        auto region = text_at(row, "aws_region");
        if (region.empty()) region = text_at(row, "location");
        if (region.empty() && row.get_object().contains("azure_workspace_info"))
            region = text_at(row.at("azure_workspace_info"), "region");
        made.attributes = {{"cloud", cloud_word}, {"region", region}, {"status", runs ? "" : status}, {"url", url}};
        const auto host = url.substr(std::string("https://").size());
        hosts_[made.key.id] = host;
        if (runs) running_.insert(made.key.id);
        assignments(made.key);
        if (runs) {
            groups(made.key, host);
            naive_objects(
                ask_, host, made.key.id, [this](node_fact what) { node(std::move(what)); },
                [this](fact what) { add(std::move(what)); })
                .run();
        }
        node(std::move(made));
    }

    void assignments(const node_key& space) {
        const auto path =
            fmt::format("/api/2.0/accounts/{}/workspaces/{}/permissionassignments?max_results=3", id_, space.id);
        for (const auto& row : ask_.walk(ask_.account_host(), path, "permission_assignments")) {
            const auto& who = row.at("principal");
            const auto id = number_at(who, "principal_id");
            auto ref = principal_ref::with_id(id);
            if (who.get_object().contains("user_name")) ref = principal_ref::to({node_kind::user, {}, id});
            if (who.get_object().contains("group_name")) ref = principal_ref::to({node_kind::group, {}, id});
            if (who.get_object().contains("service_principal_name"))
                ref = principal_ref::to({node_kind::service_principal, {}, id});
            mask bits;
            for (const auto& word : row.at("permissions").get_array())
                bits |= mask{word.get_string() == "ADMIN" ? role::workspace_admin : role::workspace_user};
            add(grant_fact{ref, space, facet::role, bits, {}, {}});
        }
    }

    void groups(const node_key& space, const std::string& host) {
        const std::string path = "/api/2.0/preview/scim/v2/Groups";
        for (const auto& row : ask_.walk_scim(host, path, 2)) {
            if (text_at(row.at("meta"), "resourceType") != "WorkspaceGroup") continue;
            const auto name = text_at(row, "displayName");
            if (name == "users") continue;
            const node_key group{node_kind::group, space.id, name == "admins" ? name : text_at(row, "id")};
            if (name != "admins") node({group, name, {}, {}, {}, {}});
            const auto got = ask_.get(host, fmt::format("{}/{}", path, text_at(row, "id")));
            if (got.status != 200) continue;
            for (const auto& member : list_at(got.body, "members")) {
                const auto kind = kind_of_ref(member);
                auto ref = principal_ref::to({kind, {}, text_at(member, "value")});
                if (kind == node_kind::group) ref.how = principal_ref::form::id, ref.scope = space.id;
                add(member_fact{ref, group});
            }
        }
    }

    void metastore_of(const json::value& row) {
        node_fact made;
        store_ = text_at(row, "metastore_id");
        made.key = {node_kind::metastore, {}, store_};
        made.name = text_at(row, "name");
        made.parent = node_key{node_kind::account, {}, id_};
        if (true_at(row, "external_access_enabled")) made.flags |= node_flag::external_access;
        made.attributes = {{"cloud", text_at(row, "cloud")}, {"region", text_at(row, "region")}};
        node(made);
        owner(row, made.key);
        readers_.clear();
        for (const auto& id :
             list_at(ask_.account_get(fmt::format("metastores/{}/workspaces", store_)).body, "workspace_ids")) {
            const auto number = std::to_string(id.to_number<std::int64_t>());
            add(bind_fact{made.key, {node_kind::workspace, {}, number}, binding::attach});
            if (running_.contains(number)) readers_.push_back(number);
        }
        if (readers_.empty()) return;
        grants(hosts_.at(readers_.front()), "metastore", made.key);
        std::set<std::string> seen;
        for (const auto& reader : readers_) {
            const auto& host = hosts_.at(reader);
            for (const auto& top : list(host, "catalogs", "max_results=0"))
                if (seen.insert("c:" + text_at(top, "name")).second) catalog_of(host, top, made.key);
            for (const auto& top : list(host, "external-locations", "max_results=0"))
                if (seen.insert("l:" + text_at(top, "name")).second) location_of(host, top, made.key);
            for (const auto& top : list(host, "credentials", ""))
                if (seen.insert("r:" + text_at(top, "name")).second) credential_of(host, top, made.key);
        }
        sharing(hosts_.at(readers_.front()), made.key);
    }

    json::array list(const std::string& host, std::string_view collection, std::string_view query) {
        std::string key(collection == "models" ? "registered_models" : collection);
        std::ranges::replace(key, '-', '_');
        return ask_.walk(host, fmt::format("{}{}?{}", unity, collection, query), key);
    }

    node_fact securable(const json::value& row, node_kind kind, const node_key& parent, std::string_view subtype) {
        node_fact made;
        made.name = text_at(row, kind == node_kind::location ? "name" : "full_name");
        made.key = {kind, store_, made.name};
        made.parent = parent;
        made.subtype = subtype.empty() ? std::string{} : text_at(row, subtype);
        const auto mode = text_at(row, "isolation_mode");
        if (mode == "ISOLATED" || mode == "ISOLATION_MODE_ISOLATED") made.flags |= node_flag::isolated;
        if (true_at(row, "read_only")) made.flags |= node_flag::read_only;
        if (true_at(row, "browse_only")) made.flags |= node_flag::browse_only;
        made.attributes = {{"url", text_at(row, kind == node_kind::location ? "url" : "storage_location")}};
        for (const auto* name : {"connection_name", "provider_name", "share_name", "credential_name"})
            made.attributes.emplace_back(name, text_at(row, name));
        if (const auto credential = text_at(row, "credential_name"); !credential.empty())
            add(link_fact{link_type::credential, made.key, node_key{node_kind::credential, store_, credential}});
        owner(row, made.key);
        return made;
    }

    void catalog_of(const std::string& host, const json::value& row, const node_key& parent) {
        const auto made = securable(row, node_kind::catalog, parent, "catalog_type");
        node(made);
        naive_policies policies(ask_, host, [this](fact what) { add(std::move(what)); });
        policies.enter(made.key);
        grants(host, "catalog", made.key);
        bindings(host, "catalog", made);
        const auto in_catalog = "catalog_name=" + encoded(made.name);
        for (const auto& schema : list(host, "schemas", in_catalog + "&max_results=2")) {
            const auto below = securable(schema, node_kind::schema, made.key, "");
            node(below);
            policies.enter(below.key);
            grants(host, "schema", below.key);
            const auto query = fmt::format("{}&schema_name={}", in_catalog, encoded(text_at(schema, "name")));
            leaves(host, query + "&max_results=0&omit_columns=true", "tables", node_kind::table, below.key,
                   "table_type", policies);
            leaves(host, query + "&max_results=3", "volumes", node_kind::volume, below.key, "volume_type", policies);
            leaves(host, query + "&max_results=0", "functions", node_kind::function, below.key, "", policies);
            leaves(host, query, "models", node_kind::model, below.key, "", policies);
            policies.leave(below.key);
        }
        policies.leave(made.key);
    }

    void location_of(const std::string& host, const json::value& row, const node_key& parent) {
        const auto made = securable(row, node_kind::location, parent, "");
        node(made);
        grants(host, "external_location", made.key);
        bindings(host, "external_location", made);
    }

    /// One below the metastore that says its name, its owner, perhaps a type and some texts.
    node_fact top(const json::value& row, node_kind kind, const node_key& parent, std::string_view subtype) {
        auto copy = row.get_object();
        copy["full_name"] = row.at("name"); // not from `copy`, which moves when it grows
        auto made = securable(json::value(copy), kind, parent, subtype);
        made.attributes.emplace_back("url", text_at(row, "url"));
        return made;
    }

    void credential_of(const std::string& host, const json::value& row, const node_key& parent) {
        auto made = top(row, node_kind::credential, parent, "purpose");
        for (const auto& [object, field] :
             {std::pair{"aws_iam_role", "role_arn"}, std::pair{"azure_managed_identity", "access_connector_id"},
              std::pair{"databricks_gcp_service_account", "email"}})
            if (row.get_object().contains(object))
                made.attributes.emplace_back("identity", text_at(row.at(object), field));
        node(made);
        const auto word = made.subtype == "SERVICE" ? "credential" : "storage_credential";
        grants(host, word, made.key);
        bindings(host, word, made);
    }

    void sharing(const std::string& host, const node_key& parent) {
        for (const auto& row : list(host, "connections", "max_results=0")) {
            const auto made = top(row, node_kind::connection, parent, "connection_type");
            node(made);
            grants(host, "connection", made.key);
        }
        for (const auto& row : list(host, "providers", "max_results=0"))
            node(top(row, node_kind::provider, parent, "authentication_type"));
        for (const auto& row : list(host, "recipients", "max_results=0")) {
            auto made = top(row, node_kind::recipient, parent, "authentication_type");
            made.attributes.emplace_back("global_metastore_id", text_at(row, "data_recipient_global_metastore_id"));
            node(made);
        }
        for (const auto& [type, prefix] :
             {std::pair{"INIT_SCRIPT", "allowed_init_script:"}, std::pair{"LIBRARY_JAR", "allowed_library_jar:"},
              std::pair{"LIBRARY_MAVEN", "allowed_library_maven:"}}) {
            node_fact made;
            made.key = parent;
            for (const auto& row :
                 list_at(ask_.get(host, std::string(unity) + "artifact-allowlists/" + type).body, "artifact_matchers"))
                made.attributes.emplace_back(prefix + text_at(row, "artifact"), text_at(row, "match_type"));
            std::ranges::sort(made.attributes);
            if (!made.attributes.empty()) node(made);
        }
        for (const auto& row : ask_.walk(host, "/api/2.0/clean-rooms?page_size=2", "clean_rooms")) {
            auto made = top(row, node_kind::clean_room, parent, "");
            made.attributes.emplace_back("status", text_at(row, "status"));
            node(made);
            grants(host, "clean_room", made.key);
        }
        for (const auto& row : list(host, "shares", "max_results=0")) share_of(host, row, parent);
    }

    void share_of(const std::string& host, const json::value& row, const node_key& parent) {
        const auto made = top(row, node_kind::share, parent, "");
        node(made);
        const auto path = fmt::format("{}shares/{}", unity, encoded(made.name));
        for (const auto& one : list_at(ask_.get(host, path + "?include_shared_data=true").body, "objects")) {
            const auto type = text_at(one, "data_object_type");
            if (type == "NOTEBOOK_FILE") continue;
            add(link_fact{
                link_type::shares, made.key,
                node_key{type == "SCHEMA" ? node_kind::schema : node_kind::table, store_, text_at(one, "name")}});
        }
        for (const auto& one : ask_.walk(host, path + "/permissions?max_results=0", "privilege_assignments"))
            add(grant_fact{principal_ref::to({node_kind::recipient, store_, text_at(one, "principal")}),
                           made.key,
                           facet::unity,
                           mask{privilege::select},
                           {},
                           {}});
    }

    void leaves(const std::string& host, const std::string& query, std::string_view collection, node_kind kind,
                const node_key& parent, std::string_view subtype, naive_policies& policies) {
        for (const auto& row : list(host, collection, query)) {
            const auto made = securable(row, kind, parent, subtype);
            node(made);
            policies.enter(made.key);
            policies.leave(made.key);
            grants(host, kind == node_kind::model ? "function" : word_of(kind), made.key);
            if (made.subtype != "VIEW" && made.subtype != "MATERIALIZED_VIEW") continue;
            const auto got = ask_.get(host, fmt::format("{}tables/{}", unity, encoded(made.name)));
            const auto* dependencies = got.body.get_object().if_contains("view_dependencies");
            if (dependencies == nullptr) continue;
            for (const auto& one : list_at(*dependencies, "dependencies"))
                if (const auto* table = one.get_object().if_contains("table"))
                    add(link_fact{link_type::reads, made.key,
                                  node_key{node_kind::table, store_, text_at(*table, "table_full_name")}});
        }
    }

    void owner(const json::value& row, const node_key& of) {
        if (const auto name = text_at(row, "owner"); !name.empty() && name != "System user")
            add(owner_fact{principal_ref::named(name), of});
    }

    void grants(const std::string& host, std::string_view type, const node_key& on) {
        const auto path = fmt::format("{}permissions/{}/{}?max_results=0&include_deleted_principals=true", unity, type,
                                      encoded(on.id));
        if (const auto got = ask_.get(host, path); got.status == 403 || got.status == 404) return; // a gap
        for (const auto& row : ask_.walk(host, path, "privilege_assignments")) {
            grant_fact made;
            const auto name = text_at(row, "principal");
            made.grantee =
                name.empty() ? principal_ref::with_id(number_at(row, "principal_id")) : principal_ref::named(name);
            made.resource = on;
            for (const auto& word : row.at("privileges").get_array()) {
                if (const auto bit = privilege_named(std::string_view(word.get_string())))
                    made.allow |= mask{*bit};
                else
                    made.unknown.emplace_back(word.get_string());
            }
            add(std::move(made));
        }
    }

    void bindings(const std::string& host, std::string_view type, const node_fact& of) {
        if (!of.flags.has(node_flag::isolated)) return;
        for (const auto& row :
             ask_.walk(host, fmt::format("{}bindings/{}/{}?max_results=1", unity, type, encoded(of.name)), "bindings"))
            add(bind_fact{of.key,
                          {node_kind::workspace, {}, number_at(row, "workspace_id")},
                          text_at(row, "binding_type") == "BINDING_TYPE_READ_ONLY" ? binding::read_only
                                                                                   : binding::read_write});
    }

    const client& ask_;
    std::string id_, cloud_, store_;
    std::map<std::string, std::string> hosts_;
    std::set<std::string> running_;
    std::vector<std::string> readers_;
    std::multiset<std::string> found_;
};

} // namespace canreach::simulator::test
