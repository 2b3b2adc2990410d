#include "model/acl_levels.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "model/privileges.hpp"

namespace canreach {
inline namespace model {
namespace {

using enum acl_level;

struct level_row {
    acl_level level;
    std::string_view name;
};
constexpr std::array level_names{
    level_row{can_read, "CAN_READ"},
    level_row{can_view, "CAN_VIEW"},
    level_row{can_run, "CAN_RUN"},
    level_row{can_edit, "CAN_EDIT"},
    level_row{can_manage, "CAN_MANAGE"},
    level_row{is_owner, "IS_OWNER"},
    level_row{can_manage_run, "CAN_MANAGE_RUN"},
    level_row{can_attach_to, "CAN_ATTACH_TO"},
    level_row{can_restart, "CAN_RESTART"},
    level_row{can_use, "CAN_USE"},
    level_row{can_monitor, "CAN_MONITOR"},
    level_row{can_monitor_only, "CAN_MONITOR_ONLY"},
    level_row{can_query, "CAN_QUERY"},
    level_row{can_manage_staging_versions, "CAN_MANAGE_STAGING_VERSIONS"},
    level_row{can_manage_production_versions, "CAN_MANAGE_PRODUCTION_VERSIONS"},
    level_row{can_view_metadata, "CAN_VIEW_METADATA"},
    level_row{can_edit_metadata, "CAN_EDIT_METADATA"},
    level_row{can_create, "CAN_CREATE"},
    level_row{can_create_app, "CAN_CREATE_APP"},
    level_row{can_bind, "CAN_BIND"},
    level_row{secret_read, "READ"},
    level_row{secret_write, "WRITE"},
    level_row{secret_manage, "MANAGE"},
};
constexpr auto levels = [] {
    std::array<acl_level, level_names.size()> list{};
    std::ranges::transform(level_names, list.begin(), &level_row::level);
    return list;
}();

constexpr std::array<std::string_view, 28> ability_names{
    "VIEW",
    "RUN",
    "EDIT",
    "MANAGE",
    "DELETE",
    "MOVE",
    "ATTACH",
    "RESTART",
    "START",
    "STOP",
    "DETAILS",
    "QUERIES",
    "MONITOR",
    "USE",
    "QUERY",
    "PUBLISH",
    "CANCEL",
    "CREATE",
    "IMPORT",
    "EXPORT",
    "LOGS",
    "LOG",
    "READ",
    "WRITE",
    "MANAGE STAGING VERSIONS",
    "MANAGE PRODUCTION VERSIONS",
    "SPARK UI",
    "ASSUME",
};
struct ability_word {
    std::string_view word;
    ability what;
};
constexpr std::array ability_words{ability_word{"CLONE", ability::export_},
                                   ability_word{"VIEW QUERIES", ability::queries}};
constexpr auto other_words = [] {
    std::array<std::string_view, ability_words.size()> list{};
    std::ranges::transform(ability_words, list.begin(), &ability_word::word);
    return list;
}();
constexpr auto abilities = [] {
    std::array<ability, ability_names.size()> list{};
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = static_cast<ability>(i);
    return list;
}();

/// One row of W1: what a level adds to the levels listed before it in the same ladder.
struct step {
    acl_level level;
    mask adds;
};

using enum ability;
const mask nothing{};

/// Ladders, weakest level first; abilities accumulate. `IS_OWNER` closes a ladder where the kind has it.
const std::vector<step>& ladder_of(node_kind kind) {
    static const std::vector<step> none;
    static const std::vector<step> code{
        {can_read, {view}}, {can_run, {run, attach}}, {can_edit, {edit}}, {can_manage, {remove, move, manage}}};
    static const std::vector<step> folder{{can_read, {view}},
                                          {can_edit, {export_}},
                                          {can_run, {run}},
                                          {can_manage, {create, import, remove, move, manage}}};
    static const std::vector<step> job{
        {can_view, {view}}, {can_manage_run, {run, cancel}}, {can_manage, {edit, remove, manage}}, {is_owner, nothing}};
    static const std::vector<step> pipeline{
        {can_view, {view}}, {can_run, {run, start, stop}}, {can_manage, {edit, remove, manage}}, {is_owner, nothing}};
    static const std::vector<step> cluster{
        {can_attach_to, {attach, spark_ui}}, {can_restart, {start, restart, stop}}, {can_manage, {edit, logs, manage}}};
    static const std::vector<step> published{
        {can_read, {view, run}}, {can_run, nothing}, {can_edit, {edit, publish}}, {can_manage, {remove, manage}}};
    static const std::vector<step> saved{
        {can_read, {view}}, {can_run, {run}}, {can_edit, {edit}}, {can_manage, {remove, manage}}};
    static const std::vector<step> alert{
        {can_read, {view}}, {can_run, {run}}, {can_edit, nothing}, {can_manage, {edit, remove, manage}}};
    static const std::vector<step> experiment{{can_read, {view}}, {can_edit, {log}}, {can_manage, {remove, manage}}};
    static const std::vector<step> registry{{can_read, {view}},
                                            {can_edit, {edit}},
                                            {can_manage_staging_versions, {manage_staging}},
                                            {can_manage_production_versions, {manage_production}},
                                            {can_manage, {remove, manage}}};
    static const std::vector<step> endpoint{{can_view, {view}}, {can_query, {query}}, {can_manage, {edit, manage}}};
    static const std::vector<step> usable{{can_use, {use}}, {can_manage, {edit, manage}}};
    static const std::vector<step> pool{{can_attach_to, {attach}}, {can_manage, {edit, manage}}};
    static const std::vector<step> secrets{{secret_read, {read}}, {secret_write, {write}}, {secret_manage, {manage}}};

    switch (kind) {
    case node_kind::notebook:
    case node_kind::file:
    case node_kind::repo: return code;
    case node_kind::folder: return folder;
    case node_kind::job: return job;
    case node_kind::pipeline: return pipeline;
    case node_kind::cluster: return cluster;
    case node_kind::dashboard:
    case node_kind::genie_space: return published;
    case node_kind::query:
    case node_kind::legacy_dashboard: return saved;
    case node_kind::alert: return alert;
    case node_kind::experiment: return experiment;
    case node_kind::workspace_model: return registry;
    case node_kind::serving_endpoint: return endpoint;
    case node_kind::app:
    case node_kind::vector_search_endpoint:
    case node_kind::database_instance:
    case node_kind::cluster_policy:
    case node_kind::token_policy:
    case node_kind::password_policy: return usable;
    case node_kind::pool: return pool;
    case node_kind::secret_scope: return secrets;
    default: return none;
    }
}

/// Warehouses are the one partial order: CAN_VIEW and CAN_USE are not comparable, CAN_MONITOR is both.
mask warehouse_abilities(acl_level level) {
    const mask viewing{details, queries, monitor};
    const mask using_it{details, start, run};
    switch (level) {
    case can_view: return viewing;
    case can_use: return using_it;
    case can_monitor: return viewing | using_it;
    case can_manage:
    case is_owner: return viewing | using_it | mask{stop, edit, remove, manage};
    default: return {};
    }
}

/// The same level under two spellings: `CAN_VIEW` is what older endpoints answer for `CAN_READ`, and the other way
/// round.
acl_level other_spelling(acl_level level) {
    if (level == can_view) return can_read;
    if (level == can_read) return can_view;
    return level;
}

/// Both ways of reading the table, by kind: made once, since every question about objects asks.
struct kind_tables {
    std::array<mask, abilities.size()> giving; ///< by ability: levels
    std::array<acl_level, abilities.size()> weakest{};
    mask all;
};

/// The levels of a kind in its own spelling, weakest first.
std::vector<acl_level> levels_in_order(node_kind kind) {
    if (kind == node_kind::warehouse) return {can_view, can_use, can_monitor, can_manage, is_owner};
    std::vector<acl_level> order;
    for (const auto& [level, adds] : ladder_of(kind)) order.push_back(level);
    return order;
}

const kind_tables& tables_of(node_kind kind) {
    static const auto made = [] {
        std::array<kind_tables, 128> tables{};
        for (const auto one : all_kinds()) {
            auto& table = tables[static_cast<std::size_t>(one)];
            for (const auto level : levels) {
                const auto given = abilities_of(one, level);
                table.all |= given;
                given.for_each([&](unsigned what) { table.giving[what].set(static_cast<unsigned>(level)); });
            }
            mask found;
            for (const auto level : levels_in_order(one)) {
                const auto fresh = abilities_of(one, level) & ~found;
                fresh.for_each([&](unsigned what) { table.weakest[what] = level; });
                found |= fresh;
            }
        }
        return tables;
    }();
    return made[static_cast<std::size_t>(kind) % made.size()];
}

} // namespace

std::string_view name_of(acl_level level) noexcept {
    const auto found = std::ranges::find(level_names, level, &level_row::level);
    return found == level_names.end() ? std::string_view{} : found->name;
}

std::optional<acl_level> acl_level_named(node_kind object, std::string_view name) noexcept {
    const auto wanted = normalised_privilege_name(name);
    const bool secret = object == node_kind::secret_scope;
    for (const auto& row : level_names)
        if (row.name == wanted && secret == (row.level >= secret_read)) return row.level;
    return std::nullopt;
}

std::span<const acl_level> all_acl_levels() noexcept {
    return levels;
}

std::string_view name_of(ability what) noexcept {
    const auto index = static_cast<std::size_t>(what);
    return index < ability_names.size() ? ability_names[index] : std::string_view{};
}

std::optional<ability> ability_named(std::string_view name) noexcept {
    const auto found = std::ranges::find(ability_names, name);
    if (found != ability_names.end()) return static_cast<ability>(found - ability_names.begin());
    const auto other = std::ranges::find(ability_words, name, &ability_word::word);
    if (other == ability_words.end()) return std::nullopt;
    return other->what;
}

std::span<const ability> all_abilities() noexcept {
    return abilities;
}

std::span<const std::string_view> other_ability_words() noexcept {
    return other_words;
}

mask abilities_of(node_kind kind, acl_level level) noexcept {
    if (kind == node_kind::warehouse) return warehouse_abilities(level);
    const auto& ladder = ladder_of(kind);
    const auto has = [&](acl_level wanted) { return std::ranges::find(ladder, wanted, &step::level) != ladder.end(); };
    if (!has(level)) level = other_spelling(level);
    if (!has(level)) return {};
    mask gathered;
    for (const auto& [at, adds] : ladder) {
        gathered |= adds;
        if (at == level) break;
    }
    return gathered;
}

mask levels_giving(node_kind kind, ability what) noexcept {
    return tables_of(kind).giving[static_cast<std::size_t>(what)];
}

acl_level weakest_level_giving(node_kind kind, ability what) noexcept {
    return tables_of(kind).weakest[static_cast<std::size_t>(what)];
}

mask abilities_on(node_kind kind) noexcept {
    return tables_of(kind).all;
}

} // namespace model
} // namespace canreach
