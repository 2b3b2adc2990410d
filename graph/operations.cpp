#include "graph/operations.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "graph/rules/hive_tables.hpp"
#include "graph/rules/identity_operations.hpp"
#include "graph/rules/object_abilities.hpp"
#include "graph/rules/requirements.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/acl_levels.hpp"

namespace canreach::graph {
namespace {

std::string spelled(std::string_view privilege_name) {
    std::string text(privilege_name);
    std::ranges::replace(text, '_', ' ');
    return text;
}

constexpr auto anything = "REACH";

} // namespace

std::span<const operation> operations() noexcept {
    static const auto shown = [] {
        std::vector<operation> rows;
        for (const auto& one : known_operations())
            rows.push_back({one.name, one.aliases, one.kinds, one.rules.front()->needs});
        return rows;
    }();
    return shown;
}

std::vector<action_word> action_words(const privilege_dictionary& names) {
    std::map<std::string, action_word> words;
    const auto word = [&](std::string spelling) -> action_word& {
        auto& entry = words[spelling];
        entry.spelling = std::move(spelling);
        return entry;
    };
    for (std::uint16_t i = 0; i < operations().size(); ++i) {
        const auto& row = operations()[i];
        word(std::string(row.name)).as_operation = action{action::form::operation, i};
        for (const auto alias : row.aliases) word(std::string(alias)).as_operation = action{action::form::operation, i};
    }
    for (const auto known : all_privileges())
        word(spelled(name_of(known))).as_privilege = action{action::form::privilege, static_cast<std::uint16_t>(known)};
    for (const auto& [bit, name] : names.learned())
        word(spelled(name)).as_privilege = action{action::form::privilege, static_cast<std::uint16_t>(bit)};
    const auto ability_word = [&](std::string_view spelling) {
        word(std::string(spelling)).as_ability =
            action{action::form::ability, static_cast<std::uint16_t>(*ability_named(spelling))};
    };
    for (const auto what : all_abilities()) ability_word(name_of(what));
    for (const auto other : other_ability_words()) ability_word(other);
    for (const auto level : all_acl_levels())
        word(spelled(name_of(level))).as_level = action{action::form::level, static_cast<std::uint16_t>(level)};
    for (const auto* spelling : {anything, "DO"}) word(spelling).as_operation = action{action::form::any, 0};

    std::vector<action_word> sorted;
    for (auto& [spelling, entry] : words) sorted.push_back(std::move(entry));
    return sorted;
}

action meaning_of(const action_word& word, mode how) noexcept {
    const auto& first = how == mode::granted ? word.as_privilege : word.as_operation;
    const auto& second = how == mode::granted ? word.as_operation : word.as_privilege;
    for (const auto* meant : {&first, &second, &word.as_ability, &word.as_level})
        if (*meant) return **meant;
    return {action::form::any, 0};
}

action operation_named(std::string_view name) noexcept {
    const auto all = operations();
    const auto at = std::ranges::find(all, name, &operation::name);
    return {action::form::operation, static_cast<std::uint16_t>(at - all.begin())};
}

std::string name_of(action what, const privilege_dictionary& names) {
    switch (what.what) {
    case action::form::operation:
        return what.number < operations().size() ? std::string(operations()[what.number].name) : std::string{};
    case action::form::privilege: return spelled(names.name_of_bit(what.number));
    case action::form::ability: return std::string(name_of(static_cast<ability>(what.number)));
    case action::form::level: return spelled(name_of(static_cast<acl_level>(what.number)));
    case action::form::any: break;
    }
    return anything;
}

bool applies_to(action what, node_kind kind) noexcept {
    if (is_impersonating(what)) return kind == node_kind::user || kind == node_kind::service_principal;
    if (!abilities_known(kind).empty()) return applies_to_object(what, kind);
    switch (what.what) {
    case action::form::operation:
        return what.number < operations().size() &&
               std::ranges::find(operations()[what.number].kinds, kind) != operations()[what.number].kinds.end();
    case action::form::privilege: {
        if (what.number >= 128) return false;
        if (family_of(kind) == kind_family::hive) {
            const auto bit = hive_bit_of(what.number);
            return bit && hive_applicable_to_kind(kind).has(*bit);
        }
        // Whoever owns a metastore manages it, although MANAGE cannot be granted on one (U6).
        const auto manages = kind == node_kind::metastore ? mask{privilege::manage} : mask{};
        return (applicable_to_kind(kind) | manages).has(what.number);
    }
    case action::form::any: return !applicable_to_kind(kind).empty() || !hive_applicable_to_kind(kind).empty();
    case action::form::ability:
    case action::form::level: break;
    }
    return false;
}

} // namespace canreach::graph
