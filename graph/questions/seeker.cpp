#include "graph/questions/seeker.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"

namespace canreach::graph::detail {
namespace {

constexpr std::size_t small_sets = 4096; ///< members of sets that cost next to nothing

} // namespace

bool seeker::asks_each() const noexcept {
    return !few_.empty() && in_.who.size() > small_sets;
}

seeker::seeker(const account& in, const escalation& edges, principal_no who, unsigned within, bool complete)
    : in_(in), edges_(edges) {
    reached_[0] = edges.forward(who, bound::surely, within);
    reached_[1] = complete ? reached_[0] : edges.forward(who, bound::maybe, within);
    bitset all(in.who.size());
    for (const auto& side : reached_)
        for (const auto& level : side) all |= level;
    if (all.count() <= one_by_one)
        all.for_each([&](std::size_t one) { few_.push_back(static_cast<principal_no>(one)); });
    if (edges.joiners().intersects(all)) open_.add(act::join);
    if (edges.account_admins().intersects(all)) {
        open_.add(act::assign);
        open_.add(act::rule_metastore);
    }
}

subject_set seeker::able(const plan& asked, const course& done) {
    if (few_.empty()) return asked.ask_all();
    std::vector<std::pair<principal_no, truth>> found;
    const auto* groups = done.joins() ? done.groups.get() : nullptr;
    for (const auto one : few_) {
        const std::pair key{groups, one};
        auto known = carried_.find(key);
        if (known == carried_.end()) known = carried_.emplace(key, edges_.carried_after(done, one)).first;
        found.emplace_back(one, asked.ask(known->second, nullptr));
    }
    return set_of(in_.who.size(), found);
}

} // namespace canreach::graph::detail
