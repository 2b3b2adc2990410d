#include <boost/system/result.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/routes.hpp"
#include "simulator/detail/write_book.hpp"

namespace canreach::simulator::detail {
namespace {

/// How the listing of a kind pages (databricks-api, F.1).
struct listing_rules {
    std::string_view key;
    std::uint64_t server_page;  ///< for `max_results=0`
    std::uint64_t most;         ///< upper bound of any page
    bool unpaginated_if_absent; ///< style P2u
};

listing_rules rules_of(node_kind kind, const target& query) {
    switch (kind) {
    case node_kind::catalog: return {"catalogs", 100, 1000, true};
    case node_kind::schema: return {"schemas", 100, 1000, true};
    case node_kind::table: {
        const bool light = query.is_true("omit_columns");
        return {"tables", light ? 500U : 50U, light ? 1000U : 50U, true};
    }
    case node_kind::volume: return {"volumes", 10'000, 10'000, false};
    case node_kind::function: return {"functions", 100, 1000, true};
    case node_kind::model:
        if (query.parameter("catalog_name")) return {"registered_models", 10'000, 10'000, false};
        return {"registered_models", 100, 1000, false};
    case node_kind::credential: return {"credentials", 100, 1000, false};
    case node_kind::connection: return {"connections", 100, 1000, true};
    case node_kind::share: return {"shares", 100, 1000, true};
    case node_kind::provider: return {"providers", 100, 1000, true};
    case node_kind::recipient: return {"recipients", 100, 1000, true};
    default: return {"external_locations", 100, 1000, true};
    }
}

struct listed {
    std::vector<securable_index> chosen; ///< used where `contiguous` is empty
    account::child_range contiguous;
    bool is_range = false;

    [[nodiscard]] std::uint64_t size() const { return is_range ? contiguous.count : chosen.size(); }
    [[nodiscard]] securable_index at(std::uint64_t i) const {
        return is_range ? securable_index{static_cast<std::uint32_t>(contiguous.first + i)} : chosen[i];
    }
};

/// What of a kind this workspace shows of its metastore: isolated ones only where bound, unless all are asked for.
listed top_level(const route_context& c, securable_index root, node_kind kind) {
    listed found;
    const auto range = c.from.children_of(root, kind);
    const bool unbound_too = c.to.target.is_true("include_unbound");
    for (auto i = range.first; i < range.first + range.count; ++i)
        if (unbound_too || c.from.open_in(securable_index{i}, c.here().id)) found.chosen.push_back(securable_index{i});
    return found;
}

/// All models of the metastore that this workspace shows.
listed every_model(const route_context& c, securable_index root) {
    listed found;
    for (const auto catalog : top_level(c, root, node_kind::catalog).chosen) {
        if (hidden_here(c, catalog)) continue;
        const auto schemas = c.from.children_of(catalog);
        for (auto s = schemas.first; s < schemas.first + schemas.count; ++s) {
            const auto models = c.from.children_of(securable_index{s}, node_kind::model);
            for (auto m = models.first; m < models.first + models.count; ++m)
                found.chosen.push_back(securable_index{m});
        }
    }
    return found;
}

boost::system::result<listed, reply> list_of(const route_context& c, securable_index root, node_kind kind) {
    if (is_top_level(kind)) return top_level(c, root, kind);
    const auto catalog_name = c.to.target.parameter("catalog_name");
    const auto schema_name = c.to.target.parameter("schema_name");
    if (kind == node_kind::model && !catalog_name && !schema_name) return every_model(c, root);
    if (!catalog_name || (kind != node_kind::schema && !schema_name))
        return failed(400, "INVALID_PARAMETER_VALUE", "catalog_name and schema_name are required.");
    auto parent = c.from.find(root, node_kind::catalog, *catalog_name);
    if (!parent) return no_such(node_kind::catalog, *catalog_name);
    if (auto hidden = hidden_here(c, *parent)) return std::move(*hidden);
    if (kind != node_kind::schema) {
        parent = c.from.child_named(*parent, node_kind::schema, *schema_name);
        if (!parent) return no_such(node_kind::schema, fmt::format("{}.{}", *catalog_name, *schema_name));
    }
    listed found;
    found.is_range = true;
    found.contiguous = c.from.children_of(*parent, kind);
    return found;
}

} // namespace

reply list_securables(const route_context& c, node_kind kind) {
    const auto root = root_here(c);
    if (!root) return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    const auto items = list_of(c, *root, kind);
    if (!items) return items.error();
    const auto rules = rules_of(kind, c.to.target);
    const auto text = c.to.target.parameter("max_results");
    const auto asked = c.to.target.number("max_results");
    if (text && (!asked || *asked < 0))
        return failed(400, "INVALID_PARAMETER_VALUE", "max_results must be a number that is not negative.");
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    auto limit = c.capped(rules.server_page);
    if (asked && *asked > 0) limit = c.capped(std::min(static_cast<std::uint64_t>(*asked), rules.most));
    // Announced to be withdrawn: without the parameter everything comes at once.
    if (!text && rules.unpaginated_if_absent) limit = std::max<std::uint64_t>(items->size(), 1);
    const auto page = plan_page(c.rules(), c.to.target, c.to.host, *place, items->size(), limit);
    json_text out;
    out.open_object();
    if (page.count > 0) {
        out.open_array(rules.key);
        for (auto i = page.first; i < page.first + page.count; ++i) write_securable(out, c, items->at(i), false);
        out.close_array();
    }
    out.optional_field("next_page_token", page.next_token);
    return ok(std::move(out.close_object()));
}

reply one_securable(const route_context& c) {
    const auto root = root_here(c);
    if (!root) return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    const auto kind = kind_of_collection(c.to.target.segment(3)).value_or(node_kind::table);
    const auto name = c.to.target.segment(4);
    const auto found = c.from.find(*root, kind, name);
    if (const auto made = c.written.object(std::string(name)); made && kind == node_kind::table) {
        json_text out;
        out.open_object().field("name", name.substr(name.rfind('.') + 1)).field("full_name", name);
        out.field("owner", made->owner).field("table_type", made->view ? "VIEW" : "MANAGED");
        return ok(std::move(out.close_object()));
    }
    if (!found || c.from.at(*found).has(securable_trait::vanished)) return no_such(kind, name);
    if (auto hidden = hidden_here(c, *found)) return std::move(*hidden);
    json_text out;
    write_securable(out, c, *found, true);
    return ok(std::move(out));
}

reply bindings(const route_context& c) {
    const auto root = root_here(c);
    if (!root) return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    const auto type = c.to.target.segment(4);
    const auto name = c.to.target.segment(5);
    const auto kind = kind_of_type(type);
    if (kind != node_kind::catalog && kind != node_kind::location && kind != node_kind::credential)
        return failed(400, "INVALID_PARAMETER_VALUE", fmt::format("'{}' has no bindings.", type));
    const auto found = c.from.find(*root, kind, name);
    if (!found || !is_called(c, type, *found)) return no_such(kind, name);
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    const auto& rows = c.from.extra_of(*found).bindings;
    const auto asked = c.to.target.number("max_results");
    if (asked && *asked < 0) return failed(400, "INVALID_PARAMETER_VALUE", "max_results must not be negative.");
    auto limit = c.capped(asked && *asked > 0 ? static_cast<std::uint64_t>(*asked) : 100);
    if (!asked) limit = std::max<std::uint64_t>(rows.size(), 1);
    const auto page = plan_page(c.rules(), c.to.target, c.to.host, *place, rows.size(), limit);
    json_text out;
    out.open_object();
    if (page.count > 0) {
        out.open_array("bindings");
        for (auto i = page.first; i < page.first + page.count; ++i) {
            out.open_object().field("workspace_id", rows[i].workspace);
            out.field("binding_type", rows[i].read_only ? "BINDING_TYPE_READ_ONLY" : "BINDING_TYPE_READ_WRITE");
            out.close_object();
        }
        out.close_array();
    }
    out.optional_field("next_page_token", page.next_token);
    return ok(std::move(out.close_object()));
}

} // namespace canreach::simulator::detail
