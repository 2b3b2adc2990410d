/// Every way into a group.
#pragma once

#include <cstddef>
#include <vector>

#include "audit/dossier.hpp"
#include "audit/subject.hpp"
#include "model/error.hpp"

namespace canreach::audit {

/// Chains of direct memberships from a principal up to each group that it lies in, the principal first. Minimal ones:
/// of no chain could a link be left out, since none of its members lies directly in a later one but the next. Shortest
/// first within a group. At most `most`; `cut` tells whether there are more.
struct membership_paths {
    std::vector<std::vector<node_id>> chains;
    bool cut = false;
};
[[nodiscard]] membership_paths paths_into_groups(const graph::access_graph& facts, node_id principal,
                                                 std::size_t most = 10'000);

/// The section `paths`: group, length, and the chain by names.
[[nodiscard]] result<section> section_of_paths(account& in, const subject& principal);

} // namespace canreach::audit
