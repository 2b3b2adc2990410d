/// Cells and columns as audits need them, named by the catalog.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/dossier.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

/// Writes cells; keeps the first failure of the catalog, which whoever builds a table asks for at the end.
class cell_writer {
public:
    explicit cell_writer(account& in) : in_(in) {}

    [[nodiscard]] query::node_cell node(node_id id);
    [[nodiscard]] std::string name(node_id id) { return node(id).name; }
    /// The bits of a grant by their names; denials begin with `DENY `.
    [[nodiscard]] std::vector<std::string> privileges(const source_grant& grant) const;
    /// How a row comes about: `direct`, a group's name, `owner (group)`.
    [[nodiscard]] std::string way(const graph::via_item& what);
    /// A part that was not read.
    [[nodiscard]] query::coverage_note note(const source_gap& gap);
    void note(query::result_table& table, std::span<const graph::gap_index> gaps);
    /// Notes what of these parts was not read anywhere: of tables that stand on all of them.
    void note_unread(query::result_table& table, std::initializer_list<node_part> parts);
    [[nodiscard]] const std::optional<failure>& fault() const { return fault_; }

    /// Columns `<lead>.kind`, `<lead>.name`, and the cells that go with them.
    static void add_columns(std::vector<query::column>& to, std::string_view lead);
    void add_cells(std::vector<query::cell>& to, node_id id);
    /// A row of `table_of_grants`; cells of further columns follow.
    [[nodiscard]] std::vector<query::cell> row_of(const source_grant& grant);

private:
    account& in_;
    std::optional<failure> fault_;
};

/// Whom each grant names (columns `<lead>.kind` and `<lead>.name`), on what, which privileges, and `more`.
[[nodiscard]] query::result_table table_of_grants(std::string_view lead, std::vector<query::column> more = {});

} // namespace canreach::audit
