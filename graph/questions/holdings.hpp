/// What one principal holds in an account, place by place: where forward evaluation (access-model §6.5) must look.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/detail/account.hpp"
#include "graph/questions/shape_plan.hpp"
#include "graph/resource_tree.hpp"
#include "graph/rules/identity.hpp"

namespace canreach::graph::detail {

/// Immutable. Every node where something of the principal's, a difference between roots, or something unread begins is
/// marked. O(what its identities hold).
class holdings {
public:
    /// `on_compute`: old compute is among what is asked for, which minds policies that name somebody else, too (V2).
    holdings(const account& in, const identity::carried& who, bool on_compute);

    /// One marked node.
    struct mark {
        place at = 0;
        held_here held;
        bool odd = false;             ///< something other than grants and owners may give access here, or below
        bool restricted = false;      ///< a policy may take access away here, or below
        bool policies_unread = false; ///< there may be policies here, and on what is below

        [[nodiscard]] bool holds_nothing() const noexcept {
            return held.maybe.empty() && !held.owner.maybe && !held.grants_unread && !held.owners_unread;
        }
    };
    /// The marks at or after a place, one after the other.
    class cursor {
    public:
        cursor(const holdings& all, place from);
        [[nodiscard]] bool done() const noexcept { return next_ == all_->entries_.size(); }
        /// Place of the next mark. Only where there is one.
        [[nodiscard]] place at() const noexcept { return static_cast<place>(all_->entries_[next_] >> 32U); }
        [[nodiscard]] mark take();

    private:
        const holdings* all_;
        std::size_t next_;
    };

private:
    enum class note : std::uint8_t {
        mark,
        grant,
        may_grant,
        owner,
        may_own,
        grants_unread,
        owners_unread,
        odd,
        restricted,
        policies_unread
    };
    void add(node_id node, note what, std::uint32_t bits = 0);
    void add_policies(const identity::carried& who, bool on_compute);
    void add_held_by(node_id identity, bool counts, bool surely);

    const account& in_;
    /// Place, number of a mask and kind of note in one number, so that sorting is quick. By place.
    std::vector<std::uint64_t> entries_;
};

} // namespace canreach::graph::detail
