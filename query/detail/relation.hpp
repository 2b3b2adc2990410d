/// Rows between two steps.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/answers.hpp"
#include "query/bound.hpp"
#include "query/result_table.hpp"
#include "query/shape.hpp"

namespace canreach::query::detail {

struct row {
    node_id principal = no_node;
    node_id resource = no_node; ///< also the workspace or container that a listing is about
    graph::verdict how = graph::verdict::yes;
    const bound::asked* asked = nullptr; ///< what `via` and `workspaces` are told of; null = nothing
    std::vector<cell> extra;
    unsigned hops = 0;      ///< of mode escalatable
    node_id like = no_node; ///< a resource with the same actions, ways and workspaces
};

struct relation {
    const table_shape* shape = nullptr; ///< belongs to the plan
    std::vector<row> rows;
    std::uint64_t count = 0; ///< before LIMIT
    /// Of rows that nobody sees, counted in place of being made: how many there are, and how many of verdict unknown.
    struct tally {
        std::uint64_t all = 0;
        std::uint64_t unknown = 0;
    };
    std::optional<tally> counted;
    bool truncated = false;
    std::vector<graph::gap_index> gaps;
    std::vector<coverage_note> notes; ///< what other snapshots did not read
    std::vector<std::string> warnings;
    std::optional<why_node> tree;
    std::vector<std::string> suggestions;

    void add_gaps(const std::vector<graph::gap_index>& more) {
        gaps.insert(gaps.end(), more.begin(), more.end());
        std::ranges::sort(gaps);
        const auto tail = std::ranges::unique(gaps);
        gaps.erase(tail.begin(), tail.end());
    }
    /// Warnings, each once.
    void warn(const std::vector<std::string>& more) {
        for (const auto& one : more)
            if (std::ranges::find(warnings, one) == warnings.end()) warnings.push_back(one);
    }
    /// The gaps, warnings and cuts of `other`, not its rows.
    void take_notes_of(const relation& other) {
        truncated = truncated || other.truncated;
        add_gaps(other.gaps);
        notes.insert(notes.end(), other.notes.begin(), other.notes.end());
        warn(other.warnings);
    }
};

/// Sure rows before unknown ones, each in the order they had.
inline void unknown_last(std::vector<row>& rows) {
    std::ranges::stable_partition(rows, [](const row& one) { return one.how != graph::verdict::unknown; });
}

} // namespace canreach::query::detail
