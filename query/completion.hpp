/// What could stand at the end of a sentence that is being typed: words of the grammar, verbs, kinds, names out of the
/// account.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"
#include "model/error.hpp"
#include "query/vocabulary.hpp"

namespace canreach::query {

struct completion {
    std::size_t from = 0;                ///< the byte of the text that every candidate stands for, up to its end
    std::vector<std::string> candidates; ///< grammar first, then names; each part sorted, nothing twice
};

/// Candidates for the end of `text`, at most `limit` of them names. Words of the grammar follow the letter case that
/// was begun; names are spelled as they must be written. Only the last sentence counts. Fails if the catalog does.
[[nodiscard]] result<completion> complete(std::string_view text, const vocabulary& verbs, catalog& names,
                                          std::size_t limit);

} // namespace canreach::query
