/// What changes would do, before anybody makes them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "audit/changes.hpp"
#include "audit/dossier.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

/// What one principal can do with one resource on one side only. A verdict that falls from `yes` to `unknown` is lost,
/// one that rises from `no` to `unknown` gained.
struct access_change {
    node_id principal;
    node_id resource;
    bool gained = false;
    std::vector<unsigned> privileges; ///< bits, lowest first
    friend auto operator<=>(const access_change&, const access_change&) = default;
};

struct access_difference {
    std::vector<access_change> rows;    ///< by (principal, resource, lost before gained)
    std::vector<graph::gap_index> gaps; ///< what was not read and could change the rows, ascending
};

/// Every difference between two states of one account for users and service principals, by privilege. `views` are
/// resources whose access rests on their owners' (V1), so that anybody's may change; otherwise only those are looked at
/// whom an edit names, themselves or through groups. A group that is dropped is no longer a thing that anybody can
/// manage. O(persons concerned · privileges · resources + views · persons).
[[nodiscard]] access_difference changed_access(const graph::access_graph& before, const graph::access_graph& after,
                                               std::span<const edit> edits, std::span<const node_id> views,
                                               graph::mode how);

/// Sections `changes`, `loses`, `gains`. `source` is the account's own.
[[nodiscard]] result<dossier> audit_what_if(account& in, fact_source& source, std::string_view changes,
                                            graph::mode how = graph::mode::effective);

} // namespace canreach::audit
