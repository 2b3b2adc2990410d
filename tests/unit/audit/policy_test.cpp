#include <gtest/gtest.h>

#include <string>

#include "audit/policy.hpp"

namespace canreach::audit {
namespace {

TEST(Policy, IsReadWithItsLines) {
    const auto made = parse_policy(R"(# who may read what
policies:
  - id: salaries
    description: Only HR reads salaries.
    severity: warning
    allow_only:
      access: |
        WHO CAN SELECT
          main.hr.salaries
      to: SHOW MEMBERS OF GROUP hr
    exceptions:
      - principal: payroll-bot
        reason: monthly run
        owner: dana@example.com
        expires: 2027-03-31
  - id: no-guests
    forbid: WHO CAN SELECT main.hr.**
    allow_empty: true
  - id: break-glass
    require: SHOW MEMBERS OF GROUP break-glass
)",
                                   "p.yaml");
    ASSERT_TRUE(made) << made.error().to_string();
    ASSERT_EQ(made->rules.size(), 3U);
    const auto& first = made->rules[0];
    EXPECT_EQ(first.id, "salaries");
    EXPECT_EQ(first.line, 3U);
    EXPECT_EQ(first.weight, severity::warning);
    EXPECT_EQ(first.how, policy_rule::form::allow_only);
    EXPECT_EQ(first.access, (selector{"WHO CAN SELECT\n  main.hr.salaries\n", 8}));
    EXPECT_EQ(first.against, (selector{"SHOW MEMBERS OF GROUP hr", 10}));
    EXPECT_EQ(first.exceptions, (std::vector<policy_exception>{
                                    {"payroll-bot", {}, "monthly run", "dana@example.com", "2027-03-31", 12}}));
    EXPECT_EQ(made->rules[1].weight, severity::error);
    EXPECT_TRUE(made->rules[1].allow_empty);
    EXPECT_FALSE(made->rules[1].against);
    EXPECT_EQ(made->rules[2].how, policy_rule::form::require);
    EXPECT_EQ(made->rules[2].line, 19U);
}

TEST(Policy, SaysWhatIsWrongAndInWhichLine) {
    struct row {
        const char* yaml;
        const char* message;
    };
    constexpr auto rule = "policies:\n  - id: a\n    forbid: WHO CAN SELECT main.s.t\n";
    const row table[] = {
        {"", "line 1: the file is empty"},
        {"[1, 2]", "line 1: the file is no mapping of keys to values"},
        {"policies: {}", "line 1: wanted `policies`, a list of policies"},
        {"policies: []", "line 1: wanted `policies`, a list of policies"},
        {"rules: []", "line 1: unknown key `rules` in the file"},
        {"policies:\n  - forbid: x", "line 2: a policy lacks `id`"},
        {"policies:\n  - id: [a]\n    forbid: x", "line 2: `id` of a policy is no text"},
        {"policies:\n  - id: a\n    forbid: x\n    require: y",
         "line 2: policy `a` holds 2 of forbid, allow_only and require; wanted one"},
        {"policies:\n  - id: a", "line 2: policy `a` holds 0 of forbid, allow_only and require; wanted one"},
        {"policies:\n  - id: a\n    allow_only: x", "line 3: `allow_only` needs two sentences: `access` and `to`"},
        {"policies:\n  - id: a\n    forbid:\n      access: x", "line 4: `forbid` lacks `by`"},
        {"policies:\n  - id: a\n    forbid:\n      access: x\n      by: [y]",
         "line 5: `by` is no sentence of the query language"},
        {"policies:\n  - id: a\n    severity: dire\n    forbid: x",
         "line 3: unknown severity `dire`; wanted error, warning or note"},
        {"policies:\n  - id: a\n    alow_empty: true\n    forbid: x", "line 3: unknown key `alow_empty` in a policy"},
        {"policies:\n  - id: a\n    allow_empty: yes\n    forbid: x",
         "line 3: `allow_empty` of policy `a` is neither true nor false"},
        {"policies:\n  - id: a\n    id: b\n    forbid: x", "line 3: key `id` stands twice in a policy"},
        {"policies:\n  - id: a\n    forbid: x\n  - id: a\n    forbid: y",
         "line 4: policy `a` is there already, in line 2"},
        {"policies:\n  - id: a\n   forbid: x", "line 3: damaged YAML: end of sequence not found"},
        {"policies:\n  - id: \"a\n    forbid: x", "line 3: damaged YAML: illegal EOF in scalar"},
        {"policies: *nowhere", "line 1: damaged YAML: the referenced anchor is not defined"},
        {"policies:\n  # \xFF\xFF", "line 2: damaged YAML: a byte that is not UTF-8"},
        {"policies: \x04", "line 1: damaged YAML: control character 0x04"},
        {"policies: 1\n---\npolicies: 2", "line 2: here the one YAML document of a policy file has ended"},
        {",l", "line 1: here the one YAML document of a policy file has ended"},
    };
    ASSERT_TRUE(parse_policy(rule, "p.yaml"));
    for (const auto& [yaml, message] : table) {
        SCOPED_TRACE(yaml);
        const auto made = parse_policy(yaml, "p.yaml");
        ASSERT_FALSE(made);
        if (made.error().message != std::string(message) + ": nowhere") { // yaml-cpp 0.8 names the anchor, too
            EXPECT_EQ(made.error().message, message);
        }
        EXPECT_EQ(made.error().context.back(), (std::pair<std::string, std::string>("file", "p.yaml")));
    }
}

TEST(Policy, HasExceptionsThatSomebodyAnswersFor) {
    struct row {
        const char* exception; ///< as a flow mapping
        const char* message;
    };
    const row table[] = {
        {"{principal: a, owner: b, expires: 2027-01-01}", "line 5: an exception lacks `reason`"},
        {"{principal: a, reason: b, expires: 2027-01-01}", "line 5: an exception lacks `owner`"},
        {"{principal: a, reason: b, owner: c}", "line 5: an exception lacks `expires`"},
        {"{reason: b, owner: c, expires: 2027-01-01}", "line 5: an exception names neither `principal` nor `resource`"},
        {"{principal: a, reason: b, owner: c, expires: 2027-02-30}",
         "line 5: `expires` is `2027-02-30`; wanted a day as in 2027-03-31"},
        {"{principal: a, reason: b, owner: c, expires: never}",
         "line 5: `expires` is `never`; wanted a day as in 2027-03-31"},
        {"{principal: a, reason: b, owner: c, until: 2027-01-01}", "line 5: unknown key `until` in an exception"},
        {"oops", "line 5: an exception is no mapping of keys to values"},
    };
    for (const auto& [exception, message] : table) {
        SCOPED_TRACE(exception);
        const auto made = parse_policy(
            std::string("policies:\n  - id: a\n    forbid: x\n    exceptions:\n      - ") + exception, "p.yaml");
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().message, message);
    }
}

TEST(Policy, StaysWithinItsBounds) {
    EXPECT_TRUE(parse_policy(std::string(max_policy_bytes + 1, '#'), "p").error().is(errc::limit_exceeded));
    // Deep nesting and references to what is being defined end in a message.
    EXPECT_FALSE(parse_policy(std::string(100'000, '['), "p"));
    EXPECT_FALSE(parse_policy("policies: &a\n  - *a\n", "p"));
}

} // namespace
} // namespace canreach::audit
