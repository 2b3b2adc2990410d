#include "crawler/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "crawler/decode/metastore_objects.hpp"
#include "crawler/families.hpp"
#include "crawler/object_plan.hpp"
#include "crawler/sql_families.hpp"

namespace canreach::crawler {
namespace {

crawl_task task_of(std::string_view family_name, std::string workspace, node_key about) {
    return {std::string(family_name), std::move(workspace), std::move(about), family_named(family_name)->part};
}

/// Where the families begin that no row gives rise to.
constexpr std::array<std::string_view, 8> roots{
    "workspaces",     "metastores",           "account-users", "account-service-principals",
    "account-groups", "account-access-rules", "account-roles", "account-federation"};

/// Read through each running workspace of a metastore, since isolated ones are seen only from those bound to them.
constexpr std::array<std::string_view, 3> read_from_every_workspace{"catalogs", "locations", "credentials"};

/// Read through the first running workspace of a metastore: the same from everywhere.
constexpr std::array<std::string_view, 9> read_once_a_metastore{
    "grants",      "connections",          "shares",       "providers",    "recipients",
    "clean-rooms", "allowed-init-scripts", "allowed-jars", "allowed-maven"};

enum class way : std::uint8_t {
    account_host,
    the_workspace, ///< that listed the row
    the_node,      ///< the row is a workspace: through itself
};

bool always(const decoded_row&, const node_fact&) {
    return true;
}
bool came_without_members(const decoded_row& row, const node_fact&) {
    return !row.members_listed;
}
bool is_isolated(const decoded_row&, const node_fact& node) {
    return node.flags.has(node_flag::isolated);
}
bool reads_others(const decoded_row&, const node_fact& node) {
    return may_read_others(node.subtype);
}
bool is_service(const node_fact& node) {
    return node.subtype == service_purpose;
}

/// A row of `listing` gives a task of family `gives` about its node.
struct rise {
    std::string_view listing;
    std::string_view gives;
    way through = way::the_workspace;
    bool (*wanted)(const decoded_row& row, const node_fact& node) = always;
};

// docs/facts.md, "Tasks". The order within a listing is that of the ledger; the newest task of a lane goes first.
constexpr std::array rises{
    rise{"workspaces", "assignments", way::account_host},
    rise{"workspaces", "workspace-groups", way::the_node}, // skipped, with its reason, where it cannot be asked
    rise{"workspaces", "workspace-users", way::the_node},
    rise{"workspaces", "workspace-service-principals", way::the_node},
    rise{"workspaces", "restrict-admins", way::the_node},
    rise{"metastores", "metastore-workspaces", way::account_host},
    rise{"account-groups", "group-members", way::account_host, came_without_members},
    rise{"account-groups", "group-roles", way::account_host},
    rise{"account-service-principals", "service-principal-roles", way::account_host},
    rise{"account-service-principals", "service-principal-secrets", way::account_host},
    rise{"account-service-principals", "service-principal-federation", way::account_host},
    rise{"workspace-groups", "workspace-group-members"},
    rise{"catalogs", "schemas"},
    rise{"catalogs", "grants"},
    rise{"catalogs", "bindings", way::the_workspace, is_isolated},
    rise{"catalogs", "policies"},
    rise{"locations", "grants"},
    rise{"locations", "bindings", way::the_workspace, is_isolated},
    rise{"credentials", "grants", way::the_workspace,
         [](const decoded_row&, const node_fact& node) { return !is_service(node); }},
    rise{"credentials", "service-credential-grants", way::the_workspace,
         [](const decoded_row&, const node_fact& node) { return is_service(node); }},
    rise{"credentials", "bindings", way::the_workspace,
         [](const decoded_row& row, const node_fact& node) { return is_isolated(row, node) && !is_service(node); }},
    rise{"credentials", "service-credential-bindings", way::the_workspace,
         [](const decoded_row& row, const node_fact& node) { return is_isolated(row, node) && is_service(node); }},
    rise{"connections", "grants"},
    rise{"shares", "share-objects"},
    rise{"shares", "share-grants"},
    rise{"clean-rooms", "grants"},
    rise{"schemas", "tables"},
    rise{"schemas", "volumes"},
    rise{"schemas", "functions"},
    rise{"schemas", "models"},
    rise{"schemas", "grants"},
    rise{"schemas", "policies"},
    rise{"schemas", "tags"}, // where a policy goes by them, as all tags
    rise{"tables", "grants"},
    rise{"tables", "view-definition", way::the_workspace, reads_others},
    rise{"tables", "table-policies"}, // unless it was read in bulk that there are none
    rise{"tables", "tags"},
    rise{"volumes", "grants"},
    rise{"volumes", "tags"},
    rise{"functions", "grants"},
    rise{"functions", "tags"},
    rise{"models", "grants"},
    rise{"models", "tags"},
    rise{"policies", "tags"}, // of the catalog or schema itself
    rise{"table-policies", "tags"},
};

/// A request on lines of its own, broken before the parameters that would pass the width.
std::string broken_call(std::string_view call, std::size_t width) {
    constexpr std::string_view first_indent = "    ";
    constexpr std::string_view next_indent = "      ";
    std::string text(first_indent);
    auto column = text.size();
    while (!call.empty()) {
        const auto next = call.find_first_of("?&", 1);
        const auto piece = call.substr(0, next);
        if (column + piece.size() > width && column > next_indent.size()) {
            text += fmt::format("\n{}", next_indent);
            column = next_indent.size();
        }
        text += piece;
        column += piece.size();
        call.remove_prefix(piece.size());
    }
    return text + '\n';
}

} // namespace

std::vector<crawl_task> root_tasks(const std::string& account_id) {
    std::vector<crawl_task> made;
    for (const auto& name : roots) made.push_back(task_of(name, {}, {node_kind::account, {}, account_id}));
    return made;
}

std::vector<crawl_task> follow_ups_of_row(const crawl_task& task, const std::string& workspace, const decoded_row& row,
                                          directory& known) {
    std::vector<crawl_task> made;
    if (row.system_group == workspace_admins_id)
        made.push_back(task_of("workspace-group-members", workspace,
                               {node_kind::group, workspace, std::string(workspace_admins_id)}));
    const auto* node = row.node();
    if (node == nullptr) return made;
    if (task.family == "workspaces") add_sql_questions(node->key, made);
    if (is_view_of_one_workspace(task.family) && !known.claim(node->key, workspace)) return made;
    for (const auto& one : rises) {
        if (one.listing != task.family || !one.wanted(row, *node)) continue;
        const auto on = one.through == way::account_host ? std::string{}
                        : one.through == way::the_node   ? node->key.id
                                                         : workspace;
        made.push_back(task_of(one.gives, on, node->key));
    }
    add_object_reads(task, workspace, row, made);
    // Workspaces that do not run are one gap, not thirty.
    if (task.family == "workspaces" && !node->flags.has(node_flag::unreachable))
        add_workspace_questions(node->key, made);
    return made;
}

std::vector<crawl_task> follow_ups_of_end(const crawl_task& task, const directory& known) {
    std::vector<crawl_task> made;
    if (task.family != "metastore-workspaces") return made;
    auto through = known.running_on(task.about.id);
    if (through.empty()) {
        // None can be asked: one is named all the same, so that the ledger says what was not read, and why.
        through = known.attached_to(task.about.id);
        if (through.size() > 1) through.resize(1);
    }
    bool first = true;
    for (const auto& workspace : through) {
        if (first)
            for (const auto& family : read_once_a_metastore) made.push_back(task_of(family, workspace, task.about));
        first = false;
        for (const auto& family : read_from_every_workspace) made.push_back(task_of(family, workspace, task.about));
    }
    return made;
}

std::vector<std::string_view> families_after(std::string_view family_name) {
    std::vector<std::string_view> made;
    for (const auto& one : rises)
        if (one.listing == family_name) made.push_back(one.gives);
    add_sql_families_after(family_name, made);
    add_object_families_after(family_name, made);
    if (family_name == "workspace-groups") made.emplace_back("workspace-group-members");
    if (family_name == "metastore-workspaces") {
        std::ranges::copy(read_once_a_metastore, std::back_inserter(made));
        std::ranges::copy(read_from_every_workspace, std::back_inserter(made));
    }
    return made;
}

bool is_view_of_one_workspace(std::string_view family_name) noexcept {
    return std::ranges::find(read_from_every_workspace, family_name) != read_from_every_workspace.end();
}

bool lists_securables(std::string_view family_name) noexcept {
    constexpr std::array<std::string_view, 5> below{"schemas", "tables", "volumes", "functions", "models"};
    const auto* what = family_named(family_name);
    const bool on_metastore = what != nullptr && what->part == node_part::children &&
                              (is_view_of_one_workspace(family_name) ||
                               std::ranges::find(read_once_a_metastore, family_name) != read_once_a_metastore.end());
    return on_metastore || std::ranges::find(below, family_name) != below.end();
}

std::string plan_text(std::size_t width) {
    constexpr std::array<std::string_view, 5> pagings{"one reply", "SCIM index", "page token", "page token",
                                                      "page number"};
    std::size_t names = 0;
    for (const auto& one : all_families()) names = std::max(names, one.name.size());
    struct row {
        std::string head, call, tail;
    };
    std::vector<row> rows;
    bool fits = true;
    for (const auto& one : all_families()) {
        const auto& limit = documented_limit(one.rate);
        const auto rate = limit.per_second > 0 ? fmt::format("{:g}/s", limit.per_second) : std::string("adaptive");
        auto& made = rows.emplace_back();
        made.head =
            fmt::format("{:<{}} {:<9}", one.name, names, one.host == host_kind::account ? "account" : "workspace");
        made.call = fmt::format("{} {}{}{}", is_read_by_sql(one) ? "POST" : "GET", one.path,
                                one.query.empty() ? "" : "?", one.query);
        made.tail = fmt::format("{}, {}: {}", pagings[static_cast<std::size_t>(one.paging)], limit.name, rate);
        fits = fits && made.head.size() + made.call.size() + made.tail.size() + 6 <= width;
    }
    std::string text;
    for (const auto& [head, call, tail] : rows)
        text += width == 0 || fits ? fmt::format("{}  {}  ({})\n", head, call, tail)
                                   : fmt::format("{} {}\n{}", head, tail, broken_call(call, width));
    return text;
}

} // namespace canreach::crawler
