// Changes made on a simulated account, in good and in bad weather.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "actions/apply.hpp"
#include "actions/replies.hpp"
#include "actions/system_table_changes.hpp"
#include "simulator/world.hpp"
#include "simulator/world_account.hpp"
#include "tests/e2e/simulated.hpp"

namespace canreach {
namespace {

using actions::change_end;
using std::chrono::milliseconds;

constexpr const char* company = R"({
    "members": [["user:ann", "group:local"], ["user:ann", "group:idp"], ["user:ann", "group:more"]],
    "assign": [["group:local", "ws:prod", "ADMIN"], ["sp:bot", "ws:prod", "USER"]],
    "owners": [["sp:bot", "schema:gov.sys"], ["user:dana", "view:gov.sys.vw_system_access_audit"]],
    "grants": [["user:ann", "table:main.s.t", ["SELECT"]]],
    "attrs": {"group:idp": {"source": "external"}, "user:new": {}, "volume:gov.sys.rows": {}}})";

std::shared_ptr<const simulator::account> account_of(std::string text) {
    const auto world = simulator::parse_world(text).value();
    return std::make_shared<const simulator::account>(simulator::account_of(world).value().made);
}

class Apply : public ::testing::Test {
protected:
    explicit Apply() : from(account_of(company)) { service.accepts_writes = true; }

    void serve() { platform = std::make_unique<support::simulated>(from, weather, service); }

    std::int64_t id_of(std::string_view name) const {
        for (const auto& one : from->principals)
            if (one.name == name) return one.id;
        ADD_FAILURE() << "no principal " << name;
        return 0;
    }
    crawler::crawl_options options() const {
        auto made_options = platform->options();
        made_options.config.client_id = service.accepted.client_id;
        return made_options;
    }
    crawler::origin account_host() const { return options().config.host; }
    crawler::origin workspace_host() const { return {true, from->workspaces.front().host, 443}; }

    actions::change add(std::string_view member, std::int64_t group) const {
        const auto path = fmt::format("/api/2.0/accounts/{}/scim/v2/Groups/{}", from->id, group);
        const auto id = std::to_string(id_of(member));
        return {fmt::format("ADD {}", member),
                actions::write_request{
                    crawler::http_method::patch, account_host(), path, "application/scim+json",
                    fmt::format(R"({{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":)"
                                R"([{{"op":"add","path":"members","value":[{{"value":"{}"}}]}}]}})",
                                id),
                    crawler::rate_class::account_scim_patch},
                actions::look{account_host(), path, crawler::rate_class::account_scim_get,
                              [id](const crawler::json_document& body, std::string& seen) {
                                  seen = "not listed";
                                  return actions::has_member(body, id);
                              }}};
    }
    actions::change add(std::string_view member, std::string_view group) const { return add(member, id_of(group)); }
    actions::change grant(std::string_view privilege) const {
        const auto path = "/api/2.1/unity-catalog/permissions/table/main.s.t";
        return {fmt::format("GRANT {}", privilege),
                actions::write_request{crawler::http_method::patch, workspace_host(), path, "application/json",
                                       fmt::format(R"({{"changes":[{{"principal":"new","add":["{}"]}}]}})", privilege),
                                       crawler::rate_class::unity},
                actions::look{workspace_host(), path, crawler::rate_class::unity,
                              [wanted = std::vector<std::string>{std::string(privilege)}](
                                  const crawler::json_document& body, std::string& seen) -> result<bool> {
                                  seen = "not held";
                                  const auto missing = actions::missing_privileges(body, "new", wanted);
                                  if (!missing) return missing.error();
                                  return missing->empty();
                              }}};
    }

    std::vector<change_end> ends(const std::vector<actions::change>& changes, bool stop_at_fault = false) {
        auto with = options();
        with.retry.max_retries = 4;
        actions::apply_options how;
        how.stop_at_fault = stop_at_fault;
        how.first_pause = milliseconds(5);
        how.settle = milliseconds(400);
        how.conflict_retries = 3;
        made = actions::apply(with, changes, how, [](std::size_t, const actions::applied_change*) {}).value();
        std::vector<change_end> all;
        for (const auto& one : made.ends) all.push_back(one.what);
        return all;
    }
    bool wrote(std::string_view text) const { return platform->writes().find(text) != std::string::npos; }

    std::shared_ptr<const simulator::account> from;
    simulator::service_options service;
    simulator::weather_config weather;
    std::unique_ptr<support::simulated> platform;
    actions::application made;
};

TEST_F(Apply, MakesWhatIsMissingAndLooksAtIt) {
    serve();
    const std::vector changes{add("new", "local"), add("ann", "local"), grant("MODIFY")};
    EXPECT_EQ(ends(changes), (std::vector{change_end::done, change_end::there_already, change_end::done}));
    EXPECT_TRUE(wrote(R"({"group":"local","member":"new"})")) << platform->writes();
    EXPECT_TRUE(wrote(R"("to":"new","privileges":["MODIFY"])")) << platform->writes();
    EXPECT_FALSE(wrote(R"("member":"ann")"));
    // Again: nothing is left to send.
    const auto before = platform->stats().writes;
    EXPECT_EQ(ends(changes), (std::vector(3, change_end::there_already)));
    EXPECT_EQ(platform->stats().writes, before);
}

TEST_F(Apply, SaysWhatIsRefusedAndWhatIsGoneAndGoesOn) {
    serve();
    const std::vector changes{add("new", "idp"), add("new", 4711), add("new", "local")};
    EXPECT_EQ(ends(changes), (std::vector{change_end::refused, change_end::gone, change_end::done}));
    EXPECT_NE(made.ends[0].why.find("identity provider"), std::string::npos) << made.ends[0].why;
    EXPECT_EQ(made.ends[0].http_status, 403);
    EXPECT_EQ(made.ends[1].http_status, 404);
}

TEST_F(Apply, EndsAtTheFirstFaultWhereTheRestBuildsOnIt) {
    serve();
    EXPECT_EQ(ends({add("new", "local"), add("new", "idp"), add("new", "more")}, true),
              (std::vector{change_end::done, change_end::refused, change_end::not_tried}));
    EXPECT_FALSE(wrote("more"));
}

TEST_F(Apply, TriesConflictsAgain) {
    service.conflicting_writes = 2;
    serve();
    EXPECT_EQ(ends({add("new", "local")}), std::vector{change_end::done});
}

TEST_F(Apply, GivesUpOnConflictsThatDoNotEnd) {
    service.conflicting_writes = 99;
    serve();
    EXPECT_EQ(ends({add("new", "local"), grant("MODIFY")}), (std::vector(2, change_end::conflict)));
    EXPECT_EQ(made.ends[0].http_status, 409);
}

TEST_F(Apply, WaitsUntilAChangeIsSeen) {
    service.write_lag = milliseconds(60);
    serve();
    EXPECT_EQ(ends({add("new", "local")}), std::vector{change_end::done});
}

TEST_F(Apply, SaysWhatWasTakenButIsNotThere) {
    service.write_lag = std::chrono::hours(1);
    serve();
    EXPECT_EQ(ends({add("new", "local")}), std::vector{change_end::not_seen});
    EXPECT_EQ(made.ends[0].why, "made, but not there: not listed");
}

TEST_F(Apply, RetriesWhatIsThrottledOrFails) {
    weather.faults = 200;
    weather.resets = 60;
    weather.limits.push_back({{simulator::endpoint::group_members}, 2, milliseconds(100)});
    weather.throttled_at_most = 2;
    serve();
    EXPECT_EQ(ends({add("new", "local"), add("new", "more"), grant("MODIFY"), grant("APPLY_TAG")}),
              (std::vector(4, change_end::done)));
}

TEST_F(Apply, RenewsATokenThatRunsOut) {
    service.token_lifetime = std::chrono::seconds(1);
    service.write_lag = milliseconds(1300);
    serve();
    auto with = options();
    actions::apply_options how;
    how.first_pause = milliseconds(200);
    how.settle = std::chrono::seconds(5);
    const std::vector changes{add("new", "local"), add("new", "more")};
    const auto got = actions::apply(with, changes, how, [](std::size_t, const actions::applied_change*) {});
    ASSERT_TRUE(got);
    for (const auto& one : got->ends) EXPECT_EQ(one.what, change_end::done) << one.why;
}

TEST_F(Apply, LeavesTheRestWhereCredentialsAreNotAccepted) {
    serve();
    const std::vector changes{add("new", "local"), add("new", "more")};
    auto with = options();
    with.config.client_secret = crawler::secret("another");
    const auto got = actions::apply(with, changes, {}, [](std::size_t, const actions::applied_change*) {});
    ASSERT_TRUE(got);
    EXPECT_EQ(got->ends[0].what, change_end::failed);
    EXPECT_EQ(got->ends[1].what, change_end::not_tried);
    EXPECT_EQ(platform->stats().writes, 0U);
}

TEST_F(Apply, IsRefusedByAnAccountThatTakesNoWrites) {
    service.accepts_writes = false;
    serve();
    EXPECT_EQ(ends({add("new", "local")}), std::vector{change_end::failed});
    EXPECT_EQ(made.ends[0].http_status, 405);
}

class ApplySystemTables : public Apply {
protected:
    actions::system_table_job job() const {
        return {{"gov", "sys", "rows"},   application(),    {"local"},
                {"{}\n", "{}\n", "{}\n"}, workspace_host(), warehouse()};
    }
    std::string application() const {
        for (const auto& one : from->principals)
            if (one.name == "bot") return one.application_id;
        return {};
    }
    std::string warehouse() const { return actions::find_warehouse(options(), workspace_host(), {}, false).value(); }
};

TEST_F(ApplySystemTables, AreMadeInOrderUnlessSomebodyElseOwnsAView) {
    service.accepted.client_id = application();
    serve();
    EXPECT_TRUE(actions::check_runs_as(options(), workspace_host(), application()));
    EXPECT_FALSE(actions::check_runs_as(options(), workspace_host(), "another"));
    const auto changes = actions::system_table_changes(job());
    const auto got = ends(changes, true);
    // Uploads, tables and the first view are there; the second is dana's, so nothing after it is made or granted.
    for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(got[i], change_end::done) << i << made.ends[i].why;
    EXPECT_EQ(got[7], change_end::not_seen);
    EXPECT_EQ(made.ends[7].why, "made, but not there: it is owned by dana");
    for (std::size_t i = 8; i < got.size(); ++i) EXPECT_EQ(got[i], change_end::not_tried) << i;
    EXPECT_TRUE(wrote(R"("path":"/Volumes/gov/sys/rows/all_workspace_and_catalog_perms.ndjson","bytes":3)"));
    EXPECT_FALSE(wrote("USE_SCHEMA"));
}

TEST_F(ApplySystemTables, AreGrantedOnceAllIsOwned) {
    std::string world(company);
    const auto other = world.find(R"(, ["user:dana", "view:gov.sys.vw_system_access_audit"])");
    world.erase(other, world.find("]]", other) + 1 - other);
    from = account_of(world);
    service.accepted.client_id = application();
    service.failing_statements = 300; // some fail when first submitted
    serve();
    const auto got = ends(actions::system_table_changes(job()), true);
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_EQ(got[i], change_end::done) << i << made.ends[i].why;
    EXPECT_TRUE(wrote(R"("on":"table gov.sys.vw_system_query_history","to":"local","privileges":["SELECT"])"));
}

TEST_F(ApplySystemTables, NeedTheVolume) {
    service.accepted.client_id = application();
    serve();
    auto other = job();
    other.place.volume = "none";
    const auto got = ends(actions::system_table_changes(other), true);
    EXPECT_EQ(got[0], change_end::gone);
    EXPECT_EQ(got[1], change_end::not_tried);
}

} // namespace
} // namespace canreach
