#include "audit/stand_ins.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "model/acl_levels.hpp"
#include "model/kinds.hpp"
#include "model/ledger.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::audit {
namespace {

constexpr std::array persons{node_kind::user, node_kind::service_principal};

/// What reading something on behalf of others takes.
constexpr mask reading{privilege::select,      privilege::execute,    privilege::read_volume,
                       privilege::use_catalog, privilege::use_schema, privilege::all_privileges};

graph::request one_action(graph::action what) {
    graph::request made;
    made.actions = {what};
    return made;
}

} // namespace

bool ignored_in_unity(const graph::access_graph& facts, node_id principal) {
    return facts.kind_of(principal) == node_kind::group && facts.scope_of(principal) != no_node &&
           !facts.flags_of(principal).has(node_flag::system);
}

stand_ins::stand_ins(const graph::access_graph& facts) : facts_(facts) {
    for (const auto group : facts.nodes_of_kind(node_kind::group))
        if (facts.flags_of(group).has(node_flag::system) && facts.scope_of(group) == no_node) everybody_ = group;
    add_roles();
    add_views();
    add_shares();
}

void stand_ins::add_roles() {
    std::set<node_id> asked;
    for (const auto group : facts_.nodes_of_kind(node_kind::group))
        for (const auto& grant : facts_.grants_on(group))
            if (grant.what == facet::role && grant.allow.has(role::group_assumer)) asked.insert(group);
    for (const auto& gap : facts_.gaps())
        if (gap.part == node_part::roles && facts_.kind_of(gap.about) == node_kind::group) asked.insert(gap.about);
    for (const auto group : asked) {
        const auto may = facts_.who(
            one_action({graph::action::form::ability, static_cast<std::uint16_t>(ability::assume)}), group, persons);
        if (may.rows.empty()) continue;
        if (std::ranges::none_of(may.rows, [](const auto& row) { return row.how == graph::verdict::yes; }))
            unread_.insert(may.gaps.begin(), may.gaps.end());
        all_roles_.push_back(group);
    }
}

void stand_ins::add_views() {
    for (const auto view : facts_.nodes_of_kind(node_kind::table))
        for (const auto base : facts_.read_by_view(view))
            for (auto at = base; at != no_node && facts_.kind_of(at) != node_kind::metastore; at = facts_.parent_of(at))
                read_by_[at].push_back(view);
    for (auto& [at, views] : read_by_) {
        std::ranges::sort(views);
        const auto repeated = std::ranges::unique(views);
        views.erase(repeated.begin(), repeated.end());
    }
    const auto gaps = facts_.gaps();
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const auto about = gaps[i].about;
        if (gaps[i].part == node_part::definition && facts_.is_view(about)) unread_views_.push_back(about);
        if (gaps[i].part != node_part::children) continue;
        const auto kind = facts_.kind_of(about);
        if (kind == node_kind::metastore || kind == node_kind::catalog || kind == node_kind::schema)
            unlisted_[kind == node_kind::metastore ? about : facts_.scope_of(about)].push_back(
                static_cast<graph::gap_index>(i));
    }
}

void stand_ins::add_shares() {
    for (const auto share : facts_.nodes_of_kind(node_kind::share))
        if (!facts_.grants_on(share).empty()) shares_.push_back(share);
}

std::vector<node_id> stand_ins::roles_of(node_id grantee) {
    if (ignored_in_unity(facts_, grantee)) return {};
    auto found = all_roles_;
    std::erase_if(found, [&](node_id role) { return !carries(role, grantee); });
    return found;
}

bool stand_ins::stands_for_a_workspace(node_id group) const {
    return facts_.kind_of(group) == node_kind::group && facts_.scope_of(group) != no_node &&
           facts_.flags_of(group).has(node_flag::system);
}

bool stand_ins::carries(node_id principal, node_id group) {
    if (principal == group || group == everybody_) return true;
    const auto [at, fresh] = carried_.try_emplace(principal);
    if (fresh) {
        for (const auto one : {principal, everybody_}) // M3
            for (const auto& row : facts_.groups_of(one, false).rows) at->second.insert(row.principal);
        for (const auto& row : facts_.workspaces_of(principal, false).rows) at->second.insert(row.workspace);
    }
    return at->second.contains(stands_for_a_workspace(group) ? facts_.scope_of(group) : group);
}

bool stand_ins::is_read(node_id view) {
    const auto [at, fresh] = is_read_.try_emplace(view, false);
    if (!fresh) return at->second;
    const auto reads = one_action({graph::action::form::privilege, static_cast<std::uint16_t>(privilege::select)});
    const auto by = facts_.count_who(reads, view, persons);
    bool read = by.surely + by.unknown != 0 || std::ranges::any_of(all_roles_, [&](node_id role) {
                    return facts_.decide(role, reads, view).how != graph::verdict::no;
                });
    // By a view above, whose owner needs no workspace.
    if (const auto above = read_by_.find(view); !read && above != read_by_.end())
        read = std::ranges::any_of(above->second, [&](node_id one) { return is_read(one); });
    return is_read_[view] = read;
}

bool stand_ins::holds_up(const source_grant& grant) {
    if ((grant.allow & reading).empty() || facts_.kind_of(grant.resource) == node_kind::metastore) return false;
    if (ignored_in_unity(facts_, grant.grantee)) return false;
    const auto of_carried = [&](node_id owned) {
        return std::ranges::any_of(facts_.owners_of(owned), [&](node_id one) { return carries(one, grant.grantee); });
    };
    const auto metastore = facts_.scope_of(grant.resource);
    if (const auto views = read_by_.find(grant.resource); views != read_by_.end())
        for (const auto view : views->second) {
            const bool unowned = facts_.owners_of(view).empty(); // where that was not read, it may be anybody's
            if ((unowned || of_carried(view)) && is_read(view)) return true;
        }
    const auto around = [&](node_id one) { return facts_.scope_of(one) == metastore; };
    for (const auto view : unread_views_)
        if (around(view) && of_carried(view) && is_read(view)) {
            const auto gaps = facts_.gaps();
            for (std::size_t i = 0; i < gaps.size(); ++i)
                if (gaps[i].about == view && gaps[i].part == node_part::definition)
                    unread_.insert(static_cast<graph::gap_index>(i));
            return true;
        }
    // What a share holds is no part of the graph: it may be any of that.
    if (std::ranges::any_of(shares_, [&](node_id one) { return around(one) && of_carried(one); })) return true;
    if (const auto more = unlisted_.find(metastore); more != unlisted_.end())
        unread_.insert(more->second.begin(), more->second.end());
    return false;
}

} // namespace canreach::audit
