#include "graph/row_starts.hpp"

#include <algorithm>
#include <limits>

namespace canreach::graph {

row_starts::row_starts(std::vector<std::uint32_t> offsets) {
    while (offsets.size() > 1 && offsets[offsets.size() - 2] == offsets.back()) offsets.pop_back();
    std::vector<std::uint32_t> blocks;
    std::vector<std::uint16_t> steps;
    blocks.reserve(offsets.size() / block + 1);
    steps.reserve(offsets.size());
    for (std::size_t row = 0; row < offsets.size(); ++row) {
        if (row % block == 0) blocks.push_back(offsets[row]);
        const auto step = offsets[row] - blocks.back();
        if (step > std::numeric_limits<std::uint16_t>::max()) {
            blocks_ = {};
            steps_ = {};
            full_ = std::move(offsets);
            return;
        }
        steps.push_back(static_cast<std::uint16_t>(step));
    }
    blocks_ = std::move(blocks);
    steps_ = std::move(steps);
}

bool row_starts::fits(std::size_t items) const noexcept {
    const bool stepwise = full_.empty() && !steps_.empty() && blocks_.size() == (steps_.size() + block - 1) / block;
    const bool plain = !full_.empty() && steps_.empty() && blocks_.empty();
    return (stepwise || plain) && at(rows()) == items;
}

} // namespace canreach::graph
