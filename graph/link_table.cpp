#include "graph/link_table.hpp"

#include <algorithm>
#include <tuple>

namespace canreach::graph {
namespace {

auto order_of(const source_link& one) {
    return std::tuple{one.type, one.from, one.to};
}

void sort_once_each(std::vector<source_link>& links) {
    if (!std::ranges::is_sorted(links, {}, order_of)) std::ranges::sort(links, {}, order_of);
    const auto repeated = std::ranges::unique(links, {}, order_of);
    links.erase(repeated.begin(), repeated.end());
}

} // namespace

link_table::link_table(std::vector<source_link> links) {
    sort_once_each(links);
    std::vector<node_id> from;
    std::vector<node_id> to;
    for (const auto& one : links) {
        const auto type = static_cast<std::size_t>(one.type);
        while (starts_.size() <= type) starts_.push_back(static_cast<std::uint32_t>(from.size()));
        from.push_back(one.from);
        to.push_back(one.to);
    }
    starts_.push_back(static_cast<std::uint32_t>(from.size()));
    from_ = std::move(from);
    to_ = std::move(to);
}

void link_table::annotate(std::vector<source_link> told) {
    for (auto& one : told) one.annotated = true;
    sort_once_each(told);
    std::erase_if(told, [&](const source_link& one) {
        bool known = false;
        for_each_of(one.type,
                    [&](const source_link& own) { known = known || (own.from == one.from && own.to == one.to); });
        return known;
    });
    told_ = std::move(told);
}

std::vector<source_link> link_table::all() const {
    std::vector<source_link> links;
    links.reserve(from_.size() + told_.size());
    for (std::size_t number = 0; number + 1 < starts_.size(); ++number)
        for (auto i = starts_[number]; i < starts_[number + 1]; ++i)
            links.push_back({static_cast<link_type>(number), from_[i], to_[i]});
    links.insert(links.end(), told_.begin(), told_.end());
    if (annotated()) std::ranges::sort(links, {}, order_of);
    return links;
}

} // namespace canreach::graph
