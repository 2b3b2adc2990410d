#include "graph/grant_index.hpp"

#include <algorithm>
#include <map>

namespace canreach::graph {

grant_index::grant_index(std::size_t nodes, std::span<const source_grant> grants) {
    std::vector<std::uint32_t> numbers(grants.size());
    std::map<held_bits, std::uint32_t> known;
    for (std::size_t i = 0; i < grants.size(); ++i) {
        const held_bits bits{grants[i].what, grants[i].allow, grants[i].deny};
        const auto [at, fresh] = known.try_emplace(bits, static_cast<std::uint32_t>(bits_.size()));
        if (fresh) bits_.push_back(bits);
        numbers[i] = at->second;
    }
    const auto fill = [&](side& to, auto key, auto other) {
        to.offsets.assign(nodes + 1, 0);
        for (const auto& grant : grants) ++to.offsets[(grant.*key).value + 1];
        for (std::size_t i = 0; i < nodes; ++i) to.offsets[i + 1] += to.offsets[i];
        auto next = to.offsets;
        to.rows.resize(grants.size());
        for (std::size_t i = 0; i < grants.size(); ++i)
            to.rows[next[(grants[i].*key).value]++] = {grants[i].*other, numbers[i]};
        for (std::size_t i = 0; i < nodes; ++i)
            std::sort(
                to.rows.begin() + to.offsets[i], to.rows.begin() + to.offsets[i + 1],
                [](const row& a, const row& b) { return a.other != b.other ? a.other < b.other : a.bits < b.bits; });
    };
    fill(by_resource_, &source_grant::resource, &source_grant::grantee);
    fill(by_grantee_, &source_grant::grantee, &source_grant::resource);
}

} // namespace canreach::graph
