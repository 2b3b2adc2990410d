/// Facts as rows of a crawl file. References and masks are numbers there, so that an edge is two or three integers.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstdint>
#include <span>

#include "model/activity.hpp"
#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/ids.hpp"
#include "storage/detail/batch_insert.hpp"
#include "storage/detail/interner.hpp"
#include "storage/detail/key_table.hpp"
#include "storage/detail/mask_table.hpp"
#include "storage/detail/parts.hpp"

namespace canreach::storage::detail {

/// Not thread-safe. After a failure the object and the rows since the last commit are to be thrown away.
class fact_writer {
public:
    /// `keys` is shared with the ledger and must outlive the writer.
    [[nodiscard]] static result<fact_writer> open(database& where, key_table& keys, fingerprint_key key);

    [[nodiscard]] result<void> write(const fact& what);
    /// Facts that count once their stage is kept; no policies. Stages of this run, from 0; those of earlier runs are
    /// told apart.
    [[nodiscard]] result<void> write_part(std::span<const fact> facts, std::uint32_t stage);
    [[nodiscard]] result<void> keep_stage(std::uint32_t stage);
    [[nodiscard]] result<void> write(const activity_record& what);
    [[nodiscard]] result<void> write(const activity_window& what);
    /// Hands all rows to SQLite; to be called before a commit.
    [[nodiscard]] result<void> flush();
    [[nodiscard]] std::uint64_t rows() const noexcept;

private:
    struct tables {
        batch_insert refs, nodes, member_runs, owners, grants, binds, links, policies, policy_parts, activity, windows,
            parts, kept_stages;
    };
    using row_counts = std::array<std::int64_t, tables_of_parts.size()>;
    fact_writer(tables into, key_table& keys, mask_table masks, fingerprint_key key)
        : into_(std::move(into)), keys_(&keys), masks_(std::move(masks)), refs_(key) {}
    [[nodiscard]] result<void> reload(database& where);
    /// The number of the last row of each table that parts may write to.
    [[nodiscard]] row_counts last_rows() const noexcept;

    [[nodiscard]] result<std::uint32_t> number_of(const principal_view& ref);
    [[nodiscard]] result<std::uint32_t> number_of(const principal_ref& ref) { return number_of(ref.view()); }
    [[nodiscard]] result<void> write_policy_part(std::int64_t policy, int part, std::uint32_t target);

    [[nodiscard]] result<void> put(const node_fact& node);
    [[nodiscard]] result<void> put(const member_fact& edge);
    [[nodiscard]] result<void> put(const members_fact& edges);
    [[nodiscard]] result<void> add_member(const principal_view& member, std::uint32_t group);
    [[nodiscard]] result<void> end_run();
    [[nodiscard]] result<void> put(const owner_fact& edge);
    [[nodiscard]] result<void> put(const grant_fact& edge);
    [[nodiscard]] result<void> put(const bind_fact& edge);
    [[nodiscard]] result<void> put(const link_fact& edge);
    [[nodiscard]] result<void> put(const policy_fact& policy);

    tables into_;
    key_table* keys_;
    mask_table masks_;
    interner refs_; ///< all but those by key
    /// References by key, which are nearly all: the key has a number, which need not be hashed as text again.
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> refs_by_key_;
    std::uint32_t next_ref_ = 0;
    key_bytes bytes_;
    std::string packed_;
    std::uint32_t run_of_ = no_node.value; ///< the group that `run_` tells members of
    std::string run_;                      ///< their numbers
    std::uint64_t members_ = 0;
    std::int64_t next_node_ = 0;
    std::int64_t next_policy_ = 0;
    std::int64_t first_stage_ = 0;
    row_counts earlier_rows_{}; ///< of earlier runs: the number of the last
};

/// Numbers of `raw_policy_part.part` and `policy_node.part`.
inline constexpr int policy_to = 1;
inline constexpr int policy_except = 2;
inline constexpr int policy_matches = 3;
inline constexpr int policy_function = 4;

} // namespace canreach::storage::detail
