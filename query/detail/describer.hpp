/// Nodes in the words of answers, each looked up once.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "graph/access_graph.hpp"
#include "model/catalog.hpp"
#include "query/diagnostic.hpp"
#include "query/result_table.hpp"

namespace canreach::query::detail {

/// The first failure of the catalog is kept and everything after it reads as nameless: whoever makes an answer asks
/// `fault()` at its end.
class describer {
public:
    describer(catalog& names, const graph::access_graph& facts) : names_(names), facts_(facts) {}

    /// Valid as long as the describer. `no_node` gives an empty description.
    [[nodiscard]] const node_description& of(node_id node);
    [[nodiscard]] const std::string& name(node_id node);
    [[nodiscard]] node_cell cell(node_id node);
    [[nodiscard]] bool knows(const node_key& key);     ///< whether this account has a node of that key
    [[nodiscard]] std::string kind_word(node_id node); ///< `user`, `table`, `view`, …
    [[nodiscard]] bool is_view(node_id node);          ///< of Unity Catalog or of Hive
    /// Of any kind; empty where the catalog fails.
    [[nodiscard]] std::vector<node_id> principals_named(std::string_view name);
    [[nodiscard]] std::string thing(node_id node); ///< `table main.hr.salaries`, `group hr-analysts`
    /// As in a GRANT statement: `TABLE main.hr.salaries`; principals as a quoted name.
    [[nodiscard]] std::string in_sql(node_id node);
    /// The same as ALTER wants it, which tells views from tables and knows recipients.
    [[nodiscard]] std::string in_alter(node_id node);
    [[nodiscard]] coverage_note note(const source_gap& gap);
    [[nodiscard]] std::string gap_text(const source_gap& gap); ///< `grants on schema finance.core`

    [[nodiscard]] const std::optional<diagnostic>& fault() const { return fault_; }

private:
    [[nodiscard]] std::string hive_thing(node_id node);
    [[nodiscard]] std::string hive_in_sql(node_id node);

    catalog& names_;
    const graph::access_graph& facts_;
    std::unordered_map<node_id, node_description> descriptions_;
    std::unordered_map<node_id, std::string> only_names_;
    std::optional<diagnostic> fault_;
};

} // namespace canreach::query::detail
