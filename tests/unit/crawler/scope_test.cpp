#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "crawler/crawl.hpp"
#include "crawler/scope.hpp"
#include "crawler/scope_fit.hpp"
#include "fake_account.hpp"
#include "memory_sink.hpp"

namespace canreach::crawler {
namespace {

using ::testing::Contains;
using testing::fake_account;
using ::testing::HasSubstr;
using testing::memory_sink;
using ::testing::Not;
using testing::recording_observer;

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
    recording_observer observer;
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
    options.scope.workspaces = {"old"}; // which does not run
    memory_sink sink;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(options, sink, observer));
    EXPECT_EQ(sink.ended_task("catalogs", "m-1").how, outcome::skipped);
    EXPECT_THAT(sink.ended_task("grants", "m-1").reason, HasSubstr("--workspaces"));
    EXPECT_EQ(sink.pending(), 0U);
}

const std::vector<listed_workspace> three{{"1001", "prod", "https://adb-1001.1.azuredatabricks.net"},
                                          {"1002", "dev", "https://adb-1002.2.azuredatabricks.net"},
                                          {"1003", "old", ""}};

TEST(ScopeFit, FailsWhereNothingAtAllFitsAndNamesWhatThereIs) {
    struct row {
        const char* name;
        crawl_scope scope;
        sql::options by_sql;
        const char* says;
        const char* hints;
    };
    crawl_scope by_glob, by_url, by_both;
    by_glob.workspaces = {"nomatch*", "other"};
    by_url.workspace_urls = {"https://adb-1.azuredatabricks.net"};
    by_both.workspaces = {"dev"};
    by_both.workspace_urls = {"adb-1001.1.azuredatabricks.net"};
    sql::options by_sql;
    by_sql.warehouses = {{"nope", "1"}};
    for (const auto& [name, scope, sql_options, says, hints] :
         {row{"glob", by_glob, {}, "`nomatch*`, `other`", "prod, dev, old"},
          row{"url", by_url, {}, "`https://adb-1.azuredatabricks.net`", "adb-1002.2.azuredatabricks.net"},
          row{"both", by_both, {}, "both", "both"}, row{"warehouse", {}, by_sql, "`nope`", "prod, dev, old"}}) {
        SCOPED_TRACE(name);
        const auto got = fit_to_workspaces(scope, sql_options, three);
        ASSERT_FALSE(got);
        EXPECT_TRUE(got.error().is(errc::bad_input));
        EXPECT_THAT(got.error().message, HasSubstr(says));
        EXPECT_THAT(got.error().hint, HasSubstr(hints));
        EXPECT_TRUE(fit_to_workspaces(scope, sql_options, {})) << "nothing was listed to compare with";
    }
}

TEST(ScopeFit, WarnsOfEachThatFitsNone) {
    crawl_scope scope;
    scope.workspaces = {"PRO?", "nomatch*"};
    scope.workspace_urls = {"adb-1001.1.azuredatabricks.net/", "https://adb-9.9.azuredatabricks.net"};
    scope.catalogs = {"main", "nomatch_*"};
    sql::options by_sql;
    by_sql.warehouses = {{"1002", "a"}, {"prod", "b"}};
    const auto got = fit_to_workspaces(scope, by_sql, three);
    ASSERT_TRUE(got) << got.error().to_string();
    ASSERT_EQ(got->size(), 2U);
    EXPECT_THAT(got->front(), HasSubstr("`nomatch*` of --workspaces; there are: prod, dev, old"));
    EXPECT_THAT(got->back(), HasSubstr("`https://adb-9.9.azuredatabricks.net` of --workspace-urls"));
    const auto catalogs = fit_to_catalogs(scope, {"a", "b", "c", "d", "e", "f", "main"});
    ASSERT_EQ(catalogs.size(), 1U);
    EXPECT_EQ(catalogs.front(), "no catalog fits `nomatch_*` of --catalogs; there are: a, b, c, d, e, … (7 in all)");
    EXPECT_THAT(fit_to_catalogs(scope, {}).front(), HasSubstr("none could be listed"));
}

TEST(ScopeFit, StopsACrawlBeforeAnythingIsKept) {
    fake_account account;
    auto options = account.options();
    options.scope.workspaces = {"nomatch*"};
    memory_sink sink;
    recording_observer observer;
    const auto made = run_crawl(options, sink, observer);
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().hint, HasSubstr("prod"));
    EXPECT_TRUE(sink.ended().empty());
}

TEST(ScopeFit, TellsOfCatalogsAtTheEnd) {
    fake_account account;
    auto options = account.options();
    options.scope.catalogs = {"nomatch*"};
    memory_sink sink;
    recording_observer observer;
    const auto made = run_crawl(options, sink, observer);
    ASSERT_TRUE(made) << made.error().to_string();
    ASSERT_EQ(made->warnings.size(), 1U);
    EXPECT_THAT(made->warnings.front(), HasSubstr("there are: iso, main"));
}

} // namespace
} // namespace canreach::crawler
