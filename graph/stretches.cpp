#include "graph/stretches.hpp"

#include "graph/matching.hpp"

namespace canreach::graph {
namespace {

/// A stretch takes as much room as two numbers.
constexpr std::size_t worth_it = 4;

} // namespace

stretches::stretches(std::vector<std::uint32_t> numbers) {
    std::vector<std::uint32_t> firsts;
    std::vector<std::uint32_t> begin_with;
    std::vector<std::uint32_t> blocks;
    for (std::uint32_t at = 0; at < numbers.size(); ++at) {
        if (at == 0 || numbers[at] != numbers[at - 1] + 1) {
            if (firsts.size() > numbers.size() / worth_it) {
                plain_ = std::move(numbers);
                return;
            }
            firsts.push_back(at);
            begin_with.push_back(numbers[at]);
        }
        if (at % block == 0) blocks.push_back(static_cast<std::uint32_t>(firsts.size() - 1));
    }
    if (!firsts.empty()) blocks.push_back(static_cast<std::uint32_t>(firsts.size() - 1));
    firsts_ = std::move(firsts);
    numbers_ = std::move(begin_with);
    blocks_ = std::move(blocks);
}

std::uint32_t stretches::growing_from(std::uint32_t at, std::uint32_t most) const noexcept {
    if (!plain_.empty())
        return matching_from(plain_.between(at, at + most),
                             [first = plain_[at]](std::uint32_t i) { return first + i; });
    const auto next = stretch_of(at) + 1;
    return next < firsts_.size() ? std::min(most, firsts_[next] - at) : most;
}

bool stretches::fits(std::size_t count) const noexcept {
    if (empty()) return numbers_.empty() && blocks_.empty();
    if (!plain_.empty()) return plain_.size() == count && firsts_.empty() && numbers_.empty() && blocks_.empty();
    return numbers_.size() == firsts_.size() && blocks_.size() == (count + block - 1) / block + 1;
}

} // namespace canreach::graph
