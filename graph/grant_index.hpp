/// Grants by resource and by grantee (access-model §6.3): two sorted arrays. Distinct masks are few, so a row holds the
/// number of its mask: five bytes a row, or six where there are more masks than a byte can tell.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "graph/column.hpp"
#include "graph/row_starts.hpp"
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

/// Number of a mask. No account comes near so many distinct ones: 2,000,000 grants have dozens.
using mask_no = std::uint16_t;

/// A stretch of numbers of masks, of one byte each where they fit.
class mask_numbers {
public:
    mask_numbers() = default;
    explicit mask_numbers(std::span<const std::uint8_t> narrow) noexcept : narrow_(narrow.data()) {}
    explicit mask_numbers(std::span<const std::uint16_t> wide) noexcept : wide_(wide.data()) {}

    [[nodiscard]] mask_no operator[](std::size_t i) const noexcept {
        return wide_ == nullptr ? mask_no{narrow_[i]} : wide_[i];
    }
    /// Those from the i-th on.
    [[nodiscard]] mask_numbers from(std::size_t i) const noexcept {
        auto rest = *this;
        if (wide_ == nullptr)
            rest.narrow_ = narrow_ + i;
        else
            rest.wide_ = wide_ + i;
        return rest;
    }

private:
    const std::uint8_t* narrow_ = nullptr;
    const std::uint16_t* wide_ = nullptr;
};

/// Immutable.
class grant_index {
public:
    using mask_no = graph::mask_no;
    struct row {
        node_id other; ///< the grantee, or the resource
        mask_no bits;
    };

    /// Rows of one node, made as one walks over them.
    class rows {
    public:
        class iterator {
        public:
            iterator(const node_id* other, mask_numbers bits, std::size_t at) noexcept
                : other_(other), bits_(bits), at_(at) {}
            [[nodiscard]] row operator*() const noexcept { return {other_[at_], bits_[at_]}; }
            iterator& operator++() noexcept {
                ++at_;
                return *this;
            }
            friend bool operator==(const iterator& a, const iterator& b) noexcept { return a.at_ == b.at_; }

        private:
            const node_id* other_;
            mask_numbers bits_;
            std::size_t at_;
        };
        rows(std::span<const node_id> others, mask_numbers bits) noexcept : others_(others), bits_(bits) {}
        [[nodiscard]] iterator begin() const noexcept { return {others_.data(), bits_, 0}; }
        [[nodiscard]] iterator end() const noexcept { return {others_.data(), bits_, others_.size()}; }
        [[nodiscard]] bool empty() const noexcept { return others_.empty(); }
        [[nodiscard]] std::size_t size() const noexcept { return others_.size(); }
        /// Those of one other node. O(log rows).
        [[nodiscard]] rows of(node_id other) const noexcept {
            const auto first = static_cast<std::size_t>(std::ranges::lower_bound(others_, other) - others_.begin());
            auto last = first; // seldom more than one
            while (last < others_.size() && others_[last] == other) ++last;
            return {others_.subspan(first, last - first), bits_.from(first)};
        }

    private:
        std::span<const node_id> others_;
        mask_numbers bits_;
    };

    /// Takes grants in any order; those that come by resource, then by grantee, need no sorting.
    class maker {
    public:
        void expect(std::size_t grants);
        void add(const source_grant& grant);
        /// O(nodes + rows log rows per node). Fails where there are more distinct masks than numbers for them.
        [[nodiscard]] result<grant_index> made();

    private:
        [[nodiscard]] std::uint32_t number_of(const held_bits& bits);

        std::vector<node_id> resources_;
        std::vector<node_id> grantees_;
        std::vector<mask_no> numbers_;
        std::vector<held_bits> bits_;
        std::map<held_bits, std::uint32_t> known_;
        std::array<std::uint32_t, 256> recent_{}; ///< numbers of masks that were met, by their hash
    };

    /// Rows of one resource; `other` is the grantee. Ascending.
    [[nodiscard]] rows on(node_id resource) const noexcept { return by_resource_.of(resource); }
    /// Rows of one grantee; `other` is the resource. Ascending.
    [[nodiscard]] rows to(node_id grantee) const noexcept { return by_grantee_.of(grantee); }
    [[nodiscard]] const held_bits& bits_of(const row& r) const noexcept { return bits_[r.bits]; }
    [[nodiscard]] std::size_t size() const noexcept { return by_resource_.others.size(); }

    [[nodiscard]] bool fits(std::size_t nodes) const noexcept {
        const auto whole = [&](const side& one) {
            const bool bits = one.wide.empty() ? one.narrow.size() == one.others.size()
                                               : one.narrow.empty() && one.wide.size() == one.others.size();
            return bits && one.starts.rows() <= nodes && one.starts.fits(one.others.size());
        };
        return whole(by_resource_) && whole(by_grantee_) && by_grantee_.others.size() == by_resource_.others.size();
    }

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        for (auto* one : {&by_resource_, &by_grantee_}) {
            one->starts.keep(image);
            image.numbers(one->others);
            image.numbers(one->narrow);
            image.numbers(one->wide);
        }
        image.rows(bits_, &held_bits::what, &held_bits::allow, &held_bits::deny);
    }

private:
    struct side {
        row_starts starts;
        column<node_id> others;
        column<std::uint8_t> narrow; ///< numbers of masks
        column<std::uint16_t> wide;  ///< the same where a byte does not tell them all

        [[nodiscard]] rows of(node_id key) const noexcept {
            const auto [first, last] = starts.of(key.value);
            const auto bits = wide.empty() ? mask_numbers(narrow.all()) : mask_numbers(wide.all());
            return {others.between(first, last), bits.from(first)};
        }
    };
    static side sorted(std::span<const node_id> keys, std::span<const node_id> others, std::span<const mask_no> numbers,
                       bool narrow);

    side by_resource_;
    side by_grantee_;
    std::vector<held_bits> bits_;
};

} // namespace canreach::graph
