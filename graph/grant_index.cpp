#include "graph/grant_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace canreach::graph {

result<grant_index> grant_index::from(std::size_t nodes, std::span<const source_grant> grants) {
    grant_index made;
    std::vector<mask_no> numbers(grants.size());
    std::map<held_bits, mask_no> known;
    for (std::size_t i = 0; i < grants.size(); ++i) {
        const held_bits bits{grants[i].what, grants[i].allow, grants[i].deny};
        if (i > 0 && made.bits_[numbers[i - 1]] == bits) { // neighbours are often alike
            numbers[i] = numbers[i - 1];
            continue;
        }
        const auto [at, fresh] = known.try_emplace(bits, static_cast<mask_no>(made.bits_.size()));
        if (fresh && made.bits_.size() > std::numeric_limits<mask_no>::max())
            return fail(errc::damaged_file,
                        fmt::format("grants have more than {} distinct sets of privileges", made.bits_.size()));
        if (fresh) made.bits_.push_back(bits);
        numbers[i] = at->second;
    }
    made.by_resource_ = sorted(nodes, grants, numbers, &source_grant::resource, &source_grant::grantee);
    made.by_grantee_ = sorted(nodes, grants, numbers, &source_grant::grantee, &source_grant::resource);
    return made;
}

grant_index::side grant_index::sorted(std::size_t nodes, std::span<const source_grant> grants,
                                      std::span<const mask_no> numbers, node_id source_grant::*key,
                                      node_id source_grant::*other) {
    std::vector<std::uint32_t> offsets(nodes + 1);
    for (const auto& grant : grants) ++offsets[(grant.*key).value + 1];
    for (std::size_t i = 0; i < nodes; ++i) offsets[i + 1] += offsets[i];
    std::vector<row> rows(grants.size());
    auto next = offsets;
    for (std::size_t i = 0; i < grants.size(); ++i)
        rows[next[(grants[i].*key).value]++] = {grants[i].*other, numbers[i]};
    const auto before = [](const row& a, const row& b) {
        return a.other != b.other ? a.other < b.other : a.bits < b.bits;
    };
    for (std::size_t i = 0; i < nodes; ++i) {
        const auto first = rows.begin() + offsets[i];
        const auto last = rows.begin() + offsets[i + 1];
        if (!std::is_sorted(first, last, before)) std::sort(first, last, before);
    }
    std::vector<node_id> others(rows.size());
    std::vector<mask_no> bits(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        others[i] = rows[i].other;
        bits[i] = rows[i].bits;
    }
    return {std::move(offsets), std::move(others), std::move(bits)};
}

} // namespace canreach::graph
