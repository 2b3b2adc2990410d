/// An audit as it is kept: what it said, and of what part of the account it could say it. A later audit is compared
/// with it (audit/dossier_diff.hpp). Plain data; written and read by report/snapshot.hpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "audit/dossier.hpp"

namespace canreach::audit {

/// What the crawl behind an audit was to read, and which lists of things it did not get whole.
struct crawl_extent {
    std::vector<std::string> families;                         ///< that something was asked of, by name
    std::vector<std::pair<std::string, std::string>> left_out; ///< on purpose: family and reason, each once, sorted
    std::vector<query::node_cell> unlisted;                    ///< what lies in these was not listed wholly
    friend bool operator==(const crawl_extent&, const crawl_extent&) = default;
};

/// Of the account as it was read; `families` are the file's to tell.
[[nodiscard]] result<crawl_extent> extent_of(account& in);

struct snapshot {
    dossier what;
    crawl_extent extent;
    std::string made_by; ///< `canreach 0.1.0`
};

} // namespace canreach::audit
