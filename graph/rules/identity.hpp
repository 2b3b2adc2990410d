/// Identity (rules M1–M8): which principals one carries, who carries a principal, who is alive.
///
/// In Unity Catalog only identities of the account count: the principal itself, account groups, `account users` (M2,
/// M3, M6). Groups of a workspace matter here for one thing, membership of its `admins` and `users` (T1, T2).
/// Memberships that the platform does not allow (a workspace group inside an account group, or inside a group of
/// another workspace) are ignored.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "graph/bitset.hpp"
#include "graph/group_closure.hpp"
#include "graph/node_table.hpp"
#include "graph/rules/coverage.hpp"
#include "graph/subject_set.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// Immutable. Principals are numbered densely in the order of their ids.
class identity {
public:
    static constexpr principal_no no_principal = 0xFFFF'FFFFU;

    identity() = default;
    /// `memberships`: as `closed` made them.
    identity(const node_table& nodes, group_closure memberships, const coverage& read);

    /// The memberships that the platform allows, between principals as they are numbered here.
    [[nodiscard]] static group_closure closed(const node_table& nodes, std::span<const source_member> members);

    /// How many principals there are.
    [[nodiscard]] static std::size_t count_in(const node_table& nodes) { return numbering(nodes).size(); }

    [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
    [[nodiscard]] node_id node_of(principal_no who) const noexcept { return nodes_[who]; }
    /// `no_principal` for a node that is none.
    [[nodiscard]] principal_no find(node_id node) const noexcept { return numbers_.find(node); }
    [[nodiscard]] node_kind kind_of(principal_no who) const noexcept { return kinds_[who]; }
    /// Adds all principals of a kind.
    void add_kind(node_kind kind, bitset& into) const noexcept;
    /// What counts in Unity Catalog as grantee and owner: everything but groups of a workspace (M6).
    [[nodiscard]] bool account_scoped(principal_no who) const noexcept { return !local_.test(who); }
    /// The workspace of a workspace-local or system group; `no_node` otherwise.
    [[nodiscard]] node_id workspace_of(principal_no who) const noexcept { return workspaces_[who]; }
    [[nodiscard]] built_in meaning_of(principal_no who) const noexcept { return meanings_[who]; }

    [[nodiscard]] const bitset& all() const noexcept { return all_; }
    /// What may be a member: users, service principals and groups, those that nothing answers to among them (M8).
    [[nodiscard]] const bitset& joining() const noexcept { return joining_; }
    /// M7. A principal that nothing answers to is never alive; if the listing of its kind is incomplete it may be.
    [[nodiscard]] const subject_set& live() const noexcept { return live_; }

    /// The identities that one principal carries.
    class carried {
    public:
        /// Account identities and groups of workspaces alike.
        [[nodiscard]] truth test(principal_no group) const noexcept {
            if (ids_.test(group)) return truth::yes();
            if (joins_ && from_->open_.test(group)) return truth::unknown();
            return {false, may_join_all_ && from_->joined_by_managers_.test(group)};
        }
        [[nodiscard]] principal_no self() const noexcept { return self_; }
        /// Whether it is taken to have been put into a built-in group of `workspace`; see `carried_into`.
        [[nodiscard]] bool entered(built_in group, node_id workspace) const noexcept {
            return workspace == entered_ && (group == built_in::users || (group == built_in::admins && as_admin_));
        }
        /// What is surely carried, itself included.
        [[nodiscard]] const bitset& surely() const noexcept { return ids_; }
        /// The same one by one, ascending.
        [[nodiscard]] std::span<const principal_no> all() const noexcept { return list_; }
        /// What it may be in, because members were not read; empty for what joins nothing.
        [[nodiscard]] std::span<const principal_no> perhaps() const noexcept {
            return joins_ ? std::span<const principal_no>(from_->open_list_) : std::span<const principal_no>{};
        }
        /// Whether there is nothing that it may carry beside both.
        [[nodiscard]] bool listed() const noexcept { return !may_join_all_; }

    private:
        friend class identity;
        void sort();
        const identity* from_ = nullptr;
        principal_no self_ = 0;
        node_id entered_ = no_node;
        bool as_admin_ = false;
        bitset ids_;
        std::vector<principal_no> list_; ///< the members of `ids_`
        bool joins_ = false;
        bool may_join_all_ = false; ///< it is not known whether it manages all groups
    };
    /// O(groups above).
    [[nodiscard]] carried carried_by(principal_no who) const;

    /// The same with one more group.
    [[nodiscard]] carried carried_with(principal_no who, principal_no group) const;

    /// The same once it has access to `workspace`: then it is in that workspace's `users` (M4), or in `admins`, too
    /// (M5).
    [[nodiscard]] static carried carried_into(carried who, node_id workspace, built_in group = built_in::users) {
        who.entered_ = workspace;
        who.as_admin_ = group == built_in::admins;
        return who;
    }

    /// Who may join which groups by itself (rule E5).
    struct joining_rights {
        std::vector<std::pair<principal_no, principal_no>> managers; ///< (who, a group that it can join)
        std::vector<principal_no> managers_of_all;                   ///< who can join every group of `joinable`
        std::vector<principal_no> joinable;
        std::vector<principal_no> unread; ///< groups of `joinable` whose managers were not read: anybody may be one
    };
    /// The same principals, each with all groups it can make itself a member of: `grown` (access-model §2.12).
    [[nodiscard]] identity grown(const joining_rights& rights) const;

    /// Adds everyone who carries one of `grantees`, themselves included. O(rows of the grantees).
    void add_carriers(std::span<const principal_no> grantees, subject_set& into) const;

    /// Groups that anybody may be in, because their members, or those of a group inside, were not read.
    [[nodiscard]] const bitset& open_groups() const noexcept { return open_; }
    /// The same one by one, ascending.
    [[nodiscard]] std::span<const principal_no> open_group_list() const noexcept { return open_list_; }
    /// Groups whose own members were not read, or that were not even listed.
    [[nodiscard]] const std::vector<principal_no>& unread_groups() const noexcept { return unread_; }

    /// Stored memberships only.
    [[nodiscard]] const group_closure& memberships() const noexcept { return closure_; }
    [[nodiscard]] principal_no account_users() const noexcept { return account_users_; }

private:
    [[nodiscard]] static std::vector<principal_no> list_of(const bitset& members);
    /// Lists the sets that questions go through one by one.
    void list_members();

    /// Nodes to principals. Sealed accounts number principals in one run, so this is a subtraction.
    class numbering {
    public:
        numbering() = default;
        explicit numbering(const node_table& nodes);
        [[nodiscard]] principal_no find(node_id node) const noexcept {
            if (node.value - first_.first < first_.count) return node.value - first_.first;
            for (const auto& one : others_)
                if (node.value - one.first < one.count) return one.number + (node.value - one.first);
            return no_principal;
        }
        [[nodiscard]] std::size_t size() const noexcept { return size_; }

    private:
        struct part {
            std::uint32_t first = 0;
            std::uint32_t count = 0;
            principal_no number = 0;
        };
        part first_;
        std::vector<part> others_;
        std::size_t size_ = 0;
    };

    /// Whether the listing that would have named `who` was cut short.
    [[nodiscard]] bool listing_incomplete(principal_no who, const coverage& read) const;

    numbering numbers_;
    std::vector<node_id> nodes_; ///< ascending
    std::vector<node_kind> kinds_;
    std::vector<node_id> workspaces_;
    std::vector<built_in> meanings_;
    bitset all_, joining_, local_;
    std::array<bitset, 4> of_kind_; ///< users, service principals, groups, recipients
    subject_set live_;
    group_closure closure_;
    principal_no account_users_ = no_principal;
    bitset via_account_users_; ///< `account users` and the groups it is in, which everybody carries
    bitset open_;
    std::vector<principal_no> open_list_;              ///< the members of `open_`
    std::vector<principal_no> via_account_users_list_; ///< those of `via_account_users_`
    std::vector<principal_no> unread_;
    subject_set managers_of_all_; ///< grown identities only: those who can join any joinable group
    bitset joined_by_managers_;   ///< and what they carry then, closed upwards
    std::vector<principal_no> joined_by_managers_list_;
};

} // namespace canreach::graph
