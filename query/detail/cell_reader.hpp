/// The cells of a row, made when they are looked at.
#pragma once

#include "graph/access_graph.hpp"
#include "query/detail/describer.hpp"
#include "query/detail/relation.hpp"

namespace canreach::query::detail {

class cell_reader {
public:
    cell_reader(const graph::access_graph& facts, const privilege_dictionary& privileges, describer& words)
        : facts_(facts), privileges_(privileges), words_(words) {}

    [[nodiscard]] cell read(const row& from, const column_shape& column);

private:
    [[nodiscard]] cell of_principal(node_id node, column_source what);
    [[nodiscard]] cell of_resource(node_id node, column_source what);
    [[nodiscard]] cell of_access(const row& from, column_source what);
    [[nodiscard]] cell actions(const row& from);
    [[nodiscard]] node_id ancestor(node_id node, node_kind kind) const;

    const graph::access_graph& facts_;
    const privilege_dictionary& privileges_;
    describer& words_;
};

/// `direct`, a group's name, `owner`, `owner (group)`, `metastore admin`.
[[nodiscard]] std::string text_of(const graph::via_item& what, describer& words);
/// Verbs of actions that hold, `SELECT (unknown)` for those that may.
[[nodiscard]] std::vector<std::string> action_names(const std::vector<std::pair<graph::action, graph::verdict>>& list,
                                                    const privilege_dictionary& names);

} // namespace canreach::query::detail
