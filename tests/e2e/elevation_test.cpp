// A crawl as temporary workspace admin: what it may then see, and that nothing is left of it, neither on the platform
// nor in the facts.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "actions/elevation.hpp"
#include "simulator/generator.hpp"
#include "simulator/shape.hpp"
#include "storage/crawl_file.hpp"
#include "tests/e2e/simulated.hpp"

namespace canreach {
namespace {

using actions::elevation_step;

std::shared_ptr<const simulator::account> tiny() {
    return std::make_shared<const simulator::account>(
        simulator::generate(simulator::preset_named("tiny").value()).value());
}

/// A service principal that is admin of no workspace, and assigned to one at least where `assigned`.
std::string ordinary_principal(const simulator::account& account) {
    for (const auto& who : account.principals) {
        if (who.kind != node_kind::service_principal || who.application_id.empty()) continue;
        const bool admin = std::ranges::any_of(account.workspaces, [&](const simulator::workspace& space) {
            return std::ranges::any_of(space.assignments,
                                       [&](const simulator::assignment& row) { return row.id == who.id && row.admin; });
        });
        if (!admin) return who.application_id;
    }
    return {};
}

/// Lets the calls that raise rights pass, but none that lowers them.
class one_way final : public crawler::transport {
public:
    explicit one_way(std::unique_ptr<crawler::transport> inner) : inner_(std::move(inner)) {}
    boost::asio::awaitable<result<crawler::http_response>> send(crawler::http_request request,
                                                                crawler::body_reader& body) override {
        const bool lowers = request.method == crawler::http_method::remove ||
                            (request.method == crawler::http_method::put &&
                             request.body.reveal().find("USER") != std::string_view::npos);
        if (lowers) {
            crawler::http_response refusal;
            refusal.status = 403;
            refusal.body = R"({"error_code":"PERMISSION_DENIED","message":"no longer an account admin"})";
            co_return refusal;
        }
        co_return co_await inner_->send(std::move(request), body);
    }

private:
    std::unique_ptr<crawler::transport> inner_;
};

struct ElevationServed : testing::Test {
    std::shared_ptr<const simulator::account> account = tiny();
    support::simulated platform{account, {}, logged_in_as(ordinary_principal(*account))};
    support::scratch_folder folder;
    std::string journal = folder.path("crawl.elevation");
    actions::propagation quick{std::chrono::milliseconds{1}, std::chrono::milliseconds{200}};

    static simulator::service_options logged_in_as(std::string application_id) {
        simulator::service_options made;
        made.accepted.client_id = std::move(application_id);
        return made;
    }
    [[nodiscard]] crawler::crawl_options options() const {
        auto made = platform.options();
        made.config.client_id = ordinary_principal(*account);
        made.sql.grants = crawler::sql::grant_route::rest;
        return made;
    }
    [[nodiscard]] static std::size_t raised_in(const actions::elevation_plan& plan) {
        return static_cast<std::size_t>(
            std::ranges::count(plan.rows, elevation_step::elevate, &actions::elevation_row::step));
    }
    /// Crawls as the platform is now, and seals.
    [[nodiscard]] result<storage::seal_summary> crawl(const std::string& name, const actions::elevation* raised) const {
        auto file = storage::crawl_file::create(folder.path(name), {account->id, "azure", ""});
        if (!file) return std::move(file).error();
        support::silent_observer observer;
        const auto how = options();
        if (raised == nullptr) {
            if (auto done = crawler::run_crawl(how, *file, observer); !done) return std::move(done).error();
        } else {
            actions::prior_rights_sink sink(*file, raised->before());
            if (auto done = crawler::run_crawl(how, sink, observer); !done) return std::move(done).error();
        }
        return storage::seal(std::move(*file), {});
    }
    /// That of a crawl that sees everything without being anybody in the account.
    [[nodiscard]] std::string whole_digest() const {
        const support::simulated outside(account);
        auto how = outside.options();
        how.sql.grants = crawler::sql::grant_route::rest;
        return outside.crawl_into(folder.path("whole"), how)->digest;
    }
};

TEST_F(ElevationServed, APlanChangesNothing) {
    const auto how = options();
    const auto plan = actions::plan_elevation(how);
    ASSERT_TRUE(plan) << plan.error().to_string();
    EXPECT_EQ(plan->rows.size(), account->workspaces.size());
    EXPECT_GT(raised_in(*plan), 0U);
    EXPECT_EQ(platform.stats().writes, 0U);
}

TEST_F(ElevationServed, SeesMoreAndLeavesNothingBehind) {
    const auto how = options();
    const auto before = actions::plan_elevation(how);
    const auto poor = crawl("poor", nullptr);
    ASSERT_TRUE(poor) << poor.error().to_string();
    EXPECT_EQ(platform.stats().writes, 0U) << "a crawl without elevation only reads";

    auto raised = actions::elevation::begin(how, journal, "2026-01-31 10:00:00", quick);
    ASSERT_TRUE(raised) << raised.error().to_string();
    EXPECT_TRUE(std::filesystem::exists(journal));
    const auto rich = crawl("rich", &*raised);
    ASSERT_TRUE(rich) << rich.error().to_string();
    const auto report = raised->end();
    EXPECT_TRUE(report.failed.empty());
    EXPECT_EQ(report.restored.size(), raised_in(raised->plan()));
    EXPECT_FALSE(std::filesystem::exists(journal));
    EXPECT_EQ(platform.stats().writes, 2 * raised_in(raised->plan()));

    EXPECT_LT(rich->gaps, poor->gaps);
    EXPECT_EQ(rich->digest, whole_digest()) << "the facts are those of an account where nobody was elevated";
    const auto after = actions::plan_elevation(how);
    ASSERT_TRUE(after && before);
    for (std::size_t i = 0; i < before->rows.size(); ++i)
        EXPECT_EQ(after->rows[i].change, before->rows[i].change) << before->rows[i].change.name;
}

TEST_F(ElevationServed, TheJournalRestoresAfterACrash) {
    const auto how = options();
    const auto before = actions::plan_elevation(how);
    {
        // A process that ends here: what the destructor does is undone by keeping the journal of the moment before.
        auto raised = actions::elevation::begin(how, journal, "", quick);
        ASSERT_TRUE(raised) << raised.error().to_string();
        std::filesystem::copy_file(journal, folder.path("kept"));
        EXPECT_FALSE(actions::elevation::begin(how, journal, "", quick)) << "an elevation is not raised twice";
    }
    EXPECT_FALSE(std::filesystem::exists(journal)) << "the destructor puts rights back as well";
    // The same changes again, as of a crash.
    const auto plan = actions::plan_elevation(how);
    ASSERT_TRUE(plan && before);
    auto again = actions::elevation::begin(how, journal, "", quick);
    ASSERT_TRUE(again);
    const auto report = actions::restore_elevation(how, folder.path("kept"), quick);
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_EQ(report->restored.size(), raised_in(*plan));
    EXPECT_FALSE(std::filesystem::exists(folder.path("kept")));
    const auto after = actions::plan_elevation(how);
    for (std::size_t i = 0; i < before->rows.size(); ++i)
        EXPECT_EQ(after->rows[i].change, before->rows[i].change) << before->rows[i].change.name;
}

TEST_F(ElevationServed, WhatCannotBeTakenBackIsSaidWithTheCall) {
    auto how = options();
    how.make_transport = [how](boost::asio::any_io_executor executor) -> result<std::unique_ptr<crawler::transport>> {
        auto inner = crawler::make_tls_transport(executor, how.connection);
        if (!inner) return std::move(inner).error();
        return std::make_unique<one_way>(std::move(*inner));
    };
    auto raised = actions::elevation::begin(how, journal, "", quick);
    ASSERT_TRUE(raised) << raised.error().to_string();
    const auto report = raised->end();
    ASSERT_EQ(report.failed.size(), raised_in(raised->plan()));
    EXPECT_TRUE(report.restored.empty());
    for (const auto& one : report.failed) {
        EXPECT_NE(one.why.find("no longer an account admin"), std::string::npos) << one.why;
        EXPECT_NE(one.call.find("/permissionassignments/principals/"), std::string::npos) << one.call;
    }
    ASSERT_TRUE(std::filesystem::exists(journal));
    const auto later = actions::restore_elevation(options(), journal, quick);
    ASSERT_TRUE(later) << later.error().to_string();
    EXPECT_EQ(later->restored.size(), report.failed.size());
    EXPECT_FALSE(std::filesystem::exists(journal));
}

TEST_F(ElevationServed, RaisesNothingForWhoeverIsUnknown) {
    auto how = options();
    how.config.client_id = "00000000-0000-4000-8000-00000000dead";
    const auto plan = actions::plan_elevation(how);
    EXPECT_FALSE(plan);
    how.config.client_id.clear();
    ASSERT_FALSE(actions::plan_elevation(how));
    EXPECT_TRUE(actions::plan_elevation(how).error().is(errc::bad_input));
    EXPECT_EQ(platform.stats().writes, 0U);
}

} // namespace
} // namespace canreach
