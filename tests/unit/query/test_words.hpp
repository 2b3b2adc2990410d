/// The verbs that the tests of the language speak with.
#pragma once

#include "query/vocabulary.hpp"

namespace canreach::query::test {

/// Those of an account that taught none.
[[nodiscard]] inline const vocabulary& test_words() {
    static const auto words = vocabulary::of(privilege_dictionary{});
    return words;
}

} // namespace canreach::query::test
