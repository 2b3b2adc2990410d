#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/credentials.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"

namespace canreach::audit {
namespace {

/// Where each direct membership is undone: at the identity provider, or in Databricks.
result<section> where_to_remove(account& in, node_id principal) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "group");
    columns.push_back({"remove_at", query::column_type::text});
    auto table = table_of(std::move(columns));
    const auto direct = in.facts.groups_of(principal, true);
    cells.note(table, direct.gaps);
    for (const auto& row : direct.rows) {
        const auto flags = in.facts.flags_of(row.principal);
        const auto scope = in.facts.scope_of(row.principal);
        std::string place = flags.has(node_flag::external) ? "the identity provider" : "the Databricks account";
        if (scope != no_node) place = fmt::format("workspace {}", cells.name(scope));
        std::vector<query::cell> made;
        cells.add_cells(made, row.principal);
        made.emplace_back(std::move(place));
        table.rows.push_back(std::move(made));
    }
    if (cells.fault()) return *cells.fault();
    return made_section("memberships", "Memberships to undo, and where", std::move(table));
}

/// Lists of policies that name the leaver itself: what is left of it there is the next one of that name's.
result<section> named_by_policies(account& in, node_id principal) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    for (const auto* name : {"policy", "type", "list"}) columns.push_back({name, query::column_type::text});
    cell_writer::add_columns(columns, "on");
    auto table = table_of(std::move(columns));
    for (graph::policy_index i = 0; i < in.facts.policy_count(); ++i) {
        const auto& one = in.facts.policy(i);
        for (const auto& [list, word] : {std::pair{&one.to, "TO"}, std::pair{&one.except, "EXCEPT"}}) {
            if (std::ranges::find(*list, principal) == list->end()) continue;
            std::vector<query::cell> row{one.name, std::string(name_of(one.type)), std::string(word)};
            cells.add_cells(row, one.on);
            table.rows.push_back(std::move(row));
        }
    }
    cells.note_unread(table, {node_part::policies});
    if (cells.fault()) return *cells.fault();
    return made_section("policies", "Policies that name it", std::move(table));
}

} // namespace

result<dossier> audit_offboarding(account& in, fact_source& source, std::string_view name) {
    const auto who = find_principal(in.names, name);
    if (!who) return who.error();
    dossier made{"offboard", who->label, {}, {}, {}, in.names.snapshot()};
    made.facts.emplace_back("active", who->node.flags.has(node_flag::inactive) ? "no" : "yes");
    auto memberships = where_to_remove(in, who->node.id);
    if (!memberships) return std::move(memberships).error();
    made.sections.push_back(std::move(*memberships));
    auto runs = run_as(in, source, who->node.id);
    if (!runs) return std::move(runs).error();
    made.sections.push_back(*std::move(runs));
    if (who->node.key.kind == node_kind::service_principal) {
        auto secrets = secrets_of(in, who->node);
        if (!secrets) return std::move(secrets).error();
        made.facts.emplace_back("secrets", *std::move(secrets));
    }
    auto tokens = tokens_of(in, who->node.id, "Tokens to revoke");
    if (!tokens) return std::move(tokens).error();
    made.sections.push_back(*std::move(tokens));
    const auto& p = who->spelling;
    const std::array questions{
        question{"owned", "Needs a new owner", fmt::format("SHOW OBJECTS OWNED BY {}", p)},
        question{"grants", "Grants to take back", fmt::format("SHOW GRANTS TO {}", p)},
        question{"workspaces", "Workspaces it is in", fmt::format("SHOW WORKSPACES OF {}", p)},
        question{"effective", "What it can do now", fmt::format("WHAT CAN {} REACH", p)},
        question{"identities", "Identities it could act as: rotate their secrets",
                 fmt::format("SHOW IDENTITIES REACHABLE FROM {}", p)},
    };
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    auto policies = named_by_policies(in, who->node.id);
    if (!policies) return std::move(policies).error();
    const auto after_grants = std::ranges::find(made.sections, "workspaces", &section::id);
    made.sections.insert(after_grants, *std::move(policies));
    // A token is revoked, not handed over.
    for (auto& one : made.sections)
        if (one.id == "owned")
            if (const auto done = without_tokens(in, one); !done) return done.error();
    return made;
}

} // namespace canreach::audit
