/// Grants by resource and by grantee (access-model §6.3): two sorted arrays of six bytes a row. Distinct masks are few,
/// so a row holds the number of its mask.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "graph/column.hpp"
#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "model/mask.hpp"

namespace canreach::graph {

/// What one row of a permission list gives.
struct held_bits {
    facet what = facet::unity;
    mask allow;
    mask deny;
    friend auto operator<=>(const held_bits&, const held_bits&) = default;
};

/// Immutable.
class grant_index {
public:
    /// Number of a mask. No account comes near so many distinct ones: 2,000,000 grants have dozens.
    using mask_no = std::uint16_t;
    struct row {
        node_id other; ///< the grantee, or the resource
        mask_no bits;
    };

    /// Rows of one node, made as one walks over them.
    class rows {
    public:
        class iterator {
        public:
            iterator(const node_id* other, const mask_no* bits) noexcept : other_(other), bits_(bits) {}
            [[nodiscard]] row operator*() const noexcept { return {*other_, *bits_}; }
            iterator& operator++() noexcept {
                ++other_;
                ++bits_;
                return *this;
            }
            friend bool operator==(const iterator& a, const iterator& b) noexcept { return a.other_ == b.other_; }

        private:
            const node_id* other_;
            const mask_no* bits_;
        };
        rows(std::span<const node_id> others, std::span<const mask_no> bits) noexcept : others_(others), bits_(bits) {}
        [[nodiscard]] iterator begin() const noexcept { return {others_.data(), bits_.data()}; }
        [[nodiscard]] iterator end() const noexcept {
            return {others_.data() + others_.size(), bits_.data() + bits_.size()};
        }
        [[nodiscard]] bool empty() const noexcept { return others_.empty(); }
        [[nodiscard]] std::size_t size() const noexcept { return others_.size(); }
        /// Those of one other node. O(log rows).
        [[nodiscard]] rows of(node_id other) const noexcept {
            const auto first = static_cast<std::size_t>(std::ranges::lower_bound(others_, other) - others_.begin());
            auto last = first; // seldom more than one
            while (last < others_.size() && others_[last] == other) ++last;
            return {others_.subspan(first, last - first), bits_.subspan(first, last - first)};
        }

    private:
        std::span<const node_id> others_;
        std::span<const mask_no> bits_;
    };

    grant_index() = default;
    /// O(nodes + rows log rows per node). Ids must be below `nodes`. Fails where there are more distinct masks than
    /// numbers for them.
    [[nodiscard]] static result<grant_index> from(std::size_t nodes, std::span<const source_grant> grants);

    /// Rows of one resource; `other` is the grantee. Ascending.
    [[nodiscard]] rows on(node_id resource) const noexcept { return by_resource_.of(resource); }
    /// Rows of one grantee; `other` is the resource. Ascending.
    [[nodiscard]] rows to(node_id grantee) const noexcept { return by_grantee_.of(grantee); }
    [[nodiscard]] const held_bits& bits_of(const row& r) const noexcept { return bits_[r.bits]; }
    [[nodiscard]] std::size_t size() const noexcept { return by_resource_.others.size(); }

    [[nodiscard]] bool fits(std::size_t nodes) const noexcept {
        const auto whole = [&](const side& one) {
            return one.offsets.size() == nodes + 1 && one.offsets.back() == one.others.size() &&
                   one.bits.size() == one.others.size();
        };
        return whole(by_resource_) && whole(by_grantee_) && by_grantee_.others.size() == by_resource_.others.size();
    }

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        for (auto* one : {&by_resource_, &by_grantee_}) {
            image.numbers(one->offsets);
            image.numbers(one->others);
            image.numbers(one->bits);
        }
        image.rows(bits_, &held_bits::what, &held_bits::allow, &held_bits::deny);
    }

private:
    struct side {
        column<std::uint32_t> offsets{std::vector<std::uint32_t>(1)};
        column<node_id> others;
        column<mask_no> bits;

        [[nodiscard]] rows of(node_id key) const noexcept {
            const auto first = offsets[key.value];
            const auto last = offsets[key.value + 1];
            return {others.between(first, last), bits.between(first, last)};
        }
    };
    static side sorted(std::size_t nodes, std::span<const source_grant> grants, std::span<const mask_no> numbers,
                       node_id source_grant::*key, node_id source_grant::*other);

    side by_resource_;
    side by_grantee_;
    std::vector<held_bits> bits_;
};

} // namespace canreach::graph
