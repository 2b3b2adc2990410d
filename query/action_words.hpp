/// Actions of an answer in words.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "model/privileges.hpp"

namespace canreach::query {

/// Verbs of actions that hold, `SELECT (unknown)` for those that may; sorted, each once.
[[nodiscard]] std::vector<std::string> words_of(const std::vector<std::pair<graph::action, graph::verdict>>& list,
                                                const privilege_dictionary& names);

} // namespace canreach::query
