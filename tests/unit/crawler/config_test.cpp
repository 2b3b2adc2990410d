#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "crawler/databricks_config.hpp"
#include "crawler/ini_file.hpp"

namespace canreach::crawler {
namespace {

using ::testing::HasSubstr;
using variables = std::map<std::string, std::string, std::less<>>;

constexpr const char* home_file = R"(; people write comments
[DEFAULT]
host = https://accounts.azuredatabricks.net
account_id = acc-1
client_id = default-client
client_secret = default-secret

[prod]
host = adb-1.2.azuredatabricks.net
token = dapi-prod

[both]
host = https://accounts.azuredatabricks.net
account_id = acc-1
client_id = c
client_secret = s
token = t
auth_type = oauth-m2m

[azure]
host = https://accounts.azuredatabricks.net
azure_client_id = x

[cli]
host = https://accounts.azuredatabricks.net
auth_type = databricks-cli
)";

struct config_fixture {
    variables env{{"HOME", "/home/ines"}};
    std::map<std::string, std::string> files{{"/home/ines/.databrickscfg", home_file}};
    config_flags flags;
    int reads = 0;

    result<databricks_config> resolve() {
        return resolve_config(
            flags,
            [this](std::string_view name) -> std::optional<std::string> {
                const auto found = env.find(name);
                if (found == env.end()) return std::nullopt;
                return found->second;
            },
            [this](const std::string& path) -> result<std::optional<std::string>> {
                ++reads;
                const auto found = files.find(path);
                if (found == files.end()) return std::optional<std::string>{};
                return std::optional(found->second);
            });
    }
    failure refusal() {
        auto made = resolve();
        EXPECT_FALSE(made);
        return made ? failure{} : made.error();
    }
};

TEST(Config, ReadsTheDefaultProfileWhenNothingElseIsSaid) {
    config_fixture f;
    const auto made = f.resolve();
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(made->profile, "DEFAULT");
    EXPECT_TRUE(made->account_level);
    EXPECT_EQ(made->account_id, "acc-1");
    EXPECT_EQ(made->how, auth_method::oauth_m2m);
    EXPECT_EQ(made->client_id, "default-client");
    EXPECT_EQ(made->client_secret.reveal(), "default-secret");
    EXPECT_EQ(made->where, cloud::azure);
}

TEST(Config, LetsDefaultNotLeakIntoOtherProfiles) {
    config_fixture f;
    f.flags.profile = "prod";
    const auto made = f.resolve();
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(made->how, auth_method::pat);
    EXPECT_EQ(made->host.to_string(), "https://adb-1.2.azuredatabricks.net");
    EXPECT_EQ(made->account_id, "");
    EXPECT_FALSE(made->account_level);
}

TEST(Config, TakesFlagsBeforeEnvironmentBeforeFile) {
    config_fixture f;
    f.env["DATABRICKS_CONFIG_PROFILE"] = "both";
    f.env["DATABRICKS_CLIENT_ID"] = "from-env";
    f.flags.account_id = "from-flag";
    const auto made = f.resolve();
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(made->client_id, "from-env");
    EXPECT_EQ(made->account_id, "from-flag");
    EXPECT_EQ(made->client_secret.reveal(), "s");
    EXPECT_EQ(made->how, auth_method::oauth_m2m); // auth_type settles it
}

TEST(Config, LeavesTheFileAloneWhenHostOrCredentialsAreGiven) {
    for (const auto* name : {"DATABRICKS_HOST", "DATABRICKS_TOKEN", "DATABRICKS_CLIENT_ID", "ARM_CLIENT_ID",
                             "DATABRICKS_AZURE_RESOURCE_ID"}) {
        SCOPED_TRACE(name);
        config_fixture f;
        f.env[name] = "accounts.azuredatabricks.net";
        EXPECT_FALSE(f.resolve());
        EXPECT_EQ(f.reads, 0);
    }
}

TEST(Config, TableOfRefusals) {
    struct row {
        const char* name;
        std::function<void(config_fixture&)> change;
        errc code;
        const char* text;
    };
    for (const auto& [name, change, code, text] : std::vector<row>{
             {"no such profile", [](config_fixture& f) { f.flags.profile = "nope"; }, errc::not_found, "`nope`"},
             {"reserved", [](config_fixture& f) { f.flags.profile = "__settings__"; }, errc::bad_input, "__settings__"},
             {"named profile without file",
              [](config_fixture& f) {
                  f.files.clear();
                  f.flags.profile = "prod";
              },
              errc::not_found, "no configuration file"},
             {"nothing at all", [](config_fixture& f) { f.files.clear(); }, errc::bad_input, "no credentials"},
             {"two families",
              [](config_fixture& f) {
                  f.env["DATABRICKS_HOST"] = "adb-1.2.azuredatabricks.net";
                  f.env["DATABRICKS_TOKEN"] = "t";
                  f.env["DATABRICKS_CLIENT_ID"] = "c";
              },
              errc::bad_input, "both pat and oauth"},
             {"half of azure", [](config_fixture& f) { f.flags.profile = "azure"; }, errc::bad_input,
              "azure_client_secret"},
             {"no cli", [](config_fixture& f) { f.flags.profile = "cli"; }, errc::not_found, "databricks-cli"},
             {"no host", [](config_fixture& f) { f.env["DATABRICKS_TOKEN"] = "t"; }, errc::bad_input, "no host"},
             {"no secret",
              [](config_fixture& f) {
                  f.flags.host = "accounts.azuredatabricks.net";
                  f.flags.client_id = "c";
              },
              errc::bad_input, "client_secret"},
             {"no account id",
              [](config_fixture& f) {
                  f.flags.host = "accounts.azuredatabricks.net";
                  f.flags.client_id = "c";
                  f.flags.client_secret = secret("s");
              },
              errc::bad_input, "account id"},
             {"token on account host",
              [](config_fixture& f) {
                  f.flags.host = "accounts.azuredatabricks.net";
                  f.flags.token = secret("t");
              },
              errc::bad_input, "personal access token"},
             {"odd cloud",
              [](config_fixture& f) {
                  f.flags.host = "http://127.0.0.1:1";
                  f.flags.token = secret("t");
                  f.flags.cloud = "moon";
              },
              errc::bad_input, "moon"},
             {"odd host",
              [](config_fixture& f) {
                  f.flags.host = "https://a b";
                  f.flags.token = secret("t");
              },
              errc::bad_input, "a b"},
             {"broken file", [](config_fixture& f) { f.files["/home/ines/.databrickscfg"] = "[x\nsecret-value"; },
              errc::bad_input, "line 1"},
         }) {
        SCOPED_TRACE(name);
        config_fixture f;
        change(f);
        const auto why = f.refusal();
        EXPECT_TRUE(why.is(code)) << why.to_string();
        EXPECT_THAT(why.to_string(), HasSubstr(text));
    }
}

TEST(Config, HonoursDefaultProfileAndFilePath) {
    config_fixture f;
    f.env["DATABRICKS_CONFIG_FILE"] = "~/other.cfg";
    f.files["/home/ines/other.cfg"] = "[__settings__]\ndefault_profile = b\n[b]\nhost = adb-1.2.azuredatabricks.net\n"
                                      "token = t\n";
    const auto made = f.resolve();
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(made->profile, "b");
}

TEST(Config, TakesALoopbackHostWithAccountIdForAnAccount) {
    config_fixture f;
    f.flags.host = "http://127.0.0.1:8080";
    f.flags.account_id = "acc";
    f.flags.client_id = "c";
    f.flags.client_secret = secret("s");
    f.flags.cloud = "AWS";
    const auto made = f.resolve();
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_TRUE(made->account_level);
    EXPECT_EQ(made->where, cloud::aws);
}

TEST(Ini, ReadsOddFiles) {
    EXPECT_EQ(parse_ini("")->size(), 0U);
    EXPECT_EQ(parse_ini("\xEF\xBB\xBF[a]\r\nk = v = w \r\n")->at("a").at("k"), "v = w");
    EXPECT_EQ(parse_ini("k=1\n[DEFAULT]\nk=2")->at("DEFAULT").at("k"), "2");
    EXPECT_EQ(parse_ini("[ a ]\n# c\n ; d\nk=")->at("a").at("k"), "");
    for (const auto* text : {"[", "[]", "[a\n", "hello", "=x", "[ ]"}) EXPECT_FALSE(parse_ini(text)) << text;
    const auto broken = parse_ini("[a]\nmy-secret-token");
    EXPECT_EQ(broken.error().to_string().find("my-secret-token"), std::string::npos);
    EXPECT_FALSE(parse_ini(std::string(2U << 20U, 'x')));
}

} // namespace
} // namespace canreach::crawler
