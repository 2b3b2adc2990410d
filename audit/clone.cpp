#include "audit/clone.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "audit/clone_plan.hpp"
#include "audit/gained_actions.hpp"
#include "audit/sql_text.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"
#include "graph/operations.hpp"
#include "model/grant_names.hpp"
#include "query/spelling.hpp"

namespace canreach::audit {
namespace {

using graph::verdict;

result<section> step_table(account& in, std::span<const clone_step> steps, const subject& target, const reach& after) {
    cell_writer cells(in);
    std::vector<query::column> columns{{"where", query::column_type::text}};
    cell_writer::add_columns(columns, "on");
    columns.push_back({"privileges", query::column_type::texts});
    columns.push_back({"gains", query::column_type::integer});
    columns.push_back({"statement", query::column_type::text});
    columns.push_back({"why", query::column_type::text});
    auto table = table_of(std::move(columns));
    for (const auto where :
         {step_place::identity_provider, step_place::databricks, step_place::cannot_tell, step_place::nothing_needed})
        for (const auto& one : steps) {
            if (one.where != where) continue;
            std::vector<query::cell> row{std::string(name_of(where))};
            cells.add_cells(row, one.change.target);
            row.emplace_back(names_of_bits(one.change.bits, one.change.in, in.names.privileges()));
            row.emplace_back(static_cast<std::int64_t>(one.gains));
            auto statement = one.needed() ? statement_of(in, one, target) : result<std::string>(std::string{});
            if (!statement) return std::move(statement).error();
            row.emplace_back(*std::move(statement));
            row.emplace_back(one.why);
            table.rows.push_back(std::move(row));
            if (where != step_place::cannot_tell || !table.coverage.empty()) continue;
            for (const auto gap : after.gaps) table.coverage.push_back(cells.note(in.facts.gaps()[gap]));
        }
    if (cells.fault()) return *cells.fault();
    return made_section("steps", "What to do, and where", std::move(table));
}

/// One row a resource: what can be done, and what is only held; `(unknown)` behind what may be.
result<section> reach_table(account& in, const reach& what, std::string id, std::string title) {
    struct lists {
        std::vector<std::string> can, holds;
        bool unsure = true;
    };
    std::map<node_id, lists> rows;
    const auto put = [&](node_id on, std::vector<std::string> lists::*list, std::string name, bool sure) {
        auto& row = rows[on];
        row.unsure = row.unsure && !sure;
        const auto told = [&](const std::string& text) {
            return std::ranges::find(row.can, text) != row.can.end() ||
                   std::ranges::find(row.*list, text) != (row.*list).end();
        };
        auto doubted = in_doubt(name);
        if (!told(name) && (sure || !told(doubted))) (row.*list).push_back(sure ? std::move(name) : std::move(doubted));
    };
    // What can be used is not told again as held.
    for (const auto how : {graph::mode::effective, graph::mode::granted})
        for (const auto& one : what.rows)
            if (one.how == how)
                put(one.resource, how == graph::mode::effective ? &lists::can : &lists::holds,
                    graph::name_of(one.what, in.names.privileges()), one.sure == verdict::yes);
    for (const auto& one : what.roles) {
        mask bit;
        bit.set(one.bit);
        for (auto& name : names_of_bits(bit, facet::role, in.names.privileges()))
            put(one.on, &lists::holds, std::move(name), true);
    }
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"can", query::column_type::texts});
    columns.push_back({"holds", query::column_type::texts});
    columns.push_back({"verdict", query::column_type::verdict});
    auto table = table_of(std::move(columns));
    for (const bool unsure : {false, true})
        for (const auto& [on, one] : rows) {
            if (one.unsure != unsure) continue;
            std::vector<query::cell> row;
            cells.add_cells(row, on);
            row.emplace_back(one.can);
            row.emplace_back(one.holds);
            row.emplace_back(unsure ? verdict::unknown : verdict::yes);
            table.rows.push_back(std::move(row));
        }
    if (cells.fault()) return *cells.fault();
    return made_section(std::move(id), std::move(title), std::move(table));
}

/// Only what can be used counts as lacking.
reach usable(reach what) {
    std::erase_if(what.rows, [](const reach_row& one) { return one.how != graph::mode::effective; });
    return what;
}

} // namespace

result<std::string> statement_of(account& in, const clone_step& one, const subject& target) {
    const auto on = in.names.describe(one.change.target);
    if (!on) return on.error();
    if (one.is_membership())
        return fmt::format("ADD {} TO GROUP {}", query::spelled_name(target.node.name), query::spelled_name(on->name));
    const auto names = names_of_bits(one.change.bits, one.change.in, in.names.privileges());
    if (one.change.in == facet::unity)
        return fmt::format("GRANT {} ON {} TO {}", fmt::join(names, ", "), object_in_sql(*on),
                           query::quoted_name(name_in_sql(target.node)));
    cell_writer cells(in);
    const auto cell = cells.node(one.change.target);
    if (cells.fault()) return *cells.fault();
    return fmt::format("give {} on {} {}{}", fmt::join(names, ", "), cell.kind, cell.name,
                       cell.scope.empty() ? "" : " of " + cell.scope);
}

result<clone_report> report_clone(account& in, fact_source& source, std::string_view source_name,
                                  std::string_view target_name) {
    const auto from = find_principal(in.names, source_name);
    if (!from) return from.error();
    const auto target = find_principal(in.names, target_name);
    if (!target) return target.error();
    if (from->node.id == target->node.id)
        return fail(errc::bad_input, "both names stand for the same principal").with("principal", from->label);
    dossier made{"clone", fmt::format("{} as {}", target->label, from->label), {}, {}, {}, in.names.snapshot()};
    auto plan = plan_clone(in.facts, source, in.names.privileges(), from->node.id, target->node.id);
    if (!plan) return plan.error();
    const auto other = reach_of(in.facts, from->node.id, everything_to_do(in.names.privileges()));
    const auto gained = beyond(plan->after, plan->before);
    const auto lacking = usable(beyond(other, plan->after));
    std::array sections{step_table(in, plan->steps, *target, plan->after),
                        reach_table(in, gained, "gains", "What all needed steps give together"),
                        reach_table(in, lacking, "still_lacks", "What only the other can do even then")};
    for (auto& one : sections) {
        if (!one) return std::move(one).error();
        made.sections.push_back(std::move(*one));
    }
    const std::array questions{question{"owned", "What the other owns, which no step gives",
                                        fmt::format("SHOW OBJECTS OWNED BY {}", from->spelling)}};
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    if (target->node.flags.has(node_flag::inactive))
        made.remarks.emplace_back("the target is deactivated: it holds what it is given and can use none of it");
    made.remarks.emplace_back("nothing was touched; `canreach audit what-if` takes the statements that ADD and GRANT");
    return clone_report{std::move(made), *std::move(plan), *target};
}

result<dossier> audit_clone(account& in, fact_source& source, std::string_view source_name,
                            std::string_view target_name) {
    auto made = report_clone(in, source, source_name, target_name);
    if (!made) return std::move(made).error();
    return std::move(made->told);
}

} // namespace canreach::audit
