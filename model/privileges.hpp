/// Privileges of Unity Catalog and of the Hive metastore, as bits (access-model §1.6).
///
/// Word 0 holds every Unity Catalog privilege that a rule names, so that hot sets are single constants; word 1 the
/// rest. A name never seen before takes the next free bit of a `privilege_dictionary`, which the account file stores.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/mask.hpp"

namespace canreach {
inline namespace model {

/// Stored in account files: never renumber.
enum class privilege : std::uint8_t {
    use_catalog = 0,
    use_schema = 1,
    select = 2,
    modify = 3,
    execute = 4,
    read_volume = 5,
    write_volume = 6,
    refresh = 7,
    browse = 8,
    read_metadata = 9,
    apply_tag = 10,
    manage = 11,
    external_use_schema = 12,
    insert = 13,
    update = 14,
    delete_rows = 15,
    create_schema = 16,
    create_table = 17,
    create_function = 18,
    create_model = 19,
    create_volume = 20,
    create_materialized_view = 21,
    read_files = 24,
    write_files = 25,
    create_external_table = 26,
    create_external_volume = 27,
    create_managed_storage = 28,
    create_foreign_securable = 29,
    external_use_location = 30,
    access = 31,
    use_connection = 32,
    create_foreign_catalog = 33,
    create_catalog = 36,
    create_external_location = 37,
    create_storage_credential = 38,
    create_service_credential = 39,
    create_connection = 40,
    create_share = 41,
    create_recipient = 42,
    create_provider = 43,
    create_clean_room = 44,
    use_share = 45,
    use_recipient = 46,
    use_provider = 47,
    use_marketplace_assets = 48,
    set_share_permission = 49,
    manage_allowlist = 50,
    create = 58, ///< legacy, privilege model 0
    usage = 59,  ///< legacy, privilege model 0
    all_privileges = 63,
    execute_clean_room_task = 64,
    modify_clean_room = 65,
    manage_access_control = 66, ///< named by ABAC DENY policies only
};

/// Bits 72 … 126 are for names learned while crawling; 127 stands for whatever no longer fitted.
inline constexpr unsigned first_learned_privilege_bit = 72;
inline constexpr unsigned overflow_privilege_bit = 127;

[[nodiscard]] std::string_view name_of(privilege what) noexcept; ///< as the API spells it: `USE_CATALOG`
/// By API name; spaces, dashes and letter case are ignored (`use catalog`).
[[nodiscard]] std::optional<privilege> privilege_named(std::string_view name) noexcept;
[[nodiscard]] std::span<const privilege> all_privileges() noexcept; ///< every enumerator, lowest bit first

/// Hive privileges; ownership (`OWN`) is an OWNER edge, not a bit.
enum class hive_privilege : std::uint8_t {
    select = 0,
    create = 1,
    modify = 2,
    usage = 3,
    read_metadata = 4,
    create_named_function = 5,
    modify_classpath = 6,
    all = 7,
};
[[nodiscard]] std::string_view name_of(hive_privilege what) noexcept;
[[nodiscard]] std::optional<hive_privilege> hive_privilege_named(std::string_view name) noexcept;

/// Upper case, with every run of blanks, dashes and underscores as one underscore: ` use  catalog ` → `USE_CATALOG`.
[[nodiscard]] std::string normalised_privilege_name(std::string_view text);

/// Names of Unity Catalog privilege bits: the known ones and those learned from one account.
/// Deterministic: bits are handed out in the order of `learn()` calls. Not thread-safe.
class privilege_dictionary {
public:
    /// The bit of `name`, learning it if need be; `overflow_privilege_bit` once all are taken.
    unsigned learn(std::string_view name);
    /// The bit of a known or already learned name.
    [[nodiscard]] std::optional<unsigned> find(std::string_view name) const;
    /// The name of a bit; `PRIVILEGE_<bit>` for one that was never learned.
    [[nodiscard]] std::string name_of_bit(unsigned bit) const;
    /// Names of all bits in `set`, lowest bit first.
    [[nodiscard]] std::vector<std::string> names_of(mask set) const;
    /// What was learned, as (bit, name), lowest bit first; to be stored.
    [[nodiscard]] std::vector<std::pair<unsigned, std::string>> learned() const;
    /// Puts back what `learned()` gave; later entries win over earlier ones of the same bit.
    void restore(unsigned bit, std::string name);

private:
    std::vector<std::pair<unsigned, std::string>> learned_;
};

} // namespace model
} // namespace canreach
