#include <fmt/format.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"
#include "graph/operations.hpp"

namespace canreach::audit {
namespace {

using names = std::vector<std::string>;

/// The principal that a row of WHO CAN is about.
const query::node_cell* principal_in(account& in, const std::vector<query::cell>& row) {
    for (const auto& cell : row)
        if (const auto* node = std::get_if<query::node_cell>(&cell);
            node != nullptr && is_principal(in.facts.kind_of(node->id)))
            return node;
    return nullptr;
}

/// Whether an action belongs into a table, and how sure that is.
using judgement = std::function<graph::verdict(const graph::action& what, graph::verdict how)>;

/// For everyone in an answer to WHO CAN REACH, the actions of a mode that are judged to belong there, sure ones first.
section actions_of(account& in, const query::result_table& who, node_id resource, graph::mode mode,
                   const std::function<judgement(node_id principal)>& judge_for, std::string id, std::string title) {
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    columns.push_back({"actions", query::column_type::texts});
    columns.push_back({"verdict", query::column_type::verdict});
    auto table = table_of(std::move(columns));
    graph::request asked;
    asked.how = mode;
    for (const auto& found : who.rows) {
        const auto* principal = principal_in(in, found);
        if (principal == nullptr) continue;
        const auto judge = judge_for(principal->id);
        names sure, unsure;
        for (const auto& [what, how] : in.facts.actions_on(principal->id, asked, resource)) {
            const auto verdict = judge(what, how);
            if (verdict != graph::verdict::no)
                (verdict == graph::verdict::yes ? sure : unsure).push_back(graph::name_of(what, in.names.privileges()));
        }
        const auto add = [&](names actions, graph::verdict how) {
            if (actions.empty()) return;
            std::vector<query::cell> row{principal->kind, *principal, std::move(actions), how};
            table.rows.push_back(std::move(row));
        };
        add(std::move(sure), graph::verdict::yes);
        add(std::move(unsure), graph::verdict::unknown);
    }
    return made_section(std::move(id), std::move(title), std::move(table));
}

section usable_by(account& in, const query::result_table& who, node_id resource) {
    const auto as_it_is = [](node_id) { return [](const graph::action&, graph::verdict how) { return how; }; };
    return actions_of(in, who, resource, graph::mode::effective, as_it_is, "actions", "What each may do");
}

/// Of those too who can use something else. What can perhaps be used is not told to be held in vain.
section held_by(account& in, const query::result_table& holders, node_id resource) {
    const auto unless_usable = [&](node_id principal) -> judgement {
        return [&in, resource, principal](const graph::action& what, graph::verdict how) {
            graph::request now;
            now.actions = {what};
            return in.facts.can(principal, now, resource).how == graph::verdict::no ? how : graph::verdict::no;
        };
    };
    auto made =
        actions_of(in, holders, resource, graph::mode::granted, unless_usable, "held", "Held, but not usable now");
    made.table.coverage = holders.coverage;
    return made;
}

} // namespace

result<dossier> audit_resource(account& in, std::string_view name, const resource_options& options) {
    const auto resource = find_resource(in.names, name, options.kind);
    if (!resource) return resource.error();
    dossier made{"resource", resource->label, {}, {}, {}, in.names.snapshot()};
    made.facts.emplace_back("kind", std::string(word_of(resource->node.key.kind)));
    if (!resource->node.subtype.empty()) made.facts.emplace_back("type", resource->node.subtype);
    for (const auto& [key, value] : resource->node.attributes) made.facts.emplace_back(key, value);
    const auto& r = resource->spelling;
    std::vector<question> questions;
    if (options.expand_groups) {
        questions.push_back({"who", "Everyone who reaches it", fmt::format("WHO CAN REACH {}", r)});
        questions.push_back({"held", "Held, but not usable now", fmt::format("WHO CAN REACH {} GRANTED", r)});
    } else {
        questions.push_back({"who", "Groups that reach it, as units", fmt::format("WHICH GROUPS CAN REACH {}", r)});
    }
    questions.push_back({"owner", "Owner", fmt::format("SHOW OWNER OF {}", r)});
    questions.push_back({"grants", "Grants on it", fmt::format("SHOW GRANTS ON {}", r)});
    questions.push_back({"coverage", "What was not read of it", fmt::format("SHOW COVERAGE OF {}", r)});
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    if (!options.expand_groups) return made;
    for (auto& one : made.sections)
        if (one.id == "held") one = held_by(in, one.table, resource->node.id);
    if (made.sections.empty() || made.sections.front().id != "who") return made;
    made.sections.insert(made.sections.begin() + 1, usable_by(in, made.sections.front().table, resource->node.id));
    return made;
}

} // namespace canreach::audit
