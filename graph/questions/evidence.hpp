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
        : in_(in), edges_(edges), done_(done), unjoined_(done.unjoined()), by_(edges.after(done_)),
          by_unjoined_(edges.after(unjoined_)), ids_(edges.carried_after(done_, who)),
          ids_unjoined_(edges.carried_after(unjoined_, who)) {}

    [[nodiscard]] const identity::carried& ids() const noexcept { return ids_; }
    [[nodiscard]] const preparation& by() const noexcept { return by_; }
    [[nodiscard]] bool holds(const condition& circuit, scene where) const;

    /// Adds the facts of a circuit that surely holds: of alternatives those of the first that does, first of all of one
    /// that does without joining a group.
    void add(const condition& circuit, scene where, std::vector<hop_fact>& into) const;
    /// Adds what makes the principal an admin of the workspace, or lets it in.
    void add_workspace(workspace_no w, bool admin, std::vector<hop_fact>& into) const;
    /// Adds the groups that it joins so as to be excepted from access rules of the account (M10).
    void add_exceptions(std::vector<hop_fact>& into) const;
    /// Adds what makes it account admin.
    void add_account_admin(std::vector<hop_fact>& into) const;

private:
    /// Whether it holds without joining a group.
    [[nodiscard]] bool holds_unjoined(const condition& circuit, scene where) const;
    /// Calls `visit(ids, situation)` with what it carries unjoined, then with all, until that returns false.
    template <class Visit>
    void stored_first(Visit visit) const {
        if (visit(ids_unjoined_, by_unjoined_.now) && done_.joins()) visit(ids_, by_.now);
    }
    /// A way up to a principal that is carried, of those that join the fewest groups a shortest one.
    [[nodiscard]] witness steps_to(principal_no holder) const;
    [[nodiscard]] std::vector<principal_no> path_to(principal_no from, principal_no to) const;
    struct assigned {
        node_id holder;
        mask bits;
    };
    /// A stored assignment, of itself or of a group that it is in or joins, that lets it in or makes it an admin.
    [[nodiscard]] std::optional<assigned> assignment_in(workspace_no w, bool admin) const;
    [[nodiscard]] std::optional<assigned> assignment_in(workspace_no w, bool admin, const identity::carried& ids) const;
    void add_policies(const condition& leaf, scene where, std::vector<hop_fact>& into) const;
    void add_exception(const source_policy& by, scene where, std::vector<hop_fact>& into) const;
    /// Adds how an account group came by access to a workspace whose object ACLs know it only then (M6).
    void add_standing(principal_no group, scene where, std::vector<hop_fact>& into) const;
    void add_fact(principal_no holder, const witness_step& last, std::vector<hop_fact>& into) const;

    const account& in_;
    const escalation& edges_;
    course done_;
    course unjoined_;
    preparation by_;
    preparation by_unjoined_;
    identity::carried ids_;
    identity::carried ids_unjoined_;
};

} // namespace canreach::graph::detail
