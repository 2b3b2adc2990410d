/// A request of mode escalatable about one resource (access-model §2.12, §6.7): who reaches it at all, and in how many
/// hops.
///
/// `esc(P) = reachId(P, X), eff*(X)`: the goals are those who reach it themselves after acts of their own, by the
/// number of acts; a search backwards over the ways to become someone gives everybody else.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/bitset.hpp"
#include "graph/detail/escalation.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/seeker.hpp"
#include "graph/rules/become.hpp"
#include "graph/rules/detours.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;

/// Hops of somebody who does not reach it.
inline constexpr unsigned out_of_reach = 0xFFFF'FFFFU;

[[nodiscard]] unsigned level_of(const levels& in, principal_no who) noexcept;

/// Bound to an account that outlives it; safe to use from many threads.
class pursuit {
public:
    /// Of `what` the mode is taken as escalatable. O(sets of acts × (circuit + words)).
    pursuit(const account& in, const request& what, node_id resource);
    /// By other edges, which outlive it.
    pursuit(const account& in, const escalation& edges, const request& what, node_id resource);
    pursuit(const pursuit&) = delete;
    pursuit& operator=(const pursuit&) = delete;

    /// How near one principal is, by the identities it reaches. Looks at no more sets of acts than are open to those
    /// and can still bring it nearer.
    struct nearness {
        unsigned surely = out_of_reach;
        unsigned maybe = out_of_reach;
    };
    [[nodiscard]] static nearness nearest(const account& in, const escalation& edges, const request& what,
                                          node_id resource, seeker& who);

    /// Where from one principal reaches it: what `from_each` tells of it.
    [[nodiscard]] static std::vector<workspace_verdict>
    places(const account& in, const escalation& edges, const request& what, node_id resource, const seeker& who);

    /// The same from among those asked last: questions about the rows of an answer ask for it again and again.
    [[nodiscard]] static std::shared_ptr<const pursuit> of(const account& in, const request& what, node_id resource);
    /// The same if it is among them.
    [[nodiscard]] static std::shared_ptr<const pursuit> known(const account& in, const request& what, node_id resource);

    [[nodiscard]] const escalation& edges() const noexcept { return edges_; }
    [[nodiscard]] const request& effective() const noexcept { return effective_; }
    [[nodiscard]] node_id resource() const noexcept { return resource_; }
    [[nodiscard]] unsigned within() const noexcept { return within_; }

    /// Those who reach it themselves, by the number of acts.
    [[nodiscard]] const levels& goals(bound side) const noexcept { return goals_[static_cast<std::size_t>(side)]; }
    /// Ways to have another identity do it, if the request counts them (class INVOKE): the last hop of a chain.
    [[nodiscard]] const std::vector<become_way>& invoked() const noexcept { return invoked_; }

    /// Ways round its check (class BYPASS), and locations made over it (E20), those past table access control aside.
    [[nodiscard]] const std::vector<detour>& detours() const noexcept { return detours_; }
    /// Whether ways past table access control serve, and where.
    [[nodiscard]] const hive_data& past_acls() const noexcept { return past_acls_; }

    /// Everybody who reaches it.
    [[nodiscard]] const levels& everybody(bound side) const;
    /// Both bounds are one object: everything was read, and how every cluster treats those attached is known.
    [[nodiscard]] bool complete() const noexcept { return complete_; }

    /// Sets of acts that may matter for this resource, fewest first.
    [[nodiscard]] const std::vector<acts>& worlds() const noexcept { return worlds_; }
    /// Everybody who reaches it from a workspace.
    struct place_levels {
        workspace_no workspace;
        std::array<levels, 2> people; ///< by bound
    };
    [[nodiscard]] const std::vector<place_levels>& from_each() const;

private:
    /// Without goals yet.
    struct bare {};
    pursuit(bare, const account& in, const escalation& edges, const request& what, node_id resource);
    /// Adds the goals that take so many acts as are `wanted(hops)`, asked anew before each.
    template <class Wanted>
    void collect(Wanted wanted, seeker* only = nullptr);
    void add(std::array<levels, 2>& to, unsigned hops, const subject_set& more) const;
    void add_goals(unsigned hops, const subject_set& more);
    /// Whether nobody can do it, whatever acts come first.
    [[nodiscard]] bool hopeless() const;
    /// Everybody who can do it after a course of acts.
    [[nodiscard]] subject_set able(const course& done, seeker* only) const;
    [[nodiscard]] std::vector<std::pair<workspace_no, subject_set>> able_from_each(const course& done) const;
    /// Adds whoever can have one of `able` do it.
    void add_invoking(std::array<levels, 2>& to, const subject_set& able) const;
    template <class Wanted>
    void add_detours(Wanted wanted, const seeker* only);
    /// How many workspaces it may be reached from at most, ways round its check aside.
    [[nodiscard]] std::size_t workspaces_asked() const;
    using places_found = std::vector<place_levels>;
    [[nodiscard]] static std::array<levels, 2>& from_one(workspace_no w, places_found& found);
    void split_goals(acts done, places_found& found) const;
    void split_detours(places_found& found) const;

    const account& in_;
    const escalation& edges_;
    request effective_;
    node_id resource_;
    unsigned within_;
    bool complete_;
    std::vector<acts> worlds_;
    std::vector<become_way> invoked_;
    std::vector<detour> detours_;
    hive_data past_acls_;
    std::array<levels, 2> goals_;
    unsigned changes_ = 0; ///< how often somebody came to the goals
    mutable std::array<std::once_flag, 2> searched_;
    mutable std::array<levels, 2> everybody_;
    mutable std::once_flag split_;
    mutable std::vector<place_levels> from_each_;
};

} // namespace canreach::graph::detail
