#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "audit/check.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::test_account;

constexpr auto checked_world = R"({
    "members": [["user:alice", "group:readers"], ["user:bob", "group:readers"], ["user:eve", "group:guests"],
                ["user:eve", "group:readers"], ["user:dan", "group:owners"]],
    "assign": [["group:readers", "ws:prod", "USER"], ["user:dan", "ws:prod", "USER"]],
    "owners": [["user:dan", "table:main.sales.orders"]],
    "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["user:dan", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]],
    "attrs": {"group:empty": {}, "schema:main.bare": {}}})";

/// Status, then a line for each violation: verdict, subject, witness; then fault and remarks.
std::string outcome_text(const rule_outcome& one) {
    auto text = std::string(name_of(one.status)) + '\n';
    for (const auto& breach : one.violations) {
        text +=
            fmt::format("{} {}{}\n", query::name_of(breach.how), breach.subject, breach.excepted ? " (excepted)" : "");
        for (const auto& line : breach.witness) text += "  " + line + '\n';
    }
    if (!one.fault.empty()) text += fmt::format("line {}: {}\n", one.fault_line, one.fault);
    for (const auto& remark : one.remarks) text += "note: " + remark + '\n';
    return text;
}

std::string outcome_of(test_account& in, const std::string& rule, std::string_view today = "2026-11-25") {
    const auto parsed = parse_policy("policies:\n  - id: a\n" + rule, "p.yaml");
    if (!parsed) return parsed.error().to_string();
    auto view = in.view();
    const auto made = check_policies(view, std::span(&*parsed, 1), today);
    return made ? outcome_text(made->outcomes.front()) : made.error().to_string();
}

struct check_case {
    const char* name;
    const char* rule;
    const char* outcome;
};

TEST(Check, ForbidsAllowsOnlyAndRequires) {
    const check_case table[] = {
        {"forbidden and so", "    forbid: WHO CAN MODIFY main.sales.orders",
         "violated\nyes user dan\n"
         "  MODIFY on table main.sales.orders: owner of table main.sales.orders\n"
         "  USE SCHEMA on schema main.sales: inherited: USE SCHEMA on catalog main, granted directly\n"
         "  USE CATALOG on catalog main: granted directly\n"
         "  workspace prod: assigned directly (USER)\n"},
        {"forbidden and not so", "    forbid: WHO CAN DROP TABLE main.sales.orders WHERE principal.name = alice",
         "passed\n"},
        {"forbidden to some",
         "    forbid:\n      access: WHO CAN SELECT main.sales.orders\n      by: SHOW MEMBERS OF GROUP guests",
         "violated\nyes user eve\n"},
        {"a forbidden answer", "    forbid: CAN eve SELECT main.sales.orders",
         "violated\nyes CAN eve SELECT ON main.sales.orders\n"},
        {"only some may",
         "    allow_only:\n      access: WHO CAN SELECT main.sales.orders\n      to: (SHOW MEMBERS OF GROUP readers) "
         "UNION (SHOW MEMBERS OF GROUP owners)",
         "passed\n"},
        {"others may, too",
         "    allow_only:\n      access: WHO CAN SELECT main.sales.orders\n      to: SHOW MEMBERS OF GROUP readers",
         "violated\nyes user dan\n"},
        {"pairs held against principals",
         "    allow_only:\n      access: WHO CAN MODIFY main.sales.*\n      to: SHOW MEMBERS OF GROUP readers",
         "violated\nyes user dan, table main.sales.orders\n"},
        {"what is required is there",
         "    require:\n      all: SHOW MEMBERS OF GROUP readers\n      have: WHO CAN SELECT main.sales.orders",
         "passed\n"},
        {"some lack it",
         "    require:\n      all: SHOW MEMBERS OF GROUP owners\n      have: SHOW MEMBERS OF GROUP readers",
         "violated\nyes user dan\n  member: dan → owners\n"},
        {"a required answer", "    require: CAN alice SELECT main.sales.orders", "passed\n"},
        {"a required answer that is no", "    require: CAN alice MODIFY main.sales.orders",
         "violated\nyes CAN alice MODIFY ON main.sales.orders\n"},
        {"a required row", "    require: SHOW MEMBERS OF GROUP owners", "passed\n"},
        {"a required row that is not there", "    require: SHOW MEMBERS OF GROUP empty",
         "violated\nyes SHOW MEMBERS OF GROUP empty\n"},
    };
    test_account in(checked_world);
    for (const auto& [name, rule, outcome] : table) {
        SCOPED_TRACE(name);
        const auto got = outcome_of(in, rule);
        // Where the row gives no witness only who it is about is compared.
        if (std::string_view(outcome).find("  ") == std::string_view::npos)
            EXPECT_TRUE(got.starts_with(outcome)) << got;
        else
            EXPECT_EQ(got, outcome);
    }
}

TEST(Check, TakesASelectorThatMatchesNothingForAMistake) {
    const check_case table[] = {
        {"a pattern without resources", "    forbid: WHO CAN SELECT main.bare.*",
         "broken\nline 3: a selector matches nothing\n"},
        {"that may be so", "    forbid: WHO CAN SELECT main.bare.*\n    allow_empty: true", "passed\n"},
        {"nobody to forbid it to",
         "    forbid:\n      access: WHO CAN SELECT main.sales.orders\n      by: SHOW MEMBERS OF GROUP empty",
         "broken\nline 5: a selector matches nothing\n"},
        {"nobody to allow it to",
         "    allow_only:\n      access: WHO CAN SELECT main.sales.orders\n      to: SHOW MEMBERS OF GROUP empty",
         "broken\nline 5: a selector matches nothing\n"},
        {"nobody to require it of",
         "    require:\n      all: SHOW MEMBERS OF GROUP empty\n      have: SHOW MEMBERS OF GROUP readers",
         "broken\nline 4: a selector matches nothing\n"},
        {"which may be so, too",
         "    require:\n      all: SHOW MEMBERS OF GROUP empty\n      have: SHOW MEMBERS OF GROUP readers\n    "
         "allow_empty: true",
         "passed\n"},
        {"a name that is not there", "    forbid: WHO CAN SELECT main.sales.ordrs",
         "broken\nline 3: no table is named `main.sales.ordrs`\n"},
        {"a sentence that is none", "    forbid: |\n      WHO CAN SELECT main.sales.orders\n      WHERE oops = 1",
         "broken\nline 5: no column is named `oops`; columns: \n"},
        {"two sentences", "    forbid: SHOW MEMBERS OF GROUP readers; SHOW MEMBERS OF GROUP owners",
         "broken\nline 3: 2 sentences; wanted one\n"},
        {"a count", "    forbid: COUNT (SHOW MEMBERS OF GROUP readers)",
         "broken\nline 3: this sentence selects neither principals nor resources\n"},
        {"a cut", "    forbid: SHOW MEMBERS OF GROUP readers LIMIT 1",
         "broken\nline 3: LIMIT leaves rows out, which a rule must not\n"},
        {"things of two kinds",
         "    forbid:\n      access: WHAT TABLES CAN alice SELECT\n      by: SHOW MEMBERS OF GROUP readers",
         "broken\nline 5: the two sentences list different things\n"},
    };
    test_account in(checked_world);
    for (const auto& [name, rule, outcome] : table) {
        SCOPED_TRACE(name);
        const auto got = outcome_of(in, rule);
        // A message may go on to list what there is.
        EXPECT_TRUE(got.starts_with(std::string_view(outcome).substr(0, std::string_view(outcome).size() - 1))) << got;
    }
}

TEST(Check, LetsExceptionsStandUntilTheyEnd) {
    test_account in(checked_world);
    const std::string rule = "    forbid: SHOW MEMBERS OF GROUP owners\n    exceptions:\n"
                             "      - {principal: DAN, reason: r, owner: olga, expires: 2026-11-25}\n"
                             "      - {principal: alice, reason: r, owner: olga, expires: 2026-11-25}\n";
    EXPECT_EQ(outcome_of(in, rule, "2026-11-25"), "passed\nyes user dan (excepted)\n  member: dan → owners\n"
                                                  "note: the exception in line 6 for alice fits nothing any more\n");
    EXPECT_EQ(outcome_of(in, rule, "2026-11-26"),
              "violated\nyes user dan\n  member: dan → owners\n"
              "note: the exception in line 5 for DAN ended on 2026-11-25; olga answers for it\n"
              "note: the exception in line 6 for alice fits nothing any more\n");
    // Both names must fit.
    EXPECT_EQ(
        outcome_of(in,
                   "    forbid: WHO CAN MODIFY main.sales.*\n    exceptions:\n"
                   "      - {principal: dan, resource: main.sales.orders, reason: r, owner: o, expires: 2027-01-01}\n")
            .substr(0, 6),
        "passed");
    EXPECT_EQ(outcome_of(in,
                         "    forbid: WHO CAN MODIFY main.sales.*\n    exceptions:\n"
                         "      - {principal: dan, resource: main.sales, reason: r, owner: o, expires: 2027-01-01}\n")
                  .substr(0, 8),
              "violated");
}

TEST(Check, DoesNotPassOverWhatWasNotRead) {
    test_account in(
        R"({"members": [["user:alice", "group:readers"]], "assign": [["user:alice", "ws:prod", "USER"], ["user:bob", "ws:prod", "USER"]],
        "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "attrs": {"table:main.sales.orders": {}}, "not_crawled": ["group:readers", "table:main.sales.orders"]})");
    const check_case table[] = {
        {"more may be there", "    forbid: WHO CAN SELECT main.sales.orders WHERE principal.name = bob",
         "incomplete\n"},
        {"a certain violation counts all the same", "    forbid: WHO CAN SELECT main.sales.orders",
         "violated\nyes user alice\n"},
        {"the others may be allowed",
         "    allow_only:\n      access: WHO CAN SELECT main.sales.orders\n      to: SHOW MEMBERS OF GROUP readers",
         "incomplete\n"},
        {"a required row is there, whatever was not read", "    require: SHOW MEMBERS OF GROUP readers", "passed\n"},
    };
    for (const auto& [name, rule, outcome] : table) {
        SCOPED_TRACE(name);
        const auto got = outcome_of(in, rule);
        EXPECT_TRUE(got.starts_with(outcome)) << got;
    }
}

} // namespace
} // namespace canreach::audit
