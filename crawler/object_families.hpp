/// The rows of the endpoint catalogue that are about workspace objects (docs/facts.md, "Workspace objects").
#pragma once

#include <span>
#include <string_view>

#include "crawler/families.hpp"

namespace canreach::crawler {

[[nodiscard]] std::span<const family> object_families() noexcept;

/// What every workspace is asked for: a listing, or a permission list of the whole workspace.
struct workspace_question {
    std::string_view family;
    node_kind about; ///< the workspace itself, the root folder, or one of the two policies
};
[[nodiscard]] std::span<const workspace_question> workspace_questions() noexcept;

/// The reads that a listed object of `listing` gives rise to.
struct object_reads {
    std::string_view listing;
    std::string_view acl;       ///< family of its permission list; empty = it has none
    std::string_view details;   ///< family of the read that says what the list leaves out; empty = none
    bool details_always = true; ///< false: only of rows that came incomplete
};
/// Null if rows of that family give rise to nothing.
[[nodiscard]] const object_reads* reads_after(std::string_view listing) noexcept;

} // namespace canreach::crawler
