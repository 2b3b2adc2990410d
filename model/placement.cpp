#include "model/placement.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace canreach {
inline namespace model {

void placement::add(node_id node, node_kind kind, std::string_view url) {
    const auto place = storage_path::parse(url);
    if (!place) return;
    if (place->covers(where_))
        covering_.push_back({node, kind, place->text(), true});
    else if (where_.covers(*place) && within_.size() < limit_)
        within_.push_back({node, kind, place->text(), false});
}

std::vector<placed_node> placement::take() && {
    std::ranges::sort(covering_, [](const placed_node& a, const placed_node& b) {
        return a.url.size() != b.url.size() ? a.url.size() > b.url.size() : a.id < b.id;
    });
    std::ranges::move(within_, std::back_inserter(covering_));
    return std::move(covering_);
}

} // namespace model
} // namespace canreach
