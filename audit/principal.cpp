#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "audit/audits.hpp"
#include "audit/credentials.hpp"
#include "audit/further_access.hpp"
#include "audit/membership_paths.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"
#include "audit/workspace_admins.hpp"
#include "model/roles.hpp"

namespace canreach::audit {
namespace {

/// Who it is, as the identity provider and the platform keep it.
std::vector<std::pair<std::string, std::string>> facts_of(const node_description& node) {
    std::vector<std::pair<std::string, std::string>> facts;
    facts.emplace_back("kind", std::string(word_of(node.key.kind)));
    facts.emplace_back("id", node.key.id);
    if (node.key.kind != node_kind::group)
        facts.emplace_back("active", node.flags.has(node_flag::inactive) ? "no" : "yes");
    facts.emplace_back("kept by", node.flags.has(node_flag::system)     ? "the platform"
                                  : node.flags.has(node_flag::external) ? "the identity provider"
                                                                        : "Databricks");
    if (node.flags.has(node_flag::unresolved))
        facts.emplace_back("resolved", "no: nothing in the account has this name or id");
    if (!node.scope_name.empty()) facts.emplace_back("scope", node.scope_name);
    for (const auto& [name, value] : node.attributes) facts.emplace_back(name, value);
    return facts;
}

std::set<node_id> with_groups_above(const graph::access_graph& facts, node_id group) {
    std::set<node_id> all{group};
    for (const auto& row : facts.groups_of(group, false).rows) all.insert(row.principal);
    return all;
}

/// What one direct membership brings that no other one does: the grants, ownerships and assignments of its group and
/// of those above. Nothing at all marks a dead end.
result<section> memberships(account& in, node_id principal) {
    const auto memberships = in.facts.groups_of(principal, true);
    const auto& direct = memberships.rows;
    std::vector<std::set<node_id>> above;
    for (const auto& row : direct) above.push_back(with_groups_above(in.facts, row.principal));
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "group");
    for (const auto* name : {"catalog_grants", "hive_grants", "object_acls", "roles", "owned"})
        columns.push_back({name, query::column_type::integer});
    columns.push_back({"judgement", query::column_type::text});
    auto table = table_of(std::move(columns));
    for (std::size_t i = 0; i < direct.size(); ++i) {
        std::array<std::int64_t, 5> counts{};
        for (const auto group : above[i]) {
            const bool elsewhere = std::ranges::any_of(
                above, [&](const std::set<node_id>& other) { return &other != &above[i] && other.contains(group); });
            if (elsewhere) continue;
            for (const auto& grant : in.facts.grants_to(group)) ++counts[static_cast<std::size_t>(grant.what) - 1];
            counts[4] += std::ssize(in.facts.owned_by(group));
        }
        const auto total = counts[0] + counts[1] + counts[2] + counts[3] + counts[4];
        std::vector<query::cell> row;
        cells.add_cells(row, direct[i].principal);
        for (const auto count : counts) row.emplace_back(count);
        row.emplace_back(std::string(total == 0           ? "gives nothing that another membership does not"
                                     : total == counts[0] ? "gives Unity Catalog grants only"
                                                          : ""));
        table.rows.push_back(std::move(row));
    }
    cells.note(table, memberships.gaps);
    cells.note_unread(table, {node_part::grants, node_part::assignments, node_part::roles});
    if (cells.fault()) return *cells.fault();
    return made_section("memberships", "What each direct membership brings that no other one does", std::move(table));
}

/// By which assignment a principal is in each of its workspaces, and as what. `admins` of a workspace makes
/// administrators, too (T2).
result<section> workspaces_with_roles(account& in, node_id principal) {
    std::set<node_id> carriers{principal};
    const auto groups = in.facts.groups_of(principal, false);
    for (const auto& row : groups.rows) carriers.insert(row.principal);
    cell_writer cells(in);
    auto table = table_of({{"workspace.name", query::column_type::node},
                           {"workspace.id", query::column_type::text},
                           {"role", query::column_type::text},
                           {"via", query::column_type::text},
                           {"verdict", query::column_type::verdict}});
    const auto admins = groups_named_admins(in);
    if (!admins) return admins.error();
    const auto all = in.facts.workspaces_of(principal, false);
    for (const auto& found : all.rows) {
        std::size_t told = 0;
        const auto add = [&](std::string_view role, std::string way) {
            std::vector<query::cell> row;
            auto workspace = cells.node(found.workspace);
            auto number = workspace.platform_id;
            row.emplace_back(std::move(workspace));
            row.emplace_back(std::move(number));
            row.emplace_back(std::string(role));
            row.emplace_back(std::move(way));
            row.emplace_back(found.how);
            table.rows.push_back(std::move(row));
            ++told;
        };
        for (const auto what : {role::workspace_admin, role::workspace_user})
            for (const auto& grant : in.facts.grants_on(found.workspace)) {
                if (grant.what != facet::role || !grant.allow.has(what)) continue;
                const bool everybody = in.facts.flags_of(grant.grantee).has(node_flag::system) &&
                                       in.facts.scope_of(grant.grantee) == no_node;
                // What is assigned to a group of the workspace is that group's alone (T1).
                const bool of_workspace = in.facts.scope_of(grant.grantee) != no_node && grant.grantee != principal;
                if (!everybody && (of_workspace || !carriers.contains(grant.grantee))) continue;
                add(what == role::workspace_admin ? "ADMIN" : "USER",
                    grant.grantee == principal ? "direct" : cells.name(grant.grantee));
            }
        for (const auto& [workspace, group] : *admins)
            if (workspace == found.workspace &&
                (group == principal || !in.facts.membership_chain(principal, group).empty()))
                add("ADMIN", std::string(workspace_admins_id));
        if (told == 0) add("", "");
    }
    std::ranges::stable_sort(table.rows, {}, [](const std::vector<query::cell>& row) {
        return std::get<query::node_cell>(row.front()).name;
    });
    cells.note(table, all.gaps);
    cells.note(table, groups.gaps);
    if (cells.fault()) return *cells.fault();
    return made_section("workspaces", "Workspaces", std::move(table));
}

} // namespace

result<dossier> audit_principal(account& in, std::string_view name, std::optional<node_kind> kind, bool paths) {
    const auto who = find_principal(in.names, name, kind);
    if (!who) return who.error();
    dossier made{"principal", who->label, facts_of(who->node), {}, {}, in.names.snapshot()};
    const auto& p = who->spelling;
    const std::array questions{
        question{"groups", "Groups", fmt::format("SHOW GROUPS OF {}", p)},
        question{"direct_groups", "Direct memberships", fmt::format("SHOW DIRECT GROUPS OF {}", p)},
        question{"workspaces", "Workspaces", fmt::format("SHOW WORKSPACES OF {}", p)},
        question{"effective", "What it can do now", fmt::format("WHAT CAN {} REACH", p)},
        question{"grants", "Grants that name it", fmt::format("SHOW GRANTS TO {}", p)},
        question{"owned", "What it owns", fmt::format("SHOW OBJECTS OWNED BY {}", p)},
        question{"control", "ALL PRIVILEGES and MANAGE",
                 fmt::format("WHAT CAN {} ANY OF (MANAGE, ALL PRIVILEGES) GRANTED", p)},
        question{"identities", "Identities it could act as", fmt::format("SHOW IDENTITIES REACHABLE FROM {}", p)},
    };
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    if (const auto added = add_further_access(in, *who, made); !added) return added.error();
    auto brought = memberships(in, who->node.id);
    if (!brought) return std::move(brought).error();
    made.sections.insert(made.sections.begin() + std::min<std::ptrdiff_t>(2, std::ssize(made.sections)),
                         std::move(*brought));
    auto workspaces = workspaces_with_roles(in, who->node.id);
    if (!workspaces) return std::move(workspaces).error();
    for (auto& one : made.sections) {
        if (one.id == "workspaces") {
            one = *workspaces;
        } else if (one.id == "owned") {
            if (const auto done = without_tokens(in, one); !done) return done.error();
        }
    }
    if (who->node.key.kind == node_kind::service_principal) {
        auto secrets = secrets_of(in, who->node);
        if (!secrets) return std::move(secrets).error();
        if (std::ranges::none_of(made.facts, [](const auto& fact) { return fact.first == "secrets"; }))
            made.facts.emplace_back("secrets", *std::move(secrets));
    }
    if (who->node.key.kind != node_kind::group) {
        auto tokens = tokens_of(in, who->node.id, "Personal access tokens");
        if (!tokens) return std::move(tokens).error();
        made.sections.push_back(*std::move(tokens));
    }
    if (!paths) return made;
    auto ways = section_of_paths(in, *who);
    if (!ways) return std::move(ways).error();
    made.sections.insert(made.sections.begin() + std::min<std::ptrdiff_t>(2, std::ssize(made.sections)),
                         *std::move(ways));
    return made;
}

} // namespace canreach::audit
