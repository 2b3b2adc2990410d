/// Access gained and lost between two account files, and the facts that made the difference.
#pragma once

#include <string_view>
#include <vector>

#include "audit/diff_filter.hpp"
#include "audit/dossier.hpp"
#include "audit/fact_list.hpp"
#include "graph/access_graph.hpp"
#include "model/error.hpp"

namespace canreach::audit {

/// What one user or service principal can do with one resource at one of the moments only.
struct access_shift {
    enum class what : std::uint8_t {
        gained,
        lost,
        not_read,        ///< sure before, not now: something was not read, or no list that would hold it was
        not_read_before, ///< the other way round
    };
    node_key principal, resource;
    what kind = what::gained;
    std::vector<graph::action> actions; ///< as `everything_to_do` has them; ascending
    friend auto operator<=>(const access_shift&, const access_shift&) = default;
};
[[nodiscard]] std::string_view name_of(access_shift::what kind) noexcept; ///< `gained`, `not read before`, …

/// The graphs are those of the two files.
struct compared_accounts {
    const fact_difference& between;
    const graph::access_graph& before;
    const graph::access_graph& after;
};

/// Every difference of a sure verdict within the scope, in order. Only what the changed facts may concern is asked
/// again (audit/affected.hpp); what is unknown at one moment and no at the other is left out.
[[nodiscard]] std::vector<access_shift> shifted_access(const compared_accounts& in, const diff_scope& scope,
                                                       graph::mode how);

/// One of the two files with its graph. Borrows all.
struct account_moment {
    snapshot_view file;
    const graph::access_graph& graph;
};

/// The dossier of `diff_facts`, led by a section `access`: `change`, who, on what, `actions`, and `because`, the
/// changed facts that an action came or went with. Two whole files of one digest give empty sections at once.
[[nodiscard]] result<dossier> diff_access(const account_moment& before, const account_moment& after,
                                          const diff_filter& only = {}, graph::mode how = graph::mode::effective);

} // namespace canreach::audit
