/// Rows told together. Thousands of rows that say the same of things of one kind in one place help nobody: one row with
/// their number does. Nothing is lost but the names: the counts add up to all rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/ids.hpp"
#include "query/result_table.hpp"

namespace canreach::query {

/// Collects rows by kind, place and likeness, without a look at names. O(1) a row.
class folding {
public:
    /// Rows of one kind in one place that are alike.
    struct group {
        node_id first; ///< the first of them; the only one where `count` is 1
        node_id within;
        std::uint32_t like;
        std::uint64_t count = 0;
    };

    /// `kind_word` is asked for what the graph alone cannot name: relations of Hive.
    folding(const graph::access_graph& facts, std::function<std::string(node_id)> kind_word)
        : facts_(facts), kind_word_(std::move(kind_word)) {}

    /// Rows with the same `like` must tell the same, beside what they are about.
    void add(node_id about, std::uint32_t like);
    [[nodiscard]] const std::vector<group>& groups() const noexcept { return groups_; } ///< by first appearance

    /// Where a thing lies, as a reader sorts it: its catalog, its workspace, the Hive metastore of one, its metastore;
    /// `no_node` for what belongs to the account.
    [[nodiscard]] node_id place_of(node_id thing);
    [[nodiscard]] std::string word_for(node_id thing) const;

private:
    struct key {
        std::string kind;
        std::uint32_t within;
        std::uint32_t like;
        friend bool operator==(const key&, const key&) = default;
    };
    struct hash_of_key {
        std::size_t operator()(const key& of) const noexcept;
    };

    const graph::access_graph& facts_;
    std::function<std::string(node_id)> kind_word_;
    std::unordered_map<node_id, node_id> places_; ///< by what a thing lies in
    std::unordered_map<key, std::size_t, hash_of_key> known_;
    std::vector<group> groups_;
};

/// What the rows of a table of groups say.
struct folded_words {
    std::string_view lead;    ///< of the columns on what a row is about: `resource`
    std::vector<column> told; ///< what is told of each row besides
    std::function<std::vector<cell>(std::uint32_t like)> cells_of; ///< as many cells
    std::function<node_cell(node_id)> node_of;
};

/// More lines than these are left out, the smallest first, with a warning that says how many rows they stand for.
inline constexpr std::size_t lines_told = 100;

/// Columns `count`, `<lead>.kind`, `<lead>.name` (where one thing is meant), `within` and those told; the largest
/// groups first, then by place, kind and what is told. Groups that read alike are one. Adds to `into`, whose `count` is
/// that of all rows.
void tell_together(const folding& rows, const folded_words& how, result_table& into);

} // namespace canreach::query
