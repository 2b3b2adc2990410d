#include "simulator/detail/assignment_book.hpp"

#include <algorithm>

namespace canreach::simulator::detail {

void assignment_book::set(workspace_index where, std::int64_t principal, bool user, bool admin) {
    const std::scoped_lock lock(mutex_);
    set_[{where, principal}] = {principal, user, admin};
}

std::vector<assignment_book::entry> assignment_book::on(workspace_index where) const {
    const std::scoped_lock lock(mutex_);
    std::vector<entry> made;
    for (auto it = set_.lower_bound({where, INT64_MIN}); it != set_.end() && it->first.first == where; ++it)
        made.push_back(it->second);
    return made;
}

std::vector<assignment> assignments_now(const account& from, const assignment_book& set, workspace_index where) {
    auto rows = from.at(where).assignments;
    for (const auto& changed : set.on(where)) {
        std::erase_if(rows, [&](const assignment& row) { return row.who && row.id == changed.principal; });
        const auto who = from.principals_by_id.find(changed.principal);
        if ((changed.user || changed.admin) && who != from.principals_by_id.end())
            rows.push_back({who->second, false, changed.principal, changed.user, changed.admin});
    }
    return rows;
}

} // namespace canreach::simulator::detail
