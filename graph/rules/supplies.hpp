/// The facts behind a leaf, one at a time: the only place that knows where the supplies of each kind are stored.
#pragma once

#include <span>

#include "graph/answers.hpp"
#include "graph/detail/account.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/evaluate.hpp"
#include "model/acl_levels.hpp"
#include "model/ids.hpp"
#include "model/ledger.hpp"
#include "model/mask.hpp"

namespace canreach::graph {

/// One fact that supplies something to whoever carries `holder`.
struct supplying_fact {
    node_id holder;
    witness_step::what kind = witness_step::what::grant; ///< `grant`, `denial`, `owner`, `given` or `itself`
    mask bits;                                           ///< of a grant or denial: the bits that serve
};

/// The part of `from.on` that tells whether there is more.
[[nodiscard]] inline node_part part_of(const supply& from) noexcept {
    if (from.owners) return node_part::attributes;
    return from.in == facet::role ? node_part::roles : node_part::grants;
}

/// The identities that count for a leaf.
[[nodiscard]] inline scene scene_of(const condition& leaf, scene where) noexcept {
    const auto same = [&](scene plainly) { return where.after == nullptr ? plainly : plainly.in(*where.after); };
    if (leaf.account_only) return same(scene::plain());
    if (leaf.by_lists && where.what == scene::form::one) return same(scene::local_acl(where.workspace));
    return leaf.by_unity && where.within_workspace() ? same(scene::in(where.workspace)) : where;
}

/// Visits the parts of the account that tell whether there is more. Owners in Hive are told by the list of grants
/// (`OWN`), unlike those of Unity Catalog.
template <class Visit>
void visit_parts(const supply& from, Visit visit) {
    visit(part_of(from));
    if (from.owners && from.in == facet::hive) visit(node_part::grants);
}

/// Whether there may be facts that were not read.
[[nodiscard]] inline bool unread(const detail::account& in, const supply& from) {
    bool missing = false;
    visit_parts(from, [&](node_part part) { missing = missing || in.read_parts.missing(from.on, part); });
    return missing;
}

/// Visits every fact until `visit` says no; whether it never did. O(rows of `from.on`).
template <class Visit>
bool visit_facts(const detail::account& in, const supply& from, Visit visit) {
    if (from.owners) {
        for (const auto owner : in.owners_of.of(from.on.value))
            if (!visit(supplying_fact{node_id{owner}, witness_step::what::owner, {}})) return false;
        return true;
    }
    if (from.itself) return visit(supplying_fact{from.on, witness_step::what::itself, {}});
    for (const auto& row : in.grants.on(from.on)) {
        const auto& held = in.grants.bits_of(row);
        const auto serving = (from.denies ? held.deny : held.allow) & from.bits;
        if (held.what != from.in || serving.empty()) continue;
        const auto kind = from.denies ? witness_step::what::denial : witness_step::what::grant;
        if (!visit(supplying_fact{row.other, kind, serving})) return false;
    }
    constexpr mask managing{acl_level::can_manage}; // W4
    if (from.in == facet::acl && from.bits.contains(managing))
        for (const auto& home : in.objects.given_on(from.on))
            if (!visit(supplying_fact{home.holder, witness_step::what::given, managing})) return false;
    return true;
}

/// The same for grants of Unity Catalog to any of `identities`, by a look-up each. O(identities × log rows).
template <class Visit>
bool visit_grants_to(const detail::account& in, const supply& from, std::span<const principal_no> identities,
                     Visit visit) {
    const auto rows = in.grants.on(from.on);
    for (const auto one : identities)
        for (const auto& row : rows.of(in.who.node_of(one))) {
            const auto& held = in.grants.bits_of(row);
            const auto serving = held.allow & from.bits;
            if (held.what != facet::unity || serving.empty()) continue;
            if (!visit(supplying_fact{row.other, witness_step::what::grant, serving})) return false;
        }
    return true;
}

/// Built-in groups that count in a scene of one workspace, where grants are looked up.
[[nodiscard]] inline std::span<const principal_no> aliases_in(const detail::account& in, scene where) noexcept {
    return where.what == scene::form::one ? in.where.built_in_groups(where.workspace) : std::span<const principal_no>{};
}

} // namespace canreach::graph
