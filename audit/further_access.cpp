#include "audit/further_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "audit/folded_access.hpp"
#include "audit/gained_actions.hpp"
#include "audit/tables.hpp"
#include "graph/operations.hpp"

namespace canreach::audit {
namespace {

using query::cell;
using query::column_named;
using query::result_table;
using names = std::vector<std::string>;

/// A table of WHAT CAN, read by resource.
class access_table {
public:
    explicit access_table(const result_table& table)
        : table_(table), resource_(column_named(table, "resource.name").value_or(0)),
          actions_(column_named(table, "actions").value_or(0)) {
        for (std::size_t row = 0; row < table.rows.size(); ++row)
            if (const auto id = resource_of(table.rows[row])) rows_.emplace(*id, row);
    }

    [[nodiscard]] std::optional<node_id> resource_of(const std::vector<cell>& row) const {
        const auto* node = std::get_if<query::node_cell>(&row[resource_]);
        return node == nullptr ? std::nullopt : std::optional(node->id);
    }
    [[nodiscard]] const std::vector<cell>* row_of(node_id resource) const {
        const auto found = rows_.find(resource);
        return found == rows_.end() ? nullptr : &table_.rows[found->second];
    }
    [[nodiscard]] names actions_of(node_id resource) const {
        const auto* row = row_of(resource);
        const auto* list = row == nullptr ? nullptr : std::get_if<names>(&(*row)[actions_]);
        return list == nullptr ? names{} : *list;
    }
    [[nodiscard]] std::size_t actions_column() const noexcept { return actions_; }

private:
    const result_table& table_;
    std::size_t resource_, actions_;
    std::map<node_id, std::size_t> rows_;
};

/// The rows of `wider` with what they have beyond `now`.
result_table beyond(result_table wider, const access_table& now, bool doubts_count) {
    const access_table all(wider);
    std::vector<std::vector<cell>> rows;
    for (const auto& row : wider.rows) {
        const auto resource = all.resource_of(row);
        if (!resource) continue;
        auto more = gained(all.actions_of(*resource), now.actions_of(*resource), doubts_count);
        if (more.empty()) continue;
        rows.push_back(row);
        rows.back()[all.actions_column()] = std::move(more);
    }
    wider.rows = std::move(rows);
    wider.count = wider.rows.size();
    return wider;
}

/// Rows of things in reach tell the way to what is in reach. Puts the way to what is gained in its place.
result<void> tell_ways(account& in, node_id principal, result_table& table) {
    const auto hops = column_named(table, "hops");
    const access_table mine(table);
    cell_writer cells(in);
    graph::request all;
    all.actions = {{graph::action::form::any, 0}};
    all.how = graph::mode::escalatable;
    for (auto& row : table.rows) {
        const auto* number = hops ? std::get_if<std::int64_t>(&row[*hops]) : nullptr;
        if (number == nullptr || *number > 0) continue;
        const auto resource = *mine.resource_of(row);
        const auto& more = std::get<names>(row[mine.actions_column()]);
        auto wanted = all;
        wanted.any_of = true;
        wanted.actions.clear();
        for (const auto& [action, how] : in.facts.actions_on(principal, all, resource))
            if (std::ranges::find(more, graph::name_of(action, in.names.privileges()), without_doubt) != more.end())
                wanted.actions.push_back(action);
        const auto answer = in.facts.decide(principal, wanted, resource);
        const auto put = [&](std::string_view name, cell value) {
            if (const auto at = column_named(table, name)) row[*at] = std::move(value);
        };
        names ways;
        for (const auto& one : in.facts.via(principal, wanted, resource)) ways.push_back(cells.way(one));
        std::vector<query::judged_name> from;
        for (const auto& one : answer.workspaces) from.push_back({cells.name(one.workspace), one.how});
        std::ranges::sort(from, {}, &query::judged_name::name);
        put("via", std::move(ways));
        put("workspaces", std::move(from));
        put("hops", static_cast<std::int64_t>(answer.hops));
        put("verdict", answer.how);
    }
    if (cells.fault()) return *cells.fault();
    return {};
}

} // namespace

result<void> add_further_access(account& in, const subject& principal, dossier& into) {
    const auto effective = std::ranges::find(into.sections, "effective", &section::id);
    if (effective == into.sections.end()) return {};
    // What is held beside what can be done, what could be obtained beside the identities that give it.
    const auto put = [&](section one) {
        const bool dormant = one.id == "dormant";
        auto place = std::ranges::find(into.sections, dormant ? "effective" : "identities", &section::id);
        if (dormant) ++place;
        into.sections.insert(place, std::move(one));
    };
    auto folded = fold_further_access(in, principal);
    if (!folded) return std::move(folded).error();
    if (*folded) {
        put(std::move((*folded)->dormant));
        put(std::move((*folded)->obtainable));
        into.remarks.push_back(
            fmt::format("on what it reaches already it may obtain more: WHAT CAN {} REACH ESCALATABLE "
                        "tells all",
                        principal.spelling));
        return {};
    }
    const auto can_now = effective->table; // sections move while others are added
    const access_table now(can_now);
    const std::array questions{
        question{"dormant", "Held, but not usable now", fmt::format("WHAT CAN {} REACH GRANTED", principal.spelling)},
        question{"obtainable", "What it could obtain",
                 fmt::format("WHAT CAN {} REACH ESCALATABLE", principal.spelling)},
    };
    dossier asked;
    auto row_by_row = in;
    row_by_row.fold_above = query::every_row;
    if (auto done = ask(row_by_row, questions, asked); !done) return done;
    into.remarks.insert(into.remarks.end(), asked.remarks.begin(), asked.remarks.end());
    for (auto& one : asked.sections) {
        const bool dormant = one.id == "dormant";
        auto table = beyond(std::move(one.table), now, dormant);
        if (!dormant)
            if (auto done = tell_ways(in, principal.node.id, table); !done) return done;
        put(made_section(std::move(one.id), std::move(one.title), std::move(table)));
    }
    return {};
}

} // namespace canreach::audit
