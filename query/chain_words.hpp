/// Chains of hops in words, for tables that tell of many.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/catalog.hpp"
#include "model/error.hpp"

namespace canreach::query {

struct chain_words {
    std::vector<std::string> hops; ///< what each gains, by what, and its rule
    std::vector<std::string> cuts; ///< what to take away for the first hop to fail; other ways may remain
};

/// Fails as the catalog does.
[[nodiscard]] result<chain_words> words_of_chain(catalog& names, const graph::access_graph& facts,
                                                 std::span<const graph::hop> hops);

} // namespace canreach::query
