#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/questions/doubts.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/reasons.hpp"

namespace canreach::graph::detail {

who_answer who(const account& in, const request& what, node_id resource, std::span<const node_kind> principal_kinds) {
    who_answer answer;
    if (!in.nodes.has(resource)) return answer;
    const plan asked(in, what, resource);
    const auto found = asked.ask_all();
    bitset listed(in.who.size());
    for (const auto kind : principal_kinds) in.who.add_kind(kind, listed);
    listed &= found.maybe();
    answer.rows.reserve(listed.count()); // tens of thousands in large accounts: growing would cost more than finding
    bool unsure = false;
    const auto& surely = found.surely();
    listed.for_each([&](std::size_t i) {
        const auto how = surely.test(i) ? verdict::yes : verdict::unknown;
        unsure = unsure || how == verdict::unknown;
        answer.rows.push_back({in.who.node_of(static_cast<principal_no>(i)), how});
    });
    answer.depends_on = doubts_behind(in, what, asked, [&](const plan& other) {
        const auto others = other.ask_all();
        return others.surely() == found.surely() && others.maybe() == found.maybe();
    });
    if (in.read_parts.gaps().empty()) return answer;
    gap_collector gaps(in);
    if (unsure) gaps.add_for_all(asked);
    const auto asks = [&](node_kind kind) { return std::ranges::find(principal_kinds, kind) != principal_kinds.end(); };
    gaps.add_listings(asks(node_kind::user) || asks(node_kind::service_principal), asks(node_kind::group));
    answer.gaps = gaps.take();
    return answer;
}

} // namespace canreach::graph::detail
