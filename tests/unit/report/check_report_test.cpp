#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gtest/gtest.h>

#include <string>

#include "report/check_report.hpp"

namespace canreach::report {
namespace {

namespace json = boost::json;

/// One outcome of each status, with names that are markup and line breaks.
audit::check_report sample_report() {
    audit::check_report made;
    made.snapshot.sealed_at = "2026-11-25 08:00:00";
    audit::policy_rule rule;
    rule.id = "a<b>&\"c\"";
    rule.description = "nobody\nmay";
    rule.line = 3;
    rule.exceptions.push_back({"dan", {}, "on call", "olga", "2027-01-01", 9});
    const query::node_cell bob{node_id{1}, "bob", "user", "17", ""};
    const query::node_cell dan{node_id{2}, "dan", "user", "18", ""};
    const query::node_cell orders{node_id{3}, "main.s.t", "table", "main.s.t", "m1"};
    audit::rule_outcome violated{rule, "dir/p 1.yaml", audit::rule_status::violated, {}, {}, {"a remark"}, {}, 0, {}};
    violated.violations.push_back({bob, orders, "user bob, table main.s.t", graph::verdict::yes, {"granted"}, {}});
    violated.violations.push_back({dan, orders, "user dan, table main.s.t", graph::verdict::yes, {}, 0});
    violated.violations.push_back({{}, orders, "table main.s.t", graph::verdict::unknown, {}, {}});
    rule.exceptions.clear();
    rule.id = "passed";
    rule.line = 12;
    audit::rule_outcome passed{rule, "dir/p 1.yaml", audit::rule_status::passed, {}, {}, {}, {}, 0, {}};
    rule.id = "incomplete";
    audit::rule_outcome incomplete{rule, "/q.yaml", audit::rule_status::incomplete, {}, {}, {}, {}, 0, {}};
    incomplete.coverage.push_back({orders, "grants", "refused", "grants", "403"});
    rule.id = "broken";
    rule.weight = audit::severity::note;
    audit::rule_outcome broken{rule, "/q.yaml", audit::rule_status::broken, {}, {}, {}, "no `x`", 14, "try `y`"};
    made.outcomes = {violated, passed, incomplete, broken};
    return made;
}

std::string rendered(check_format how) {
    return render(sample_report(), {how, {}, "1.2.3"});
}

TEST(CheckReport, AsText) {
    EXPECT_EQ(rendered(check_format::text), "violated    a<b>&\"c\" (error): nobody\\x0amay\n"
                                            "            dir/p 1.yaml:3\n"
                                            "            user bob, table main.s.t\n"
                                            "              granted\n"
                                            "            user dan, table main.s.t\n"
                                            "              may stand until 2027-01-01: on call (olga)\n"
                                            "            undecided: table main.s.t\n"
                                            "            note: a remark\n"
                                            "passed      passed: nobody\\x0amay\n"
                                            "            dir/p 1.yaml:12\n"
                                            "incomplete  incomplete: nobody\\x0amay\n"
                                            "            /q.yaml:12\n"
                                            "            1 part was not read that could change this:\n"
                                            "              grants of table main.s.t: 403; needs MANAGE on each "
                                            "catalog (it covers what lies below); all: metastore admin\n"
                                            "broken      broken: nobody\\x0amay\n"
                                            "            /q.yaml:14\n"
                                            "            no `x`\n"
                                            "            = hint: try `y`\n"
                                            "\n4 policies: 1 passed, 1 violated, 1 incomplete, 1 broken\n"
                                            "snapshot 2026-11-25 08:00\n");
}

TEST(CheckReport, AsJunit) {
    EXPECT_EQ(
        rendered(check_format::junit),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"canreach check\" tests=\"4\" failures=\"1\" errors=\"2\" skipped=\"0\" time=\"0\">\n"
        "  <testsuite name=\"dir/p 1.yaml\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\" time=\"0\">\n"
        "    <testcase classname=\"dir/p 1.yaml\" name=\"a&lt;b&gt;&amp;&quot;c&quot;\" file=\"dir/p 1.yaml\" "
        "line=\"3\" "
        "time=\"0\">\n"
        "      <failure type=\"error\" message=\"1 violation: nobody\\x0amay\">user bob, table main.s.t\n"
        "  granted\nundecided: table main.s.t\nnote: a remark\n</failure>\n"
        "    </testcase>\n"
        "    <testcase classname=\"dir/p 1.yaml\" name=\"passed\" file=\"dir/p 1.yaml\" line=\"12\" time=\"0\"/>\n"
        "  </testsuite>\n"
        "  <testsuite name=\"/q.yaml\" tests=\"2\" failures=\"0\" errors=\"2\" skipped=\"0\" time=\"0\">\n"
        "    <testcase classname=\"/q.yaml\" name=\"incomplete\" file=\"/q.yaml\" line=\"12\" time=\"0\">\n"
        "      <error type=\"incomplete\" message=\"not decided: parts were not read that could change this\">"
        "not read: grants of table main.s.t: 403; needs MANAGE on each "
        "catalog (it covers what lies below); all: metastore admin\n</error>\n"
        "    </testcase>\n"
        "    <testcase classname=\"/q.yaml\" name=\"broken\" file=\"/q.yaml\" line=\"12\" time=\"0\">\n"
        "      <error type=\"broken\" message=\"line 14: no `x`\">try `y`\n</error>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

TEST(CheckReport, AsSarif) {
    const auto made = json::parse(rendered(check_format::sarif)).as_object();
    EXPECT_EQ(made.at("version"), "2.1.0");
    const auto& run = made.at("runs").at(0);
    EXPECT_EQ(run.at("tool").at("driver").at("name"), "canreach");
    EXPECT_EQ(run.at("tool").at("driver").at("version"), "1.2.3");
    EXPECT_EQ(run.at("tool").at("driver").at("rules").as_array().size(), 4U);
    const auto& results = run.at("results").as_array();
    ASSERT_EQ(results.size(), 4U);
    EXPECT_EQ(
        json::serialize(results[0]),
        R"({"ruleId":"a<b>&\"c\"","ruleIndex":0,"kind":"fail","level":"error",)"
        R"("message":{"text":"user bob, table main.s.t\ngranted"},)"
        R"("locations":[{"physicalLocation":{"artifactLocation":{"uri":"dir/p%201.yaml"},"region":{"startLine":3}}}],)"
        R"("partialFingerprints":{"canreach/v1":"a<b>&\"c\"|user|17|m1|main.s.t"}})");
    EXPECT_EQ(results[1].at("suppressions").at(0).at("justification"), "on call (olga, until 2027-01-01)");
    // What is not decided is open, and its level none, as the standard wants.
    for (const auto index : {2U, 3U}) {
        EXPECT_EQ(results[index].at("kind"), "open");
        EXPECT_EQ(results[index].at("level"), "none");
    }
    const auto& invocation = run.at("invocations").at(0);
    EXPECT_EQ(invocation.at("executionSuccessful"), false);
    const auto& notice = invocation.at("toolConfigurationNotifications").at(0);
    EXPECT_EQ(notice.at("associatedRule").at("id"), "broken");
    EXPECT_EQ(notice.at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri"), "file:///q.yaml");
}

TEST(CheckReport, AsJson) {
    const auto made = json::parse(rendered(check_format::json)).as_object();
    EXPECT_EQ(made.at("schema_version"), 1);
    EXPECT_EQ(json::serialize(made.at("counts")), R"({"passed":1,"violated":1,"incomplete":1,"broken":1})");
    const auto& first = made.at("policies").at(0);
    EXPECT_EQ(first.at("status"), "violated");
    EXPECT_EQ(first.at("violations").at(1).at("exception").at("owner"), "olga");
    EXPECT_EQ(made.at("policies").at(2).at("coverage").at("complete"), false);
    EXPECT_EQ(made.at("policies").at(3).at("fault").at("line"), 14);
}

} // namespace
} // namespace canreach::report
