/// A request bound to one resource, ready to be put to anyone.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/bind.hpp"
#include "graph/rules/control.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/truth.hpp"

namespace canreach::graph::detail {

struct account;

/// Bound to an account that outlives it.
class plan {
public:
    /// `after`: mode effective once acts were done (§2.12); outlives the plan.
    plan(const account& in, const request& what, node_id resource, const preparation* after = nullptr);

    [[nodiscard]] node_id resource() const noexcept { return resource_; }
    [[nodiscard]] node_id metastore() const noexcept { return metastore_; }
    [[nodiscard]] node_id root() const noexcept { return root_; }
    [[nodiscard]] mode how() const noexcept { return how_; }
    [[nodiscard]] const rule_profile& profile() const noexcept { return profile_; }
    /// All ways to do the actions of the request, those of one action side by side.
    [[nodiscard]] const std::vector<bound_action>& actions() const noexcept { return actions_; }
    /// Which action of the request a way belongs to, ascending.
    [[nodiscard]] std::size_t action_of(std::size_t way) const noexcept { return action_of_[way]; }
    [[nodiscard]] bool any_of() const noexcept { return any_of_; }
    /// Whether the way into the workspace stands in the conditions themselves, so that there are no doors: Hive,
    /// workspace objects, and what lies in no metastore at all.
    [[nodiscard]] bool self_contained() const noexcept { return self_contained_; }
    /// The workspace of the resource where it is self-contained; `no_workspace` if it lies in none.
    [[nodiscard]] workspace_no home() const noexcept { return home_; }
    /// Whether `FROM` leaves the home out.
    [[nodiscard]] bool shut_out() const noexcept { return shut_out_; }
    /// The scene to begin with: the identities that always count.
    [[nodiscard]] scene base_scene() const noexcept;
    /// Doubts that the rules met on the way, settled as the profile says.
    [[nodiscard]] switches_seen doubts() const noexcept { return doubts_; }
    /// Scenes other than the plain one that may matter; empty in mode granted.
    [[nodiscard]] std::span<const workspace_no> special_scenes() const noexcept { return special_; }
    /// Workspaces that see the metastore and were not excluded by `FROM`.
    [[nodiscard]] const std::vector<tenancy::door>& doors() const noexcept { return doors_; }
    /// What compute asks for in a workspace (T7).
    struct compute_need {
        workspace_no workspace;
        condition need;
        [[nodiscard]] scene where() const noexcept { return scene::local_acl(workspace); }
    };
    /// For each door, or for the home of what has none; empty where it is not asked.
    [[nodiscard]] const std::vector<compute_need>& compute() const noexcept { return compute_; }
    /// Control over the root, for whoever can bind it (E2); empty where that was not done.
    [[nodiscard]] const std::optional<condition>& control_of_root() const noexcept { return opening_; }
    /// Whether a workspace that the crawl never learned of may serve.
    [[nodiscard]] bool unseen_door() const noexcept { return unseen_; }
    /// Whether an operation asks for what the view reads, beside whether it works.
    [[nodiscard]] bool reads_bases() const noexcept { return reads_bases_; }
    /// Whether the answer for a view depends on what that view reads.
    [[nodiscard]] bool asks_bases() const noexcept;
    /// Whether nobody can do it, whatever acts come first.
    [[nodiscard]] bool out_of_question() const;
    /// The same, given of each way whether nobody can.
    [[nodiscard]] bool out_of_question(const std::vector<bool>& each) const;
    /// Whether some workspace asks for something else than the others do (V2, V4).
    [[nodiscard]] bool depends_on_place() const noexcept;

    [[nodiscard]] scene scene_in(workspace_no w) const noexcept;
    /// What the binding of the resource's root lets through for each action from `w`.
    [[nodiscard]] std::vector<truth> lets_through(workspace_no w) const { return lets_through(w, root_); }
    [[nodiscard]] std::vector<truth> lets_unseen_through() const { return lets_unseen_through(root_); }

    /// All actions, or one of them, by one of its ways each; every way with its own factor.
    [[nodiscard]] truth combine(std::span<const truth> each) const;
    [[nodiscard]] truth combine(std::span<const truth> each, std::span<const truth> factor) const;
    [[nodiscard]] subject_set combine(std::span<const subject_set> each, std::span<const truth> factor) const;

    /// Whether every action, or one, holds for `who`, workspaces and liveness aside; by action.
    [[nodiscard]] std::vector<truth> each_for(const identity::carried& who, scene where) const;
    [[nodiscard]] std::vector<subject_set> each_for_all(scene where) const;
    /// The same from a workspace whose groups count as well, given what holds without them.
    [[nodiscard]] std::vector<truth> each_for(const identity::carried& who, scene where,
                                              std::span<const truth> without) const;

    /// The verdict, and the workspaces it holds from (none in mode granted).
    [[nodiscard]] truth ask(const identity::carried& who, std::vector<workspace_verdict>* workspaces) const;
    [[nodiscard]] subject_set ask_all() const;
    /// The same by workspace, those that it holds from for nobody left out. Mode effective only.
    [[nodiscard]] std::vector<std::pair<workspace_no, subject_set>> ask_all_from_each() const;
    /// The same of another resource of the metastore, that lies in `root`: given what holds there for everybody, and
    /// who is alive. Only where no workspace asks for something else than the others.
    [[nodiscard]] subject_set ask_all_of(std::vector<subject_set> each, const subject_set& alive, node_id root) const;
    [[nodiscard]] std::vector<std::pair<workspace_no, subject_set>>
    ask_all_from_each_of(const std::vector<subject_set>& each, const subject_set& alive, node_id root) const;
    /// Whether those two can be asked.
    [[nodiscard]] bool same_from_everywhere() const noexcept;
    /// Keeps nothing but what they need.
    void forget_circuits() noexcept;

private:
    const account& in_;
    node_id resource_;
    node_id metastore_ = no_node;
    node_id root_ = no_node;
    mode how_;
    rule_profile profile_;
    bool any_of_;
    bool all_workspaces_;
    bool unseen_ = false;
    bool self_contained_ = false;
    switches_seen doubts_;
    bool shut_out_ = false;
    workspace_no home_ = tenancy::no_workspace;
    scene acting_;
    template <class Value, class At>
    [[nodiscard]] Value fold(Value none, Value every, At at) const;
    /// The scene in the situation that the plan is made for.
    [[nodiscard]] scene now(scene where) const noexcept;
    [[nodiscard]] const tenancy& spaces() const noexcept;
    /// M7, M10.
    [[nodiscard]] subject_set alive() const;
    [[nodiscard]] std::vector<truth> lets_through(workspace_no w, node_id root) const;
    [[nodiscard]] std::vector<truth> lets_unseen_through(node_id root) const;
    /// Lets more through, where the root can be bound by whoever asks (E2).
    void open_more(const identity::carried& who, scene where, std::vector<truth>& lets) const;
    [[nodiscard]] subject_set through(std::vector<subject_set> each, std::span<const truth> lets, scene where) const;
    [[nodiscard]] bool opens(std::size_t way) const noexcept;
    /// Whether more identities can only make more of its circuit hold.
    [[nodiscard]] static bool grows(const condition& circuit);

    bool reads_bases_ = false;
    std::vector<bound_action> actions_;
    std::vector<std::size_t> action_of_;
    std::vector<workspace_no> special_;
    std::vector<tenancy::door> doors_;
    std::vector<compute_need> compute_;
    const preparation* after_ = nullptr;
    std::optional<condition> opening_; ///< control over the root
};

} // namespace canreach::graph::detail
