/// Sentences that must parse: the examples of the language's description and the questions of the worked cases.
#pragma once

#include <string_view>
#include <vector>

namespace canreach::query::test {

[[nodiscard]] std::vector<std::string_view> example_sentences(); ///< one for each feature, numbered as documented
[[nodiscard]] std::vector<std::string_view> case_sentences();    ///< the distinct questions of the worked cases

} // namespace canreach::query::test
