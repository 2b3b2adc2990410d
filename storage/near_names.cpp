#include "storage/near_names.hpp"

#include <algorithm>

#include "model/edit_distance.hpp"

namespace canreach::storage {
namespace {

unsigned tolerated(std::size_t length) {
    return length <= 3 ? 1 : length <= 8 ? 2 : 3;
}

/// The last components of `name`, as many as `wanted` has; empty if `wanted` has as many or more.
std::string_view tail_like(std::string_view name, std::string_view wanted) {
    auto dots = std::ranges::count(wanted, '.');
    for (std::size_t i = name.size(); i-- > 0;)
        if (name[i] == '.' && dots-- == 0) return name.substr(i + 1);
    return {};
}

} // namespace

std::optional<unsigned> nearness(std::string_view wanted, std::string_view candidate, bool containers) {
    const auto limit = tolerated(wanted.size());
    std::optional<unsigned> best;
    const auto consider = [&](std::string_view text, unsigned penalty) {
        if (text.empty()) return;
        if (const auto distance = edit_distance(wanted, text, limit))
            best = std::min(best.value_or(~0U), *distance * 2 + penalty);
    };
    consider(candidate, 0);
    if (containers) consider(tail_like(candidate, wanted), 1);
    if (wanted.find('@') == std::string_view::npos) {
        const auto at = candidate.find('@');
        if (at != std::string_view::npos) consider(candidate.substr(0, at), 1);
    }
    return best;
}

} // namespace canreach::storage
