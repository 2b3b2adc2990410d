#include "graph/detail/known_holders.hpp"

#include <utility>
#include <vector>

#include "graph/detail/account.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/rules/supplies.hpp"

namespace canreach::graph::detail {
namespace {

/// Fewer grants are expanded in less time than it takes to put a set over all principals together.
constexpr std::size_t many = 512;

} // namespace

std::shared_ptr<const subject_set> known_holders::of(const account& in, const supply& from) const {
    if (from.owners || from.itself || from.denies || from.in != facet::unity || in.grants.on(from.on).size() < many)
        return nullptr;
    {
        const std::lock_guard waiting(busy_);
        for (const auto& one : known_)
            if (one.on == from.on && one.bits == from.bits) return one.who;
    }
    std::vector<node_id> grantees;
    visit_facts(in, from, [&](const supplying_fact& fact) {
        grantees.push_back(fact.holder);
        return true;
    });
    auto made = std::make_shared<const subject_set>(carriers_of(in, grantees, scene::plain()));
    const std::lock_guard waiting(busy_);
    known_[next_++ % most] = {from.on, from.bits, made};
    return made;
}

} // namespace canreach::graph::detail
