#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "crawler/crawl.hpp"
#include "crawler/scope.hpp"
#include "fake_account.hpp"
#include "memory_sink.hpp"

namespace canreach::crawler {
namespace {

using ::testing::Contains;
using testing::fake_account;
using ::testing::HasSubstr;
using testing::memory_sink;
using ::testing::Not;

TEST(Scope, Globs) {
    struct row {
        const char* text;
        const char* pattern;
        bool fits;
    };
    for (const auto& [text, pattern, fits] :
         {row{"prod", "prod", true}, row{"Prod", "pROD", true}, row{"prod", "pro", false}, row{"prod", "p*d", true},
          row{"prod", "*", true}, row{"", "*", true}, row{"", "", true}, row{"", "?", false}, row{"prod", "????", true},
          row{"prod", "?????", false}, row{"a-b-c", "*-c", true}, row{"a-b-c", "a*b*d", false}, row{"aab", "*ab", true},
          row{"[x]", "[x]", true}, row{"prod", "prod**", true}}) {
        SCOPED_TRACE(std::string(text) + " ~ " + pattern);
        EXPECT_EQ(fits_glob(text, pattern), fits);
    }
}

TEST(Scope, KnowsItsWords) {
    crawl_scope scope;
    EXPECT_TRUE(scope.whole());
    EXPECT_TRUE(scope.check());
    scope.skip = {"grantz"};
    EXPECT_TRUE(scope.check().error().is(errc::bad_input));
    scope.skip = {"grants"};
    scope.types = {"table", "hologram"};
    EXPECT_THAT(scope.check().error().to_string(), HasSubstr("hologram"));
    scope.types = {"table"};
    EXPECT_TRUE(scope.check());
    EXPECT_FALSE(scope.whole());
}

TEST(Scope, OnlyObjectsOfWorkspacesKeepsWhatLeadsToThem) {
    crawl_scope scope;
    scope.only = {"secret-acl"};
    for (const auto& [family, kept] : {std::pair{"workspaces", true},
                                       {"secret-scopes", true},
                                       {"secret-acl", true},
                                       {"jobs", false},
                                       {"tree", false},
                                       {"account-users", false}}) {
        const crawl_task task{family, "1", {node_kind::workspace, {}, "1"}, node_part::children};
        EXPECT_EQ(!scope.leaves_out(task).has_value(), kept) << family;
    }
}

TEST(Scope, LeavesOutTasks) {
    const crawl_task tables{"tables", "1", {node_kind::schema, "m", "c.s"}, node_part::children};
    const crawl_task volumes{"volumes", "1", {node_kind::schema, "m", "c.s"}, node_part::children};
    const crawl_task schemas{"schemas", "1", {node_kind::catalog, "m", "dev_x"}, node_part::children};
    const crawl_task users{"account-users", "", {node_kind::account, "", "a"}, node_part::children};
    crawl_scope scope;
    EXPECT_FALSE(scope.leaves_out(tables));
    scope.skip = {"volumes"};
    EXPECT_THAT(scope.leaves_out(volumes).value(), HasSubstr("--skip volumes"));
    scope = {};
    scope.only = {"tables"};
    EXPECT_FALSE(scope.leaves_out(tables));
    EXPECT_FALSE(scope.leaves_out(schemas)) << "schemas lead to tables";
    EXPECT_TRUE(scope.leaves_out(users));
    EXPECT_TRUE(scope.leaves_out(volumes));
    scope = {};
    scope.types = {"volume"};
    EXPECT_TRUE(scope.leaves_out(tables));
    EXPECT_FALSE(scope.leaves_out(volumes));
    EXPECT_FALSE(scope.leaves_out(schemas));
    scope = {};
    scope.catalogs = {"prod_*"};
    EXPECT_THAT(scope.leaves_out(schemas).value(), HasSubstr("--catalogs"));
    EXPECT_FALSE(scope.leaves_out(tables));
}

TEST(Scope, ChoosesWorkspacesByNameIdOrUrl) {
    node_fact prod;
    prod.key = {node_kind::workspace, "", "1001"};
    prod.name = "emea-prod";
    prod.attributes = {{"url", "https://adb-1001.1.azuredatabricks.net"}};
    crawl_scope scope;
    for (const auto* glob : {"*-prod", "1001", "emea-????"}) {
        scope.workspaces = {"other", glob};
        EXPECT_FALSE(scope.leaves_out_workspace(prod)) << glob;
    }
    scope.workspaces = {"*-dev"};
    EXPECT_TRUE(scope.leaves_out_workspace(prod));
    scope = {};
    for (const auto* url : {"https://ADB-1001.1.azuredatabricks.net/", "adb-1001.1.azuredatabricks.net"}) {
        scope.workspace_urls = {url};
        EXPECT_FALSE(scope.leaves_out_workspace(prod)) << url;
    }
    scope.workspace_urls = {"adb-1001.2.azuredatabricks.net"};
    EXPECT_TRUE(scope.leaves_out_workspace(prod));
}

class silent final : public crawl_observer {
public:
    void on_progress(const crawl_progress&) override {}
    void on_gap(const crawl_task&, const task_result&) override {}
    void on_note(const std::string&) override {}
};

TEST(Scope, NothingIsAskedOfWhatIsLeftOut) {
    fake_account account;
    account.before = [](std::size_t, const http_request& request) {
        EXPECT_NE(request.where.host, std::string(testing::dev_host));
        EXPECT_THAT(request.target, Not(HasSubstr("/credentials/secrets")));
        EXPECT_THAT(request.target, Not(HasSubstr("/volumes?")));
    };
    auto options = account.options();
    options.scope.workspaces = {"prod", "old"};
    options.scope.skip = {"service-principal-secrets", "volumes"};
    memory_sink sink;
    silent observer;
    const auto made = run_crawl(options, sink, observer);
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(sink.ended_task("grants", "main.sales.orders").how, outcome::done);
    EXPECT_EQ(sink.ended_task("volumes", "main.sales").how, outcome::skipped);
    EXPECT_THAT(sink.ended_task("volumes", "main.sales").reason, HasSubstr("--skip volumes"));
    EXPECT_EQ(sink.ended_task("workspace-groups", "1002").how, outcome::skipped);
    EXPECT_THAT(sink.ended_task("assignments", "1002").reason, HasSubstr("--workspaces"));
    EXPECT_THAT(sink.facts(), Contains(HasSubstr("NODE ws//1002")));
}

TEST(Scope, AMetastoreOutOfReachIsAGap) {
    fake_account account;
    auto options = account.options();
    options.scope.workspaces = {"nothing-is-called-so"};
    memory_sink sink;
    silent observer;
    ASSERT_TRUE(run_crawl(options, sink, observer));
    EXPECT_EQ(sink.ended_task("catalogs", "m-1").how, outcome::skipped);
    EXPECT_THAT(sink.ended_task("grants", "m-1").reason, HasSubstr("--workspaces"));
    EXPECT_EQ(sink.pending(), 0U);
}

} // namespace
} // namespace canreach::crawler
