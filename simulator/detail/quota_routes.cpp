// How many securables there are of each kind, by container (databricks-api C.4).
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

struct quota {
    node_kind parent;
    node_kind child;
    std::string_view name;
    std::int64_t limit;
};
constexpr std::array quotas{
    quota{node_kind::metastore, node_kind::catalog, "catalog-quota", 1000},
    quota{node_kind::catalog, node_kind::schema, "schema-quota", 10'000},
    quota{node_kind::schema, node_kind::table, "table-quota", 10'000},
    quota{node_kind::schema, node_kind::volume, "volume-quota", 10'000},
    quota{node_kind::schema, node_kind::function, "function-quota", 10'000},
    quota{node_kind::schema, node_kind::model, "registered-model-quota", 1000},
};
constexpr std::uint64_t page_size = 500;

struct row {
    securable_index parent{};
    const quota* of = nullptr;
};

std::string_view type_of(node_kind kind) {
    return kind == node_kind::metastore ? "METASTORE" : kind == node_kind::catalog ? "CATALOG" : "SCHEMA";
}

void add_rows(const account& from, securable_index parent, std::vector<row>& into) {
    for (const auto& one : quotas)
        if (one.parent == from.at(parent).kind) into.push_back({parent, &one});
    for (const auto kind : {node_kind::catalog, node_kind::schema}) {
        const auto below = from.children_of(parent, kind);
        for (auto i = below.first; i < below.first + below.count; ++i) add_rows(from, securable_index{i}, into);
    }
}

} // namespace

reply resource_quotas(const route_context& c) {
    const auto root = root_here(c);
    if (!root) return no_such(node_kind::metastore, "");
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    std::vector<row> rows;
    add_rows(c.from, *root, rows);
    const auto page = plan_page(c.rules(), c.to.target, c.to.host, *place, rows.size(), c.capped(page_size));
    json_text out;
    out.open_object();
    if (page.count > 0) out.open_array("quotas");
    for (auto i = page.first; i < page.first + page.count; ++i) {
        const auto& [parent, of] = rows[i];
        out.open_object().field("parent_securable_type", type_of(of->parent));
        out.field("parent_full_name", c.from.full_name_of(parent)).field("quota_name", of->name);
        out.field("quota_count", static_cast<std::int64_t>(c.from.children_of(parent, of->child).count));
        out.field("quota_limit", of->limit).close_object();
    }
    if (page.count > 0) out.close_array();
    out.optional_field("next_page_token", page.next_token);
    return ok(std::move(out.close_object()));
}

} // namespace canreach::simulator::detail
