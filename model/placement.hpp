/// Picks, from all places of an account, those that touch one path: what implementations of `catalog::placed_at` share.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"
#include "model/storage_path.hpp"

namespace canreach {
inline namespace model {

class placement {
public:
    placement(storage_path where, std::size_t within_limit) : where_(std::move(where)), limit_(within_limit) {}

    /// `url` as the platform reported it; one that is no path is passed over.
    void add(node_id node, node_kind kind, std::string_view url);
    /// As `catalog::placed_at` promises; of equal length the smaller id first.
    [[nodiscard]] std::vector<placed_node> take() &&;

private:
    storage_path where_;
    std::size_t limit_;
    std::vector<placed_node> covering_;
    std::vector<placed_node> within_;
};

} // namespace model
} // namespace canreach
