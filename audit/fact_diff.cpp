#include "audit/fact_diff.hpp"

#include <fmt/format.h>

#include <utility>

#include "audit/fact_list.hpp"

namespace canreach::audit {
namespace {

std::vector<query::column> columns() {
    using enum query::column_type;
    return {{"change", text},     {"about.kind", text}, {"about.name", node}, {"other.kind", text},
            {"other.name", node}, {"detail", text},     {"before", text},     {"after", text}};
}

std::vector<query::cell> cells_of(const fact_change& change, const fact_difference& between) {
    const auto& row = change.row();
    const auto& list = change.after != nullptr ? between.after : between.before;
    auto about = list.cell(row.about_id);
    auto other = list.cell(row.other_id);
    std::vector<query::cell> cells{std::string(name_of(change.kind)), about.kind, std::move(about)};
    if (other.id == no_node) {
        cells.emplace_back();
        cells.emplace_back();
    } else {
        cells.emplace_back(other.kind);
        cells.emplace_back(std::move(other));
    }
    cells.emplace_back(row.detail);
    for (const auto* side : {change.before, change.after})
        cells.emplace_back(side != nullptr ? side->value : std::string());
    return cells;
}

/// What only one of the crawls left out.
void tell_left_out(const fact_list& here, const fact_list& there, std::string_view when, dossier& into) {
    for (const auto& [family, reason] : here.left_out())
        if (!there.left_out().contains({family, reason}))
            into.remarks.push_back(fmt::format("left out of the crawl {} only: {} ({})", when, family, reason));
}

/// Whether what was not read may hold facts of that section.
bool concerns(node_part part, std::string_view section) {
    using enum node_part;
    switch (part) {
    case children: return true;
    case attributes: return section == "nodes" || section == "owners" || section == "links";
    case members: return section == "members";
    case grants:
    case assignments:
    case roles: return section == "grants";
    case bindings:
    case attachment: return section == "bindings";
    case definition: return section == "links";
    case policies: return section == "policies";
    case activity: return false;
    }
    return true;
}

/// What neither file tells may differ (rule K1).
void note_unread(const fact_list& list, const snapshot_info& moment, const diff_scope& scope, std::string_view section,
                 query::result_table& table) {
    for (const auto& gap : list.unread_parts())
        if (concerns(gap.part, section) && scope.holds_resource(list.nodes()[gap.about.value].key))
            table.coverage.push_back(note_of(gap, list, moment));
}

} // namespace

query::coverage_note note_of(const source_gap& gap, const fact_list& list, const snapshot_info& moment) {
    return {list.cell(gap.about), std::string(name_of(gap.part)), std::string(name_of(gap.how)), gap.family, gap.reason,
            moment.sealed_at};
}

bool same_files(const snapshot_info& before, const snapshot_info& after) noexcept {
    // A whole SHA-256 on both sides says it all; anything shorter comes from no sealed file.
    return before.digest.size() == 64 && before.digest == after.digest;
}

dossier dossier_of(const fact_difference& between, const diff_scope& scope, const snapshot_info& before,
                   const snapshot_info& after) {
    dossier made{"diff", fmt::format("{} and {}", before.file, after.file), {}, {}, {}, after};
    made.facts = {{"before", before.sealed_at}, {"after", after.sealed_at}};
    if (before.account_id != after.account_id)
        made.remarks.push_back(fmt::format("these are two accounts: {} and {}", before.account_id, after.account_id));
    // Of files that say the same, gaps of the same number tell nothing of a difference.
    const bool told = same_files(before, after) && before.gaps == after.gaps;
    if ((before.gaps != 0 || after.gaps != 0) && !told)
        made.remarks.push_back(fmt::format("parts that were not read: {} before, {} after", before.gaps, after.gaps));
    tell_left_out(between.before, between.after, "before", made);
    tell_left_out(between.after, between.before, "after", made);
    std::array<query::result_table, fact_sections.size()> tables;
    tables.fill(table_of(columns()));
    for (const auto& change : between.changes)
        if (scope.concerns(change.row()))
            tables[static_cast<std::size_t>(change.row().kind)].rows.push_back(cells_of(change, between));
    for (std::size_t i = 0; i < tables.size() && !told; ++i) {
        note_unread(between.before, before, scope, fact_sections[i].first, tables[i]);
        note_unread(between.after, after, scope, fact_sections[i].first, tables[i]);
    }
    for (std::size_t i = 0; i < tables.size(); ++i)
        made.sections.push_back(made_section(std::string(fact_sections[i].first), std::string(fact_sections[i].second),
                                             std::move(tables[i])));
    return made;
}

result<dossier> diff_facts(snapshot_view before, snapshot_view after, const diff_filter& only) {
    const auto then = before.names.snapshot();
    const auto now = after.names.snapshot();
    // The digest says nothing of what was not read.
    auto between = same_files(then, now) && then.gaps == now.gaps ? result<fact_difference>(fact_difference())
                                                                  : compare_facts(before, after);
    if (!between) return std::move(between).error();
    const auto scope = scope_of(only, before, after, *between);
    if (!scope) return scope.error();
    return dossier_of(*between, *scope, then, now);
}

bool has_changes(const dossier& diff) {
    for (const auto& one : diff.sections)
        for (const auto& row : one.table.rows) {
            const auto& change = std::get<std::string>(row.front());
            if (change != "not read" && change != "not read before") return true;
        }
    return false;
}

} // namespace canreach::audit
