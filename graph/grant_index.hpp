/// Grants by resource and by grantee (access-model §6.3): two sorted arrays of 8 bytes a row. Distinct masks are few,
/// so a row holds the number of its mask.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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
    struct row {
        node_id other; ///< the grantee, or the resource
        std::uint32_t bits;
    };

    grant_index() = default;
    /// O(nodes + rows log rows per node). Ids must be below `nodes`.
    grant_index(std::size_t nodes, std::span<const source_grant> grants);

    /// Rows of one resource; `other` is the grantee. Ascending.
    [[nodiscard]] std::span<const row> on(node_id resource) const noexcept { return slice(by_resource_, resource); }
    /// Rows of one grantee; `other` is the resource. Ascending.
    [[nodiscard]] std::span<const row> to(node_id grantee) const noexcept { return slice(by_grantee_, grantee); }
    [[nodiscard]] const held_bits& bits_of(const row& r) const noexcept { return bits_[r.bits]; }
    [[nodiscard]] std::size_t size() const noexcept { return by_resource_.rows.size(); }

private:
    struct side {
        std::vector<std::uint32_t> offsets{0};
        std::vector<row> rows;
    };
    static std::span<const row> slice(const side& from, node_id key) noexcept {
        const auto first = from.offsets[key.value];
        return std::span(from.rows).subspan(first, from.offsets[key.value + 1] - first);
    }
    side by_resource_;
    side by_grantee_;
    std::vector<held_bits> bits_;
};

} // namespace canreach::graph
