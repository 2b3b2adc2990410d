/// What answers and faults say of listings that were not read: those that matter, and no others (rule K1).
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "golden.hpp"
#include "query/query.hpp"
#include "simulator/world.hpp"
#include "test_account.hpp"
#include "tests/support/fake_catalog.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::query {
namespace {

constexpr std::string_view half_read_world = R"({
  "members": [["user:alice", "group:staff"]],
  "assign": [["group:staff", "ws:prod", "USER"], ["user:bob", "ws:dev", "USER"]],
  "roles": [["user:root", "account", "account.admin"]],
  "owners": [["user:alice", "table:main.sales.orders"], ["user:root", "view:gov.sys.vw_audit"],
             ["user:root", "table:gov.sys.audit"]],
  "links": [["READS", "view:gov.sys.vw_audit", "table:gov.sys.audit"]],
  "grants": [["group:staff", "htable:prod:sales.orders", ["SELECT"]], ["group:staff", "anyfile:prod", ["SELECT"]],
             ["group:staff", "htable:prod:sales.v_orders", ["SELECT"]],
             ["group:staff", "catalog:main", ["USE_CATALOG"]],
             ["group:account users", "catalog:gov", ["USE_CATALOG", "USE_SCHEMA"]],
             ["group:staff", "view:gov.sys.vw_audit", ["SELECT"]]],
  "acls": [["user:alice", "job:prod:nightly", "IS_OWNER"], ["group:staff", "job:prod:nightly", "CAN_VIEW"],
           ["group:staff", "job:dev:nightly", "CAN_VIEW"], ["group:staff", "notebook:dev:/Prod/load", "CAN_READ"],
           ["group:staff", "secrets:dev:etl kv", "READ"]],
  "attrs": {"hms:dev": {}}
})";

simulator::world half_read() {
    auto made = simulator::parse_world(half_read_world).value();
    const auto gap = [&](const std::string& about, node_part part, outcome how, std::string family) {
        made.gaps.push_back({made.keys.at(about), part, how, std::move(family), "asked in vain"});
    };
    gap("account", node_part::children, outcome::refused, "account-groups");
    gap("ws:dev", node_part::children, outcome::skipped, "workspace-groups");
    gap("ws:dev", node_part::children, outcome::limited, "jobs");
    gap("ws:dev", node_part::roles, outcome::skipped, "workspace-users");
    gap("ws:dev", node_part::roles, outcome::skipped, "workspace-service-principals");
    gap("hms:dev", node_part::children, outcome::skipped, "hive-schemas");
    gap("catalog:main", node_part::children, outcome::limited, "schemas");
    gap("schema:main.sales", node_part::children, outcome::failed, "functions");
    gap("schema:main.sales", node_part::children, outcome::failed, "functions");
    gap("notebook:dev:/Prod/load", node_part::grants, outcome::refused, "object-acl");
    // World files know no views of Hive.
    for (auto& one : made.facts)
        if (auto* node = std::get_if<node_fact>(&one);
            node != nullptr && node->key == made.keys.at("htable:prod:sales.v_orders"))
            node->subtype = "VIEW";
    return made;
}

TEST(Golden, Unread) {
    const auto world = half_read();
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto facts = graph::access_graph::build(source).value();
    support::fake_catalog names(source, world.facts);
    session asked(names, facts);
    test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/query/unread.golden", [&](const std::string& question) {
        std::string text;
        for (const auto& one : asked.run_script(question))
            text += one.outcome ? test::shown(*one.outcome) : render(one.outcome.error(), question);
        return text;
    });
}

/// V3, V4: policies of a catalog that were not read may filter what a view of another one reads, at whatever depth.
TEST(Unread, FiltersMayStandBehindAView) {
    auto world = simulator::parse_world(R"({
      "assign": [["group:account users", "ws:prod", "USER"]],
      "owners": [["user:root", "catalog:open"], ["user:root", "catalog:shut"], ["user:root", "view:open.s.outer"],
                 ["user:root", "view:open.s.inner"], ["user:root", "table:shut.s.t"], ["user:root", "table:open.s.u"]],
      "links": [["READS", "view:open.s.outer", "view:open.s.inner"], ["READS", "view:open.s.inner", "table:shut.s.t"],
                ["READS", "view:open.s.inner", "table:open.s.u"]],
      "grants": [["user:al", "catalog:open", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                 ["user:root", "catalog:open", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                 ["user:root", "catalog:shut", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]
    })")
                     .value();
    world.gaps.push_back({world.keys.at("catalog:shut"), node_part::policies, outcome::refused, "policies", "in vain"});
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto facts = graph::access_graph::build(source).value();
    support::fake_catalog names(source, world.facts);
    session asked(names, facts);
    const auto warnings = [&](const std::string& question) {
        std::vector<std::string> all;
        for (const auto& one : asked.run_script(question))
            if (one.outcome) all.insert(all.end(), one.outcome->warnings.begin(), one.outcome->warnings.end());
        return all;
    };
    EXPECT_EQ(warnings("CAN al SELECT open.s.outer"),
              (std::vector<std::string>{"not all policies on table shut.s.t were read, which view open.s.outer reads: "
                                        "filters and masks may stand behind it"}));
    EXPECT_TRUE(warnings("CAN al SELECT open.s.u").empty());
}

} // namespace
} // namespace canreach::query
