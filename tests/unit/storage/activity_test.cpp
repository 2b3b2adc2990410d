// Last uses, and the stretch of time that they are of: written by a crawl, sealed, and read again by name.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

#include "storage/account_reader.hpp"
#include "storage/name_catalog.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;

task_report activity(std::string family, std::vector<activity_record> records, std::optional<activity_window> window) {
    return {{std::move(family), "1001", metastore_key, node_part::activity}, {}, {}, {}, std::move(records), window};
}

class Activity : public ::testing::Test {
protected:
    /// The sample with these reports besides; uses and windows of it as lines.
    std::set<std::string> sealed(std::vector<task_report> reports) {
        const auto path = folder_.path("a.canreach");
        auto crawl = crawl_file::create(path, identity).value();
        for (auto& one : sample_reports(100)) EXPECT_TRUE(crawl.accept(std::move(one)));
        for (auto& one : reports) EXPECT_TRUE(crawl.accept(std::move(one)));
        EXPECT_TRUE(seal(std::move(crawl), sealing_time));
        const auto file = account_file::open(path).value();
        auto names = name_catalog::open(file).value();
        account_reader reader{file};
        std::set<std::string> lines;
        const auto name = [&](node_id id) { return id == no_node ? std::string("-") : names.name_of(id).value(); };
        EXPECT_TRUE(reader.visit_windows([&](const source_window& one) {
            lines.insert("window " + std::string(one.of_tables ? "tables " : "anything ") + std::to_string(one.days) +
                         " " + std::string(one.read_on) + " " + name(one.metastore));
        }));
        EXPECT_TRUE(reader.visit_uses([&](const source_use& one) {
            lines.insert(name(one.principal) + " " + name(one.table) + " " + std::string(one.last_seen));
        }));
        return lines;
    }

    temporary_folder folder_;
};

TEST_F(Activity, FindsPrincipalsByEveryNameAndTablesInTheirMetastore) {
    const std::string app = "5d3e24f1-0000-4000-8000-000000000001";
    EXPECT_EQ(sealed({activity("principal-activity",
                               {{"ALICE@example.com", "", "", "2026-11-01"},
                                {app, "", "", "2026-11-02"},
                                {"guest_partner.com#EXT#@tenant.onmicrosoft.com", "", "", "2026-11-03"},
                                {"nobody@example.com", "", "", "2026-11-04"}},
                               activity_window{"m-1", false, 90, "2026-11-22"}),
                      activity("table-activity",
                               {{"bob@example.com", "m-1", "MAIN.sales.orders", "2026-11-05"},
                                {"bob@example.com", "m-1", "main.sales.dropped", "2026-11-06"},
                                {"bob@example.com", "m-9", "main.sales.orders", "2026-11-07"}},
                               activity_window{"m-1", true, 30, "2026-11-21"})}),
              (std::set<std::string>{"window anything 90 2026-11-22 emea", "window tables 30 2026-11-21 emea",
                                     "Alice@Example.com - 2026-11-01", "etl-bot - 2026-11-02",
                                     "guest@partner.com - 2026-11-03", "bob@example.com main.sales.orders 2026-11-05",
                                     "bob@example.com - 2026-11-06", "bob@example.com - 2026-11-07"}));
}

TEST_F(Activity, HasNoWindowWhereNothingWasRead) {
    EXPECT_EQ(sealed({}), std::set<std::string>{});
}

TEST_F(Activity, OfAPartReadTwiceTheLastTimeCounts) {
    EXPECT_EQ(sealed({activity("principal-activity", {}, activity_window{"m-1", false, 30, "2026-11-20"}),
                      activity("principal-activity", {}, activity_window{"m-1", false, 60, "2026-11-21"}),
                      activity("table-activity", {}, activity_window{"m-unknown", true, 60, "2026-11-21"})}),
              (std::set<std::string>{"window anything 60 2026-11-21 emea"}));
}

} // namespace
} // namespace canreach::storage
