#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "report/snapshot.hpp"

namespace canreach::report {
namespace {

/// A cell of every kind, names that JSON must escape, and lists that are empty.
audit::snapshot sample_snapshot() {
    using query::column_type;
    audit::snapshot made;
    made.made_by = "canreach 1.2.3";
    made.what.audit = "principal";
    made.what.subject = "user \"al\"ice";
    made.what.facts = {{"kind", "user"}, {"active", "yes"}};
    made.what.snapshot = {"/home/al/a.canreach", "acme", "aws", "2026-11-25 07:00:00", "2026-11-25 08:00:00", "abc", 2};
    made.what.remarks = {"a remark"};
    const query::node_cell orders{node_id{3}, "main.s.t", "table", "main.s.t", "m1"};
    const query::node_cell olga{node_id{4}, "olga", "user", "17", ""};
    audit::section one{"effective", "What it can do now", "WHAT CAN USER x REACH", {}};
    one.table.kind = query::statement_kind::what;
    one.table.columns = {{"resource.kind", column_type::text},  {"resource.name", column_type::node},
                         {"resource.owner", column_type::node}, {"actions", column_type::texts},
                         {"workspaces", column_type::texts},    {"hops", column_type::integer},
                         {"sure", column_type::boolean},        {"nearest", column_type::node},
                         {"verdict", column_type::verdict}};
    one.table.rows.push_back({"table", orders, olga, std::vector<std::string>{"SELECT"},
                              std::vector<query::judged_name>{{"prod", graph::verdict::unknown}}, std::int64_t{0}, true,
                              olga, graph::verdict::yes});
    one.table.rows.push_back({"table", orders, query::cell{}, std::vector<std::string>{}, query::cell{}, query::cell{},
                              false, query::cell{}, graph::verdict::unknown});
    one.table.count = 2;
    one.table.warnings = {"a warning"};
    one.table.coverage.push_back({orders, "grants", "refused", "grants", "403"});
    made.what.sections.push_back(std::move(one));
    made.extent = {{"grants", "users"}, {{"jobs", "--skip jobs"}}, {{node_id{9}, "main", "catalog", "main", "m1"}}};
    return made;
}

TEST(Snapshot, IsReadAsItWasWritten) {
    const auto kept = sample_snapshot();
    const auto text = render_snapshot(kept);
    const auto read = parse_snapshot(text);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(render_snapshot(*read), text);
    EXPECT_EQ(read->what.facts, kept.what.facts);
    EXPECT_EQ(read->what.sections.front().table.columns, kept.what.sections.front().table.columns);
    const auto& row = read->what.sections.front().table.rows.front();
    const auto& owner = std::get<query::node_cell>(row[2]);
    EXPECT_EQ(std::get<query::node_cell>(row[1]).platform_id, "main.s.t");
    EXPECT_EQ(owner.platform_id, "17");
    EXPECT_EQ(std::get<std::vector<query::judged_name>>(row[4]).front().how, graph::verdict::unknown);
    EXPECT_EQ(read->what.coverage().size(), 1U);
    EXPECT_EQ(read->extent.left_out, kept.extent.left_out);
}

TEST(Snapshot, IsOneRowALineAndTellsNoPath) {
    const auto text = render_snapshot(sample_snapshot());
    EXPECT_EQ(text.find("/home"), std::string::npos);
    EXPECT_TRUE(text.starts_with("{\n  \"format\": \"canreach snapshot\",\n  \"schema_version\": 1,\n")) << text;
    EXPECT_NE(text.find("\n      \"rows\": [\n        {\"resource\":"), std::string::npos) << text;
}

struct odd_snapshot {
    const char* name;
    errc how;
    std::string text;
    const char* told;
};

/// The sample with one part of its text put differently.
std::string with(std::string_view part, std::string_view instead) {
    auto text = render_snapshot(sample_snapshot());
    const auto at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return text.replace(at, part.size(), instead);
}

TEST(Snapshot, RefusesWhatItIsNot) {
    const auto whole = render_snapshot(sample_snapshot());
    const odd_snapshot rows[] = {
        {"nothing", errc::foreign_file, "", "this is no canreach snapshot"},
        {"text", errc::foreign_file, "SELECT 1", "this is no canreach snapshot"},
        {"other JSON", errc::foreign_file, R"({"schema_version": 1, "audit": "principal"})", "no canreach snapshot"},
        {"a list", errc::foreign_file, "[]", "no canreach snapshot"},
        {"cut", errc::damaged_file, whole.substr(0, whole.size() / 2), "incomplete JSON"},
        {"merge marks", errc::damaged_file, with("  \"remarks\"", "<<<<<<< ours\n  \"remarks\""), "syntax error"},
        {"newer", errc::newer_file, with("\"schema_version\": 1", "\"schema_version\": 2"), "version 2"},
        {"no version", errc::damaged_file, with("\"schema_version\": 1", "\"schema_version\": \"1\""), "its version"},
        {"no subject", errc::damaged_file, with("\"subject\"", "\"object\""), "no `subject`"},
        {"a row less", errc::damaged_file, with("\"count\": 2", "\"count\": 3"), "2 rows where `count` says 3"},
        {"an odd cell", errc::damaged_file, with("\"hops\":0", "\"hops\":\"0\""), "row 1 of section `effective`"},
        {"an odd verdict", errc::damaged_file, with("\"verdict\":\"yes\"", "\"verdict\":\"maybe\""),
         "no verdict `maybe`"},
        {"an odd type", errc::damaged_file, with("\"type\":\"boolean\"", "\"type\":\"bool\""), "type of column `bool`"},
        {"an odd kind", errc::damaged_file, with("\"kind\": \"what\"", "\"kind\": \"how much\""), "unknown kind"},
        {"an odd list", errc::damaged_file, with("\"actions\":[\"SELECT\"]", "\"actions\":[1]"), "no text"},
        {"a lost section", errc::damaged_file, with("\"sections\":[\"effective\"]", "\"sections\":[\"x\"]"),
         "a section `x` that is not there"},
        {"deep", errc::damaged_file, with("[\"SELECT\"]", std::string(40, '[') + std::string(40, ']')), "too deep"},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        const auto read = parse_snapshot(row.text);
        ASSERT_FALSE(read);
        EXPECT_TRUE(read.error().is(row.how)) << read.error().to_string();
        EXPECT_NE(read.error().message.find(row.told), std::string::npos) << read.error().message;
    }
}

} // namespace
} // namespace canreach::report
