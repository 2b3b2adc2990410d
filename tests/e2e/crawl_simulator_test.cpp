// A whole crawl over HTTPS, through CONNECT, of a simulated account: the facts must be exactly the account's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "crawler/crawl.hpp"
#include "simulator/generator.hpp"
#include "simulator/server.hpp"
#include "simulator/truth.hpp"
#include "tests/support/one_by_one.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/staged_facts.hpp"

namespace canreach {
namespace {

/// A fact as the crawler reports it: what a policy matches by tags is found when the file is sealed.
std::string as_reported(const fact& what) {
    const auto* policy = std::get_if<policy_fact>(&what);
    if (policy == nullptr) return simulator::text_of(what);
    auto told = *policy;
    told.matches.clear();
    return simulator::text_of(told);
}

class collecting_sink final : public fact_sink {
public:
    std::set<std::string> facts;
    std::map<crawl_task, task_result> ended;

    result<std::vector<crawl_task>> pending_tasks() override {
        std::vector<crawl_task> made;
        std::ranges::copy_if(order_, std::back_inserter(made),
                             [this](const auto& task) { return !ended.contains(task); });
        return made;
    }
    result<void> add_tasks(std::vector<crawl_task> tasks) override {
        for (auto& task : tasks)
            if (known_.insert(task).second) order_.push_back(std::move(task));
        return {};
    }
    result<void> accept(task_report report) override {
        if (report.stage) {
            staged_.add(std::move(report));
            return {};
        }
        for (const auto& one : staged_.take(report.stages)) facts.insert(as_reported(one));
        EXPECT_TRUE(ended.emplace(report.task, report.result).second) << report.task.family << report.task.about.id;
        if (known_.insert(report.task).second) order_.push_back(report.task);
        for (const auto& one : support::one_by_one(std::move(report.facts))) facts.insert(as_reported(one));
        return add_tasks(std::move(report.follow_ups));
    }
    result<void> flush() override { return {}; }

private:
    std::vector<crawl_task> order_;
    std::set<crawl_task> known_;
    support::staged_facts staged_;
};

class quiet final : public crawler::crawl_observer {
public:
    void on_progress(const crawler::crawl_progress&) override {}
    void on_gap(const crawl_task&, const task_result&) override {}
    void on_note(const std::string&) override {}
};

/// `part of kind id: outcome`, each once: a metastore's listings come once a workspace.
std::set<std::string> gap_lines(const std::vector<coverage_gap>& gaps) {
    std::set<std::string> made;
    for (const auto& gap : gaps)
        made.insert(gap.family + " of " + to_string(gap.about) + ": " + std::string(name_of(gap.how)));
    return made;
}

struct simulated {
    explicit simulated(std::string_view preset, simulator::weather_config weather = {},
                       simulator::service_options service = {}) {
        served = std::make_shared<const simulator::account>(
            simulator::generate(simulator::preset_named(preset).value()).value());
        simulator::server_options options;
        options.serves = served;
        options.weather = std::move(weather);
        options.service = std::move(service);
        options.ca_file = authority;
        server = simulator::server::start(std::move(options)).value();
    }
    ~simulated() { server->stop(); }
    simulated(const simulated&) = delete;
    simulated& operator=(const simulated&) = delete;

    crawler::crawl_options options() const {
        const simulator::credentials login;
        crawler::config_flags flags;
        flags.host = "https://accounts.azuredatabricks.net";
        flags.account_id = served->id;
        flags.client_id = login.client_id;
        flags.client_secret = crawler::secret(login.client_secret);
        crawler::crawl_options made;
        made.config = crawler::resolve_config(
                          flags, [](std::string_view) { return std::optional<std::string>{}; },
                          [](const std::string&) { return result<std::optional<std::string>>(std::nullopt); })
                          .value();
        made.connection.ca_file = authority;
        made.connection.proxy = crawler::parse_proxy("http://127.0.0.1:" + std::to_string(server->port()), "").value();
        made.retry.base_delay = std::chrono::milliseconds{2};
        made.retry.max_delay = std::chrono::milliseconds{20};
        made.governor.pause_without_wish = std::chrono::milliseconds{1};
        made.sql.limits.first_poll = std::chrono::milliseconds{1};
        made.sql.limits.longest_poll = std::chrono::milliseconds{20};
        made.sql.limits.restart_delay = std::chrono::milliseconds{2};
        made.sql.grants = crawler::sql::grant_route::rest; // what vanishes is noticed one by one
        return made;
    }
    std::set<std::string> truth() const {
        std::set<std::string> made;
        simulator::visit_truth(*served, [&](const fact& one) { made.insert(as_reported(one)); });
        return made;
    }

    std::shared_ptr<const simulator::account> served;
    const support::scratch_folder scratch;
    const std::string authority = scratch.path("authority.pem");
    std::unique_ptr<simulator::server> server;
};

void expect_same(const std::set<std::string>& got, const std::set<std::string>& wanted) {
    std::vector<std::string> missing;
    std::vector<std::string> surplus;
    std::ranges::set_difference(wanted, got, std::back_inserter(missing));
    std::ranges::set_difference(got, wanted, std::back_inserter(surplus));
    missing.resize(std::min<std::size_t>(missing.size(), 20));
    surplus.resize(std::min<std::size_t>(surplus.size(), 20));
    EXPECT_THAT(missing, ::testing::IsEmpty());
    EXPECT_THAT(surplus, ::testing::IsEmpty());
}

void expect_whole(const simulated& account, const collecting_sink& sink) {
    expect_same(sink.facts, account.truth());
    std::vector<coverage_gap> gaps;
    for (const auto& [task, how] : sink.ended)
        if (how.how != outcome::done) gaps.push_back({task.about, task.part, how.how, task.family, how.reason});
    expect_same(gap_lines(gaps), gap_lines(simulator::gaps_of(*account.served)));
}

/// Crawls it, undisturbed or not.
void expect_whole_crawl(const simulated& account) {
    collecting_sink sink;
    quiet observer;
    const auto made = crawler::run_crawl(account.options(), sink, observer);
    ASSERT_TRUE(made) << made.error().to_string();
    expect_whole(account, sink);
}

TEST(CrawlSimulator, FindsExactlyWhatIsThere) {
    for (const auto* preset : {"tiny", "showcase"}) {
        SCOPED_TRACE(preset);
        const simulated account(preset);
        expect_whole_crawl(account);
    }
}

TEST(CrawlSimulator, FindsTheSameInBulk) {
    const simulated account("tiny");
    collecting_sink sink;
    quiet observer;
    auto options = account.options();
    options.sql.grants = crawler::sql::grant_route::automatic;
    const auto made = crawler::run_crawl(options, sink, observer);
    ASSERT_TRUE(made) << made.error().to_string();
    expect_same(sink.facts, account.truth());
}

/// Members of groups come page by page, or each group whole: nobody can tell from what is found.
TEST(CrawlSimulator, FindsTheSameMembersBothWays) {
    for (const bool by_pages : {true, false}) {
        SCOPED_TRACE(by_pages);
        simulator::service_options service;
        service.identity_v2 = by_pages;
        service.page_limit = 2;
        const simulated account("tiny", {}, service);
        expect_whole_crawl(account);
    }
}

TEST(CrawlSimulator, FindsTheSameInEveryWeather) {
    simulator::weather_config weather;
    weather.faults = 30;
    weather.resets = 20;
    weather.truncated = 20;
    weather.malformed = 20;
    weather.slow = 5;
    weather.slow_for = std::chrono::milliseconds{20};
    weather.retry_after = simulator::retry_after_form::absent;
    const simulated account("tiny", weather);
    collecting_sink sink;
    quiet observer;
    const auto made = crawler::run_crawl(account.options(), sink, observer);
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_GT(made->progress.total.retries, 0U);
    expect_whole(account, sink);
}

/// New users and groups come in before the place while SCIM lists are read: rows are seen twice, none is lost.
TEST(CrawlSimulator, FindsTheSameWhileRowsMove) {
    simulator::service_options service;
    service.rows_move = true;
    for (const std::uint32_t page : {2U, 7U}) {
        SCOPED_TRACE(page);
        service.page_limit = page;
        const simulated account("tiny", {}, service);
        expect_whole_crawl(account);
    }
}

} // namespace
} // namespace canreach
