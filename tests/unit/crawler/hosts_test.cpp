#include <gtest/gtest.h>

#include <vector>

#include "crawler/allow_list.hpp"
#include "crawler/proxy.hpp"
#include "crawler/url.hpp"

namespace canreach::crawler {
namespace {

TEST(Url, ReadsHosts) {
    struct row {
        const char* text;
        const char* origin; ///< null: refused
        const char* target;
    };
    for (const auto& [text, wanted, target] : std::vector<row>{
             {"https://accounts.azuredatabricks.net", "https://accounts.azuredatabricks.net", "/"},
             {"https://Accounts.AzureDatabricks.net:443/", "https://accounts.azuredatabricks.net", "/"},
             {"adb-1.2.azuredatabricks.net", "https://adb-1.2.azuredatabricks.net", "/"},
             {"https://h.example/a/b?c=d", "https://h.example", "/a/b?c=d"},
             {"http://127.0.0.1:8080", "http://127.0.0.1:8080", "/"},
             {"https://[::1]:9", "https://[::1]:9", "/"},
             {"https://h?x", "https://h", "/?x"},
             {"https://user@h", nullptr, nullptr},
             {"https://h#f", nullptr, nullptr},
             {"ftp://h", nullptr, nullptr},
             {"https://", nullptr, nullptr},
             {"https://h:0", nullptr, nullptr},
             {"https://h:65536", nullptr, nullptr},
             {"https://h:1x", nullptr, nullptr},
             {"https://h\r\nX: y", nullptr, nullptr},
             {"https://h\\@evil", nullptr, nullptr},
             {"https://h\x7f", nullptr, nullptr},
             {"https://[::1", nullptr, nullptr},
             {"https://[::1]x", nullptr, nullptr},
         }) {
        SCOPED_TRACE(text);
        const auto made = parse_url(text);
        ASSERT_EQ(made.has_value(), wanted != nullptr);
        if (!made) continue;
        EXPECT_EQ(made->where.to_string(), wanted);
        EXPECT_EQ(made->target, target);
    }
}

TEST(Url, EncodesEverythingThatCouldLeaveItsSegment) {
    EXPECT_EQ(percent_encoded("main.sales-x_y~1"), "main.sales-x_y~1");
    EXPECT_EQ(percent_encoded("a b/c?d#e%f`\"=é"), "a%20b%2Fc%3Fd%23e%25f%60%22%3D%C3%A9");
}

TEST(AllowList, LetsTokensGoToTheConfiguredCloudOnly) {
    struct row {
        const char* text;
        bool azure, aws, loopback;
    };
    for (const auto& [text, azure, aws, loopback] : std::vector<row>{
             {"https://accounts.azuredatabricks.net", true, false, false},
             {"https://adb-1.2.azuredatabricks.net", true, false, false},
             {"https://x.databricks.azure.us", true, false, false},
             {"https://dbc-1.cloud.databricks.com", false, true, false},
             {"https://dbc-1.cloud.databricks.us", false, true, false},
             {"https://x.dev.databricks.com", false, true, false},
             {"https://1.2.gcp.databricks.com", false, false, false},
             {"https://evil-azuredatabricks.net", false, false, false},
             {"https://azuredatabricks.net", false, false, false},
             {"https://x.azuredatabricks.net.evil.com", false, false, false},
             {"https://x.azuredatabricks.net:8443", false, false, false},
             {"http://x.azuredatabricks.net", false, false, false},
             {"https://10.0.0.1", false, false, false},
             {"https://127.0.0.1:8443", false, false, true},
             {"http://localhost:8080", false, false, true},
             {"https://[::1]:8443", false, false, true},
             {"https://127.0.0.2", false, false, false},
             {"https://localhost.evil.com", false, false, false},
         }) {
        SCOPED_TRACE(text);
        const auto where = parse_url(text)->where;
        EXPECT_EQ(endpoint_allow_list(cloud::azure).check(where).has_value(), azure);
        EXPECT_EQ(endpoint_allow_list(cloud::aws).check(where).has_value(), aws);
        EXPECT_FALSE(endpoint_allow_list(std::nullopt).check(where).has_value());
        EXPECT_EQ(endpoint_allow_list(std::nullopt, true).check(where).has_value(), loopback);
    }
}

TEST(AllowList, LetsResultsComeFromTheStorageOfTheCloudOnly) {
    struct row {
        const char* url;
        bool azure, aws, gcp;
    };
    for (const auto& one : {
             row{"https://results.blob.core.windows.net", true, false, false},
             row{"https://lake.dfs.core.windows.net", true, false, false},
             row{"https://bucket.s3.us-west-2.amazonaws.com", false, true, false},
             row{"https://x.r2.cloudflarestorage.com", false, true, false},
             row{"https://storage.googleapis.com", false, false, true},
             row{"https://evil-storage.googleapis.com", false, false, false},
             row{"https://blob.core.windows.net", false, false, false},
             row{"https://results.blob.core.windows.net.evil.example", false, false, false},
             row{"http://results.blob.core.windows.net", false, false, false},
             row{"https://results.blob.core.windows.net:8443", false, false, false},
             row{"https://169.254.169.254", false, false, false},
             row{"https://adb-1.1.azuredatabricks.net", false, false, false},
         }) {
        SCOPED_TRACE(one.url);
        const auto where = parse_url(one.url)->where;
        EXPECT_EQ(endpoint_allow_list(cloud::azure).check_storage(where).has_value(), one.azure);
        EXPECT_EQ(endpoint_allow_list(cloud::aws).check_storage(where).has_value(), one.aws);
        EXPECT_EQ(endpoint_allow_list(cloud::gcp).check_storage(where).has_value(), one.gcp);
        EXPECT_FALSE(endpoint_allow_list(std::nullopt).check_storage(where).has_value());
    }
    EXPECT_TRUE(endpoint_allow_list(cloud::azure, true).check_storage({false, "127.0.0.1", 8080}));
    EXPECT_FALSE(endpoint_allow_list(cloud::azure).check(parse_url("https://a.blob.core.windows.net")->where));
}

TEST(AllowList, LetsOneIdentityServiceBeAskedOnly) {
    const endpoint_allow_list entra(cloud::azure, false, "login.microsoftonline.com");
    const endpoint_allow_list github(cloud::azure, false, ".actions.githubusercontent.com");
    struct row {
        const char* url;
        bool entra;
        bool github;
    };
    for (const auto& [url, by_entra, by_github] :
         {row{"https://login.microsoftonline.com", true, false},
          row{"https://x.login.microsoftonline.com", false, false},
          row{"http://login.microsoftonline.com", false, false},
          row{"https://login.microsoftonline.com:444", false, false},
          row{"https://login.microsoftonline.us", false, false},
          row{"https://accounts.azuredatabricks.net", false, false},
          row{"https://pipelines.actions.githubusercontent.com", false, true},
          row{"https://a.b.actions.githubusercontent.com", false, true},
          row{"https://.actions.githubusercontent.com", false, false},
          row{"https://evilactions.githubusercontent.com", false, false}, row{"http://127.0.0.1:80", false, false}}) {
        SCOPED_TRACE(url);
        const auto parsed = parse_url(url);
        if (!parsed) continue;
        EXPECT_EQ(entra.check_login(parsed->where).has_value(), by_entra);
        EXPECT_EQ(github.check_login(parsed->where).has_value(), by_github);
        EXPECT_FALSE(endpoint_allow_list(cloud::azure).check_login(parsed->where));
    }
    EXPECT_TRUE(endpoint_allow_list(cloud::azure, true).check_login({false, "127.0.0.1", 80}));
    EXPECT_FALSE(entra.check(parse_url("https://login.microsoftonline.com")->where)) << "no token of the platform";
}

TEST(AllowList, KnowsZonesAndAccountHosts) {
    EXPECT_EQ(zone_of_host("accounts.cloud.databricks.com"), ".cloud.databricks.com");
    EXPECT_EQ(zone_of_host("accounts.staging.cloud.databricks.com"), ".staging.cloud.databricks.com");
    EXPECT_EQ(zone_of_host("accounts.gcp.databricks.com"), ".gcp.databricks.com");
    EXPECT_EQ(zone_of_host("example.com"), "");
    EXPECT_TRUE(is_account_host("accounts-dod.cloud.databricks.mil"));
    EXPECT_FALSE(is_account_host("adb-1.2.azuredatabricks.net"));
    EXPECT_FALSE(is_account_host("accounts.example.com"));
}

TEST(Proxy, ReadsTheUsualVariables) {
    const auto made = parse_proxy("http://user:p%40ss@proxy.corp:3128", "localhost, .corp,10.0.0.5:444");
    ASSERT_TRUE(made);
    ASSERT_TRUE(made->through);
    EXPECT_EQ(made->through->to_string(), "http://proxy.corp:3128");
    EXPECT_EQ(made->authorization.reveal(), "Basic dXNlcjpwQHNz");
    const auto proxied = [&](const char* text) { return made->for_origin(parse_url(text)->where) != nullptr; };
    EXPECT_TRUE(proxied("https://accounts.azuredatabricks.net"));
    EXPECT_FALSE(proxied("http://accounts.azuredatabricks.net"));
    EXPECT_FALSE(proxied("https://localhost:8443"));
    EXPECT_FALSE(proxied("https://a.corp"));
    EXPECT_FALSE(proxied("https://corp"));
    EXPECT_TRUE(proxied("https://acorp"));
    EXPECT_FALSE(proxied("https://10.0.0.5:444"));
    EXPECT_TRUE(proxied("https://10.0.0.5"));
}

TEST(Proxy, RefusesWhatItCannotDo) {
    EXPECT_TRUE(parse_proxy("", "")->through == std::nullopt);
    EXPECT_TRUE(parse_proxy("proxy:3128", "")->through.has_value());
    EXPECT_TRUE(parse_proxy("https://proxy:3128", "").error().is(errc::unsupported));
    EXPECT_TRUE(parse_proxy("socks5://proxy:1080", "").error().is(errc::unsupported));
    const auto broken = parse_proxy("http://user:hunter2@pro xy", "");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().to_string().find("hunter2"), std::string::npos);
    EXPECT_EQ(parse_proxy("p:1", "*")->for_origin(parse_url("https://h")->where), nullptr);
}

} // namespace
} // namespace canreach::crawler
