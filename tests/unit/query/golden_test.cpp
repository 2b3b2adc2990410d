#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "golden.hpp"
#include "test_account.hpp"

namespace canreach::query {
namespace {

std::string answered(test::test_account& account, const std::string& question) {
    std::string text;
    for (const auto& one : account.ask().run_script(question))
        text += one.outcome ? test::shown(*one.outcome) : render(one.outcome.error(), question);
    return text;
}

TEST(Golden, Answers) {
    test::test_account account(test::test_account::world());
    test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/query/answers.golden",
                       [&](const std::string& question) { return answered(account, question); });
}

TEST(Golden, Diagnostics) {
    test::test_account account(test::test_account::world());
    test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/query/diagnostics.golden",
                       [&](const std::string& question) { return answered(account, question); });
}

/// Two workspaces with a Hive metastore each, and every way to and from `USAGE`.
constexpr std::string_view hive_world = R"({
  "members": [["user:alice", "group:analysts"], ["user:bob", "group:analysts"], ["user:bob", "group:contractors"],
              ["user:dan", "wgroup:prod:legacy"]],
  "assign": [["group:account users", "ws:prod", "USER"], ["user:root", "ws:prod", "ADMIN"], ["user:alice", "ws:dev", "USER"]],
  "owners": [["user:olga", "htable:prod:sales.orders"], ["user:sam", "hschema:prod:sales"],
             ["user:vic", "htable:prod:sales.v_orders"]],
  "links": [["READS", "htable:prod:sales.v_orders", "htable:prod:sales.orders"]],
  "grants": [["group:analysts", "hms:prod", ["SELECT", "USAGE"]], ["user:olga", "hschema:prod:sales", ["USAGE"]],
             ["wgroup:prod:legacy", "htable:prod:sales.orders", ["ALL_PRIVILEGES"]],
             ["user:alice", "anyfile:prod", ["SELECT"]], ["group:analysts", "htable:dev:sales.orders", ["SELECT"]],
             ["user:zoe", "htable:prod:sales.v_orders", ["SELECT"]], ["user:zoe", "hms:prod", ["USAGE"]]],
  "denies": [["group:contractors", "hschema:prod:sales", ["SELECT"]]],
  "not_crawled": ["hschema:prod:hr"],
  "attrs": {"htable:prod:hr.pay": {}, "hfunction:prod:sales.tax": {}, "anonfunction:prod": {}}
})";

TEST(Golden, Hive) {
    test::test_account account(hive_world);
    test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/query/hive.golden",
                       [&](const std::string& question) { return answered(account, question); });
}

} // namespace
} // namespace canreach::query
