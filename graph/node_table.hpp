/// What the rules read of every node, as columns.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/rules/unity_tables.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"
#include "model/node.hpp"

namespace canreach::graph {

/// What a built-in group stands for (rules M3–M5).
enum class built_in : std::uint8_t { none, account_users, users, admins };

struct node_table {
    std::vector<node_kind> kind;
    std::vector<node_flags> flags;
    std::vector<node_id> parent;
    std::vector<node_id> scope;
    std::vector<securable> type;
    /// Built-in groups only, ascending.
    std::vector<std::pair<node_id, built_in>> system_groups;

    [[nodiscard]] std::size_t size() const noexcept { return kind.size(); }
    [[nodiscard]] bool has(node_id id) const noexcept { return id.value < kind.size(); }

    /// Fails with `damaged_file` on ids out of order, or parents and scopes that do not exist.
    [[nodiscard]] static result<node_table> read(fact_source& source);
};

} // namespace canreach::graph
