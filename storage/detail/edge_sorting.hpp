/// Edges of a sealed file: ends as dense ids, in canonical order, each once.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "model/fact.hpp"
#include "model/mask.hpp"

namespace canreach::storage::detail {

struct pair_edge {
    std::uint32_t first; ///< what the table is sorted by: group or resource
    std::uint32_t second;
    friend auto operator<=>(const pair_edge&, const pair_edge&) = default;
};
struct typed_edge {
    std::uint32_t first;
    std::uint32_t second;
    std::uint32_t third;
    friend auto operator<=>(const typed_edge&, const typed_edge&) = default;
};

struct sealed_mask {
    facet what = facet::unity;
    mask allow;
    mask deny;
    friend auto operator<=>(const sealed_mask&, const sealed_mask&) = default;
};
struct sealed_grant {
    std::uint32_t resource;
    std::uint32_t grantee;
    std::uint32_t mask; ///< place in a list of masks
};
struct sealed_grants {
    std::vector<sealed_mask> masks; ///< sorted, each used
    std::vector<sealed_grant>
        grants; ///< by (resource, grantee, facet), which is the order of (resource, grantee, mask)
};

struct sealed_policy {
    std::string name;
    policy_type type = policy_type::row_filter;
    std::uint32_t resource = 0;
    mask privileges;
    std::vector<std::uint32_t> to;
    std::vector<std::uint32_t> except;
    std::vector<std::uint32_t> matches;
    std::vector<std::uint32_t> function; ///< none or one
    std::string column;
    friend auto operator<=>(const sealed_policy&, const sealed_policy&) = default;
};

template <class Edge>
void sort_and_unite(std::vector<Edge>& edges) {
    std::ranges::sort(edges);
    edges.erase(std::ranges::unique(edges).begin(), edges.end());
}

/// One grant per (resource, grantee, facet), with the bits of all; grants without bits are left out.
[[nodiscard]] sealed_grants unite_grants(std::vector<sealed_grant> grants, const std::vector<sealed_mask>& masks);

} // namespace canreach::storage::detail
