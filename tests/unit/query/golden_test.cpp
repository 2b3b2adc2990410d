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

/// A cluster of every sort, files in every place, and people who may use one thing each.
constexpr std::string_view detours_world = R"({
  "assign": [["group:account users", "ws:prod", "USER"]],
  "members": [["user:ann", "group:ops"]],
  "owners": [["user:olga", "htable:prod:sales.orders"], ["user:olga", "htable:prod:sales.landed"],
             ["user:olga", "htable:prod:sales.far"], ["user:olga", "table:main.sales.orders"]],
  "acls": [["user:joe", "cluster:prod:old", "CAN_ATTACH_TO"], ["group:ops", "cluster:prod:shared", "CAN_MANAGE"],
           ["user:eve", "cluster:prod:auto", "CAN_ATTACH_TO"], ["user:pam", "clusterpolicy:prod:free", "CAN_USE"],
           ["user:ida", "cluster:prod:lake", "CAN_ATTACH_TO"]],
  "roles": [["user:cy", "ws:prod", "allow-cluster-create"]],
  "grants": [["user:fay", "anyfile:prod", ["SELECT"]], ["user:lou", "location:landing", ["READ_FILES"]],
             ["user:kim", "metastore:m1", ["CREATE_EXTERNAL_LOCATION"]],
             ["user:kim", "credential:lake", ["CREATE_EXTERNAL_LOCATION"]]],
  "links": [["PROFILE", "cluster:prod:lake", "other:prod:etl-role"], ["PROFILE", "user:ira", "other:prod:etl-role"],
            ["HOLDS", "other:prod:etl-role", "table:main.sales.orders"]],
  "paths": {"location:landing": "s3://bkt/landing", "credential:lake": "s3://lake",
            "htable:prod:sales.landed": "s3://bkt/landing/t", "htable:prod:sales.far": "s3://lake/far"},
  "attrs": {"cluster:prod:old": {"mode": "NONE"}, "cluster:prod:shared": {"mode": "USER_ISOLATION"},
            "cluster:prod:auto": {"mode": "DATA_SECURITY_MODE_AUTO"}, "cluster:prod:lake": {"mode": "USER_ISOLATION"},
            "clusterpolicy:prod:free": {"mode": "ANY"}}
})";

TEST(Golden, Detours) {
    test::test_account account(detours_world);
    test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/query/detours.golden",
                       [&](const std::string& question) { return answered(account, question); });
}

constexpr std::string_view joining_world = R"({
  "members": [["group:owners", "group:staff"], ["user:carol", "group:owners"]],
  "assign": [["group:staff", "ws:prod", "USER"], ["user:dana", "ws:prod", "USER"]],
  "owners": [["user:olga", "view:main.hr.v_pay"]],
  "links": [["READS", "view:main.hr.v_pay", "table:main.hr.pay"]],
  "roles": [["user:carol", "account", "account.admin"], ["user:dave", "account", "account.admin"],
            ["user:eve", "group:hr", "group.manager"], ["user:eve", "group:staff", "group.manager"]],
  "grants": [["group:staff", "catalog:main", ["USE_CATALOG"]], ["group:hr", "schema:main.hr", ["USE_SCHEMA", "SELECT"]],
             ["group:trial", "schema:main.hr", ["SELECT"]]],
  "attrs": {"table:main.hr.pay": {}}
})";

TEST(Golden, Joining) {
    test::test_account account(joining_world);
    test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/query/joining.golden",
                       [&](const std::string& question) { return answered(account, question); });
}

} // namespace
} // namespace canreach::query
