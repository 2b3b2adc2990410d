#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "report/format.hpp"

namespace canreach::report {
namespace {

using graph::verdict;
using query::column_type;
using query::judged_name;
using query::node_cell;
using query::result_table;
using query::statement_kind;

result_table two_principals() {
    result_table made;
    made.kind = statement_kind::who;
    made.columns = {{"principal.kind", column_type::text}, {"principal.name", column_type::node},
                    {"via", column_type::texts},           {"workspaces", column_type::texts},
                    {"hops", column_type::integer},        {"verdict", column_type::verdict}};
    made.rows = {{std::string("user"), node_cell{node_id{3}, "dana@example.com", "user", "7", ""},
                  std::vector<std::string>{"hr-analysts"},
                  std::vector<judged_name>{{"prod"}, {"dev", verdict::unknown}}, std::int64_t{0}, verdict::yes},
                 {std::string("sp"), node_cell{node_id{4}, "=cmd|' /C calc'!A0", "sp", "8", ""},
                  std::vector<std::string>{"direct"}, std::vector<judged_name>{}, std::int64_t{0}, verdict::yes}};
    made.count = 2;
    made.mode = graph::mode::effective;
    made.snapshot.sealed_at = "2026-11-22 09:14:03";
    return made;
}

TEST(RenderText, ShowsNamesFirstAndHidesWhatSaysNothing) {
    EXPECT_EQ(render_text(two_principals(), {}),
              "  principal           kind               via          workspaces\n"
              "  dana@example.com    user               hr-analysts  prod, dev (unknown)\n"
              "  =cmd|' /C calc'!A0  service principal  direct\n"
              "2 principals · effective · snapshot 2026-11-22 09:14 · complete\n");
}

TEST(RenderText, SaysWhatWasNotReadAndKeepsUnknownRows) {
    auto what = two_principals();
    what.rows[1][5] = verdict::unknown;
    what.coverage = {{node_cell{node_id{9}, "finance.core", "schema", "", ""}, "grants", "refused", "grants",
                      "403 in workspace fin-prod"}};
    const auto text = render_text(what, {});
    EXPECT_THAT(text, testing::HasSubstr("unknown"));
    EXPECT_THAT(text, testing::HasSubstr("1 part was not read that could change this answer:\n"));
    EXPECT_THAT(text,
                testing::HasSubstr("grants of schema finance.core  refused  403 in workspace fin-prod  MANAGE on"));
}

TEST(RenderText, SaysWhenALimitCut) {
    auto what = two_principals();
    what.count = 12'345;
    what.truncated = true;
    EXPECT_THAT(render_text(what, {}), testing::HasSubstr("2 of 12,345 principals (truncated by LIMIT)"));
}

TEST(RenderText, NeverCallsACountFullThatALimitMadeSmaller) {
    auto what = two_principals(); // of a set with an operand that was cut
    what.truncated = true;
    EXPECT_THAT(render_text(what, {}), testing::HasSubstr("2 principals made of what LIMIT left · "));
}

TEST(RenderText, NamesThingsAsTheyAreWritten) {
    result_table what;
    what.kind = statement_kind::owned;
    what.columns = {{"resource.kind", column_type::text}, {"resource.name", column_type::node}};
    const std::vector<std::array<std::string, 5>> things{
        {"htable", "sales.orders", "prod eu", "Hive table", "`prod eu`:hive_metastore.sales.orders"},
        {"hview", "sales.v 1", "dev", "Hive view", "dev:hive_metastore.sales.`v 1`"},
        {"hms", "hive_metastore", "dev", "Hive catalog", "dev:hive_metastore"},
        {"anonfunction", "ANONYMOUS FUNCTION", "dev", "ANONYMOUS FUNCTION", "ANONYMOUS FUNCTION FROM dev"},
        {"notebook", "/Shared/it's", "dev", "notebook", "dev:'/Shared/it''s'"},
        {"secrets", "etl-kv", "dev", "secret scope", "dev:etl-kv"},
        {"job", "every night", "dev", "job", "dev:`every night`"},
        {"legacydashboard", "d", "dev", "legacy dashboard", "dev:d"},
        {"ws", "dev", "", "workspace", "dev"},
        {"view", "main.sales.`odd name`", "m1", "view", "main.sales.`odd name`"},
        {"other", "thing", "dev", "other", "dev:thing"},
    };
    for (const auto& [kind, name, scope, noun, full] : things) {
        SCOPED_TRACE(full);
        what.rows = {{kind, node_cell{node_id{1}, name, kind, "1", scope}}};
        const auto text = render_text(what, {});
        const auto row = text.substr(text.find('\n') + 1);
        EXPECT_TRUE(row.starts_with("  " + full + "  ")) << row;
        EXPECT_THAT(row, testing::HasSubstr("  " + noun + "\n"));
        EXPECT_THAT(render_csv(what), testing::HasSubstr("\n" + kind + ","));
        EXPECT_THAT(render_json("q", what), testing::HasSubstr("{\"kind\":\"" + kind + "\",\"name\":\"" + name + "\""));
    }
}

TEST(RenderText, TellsAGapByWhatWouldHaveReadIt) {
    auto what = two_principals();
    const node_cell account{node_id{1}, "acme", "account", "47d9", ""};
    const node_cell workspace{node_id{2}, "dev", "ws", "12", ""};
    what.coverage = {{account, "children", "refused", "account-groups", "403"},
                     {workspace, "roles", "skipped", "workspace-users", "not running"},
                     {workspace, "roles", "skipped", "workspace-service-principals", "not running"}};
    const auto text = render_text(what, {});
    EXPECT_THAT(text, testing::HasSubstr("account-groups of account acme "));
    EXPECT_THAT(text, testing::HasSubstr(" account admin\n")); // the smallest right that mends it
    EXPECT_THAT(text, testing::HasSubstr("roles (workspace-users) of workspace dev "));
    EXPECT_THAT(text, testing::HasSubstr("roles (workspace-service-principals) of workspace dev "));
    EXPECT_THAT(render_json("q", what), testing::HasSubstr("\"needs\":\"account admin\""));
}

TEST(RenderText, ListsGapsOfSHOWCOVERAGEOnce) {
    result_table what;
    what.kind = statement_kind::coverage;
    what.columns = {{"about.kind", column_type::text}, {"about.name", column_type::node}, {"part", column_type::text}};
    const node_cell schema{node_id{9}, "finance.core", "schema", "", ""};
    what.rows = {{std::string("schema"), schema, std::string("grants")}};
    what.count = 1;
    what.coverage = {{schema, "grants", "refused", "grants", "403"}};
    EXPECT_EQ(render_text(what, {}), "  about         kind    part\n"
                                     "  finance.core  schema  grants\n"
                                     "1 gap\n");
    EXPECT_EQ(render_remarks(what, {}), "");
    EXPECT_THAT(render_json("q", what), testing::HasSubstr("\"complete\":false"));
}

TEST(RenderText, CountsAChoiceOnceAndAPathOnce) {
    result_table what;
    what.kind = statement_kind::prerequisites;
    what.columns = {{"requirement", column_type::text}, {"choice", column_type::text}};
    what.rows = {{std::string("MANAGE"), std::string("1.1")},
                 {std::string("usage"), std::string("1.1")},
                 {std::string("ownership"), std::string("1.2")},
                 {std::string("workspace"), {}}};
    what.count = 4;
    EXPECT_THAT(render_text(what, {}), testing::HasSubstr("2 prerequisites"));
    what.kind = statement_kind::paths;
    what.columns = {{"path", column_type::integer}, {"gains", column_type::text}};
    what.rows = {{std::int64_t{1}, std::string("become")}, {std::int64_t{1}, std::string("reaches")}};
    what.count = 2;
    EXPECT_THAT(render_text(what, {}), testing::HasSubstr("1 path"));
}

TEST(RenderText, FootersNameWhatTheRowsAre) {
    auto pairs = two_principals();
    pairs.columns.push_back({"resource.name", column_type::node});
    for (auto& row : pairs.rows) row.emplace_back(node_cell{node_id{5}, "main.hr.pay", "table", "", ""});
    EXPECT_THAT(render_text(pairs, {}), testing::HasSubstr("2 pairs of principal and resource · effective"));
    pairs.count = 1;
    pairs.rows.pop_back();
    EXPECT_THAT(render_text(pairs, {}), testing::HasSubstr("1 pair of principal and resource · effective"));

    result_table owners;
    owners.kind = statement_kind::owner;
    owners.columns = {{"resource.name", column_type::node}, {"principal.name", column_type::node}};
    owners.rows = {{node_cell{node_id{5}, "main.hr", "schema", "", ""}, {}}};
    owners.count = 1;
    EXPECT_THAT(render_text(owners, {}), testing::HasSubstr("0 owners"));

    result_table count;
    count.kind = statement_kind::count;
    count.columns = {{"count", column_type::integer}, {"unknown", column_type::integer}};
    count.rows = {{std::int64_t{7}, std::int64_t{2}}};
    count.count = 1;
    EXPECT_THAT(render_text(count, {}), testing::HasSubstr("2 of the counted rows unknown"));
    count.rows = {{std::int64_t{7}, std::int64_t{0}}};
    EXPECT_THAT(render_text(count, {}), testing::Not(testing::HasSubstr("counted rows")));
}

result_table verdict_of(verdict how, std::string reason, std::vector<judged_name> workspaces) {
    result_table made;
    made.verdict = how;
    made.columns = {
        {"verdict", column_type::verdict}, {"reason", column_type::text}, {"workspaces", column_type::texts}};
    made.rows = {{how, std::move(reason), std::move(workspaces)}};
    made.count = 1;
    return made;
}

TEST(RenderText, AnswersYesWithItsWorkspaces) {
    EXPECT_EQ(render_text(verdict_of(verdict::yes, "", {{"prod"}, {"dev"}}), {}), "yes, from prod and dev\n");
    EXPECT_EQ(render_text(verdict_of(verdict::yes, "", {}), {}), "yes\n");
}

TEST(RenderText, DrawsTheTreeOfAReason) {
    auto what = verdict_of(verdict::yes, "", {});
    what.kind = statement_kind::why;
    const query::why_node chain{"eli ∈ people-team ∈ hr-analysts", "", verdict::yes, {}};
    what.tree =
        query::why_node{"yes, from prod",
                        "",
                        verdict::yes,
                        {{"SELECT on table main.hr.salaries", "granted to group hr-analysts", verdict::yes, {chain}},
                         {"USE SCHEMA on schema main.hr", "inherited", verdict::yes, {}}}};
    EXPECT_EQ(render_text(what, {}), "yes, from prod\n"
                                     "├─ SELECT on table main.hr.salaries  granted to group hr-analysts\n"
                                     "│  └─ eli ∈ people-team ∈ hr-analysts\n"
                                     "└─ USE SCHEMA on schema main.hr      inherited\n");
    what.tree->children.front().rule = "U1";
    options explained;
    explained.rules = true;
    EXPECT_EQ(render_text(what, explained),
              "yes, from prod\n"
              "├─ SELECT on table main.hr.salaries  granted to group hr-analysts (rule U1)\n"
              "│  └─ eli ∈ people-team ∈ hr-analysts\n"
              "└─ USE SCHEMA on schema main.hr      inherited\n");
}

TEST(RenderText, AnswersNoWithItsReasonAndTheSmallestChange) {
    auto what = verdict_of(verdict::no, "MODIFY on table main.hr.salaries is missing", {});
    what.suggestions = {"GRANT MODIFY ON TABLE main.hr.salaries TO `eli@example.com`"};
    EXPECT_EQ(render_text(what, {}), "no: MODIFY on table main.hr.salaries is missing\n"
                                     "smallest change that would make it yes:\n"
                                     "  GRANT MODIFY ON TABLE main.hr.salaries TO `eli@example.com`\n");
}

TEST(RenderDocuments, AreOfOneSection) {
    options how;
    how.how = format::md;
    const auto text = render("WHO CAN SELECT main.hr.salaries", two_principals(), how);
    EXPECT_TRUE(text.starts_with("# answer: WHO CAN SELECT main.hr.salaries\n")) << text;
    EXPECT_NE(text.find("| principal.kind | principal.name |"), std::string::npos) << text;
    how.how = format::html;
    const auto page = render("WHO CAN SELECT main.hr.salaries", two_principals(), how);
    EXPECT_TRUE(page.starts_with("<!doctype html>"));
    EXPECT_NE(page.find("<h1>answer: WHO CAN SELECT main.hr.salaries</h1>"), std::string::npos) << page;
}

TEST(RenderJson, IsOneEnvelopeWithNestedRows) {
    const auto parsed =
        boost::json::parse(render_json("WHO CAN SELECT main.hr.salaries", two_principals())).as_object();
    EXPECT_EQ(parsed.at("schema_version"), 1);
    EXPECT_EQ(parsed.at("question"), "WHO CAN SELECT main.hr.salaries");
    EXPECT_EQ(parsed.at("count"), 2);
    EXPECT_EQ(parsed.at("truncated"), false);
    EXPECT_EQ(parsed.at("coverage").at("complete"), true);
    const auto& first = parsed.at("rows").as_array().at(0);
    EXPECT_EQ(first.at("principal").at("name"), "dana@example.com");
    EXPECT_EQ(first.at("principal").at("kind"), "user");
    EXPECT_EQ(first.at("principal").at("id"), "7");
    EXPECT_EQ(first.at("workspaces").at(0).at("name"), "prod");
    EXPECT_EQ(first.at("workspaces").at(0).at("verdict"), "yes");
    EXPECT_EQ(first.at("workspaces").at(1).at("name"), "dev");
    EXPECT_EQ(first.at("workspaces").at(1).at("verdict"), "unknown");
    EXPECT_EQ(first.at("verdict"), "yes");
}

TEST(RenderNdjson, IsOneObjectARow) {
    const auto text = render_ndjson(two_principals());
    EXPECT_EQ(std::ranges::count(text, '\n'), 2);
    EXPECT_NO_THROW((void)boost::json::parse(text.substr(0, text.find('\n'))));
}

// Rows alone would hide that there is more, or that something was not read.
TEST(RenderRemarks, TellWhatRowsDoNot) {
    auto what = two_principals();
    EXPECT_EQ(render_remarks(what, {}), "");
    what.warnings = {"the answer depends on profile switch betas"};
    EXPECT_EQ(render_remarks(what, {}), "warning: the answer depends on profile switch betas\n");
    what.count = 12'345;
    what.truncated = true;
    EXPECT_THAT(render_remarks(what, {}), testing::HasSubstr("2 of 12,345 principals (truncated by LIMIT)"));
    what.truncated = false;
    what.coverage = {{node_cell{node_id{9}, "finance.core", "schema", "", ""}, "grants", "refused", "grants",
                      "403 in workspace fin-prod"}};
    EXPECT_THAT(render_remarks(what, {}), testing::HasSubstr("grants of schema finance.core  refused"));
}

TEST(RenderCsv, QuotesAndNeutralisesFormulas) {
    EXPECT_EQ(render_csv(two_principals()), "principal.kind,principal.name,via,workspaces,hops,verdict\r\n"
                                            "user,dana@example.com,hr-analysts,prod; dev (unknown),0,yes\r\n"
                                            "sp,'=cmd|' /C calc'!A0,direct,,0,yes\r\n");
    auto what = two_principals();
    what.rows[0][0] = std::string("a,\"b\"\nc");
    EXPECT_THAT(render_csv(what), testing::HasSubstr("\"a,\"\"b\"\"\nc\","));
}

TEST(FormatNamed, KnowsTheFour) {
    EXPECT_EQ(format_named("csv"), format::csv);
    EXPECT_EQ(format_named("xml"), std::nullopt);
}

} // namespace
} // namespace canreach::report
