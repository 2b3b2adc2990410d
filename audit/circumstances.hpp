/// How an account file, or an audit of one, was made: why two of them may differ though the account does not.
#pragma once

#include <string>
#include <vector>

#include "audit/snapshot.hpp"

namespace canreach::audit {

struct circumstances {
    std::string account_id;
    std::string made_by; ///< `canreach 0.1.0`; empty where it is not known
    const crawl_extent& extent;
};

/// Adds a line for each respect in which they differ.
void tell_circumstances(const circumstances& before, const circumstances& after, std::vector<std::string>& into);

} // namespace canreach::audit
