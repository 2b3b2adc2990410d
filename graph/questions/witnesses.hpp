/// Witnesses of one prerequisite: every chain of memberships that ends in a fact, shortest first.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/detail/account.hpp"

namespace canreach::graph::detail {

/// Membership chains from one principal up to another as witness steps, shortest first, at most `limit`. A chain of
/// stored memberships if there is one, else one through `account users`, which nobody is a stored member of (M3).
[[nodiscard]] std::vector<witness> chains_of_steps(const account& in, principal_no from, principal_no to,
                                                   std::size_t limit);

/// The chains of one principal, by whom they lead to: the same groups let it into many workspaces.
class known_chains {
public:
    known_chains(const account& in, principal_no from) : in_(in), from_(from) {}

    [[nodiscard]] const std::vector<witness>& to(principal_no group);

private:
    const account& in_;
    principal_no from_;
    std::map<principal_no, std::vector<witness>> known_;
};

/// Collects witnesses of one prerequisite.
class witness_list {
public:
    /// `known`: of the same principal.
    witness_list(const account& in, const identity::carried& who, known_chains& known)
        : in_(in), who_(who), known_(known) {}

    /// Every chain that ends in a fact naming `grantee`.
    void add(node_id grantee, const witness_step& last, scene where);
    /// The same for a grantee known to be carried.
    void add_carried(node_id grantee, const witness_step& last);
    /// Once. `more`: there were more than `access_graph::witness_limit`.
    [[nodiscard]] std::vector<witness> take(bool& more);

private:
    void add_through(principal_no alias, principal_no local_group, std::vector<witness>& into);

    const account& in_;
    const identity::carried& who_;
    known_chains& known_;
    std::vector<witness> found_;
};

} // namespace canreach::graph::detail
