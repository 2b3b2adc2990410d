/// What an answer rests on: unread parts that could change it, and the rules it uses.
#pragma once

#include <string>
#include <vector>

#include "graph/answers.hpp"
#include "graph/detail/account.hpp"
#include "graph/questions/plan.hpp"

namespace canreach::graph::detail {

/// Collects gaps; `take()` gives them ascending and once.
class gap_collector {
public:
    explicit gap_collector(const account& in) : in_(in) {}

    /// Whatever could turn the answer for `who` to yes.
    void add(const plan& asked, const identity::carried& who);
    /// Whatever could let more principals through.
    void add_for_all(const plan& asked);
    void add_listings(bool persons, bool groups);
    /// Unread members of `group` and of what is inside it.
    void add_members(principal_no group);
    /// Unread members of `group` alone.
    void add_own_members(principal_no group);
    /// Whatever keeps one from knowing all who are assigned to a workspace.
    void add_assignments(workspace_no w);
    /// Whatever could let somebody into a workspace.
    void add_access(workspace_no w);
    /// The list of the groups that a workspace keeps for itself.
    void add_groups_of(node_id workspace) { in_.read_parts.collect_unlisted_groups(workspace, found_); }
    void add_part(node_id about, node_part part) { in_.read_parts.collect(about, part, found_); }
    void add(gap_index gap) { found_.push_back(gap); }

    [[nodiscard]] std::vector<gap_index> take();

private:
    void add(const condition& circuit, const identity::carried* who, scene where);
    void add_settled(const missing_part& what);
    void add_supplies(const condition& leaf, const identity::carried* who, scene where);
    /// The same for everybody of a supply with many grants; whether that could be told so.
    [[nodiscard]] bool add_holders_of_many(const supply& from);
    void add_grantee(node_id grantee, const identity::carried* who, scene where);
    void add_named(const source_policy& by, const identity::carried* who, scene where);
    void add_definer(node_id view, scene where);
    void add_doors(const plan& asked, const identity::carried* who);

    const account& in_;
    std::vector<gap_index> found_;
    std::vector<workspace_no> entered_; ///< those that `add_access` is done with
};

/// Rule ids behind a verdict, in the order of access-model §2.
[[nodiscard]] std::vector<std::string> rules_behind(const account& in, const plan& asked, const identity::carried& who,
                                                    const can_answer& answer);

} // namespace canreach::graph::detail
