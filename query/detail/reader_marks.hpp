/// Dynamic views (V7): what in a view's text depends on who reads it, and whether the groups it names name the reader.
#pragma once

#include <string>
#include <vector>

#include "graph/access_graph.hpp"
#include "query/detail/describer.hpp"

namespace canreach::query::detail {

class reader_marks {
public:
    reader_marks(const graph::access_graph& facts, describer& words, node_id reader);

    /// `dynamic: is_member('hr'): yes`, a line a call. `from`: the workspaces that the view is read from; `is_member`
    /// may differ between them, since each has groups of its own. Without any those count that the reader has access
    /// to.
    [[nodiscard]] std::vector<std::string> of(node_id view, const std::vector<graph::workspace_verdict>& from);

private:
    /// In the account (M2, M3).
    [[nodiscard]] graph::verdict in_account_group(const std::string& name);
    /// In the group that the name means in a workspace (M4-M6), its own groups first (M8).
    [[nodiscard]] graph::verdict in_group_of(node_id workspace, const std::string& name);
    [[nodiscard]] graph::verdict uses(node_id workspace) const;
    [[nodiscard]] graph::verdict administers(node_id workspace) const;
    /// By stored memberships, and those of `account users` (M3).
    [[nodiscard]] graph::verdict carried(node_id group) const;
    /// Whether `account users` is in it.
    [[nodiscard]] bool holds_everybody(node_id group) const;
    [[nodiscard]] std::string answers(const std::string& name, const std::vector<graph::workspace_verdict>& from);

    const graph::access_graph& facts_;
    describer& words_;
    node_id reader_;
    graph::who_answer groups_;
    graph::workspaces_answer entered_;
};

} // namespace canreach::query::detail
