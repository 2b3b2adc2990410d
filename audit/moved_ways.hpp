/// What one principal holds at one moment by memberships that the other moment has not. Things on which it holds the
/// same privileges, and the same of them by such memberships, owe a change of access to the same facts: by whom else it
/// holds them does not matter.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/ids.hpp"

namespace canreach::audit {

/// A stored membership of one moment.
struct moved_member {
    node_id member, group;
};

/// Used from one thread at a time.
class moved_ways {
public:
    /// `built_in`: groups that hold people without a stored membership. All outlive it.
    moved_ways(const graph::access_graph& facts, std::span<const moved_member> moved, std::span<const node_id> built_in,
               node_id who);

    /// The same number for things on which and around which, up to `end`, the same is held by memberships that moved.
    /// `end` itself does not count; a thing and all that lies below the same `end` is asked about with that one.
    [[nodiscard]] std::uint32_t number_of(node_id resource, node_id end);

private:
    enum class way : std::uint8_t {
        none,  ///< the principal does not carry the holder
        plain, ///< it does, by memberships of both moments alone
        own,   ///< it may by one that moved, or by none that is stored
    };
    using words = std::vector<std::uint32_t>;

    [[nodiscard]] bool is_in(node_id member, node_id group) const;
    [[nodiscard]] bool may_hold_everybody(node_id group) const;
    [[nodiscard]] way way_to(node_id holder);
    [[nodiscard]] way found_way_to(node_id holder) const;
    void write_held(node_id on, words& key);
    [[nodiscard]] std::uint32_t around(node_id container, node_id end);
    [[nodiscard]] std::uint32_t number_of_key(node_id on, node_id end);

    const graph::access_graph& facts_;
    std::span<const node_id> built_in_;
    node_id who_;
    std::vector<node_id> joined_; ///< groups of memberships that moved, and that it may be in thereby
    std::unordered_map<node_id, way> ways_;
    std::unordered_map<node_id, std::uint32_t> containers_;
    std::map<words, std::uint32_t> numbers_;
};

} // namespace canreach::audit
