/// Sentences about several moments of one account: AS OF, DIFF, SHOW SNAPSHOTS.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "golden.hpp"
#include "query/history.hpp"
#include "query/query.hpp"
#include "simulator/world.hpp"
#include "test_account.hpp"
#include "tests/support/fake_catalog.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::query {
namespace {

/// One moment, from a world file and listings that were not read.
class moment {
public:
    moment(snapshot_info about, std::string_view world_json, const std::vector<std::string>& unlisted)
        : about_(std::move(about)), world_(simulator::parse_world(world_json).value()) {
        for (const auto& one : unlisted)
            world_.gaps.push_back(
                {one == "account" ? node_key{node_kind::account, {}, world_.account_id} : world_.keys.at(one),
                 node_part::children, outcome::refused, "listing", "403"});
        source_ =
            std::make_unique<support::memory_source>(support::memory_source::from(world_.facts, world_.gaps).value());
        graph_ = std::make_unique<graph::access_graph>(graph::access_graph::build(*source_).value());
        names_ = std::make_unique<support::fake_catalog>(*source_, world_.facts);
    }
    [[nodiscard]] const snapshot_info& about() const { return about_; }
    [[nodiscard]] opened_snapshot opened() { return unowned(*names_, *graph_); }

private:
    snapshot_info about_;
    simulator::world world_;
    std::unique_ptr<support::memory_source> source_;
    std::unique_ptr<graph::access_graph> graph_;
    std::unique_ptr<support::fake_catalog> names_;
};

class past final : public history {
public:
    void add(std::string file, std::string day, std::string_view world, const std::vector<std::string>& unlisted = {}) {
        snapshot_info about{std::move(file), "a1", "azure", day + " 09:00:00", day + " 09:14:00", day, unlisted.size()};
        moments_.push_back(std::make_unique<moment>(std::move(about), world, unlisted));
        infos_.push_back(moments_.back()->about());
    }
    void set_aside(std::string file, std::string reason) { beside_.push_back({std::move(file), std::move(reason)}); }
    void break_file(std::size_t which) { broken_ = which; }

    [[nodiscard]] std::span<const snapshot_info> snapshots() const override { return infos_; }
    [[nodiscard]] std::span<const passed_over_file> passed_over() const override { return beside_; }
    [[nodiscard]] result<opened_snapshot> open(std::size_t which) override {
        if (which == broken_) return fail(errc::damaged_file, "the file ends early").with("file", infos_[which].file);
        return moments_[which]->opened();
    }
    [[nodiscard]] opened_snapshot now() { return moments_.back()->opened(); }

private:
    std::vector<std::unique_ptr<moment>> moments_;
    std::vector<snapshot_info> infos_;
    std::vector<passed_over_file> beside_;
    std::size_t broken_ = 1000;
};

// World files number principals in their order, so all of them name these first.
#define CANREACH_SAME_PEOPLE                                                                                           \
    R"("attrs": {"user:alice": {}, "user:bob": {}, "user:cara": {}, "user:dan": {}, "user:olga": {}},)"

constexpr std::string_view january = "{" CANREACH_SAME_PEOPLE R"(
  "members": [["user:alice", "group:readers"], ["user:bob", "group:readers"]],
  "assign": [["group:account users", "ws:prod", "USER"]],
  "owners": [["user:olga", "schema:main.hr"]],
  "grants": [["group:readers", "catalog:main", ["USE_CATALOG"]], ["group:readers", "schema:main.hr", ["USE_SCHEMA"]],
             ["group:readers", "table:main.hr.pay", ["SELECT"]], ["user:bob", "table:main.hr.pay", ["SELECT"]]]})";
constexpr std::string_view february = "{" CANREACH_SAME_PEOPLE R"(
  "members": [["user:bob", "group:readers"], ["user:cara", "group:readers"]],
  "assign": [["group:account users", "ws:prod", "USER"], ["user:bob", "ws:dev", "USER"]],
  "owners": [["user:dan", "schema:main.hr"]],
  "grants": [["group:readers", "catalog:main", ["USE_CATALOG"]], ["group:readers", "schema:main.hr", ["USE_SCHEMA"]],
             ["group:readers", "table:main.hr.pay", ["SELECT"]], ["group:readers", "table:main.hr.plan", ["SELECT", "MODIFY"]]]})";
/// The grants on the table were not read, nor the members of the group.
constexpr std::string_view march = "{" CANREACH_SAME_PEOPLE R"(
  "members": [["user:cara", "group:readers"]],
  "assign": [["group:account users", "ws:prod", "USER"]],
  "owners": [["user:dan", "schema:main.hr"]],
  "not_crawled": ["table:main.hr.pay", "group:readers"],
  "grants": [["group:readers", "catalog:main", ["USE_CATALOG"]], ["group:readers", "schema:main.hr", ["USE_SCHEMA"]]]})";
/// Neither users nor the tables of the schema were listed.
constexpr std::string_view april = R"({
  "attrs": {"user:alice": {}},
  "members": [["user:alice", "group:readers"]],
  "assign": [["group:account users", "ws:prod", "USER"]],
  "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "SELECT", "USE_SCHEMA"]],
             ["group:readers", "schema:main.hr", ["USE_SCHEMA"]]]})";

past all_months() {
    past made;
    made.add("/history/january.canreach", "2026-01-31", january);
    made.add("/history/february.canreach", "2026-02-28", february);
    made.add("/history/march.canreach", "2026-03-31", march);
    made.add("/history/april.canreach", "2026-04-30", april, {"account", "schema:main.hr"});
    made.add("/history/may.canreach", "2026-05-31", february);
    made.set_aside("/history/june.canreach", "the crawl in this file has not ended");
    return made;
}

std::string answered(session& ask, const std::string& question) {
    std::string text;
    for (const auto& one : ask.run_script(question)) {
        text += one.outcome ? test::shown(*one.outcome) : render(one.outcome.error(), question);
        if (one.outcome && one.outcome->compared_with)
            text += "compared: " + one.outcome->compared_with->file + ", " + one.outcome->snapshot.file + "\n";
    }
    return text;
}

TEST(History, Golden) {
    auto months = all_months();
    session ask(months, months.now());
    test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/query/history.golden",
                       [&](const std::string& question) { return answered(ask, question); });
}

TEST(History, TellsWhichSnapshotCannotBeOpened) {
    auto months = all_months();
    months.break_file(1);
    session ask(months, months.now());
    EXPECT_EQ(answered(ask, "WHO CAN SELECT main.hr.pay AS OF 2"), "error: the file ends early\n"
                                                                   "  | WHO CAN SELECT main.hr.pay AS OF 2\n"
                                                                   "  |                                  ^\n"
                                                                   "  = file: /history/february.canreach\n");
    EXPECT_EQ(ask.run_script("WHO CAN SELECT main.hr.pay AS OF 1").front().outcome.value().count, 2U);
}

TEST(History, CoverageSaysWhichSnapshotItIsOf) {
    auto months = all_months();
    session ask(months, months.now());
    const auto made = ask.run_script("DIFF (WHO CAN SELECT main.hr.pay) BETWEEN 2 AND 3").front().outcome.value();
    ASSERT_FALSE(made.coverage.empty());
    for (const auto& note : made.coverage) EXPECT_EQ(note.of, "2026-03-31 09:14:00");
}

/// A snapshot compared with itself, and the two directions of one comparison, for every kind of row.
TEST(History, EveryQuestionIsTheSameAsItself) {
    auto months = all_months();
    session ask(months, months.now());
    for (const auto* question :
         {"WHO CAN SELECT main.hr.pay", "WHAT CAN bob DO", "CAN bob SELECT main.hr.pay", "SHOW GRANTS ON main.hr.*",
          "SHOW MEMBERS OF GROUP readers", "SHOW OWNER OF SCHEMA main.hr", "SHOW OBJECTS OWNED BY dan", "SHOW COVERAGE",
          "FROM WHICH WORKSPACES CAN bob SELECT main.hr.pay", "COUNT WHO CAN SELECT main.hr.pay",
          "COMPARE alice WITH bob", "COMPARE GROUPS OF alice WITH bob", "SHOW WORKSPACES OF bob",
          "(WHAT CAN bob DO GROUP BY resource.kind)"})
        for (const auto* moment : {"1", "2", "3"}) {
            const auto sentence = std::string("DIFF (") + question + ") BETWEEN " + moment + " AND " + moment;
            const auto outcome = ask.run_script(sentence).front().outcome;
            ASSERT_TRUE(outcome) << sentence << ": " << outcome.error().message;
            EXPECT_TRUE(outcome->rows.empty()) << sentence << "\n" << test::shown(*outcome);
        }
}

} // namespace
} // namespace canreach::query
