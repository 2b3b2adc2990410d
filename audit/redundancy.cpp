#include "audit/redundancy.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "graph/rules/unity_tables.hpp"

namespace canreach::audit {
namespace {

using row_key = std::pair<node_id, node_id>; ///< resource, grantee

/// Grants of Unity Catalog by place, with the bits that are still there.
class grant_table {
public:
    explicit grant_table(const graph::access_graph& facts) : facts_(facts) {
        for (const auto group : facts.nodes_of_kind(node_kind::group))
            if (facts.flags_of(group).has(node_flag::system) && facts.scope_of(group) == no_node) everybody_ = group;
    }

    mask& bits(const source_grant& grant) {
        return left_.try_emplace({grant.resource, grant.grantee}, grant.allow).first->second;
    }
    /// What of `wanted` the grantee has by other rows that are still there, and by which.
    mask covered(const source_grant& grant, mask wanted, std::vector<source_grant>& by) {
        mask found;
        auto carriers = groups_above(grant.grantee);
        for (auto on = grant.resource; on != no_node; on = facts_.parent_of(on)) {
            const bool same_place = on == grant.resource;
            if (!same_place && facts_.kind_of(on) == node_kind::metastore) break; // U3: nothing of it travels
            for (const auto& other : facts_.grants_on(on)) {
                if (other.what != facet::unity) continue;
                const bool own = other.grantee == grant.grantee;
                if ((own && same_place) || (!own && !carriers.contains(other.grantee))) continue;
                auto gives = bits(other);
                if (gives.has(privilege::all_privileges)) gives |= graph::all_expansion;
                const auto fresh = gives & wanted & ~found;
                if (fresh.empty()) continue;
                found |= fresh;
                by.push_back(other);
                by.back().allow = bits(other);
            }
            if (found.contains(wanted)) break;
        }
        return found;
    }

private:
    const std::set<node_id>& groups_above(node_id principal) {
        const auto [at, added] = above_.try_emplace(principal);
        if (!added) return at->second;
        for (const auto& row : facts_.groups_of(principal, false).rows)
            if (row.how == graph::verdict::yes && facts_.scope_of(row.principal) == no_node) // M6
                at->second.insert(row.principal);
        if (everybody_ == no_node || principal == everybody_) return at->second;
        at->second.insert(everybody_); // M3
        const auto beyond = groups_above(everybody_);
        at->second.insert(beyond.begin(), beyond.end());
        return at->second;
    }

    const graph::access_graph& facts_;
    node_id everybody_ = no_node; ///< `account users`
    std::map<row_key, mask> left_;
    std::map<node_id, std::set<node_id>> above_;
};

std::vector<node_id> grantees_of(const graph::access_graph& facts, std::optional<node_id> to) {
    std::vector<node_id> grantees;
    if (!to) {
        for (const auto kind : {node_kind::user, node_kind::service_principal, node_kind::group})
            for (const auto one : facts.nodes_of_kind(kind)) grantees.push_back(one);
        return grantees;
    }
    if (facts.kind_of(*to) != node_kind::group) return {*to};
    for (const auto& row : facts.members_of(*to, false).rows) grantees.push_back(row.principal);
    return grantees;
}

/// Grants of Unity Catalog are judged by grants on securables and by memberships in groups of the account.
bool may_hide_grants(const graph::access_graph& facts, const source_gap& gap) {
    const auto kind = facts.kind_of(gap.about);
    const bool securable = family_of(kind) == kind_family::unity || kind == node_kind::metastore;
    switch (gap.part) {
    case node_part::grants: return securable;
    case node_part::members: return facts.scope_of(gap.about) == no_node; // M6
    case node_part::children:
        if (securable || gap.family.empty()) return true;
        return kind == node_kind::account && (gap.family == "account-groups" || gap.family == "metastores");
    default: return false;
    }
}

std::vector<graph::gap_index> unread_by(const graph::access_graph& facts) {
    std::vector<graph::gap_index> found;
    const auto gaps = facts.gaps();
    for (std::size_t i = 0; i < gaps.size(); ++i)
        if (may_hide_grants(facts, gaps[i])) found.push_back(static_cast<graph::gap_index>(i));
    return found;
}

} // namespace

std::string_view name_of(redundancy level) noexcept {
    switch (level) {
    case redundancy::none: return "NONE";
    case redundancy::partial: return "PARTIAL";
    case redundancy::full: return "FULL";
    }
    return "NONE";
}

redundancy_report find_redundancy(const graph::access_graph& facts, std::optional<node_id> to) {
    redundancy_report report;
    grant_table table(facts);
    std::vector<source_grant> grants;
    for (const auto grantee : grantees_of(facts, to))
        for (const auto& grant : facts.grants_to(grantee)) {
            if (grant.what != facet::unity) {
                if (grant.what == facet::hive) ++report.not_judged;
                continue;
            }
            grants.push_back(grant);
        }
    // Persons first, then groups: what a person holds besides its groups is what reviews want gone.
    const auto rank = [&](const source_grant& grant) {
        return std::tuple{facts.kind_of(grant.grantee) == node_kind::group, grant.resource, grant.grantee};
    };
    std::ranges::sort(grants, {}, rank);
    for (const auto& grant : grants) {
        ++report.judged;
        redundancy_finding found{grant, {}, redundancy::none, {}};
        std::vector<source_grant> for_now; // some of these may go yet: see below
        found.redundant = table.covered(grant, grant.allow, for_now) & grant.allow;
        if (found.redundant.empty()) {
            report.needed.push_back(grant);
            continue;
        }
        found.level = found.redundant == grant.allow ? redundancy::full : redundancy::partial;
        table.bits(grant) &= ~found.redundant;
        report.findings.push_back(std::move(found));
    }
    // Some of what stood in for one may have gone after it: what stays stands in for that, too.
    for (auto& one : report.findings) {
        [[maybe_unused]] const auto given = table.covered(one.grant, one.redundant, one.remaining);
        assert(given.contains(one.redundant));
    }
    const auto place = [](const source_grant& grant) { return std::pair{grant.resource, grant.grantee}; };
    std::ranges::sort(report.findings, {}, [&](const redundancy_finding& one) { return place(one.grant); });
    std::ranges::sort(report.needed, {}, place);
    report.unread = unread_by(facts);
    return report;
}

} // namespace canreach::audit
