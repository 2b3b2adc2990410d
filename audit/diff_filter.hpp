/// Of a comparison of two account files the part that somebody asked for.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/fact_list.hpp"
#include "model/error.hpp"
#include "model/node.hpp"

namespace canreach::audit {

/// Names as people write them; all lists empty: everything.
struct diff_filter {
    std::vector<std::string> principals; ///< users, service principals or groups, themselves
    std::vector<std::string> groups;     ///< with everybody in them, then or now
    std::vector<std::string> resources;  ///< with all that lies in them

    [[nodiscard]] bool empty() const { return principals.empty() && groups.empty() && resources.empty(); }
};

/// What the names stand for. A set that is not there holds everything.
struct diff_scope {
    std::optional<std::set<node_key>> principals, resources;

    [[nodiscard]] bool holds_principal(const node_key& key) const { return !principals || principals->contains(key); }
    [[nodiscard]] bool holds_resource(const node_key& key) const { return !resources || resources->contains(key); }
    /// A fact about, or naming, one of the principals, and about one of the resources, where there are such lists.
    [[nodiscard]] bool concerns(const fact_row& row) const;
};

/// `not_found` where neither file knows a name, `ambiguous` where it stands for several things.
[[nodiscard]] result<diff_scope> scope_of(const diff_filter& only, snapshot_view before, snapshot_view after,
                                          const fact_difference& between);

} // namespace canreach::audit
