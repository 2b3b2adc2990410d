// Which login is meant: precedence of flags, environment and profile, and of the ways among each other
// (databricks-api A.4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawler/databricks_config.hpp"
#include "crawler/identity_tokens.hpp"
#include "crawler/make_token_source.hpp"

namespace canreach::crawler {
namespace {

using ::testing::HasSubstr;
using variables = std::map<std::string, std::string, std::less<>>;

constexpr const char* account = "accounts.azuredatabricks.net";
constexpr const char* workspace_host = "adb-1.1.azuredatabricks.net";

/// What a run of the program sees.
struct world {
    variables env{{"HOME", "/home/ines"}, {"DATABRICKS_HOST", account}, {"DATABRICKS_ACCOUNT_ID", "acc"}};
    std::string file;
    config_flags flags;
    bool has_cli = false;
    bool has_az = false;

    result<databricks_config> resolve() const {
        return resolve_config(
            flags,
            [this](std::string_view name) -> std::optional<std::string> {
                const auto found = env.find(name);
                if (found == env.end()) return std::nullopt;
                return found->second;
            },
            [this](const std::string&) -> result<std::optional<std::string>> {
                if (file.empty()) return std::optional<std::string>{};
                return std::optional(file);
            },
            [this](const std::string& told, const std::string& name, const std::string&) {
                if (!told.empty()) return std::optional(told);
                const bool there = name == "az" ? has_az : has_cli;
                return there ? std::optional("/usr/bin/" + name) : std::nullopt;
            });
    }
};

using change = std::function<void(world&)>;
change env(std::string name, std::string value) {
    return [name = std::move(name), value = std::move(value)](world& w) { w.env[name] = value; };
}
change profile(std::string lines) {
    return [lines = std::move(lines)](world& w) {
        w.env.erase("DATABRICKS_HOST");
        w.file = "[p]\nhost = accounts.azuredatabricks.net\naccount_id = acc\n" + lines;
        w.flags.profile = "p";
    };
}
change all(std::vector<change> changes) {
    return [changes = std::move(changes)](world& w) {
        for (const auto& one : changes) one(w);
    };
}
const change to_workspace = env("DATABRICKS_HOST", workspace_host);
const change with_cli = [](world& w) { w.has_cli = true; };
const change with_az = [](world& w) { w.has_az = true; };
const change entra = all({env("ARM_CLIENT_ID", "app"), env("ARM_CLIENT_SECRET", "as"), env("ARM_TENANT_ID", "ten")});
const change github = all({env("ACTIONS_ID_TOKEN_REQUEST_URL", "https://x.actions.githubusercontent.com/t"),
                           env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "req")});
change auth_type(std::string name) {
    return env("DATABRICKS_AUTH_TYPE", std::move(name));
}

TEST(AuthMethod, TableOfPrecedence) {
    struct row {
        const char* name;
        change made;
        auth_method how;
        const char* client_id;
    };
    const auto client = env("DATABRICKS_CLIENT_ID", "sp");
    const auto secret_of_client = env("DATABRICKS_CLIENT_SECRET", "s");
    for (const auto& [name, made, how, client_id] : std::vector<row>{
             // one way at a time
             {"token", all({to_workspace, env("DATABRICKS_TOKEN", "t")}), auth_method::pat, ""},
             {"m2m", all({client, secret_of_client}), auth_method::oauth_m2m, "sp"},
             {"env-oidc", all({client, env("DATABRICKS_OIDC_TOKEN", "j")}), auth_method::env_oidc, "sp"},
             {"env-oidc, whole account", env("DATABRICKS_OIDC_TOKEN", "j"), auth_method::env_oidc, ""},
             {"env-oidc, other variable", all({env("DATABRICKS_OIDC_TOKEN_ENV", "MINE"), env("MINE", "j")}),
              auth_method::env_oidc, ""},
             {"file-oidc", env("DATABRICKS_OIDC_TOKEN_FILEPATH", "/run/t"), auth_method::file_oidc, ""},
             {"file-oidc by its alias", env("DATABRICKS_OIDC_TOKEN_FILE", "/run/t"), auth_method::file_oidc, ""},
             {"github-oidc", all({github, client}), auth_method::github_oidc, "sp"},
             {"azure", entra, auth_method::azure_client_secret, "app"},
             {"cli, nothing else being said", with_cli, auth_method::databricks_cli, ""},
             {"az, nothing else being said", with_az, auth_method::azure_cli, ""},
             {"az, and the tenant", all({with_az, env("ARM_TENANT_ID", "ten")}), auth_method::azure_cli, ""},
             {"az, on this machine",
              all({with_az, env("DATABRICKS_HOST", "https://localhost:1"), env("DATABRICKS_CLOUD", "azure")}),
              auth_method::azure_cli, ""},
             {"az is of no use on another cloud",
              all({with_az, with_cli, env("DATABRICKS_HOST", "accounts.cloud.databricks.com")}),
              auth_method::databricks_cli, ""},
             {"az before cli", all({with_az, with_cli}), auth_method::azure_cli, ""},
             {"azure before az", all({with_az, entra}), auth_method::azure_client_secret, "app"},
             {"m2m before az", all({with_az, client, secret_of_client}), auth_method::oauth_m2m, "sp"},
             {"named: az among all", all({with_az, client, secret_of_client, entra, auth_type("azure-cli")}),
              auth_method::azure_cli, ""},
             {"named: cli although there is az", all({with_az, with_cli, auth_type("databricks-cli")}),
              auth_method::databricks_cli, ""},
             // the order of the ways, where several are complete
             {"m2m before env-oidc", all({client, secret_of_client, env("DATABRICKS_OIDC_TOKEN", "j")}),
              auth_method::oauth_m2m, "sp"},
             {"env-oidc before github", all({github, client, env("DATABRICKS_OIDC_TOKEN", "j")}), auth_method::env_oidc,
              "sp"},
             {"file-oidc before github", all({github, env("DATABRICKS_OIDC_TOKEN_FILE", "/t")}), auth_method::file_oidc,
              ""},
             {"github before azure", all({github, entra}), auth_method::github_oidc, ""},
             {"azure before cli", all({entra, with_cli}), auth_method::azure_client_secret, "app"},
             {"token before cli", all({to_workspace, env("DATABRICKS_TOKEN", "t"), with_cli}), auth_method::pat, ""},
             // auth_type settles it
             {"named: azure among oauth", all({client, secret_of_client, entra, auth_type("azure-client-secret")}),
              auth_method::azure_client_secret, "app"},
             {"named: m2m among azure", all({client, secret_of_client, entra, auth_type("oauth-m2m")}),
              auth_method::oauth_m2m, "sp"},
             {"named: cli among all", all({client, secret_of_client, with_cli, auth_type("databricks-cli")}),
              auth_method::databricks_cli, ""},
             {"named: file-oidc with a client",
              all({client, env("DATABRICKS_OIDC_TOKEN_FILE", "/t"), auth_type("file-oidc")}), auth_method::file_oidc,
              "sp"},
             // where it is said: flags, environment, profile
             {"profile alone", profile("client_id = of-profile\nclient_secret = x\n"), auth_method::oauth_m2m,
              "of-profile"},
             {"environment over profile", all({profile("client_id = of-profile\nclient_secret = x\n"), client}),
              auth_method::oauth_m2m, "sp"},
             {"flag over environment",
              all({profile("client_id = of-profile\nclient_secret = x\n"), client,
                   [](world& w) { w.flags.client_id = "of-flag"; }}),
              auth_method::oauth_m2m, "of-flag"},
             {"type of the environment over that of the profile",
              all({profile("auth_type = oauth-m2m\nclient_id = c\nclient_secret = x\nazure_client_id = app\n"
                           "azure_client_secret = s\nazure_tenant_id = t\n"),
                   auth_type("azure-client-secret")}),
              auth_method::azure_client_secret, "app"},
             {"type of the flag over that of the environment",
              all({client, secret_of_client, entra, auth_type("azure-client-secret"),
                   [](world& w) { w.flags.auth_type = "oauth-m2m"; }}),
              auth_method::oauth_m2m, "sp"},
             {"flags name the Entra application",
              all({client, secret_of_client, entra, auth_type("azure-client-secret"),
                   [](world& w) {
                       w.flags.client_id = "flag-app";
                       w.flags.client_secret = secret("flag-secret");
                   }}),
              auth_method::azure_client_secret, "flag-app"},
         }) {
        SCOPED_TRACE(name);
        world w;
        made(w);
        const auto got = w.resolve();
        ASSERT_TRUE(got) << got.error().to_string();
        EXPECT_EQ(name_of(got->how), name_of(how));
        EXPECT_EQ(got->client_id, client_id);
    }
}

TEST(AuthMethod, TableOfRefusals) {
    struct row {
        const char* name;
        change made;
        errc code;
        const char* text;
    };
    for (const auto& [name, made, code, text] : std::vector<row>{
             {"nothing, and no cli", [](world&) {}, errc::bad_input, "no credentials"},
             {"half of oauth is not made up for by the cli", all({env("DATABRICKS_CLIENT_ID", "c"), with_cli}),
              errc::bad_input, "client_secret"},
             {"oauth and azure", all({env("DATABRICKS_CLIENT_ID", "c"), entra}), errc::bad_input,
              "both oauth and azure"},
             {"oauth and a file, without a type",
              all({env("DATABRICKS_CLIENT_ID", "c"), env("DATABRICKS_OIDC_TOKEN_FILE", "/t")}), errc::bad_input,
              "both oauth and file-oidc"},
             {"google", env("GOOGLE_CREDENTIALS", "{}"), errc::unsupported, "google"},
             {"google, in a workflow of GitHub", all({env("GOOGLE_CREDENTIALS", "{}"), github}), errc::unsupported,
              "google"},
             {"a type of another version", auth_type("azure-msi"), errc::unsupported, "azure-client-secret"},
             {"the named variable is empty", env("DATABRICKS_OIDC_TOKEN_ENV", "MINE"), errc::bad_input, "MINE"},
             {"github without github", auth_type("github-oidc"), errc::bad_input, "ACTIONS_ID_TOKEN_REQUEST_TOKEN"},
             {"azure without a tenant, on an account", all({env("ARM_CLIENT_ID", "a"), env("ARM_CLIENT_SECRET", "s")}),
              errc::bad_input, "tenant"},
             {"azure on aws", all({entra, env("DATABRICKS_HOST", "accounts.cloud.databricks.com")}), errc::bad_input,
              "aws"},
             {"no such environment", all({entra, env("ARM_ENVIRONMENT", "mars")}), errc::bad_input, "mars"},
             {"az that is not there", auth_type("azure-cli"), errc::not_found, "no program `az`"},
             {"az on aws",
              all({with_az, auth_type("azure-cli"), env("DATABRICKS_HOST", "accounts.cloud.databricks.com")}),
              errc::bad_input, "azure-cli, but the host is one of aws"},
             {"half of azure is not made up for by az", all({env("ARM_CLIENT_ID", "a"), with_az}), errc::bad_input,
              "azure_client_secret"},
             {"the tenant alone, without az", env("ARM_TENANT_ID", "ten"), errc::bad_input, "azure_client_id"},
             {"cli that is not there", auth_type("databricks-cli"), errc::not_found, "databricks"},
             {"no account id", all({entra, [](world& w) { w.env.erase("DATABRICKS_ACCOUNT_ID"); }}), errc::bad_input,
              "account id"},
         }) {
        SCOPED_TRACE(name);
        world w;
        made(w);
        const auto got = w.resolve();
        ASSERT_FALSE(got);
        EXPECT_TRUE(got.error().is(code)) << got.error().to_string();
        EXPECT_THAT(got.error().to_string(), HasSubstr(text));
    }
}

TEST(AuthMethod, FillsInWhatEachWayNeeds) {
    world azure;
    entra(azure);
    to_workspace(azure);
    azure.env.erase("ARM_TENANT_ID");
    azure.env["ARM_ENVIRONMENT"] = "usgovernment";
    const auto asked = azure.resolve();
    ASSERT_TRUE(asked) << asked.error().to_string();
    EXPECT_EQ(asked->azure_tenant_id, ""); // the workspace_host is asked
    EXPECT_EQ(asked->entra.login_host, "login.microsoftonline.us");
    EXPECT_EQ(asked->client_secret.reveal(), "as");
    EXPECT_EQ(login_host_of(*asked), "login.microsoftonline.us");

    world workflow;
    github(workflow);
    workflow.env["DATABRICKS_TOKEN_AUDIENCE"] = "mine";
    const auto job = workflow.resolve();
    ASSERT_TRUE(job) << job.error().to_string();
    EXPECT_EQ(job->identity_token.url, "https://x.actions.githubusercontent.com/t");
    EXPECT_EQ(job->identity_token.url_token.reveal(), "req");
    EXPECT_EQ(job->identity_token.audience, "mine");
    EXPECT_EQ(login_host_of(*job), github_token_zone);

    world at_azure;
    with_az(at_azure);
    at_azure.env["ARM_TENANT_ID"] = "ten";
    at_azure.env["ARM_ENVIRONMENT"] = "china";
    const auto az = at_azure.resolve();
    ASSERT_TRUE(az) << az.error().to_string();
    EXPECT_EQ(az->cli_program, "/usr/bin/az");
    EXPECT_EQ(az->azure_tenant_id, "ten");
    EXPECT_EQ(az->entra.resource, "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d");
    EXPECT_EQ(login_host_of(*az), "") << "the CLI goes there, not we";

    world person;
    person.env["DATABRICKS_CLI_PATH"] = "/opt/databricks";
    const auto told = person.resolve();
    ASSERT_TRUE(told) << told.error().to_string();
    EXPECT_EQ(told->cli_program, "/opt/databricks");
    EXPECT_EQ(login_host_of(*told), "");
}

} // namespace
} // namespace canreach::crawler
