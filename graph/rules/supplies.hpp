/// The facts behind a leaf, one at a time: the only place that knows where the supplies of each kind are stored.
#pragma once

#include "graph/answers.hpp"
#include "graph/detail/account.hpp"
#include "graph/rules/condition.hpp"
#include "model/ids.hpp"
#include "model/ledger.hpp"
#include "model/mask.hpp"

namespace canreach::graph {

/// One fact that supplies something to whoever carries `holder`.
struct supplying_fact {
    node_id holder;
    witness_step::what kind = witness_step::what::grant; ///< `grant` or `owner`
    mask bits;                                           ///< of a grant: the bits that serve
};

/// The part of `from.on` that tells whether there is more.
[[nodiscard]] inline node_part part_of(const supply& from) noexcept {
    if (from.owners) return node_part::attributes;
    return from.in == facet::role ? node_part::roles : node_part::grants;
}

/// Visits every fact until `visit` says no; whether it never did. O(rows of `from.on`).
template <class Visit>
bool visit_facts(const detail::account& in, const supply& from, Visit visit) {
    if (from.owners) {
        for (const auto owner : in.owners_of.of(from.on.value))
            if (!visit(supplying_fact{node_id{owner}, witness_step::what::owner, {}})) return false;
        return true;
    }
    for (const auto& row : in.grants.on(from.on)) {
        const auto& held = in.grants.bits_of(row);
        if (held.what != from.in || !held.allow.intersects(from.bits)) continue;
        if (!visit(supplying_fact{row.other, witness_step::what::grant, held.allow & from.bits})) return false;
    }
    return true;
}

} // namespace canreach::graph
