/// Permission levels of workspace objects, and the abilities they stand for (rule W1).
///
/// Levels are names, not ranks: each (object kind, level) is a *set* of abilities, and sets are compared.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/kinds.hpp"
#include "model/mask.hpp"

namespace canreach {
inline namespace model {

/// Bits of a grant under facet `acl`. Stored in account files: never renumber.
enum class acl_level : std::uint8_t {
    can_read = 0,
    can_view = 1,
    can_run = 2,
    can_edit = 3,
    can_manage = 4,
    is_owner = 5,
    can_manage_run = 6,
    can_attach_to = 7,
    can_restart = 8,
    can_use = 9,
    can_monitor = 10,
    can_monitor_only = 11,
    can_query = 12,
    can_manage_staging_versions = 13,
    can_manage_production_versions = 14,
    can_view_metadata = 15,
    can_edit_metadata = 16,
    can_create = 17,
    can_create_app = 18,
    can_bind = 19,
    secret_read = 32, ///< secret scopes: `READ`
    secret_write = 33,
    secret_manage = 34,
};
[[nodiscard]] std::string_view
name_of(acl_level level) noexcept; ///< `CAN_MANAGE`; secret scopes: `READ`, `WRITE`, `MANAGE`
/// Secret scopes have words of their own; everything else shares one list.
[[nodiscard]] std::optional<acl_level> acl_level_named(node_kind object, std::string_view name) noexcept;
[[nodiscard]] std::span<const acl_level> all_acl_levels() noexcept;

/// What a level lets one do with an object.
enum class ability : std::uint8_t {
    view = 0,
    run = 1,
    edit = 2,
    manage = 3, ///< change permissions
    remove = 4,
    move = 5,
    attach = 6,
    restart = 7,
    start = 8,
    stop = 9,
    details = 10,
    queries = 11,
    monitor = 12,
    use = 13,
    query = 14,
    publish = 15,
    cancel = 16,
    create = 17,
    import = 18,
    export_ = 19,
    clone = 20,
    logs = 21,
    log = 22,
    read = 23,
    write = 24,
    manage_staging = 25,
    manage_production = 26,
    spark_ui = 27,
};
[[nodiscard]] std::string_view name_of(ability what) noexcept; ///< `VIEW`, `EXPORT`, …
[[nodiscard]] std::span<const ability> all_abilities() noexcept;

/// The abilities that `level` gives on an object of `kind`; empty for a level that the kind does not have.
[[nodiscard]] mask abilities_of(node_kind kind, acl_level level) noexcept;

} // namespace model
} // namespace canreach
