#include "graph/profile.hpp"

#include <algorithm>

namespace canreach::graph {
namespace {

using namespace std::string_view_literals;

constexpr std::array manage_usage_values{"strict"sv, "reduced"sv};
constexpr std::array drop_values{"by kind"sv, "all"sv, "none"sv};
constexpr std::array hive_values{"current"sv, "hive_matrix"sv, "hive_3_1"sv};
constexpr std::array deny_owner_values{"owner wins"sv, "deny wins"sv};
constexpr std::array deny_admin_values{"admin wins"sv, "deny wins"sv};
constexpr std::array container_owner_values{"inherits"sv, "grant rights only"sv};
constexpr std::array view_chain_values{"same owner"sv, "off"sv};
constexpr std::array yes_no_values{"yes"sv, "no"sv};
constexpr std::array unassigned_values{"none"sv, "carry"sv};
constexpr std::array folder_values{"edit < run"sv, "run < edit"sv};
constexpr std::array source_values{"membership source, then externalId"sv};
constexpr std::array beta_values{"on"sv, "off"sv};

template <class Value>
constexpr std::uint8_t number(Value value) {
    return static_cast<std::uint8_t>(value);
}

constexpr std::array<switch_row, profile_switch_count> rows{{
    {profile_switch::manage_usage, "manage_usage", manage_usage_values, number(manage_usage::reduced),
     number(manage_usage::strict)},
    {profile_switch::drop_by_metastore_admin, "drop_by_metastore_admin", drop_values,
     number(drop_by_metastore_admin::all), number(drop_by_metastore_admin::none)},
    {profile_switch::hive, "hive", hive_values, number(hive_rules::either), number(hive_rules::both)},
    {profile_switch::hive_deny_owner, "hive_deny_owner", deny_owner_values, number(hive_deny_owner::owner_wins),
     number(hive_deny_owner::deny_wins)},
    {profile_switch::hive_deny_admin, "hive_deny_admin", deny_admin_values, number(hive_deny_admin::admin_wins),
     number(hive_deny_admin::deny_wins)},
    {profile_switch::hive_container_owner, "hive_container_owner", container_owner_values,
     number(hive_container_owner::inherits), number(hive_container_owner::grant_rights_only)},
    {profile_switch::hive_view_chain, "hive_view_chain", view_chain_values, number(hive_view_chain::off),
     number(hive_view_chain::same_owner)},
    {profile_switch::admin_sp_secrets, "admin_sp_secrets", yes_no_values, number(admin_sp_secrets::yes),
     number(admin_sp_secrets::no)},
    {profile_switch::unassigned_groups, "unassigned_groups", unassigned_values, number(unassigned_groups::carry),
     number(unassigned_groups::none)},
    {profile_switch::job_editor_keeps_sp, "job_editor_keeps_sp", yes_no_values, number(job_editor_keeps_sp::yes),
     number(job_editor_keeps_sp::no)},
    {profile_switch::folder_order, "folder_order", folder_values, number(folder_order::either),
     number(folder_order::both)},
    {profile_switch::external_source, "external_source", source_values, 0, 0},
    {profile_switch::betas, "betas", beta_values, number(betas::grants_only), number(betas::denials_only)},
}};

rule_profile with_hive(hive_rules rules) {
    rule_profile made;
    made.set(rules);
    return made;
}

rule_profile all_by(std::uint8_t switch_row::*choice) {
    rule_profile made;
    for (const auto& row : rows) made.set_number(row.which, row.*choice);
    return made;
}

struct composite {
    std::string_view name;
    rule_profile what;
};
const std::vector<composite>& composites() {
    static const std::vector<composite> all{{"current", {}},
                                            {"hive_matrix", with_hive(hive_rules::hive_matrix)},
                                            {"hive_3_1", with_hive(hive_rules::hive_3_1)},
                                            {"widest", all_by(&switch_row::widest)},
                                            {"narrowest", all_by(&switch_row::narrowest)}};
    return all;
}

/// Letter case, blanks, dashes and underscores aside.
std::string folded(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        if (c == ' ' || c == '_' || c == '-') continue;
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return plain;
}

/// Sets what one `switch=value` says; false if there is no such switch or value.
bool apply(std::string_view setting, rule_profile& to) {
    const auto sign = setting.find('=');
    if (sign == std::string_view::npos) return false;
    const auto name = folded(setting.substr(0, sign));
    const auto value = folded(setting.substr(sign + 1));
    for (const auto& row : rows) {
        if (folded(row.name) != name) continue;
        for (std::uint8_t i = 0; i < row.values.size(); ++i)
            if (folded(row.values[i]) == value) {
                to.set_number(row.which, i);
                return true;
            }
    }
    return false;
}

} // namespace

std::span<const switch_row> switch_rows() noexcept {
    return rows;
}

std::string_view name_of(profile_switch which) noexcept {
    return rows[static_cast<std::size_t>(which)].name;
}

std::optional<rule_profile> rule_profile::named(std::string_view text) {
    for (const auto& one : composites())
        if (folded(one.name) == folded(text)) return one.what;
    rule_profile made;
    for (std::size_t start = 0;;) {
        // A comma belongs to a value only where it is followed by no new `switch=`.
        auto end = text.find(',', start);
        while (end != std::string_view::npos &&
               text.substr(end + 1, text.find(',', end + 1) - end - 1).find('=') == std::string_view::npos)
            end = text.find(',', end + 1);
        const auto setting = text.substr(start, end == std::string_view::npos ? end : end - start);
        if (!apply(setting, made)) return std::nullopt;
        if (end == std::string_view::npos) return made;
        start = end + 1;
    }
}

const std::vector<std::string>& profile_names() {
    static const auto names = [] {
        std::vector<std::string> all;
        for (const auto& one : composites()) all.emplace_back(one.name);
        for (const auto& row : rows)
            for (const auto value : row.values) all.push_back(std::string(row.name) + "=" + std::string(value));
        return all;
    }();
    return names;
}

} // namespace canreach::graph
