#include <fmt/format.h>
#include <gtest/gtest.h>

#include "simulator/target.hpp"
#include "tests/unit/simulator/client.hpp"

namespace canreach::simulator::test {
namespace {

struct oauth : testing::Test {
    std::shared_ptr<const account> tiny = preset("tiny");
    client ask{tiny};
    std::string workspace_host = tiny->workspaces[0].host;
    credentials known;

    [[nodiscard]] answer token_of(const client& from, std::string_view host, std::string_view target,
                                  std::string_view authorization, std::string_view body) const {
        request what;
        what.method = "POST";
        what.host = host;
        what.target = target;
        what.authorization = authorization;
        what.body = body;
        return from.send(what);
    }
    [[nodiscard]] std::string basic() const {
        // Standard alphabet, as clients write it; these credentials need neither `-` nor `_`.
        return "Basic " + base64_url(known.client_id + ":" + known.client_secret);
    }
};
constexpr std::string_view form = "grant_type=client_credentials&scope=all-apis";

TEST_F(oauth, MetadataTellsHostsApart) {
    const auto account = ask.get(ask.account_host(), "/.well-known/databricks-config");
    EXPECT_EQ(text_at(account.body, "oidc_endpoint"),
              fmt::format("https://{}/oidc/accounts/{{account_id}}", ask.account_host()));
    EXPECT_EQ(text_at(account.body, "account_id"), tiny->id);
    EXPECT_EQ(text_at(account.body, "workspace_id"), "");
    EXPECT_EQ(text_at(account.body, "cloud"), "AZURE");
    const auto space = ask.get(workspace_host, "/.well-known/databricks-config");
    EXPECT_EQ(text_at(space.body, "workspace_id"), std::to_string(tiny->workspaces[0].id));
    EXPECT_EQ(text_at(space.body, "oidc_endpoint"), fmt::format("https://{}/oidc", workspace_host));
}

TEST_F(oauth, DocumentsNameTheTokenEndpoint) {
    const auto account =
        ask.get(ask.account_host(), fmt::format("/oidc/accounts/{}/.well-known/oauth-authorization-server", tiny->id));
    EXPECT_EQ(text_at(account.body, "token_endpoint"),
              fmt::format("https://{}/oidc/accounts/{}/v1/token", ask.account_host(), tiny->id));
    const auto space = ask.get(workspace_host, "/oidc/.well-known/oauth-authorization-server");
    EXPECT_EQ(text_at(space.body, "token_endpoint"), fmt::format("https://{}/oidc/v1/token", workspace_host));
    EXPECT_EQ(ask.get(workspace_host, "/oidc/nothing").status, 404U);
}

TEST_F(oauth, TokensComeByBasicAndByForm) {
    const auto by_basic = token_of(ask, workspace_host, "/oidc/v1/token", basic(), form);
    EXPECT_EQ(by_basic.status, 200U);
    EXPECT_EQ(text_at(by_basic.body, "token_type"), "Bearer");
    EXPECT_EQ(by_basic.body.at("expires_in").to_number<int>(), 3600);
    const auto by_form =
        token_of(ask, workspace_host, "/oidc/v1/token", "",
                 fmt::format("{}&client_id={}&client_secret={}", form, known.client_id, known.client_secret));
    EXPECT_EQ(by_form.status, 200U);
    const auto wrong = token_of(ask, workspace_host, "/oidc/v1/token", "Basic eDp5", form);
    EXPECT_EQ(wrong.status, 401U);
    EXPECT_EQ(text_at(wrong.body, "error"), "invalid_client");
    EXPECT_EQ(token_of(ask, workspace_host, "/oidc/v1/token", basic(), "grant_type=password").status, 400U);
}

TEST_F(oauth, WorkspacesCanRejectTheClientAndTakeTheAccountToken) {
    service_options options;
    options.workspaces_reject_client = true;
    const client strict(tiny, options);
    EXPECT_EQ(token_of(strict, workspace_host, "/oidc/v1/token", basic(), form).status, 401U);
    EXPECT_EQ(strict.get(workspace_host, "/api/2.0/preview/scim/v2/Me").status, 200U);
    options.account_token_on_workspaces = false;
    EXPECT_EQ(client(tiny, options).get(workspace_host, "/api/2.0/preview/scim/v2/Me").status, 401U);
}

TEST_F(oauth, TokensAreForOneAudienceAndExpire) {
    const auto token = text_at(token_of(ask, workspace_host, "/oidc/v1/token", basic(), form).body, "access_token");
    const auto bearer = "Bearer " + token;
    request what;
    what.authorization = bearer;
    what.target = "/api/2.0/preview/scim/v2/Me";
    what.host = workspace_host;
    EXPECT_EQ(ask.send(what).status, 200U);
    EXPECT_EQ(ask.send(what, std::chrono::seconds(3599)).status, 200U);
    EXPECT_EQ(ask.send(what, std::chrono::seconds(3600)).status, 401U);
    what.host = tiny->workspaces[1].host;
    EXPECT_EQ(ask.send(what).status, 401U);
    const auto path = fmt::format("/api/2.0/accounts/{}/workspaces", tiny->id);
    const auto account_host = ask.account_host();
    what.host = account_host;
    what.target = path;
    EXPECT_EQ(ask.send(what).status, 401U);
    what.authorization = {};
    const auto none = ask.send(what);
    EXPECT_EQ(none.status, 401U);
    EXPECT_EQ(none.code(), "UNAUTHENTICATED");
    const auto forged = bearer.substr(0, bearer.size() - 1) + (bearer.back() == 'A' ? 'B' : 'A');
    what.authorization = forged;
    EXPECT_EQ(ask.send(what).status, 401U);
}

TEST_F(oauth, PersonalTokensWorkOnWorkspacesOnly) {
    const auto bearer = "Bearer " + known.personal_token;
    request what;
    what.authorization = bearer;
    what.host = workspace_host;
    what.target = "/api/2.0/preview/scim/v2/Me";
    EXPECT_EQ(ask.send(what).status, 200U);
    const auto path = fmt::format("/api/2.0/accounts/{}/workspaces", tiny->id);
    const auto account_host = ask.account_host();
    what.host = account_host;
    what.target = path;
    EXPECT_EQ(ask.send(what).status, 401U);
}

TEST_F(oauth, LoopbackIsAUnifiedHost) {
    EXPECT_EQ(ask.get("127.0.0.1:4711", fmt::format("/api/2.0/accounts/{}/workspaces", tiny->id)).status, 200U);
    EXPECT_EQ(ask.get("127.0.0.1:4711", "/api/2.1/unity-catalog/catalogs").status, 404U);
    request what;
    const auto bearer = "Bearer " + known.personal_token;
    const auto number = std::to_string(tiny->workspaces[1].id);
    what.authorization = bearer;
    what.host = "127.0.0.1:4711";
    what.workspace_header = number;
    what.target = "/api/2.1/unity-catalog/current-metastore-assignment";
    const auto got = ask.send(what);
    EXPECT_EQ(got.status, 200U);
    EXPECT_EQ(got.body.at("workspace_id").to_number<std::int64_t>(), tiny->workspaces[1].id);
    what.workspace_header = "12";
    EXPECT_EQ(ask.send(what).status, 404U);
}

TEST_F(oauth, WritesAreToldApart) {
    request what;
    what.method = "DELETE";
    what.host = workspace_host;
    what.target = "/api/2.1/unity-catalog/catalogs";
    EXPECT_TRUE(ask.served().locate(what).writes);
    EXPECT_EQ(ask.send(what).status, 405U);
    what.method = "POST";
    what.target = "/oidc/v1/token";
    EXPECT_FALSE(ask.served().locate(what).writes);
}

TEST_F(oauth, IdentityTokensAreExchanged) {
    const auto exchange = [&](std::string_view identity, std::string_view more) {
        return token_of(ask, ask.account_host(), fmt::format("/oidc/accounts/{}/v1/token", tiny->id), "",
                        fmt::format("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&scope="
                                    "all-apis&subject_token_type=urn:ietf:params:oauth:token-type:jwt&subject_token="
                                    "{}{}",
                                    identity, more));
    };
    EXPECT_EQ(exchange(known.identity_token, "").status, 200U); // federation of the whole account
    EXPECT_EQ(exchange(known.identity_token, "&client_id=" + known.client_id).status, 200U);
    const auto other = exchange(known.identity_token, "&client_id=somebody");
    EXPECT_EQ(other.status, 400U);
    EXPECT_EQ(text_at(other.body, "error"), "invalid_grant");
    EXPECT_EQ(exchange("forged", "").status, 400U);
}

TEST_F(oauth, EntraGivesOneTokenForAllHosts) {
    const auto ask_entra = [&](std::string_view host, std::string_view tenant, std::string_view secret,
                               std::string_view resource) {
        return token_of(ask, host, fmt::format("/{}/oauth2/token", tenant), "",
                        fmt::format("grant_type=client_credentials&client_id={}&client_secret={}&resource={}",
                                    known.client_id, secret, resource));
    };
    constexpr std::string_view login = "login.microsoftonline.com";
    constexpr std::string_view platform = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";
    const auto given = ask_entra(login, known.entra_tenant, known.entra_secret, platform);
    ASSERT_EQ(given.status, 200U);
    EXPECT_EQ(text_at(given.body, "expires_in"), "3600"); // as text
    const auto bearer = fmt::format("Bearer {}", text_at(given.body, "access_token"));
    for (const auto& [host, target] :
         {std::pair<std::string, std::string>{ask.account_host(), "/api/2.0/accounts/" + tiny->id + "/workspaces"},
          {workspace_host, "/api/2.1/unity-catalog/catalogs"}}) {
        request what;
        what.host = host;
        what.target = target;
        what.authorization = bearer;
        EXPECT_EQ(ask.send(what).status, 200U) << host;
    }
    EXPECT_EQ(ask_entra("127.0.0.1:1", known.entra_tenant, known.entra_secret, platform).status, 200U);
    EXPECT_EQ(ask_entra(login, "elsewhere", known.entra_secret, platform).status, 400U);
    EXPECT_EQ(ask_entra(login, known.entra_tenant, "wrong", platform).status, 401U);
    EXPECT_EQ(ask_entra(login, known.entra_tenant, known.entra_secret, "https://management.core.windows.net/").status,
              400U);
    // The login host serves nothing else, and the platform's hosts no logins.
    EXPECT_EQ(ask.get(std::string(login), "/api/2.0/accounts/" + tiny->id + "/workspaces").status, 404U);
    EXPECT_NE(ask_entra(workspace_host, known.entra_tenant, known.entra_secret, platform).status, 200U);
}

} // namespace
} // namespace canreach::simulator::test
