#include "test_account.hpp"

#include <utility>

namespace canreach::query::test {
namespace {

void show(const why_node& node, std::size_t depth, std::string& out) {
    out += std::string(2 * depth, ' ') + node.label;
    if (!node.fact.empty()) out += " :: " + node.fact;
    if (node.how != graph::verdict::yes) out += " [" + std::string(name_of(node.how)) + "]";
    out += '\n';
    for (const auto& child : node.children) show(child, depth + 1, out);
}

} // namespace

test_account::test_account(std::string_view world_json) : world_(simulator::parse_world(world_json).value()) {
    // What world files cannot say: application ids.
    for (auto& one : world_.facts)
        if (auto* node = std::get_if<node_fact>(&one))
            if (node->key.kind == node_kind::service_principal && node->name == "etl")
                node->attributes.emplace_back("application_id", "0b3e7a11-4c1d-4b0e-9d55-0a1b2c3d4e5f");
    source_ = std::make_unique<support::memory_source>(support::memory_source::from(world_.facts, world_.gaps).value());
    graph_ = std::make_unique<graph::access_graph>(graph::access_graph::build(*source_).value());
    names_ = std::make_unique<support::fake_catalog>(*source_, world_.facts);
    session_ = std::make_unique<session>(*names_, *graph_);
}

std::string_view test_account::world() {
    return R"({
  "members": [
    ["user:eli@example.com", "group:people-team"],
    ["group:people-team", "group:hr-analysts"],
    ["user:dana@example.com", "group:hr-analysts"],
    ["user:joe@example.com", "group:data-eng"],
    ["sp:etl", "group:data-eng"],
    ["user:ann@example.com", "wgroup:dev:data-eng"],
    ["user:old@example.com", "group:data-eng"],
    ["group:people-team", "group:all-staff"],
    ["user:joe@example.com", "group:all-staff"],
    ["user:ann@example.com", "group:ring-a"],
    ["group:ring-a", "group:ring-b"],
    ["group:ring-b", "group:ring-a"]
  ],
  "assign": [
    ["group:account users", "ws:prod", "USER"],
    ["group:people-team", "ws:dev", "USER"],
    ["user:joe@example.com", "ws:dev", "ADMIN"]
  ],
  "owners": [
    ["user:mia@example.com", "metastore:m1"],
    ["group:data-eng", "schema:main.sales"],
    ["user:joe@example.com", "table:main.sales.orders"],
    ["user:vic@example.com", "view:main.sales.v_orders"]
  ],
  "grants": [
    ["group:people-team", "catalog:main", ["USE_CATALOG"]],
    ["group:hr-analysts", "catalog:main", ["USE_CATALOG"]],
    ["group:hr-analysts", "schema:main.hr", ["USE_SCHEMA"]],
    ["group:hr-analysts", "table:main.hr.salaries", ["SELECT"]],
    ["sp:payroll", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
    ["sp:payroll", "table:main.hr.salaries", ["SELECT", "MODIFY"]],
    ["group:data-eng", "catalog:main", ["ALL_PRIVILEGES"]],
    ["group:account users", "catalog:main", ["BROWSE"]],
    ["user:vic@example.com", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
    ["user:ann@example.com", "view:main.sales.v_orders", ["SELECT"]],
    ["group:data-eng", "catalog:vault", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
    ["group:data-eng", "location:landing", ["READ_FILES", "WRITE_FILES"]],
    ["user:ann@example.com", "table:finance.core.ledger", ["SELECT"]],
    ["user:ann@example.com", "catalog:finance", ["USE_CATALOG"]]
  ],
  "links": [["READS", "view:main.sales.v_orders", "table:main.sales.orders"]],
  "paths": {"location:landing": "s3://bkt/landing", "volume:main.sales.files": "s3://bkt/landing/files"},
  "bind": [["catalog:vault", "ws:dev", "READ_ONLY"]],
  "attrs": {
    "catalog:vault": {"isolation": "ISOLATED"},
    "user:old@example.com": {"active": false},
    "group:hr-analysts": {"source": "external"},
    "table:vault.keys.master": {},
    "table:main.sales.`odd name`": {},
    "volume:main.sales.files": {},
    "function:main.sales.tax": {},
    "model:main.sales.churn": {},
    "volume:main.hr.salaries": {}
  },
  "not_crawled": ["schema:finance.core"]
})";
}

std::string shown(const result_table& table) {
    std::string out;
    const auto line = [&](const auto& items, auto text) {
        bool first = true;
        for (const auto& item : items) {
            if (!first) out += " | ";
            first = false;
            out += text(item);
        }
        out += '\n';
    };
    line(table.columns, [](const column& one) { return one.name; });
    for (const auto& row : table.rows)
        line(row, [](const cell& one) { return one.index() == 0 ? std::string("-") : text_of(one); });
    out += std::string(name_of(table.kind)) + ", " + std::to_string(table.count) + " rows";
    if (table.truncated) out += ", truncated";
    if (table.mode)
        out += *table.mode == graph::mode::granted       ? ", granted"
               : *table.mode == graph::mode::escalatable ? ", escalatable"
                                                         : ", effective";
    if (table.verdict) out += ", " + std::string(name_of(*table.verdict));
    out += '\n';
    for (const auto& one : table.coverage)
        out += "not read: " + one.part + " of " + one.about.kind + " " + one.about.name + " (" + one.outcome + ")\n";
    for (const auto& one : table.warnings) out += "warning: " + one + "\n";
    if (table.tree) show(*table.tree, 0, out);
    for (const auto& one : table.suggestions) out += "would help: " + one + "\n";
    return out;
}

} // namespace canreach::query::test
