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
