#include <gtest/gtest.h>

#include <vector>

#include "crawler/families.hpp"
#include "crawler/read_only.hpp"

namespace canreach::crawler {
namespace {

TEST(ReadOnly, LetsReadsAndTokenRequestsThrough) {
    http_request read;
    read.target = "/api/2.0/accounts/x/workspaces?a=b";
    EXPECT_TRUE(check_read_only(read));
    for (const auto* path : {"/oidc/v1/token", "/oidc/accounts/7d0a52f4-0000-4000-8000-2b6c1f0e9a11/v1/token"}) {
        http_request token;
        token.method = http_method::post;
        token.target = path;
        token.content_type = "application/x-www-form-urlencoded";
        token.body = secret("grant_type=client_credentials");
        EXPECT_TRUE(check_read_only(token)) << path;
    }
}

TEST(ReadOnly, LetsNothingElseThrough) {
    for (const auto* path :
         {"/api/2.0/preview/scim/v2/Groups", "/api/2.1/unity-catalog/permissions/table/a.b.c", "/oidc/v1/token?x=y",
          "/oidc/v1/token/../../api", "/oidc/accounts//v1/token", "/oidc/accounts/a/b/v1/token", "/oidc/v1/tokens",
          "/oidc/accounts/%2e%2e/v1/token", "", "/", "/api/2.0/sql/statements"}) {
        http_request write;
        write.method = http_method::post;
        write.target = path;
        write.content_type = "application/x-www-form-urlencoded";
        EXPECT_TRUE(check_read_only(write).error().is(errc::not_allowed)) << path;
    }
    http_request json;
    json.method = http_method::post;
    json.target = "/oidc/v1/token";
    json.content_type = "application/json";
    EXPECT_FALSE(check_read_only(json));
    http_request body;
    body.target = "/api";
    body.body = secret("x");
    EXPECT_FALSE(check_read_only(body));
    http_request strange;
    strange.method = static_cast<http_method>(7);
    strange.target = "/api";
    EXPECT_FALSE(check_read_only(strange));
}

TEST(ReadOnly, LetsTheEndOfAStatementThrough) {
    http_request end;
    end.method = http_method::post;
    end.target = "/api/2.0/sql/statements/01f0a1c2-4b5d/cancel";
    EXPECT_TRUE(check_read_only(end));
    for (const auto* path :
         {"/api/2.0/sql/statements//cancel", "/api/2.0/sql/statements/a/b/cancel", "/api/2.0/sql/statements/cancel",
          "/api/2.0/sql/statements/a/cancel?x=y", "/api/2.0/sql/statements/%2e%2e/cancel",
          "/api/2.0/sql/statements/../cancel", "/api/2.1/jobs/runs/cancel", "/api/2.0/sql/statementsx/a/cancel"}) {
        auto other = end;
        other.target = path;
        EXPECT_FALSE(check_read_only(other)) << path;
    }
    auto full = end;
    full.body = secret("{}");
    EXPECT_FALSE(check_read_only(full));
    auto stored = end;
    stored.to_storage = true;
    EXPECT_FALSE(check_read_only(stored));
}

TEST(ReadOnly, ChangesNothing) {
    for (const auto method : {http_method::put, http_method::remove}) {
        http_request change;
        change.method = method;
        change.target = "/api/2.0/accounts/x/workspaces/1/permissionassignments/principals/2";
        change.content_type = "application/json";
        EXPECT_TRUE(check_read_only(change).error().is(errc::not_allowed));
    }
}

http_request statement(std::string_view body) {
    http_request made;
    made.method = http_method::post;
    made.target = "/api/2.0/sql/statements";
    made.content_type = "application/json";
    made.body = secret(body);
    return made;
}

TEST(ReadOnly, LetsStatementsThroughThatRead) {
    for (const auto* body :
         {R"({"warehouse_id":"w","statement":"SELECT 1","disposition":"EXTERNAL_LINKS","format":"JSON_ARRAY",)"
          R"("wait_timeout":"30s","on_wait_timeout":"CONTINUE","catalog":"c",)"
          R"("parameters":[{"name":"days","value":"1; DROP TABLE a","type":"INT"}]})",
          R"({"statement":"SHOW GRANTS ON TABLE `a`.`b;c`"})"})
        EXPECT_TRUE(check_read_only(statement(body))) << body;
}

TEST(ReadOnly, LetsNoOtherStatementThrough) {
    for (const auto* body :
         {"", "[]", "{}", R"({"statement":1})", R"({"statement":"DROP TABLE a"})", R"({"statement":"SELECT 1;"})",
          R"({"statement":"SHOW TABLES; GRANT SELECT ON TABLE a TO b"})", R"({"Statement":"SELECT 1"})",
          R"({"statement":"SELECT 1","statements":["DROP TABLE a"]})", R"({"statement":"INSERT INTO a SELECT 1"})",
          R"({"statement":"SELECT 1","schema":"x"})", R"({"statement":"DROP TABLE a","statement":"SELECT 1")"})
        EXPECT_TRUE(check_read_only(statement(body)).error().is(errc::not_allowed)) << body;
    for (const auto* path :
         {"/api/2.0/sql/statements/", "/api/2.0/sql/statements/x/cancel", "/api/2.0/sql/statements?x=y",
          "/api/2.0/sql/warehouses", "/api/2.0/sql/warehouses/x/start", "/api/2.0/SQL/statements"}) {
        auto request = statement(R"({"statement":"SELECT 1"})");
        request.target = path;
        EXPECT_TRUE(check_read_only(request).error().is(errc::not_allowed)) << path;
    }
    auto form = statement(R"({"statement":"SELECT 1"})");
    form.content_type = "text/plain";
    EXPECT_FALSE(check_read_only(form));
    auto storage = statement(R"({"statement":"SELECT 1"})");
    storage.to_storage = true;
    EXPECT_FALSE(check_read_only(storage));
}

TEST(ReadOnly, ShowsStorageNoToken) {
    http_request link;
    link.target = "/f?signature=x";
    link.to_storage = true;
    link.headers = {{"x-key", "k"}};
    EXPECT_TRUE(check_read_only(link));
    for (const auto* name : {"Authorization", "cookie", "PROXY-AUTHORIZATION"}) {
        auto odd = link;
        odd.headers.emplace_back(name, "x");
        EXPECT_FALSE(check_read_only(odd)) << name;
    }
    auto token = link;
    token.authorization = secret("Bearer x");
    EXPECT_FALSE(check_read_only(token));
    auto platform = link;
    platform.to_storage = false;
    EXPECT_FALSE(check_read_only(platform)) << "headers of strangers go to storage only";
}

TEST(ReadOnly, LogsInWithTokenFormsOnly) {
    http_request login;
    login.method = http_method::post;
    login.to_login = true;
    login.content_type = "application/x-www-form-urlencoded";
    login.body = secret("grant_type=client_credentials");
    for (const auto* path : {"/tenant/oauth2/token", "/contoso.example/oauth2/token"}) {
        login.target = path;
        EXPECT_TRUE(check_read_only(login)) << path;
        auto platform = login;
        platform.to_login = false;
        EXPECT_FALSE(check_read_only(platform)) << "the platform has its own";
    }
    for (const auto* path :
         {"/oauth2/token", "//oauth2/token", "/a/b/oauth2/token", "/a%2Fb/oauth2/token", "/a/oauth2/token?x",
          "/oidc/v1/token", "/api/2.0/sql/statements", "/a/oauth2/v2.0/token"}) {
        login.target = path;
        EXPECT_FALSE(check_read_only(login)) << path;
    }
}

TEST(ReadOnly, HoldsForTheWholeCatalogueOfEndpoints) {
    for (const auto& one : all_families()) {
        http_request request;
        const bool about_objects = one.path.find("{acl}") != std::string_view::npos;
        const node_key about{about_objects ? node_kind::job : node_kind::table, "m", "a.b.c"};
        request.target = target_of(one, {"acc", about, {}, "a", "b"}).value();
        EXPECT_TRUE(check_read_only(request)) << one.name;
        // Never those with side effects (databricks-api: token creation, starting, publishing …).
        EXPECT_EQ(request.target.find("/create"), std::string::npos);
        EXPECT_EQ(request.target.find("/start"), std::string::npos);
    }
}

} // namespace
} // namespace canreach::crawler
