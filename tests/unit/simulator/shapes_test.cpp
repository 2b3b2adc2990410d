// Shapes, quirks and error bodies by endpoint (databricks-api, C to F).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/simulator/client.hpp"
#include "tests/unit/simulator/naive_json.hpp"

namespace canreach::simulator::test {
namespace {

struct shapes : testing::Test {
    std::shared_ptr<const account> show = preset("showcase");
    client ask{show};
    const workspace& prod = show->workspaces[0];
    const workspace& dev = show->workspaces[1];

    [[nodiscard]] const principal& named(std::string_view name) const {
        return *std::ranges::find(show->principals, name, &principal::name);
    }
    [[nodiscard]] answer unity_get(const workspace& from, std::string_view path) const {
        return ask.get(from.host, fmt::format("{}{}", unity, path));
    }
};

TEST_F(shapes, WorkspacesAreABareArray) {
    const auto got = ask.account_get("workspaces");
    ASSERT_TRUE(got.body.is_array());
    const auto& first = got.body.as_array()[0];
    EXPECT_EQ(first.at("workspace_id").to_number<std::int64_t>(), prod.id);
    EXPECT_EQ(text_at(first, "workspace_name"), "prod");
    EXPECT_EQ(text_at(first, "deployment_name"), fmt::format("adb-{}.{}", prod.id, prod.id % 20));
    EXPECT_EQ(text_at(first, "workspace_status"), "RUNNING");
    EXPECT_EQ(text_at(got.body.as_array()[2].at("azure_workspace_info"), "region"), show->workspaces[2].region);
    EXPECT_EQ(text_at(ask.account_get(fmt::format("workspaces/{}", dev.id)).body, "workspace_name"), "dev");
    EXPECT_EQ(ask.account_get("workspaces/5").status, 404U);
}

TEST_F(shapes, UsersAndServicePrincipals) {
    const auto& zoe = named("zoe@example.com");
    const auto got = ask.account_get(fmt::format("scim/v2/Users/{}", zoe.id));
    EXPECT_EQ(text_at(got.body, "id"), std::to_string(zoe.id));
    EXPECT_EQ(text_at(got.body, "userName"), "zoe@example.com");
    EXPECT_FALSE(got.body.at("active").as_bool());
    EXPECT_EQ(text_at(got.body.at("name"), "givenName"), "Zoë");
    const auto by_filter = ask.account_get(
        "scim/v2/ServicePrincipals?filter=applicationId%20eq%20%220b3e7a11-4c1d-4b0e-9d55-0a1b2c3d4e5f%22");
    ASSERT_EQ(by_filter.body.at("Resources").as_array().size(), 1U);
    EXPECT_EQ(text_at(by_filter.body.at("Resources").as_array()[0], "displayName"), "etl");
    const auto bad = ask.account_get("scim/v2/Users?filter=userName%20like%20%22a%22");
    EXPECT_EQ(bad.status, 400U);
    EXPECT_EQ(text_at(bad.body, "scimType"), "invalidFilter");
    const auto none = ask.account_get("scim/v2/Users/17");
    EXPECT_EQ(none.status, 404U);
    EXPECT_EQ(text_at(none.body, "status"), "404");
    const auto admin = ask.account_get(fmt::format("scim/v2/Users/{}", named("carol@example.com").id));
    EXPECT_EQ(text_at(admin.body.at("roles").as_array()[0], "value"), "account_admin");
}

TEST_F(shapes, GroupListsHaveNoMembersUnlessLegacy) {
    const auto got = ask.account_get("scim/v2/Groups?count=5");
    for (const auto& group : got.body.at("Resources").as_array()) {
        EXPECT_FALSE(group.as_object().contains("members"));
        EXPECT_EQ(text_at(group.at("meta"), "resourceType"), "Group");
    }
    service_options options;
    options.groups_list_has_members = true;
    const auto legacy = client(show, options).account_get("scim/v2/Groups?count=5");
    EXPECT_TRUE(std::ranges::any_of(legacy.body.at("Resources").as_array(),
                                    [](const auto& group) { return group.as_object().contains("members"); }));
}

TEST_F(shapes, GroupsTellTheirMembers) {
    const auto got = ask.account_get(fmt::format("scim/v2/Groups/{}", named("data-eng").id));
    std::vector<std::string> refs;
    for (const auto& member : got.body.at("members").as_array()) refs.push_back(text_at(member, "$ref"));
    const auto contains = [&](std::string_view end) {
        return std::ranges::any_of(refs, [&](const auto& ref) { return ref.ends_with(end); });
    };
    EXPECT_TRUE(contains(fmt::format("Users/{}", named("alice@example.com").id)));
    EXPECT_TRUE(contains(fmt::format("ServicePrincipals/{}", named("etl").id)));
    EXPECT_TRUE(contains(fmt::format("Groups/{}", named("dp-oncall").id)));
    const auto plain =
        ask.account_get(fmt::format("scim/v2/Groups/{}?attributes=id,displayName", named("data-eng").id));
    EXPECT_FALSE(plain.body.as_object().contains("members"));
}

TEST_F(shapes, AssignmentsNameTheKindByTheirField) {
    const auto got = ask.account_get(fmt::format("workspaces/{}/permissionassignments", prod.id));
    const auto& first = got.body.at("permission_assignments").as_array()[0];
    EXPECT_EQ(first.at("principal").at("principal_id").to_number<std::int64_t>(), named("all-staff").id);
    EXPECT_EQ(text_at(first.at("principal"), "group_name"), "all-staff");
    EXPECT_EQ(first.at("permissions").as_array()[0].as_string(), "USER");
}

TEST_F(shapes, Metastores) {
    const auto got = ask.account_get("metastores");
    const auto& first = got.body.at("metastores").as_array()[0];
    const auto id = text_at(first, "metastore_id");
    EXPECT_EQ(text_at(first, "owner"), "metastore-admins");
    EXPECT_EQ(text_at(ask.account_get("metastores/" + id).body.at("metastore_info"), "name"), text_at(first, "name"));
    EXPECT_EQ(ask.account_get(fmt::format("metastores/{}/workspaces", id)).body.at("workspace_ids").as_array().size(),
              2U);
    EXPECT_EQ(text_at(ask.account_get(fmt::format("workspaces/{}/metastore", prod.id)).body.at("metastore_assignment"),
                      "metastore_id"),
              id);
    EXPECT_EQ(text_at(unity_get(prod, "current-metastore-assignment").body, "metastore_id"), id);
    EXPECT_EQ(text_at(unity_get(prod, "metastore_summary").body, "metastore_id"), id);
    EXPECT_EQ(ask.account_get("metastores/none").code(), "METASTORE_DOES_NOT_EXIST");
}

TEST_F(shapes, WorkspaceGroupsAreLocalOrShared) {
    const auto all = ask.walk_scim(prod.host, "/api/2.0/preview/scim/v2/Groups", 100);
    std::vector<std::pair<std::string, std::string>> seen;
    for (const auto& group : all)
        seen.emplace_back(text_at(group, "displayName"), text_at(group.at("meta"), "resourceType"));
    EXPECT_THAT(seen, testing::Contains(std::pair<std::string, std::string>("users", "WorkspaceGroup")));
    EXPECT_THAT(seen, testing::Contains(std::pair<std::string, std::string>("admins", "WorkspaceGroup")));
    EXPECT_THAT(seen, testing::Contains(std::pair<std::string, std::string>("etl-ops", "WorkspaceGroup")));
    EXPECT_THAT(seen, testing::Contains(std::pair<std::string, std::string>("all-staff", "Group")));
    const auto& admins = prod.groups[1];
    const auto got = ask.get(prod.host, fmt::format("/api/2.0/preview/scim/v2/Groups/{}", admins.id));
    EXPECT_EQ(got.body.at("members").as_array().size(), 2U);
    const auto org = std::ranges::find(got.headers, "x-databricks-org-id", &std::pair<std::string, std::string>::first);
    ASSERT_NE(org, got.headers.end());
    EXPECT_EQ(org->second, std::to_string(prod.id));
}

TEST_F(shapes, IsolatedCatalogsHideWhereTheyAreNotBound) {
    const auto& us = show->workspaces[2];
    const auto names = [&](const workspace& from, std::string_view query) {
        std::vector<std::string> found;
        for (const auto& catalog : ask.walk(from.host, fmt::format("{}catalogs{}", unity, query), "catalogs"))
            found.push_back(text_at(catalog, "name"));
        return found;
    };
    EXPECT_THAT(names(prod, ""), testing::Contains("finance"));
    EXPECT_THAT(names(dev, ""), testing::Contains("finance"));
    EXPECT_THAT(names(us, ""), testing::Not(testing::Contains("finance")));
    const auto bindings = unity_get(prod, "bindings/catalog/finance?max_results=0");
    ASSERT_EQ(bindings.body.at("bindings").as_array().size(), 2U);
    EXPECT_EQ(text_at(bindings.body.at("bindings").as_array()[1], "binding_type"), "BINDING_TYPE_READ_ONLY");
}

TEST_F(shapes, UnboundCatalogsAreDenied) {
    // Two workspaces on one metastore, the isolated catalog bound to one of them.
    for (std::uint32_t i = 0; i < show->securables.size(); ++i) {
        const securable_index index{i};
        const auto& what = show->at(index);
        if (what.kind != node_kind::catalog || !what.has(securable_trait::isolated)) continue;
        for (const auto& space : show->workspaces) {
            if (!space.running() || !space.metastore || show->at(*space.metastore).root != show->root_of(index))
                continue;
            const auto expected = show->open_in(index, space.id) ? 200U : 403U;
            EXPECT_EQ(unity_get(space, fmt::format("schemas?catalog_name={}", encoded(what.name))).status, expected);
            EXPECT_EQ(unity_get(space, fmt::format("permissions/catalog/{}", encoded(what.name))).status, expected);
        }
    }
}

TEST_F(shapes, ViewsTellTheirDependenciesOnlyAlone) {
    const auto one = unity_get(prod, "tables/main.sales.v_orders");
    EXPECT_EQ(text_at(one.body, "table_type"), "VIEW");
    const auto& dependencies = one.body.at("view_dependencies").at("dependencies").as_array();
    EXPECT_EQ(text_at(dependencies[0].at("table"), "table_full_name"), "main.sales.orders");
    for (const auto& table : ask.walk(
             prod.host, fmt::format("{}tables?catalog_name=main&schema_name=sales&max_results=0", unity), "tables"))
        EXPECT_FALSE(table.as_object().contains("view_dependencies"));
    EXPECT_EQ(unity_get(prod, "tables/main.sales.nothing").code(), "TABLE_DOES_NOT_EXIST");
}

TEST_F(shapes, ColumnsCanBeOmitted) {
    EXPECT_TRUE(unity_get(prod, "tables/main.sales.orders").body.as_object().contains("columns"));
    EXPECT_FALSE(unity_get(prod, "tables/main.sales.orders?omit_columns=true").body.as_object().contains("columns"));
}

TEST_F(shapes, GrantsOfOneObject) {
    const auto got = unity_get(prod, "permissions/table/main.hr.salaries");
    std::map<std::string, boost::json::array> rows;
    for (const auto& row : got.body.at("privilege_assignments").as_array())
        rows[text_at(row, "principal")] = row.at("privileges").as_array();
    EXPECT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows["hr-analysts"], boost::json::array{"SELECT"});
    EXPECT_EQ(rows["zoe@example.com"], boost::json::array{"SELECT"});
    EXPECT_EQ(rows["91aa4c02-7d0e-4f6b-8a31-5e6f7a8b9c0d"].size(), 2U);
    const auto one = unity_get(prod, "permissions/table/main.hr.salaries?principal=ZOE%40example.com");
    EXPECT_EQ(one.body.at("privilege_assignments").as_array().size(), 1U);
    EXPECT_EQ(unity_get(prod, "permissions/table/main.hr.none").code(), "TABLE_DOES_NOT_EXIST");
    EXPECT_EQ(unity_get(prod, "permissions/catalog/none").code(), "CATALOG_DOES_NOT_EXIST");
    const auto store = show->metastores[0].id;
    EXPECT_EQ(unity_get(prod, "permissions/metastore/" + store).status, 200U);
    EXPECT_EQ(unity_get(prod, "permissions/external_location/landing").status, 200U);
}

TEST_F(shapes, DeletedPrincipalsComeOnRequest) {
    const auto small = preset("small");
    const client other(small);
    int with = 0, without = 0;
    for (std::uint32_t i = 0; i < small->securables.size() && with == 0; ++i) {
        const securable_index index{i};
        const auto& what = small->at(index);
        const auto rows = small->grants_of(index);
        if (what.kind != node_kind::schema || !small->open_in(small->binding_root_of(index), small->workspaces[0].id) ||
            small->root_of(index) != small->at(*small->workspaces[0].metastore).root ||
            std::ranges::none_of(rows, [&](const auto& row) { return small->at(row.who).name.empty(); }))
            continue;
        const auto path = fmt::format("{}permissions/schema/{}", unity, encoded(small->full_name_of(index)));
        const auto count = [&](std::string_view query) {
            int empty = 0;
            const auto got = other.get(small->workspaces[0].host, fmt::format("{}{}", path, query));
            for (const auto& row : got.body.at("privilege_assignments").as_array())
                if (text_at(row, "principal").empty()) ++empty;
            return empty;
        };
        with = count("?include_deleted_principals=true");
        without = count("");
    }
    EXPECT_GT(with, 0);
    EXPECT_EQ(without, 0);
}

TEST_F(shapes, ModelsCanBeListedForTheWholeMetastore) {
    const auto by_metastore = ask.walk(prod.host, fmt::format("{}models", unity), "registered_models").size();
    std::size_t by_schema = 0;
    for (const auto& catalog : ask.walk(prod.host, fmt::format("{}catalogs?max_results=0", unity), "catalogs")) {
        const auto name = encoded(text_at(catalog, "name"));
        for (const auto& schema :
             ask.walk(prod.host, fmt::format("{}schemas?catalog_name={}&max_results=0", unity, name), "schemas"))
            by_schema += ask.walk(prod.host,
                                  fmt::format("{}models?catalog_name={}&schema_name={}", unity, name,
                                              encoded(text_at(schema, "name"))),
                                  "registered_models")
                             .size();
    }
    EXPECT_EQ(by_metastore, by_schema);
}

TEST_F(shapes, UnknownPathsAndHosts) {
    EXPECT_EQ(unity_get(prod, "holograms").code(), "ENDPOINT_NOT_FOUND");
    EXPECT_EQ(ask.account_get("budget-policies").code(), "ENDPOINT_NOT_FOUND");
    EXPECT_EQ(ask.get("adb-1.1.azuredatabricks.net", "/api/2.1/unity-catalog/catalogs").status, 404U);
    EXPECT_EQ(ask.get(show->workspaces[3].host, "/api/2.1/unity-catalog/catalogs").status, 404U) << "not running";
    EXPECT_FALSE(ask.served().serves("accounts.cloud.databricks.com:443"));
    EXPECT_TRUE(ask.served().serves(prod.host + ":443"));
    EXPECT_EQ(unity_get(prod, "tables?catalog_name=main").code(), "INVALID_PARAMETER_VALUE");
}

} // namespace
} // namespace canreach::simulator::test
