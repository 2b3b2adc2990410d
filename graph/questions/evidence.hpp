/// The stored facts behind a hop: for one principal, once it did some acts, one way in which a circuit holds.
#pragma once

#include <optional>
#include <vector>

#include "graph/answers.hpp"
#include "graph/detail/escalation.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/evaluate.hpp"
#include "model/ids.hpp"
#include "model/mask.hpp"

namespace canreach::graph::detail {

struct account;

/// Borrows what it is made of.
class evidence {
public:
    evidence(const account& in, const escalation& edges, principal_no who, const course& done)
        : in_(in), edges_(edges), done_(done), by_(edges.after(done_)), ids_(edges.carried_after(done_, who)) {}

    [[nodiscard]] const identity::carried& ids() const noexcept { return ids_; }
    [[nodiscard]] const preparation& by() const noexcept { return by_; }
    [[nodiscard]] bool holds(const condition& circuit, scene where) const;

    /// Adds the facts of a circuit that surely holds: of alternatives those of the first that does.
    void add(const condition& circuit, scene where, std::vector<hop_fact>& into) const;
    /// Adds what makes the principal an admin of the workspace, or lets it in.
    void add_workspace(workspace_no w, bool admin, std::vector<hop_fact>& into) const;
    /// Adds the groups that it joins so as to be excepted from access rules of the account (M10).
    void add_exceptions(std::vector<hop_fact>& into) const;
    /// Adds what makes it account admin.
    void add_account_admin(std::vector<hop_fact>& into) const;

private:
    /// A shortest way up to a principal that is carried: memberships, and groups that it joins.
    [[nodiscard]] witness steps_to(principal_no holder) const;
    [[nodiscard]] std::vector<principal_no> path_to(principal_no from, principal_no to) const;
    struct assigned {
        node_id holder;
        mask bits;
    };
    /// A stored assignment, of itself or of a group that it is in or joins, that lets it in or makes it an admin.
    [[nodiscard]] std::optional<assigned> assignment_in(workspace_no w, bool admin) const;
    void add_policies(const condition& leaf, scene where, std::vector<hop_fact>& into) const;
    void add_exception(const source_policy& by, scene where, std::vector<hop_fact>& into) const;
    /// Adds how an account group came by access to a workspace whose object ACLs know it only then (M6).
    void add_standing(principal_no group, scene where, std::vector<hop_fact>& into) const;
    void add_fact(principal_no holder, const witness_step& last, std::vector<hop_fact>& into) const;

    const account& in_;
    const escalation& edges_;
    course done_;
    preparation by_;
    identity::carried ids_;
};

} // namespace canreach::graph::detail
