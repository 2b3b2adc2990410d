#include "graph/grant_index.hpp"

#include <fmt/format.h>

#include <limits>
#include <tuple>
#include <utility>

namespace canreach::graph {
namespace {

constexpr std::size_t most_masks = std::size_t{std::numeric_limits<mask_no>::max()} + 1;
constexpr std::size_t most_narrow = std::size_t{std::numeric_limits<std::uint8_t>::max()} + 1;

std::size_t hash_of(const held_bits& bits) noexcept {
    constexpr std::uint64_t spread = 0x9E37'79B9'7F4A'7C15; // the fractional digits of the golden ratio
    auto mixed = bits.allow.low;
    for (const auto word : {bits.allow.high, bits.deny.low, bits.deny.high, static_cast<std::uint64_t>(bits.what)})
        mixed = (mixed ^ (mixed >> 32U)) * spread + word;
    return static_cast<std::size_t>((mixed * spread) >> 32U);
}

/// Edges as they come, and as they will lie.
struct unsorted {
    std::span<const node_id> keys;
    std::span<const node_id> others;
    std::span<const mask_no> numbers;
};
struct lying {
    std::vector<node_id> others;
    std::vector<mask_no> numbers;
};

std::vector<std::uint32_t> offsets_of(std::span<const node_id> keys) {
    std::uint32_t rows = 0;
    for (const auto key : keys) rows = std::max(rows, key.value + 1);
    std::vector<std::uint32_t> offsets(std::size_t{rows} + 1);
    for (const auto key : keys) ++offsets[key.value + 1];
    for (std::size_t i = 0; i < rows; ++i) offsets[i + 1] += offsets[i];
    return offsets;
}

/// Counting sort.
lying by_key(const unsorted& from, const std::vector<std::uint32_t>& offsets) {
    if (std::ranges::is_sorted(from.keys))
        return {{from.others.begin(), from.others.end()}, {from.numbers.begin(), from.numbers.end()}};
    lying made{std::vector<node_id>(from.keys.size()), std::vector<mask_no>(from.keys.size())};
    auto next = offsets;
    for (std::size_t i = 0; i < from.keys.size(); ++i) {
        const auto at = next[from.keys[i].value]++;
        made.others[at] = from.others[i];
        made.numbers[at] = from.numbers[i];
    }
    return made;
}

/// Sorts each row by itself, where it is not as it comes.
void sort_rows(lying& edges, const std::vector<std::uint32_t>& offsets) {
    std::vector<std::pair<node_id, mask_no>> row;
    for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
        const auto pair_at = [&](std::size_t at) { return std::pair{edges.others[at], edges.numbers[at]}; };
        bool in_order = true;
        for (std::size_t at = offsets[i] + std::size_t{1}; at < offsets[i + 1]; ++at)
            in_order = in_order && !(pair_at(at) < pair_at(at - 1));
        if (in_order) continue;
        row.clear();
        for (std::size_t at = offsets[i]; at < offsets[i + 1]; ++at) row.push_back(pair_at(at));
        std::ranges::sort(row);
        for (std::size_t k = 0; k < row.size(); ++k)
            std::tie(edges.others[offsets[i] + k], edges.numbers[offsets[i] + k]) = row[k];
    }
}

} // namespace

void grant_index::maker::expect(std::size_t grants) {
    resources_.reserve(grants);
    grantees_.reserve(grants);
    numbers_.reserve(grants);
}

std::uint32_t grant_index::maker::number_of(const held_bits& bits) {
    auto& recent = recent_[hash_of(bits) % recent_.size()];
    if (recent < bits_.size() && bits_[recent] == bits) return recent;
    const auto [at, fresh] = known_.try_emplace(bits, static_cast<std::uint32_t>(bits_.size()));
    if (fresh) bits_.push_back(bits);
    recent = at->second;
    return recent;
}

void grant_index::maker::add(const source_grant& grant) {
    resources_.push_back(grant.resource);
    grantees_.push_back(grant.grantee);
    numbers_.push_back(static_cast<mask_no>(number_of({grant.what, grant.allow, grant.deny})));
}

result<grant_index> grant_index::maker::made() {
    if (bits_.size() > most_masks)
        return fail(errc::damaged_file,
                    fmt::format("grants have more than {} distinct sets of privileges", most_masks));
    grant_index index;
    const bool narrow = bits_.size() <= most_narrow;
    index.by_resource_ = sorted(resources_, grantees_, numbers_, narrow);
    index.by_grantee_ = sorted(grantees_, resources_, numbers_, narrow);
    index.bits_ = std::move(bits_);
    return index;
}

grant_index::side grant_index::sorted(std::span<const node_id> keys, std::span<const node_id> others,
                                      std::span<const mask_no> numbers, bool narrow) {
    auto offsets = offsets_of(keys);
    auto edges = by_key({keys, others, numbers}, offsets);
    sort_rows(edges, offsets);
    side made;
    made.starts = row_starts(std::move(offsets));
    made.others = std::move(edges.others);
    if (narrow) {
        std::vector<std::uint8_t> bytes(edges.numbers.size());
        std::ranges::transform(edges.numbers, bytes.begin(),
                               [](mask_no one) { return static_cast<std::uint8_t>(one); });
        made.narrow = std::move(bytes);
    } else {
        made.wide = std::move(edges.numbers);
    }
    return made;
}

} // namespace canreach::graph
