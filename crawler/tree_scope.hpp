/// Which part of the workspace trees a crawl reads. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ledger.hpp"

namespace canreach::crawler {

enum class tree_depth : std::uint8_t {
    full,    ///< every folder, notebook and file with its permissions: one request each
    folders, ///< folders and git folders; what lies in them inherits, and rarely has entries of its own
    none,
};
[[nodiscard]] std::optional<tree_depth> tree_depth_named(std::string_view word) noexcept;

struct tree_scope {
    tree_depth depth = tree_depth::full;
    /// Subtrees to read, e.g. `/Prod`, `/Users/*@example.com/etl`; `*` and `?` stand for part of a name. Empty = all.
    std::vector<std::string> subtrees;
};

/// Does `path` lie in a wanted subtree, or on the way to one?
[[nodiscard]] bool leads_to_subtree(const tree_scope& scope, std::string_view path);

/// Why a task is left out on purpose, for its row of the ledger; empty: it is to be done.
[[nodiscard]] std::string why_left_out(const tree_scope& scope, const crawl_task& task);

/// Does the scope keep objects of this kind that a folder's listing shows?
[[nodiscard]] bool keeps_in_tree(const tree_scope& scope, node_kind kind) noexcept;

} // namespace canreach::crawler
