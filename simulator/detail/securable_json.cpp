#include <fmt/format.h>

#include <array>

#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::int64_t created_at = 1'700'000'000'000;

struct collection_row {
    std::string_view word;
    node_kind kind;
};
constexpr std::array<collection_row, 12> collections{{{"catalogs", node_kind::catalog},
                                                      {"schemas", node_kind::schema},
                                                      {"tables", node_kind::table},
                                                      {"volumes", node_kind::volume},
                                                      {"functions", node_kind::function},
                                                      {"models", node_kind::model},
                                                      {"external-locations", node_kind::location},
                                                      {"credentials", node_kind::credential},
                                                      {"connections", node_kind::connection},
                                                      {"shares", node_kind::share},
                                                      {"providers", node_kind::provider},
                                                      {"recipients", node_kind::recipient}}};

void write_columns(json_text& out, std::uint64_t number) {
    static constexpr std::array<std::string_view, 5> names{"id", "ts", "amount", "label", "region"};
    static constexpr std::array<std::string_view, 5> types{"LONG", "TIMESTAMP", "DOUBLE", "STRING", "STRING"};
    out.open_array("columns");
    for (std::size_t i = 0; i < 2 + number % 4; ++i) {
        out.open_object().field("name", names[i]).field("type_name", types[i]);
        out.field("position", static_cast<std::int64_t>(i)).field("nullable", true).close_object();
    }
    out.close_array();
}

void write_dependencies(json_text& out, const securable_extra& extra) {
    if (extra.reads.empty() && extra.reads_functions.empty()) return;
    out.open_object("view_dependencies").open_array("dependencies");
    for (const auto& name : extra.reads_functions)
        out.open_object().open_object("function").field("function_full_name", name).close_object().close_object();
    for (const auto& name : extra.reads)
        out.open_object().open_object("table").field("table_full_name", name).close_object().close_object();
    out.close_array().close_object();
}

} // namespace

std::optional<node_kind> kind_of_collection(std::string_view word) noexcept {
    for (const auto& row : collections)
        if (row.word == word) return row.kind;
    return std::nullopt;
}

node_kind kind_of_type(std::string_view word) noexcept {
    if (word == "external_location") return node_kind::location;
    if (word == "storage_credential") return node_kind::credential;
    if (word == "clean_room") return node_kind::clean_room;
    for (const auto kind : {node_kind::metastore, node_kind::catalog, node_kind::schema, node_kind::table,
                            node_kind::volume, node_kind::function, node_kind::credential, node_kind::connection})
        if (word_of(kind) == word) return kind;
    return node_kind::other;
}

bool is_called(const route_context& c, std::string_view type, securable_index what) {
    return type != "storage_credential" || c.from.subtype_of(c.from.at(what)) != "SERVICE";
}

std::optional<securable_index> root_here(const route_context& c) {
    if (!c.here().metastore) return std::nullopt;
    return c.from.at(*c.here().metastore).root;
}

std::optional<reply> hidden_here(const route_context& c, securable_index what) {
    const auto gate = c.from.binding_root_of(what);
    if (c.from.open_in(gate, c.here().id)) return std::nullopt;
    return failed(403, "PERMISSION_DENIED",
                  fmt::format("'{}' is not accessible in current workspace.", c.from.full_name_of(gate)));
}

reply no_such(node_kind kind, std::string_view name) {
    std::string_view code = "RESOURCE_DOES_NOT_EXIST";
    if (kind == node_kind::catalog) code = "CATALOG_DOES_NOT_EXIST";
    if (kind == node_kind::schema) code = "SCHEMA_DOES_NOT_EXIST";
    if (kind == node_kind::table) code = "TABLE_DOES_NOT_EXIST";
    if (kind == node_kind::metastore) code = "METASTORE_DOES_NOT_EXIST";
    return failed(404, code, fmt::format("{} '{}' does not exist.", word_of(kind), name));
}

void write_securable(json_text& out, const route_context& c, securable_index index, bool dependencies) {
    const auto& what = c.from.at(index);
    if (is_top_level(what.kind) && what.kind != node_kind::catalog && what.kind != node_kind::location) {
        write_metastore_object(out, c, index);
        return;
    }
    const auto& extra = c.from.extra_of(index);
    const auto full_name = c.from.full_name_of(index);
    const auto subtype = c.from.subtype_of(what);
    out.open_object().field("name", what.name);
    if (what.kind != node_kind::catalog && what.kind != node_kind::location) {
        const auto first_dot = full_name.find('.');
        out.field("catalog_name", std::string_view(full_name).substr(0, first_dot));
        if (what.kind != node_kind::schema)
            out.field("schema_name",
                      std::string_view(full_name).substr(first_dot + 1, full_name.rfind('.') - first_dot - 1));
    }
    if (what.kind != node_kind::location) out.field("full_name", full_name);
    if (what.owner != no_grantee) out.field("owner", c.from.at(what.owner).name);
    out.field("metastore_id", c.from.at(*c.here().metastore).id);
    const bool isolated = what.has(securable_trait::isolated);
    switch (what.kind) {
    case node_kind::catalog:
        out.optional_field("catalog_type", subtype).field("isolation_mode", isolated ? "ISOLATED" : "OPEN");
        out.optional_field("connection_name", extra.connection_name);
        out.optional_field("provider_name", extra.provider_name).optional_field("share_name", extra.share_name);
        break;
    case node_kind::table:
        out.optional_field("table_type", subtype).optional_field("storage_location", what.url);
        if (!c.to.target.is_true("omit_columns")) write_columns(out, pos(index));
        if (dependencies) write_dependencies(out, extra);
        break;
    case node_kind::volume:
        out.optional_field("volume_type", subtype).optional_field("storage_location", what.url);
        break;
    case node_kind::model: out.optional_field("storage_location", what.url); break;
    case node_kind::location:
        out.optional_field("url", what.url).optional_field("credential_name", extra.credential_name);
        out.field("isolation_mode", isolated ? "ISOLATION_MODE_ISOLATED" : "ISOLATION_MODE_OPEN");
        if (what.has(securable_trait::read_only)) out.field("read_only", true);
        break;
    default: break;
    }
    if (what.has(securable_trait::browse_only)) out.field("browse_only", true);
    out.field("created_at", created_at + static_cast<std::int64_t>(pos(index))).close_object();
}

} // namespace canreach::simulator::detail
