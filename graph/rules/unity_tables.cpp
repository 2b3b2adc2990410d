#include "graph/rules/unity_tables.hpp"

namespace canreach::graph {
namespace {

using enum privilege;

/// On everything: the bit of bits, control, and reading metadata.
constexpr mask common = mask{all_privileges, manage, read_metadata} | learned_bits;

} // namespace

securable securable_of(node_kind kind, std::string_view subtype) noexcept {
    switch (kind) {
    case node_kind::metastore: return securable::metastore;
    case node_kind::catalog: return securable::catalog;
    case node_kind::schema: return securable::schema;
    case node_kind::table:
        if (subtype == "VIEW" || subtype == "METRIC_VIEW") return securable::view;
        if (subtype == "MATERIALIZED_VIEW") return securable::materialized_view;
        if (subtype == "STREAMING_TABLE") return securable::streaming_table;
        return securable::table;
    case node_kind::volume: return securable::volume;
    case node_kind::function: return securable::function;
    case node_kind::model: return securable::model;
    case node_kind::location: return securable::location;
    case node_kind::credential: return securable::credential;
    case node_kind::connection: return securable::connection;
    case node_kind::share: return securable::share;
    case node_kind::provider: return securable::provider;
    case node_kind::clean_room: return securable::clean_room;
    case node_kind::hive_catalog: return securable::hive_catalog;
    case node_kind::hive_schema: return securable::hive_schema;
    case node_kind::hive_table: return subtype == "VIEW" ? securable::hive_view : securable::hive_table;
    case node_kind::hive_function: return securable::hive_function;
    case node_kind::any_file: return securable::any_file;
    case node_kind::anonymous_function: return securable::anonymous_function;
    default: return securable::none;
    }
}

mask applicable(securable what) noexcept {
    switch (what) {
    case securable::none:
    case securable::hive_catalog:
    case securable::hive_schema:
    case securable::hive_table:
    case securable::hive_view:
    case securable::hive_function:
    case securable::any_file:
    case securable::anonymous_function: return {};
    case securable::metastore:
        return mask{create_catalog,
                    create_clean_room,
                    create_connection,
                    create_external_location,
                    create_provider,
                    create_recipient,
                    create_service_credential,
                    create_share,
                    create_storage_credential,
                    manage_allowlist,
                    set_share_permission,
                    use_marketplace_assets,
                    use_provider,
                    use_recipient,
                    use_share,
                    read_metadata} |
               learned_bits;
    case securable::catalog:
        return common | mask{use_catalog,         create_schema,     browse, apply_tag,
                             external_use_schema, create_connection, create, usage};
    case securable::schema:
        return common | mask{use_schema,   create_table,        create_function,
                             create_model, create_volume,       create_materialized_view,
                             apply_tag,    external_use_schema, create,
                             usage};
    case securable::table: return common | mask{select, modify, insert, update, delete_rows, apply_tag};
    case securable::view: return common | mask{select, apply_tag};
    case securable::materialized_view: return common | mask{select, refresh, apply_tag};
    case securable::streaming_table:
        return common | mask{select, modify, insert, update, delete_rows, refresh, apply_tag};
    case securable::volume: return common | mask{read_volume, write_volume, apply_tag};
    case securable::function: return common | mask{execute};
    case securable::model: return common | mask{execute, apply_tag};
    case securable::location:
        return common | mask{browse,
                             read_files,
                             write_files,
                             create_external_table,
                             create_external_volume,
                             create_foreign_securable,
                             create_managed_storage,
                             external_use_location};
    case securable::credential:
        return common | mask{access,     create_connection, create_external_location, create_external_table,
                             read_files, write_files};
    case securable::connection: return common | mask{use_connection, create_foreign_catalog};
    case securable::share: return mask{privilege::select, manage, read_metadata} | learned_bits;
    case securable::provider: return common;
    case securable::clean_room: return common | mask{browse, execute_clean_room_task, modify_clean_room};
    }
    return {};
}

mask applicable_to_kind(node_kind kind) noexcept {
    auto all = applicable(securable_of(kind, {}));
    if (kind == node_kind::table) all |= applicable(securable::view) | applicable(securable::streaming_table);
    // Browsing a catalog shows what is below it (U12).
    switch (kind) {
    case node_kind::schema:
    case node_kind::table:
    case node_kind::volume:
    case node_kind::function:
    case node_kind::model: all |= mask{browse}; break;
    default: break;
    }
    return all;
}

mask usage_bit(securable container) noexcept {
    if (container == securable::catalog) return mask{use_catalog};
    if (container == securable::schema) return mask{use_schema};
    return {};
}

mask reading_bit(securable base) noexcept {
    switch (base) {
    case securable::function:
    case securable::model: return mask{execute};
    case securable::volume: return mask{read_volume};
    default: return mask{privilege::select};
    }
}

} // namespace canreach::graph
