// How tokens are got: what is sent where, and what is not.
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/azure_cli_grant.hpp"
#include "crawler/cli_grant.hpp"
#include "crawler/entra_grant.hpp"
#include "crawler/guarded_transport.hpp"
#include "crawler/identity_tokens.hpp"
#include "crawler/platform_grants.hpp"
#include "crawler/token_source.hpp"
#include "login_platform.hpp"
#include "run_awaitable.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using testing::account;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::reply;
using testing::run_awaitable;
using testing::workspace;
using namespace std::chrono_literals;

struct grant_fixture : testing::login_platform {
    explicit grant_fixture(std::string login = {})
        : login_platform(std::move(login), [this](const http_request& request) -> result<http_response> {
              bodies.emplace_back(request.body.reveal());
              authorizations.emplace_back(request.authorization.reveal());
              return reply(200, R"({"token_type":"Bearer","access_token":"tok","expires_in":"3599"})");
          }) {}
    token_client client() { return {guarded, time, retry_policy{}, 1}; }
    std::string fetch(token_grant& grant, const origin& where) {
        auto got = run_awaitable(context, grant.fetch(where));
        return got ? std::string(got->access_token.reveal()) : "failure: " + got.error().to_string();
    }

    std::vector<std::string> bodies, authorizations;
};

entra_grant::application application_of(std::string tenant, origin host) {
    return {"app", secret("s3 cret&"), std::move(tenant), *entra_place_of(host.host, ""), host};
}

TEST(EntraGrant, AsksTheTenantForATokenOfThePlatform) {
    grant_fixture f("login.microsoftonline.com");
    entra_grant grant(f.client(), application_of("ten-1", account));
    EXPECT_EQ(f.fetch(grant, workspace), "tok");
    EXPECT_THAT(f.asked, ElementsAre("POST login.microsoftonline.com/ten-1/oauth2/token"));
    EXPECT_THAT(f.bodies, ElementsAre("grant_type=client_credentials&client_id=app&client_secret=s3%20cret%26&resource="
                                      "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"));
    EXPECT_THAT(f.authorizations, ElementsAre(""));
}

TEST(EntraGrant, ServesAllHostsWithOneToken) {
    grant_fixture f("login.microsoftonline.com");
    renewing_source source(f.context.get_executor(), f.time,
                           std::make_unique<entra_grant>(f.client(), application_of("ten-1", account)), account);
    EXPECT_EQ(run_awaitable(f.context, source.authorization(account))->reveal(), "Bearer tok");
    EXPECT_EQ(run_awaitable(f.context, source.authorization(workspace))->reveal(), "Bearer tok");
    EXPECT_EQ(f.asked.size(), 1U);
}

TEST(EntraGrant, AsksTheWorkspaceForTheTenant) {
    grant_fixture f("login.microsoftonline.com");
    f.special = [](const http_request& request) -> std::optional<http_response> {
        if (request.target != "/aad/auth") return std::nullopt;
        EXPECT_TRUE(request.authorization.empty());
        return reply(302, "", {{"Location", "https://login.microsoftonline.com/ten-9/oauth2/authorize?x=y"}});
    };
    entra_grant grant(f.client(), application_of("", workspace));
    EXPECT_EQ(f.fetch(grant, workspace), "tok");
    EXPECT_EQ(f.fetch(grant, workspace), "tok");
    EXPECT_THAT(f.asked, ElementsAre("GET adb-1.1.azuredatabricks.net/aad/auth",
                                     "POST login.microsoftonline.com/ten-9/oauth2/token",
                                     "POST login.microsoftonline.com/ten-9/oauth2/token"));
}

TEST(EntraGrant, TellsTheSecretToNoOtherHost) {
    for (const auto* location : {"https://evil.example/ten/oauth2/authorize", "https://login.microsoftonline.com/",
                                 "https://login.microsoftonline.us/ten/oauth2/authorize", "http://x", "",
                                 "https://login.microsoftonline.com/a%2Fb/oauth2/authorize"}) {
        SCOPED_TRACE(location);
        grant_fixture f("login.microsoftonline.com");
        f.special = [&](const http_request&) -> std::optional<http_response> {
            return reply(302, "", {{"location", location}});
        };
        entra_grant grant(f.client(), application_of("", workspace));
        EXPECT_THAT(f.fetch(grant, workspace), HasSubstr("which tenant"));
        EXPECT_THAT(f.asked, ElementsAre("GET adb-1.1.azuredatabricks.net/aad/auth"));
    }
    grant_fixture other("login.microsoftonline.us"); // as if the guard knew another cloud
    entra_grant grant(other.client(), application_of("ten", account));
    EXPECT_THAT(other.fetch(grant, account), HasSubstr("nobody logs in at"));
    EXPECT_TRUE(other.asked.empty());
}

TEST(EntraGrant, SaysWhatIsNotAccepted) {
    grant_fixture f("login.microsoftonline.com");
    f.special = [](const http_request&) -> std::optional<http_response> {
        return reply(400, R"({"error":"unauthorized_client","error_description":"AADSTS700016: s3 cret& is wrong"})");
    };
    entra_grant grant(f.client(), application_of("ten", account));
    const auto got = run_awaitable(f.context, grant.fetch(account));
    EXPECT_TRUE(got.error().is(errc::unauthenticated));
    EXPECT_THAT(got.error().to_string(), HasSubstr("AADSTS700016"));
    EXPECT_THAT(got.error().to_string(), Not(HasSubstr("s3 cret"))); // should the server repeat it
}

TEST(Entra, PlacesByCloud) {
    struct row {
        const char* host;
        const char* environment;
        const char* login;
        const char* resource;
    };
    constexpr auto usual = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";
    for (const auto& [host, environment, login, resource] : {
             row{"accounts.azuredatabricks.net", "", "login.microsoftonline.com", usual},
             row{"127.0.0.1", "", "login.microsoftonline.com", usual},
             row{"adb-1.1.databricks.azure.us", "", "login.microsoftonline.us", usual},
             row{"accounts.azuredatabricks.us", "", "login.microsoftonline.us", usual},
             row{"adb-1.1.databricks.azure.cn", "", "login.chinacloudapi.cn", usual},
             row{"adb-1.1.azuredatabricks.net", "USGovernment", "login.microsoftonline.us", usual},
             row{"x.dev.azuredatabricks.net", "", "login.microsoftonline.com", "62a912ac-b58e-4c1d-89ea-b2dbfc7358fc"},
             row{"x.staging.azuredatabricks.net", "", "login.microsoftonline.com",
                 "4a67d088-db5c-48f1-9ff2-0aace800ae68"},
         }) {
        SCOPED_TRACE(host);
        const auto place = entra_place_of(host, environment);
        ASSERT_TRUE(place);
        EXPECT_EQ(place->login_host, login);
        EXPECT_EQ(place->resource, resource);
    }
    EXPECT_FALSE(entra_place_of("accounts.azuredatabricks.net", "mars"));
}

TEST(TokenExchange, SendsTheIdentityTokenInTheForm) {
    grant_fixture f;
    token_exchange_grant grant(f.client(), {"sp", "acc", account}, identity_token_from_variable(secret("j.w.t")), "");
    EXPECT_EQ(f.fetch(grant, account), "tok");
    EXPECT_EQ(f.asked.back(), "POST accounts.azuredatabricks.net/oidc/accounts/acc/v1/token");
    EXPECT_THAT(f.bodies,
                ElementsAre("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token_type="
                            "urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt&subject_token=j.w.t&scope=all-apis&"
                            "client_id=sp"));
    EXPECT_THAT(f.authorizations, ElementsAre(""));
}

TEST(TokenExchange, LeavesTheClientOutForFederationOfTheAccount) {
    grant_fixture f;
    token_exchange_grant grant(f.client(), {"", "acc", account}, identity_token_from_variable(secret("j.w.t")), "");
    EXPECT_EQ(f.fetch(grant, workspace), "tok");
    EXPECT_THAT(f.bodies.at(0), Not(HasSubstr("client_id")));
}

TEST(TokenExchange, ReadsTheFileEachTime) {
    grant_fixture f;
    int number = 0;
    token_exchange_grant grant(
        f.client(), {"sp", "acc", account},
        identity_token_from_file("/run/token",
                                 [&](const std::string& path) -> result<std::optional<std::string>> {
                                     EXPECT_EQ(path, "/run/token");
                                     if (++number == 3) return std::optional<std::string>{};
                                     if (number == 4) return std::optional<std::string>(" \n");
                                     return std::optional("jwt-" + std::to_string(number) + "\n");
                                 }),
        "");
    EXPECT_EQ(f.fetch(grant, account), "tok");
    EXPECT_EQ(f.fetch(grant, account), "tok");
    EXPECT_THAT(f.bodies.at(0), HasSubstr("subject_token=jwt-1&"));
    EXPECT_THAT(f.bodies.at(1), HasSubstr("subject_token=jwt-2&"));
    EXPECT_THAT(f.fetch(grant, account), HasSubstr("not there"));
    EXPECT_THAT(f.fetch(grant, account), HasSubstr("is empty"));
}

TEST(TokenExchange, AsksGithubForTheRightAudience) {
    struct row {
        const char* name;
        const char* told;      ///< by the configuration
        const char* published; ///< by the host
        origin where;
        const char* wanted;
    };
    for (const auto& [name, told, published, where, wanted] : std::vector<row>{
             {"told", "mine", "theirs", account, "audience=mine"},
             {"published", "", "theirs", account, "audience=theirs"},
             {"the account", "", "", account, "audience=acc"},
         }) {
        SCOPED_TRACE(name);
        grant_fixture f(std::string{github_token_zone});
        f.special = [&](const http_request& request) -> std::optional<http_response> {
            if (request.target == "/.well-known/databricks-config" && *published != '\0')
                return reply(200, std::string(R"({"token_federation_default_oidc_audiences":[")") + published + "\"]}");
            if (!request.where.host.ends_with("githubusercontent.com")) return std::nullopt;
            EXPECT_EQ(request.authorization.reveal(), "Bearer req");
            return reply(200, R"({"count":1,"value":"j.w.t"})");
        };
        token_exchange_grant grant(
            f.client(), {"sp", "acc", account},
            identity_token_from_github("https://pipelines.actions.githubusercontent.com/x?api-version=2",
                                       secret("req")),
            told);
        EXPECT_EQ(f.fetch(grant, where), "tok");
        EXPECT_THAT(f.asked, ::testing::Contains("GET pipelines.actions.githubusercontent.com/x?api-version=2&" +
                                                 std::string(wanted)));
        EXPECT_THAT(f.bodies.at(0), HasSubstr("subject_token=j.w.t"));
    }
}

TEST(TokenExchange, ShowsGithubsTokenToGithubOnly) {
    grant_fixture f(std::string{github_token_zone});
    token_exchange_grant grant(f.client(), {"sp", "acc", account},
                               identity_token_from_github("https://evil.example/x", secret("req")), "a");
    EXPECT_THAT(f.fetch(grant, account), HasSubstr("nobody logs in at"));
    for (const auto& one : f.asked) EXPECT_THAT(one, Not(HasSubstr("evil")));
    EXPECT_FALSE(decode_github_token(R"({"value":7})"));
    EXPECT_FALSE(decode_github_token("nonsense"));
}

TEST(TokenExchange, TellsWhenNoPolicyAcceptsTheToken) {
    grant_fixture f;
    f.special = [](const http_request& request) -> std::optional<http_response> {
        if (request.method == http_method::get) return std::nullopt;
        return reply(400, R"({"error":"invalid_grant","error_description":"no policy for j.w.t"})");
    };
    token_exchange_grant grant(f.client(), {"sp", "acc", account}, identity_token_from_variable(secret("j.w.t")), "");
    const auto got = run_awaitable(f.context, grant.fetch(account));
    EXPECT_TRUE(got.error().is(errc::unauthenticated));
    EXPECT_THAT(got.error().to_string(), Not(HasSubstr("j.w.t")));
    EXPECT_THAT(got.error().hint, HasSubstr("federation policy"));
}

/// A CLI that prints what the test says.
struct fake_cli {
    program_output says;
    std::vector<std::vector<std::string>> calls;

    program_runner runner() {
        return [this](std::vector<std::string> arguments) { return run(std::move(arguments)); };
    }
    asio::awaitable<result<program_output>> run(std::vector<std::string> arguments) {
        calls.push_back(std::move(arguments));
        co_return says;
    }
};

TEST(CliGrant, NamesProfileOrHost) {
    grant_fixture f;
    fake_cli cli{{0, R"({"access_token":"tok","token_type":"Bearer","expiry":"2099-01-01T00:00:00Z"})", ""}, {}};
    cli_grant with_profile(f.time, cli.runner(), {"/bin/databricks", "prod", "acc", account, true});
    EXPECT_EQ(f.fetch(with_profile, account), "tok");
    EXPECT_EQ(f.fetch(with_profile, workspace), "tok");
    cli_grant without(f.time, cli.runner(), {"/bin/databricks", "", "acc", account, true});
    EXPECT_EQ(f.fetch(without, account), "tok");
    EXPECT_THAT(cli.calls, ElementsAre(ElementsAre("/bin/databricks", "auth", "token", "--profile", "prod"),
                                       ElementsAre("/bin/databricks", "auth", "token", "--host",
                                                   "https://adb-1.1.azuredatabricks.net"),
                                       ElementsAre("/bin/databricks", "auth", "token", "--host",
                                                   "https://accounts.azuredatabricks.net", "--account-id", "acc")));
}

TEST(CliGrant, LetsTheAccountsTokenServeWhereNobodyIsLoggedIn) {
    grant_fixture f;
    fake_cli cli{{0, R"({"access_token":"tok","expires_in":3600})", ""}, {}};
    auto run = [&](std::vector<std::string> arguments) {
        const bool at_workspace = arguments.size() > 4 && arguments[4].find("adb-") != std::string::npos;
        cli.says.exit_status = at_workspace ? 1 : 0;
        return cli.run(std::move(arguments));
    };
    renewing_source source(
        f.context.get_executor(), f.time,
        std::make_unique<cli_grant>(f.time, run, cli_grant::login{"/bin/databricks", "", "acc", account, true}),
        account);
    EXPECT_EQ(run_awaitable(f.context, source.authorization(workspace))->reveal(), "Bearer tok");
    EXPECT_EQ(cli.calls.size(), 2U);
    EXPECT_EQ(run_awaitable(f.context, source.authorization(workspace))->reveal(), "Bearer tok");
    EXPECT_EQ(cli.calls.size(), 2U); // for five minutes
}

TEST(AzureCliGrant, AsksForTheResourceOnce) {
    grant_fixture f;
    fake_cli cli{{0, R"({"accessToken":"tok","expiresOn":"2099-01-01 00:00:00.000000","tokenType":"Bearer"})", ""}, {}};
    azure_cli_grant plain(f.time, cli.runner(), {"/bin/az", "app-id", ""});
    EXPECT_TRUE(plain.is_for_all_hosts());
    EXPECT_EQ(f.fetch(plain, account), "tok");
    azure_cli_grant with_tenant(f.time, cli.runner(), {"/bin/az", "app-id", "ten"});
    EXPECT_EQ(f.fetch(with_tenant, workspace), "tok");
    EXPECT_THAT(cli.calls, ElementsAre(ElementsAre("/bin/az", "account", "get-access-token", "--resource", "app-id",
                                                   "--output", "json"),
                                       ElementsAre("/bin/az", "account", "get-access-token", "--resource", "app-id",
                                                   "--output", "json", "--tenant", "ten")));
    cli.says = {1, "secret-on-stdout", "ERROR: Please run 'az login' to setup account.\n"};
    const auto got = run_awaitable(f.context, plain.fetch(account));
    EXPECT_TRUE(got.error().is(errc::unauthenticated));
    EXPECT_THAT(got.error().to_string(), HasSubstr("the Azure CLI gave no token (exit status 1): ERROR: Please run"));
    EXPECT_THAT(got.error().to_string(), Not(HasSubstr("secret-on-stdout")));
}

TEST(AzureCliGrant, ReadsWhenTheTokenEnds) {
    using namespace std::chrono;
    const system_clock::time_point now{seconds(1'900'000'000)};
    const auto of = [&](const std::string& end) {
        return decode_azure_cli_token(R"({"accessToken":"tok","tokenType":"Bearer")" + end + "}", now);
    };
    EXPECT_EQ(of(R"(,"expires_on":1900003600)").value().expires_in, seconds(3600));
    EXPECT_EQ(of(R"(,"expires_on":"1900003600","expiresOn":"nonsense")").value().expires_in, seconds(3600));
    EXPECT_TRUE(of(R"(,"expires_on":1900000000)").error().is(errc::unauthenticated)) << "not a second is left";
    EXPECT_TRUE(of(R"(,"expiresOn":"2001-01-01 00:00:00")").error().is(errc::unauthenticated));
    std::time_t in_an_hour = 1'900'003'600;
    std::tm there{};
    localtime_r(&in_an_hour, &there);
    std::array<char, 40> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S.123456", &there);
    EXPECT_EQ(of(R"(,"expiresOn":")" + std::string(text.data()) + "\"").value().expires_in, seconds(3600));
    for (const auto* odd : {"", R"(,"expires_on":1.5)", R"(,"expires_on":"soon")", R"(,"expiresOn":"2030")",
                            R"(,"expiresOn":"2030-x1-01 00:00:00")", R"(,"expiresOn":7)"})
        EXPECT_TRUE(of(odd).error().is(errc::malformed_reply)) << odd;
    EXPECT_FALSE(decode_azure_cli_token("tok", now));
    EXPECT_FALSE(decode_azure_cli_token(R"({"expires_on":1900003600})", now));
}

TEST(CliGrant, SaysWhatTheCliSays) {
    grant_fixture f;
    fake_cli cli{{1, "secret-on-stdout", "Error: no cached credentials\n"}, {}};
    cli_grant grant(f.time, cli.runner(), {"/bin/databricks", "", "", workspace, false});
    const auto got = run_awaitable(f.context, grant.fetch(workspace));
    EXPECT_TRUE(got.error().is(errc::unauthenticated));
    EXPECT_THAT(got.error().to_string(), HasSubstr("no cached credentials"));
    EXPECT_THAT(got.error().to_string(), Not(HasSubstr("secret-on-stdout")));
    EXPECT_THAT(got.error().hint, HasSubstr("databricks auth login --host https://adb-1.1.azuredatabricks.net"));
}

TEST(CliGrant, TableOfPrints) {
    const auto now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};
    struct row {
        const char* text;
        int seconds; ///< 0 = refused
    };
    for (const auto& [text, seconds] : {
             row{R"({"access_token":"t","token_type":"Bearer","expiry":"2026-11-22T01:00:00Z"})", 3600},
             row{R"({"access_token":"t","expiry":"2026-11-22T02:00:00.123456789+01:00"})", 3600},
             row{R"({"access_token":"t","expires_in":60})", 60},
             row{R"({"access_token":"t","expiry":"2026-11-21T23:59:59Z"})", 0},
             row{R"({"access_token":"t","expiry":"tomorrow"})", 0},
             row{R"({"access_token":"t"})", 0},
             row{R"({"access_token":"a b","expiry":"2026-11-22T01:00:00Z"})", 0},
             row{R"({"token_type":"Bearer","expiry":"2026-11-22T01:00:00Z"})", 0},
             row{R"({"access_token":"t","token_type":"Mac","expiry":"2026-11-22T01:00:00Z"})", 0},
             row{"[]", 0},
             row{"", 0},
         }) {
        SCOPED_TRACE(text);
        const auto got = decode_cli_token(text, now);
        EXPECT_EQ(got.has_value(), seconds > 0);
        if (got) {
            EXPECT_EQ(got->expires_in.count(), seconds);
        }
    }
}

} // namespace
} // namespace canreach::crawler
