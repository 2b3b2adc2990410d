#include "model/annotated_source.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace canreach {
inline namespace model {
namespace {

auto order_of(const source_link& one) {
    return std::tuple{one.type, one.from, one.to};
}

} // namespace

annotated_source::annotated_source(fact_source& from, std::vector<source_link> links)
    : from_(&from), links_(std::move(links)) {
    for (auto& one : links_) one.annotated = true;
    std::ranges::sort(links_, {}, order_of);
    const auto repeated = std::ranges::unique(links_, {}, order_of);
    links_.erase(repeated.begin(), repeated.end());
}

result<source_counts> annotated_source::counts() {
    auto counts = from_->counts();
    if (counts) counts->links += links_.size();
    return counts;
}

result<void> annotated_source::visit_links(const std::function<void(const source_link&)>& visit) {
    std::size_t next = 0;
    auto visited = from_->visit_links([&](const source_link& row) {
        while (next < links_.size() && order_of(links_[next]) < order_of(row)) visit(links_[next++]);
        if (next < links_.size() && order_of(links_[next]) == order_of(row)) ++next; // the platform said so itself
        visit(row);
    });
    if (!visited) return visited;
    while (next < links_.size()) visit(links_[next++]);
    return {};
}

} // namespace model
} // namespace canreach
