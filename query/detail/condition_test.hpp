/// Conditions over rows, in four values.
#pragma once

#include <cstdint>
#include <map>

#include "graph/access_graph.hpp"
#include "query/bound.hpp"
#include "query/detail/cell_reader.hpp"
#include "query/detail/relation.hpp"

namespace canreach::query::detail {

/// `null` is SQL's: a comparison with nothing; the row goes. `unknown` is ours: a membership that was not read; the row
/// stays and says so. AND is the least, OR the greatest; NOT leaves the two in the middle as they are.
enum class truth : std::uint8_t { no, null, unknown, yes };

class condition_test {
public:
    condition_test(const graph::access_graph& facts, cell_reader& cells, const table_shape& shape)
        : facts_(facts), cells_(cells), shape_(shape) {}

    [[nodiscard]] truth holds(const bound::condition& what, const row& of);
    /// Gaps met while looking at memberships.
    [[nodiscard]] const std::vector<graph::gap_index>& gaps() const { return gaps_; }

private:
    struct group_members {
        std::map<node_id, graph::verdict> rows;
        bool complete = true;
    };
    [[nodiscard]] truth holds(const bound::test& what, const row& of);
    [[nodiscard]] truth holds(const bound::test& what, const cell& found);
    [[nodiscard]] truth is_member(node_id principal, node_id group);

    const graph::access_graph& facts_;
    cell_reader& cells_;
    const table_shape& shape_;
    std::map<node_id, group_members> members_; ///< of groups that conditions name, asked once
    std::vector<graph::gap_index> gaps_;
};

} // namespace canreach::query::detail
