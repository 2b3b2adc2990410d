/// A crawl file in memory, as sealing needs it: keys and edges as numbers; names stay in the file.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/kinds.hpp"
#include "model/node.hpp"
#include "storage/statement.hpp"

namespace canreach::storage {
class database;
}

namespace canreach::storage::detail {

/// No node, no report, no parent.
inline constexpr std::uint32_t nothing = 0xFFFF'FFFFU;

struct key_view {
    node_kind kind = node_kind::other;
    std::string_view scope;
    std::string_view id;
    friend auto operator<=>(const key_view&, const key_view&) = default;
};

/// A node on its way into the sealed file; its number is its place in `raw_account::nodes`.
struct raw_node {
    key_view key;
    std::string_view name;           ///< only of nodes without a report
    std::uint32_t report = nothing;  ///< the report that won, a row of the crawl file
    std::uint32_t parent = nothing;  ///< number of the parent node
    std::uint32_t scope = nothing;   ///< number of the workspace or metastore of the key
    std::uint32_t same_as = nothing; ///< number of the user that this guest is
    node_flags flags;
    bool wanted = false; ///< reported, or an end of an edge; the others only name tasks
};

/// What one report said.
struct node_report {
    std::string_view name;
    std::uint32_t parent = nothing;
    std::string_view subtype;
    node_flags flags;
    std::string_view attributes; ///< packed pairs (storage/text.hpp)
};

/// By report: packed attributes of other reports that only add to the same node.
using report_additions = std::unordered_map<std::uint32_t, std::string>;

struct raw_mask {
    facet what = facet::unity;
    mask allow;
    mask deny;
    std::vector<std::string> unknown;
    bool used = false; ///< by a grant that counts; those of dropped parts do not
};
struct raw_pair {
    std::uint32_t ref;
    std::uint32_t key;
    friend auto operator<=>(const raw_pair&, const raw_pair&) = default;
};
struct raw_grant {
    std::uint32_t ref;
    std::uint32_t key;
    std::uint32_t mask;
};
struct raw_bind {
    std::uint32_t resource;
    std::uint32_t workspace;
    binding how;
};
struct raw_link {
    link_type type;
    std::uint32_t source;
    std::uint32_t target_key; ///< or `nothing`
    std::uint32_t target_ref;
};
struct raw_policy {
    std::string name;
    policy_type type = policy_type::row_filter;
    std::uint32_t resource = nothing;
    mask privileges;
    std::vector<std::uint32_t> to;      ///< refs
    std::vector<std::uint32_t> except;  ///< refs
    std::vector<std::uint32_t> matches; ///< keys
    std::uint32_t function = nothing;   ///< key
    std::string column;
};
struct raw_ref {
    principal_ref ref;
    std::uint32_t key = nothing; ///< number, for refs by key
    bool used = false;           ///< by an edge that counts
};

/// Texts that live as long as it does, wherever it is moved. Of blocks of one size: nothing is copied, and little is
/// left over at the end.
class text_arena {
public:
    [[nodiscard]] std::string_view keep(std::string_view text);
    /// The same, once for each text: for those that many share.
    [[nodiscard]] std::string_view keep_once(std::string_view text);

private:
    static constexpr std::size_t block_size = std::size_t{1} << 20U;
    std::vector<std::unique_ptr<char[]>> blocks_;
    std::size_t used_ = block_size; ///< of the last block
    std::set<std::string_view> shared_;
    std::string_view last_; ///< the one of `shared_` that was asked for last
};

struct raw_account {
    text_arena texts; ///< owner of all views below
    std::vector<raw_node> nodes;
    report_additions additions;
    std::vector<raw_ref> refs;
    std::vector<raw_mask> masks;
    std::vector<raw_pair> members;
    std::vector<raw_pair> owners;
    std::vector<raw_grant> grants;
    std::vector<raw_bind> binds;
    std::vector<raw_link> links;
    std::vector<raw_policy> policies;

    /// A node that no reply described; `wanted`.
    std::uint32_t add_node(const key_view& key, std::string_view name, node_flags flags);
};

/// Reads everything but the ledger, picking one report per node: see docs/account_file.md. `damaged_file` if the file
/// holds what no crawl writes.
[[nodiscard]] result<raw_account> load_raw_account(const database& from);

/// Reads reports by number, one at a time.
class report_reader {
public:
    /// `additions` must outlive the reader.
    [[nodiscard]] static result<report_reader> open(const database& from, std::uint32_t key_count,
                                                    const report_additions& additions);
    /// Views live until the next call.
    [[nodiscard]] result<node_report> read(std::uint32_t report);

private:
    report_reader(statement query, std::uint32_t keys, const report_additions& additions)
        : query_(std::move(query)), key_count_(keys), additions_(&additions) {}
    statement query_;
    std::uint32_t key_count_;
    const report_additions* additions_;
    std::string merged_;
};

} // namespace canreach::storage::detail
