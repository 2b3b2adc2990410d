/// Which of several sets of principals one is in: the sets the other way round, so that a question about one principal
/// looks at one row of bits and not at a far-away word of each set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "graph/subject_set.hpp"
#include "graph/truth.hpp"

namespace canreach::graph {

/// Immutable. A bit a member and set, twice where some set is not complete.
class sets_by_member {
public:
    /// The sets that one member is in.
    class row {
    public:
        [[nodiscard]] truth test(std::size_t set) const noexcept {
            const auto bit = std::uint64_t{1} << (set % 64);
            return {(surely_[set / 64] & bit) != 0, (maybe_[set / 64] & bit) != 0};
        }

    private:
        friend class sets_by_member;
        row(const std::uint64_t* surely, const std::uint64_t* maybe) noexcept : surely_(surely), maybe_(maybe) {}
        const std::uint64_t* surely_;
        const std::uint64_t* maybe_;
    };

    sets_by_member() = default;
    /// Of sets over so many members. O(members × sets / 64 × log 64).
    sets_by_member(std::size_t members, std::span<const subject_set> sets);

    /// Valid as long as this.
    [[nodiscard]] row of(std::size_t member) const noexcept {
        const auto* surely = surely_.data() + member * words_;
        return {surely, maybe_.empty() ? surely : maybe_.data() + member * words_};
    }

private:
    std::size_t words_ = 0; ///< of a row
    std::vector<std::uint64_t> surely_;
    std::vector<std::uint64_t> maybe_; ///< empty: the same
};

} // namespace canreach::graph
