/// Doubts of the access model as switches (access-model §7). A profile settles every one of them; `current` is the
/// default of each, `widest` and `narrowest` settle each towards access and away from it.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace canreach::graph {

enum class profile_switch : std::uint8_t {
    manage_usage,            ///< U11
    drop_by_metastore_admin, ///< §3.1
    hive,                    ///< §3.2, §3.3, L1–L5
    hive_deny_owner,         ///< H3, H5
    hive_deny_admin,         ///< H3, H6
    hive_container_owner,    ///< H5
    hive_view_chain,         ///< H11
    admin_sp_secrets,        ///< A7, E11
    unassigned_groups,       ///< M6
    job_editor_keeps_sp,     ///< E8
    folder_order,            ///< W1
    external_source,         ///< §1.1, E5
    betas,                   ///< U17, U18, V4, M9, M10
};
inline constexpr std::size_t profile_switch_count = 13;

// The values of each switch, the default first. Those after `// composites` are what `widest` and `narrowest` need
// where neither named value is the wider one.
enum class manage_usage : std::uint8_t { strict, reduced };
enum class drop_by_metastore_admin : std::uint8_t { by_kind, all, none };
enum class hive_rules : std::uint8_t {
    current,     ///< §3.3
    hive_matrix, ///< the operations of §3.2, with USAGE and denials
    hive_3_1,    ///< runtime 3.1: the same operations, no USAGE (L1), no denials (L2)
    // composites
    either, ///< what `current` or `hive_matrix` allows
    both,   ///< what both allow
};
enum class hive_deny_owner : std::uint8_t { owner_wins, deny_wins };
enum class hive_deny_admin : std::uint8_t { admin_wins, deny_wins };
enum class hive_container_owner : std::uint8_t { inherits, grant_rights_only };
enum class hive_view_chain : std::uint8_t { same_owner, off };
enum class admin_sp_secrets : std::uint8_t { yes, no };
enum class unassigned_groups : std::uint8_t { none, carry };
enum class job_editor_keeps_sp : std::uint8_t { yes, no };
enum class folder_order : std::uint8_t {
    edit_below_run,
    run_below_edit,
    // composites
    either,
    both,
};
enum class external_source : std::uint8_t { membership_source_then_external_id };
enum class betas : std::uint8_t {
    on,
    off,
    // composites
    grants_only,  ///< previews that give access
    denials_only, ///< previews that take it
};

/// Immutable data about one switch.
struct switch_row {
    profile_switch which;
    std::string_view name;                    ///< as access-model §7 spells it
    std::span<const std::string_view> values; ///< the named ones, the default first
    std::uint8_t widest;                      ///< may be a value beyond the named ones
    std::uint8_t narrowest;
};
[[nodiscard]] std::span<const switch_row> switch_rows() noexcept; ///< by `profile_switch`
[[nodiscard]] std::string_view name_of(profile_switch which) noexcept;

/// A set of switches: a value, cheap to copy. A fresh one is `current`.
class rule_profile {
public:
    template <class Value>
    [[nodiscard]] constexpr Value get() const noexcept {
        return static_cast<Value>(values_[static_cast<std::size_t>(switch_of(Value{}))]);
    }
    template <class Value>
    constexpr void set(Value to) noexcept {
        values_[static_cast<std::size_t>(switch_of(Value{}))] = static_cast<std::uint8_t>(to);
    }
    [[nodiscard]] constexpr std::uint8_t number(profile_switch which) const noexcept {
        return values_[static_cast<std::size_t>(which)];
    }
    constexpr void set_number(profile_switch which, std::uint8_t value) noexcept {
        values_[static_cast<std::size_t>(which)] = value;
    }

    /// `current`, `hive_matrix`, `hive_3_1`, `widest`, `narrowest`, or switches set one by one on top of `current`:
    /// `hive_deny_owner = deny wins, manage_usage = reduced`. Letter case, blanks and underscores do not matter. Empty
    /// for anything else.
    [[nodiscard]] static std::optional<rule_profile> named(std::string_view text);

    friend constexpr auto operator<=>(const rule_profile&, const rule_profile&) = default;

private:
    static constexpr profile_switch switch_of(manage_usage) { return profile_switch::manage_usage; }
    static constexpr profile_switch switch_of(drop_by_metastore_admin) {
        return profile_switch::drop_by_metastore_admin;
    }
    static constexpr profile_switch switch_of(hive_rules) { return profile_switch::hive; }
    static constexpr profile_switch switch_of(hive_deny_owner) { return profile_switch::hive_deny_owner; }
    static constexpr profile_switch switch_of(hive_deny_admin) { return profile_switch::hive_deny_admin; }
    static constexpr profile_switch switch_of(hive_container_owner) { return profile_switch::hive_container_owner; }
    static constexpr profile_switch switch_of(hive_view_chain) { return profile_switch::hive_view_chain; }
    static constexpr profile_switch switch_of(admin_sp_secrets) { return profile_switch::admin_sp_secrets; }
    static constexpr profile_switch switch_of(unassigned_groups) { return profile_switch::unassigned_groups; }
    static constexpr profile_switch switch_of(job_editor_keeps_sp) { return profile_switch::job_editor_keeps_sp; }
    static constexpr profile_switch switch_of(folder_order) { return profile_switch::folder_order; }
    static constexpr profile_switch switch_of(external_source) { return profile_switch::external_source; }
    static constexpr profile_switch switch_of(betas) { return profile_switch::betas; }

    std::array<std::uint8_t, profile_switch_count> values_{};
};

/// Everything `rule_profile::named` takes as one word: composites first, then `switch=value` of every switch.
[[nodiscard]] const std::vector<std::string>& profile_names();

/// Switches that a rule looked at, so that an answer can say which doubts it may depend on.
class switches_seen {
public:
    constexpr void add(profile_switch which) noexcept {
        bits_ = static_cast<std::uint16_t>(bits_ | (1U << static_cast<unsigned>(which)));
    }
    [[nodiscard]] constexpr bool has(profile_switch which) const noexcept {
        return (bits_ >> static_cast<unsigned>(which) & 1U) != 0;
    }
    [[nodiscard]] constexpr bool none() const noexcept { return bits_ == 0; }
    constexpr switches_seen& operator|=(switches_seen other) noexcept {
        bits_ = static_cast<std::uint16_t>(bits_ | other.bits_);
        return *this;
    }

private:
    std::uint16_t bits_ = 0;
};

} // namespace canreach::graph
