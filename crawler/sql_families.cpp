#include "crawler/sql_families.hpp"

#include <array>

namespace canreach::crawler {
namespace {

constexpr family by_sql(std::string_view name, node_part part) {
    return {name,   host_kind::workspace, "/api/2.0/sql/statements", {}, paging_style::single, rate_class::sql, part,
            nullptr};
}

// docs/facts.md, "Tasks".
constexpr std::array families{
    by_sql("hive-schemas", node_part::children),     by_sql("hive-tables", node_part::children),
    by_sql("hive-functions", node_part::children),   by_sql("hive-grants", node_part::grants),
    by_sql("hive-locations", node_part::attributes), by_sql("hive-view-grants", node_part::grants),
    by_sql("grants-in-bulk", node_part::grants),     by_sql("principal-activity", node_part::activity),
    by_sql("table-activity", node_part::activity),
};

void add(std::string_view name, const node_key& about, std::vector<crawl_task>& into) {
    into.push_back({std::string(name), about.scope, about, family_named(name)->part});
}

} // namespace

std::span<const family> sql_families() noexcept {
    return families;
}

bool is_read_by_sql(const family& what) noexcept {
    return what.rate == rate_class::sql;
}

void add_sql_questions(const node_key& workspace, std::vector<crawl_task>& into) {
    add("hive-schemas", {node_kind::hive_catalog, workspace.id, {}}, into);
}

void add_sql_families_after(std::string_view family, std::vector<std::string_view>& into) {
    struct rise {
        std::string_view listing;
        std::string_view gives;
    };
    constexpr std::array rises{rise{"workspaces", "hive-schemas"},
                               rise{"hive-schemas", "hive-grants"},
                               rise{"hive-schemas", "hive-tables"},
                               rise{"hive-schemas", "hive-functions"},
                               rise{"hive-tables", "hive-grants"},
                               rise{"hive-tables", "hive-view-grants"},
                               rise{"hive-tables", "hive-locations"},
                               rise{"hive-functions", "hive-grants"},
                               rise{"metastore-workspaces", "grants-in-bulk"},
                               rise{"metastore-workspaces", "principal-activity"},
                               rise{"metastore-workspaces", "table-activity"}};
    for (const auto& one : rises)
        if (one.listing == family) into.push_back(one.gives);
}

void add_hive_reads(const crawl_task& task, const decoded_row& row, std::vector<crawl_task>& into) {
    const auto* node = row.node();
    if (node == nullptr || task.family == "hive-locations") return;
    const bool is_view = node->key.kind == node_kind::hive_table && node->subtype == "VIEW";
    add(is_view ? "hive-view-grants" : "hive-grants", node->key, into);
    // A view has no files of its own.
    if (node->key.kind == node_kind::hive_table && !is_view) add("hive-locations", node->key, into);
    if (task.family != "hive-schemas" || node->key.kind != node_kind::hive_schema) return;
    add("hive-tables", node->key, into);
    add("hive-functions", node->key, into);
}

} // namespace canreach::crawler
