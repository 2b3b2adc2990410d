/// A set of principals in three values: who surely is in it, who may be (rule K1, access-model §6.10).
///
/// Where everything was read both bounds are one object, so a complete account pays for one bitset only.
#pragma once

#include <cstddef>
#include <optional>

#include "graph/bitset.hpp"
#include "graph/truth.hpp"

namespace canreach::graph {

class subject_set {
public:
    subject_set() = default;
    /// The empty set over `size` principals.
    explicit subject_set(std::size_t size) : surely_(size) {}
    explicit subject_set(bitset members) : surely_(std::move(members)) {}

    [[nodiscard]] const bitset& surely() const noexcept { return surely_; }
    [[nodiscard]] const bitset& maybe() const noexcept { return maybe_ ? *maybe_ : surely_; }
    /// Whether both bounds are one.
    [[nodiscard]] bool complete() const noexcept { return !maybe_; }
    [[nodiscard]] truth test(std::size_t principal) const noexcept {
        return {surely_.test(principal), maybe().test(principal)};
    }

    void add(std::size_t principal) noexcept;
    void add(const bitset& members) noexcept;
    void may_add(const bitset& members); ///< widens the upper bound only
    /// The set if `condition` holds, else the empty one: bound by bound.
    void only_if(truth condition);

    /// Without those of `other`: what may be in it leaves the lower bound, what surely is leaves both.
    void take_away(const subject_set& other);

    subject_set& operator|=(const subject_set& other);
    subject_set& operator&=(const subject_set& other);
    subject_set& operator-=(const subject_set& other); ///< what may be in `other` is not surely left

private:
    bitset surely_;
    std::optional<bitset> maybe_; ///< empty: the same as `surely_`
};

} // namespace canreach::graph
