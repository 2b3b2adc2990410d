/// The cells of a row, made when they are looked at.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/access_graph.hpp"
#include "query/action_words.hpp"
#include "query/detail/describer.hpp"
#include "query/detail/relation.hpp"

namespace canreach::query::detail {

class cell_reader {
public:
    cell_reader(const graph::access_graph& facts, const privilege_dictionary& privileges, describer& words)
        : facts_(facts), spelling_(privileges), words_(words) {}

    [[nodiscard]] cell read(const row& from, const column_shape& column);

private:
    /// Cells that cost a question, by what was asked of whom, and of what the answer is told: the resource that a row
    /// is like.
    struct told_cells {
        std::optional<cell> via, workspaces, actions;
    };
    using told_key = std::tuple<const bound::asked*, node_id, node_id>;
    [[nodiscard]] told_cells& told_of(const row& from);
    /// Of rows that may be like another: their lists are long.
    [[nodiscard]] graph::teller& teller_of(const row& from);
    [[nodiscard]] cell of_principal(node_id node, column_source what);
    [[nodiscard]] cell of_resource(node_id node, column_source what);
    [[nodiscard]] cell of_access(const row& from, column_source what);
    [[nodiscard]] cell via(const row& from);
    [[nodiscard]] cell workspaces(const row& from);
    [[nodiscard]] cell actions(const row& from);
    [[nodiscard]] std::vector<std::pair<graph::action, graph::verdict>>
    those_asked(const row& from, const std::vector<std::pair<graph::action, graph::verdict>>& all) const;
    [[nodiscard]] node_id ancestor(node_id node, node_kind kind) const;

    const graph::access_graph& facts_;
    action_spelling spelling_;
    describer& words_;
    std::map<told_key, told_cells> told_; ///< of rows that are like another
    std::map<std::pair<const bound::asked*, node_id>, graph::teller> tellers_;
    told_cells alone_; ///< of the row read last, if it is like none
};

/// `direct`, a group's name, `owner`, `owner (group)`, `metastore admin`.
[[nodiscard]] std::string text_of(const graph::via_item& what, describer& words);

} // namespace canreach::query::detail
