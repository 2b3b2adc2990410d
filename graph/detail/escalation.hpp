/// Derived edges of indirect paths (access-model §1.5, §2.12, §6.7): who can act as whom, after which acts of one's
/// own.
///
/// Made when the first question of mode escalatable is asked, so that other questions pay nothing. Per identity that
/// can be gained one compact set of those who can gain it, by the number of hops; workspace admins are one set a
/// workspace, never pairs. Searches go level by level over bitmaps, each set being used once: O(identities × words).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "graph/bitset.hpp"
#include "graph/detail/joining.hpp"
#include "graph/rules/become.hpp"
#include "graph/rules/control.hpp"
#include "graph/rules/identity.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/subject_set.hpp"

namespace canreach::graph::detail {

struct account;
class plan;
class pursuit;
class shaped_courses;

/// The two bounds of rule K1.
enum class bound : std::uint8_t { surely, maybe };
[[nodiscard]] inline const bitset& side_of(const subject_set& set, bound side) noexcept {
    return side == bound::surely ? set.surely() : set.maybe();
}

/// Immutable. Bound to an account that outlives it.
class escalation {
public:
    /// `without`: a grant or ownership that is thought away; outlives the edges.
    escalation(const account& in, const rule_profile& profile, const witness_step* without = nullptr);
    escalation(const escalation&) = delete;
    escalation& operator=(const escalation&) = delete;
    ~escalation();

    /// What a principal is like once it did the acts. Points into the course.
    [[nodiscard]] preparation after(const course& done) const noexcept;
    [[nodiscard]] identity::carried carried_after(const course& done, principal_no who) const;
    /// The same acts, joining none but these groups.
    [[nodiscard]] course joining_only(const course& done, std::span<const node_id> groups) const;
    /// Joining everything that can be joined.
    [[nodiscard]] course course_of(acts done) const { return {done, all_joined_}; }
    /// The courses that may matter for a request on a resource: for acts that join groups one for each choice of groups
    /// to stay out of.
    [[nodiscard]] std::vector<course> courses(acts done, const request& what, node_id resource) const;
    /// Sets of kinds of act that may help to anything, fewest first; the first is empty.
    [[nodiscard]] std::span<const acts> worlds() const noexcept { return worlds_; }

    /// Those who can reach a goal, by the least number of hops: entry h holds those h hops away, not the nearer ones.
    /// `goals[c]` reach it themselves after c acts. Not more than `within` hops.
    [[nodiscard]] std::vector<bitset> backward(std::span<const bitset> goals, bound side, unsigned within) const;
    /// Identities that one can act as, by the least number of hops, itself first.
    [[nodiscard]] std::vector<bitset> forward(principal_no from, bound side, unsigned within) const;

    [[nodiscard]] std::span<const become_way> ways_to(principal_no identity) const noexcept;
    /// Courses that may matter for becoming someone, fewest acts first.
    [[nodiscard]] std::span<const course> becoming() const noexcept { return becoming_; }
    /// Whether admins of `w` can act as `who` (E11).
    [[nodiscard]] truth admins_become(workspace_no w, principal_no who) const noexcept;
    /// Everybody who can go past table access control in a workspace (E13, E25), by the number of hops, one way after
    /// another. Found when first asked for.
    struct passing {
        unsigned hops;
        subject_set people;
    };
    [[nodiscard]] const std::vector<passing>& past_table_acls(workspace_no w) const;
    /// Whether it is sure that `who` can act at all (M7, M10).
    [[nodiscard]] bool alive(principal_no who) const noexcept { return sure_.live.test(who); }
    [[nodiscard]] const identity& grown() const noexcept { return all_joined_->grown; }
    /// Those who may join some group, and those who may be account admins after joining: for others acts that ask for
    /// it change nothing.
    [[nodiscard]] const bitset& joiners() const noexcept { return joiners_; }
    [[nodiscard]] const bitset& account_admins() const noexcept { return account_admins_; }
    /// Those for whom the request holds after a course; those for whom fewer acts do as well may be left out.
    [[nodiscard]] subject_set able(const plan& asked, const course& done) const;
    /// What courses do for the securables of one shape.
    [[nodiscard]] shaped_courses& shaped() const noexcept { return *shaped_; }

private:
    /// Ascending numbers while few, a bitset once that is smaller.
    class compact_set {
    public:
        compact_set() = default;
        explicit compact_set(const bitset& members);
        void add_to(bitset& out) const noexcept;
        [[nodiscard]] bool intersects(const bitset& other) const noexcept;
        [[nodiscard]] bool empty() const noexcept { return few_.empty() && many_.size() == 0; }

    private:
        std::vector<principal_no> few_;
        bitset many_;
    };
    struct step {
        unsigned hops;
        compact_set from;
    };
    struct head {
        principal_no to;
        std::vector<step> steps;
    };
    struct workspace_edge {
        bitset heads; ///< those who can be gained
        std::vector<step> steps;
    };
    struct edges {
        std::vector<head> heads; ///< ascending
        bitset is_head;
        std::vector<workspace_edge> workspaces; ///< of admins, and of ways that were not seen
        bitset live;
    };
    [[nodiscard]] identity::joining_rights find_joining_rights() const;
    [[nodiscard]] joined made_joined(identity::joining_rights rights) const;
    /// Everybody who joined what it can, but for groups of `avoided`. Kept for the next time.
    [[nodiscard]] std::shared_ptr<const joined> joined_without(const bitset& avoided) const;
    [[nodiscard]] bitset joinable_by_any() const;
    [[nodiscard]] bitset all_joiners() const;
    [[nodiscard]] bitset all_of(node_kind kind) const;
    void find_worlds();
    /// Both bounds, or one that stands for both.
    [[nodiscard]] std::vector<edges> build(std::span<const bound> sides) const;
    class taken_ways;
    static void add_head(principal_no to, std::vector<bitset> by_hops, edges& into);
    /// Those whom a set of each workspace names after each course that may matter, by the least number of hops.
    using set_of_workspace = const subject_set& (tenancy::*)(workspace_no) const noexcept;
    [[nodiscard]] std::vector<step> steps_of(set_of_workspace people, workspace_no w, const taken_ways& taken,
                                             bound side, const edges& of) const;
    void add_workspaces(const taken_ways& taken, bound side, edges& into) const;
    /// Ways that a crawl did not see (K1).
    void add_unseen(taken_ways& taken, edges& into) const;
    [[nodiscard]] const edges& of(bound side) const noexcept {
        return side == bound::maybe && maybe_ ? *maybe_ : sure_;
    }

    const account& in_;
    rule_profile profile_;
    const witness_step* without_;
    std::shared_ptr<const joined> all_joined_;
    bitset joinable_; ///< groups that anybody may join
    bitset joiners_;
    bitset account_admins_;
    tenancy assigned_; ///< after assigning oneself to workspaces
    std::vector<acts> worlds_;
    std::vector<bitset> barring_; ///< choices of groups to stay out of, so as not to be barred from everything
    std::vector<course> becoming_;
    std::vector<become_way> ways_;
    std::vector<admin_reach> reach_;
    edges sure_;
    std::unique_ptr<const edges> maybe_; ///< none where everything was read
    mutable std::mutex passing_;
    mutable std::map<workspace_no, std::vector<passing>> past_acls_; ///< guarded by `passing_`
    struct choice {
        bitset avoided;
        std::shared_ptr<const joined> made;
    };
    mutable std::mutex choosing_;
    mutable std::vector<choice> choices_; ///< newest first; guarded by `choosing_`
    std::unique_ptr<shaped_courses> shaped_;
};

/// The derived edges of one account, made once for every profile that is asked for; safe to use from many threads.
class escalation_cache {
public:
    [[nodiscard]] const escalation& of(const account& in, const rule_profile& profile) const;
    /// One of the last few pursuits; null if it is not among them.
    [[nodiscard]] std::shared_ptr<const pursuit> known(const request& what, node_id resource) const;
    /// The same, or a new one.
    [[nodiscard]] std::shared_ptr<const pursuit> pursued(const account& in, const request& what,
                                                         node_id resource) const;

private:
    struct remembered {
        request what;
        node_id resource;
        std::shared_ptr<const pursuit> made;
    };
    mutable std::mutex busy_;
    mutable std::vector<remembered> last_; ///< newest first
    mutable std::map<rule_profile, std::unique_ptr<const escalation>> made_;
};

} // namespace canreach::graph::detail
