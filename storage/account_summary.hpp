/// What an account file holds, sealed or not, in numbers.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/catalog.hpp"
#include "model/error.hpp"
#include "model/kinds.hpp"
#include "model/ledger.hpp"

namespace canreach::storage {

/// The tasks of one family, by how they ended.
struct family_summary {
    std::string family;
    std::array<std::uint64_t, 6> tasks{}; ///< by number of `outcome`; `pending` is 0
    std::uint64_t requests = 0;
    std::uint64_t retries = 0;
    std::uint64_t items = 0;
    std::chrono::milliseconds took{0};

    [[nodiscard]] std::uint64_t count(outcome how) const { return tasks[static_cast<std::size_t>(how)]; }
};

struct gap_summary {
    std::string about; ///< name of the node; its key where the file is not sealed
    node_kind kind = node_kind::other;
    node_part part = node_part::children;
    outcome how = outcome::failed;
    std::string family;
    std::string reason;
};

struct account_summary {
    snapshot_info snapshot; ///< no digest and no `sealed_at` while unsealed
    bool sealed = false;
    std::string made_by; ///< program and version that sealed it; empty where the file does not say
    std::vector<std::pair<node_kind, std::uint64_t>> nodes; ///< by kind; kinds without nodes are left out
    /// `member`, `owner`, `grant`, `bind`, `link`, `policy`, in this order. Unsealed: rows as they came, before
    /// uniting, those of tasks under way included.
    std::vector<std::pair<std::string, std::uint64_t>> edges;
    std::vector<family_summary> families; ///< by name
    std::vector<gap_summary> gaps;        ///< the first ones, by node; `snapshot.gaps` counts all
    std::map<std::string, std::string>
        notes;                 ///< what the crawl wrote down about itself, by name (crawl_file::set_note)
    std::uint64_t pending = 0; ///< tasks that have not ended
    std::uint64_t file_bytes = 0;
};

/// Fails like `account_file::open`, but an unsealed file is read too (what is durable of it; a crawl may be running in
/// another process). At most `gap_limit` gaps are listed. Linear in the ledger of an unsealed file.
[[nodiscard]] result<account_summary> summarise(const std::string& path, std::size_t gap_limit = 100);

} // namespace canreach::storage
