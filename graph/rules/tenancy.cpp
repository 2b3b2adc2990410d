#include "graph/rules/tenancy.hpp"

#include <algorithm>
#include <array>

#include "model/roles.hpp"

namespace canreach::graph {

tenancy::tenancy(const node_table& nodes, const identity& who, const grant_index& grants,
                 std::span<const source_binding> bindings, const coverage& read)
    : table_(&nodes), read_(&read), nobody_(who.size()) {
    nodes.for_each_of(node_kind::workspace, [&](node_id id) { nodes_.push_back(id); });
    unread_.assign(size(), 0);
    built_in_.resize(size());
    for (const auto& [node, meaning] : nodes.system_groups) {
        const auto w = nodes.scope[node.value] == no_node ? no_workspace : find(nodes.scope[node.value]);
        if (w != no_workspace) built_in_[w].push_back(who.find(node));
    }
    admit(who, grants);
    attach(who, bindings);
}

void tenancy::admit(const identity& who, const grant_index& grants) {
    access_.assign(size(), subject_set(who.size()));
    admins_ = access_;
    std::vector<std::vector<principal_no>> users(size());
    std::vector<std::vector<principal_no>> admins(size());
    for (workspace_no w = 0; w < size(); ++w) {
        for (const auto group : built_in_[w])
            (who.meaning_of(group) == built_in::admins ? admins : users)[w].push_back(group);
        bool assigned = false;
        for (const auto& row : grants.on(nodes_[w])) {
            const auto& bits = grants.bits_of(row);
            const auto grantee = who.find(row.other);
            if (bits.what != facet::role || grantee == identity::no_principal) continue;
            const bool admin = bits.allow.has(role::workspace_admin);
            if (!admin && !bits.allow.has(role::workspace_user)) continue;
            assigned = true;
            if (who.account_scoped(grantee))
                (admin ? admins : users)[w].push_back(grantee);
            else
                (admin ? admins_ : access_)[w].add(grantee); // only accounts' principals can be assigned for others
        }
        who.add_carriers(admins[w], admins_[w]);
        who.add_carriers(users[w], access_[w]);
        // Where the workspace's own groups were not listed, anybody may be in its `admins` (T2). A workspace missing
        // from an incomplete listing was never asked who is assigned to it.
        unread_[w] = read_->missing(nodes_[w], node_part::assignments) || read_->groups_unlisted(nodes_[w]) ||
                     (!assigned && !read_->unlisted_workspaces().empty());
        const bool admins_unread = unread_[w] != 0 || read_->missing(nodes_[w], node_part::members); // of `admins`
        if (admins_unread) admins_[w].may_add(who.joining());
        access_[w] |= admins_[w];
    }
}

tenancy tenancy::widened(const identity& who, const grant_index& grants, const subject_set& everywhere) const {
    auto made = *this;
    made.admit(who, grants);
    for (workspace_no w = 0; w < size(); ++w) {
        made.admins_[w] |= everywhere;
        made.access_[w] |= everywhere;
    }
    made.open_doors(who);
    return made;
}

void tenancy::attach(const identity& who, std::span<const source_binding> bindings) {
    std::vector<char> attached(size(), 0);
    table_->for_each_of(node_kind::metastore, [&](node_id id) { metastores_.push_back({id, {}, false, nobody_}); });
    for (const auto& row : bindings) {
        const auto w = find(row.workspace);
        if (w == no_workspace) continue;
        if (row.how != binding::attach) {
            bindings_.push_back({row.resource, w, row.how});
            continue;
        }
        const auto at = std::ranges::find(metastores_, row.resource, &metastore_doors::metastore);
        if (at == metastores_.end()) continue;
        at->doors.push_back({w, truth::yes()});
        attached[w] = 1;
    }
    std::ranges::sort(bindings_);
    for (auto& at : metastores_) {
        const bool unread = read_->missing(at.metastore, node_part::attachment);
        at.unseen = unread && !read_->unlisted_workspaces().empty();
        // A workspace has at most one metastore, so a known one settles it (T3).
        for (workspace_no w = 0; w < size(); ++w)
            if (attached[w] == 0 && (unread || read_->missing(nodes_[w], node_part::attachment)))
                at.doors.push_back({w, truth::unknown()});
        std::ranges::sort(at.doors, {}, &door::workspace);
    }
    open_doors(who);
}

void tenancy::open_doors(const identity& who) {
    for (auto& at : metastores_) {
        at.access = nobody_;
        for (const auto& [w, how] : at.doors) {
            auto through = access_[w];
            through.only_if(how);
            at.access |= through;
        }
        if (at.unseen) at.access.may_add(who.joining());
    }
}

workspace_no tenancy::find(node_id node) const noexcept {
    const auto at = std::ranges::lower_bound(nodes_, node);
    if (at == nodes_.end() || *at != node) return no_workspace;
    return static_cast<workspace_no>(at - nodes_.begin());
}

const tenancy::metastore_doors* tenancy::of(node_id metastore) const noexcept {
    const auto at = std::ranges::lower_bound(metastores_, metastore, {}, &metastore_doors::metastore);
    return at == metastores_.end() || at->metastore != metastore ? nullptr : &*at;
}

std::span<const tenancy::door> tenancy::doors_of(node_id metastore) const noexcept {
    const auto* at = of(metastore);
    return at == nullptr ? std::span<const door>{} : std::span<const door>(at->doors);
}

bool tenancy::unseen_door(node_id metastore) const noexcept {
    const auto* at = of(metastore);
    return at != nullptr && at->unseen;
}

const subject_set& tenancy::access_to(node_id metastore) const noexcept {
    const auto* at = of(metastore);
    return at == nullptr ? nobody_ : at->access;
}

truth tenancy::lets_through(workspace_no w, node_id root, reach how) const noexcept {
    if (how == reach::sees || root == no_node) return truth::yes();
    const auto flags = table_->flags[root.value];
    if (how == reach::write && flags.has(node_flag::read_only)) return truth::no();
    if (!flags.has(node_flag::isolated)) return truth::yes();
    auto open = read_->missing(root, node_part::bindings) ? truth::unknown() : truth::no();
    for (auto at = std::ranges::lower_bound(bindings_, binding_row{root, w, binding{}});
         at != bindings_.end() && at->resource == root && at->workspace == w; ++at)
        if (how == reach::read || at->how == binding::read_write) open = truth::yes();
    return open;
}

truth tenancy::lets_unseen_through(node_id root, reach how) const noexcept {
    if (how == reach::sees || root == no_node) return truth::unknown();
    const auto flags = table_->flags[root.value];
    if (how == reach::write && flags.has(node_flag::read_only)) return truth::no();
    if (flags.has(node_flag::isolated) && !read_->missing(root, node_part::bindings)) return truth::no();
    return truth::unknown();
}

bool tenancy::same_for_all(node_id root) const noexcept {
    return root == no_node || !table_->flags[root.value].has(node_flag::isolated);
}

} // namespace canreach::graph
