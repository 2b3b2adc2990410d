/// Grants that nobody can make use of as the account stands: a class of their own beside redundant ones. They are not
/// taken back by a revoke script, since they come alive with the next membership, table or binding.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "audit/dossier.hpp"
#include "graph/access_graph.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

enum class no_effect : std::uint8_t {
    grantee_gone,  ///< no such principal any more (M8)
    deactivated,   ///< M7
    ignored,       ///< a group of one workspace, which Unity Catalog does not look at (M6)
    empty_group,   ///< nobody lies in it
    nothing_there, ///< nothing that the privileges apply to lies on or below the securable
    held_back,     ///< each holder lacks something else: `missing`
};

struct grant_without_effect {
    source_grant grant;
    no_effect why = no_effect::held_back;
    std::optional<graph::missing_part> missing; ///< of `held_back`: what the first holder lacks first
    node_id holder = no_node;                   ///< whom that is said of
};

struct grants_without_effect {
    std::vector<grant_without_effect> found; ///< in the order of what was judged
    std::uint64_t not_judged = 0;            ///< with privileges that no rule is known for
    std::vector<graph::gap_index> unread;    ///< may hold members, or things, that grants would be of use to
};

/// Which of the grants (facet Unity Catalog) give nobody anything in mode effective. A grant that may give something,
/// were more of the account read, is not among them. O(grants · holders · what lies below), with an end at the first
/// holder who can use it.
[[nodiscard]] grants_without_effect find_grants_without_effect(const graph::access_graph& facts,
                                                               std::span<const source_grant> grants);
/// Whether an owner has nothing of it: a group of one workspace, which Unity Catalog does not look at (M6).
[[nodiscard]] bool owns_without_effect(const graph::access_graph& facts, node_id owner, node_id resource);

/// The section `without_effect`.
[[nodiscard]] result<section> section_without_effect(account& in, const grants_without_effect& found);

} // namespace canreach::audit
