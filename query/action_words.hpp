/// Actions of an answer in words.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "model/privileges.hpp"

namespace canreach::query {

/// Verbs of actions that hold, `SELECT (unknown)` for those that may; sorted, each once.
[[nodiscard]] std::vector<std::string> words_of(const std::vector<std::pair<graph::action, graph::verdict>>& list,
                                                const privilege_dictionary& names);

/// The same for many lists, most of which were met before.
class action_spelling {
public:
    explicit action_spelling(const privilege_dictionary& names) : names_(names) {}
    [[nodiscard]] const std::vector<std::string>& of(const std::vector<std::pair<graph::action, graph::verdict>>& list);

private:
    const privilege_dictionary& names_; ///< outlives it
    std::map<std::vector<std::pair<graph::action, graph::verdict>>, std::vector<std::string>> known_;
};

} // namespace canreach::query
