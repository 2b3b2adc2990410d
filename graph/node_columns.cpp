#include "graph/node_columns.hpp"

#include <limits>

#include "graph/matching.hpp"

namespace canreach::graph {

std::size_t class_list::hash::operator()(const node_class& of) const noexcept {
    constexpr std::uint64_t spread = 0x9E37'79B9'7F4A'7C15; // the fractional digits of the golden ratio
    auto mixed = (std::uint64_t{of.scope.value} << 32U | of.flags.bits) * spread;
    mixed ^= mixed >> 32U;
    mixed += static_cast<std::uint64_t>(of.kind) << 8U | static_cast<std::uint64_t>(of.type);
    mixed *= spread;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29U));
}

std::uint32_t class_list::number_of(const node_class& of) {
    if (last_ < classes_.size() && classes_[last_] == of) return last_; // neighbours are mostly alike
    const auto [at, fresh] = known_.try_emplace(of, static_cast<std::uint32_t>(classes_.size()));
    if (fresh) classes_.push_back(of);
    return at->second;
}

void class_list::add(const node_class& of) {
    last_ = number_of(of);
    if (wide_.empty() && last_ <= std::numeric_limits<std::uint16_t>::max())
        narrow_.push_back(static_cast<std::uint16_t>(last_));
    else
        wide_.push_back(last_);
}

std::uint32_t class_numbers::same_from(std::size_t node, std::uint32_t most) const noexcept {
    const auto same = [&](const auto& numbers) {
        return matching_from(numbers.between(node, node + most),
                             [first = numbers[node]](std::uint32_t) { return first; });
    };
    return wide_.empty() ? same(narrow_) : same(wide_);
}

class_numbers class_list::take_numbers() {
    if (wide_.empty()) return class_numbers(std::move(narrow_));
    std::vector<std::uint32_t> all(narrow_.begin(), narrow_.end());
    all.insert(all.end(), wide_.begin(), wide_.end());
    return class_numbers(std::move(all));
}

parent_column::parent_column(const std::vector<node_id>& parents, const column_by_class<node_id>& scopes)
    : scopes_(scopes) {
    std::vector<std::uint16_t> steps;
    std::vector<std::uint32_t> far_nodes;
    std::vector<node_id> far_parents;
    steps.reserve(parents.size());
    for (std::uint32_t node = 0; node < parents.size(); ++node) {
        const auto parent = parents[node];
        if (parent == no_node) {
            steps.push_back(none);
        } else if (parent.value < node && node - parent.value < the_scope) {
            steps.push_back(static_cast<std::uint16_t>(node - parent.value));
        } else if (parent == scopes[node]) {
            steps.push_back(the_scope);
        } else {
            steps.push_back(far);
            far_nodes.push_back(node);
            far_parents.push_back(parent);
        }
    }
    steps_ = std::move(steps);
    far_ = std::move(far_nodes);
    far_parents_ = std::move(far_parents);
}

std::uint32_t parent_column::same_from(std::size_t node, std::uint32_t most) const noexcept {
    const auto first = steps_[node];
    if (first == far) return 1;
    // Nodes of one class have one scope.
    if (first == none || first == the_scope)
        return matching_from(steps_.between(node, node + most), [&](std::uint32_t) { return first; });
    const auto longest = std::min(most, std::uint32_t{the_scope} - first); // no step as long as what stands for others
    return matching_from(steps_.between(node, node + longest), [&](std::uint32_t i) { return first + i; });
}

node_id parent_column::listed(std::size_t node) const noexcept {
    const auto found = std::lower_bound(far_.begin(), far_.end(), node);
    return far_parents_[static_cast<std::size_t>(found - far_.begin())];
}

} // namespace canreach::graph
