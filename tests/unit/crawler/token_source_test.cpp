#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crawler/guarded_transport.hpp"
#include "crawler/platform_grants.hpp"
#include "crawler/token_age.hpp"
#include "crawler/token_source.hpp"
#include "login_platform.hpp"
#include "run_awaitable.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using testing::account;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::reply;
using testing::run_awaitable;
using testing::workspace;
using namespace std::chrono_literals;

struct token_fixture : testing::login_platform {
    token_fixture()
        : login_platform({},
                         [this](const http_request& request) -> result<http_response> {
                             EXPECT_EQ(request.authorization.reveal(), "Basic Y2xpZW50OnMzY3JldA==");
                             EXPECT_EQ(request.body.reveal(), "grant_type=client_credentials&scope=all-apis");
                             return reply(200, R"({"access_token":"t)" + std::to_string(++tokens) +
                                                   R"(","expires_in":3600})");
                         }),
          source(context.get_executor(), time,
                 std::make_unique<client_credentials_grant>(token_client(guarded, time, {}, 1),
                                                            platform_login{"client", "acc", account}, secret("s3cret")),
                 account) {}

    std::string get(const origin& where) {
        auto got = run_awaitable(context, source.authorization(where));
        return got ? std::string(got->reveal()) : "failure: " + got.error().to_string();
    }

    int tokens = 0;
    renewing_source source;
};

TEST(RenewingSource, FallsBackToTheFixedPaths) {
    token_fixture f;
    EXPECT_EQ(f.get(account), "Bearer t1");
    EXPECT_THAT(f.asked,
                ElementsAre("GET accounts.azuredatabricks.net/.well-known/databricks-config",
                            "GET accounts.azuredatabricks.net/oidc/accounts/acc/.well-known/oauth-authorization-server",
                            "POST accounts.azuredatabricks.net/oidc/accounts/acc/v1/token"));
    f.asked.clear();
    EXPECT_EQ(f.get(account), "Bearer t1");
    EXPECT_TRUE(f.asked.empty());
    EXPECT_EQ(f.get(workspace), "Bearer t2");
    EXPECT_EQ(f.asked.back(), "POST adb-1.1.azuredatabricks.net/oidc/v1/token");
}

TEST(RenewingSource, FollowsDiscovery) {
    token_fixture f;
    f.special = [](const http_request& request) -> std::optional<http_response> {
        if (request.target == "/.well-known/databricks-config")
            return reply(200, R"({"oidc_endpoint":"https://accounts.azuredatabricks.net/oidc/accounts/{account_id}"})");
        if (request.target == "/oidc/accounts/acc/.well-known/oauth-authorization-server")
            return reply(200, R"({"token_endpoint":"https://adb-9.9.azuredatabricks.net/oidc/v1/token"})");
        return std::nullopt;
    };
    EXPECT_EQ(f.get(workspace), "Bearer t1");
    EXPECT_EQ(f.asked.back(), "POST adb-9.9.azuredatabricks.net/oidc/v1/token");
}

TEST(RenewingSource, TellsTheSecretToNoForeignHost) {
    for (const auto* endpoint :
         {"https://evil.example/oidc/v1/token", "http://adb-1.1.azuredatabricks.net/oidc/v1/token",
          "https://accounts.cloud.databricks.com/oidc/v1/token",
          "https://adb-1.1.azuredatabricks.net/api/2.0/token/create"}) {
        SCOPED_TRACE(endpoint);
        token_fixture f;
        f.special = [&](const http_request& request) -> std::optional<http_response> {
            if (request.target == "/oidc/.well-known/oauth-authorization-server")
                return reply(200, std::string(R"({"token_endpoint":")") + endpoint + R"("})");
            if (request.target.starts_with("/oidc/accounts/acc/.well-known"))
                return reply(200, std::string(R"({"token_endpoint":")") + endpoint + R"("})");
            return std::nullopt;
        };
        EXPECT_THAT(f.get(workspace), HasSubstr("failure: "));
        EXPECT_EQ(f.tokens, 0);
        for (const auto& one : f.asked) EXPECT_TRUE(one.starts_with("GET ")) << one;
    }
    token_fixture f;
    f.special = [](const http_request& request) -> std::optional<http_response> {
        if (request.target == "/.well-known/databricks-config")
            return reply(200, R"({"oidc_endpoint":"https://evil.example/oidc"})");
        return std::nullopt;
    };
    EXPECT_THAT(f.get(account), HasSubstr("evil.example"));
    EXPECT_THAT(f.asked, ElementsAre("GET accounts.azuredatabricks.net/.well-known/databricks-config"));
}

TEST(RenewingSource, RefreshesAheadOfExpiry) {
    token_fixture f;
    EXPECT_EQ(f.get(account), "Bearer t1");
    f.time.advance(39min);
    EXPECT_EQ(f.get(account), "Bearer t1");
    f.time.advance(2min); // 20 minutes before its end it is renewed by who passes
    EXPECT_EQ(f.get(account), "Bearer t2");
}

TEST(RenewingSource, LetsAStaleTokenServeWhileRenewalFails) {
    token_fixture f;
    EXPECT_EQ(f.get(account), "Bearer t1");
    f.time.advance(45min);
    f.special = [](const http_request& request) -> std::optional<http_response> {
        if (request.method == http_method::post) return reply(400, "{}");
        return std::nullopt;
    };
    EXPECT_EQ(f.get(account), "Bearer t1");
    f.asked.clear();
    EXPECT_EQ(f.get(account), "Bearer t1"); // and is left in peace for a minute
    EXPECT_TRUE(f.asked.empty());
    f.time.advance(15min);
    EXPECT_THAT(f.get(account), HasSubstr("failure: "));
}

TEST(RenewingSource, AsksOnceForAllWhoWait) {
    token_fixture f;
    int done = 0;
    for (int i = 0; i < 10; ++i)
        asio::co_spawn(f.context, f.source.authorization(account), [&](std::exception_ptr, result<secret> got) {
            EXPECT_EQ(got->reveal(), "Bearer t1");
            ++done;
        });
    f.context.run();
    EXPECT_EQ(done, 10);
    EXPECT_EQ(f.tokens, 1);
}

TEST(RenewingSource, TellsAFailureToAllWhoWait) {
    token_fixture f;
    int posts = 0;
    f.special = [&](const http_request& request) -> std::optional<http_response> {
        if (request.method != http_method::post) return std::nullopt;
        ++posts;
        return reply(401, R"({"error":"invalid_client","error_description":"unknown client"})");
    };
    int refused = 0;
    for (int i = 0; i < 10; ++i)
        asio::co_spawn(f.context, f.source.authorization(account), [&](std::exception_ptr, result<secret> got) {
            EXPECT_TRUE(got.error().is(errc::unauthenticated));
            EXPECT_EQ(got.error().to_string().find("s3cret"), std::string::npos);
            ++refused;
        });
    f.context.run();
    EXPECT_EQ(refused, 10);
    EXPECT_EQ(posts, 1);
}

TEST(RenewingSource, FetchesANewTokenWhenOneIsRejected) {
    token_fixture f;
    EXPECT_EQ(f.get(workspace), "Bearer t1");
    f.source.rejected(workspace, secret("Bearer old"));
    EXPECT_EQ(f.get(workspace), "Bearer t1");
    f.source.rejected(workspace, secret("Bearer t1"));
    EXPECT_EQ(f.get(workspace), "Bearer t2");
}

TEST(RenewingSource, FallsBackToTheAccountTokenForFiveMinutes) {
    token_fixture f;
    int asked_workspace = 0;
    f.special = [&](const http_request& request) -> std::optional<http_response> {
        if (request.method != http_method::post || request.where != workspace) return std::nullopt;
        ++asked_workspace;
        return reply(400, R"({"error":"invalid_client"})");
    };
    EXPECT_EQ(f.get(workspace), "Bearer t1");
    EXPECT_EQ(f.get(account), "Bearer t1"); // the very same
    f.time.advance(4min);
    EXPECT_EQ(f.get(workspace), "Bearer t1");
    EXPECT_EQ(asked_workspace, 1);
    f.time.advance(2min);
    f.special = nullptr;
    EXPECT_EQ(f.get(workspace), "Bearer t2");
}

TEST(RenewingSource, WaitsOutTrouble) {
    token_fixture f;
    int number = 0;
    f.special = [&](const http_request& request) -> std::optional<http_response> {
        if (request.method != http_method::post) return std::nullopt;
        switch (++number) {
        case 1: return reply(503, "", {{"Retry-After", "7"}});
        case 2: return reply(500);
        default: return std::nullopt;
        }
    };
    const auto before = f.time.now();
    EXPECT_EQ(f.get(account), "Bearer t1");
    EXPECT_GE(f.time.now() - before, 7s);
}

TEST(RenewingSource, AsksAgainWhereTheReasonOfARefusalIsCutOff) {
    struct row {
        int status;
        const char* body;
        int asked;
    };
    // Nothing is known of the first; the second has said enough, and so has a status.
    for (const auto& [status, body, asked] : {row{400, "", 2}, row{400, R"({"error":"invalid_client","err)", 1},
                                              row{401, "", 1}, row{403, R"({"err)", 2}}) {
        SCOPED_TRACE(status);
        token_fixture f;
        int number = 0;
        f.special = [&, status = status, body = body](const http_request& request) -> std::optional<http_response> {
            if (request.method != http_method::post || ++number > 1) return std::nullopt;
            auto made = reply(status, body);
            made.trouble = "its body cannot be read to the end: the connection broke";
            return made;
        };
        const auto got = f.get(account);
        EXPECT_EQ(number, asked) << got;
        EXPECT_EQ(got == "Bearer t1", asked == 2) << got;
    }
}

TEST(PatSource, IsForOneHost) {
    asio::io_context context;
    pat_source source(workspace, secret("dapi"));
    EXPECT_EQ(run_awaitable(context, source.authorization(workspace))->reveal(), "Bearer dapi");
    EXPECT_TRUE(run_awaitable(context, source.authorization(account)).error().is(errc::not_allowed));
    source.rejected(workspace, secret("Bearer dapi"));
    EXPECT_TRUE(run_awaitable(context, source.authorization(workspace)).error().is(errc::unauthenticated));
}

TEST(TokenAge, Table) {
    const token_age::time_point start{1h};
    const token_age hour(start, 3600s);
    EXPECT_FALSE(hour.stale(start + 39min));
    EXPECT_TRUE(hour.stale(start + 40min));
    EXPECT_FALSE(hour.expired(start + 3559s));
    EXPECT_TRUE(hour.expired(start + 3560s));
    const token_age minute(start, 60s);
    EXPECT_FALSE(minute.stale(start + 29s));
    EXPECT_TRUE(minute.stale(start + 30s));
    EXPECT_TRUE(minute.expired(start + 30s)); // 60 s leave 30 s of use at least
    const token_age tiny(start, 2s);
    EXPECT_FALSE(tiny.expired(start));
    EXPECT_TRUE(tiny.expired(start + 1s));
    EXPECT_TRUE(token_age().expired(start));
}

TEST(Secret, IsWipedWhenMoved) {
    secret one("abc");
    const secret two(std::move(one));
    EXPECT_TRUE(one.empty()); // NOLINT: that is the point
    EXPECT_EQ(two.reveal(), "abc");
}

} // namespace
} // namespace canreach::crawler
