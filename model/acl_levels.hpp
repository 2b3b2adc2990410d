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
    logs = 20,
    log = 21,
    read = 22,
    write = 23,
    manage_staging = 24,
    manage_production = 25,
    spark_ui = 26,
    assume = 27, ///< act as a group in its place (rule M9)
};
[[nodiscard]] std::string_view name_of(ability what) noexcept; ///< `VIEW`, `EXPORT`, …
/// By name, or by another word for the same: `CLONE` is `EXPORT`, `VIEW QUERIES` is `QUERIES`.
[[nodiscard]] std::optional<ability> ability_named(std::string_view name) noexcept;
[[nodiscard]] std::span<const ability> all_abilities() noexcept;
/// Words that `ability_named` knows beside the names themselves.
[[nodiscard]] std::span<const std::string_view> other_ability_words() noexcept;

/// The abilities that `level` gives on an object of `kind`; empty for a level that the kind does not have.
[[nodiscard]] mask abilities_of(node_kind kind, acl_level level) noexcept;
/// The same table read the other way round: the levels that give `what` on an object of `kind`. O(1).
[[nodiscard]] mask levels_giving(node_kind kind, ability what) noexcept;
/// The weakest of them, in the spelling that the kind itself uses. `what` is one of `abilities_on(kind)`.
[[nodiscard]] acl_level weakest_level_giving(node_kind kind, ability what) noexcept;
/// Everything that some level gives on an object of `kind`. O(1).
[[nodiscard]] mask abilities_on(node_kind kind) noexcept;

} // namespace model
} // namespace canreach
