/// One principal that looks for what it reaches, thing by thing: whom it can act as and which acts are open to those,
/// found once for a whole list.
#pragma once

#include <array>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "graph/bitset.hpp"
#include "graph/detail/escalation.hpp"
#include "graph/questions/plan.hpp"
#include "graph/rules/identity.hpp"
#include "graph/subject_set.hpp"

namespace canreach::graph::detail {

struct account;

/// Members by hops: entry h holds those h hops away and no nearer.
using levels = std::vector<bitset>;

/// Bound to an account and edges that outlive it. Not for several threads.
class seeker {
public:
    /// `complete`: nothing is left unread, or what may be is not asked for.
    seeker(const account& in, const escalation& edges, principal_no who, unsigned within, bool complete);

    /// Identities by the number of hops, in each bound.
    [[nodiscard]] const levels& reached(bound side) const noexcept { return reached_[static_cast<std::size_t>(side)]; }
    /// Whether some of them can do all of these acts, or may; where none can, doing them changes nothing for any.
    [[nodiscard]] bool can_do(acts done) const noexcept { return done.within(open_); }
    /// Those among them for whom the request holds; others may be left out or not.
    [[nodiscard]] subject_set able(const plan& asked, const course& done);
    /// Whether they are so few, of so many, that asking each of them is less work than any set of all.
    [[nodiscard]] bool asks_each() const noexcept;

private:
    const account& in_;
    const escalation& edges_;
    std::array<levels, 2> reached_;
    acts open_{act::bind, act::grant, act::take_role};
    std::vector<principal_no> few_; ///< all of them; empty: too many to be asked one by one
    std::map<std::pair<const joined*, principal_no>, identity::carried> carried_;
};

} // namespace canreach::graph::detail
