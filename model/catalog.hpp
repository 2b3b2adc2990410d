/// Names to nodes and back, for the query language. Implemented by storage/; the language knows no SQLite.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"
#include "model/node.hpp"
#include "model/privileges.hpp"
#include "model/storage_path.hpp"

namespace canreach {
inline namespace model {

/// A node as a person meets it.
struct node_description {
    node_id id = no_node;
    node_key key;
    std::string name;
    std::string subtype;
    node_flags flags;
    node_id parent = no_node;
    node_id owner = no_node; ///< first owner, if any
    /// Name of the workspace or metastore that the node is scoped to; empty for account-wide ones.
    std::string scope_name;
    std::vector<std::pair<std::string, std::string>> attributes;
};

/// A node whose place in storage touches a path.
struct placed_node {
    node_id id = no_node;
    node_kind kind = node_kind::other;
    std::string url;     ///< normalised
    bool covers = false; ///< the path is the node's place or lies in it; otherwise that place lies strictly in the path
};

/// A name as completion offers it.
struct named_kind {
    node_kind kind = node_kind::other;
    std::string name;
    friend auto operator<=>(const named_kind&, const named_kind&) = default;
};

/// Which account this is and when it was read.
struct snapshot_info {
    std::string file; ///< as given to the program; empty if not from a file
    std::string account_id;
    std::string cloud;      ///< `azure`, `aws`, `gcp`; empty if unknown
    std::string started_at; ///< UTC, `YYYY-MM-DD hh:mm:ss`; empty if unknown
    std::string sealed_at;
    std::string digest;     ///< SHA-256 in lower-case hex
    std::uint64_t gaps = 0; ///< ledger rows that are not `done`
};

/// A file beside those of a history that does not count, and why.
struct passed_over_file {
    std::string file;
    std::string reason; ///< `the crawl in this file has not ended`
    friend bool operator==(const passed_over_file&, const passed_over_file&) = default;
};

/// Reads of an immutable account. Not thread-safe. Lookups are logarithmic in the number of nodes unless said
/// otherwise.
class catalog {
public:
    virtual ~catalog() = default;

    [[nodiscard]] virtual snapshot_info snapshot() const = 0;
    /// Names of the privilege bits of this account.
    [[nodiscard]] virtual const privilege_dictionary& privileges() const = 0;

    /// Principals answering to `name`: a user by e-mail (any letter case), a service principal by application id or
    /// display name, a group by display name, of any workspace, a recipient. Ordered by (kind, scope, id). Empty if
    /// none.
    [[nodiscard]] virtual result<std::vector<node_id>> principals_named(std::string_view name) = 0;
    /// Nodes of `kind` whose name is `name`: full names for Unity Catalog (`main.sales.orders`; any letter case),
    /// display names elsewhere. Several where scopes differ. Ordered by (scope, id).
    [[nodiscard]] virtual result<std::vector<node_id>> nodes_named(node_kind kind, std::string_view name) = 0;
    /// The node with this platform id (`#4711`), of any kind.
    [[nodiscard]] virtual result<std::vector<node_id>> nodes_with_id(std::string_view id) = 0;
    /// At most `limit` names that are near `wanted` (typing mistakes), best first. `kinds` empty = all. Linear.
    [[nodiscard]] virtual result<std::vector<std::string>>
    near_names(std::string_view wanted, std::span<const node_kind> kinds, std::size_t limit) = 0;
    /// Nodes with a `url` that covers the path, the longest first, then those placed strictly within it, at most
    /// `within_limit`. Linear.
    [[nodiscard]] virtual result<std::vector<placed_node>> placed_at(const storage_path& where,
                                                                     std::size_t within_limit) = 0;
    /// At most `limit` names that begin with `prefix` (any letter case), in alphabetical order, each (kind, name) once.
    [[nodiscard]] virtual result<std::vector<named_kind>> names_beginning(std::string_view prefix,
                                                                          std::size_t limit) = 0;
    [[nodiscard]] virtual result<node_description> describe(node_id id) = 0;
    /// Just the name, for tables of results; the fastest way.
    [[nodiscard]] virtual result<std::string> name_of(node_id id) = 0;
};

} // namespace model
} // namespace canreach
