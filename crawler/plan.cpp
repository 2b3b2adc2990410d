#include "crawler/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "crawler/families.hpp"

namespace canreach::crawler {
namespace {

crawl_task task_of(std::string_view family_name, std::string workspace, node_key about) {
    return {std::string(family_name), std::move(workspace), std::move(about), family_named(family_name)->part};
}

bool is_root(std::string_view family_name) {
    return family_name == "workspaces" || family_name == "metastores" || family_name == "account-users" ||
           family_name == "account-service-principals" || family_name == "account-groups";
}

} // namespace

std::vector<crawl_task> root_tasks(const std::string& account_id) {
    std::vector<crawl_task> made;
    for (const auto& one : all_families())
        if (is_root(one.name)) made.push_back(task_of(one.name, {}, {node_kind::account, {}, account_id}));
    return made;
}

std::vector<crawl_task> follow_ups_of_row(const crawl_task& task, const std::string& workspace, const decoded_row& row,
                                          directory& known) {
    std::vector<crawl_task> made;
    const auto add = [&](std::string_view name, const std::string& on, const node_key& about) {
        made.push_back(task_of(name, on, about));
    };
    if (row.system_group == workspace_admins_id)
        add("workspace-group-members", workspace, {node_kind::group, workspace, std::string(workspace_admins_id)});
    const auto* node = row.node();
    if (node == nullptr) return made;
    const auto& key = node->key;
    if (task.family == "workspaces") {
        add("assignments", {}, key);
        add("workspace-groups", key.id, key); // skipped, with its reason, where the workspace cannot be asked
    } else if (task.family == "metastores") {
        add("metastore-workspaces", {}, key);
    } else if (task.family == "account-groups") {
        if (!row.members_listed) add("group-members", {}, key);
    } else if (task.family == "workspace-groups") {
        add("workspace-group-members", workspace, key);
    } else if (task.family == "catalogs" || task.family == "locations") {
        if (!known.claim(key, workspace)) return made;
        if (task.family == "catalogs") add("schemas", workspace, key);
        add("grants", workspace, key);
        if (node->flags.has(node_flag::isolated)) add("bindings", workspace, key);
    } else if (task.family == "schemas") {
        for (const std::string_view below : {"tables", "volumes", "functions", "models", "grants"})
            add(below, workspace, key);
    } else if (task.part == node_part::children && family_of(key.kind) == kind_family::unity) {
        add("grants", workspace, key);
        if (key.kind == node_kind::table && may_read_others(node->subtype)) add("view-definition", workspace, key);
    }
    return made;
}

std::vector<crawl_task> follow_ups_of_end(const crawl_task& task, const directory& known) {
    std::vector<crawl_task> made;
    if (task.family != "metastore-workspaces") return made;
    bool first = true;
    for (const auto& workspace : known.running_on(task.about.id)) {
        if (first) made.push_back(task_of("grants", workspace, task.about));
        first = false;
        made.push_back(task_of("catalogs", workspace, task.about));
        made.push_back(task_of("locations", workspace, task.about));
    }
    return made;
}

bool lists_securables(std::string_view family_name) noexcept {
    constexpr std::array<std::string_view, 7> listings{"catalogs", "locations", "schemas", "tables",
                                                       "volumes",  "functions", "models"};
    return std::ranges::find(listings, family_name) != listings.end();
}

std::string plan_text() {
    constexpr std::array<std::string_view, 4> pagings{"one reply", "SCIM index", "page token", "page token"};
    std::string text;
    for (const auto& one : all_families()) {
        const auto& limit = documented_limit(one.rate);
        const auto rate = limit.per_second > 0 ? fmt::format("{:g}/s", limit.per_second) : std::string("adaptive");
        fmt::format_to(std::back_inserter(text), "{:<27} {:<10} GET {}{}{}  ({}, {}: {})\n", one.name,
                       one.host == host_kind::account ? "account" : "workspace", one.path, one.query.empty() ? "" : "?",
                       one.query, pagings[static_cast<std::size_t>(one.paging)], limit.name, rate);
    }
    return text;
}

} // namespace canreach::crawler
