#include "audit/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "model/grant_names.hpp"
#include "query/object_kinds.hpp"
#include "query/via_words.hpp"

namespace canreach::audit {

query::node_cell cell_writer::node(node_id id) {
    if (id == no_node) return {};
    auto found = in_.names.describe(id);
    if (!found) {
        if (!fault_) fault_ = std::move(found).error();
        return {};
    }
    const auto word = query::kind_word(found->key.kind, query::is_view_subtype(found->subtype));
    return {id, std::move(found->name), std::string(word), std::move(found->key.id), std::move(found->scope_name)};
}

std::string cell_writer::way(const graph::via_item& what) {
    return query::text_of(what, [&](node_id id, bool with_kind) {
        auto named = name(id);
        return with_kind ? fmt::format("{} {}", query::noun_of(in_.facts.kind_of(id)), named) : named;
    });
}

query::coverage_note cell_writer::note(const source_gap& gap) {
    return {node(gap.about), std::string(name_of(gap.part)), std::string(name_of(gap.how)), gap.family, gap.reason};
}

void cell_writer::note(query::result_table& table, std::span<const graph::gap_index> gaps) {
    for (const auto gap : gaps) table.coverage.push_back(note(in_.facts.gaps()[gap]));
}

void cell_writer::note_unread(query::result_table& table, std::initializer_list<node_part> parts) {
    for (const auto& gap : in_.facts.gaps())
        if (std::ranges::find(parts, gap.part) != parts.end()) table.coverage.push_back(note(gap));
}

std::vector<std::string> cell_writer::privileges(const source_grant& grant) const {
    auto names = names_of_bits(grant.allow, grant.what, in_.names.privileges());
    for (auto& denied : names_of_bits(grant.deny, grant.what, in_.names.privileges()))
        names.push_back("DENY " + std::move(denied));
    return names;
}

void cell_writer::add_columns(std::vector<query::column>& to, std::string_view lead) {
    to.push_back({std::string(lead) + ".kind", query::column_type::text});
    to.push_back({std::string(lead) + ".name", query::column_type::node});
}

void cell_writer::add_cells(std::vector<query::cell>& to, node_id id) {
    auto cell = node(id);
    to.emplace_back(cell.kind);
    to.emplace_back(std::move(cell));
}

std::vector<query::cell> cell_writer::row_of(const source_grant& grant) {
    std::vector<query::cell> row;
    add_cells(row, grant.grantee);
    add_cells(row, grant.resource);
    row.emplace_back(privileges(grant));
    return row;
}

query::result_table table_of_grants(std::string_view lead, std::vector<query::column> more) {
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, lead);
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"privileges", query::column_type::texts});
    std::ranges::move(more, std::back_inserter(columns));
    return table_of(std::move(columns));
}

} // namespace canreach::audit
