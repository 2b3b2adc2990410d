/// The constants of the Unity Catalog rules (access-model §1.6, U2–U6, U12, T5): which privileges exist where, what
/// owners have, what `ALL PRIVILEGES` stands for, what counts as writing.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/kinds.hpp"
#include "model/mask.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {

/// Kinds as the rules tell them apart: relations differ by subtype.
enum class securable : std::uint8_t {
    none, ///< nothing that the rules speak of
    metastore,
    catalog,
    schema,
    table,
    view,
    materialized_view,
    streaming_table,
    volume,
    function,
    model,
    location,
    credential,
    connection,
    share,
    provider,
    clean_room,
    // Hive metastore of one workspace (`hive_tables.hpp`)
    hive_catalog,
    hive_schema,
    hive_table,
    hive_view,
    hive_function,
    any_file,
    anonymous_function,
};

[[nodiscard]] securable securable_of(node_kind kind, std::string_view subtype) noexcept;

/// Bits of names learned while crawling: no rule is known for them, so they may be asked of anything (§1.6).
inline constexpr mask learned_bits{0, ~((std::uint64_t{1} << (first_learned_privilege_bit - 64)) - 1)};

/// APPLICABLE: privileges of Unity Catalog that mean something on the object itself. Others may be granted on a
/// container and travel.
[[nodiscard]] mask applicable(securable what) noexcept;
/// The same for every subtype of a kind together.
[[nodiscard]] mask applicable_to_kind(node_kind kind) noexcept;

/// INHERITABLE: what travels from catalog and schema to everything below (U2): every bit, also those that mean nothing
/// on the way.
inline constexpr mask inheritable{~std::uint64_t{0}, ~std::uint64_t{0}};
/// What travels from the metastore to everything below (U3).
inline constexpr mask inherited_from_metastore{privilege::read_metadata};

/// ALL_EXPANSION: what `ALL PRIVILEGES` stands for when checked, as far as it applies (U4).
inline constexpr mask all_expansion = ~mask{privilege::manage, privilege::external_use_schema,
                                            privilege::external_use_location, privilege::read_metadata};

/// OWNER_MASK: what an owner has on the object itself (U5).
[[nodiscard]] inline mask owner_mask(securable what) noexcept {
    return applicable(what) & ~mask{privilege::external_use_schema, privilege::external_use_location};
}

/// WRITE_MASK: what a read-only binding or mark blocks, whoever asks (T5).
inline constexpr mask write_mask{
    privilege::modify,
    privilege::insert,
    privilege::update,
    privilege::delete_rows,
    privilege::write_volume,
    privilege::refresh,
    privilege::apply_tag,
    privilege::create_schema,
    privilege::create_table,
    privilege::create_function,
    privilege::create_model,
    privilege::create_volume,
    privilege::create,
    privilege::create_materialized_view,
    privilege::write_files,
    privilege::create_external_table,
    privilege::create_external_volume,
    privilege::create_managed_storage,
    privilege::create_foreign_securable,
};

/// The create bits of catalogs and schemas: exercising one asks usage of the container itself (U8, U9).
inline constexpr mask create_in_container_mask{
    privilege::create_schema, privilege::create_table,  privilege::create_function,
    privilege::create_model,  privilege::create_volume, privilege::create_materialized_view,
    privilege::create,
};

/// The privilege that opens a container to what lies in it; empty for anything else.
[[nodiscard]] mask usage_bit(securable container) noexcept;

/// The privilege that lets a view's owner read something the view reads (V1).
[[nodiscard]] mask reading_bit(securable base) noexcept;

} // namespace canreach::graph
