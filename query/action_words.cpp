#include "query/action_words.hpp"

#include <algorithm>

#include "graph/operations.hpp"

namespace canreach::query {

std::vector<std::string> words_of(const std::vector<std::pair<graph::action, graph::verdict>>& list,
                                  const privilege_dictionary& names) {
    std::vector<std::string> words;
    for (const auto& [what, how] : list) {
        if (how == graph::verdict::no) continue;
        auto word = graph::name_of(what, names);
        if (how == graph::verdict::unknown) word += " (unknown)";
        words.push_back(std::move(word));
    }
    // An operation and the privilege of its name would stand there twice.
    std::ranges::sort(words);
    const auto tail = std::ranges::unique(words);
    words.erase(tail.begin(), tail.end());
    return words;
}

const std::vector<std::string>& action_spelling::of(const std::vector<std::pair<graph::action, graph::verdict>>& list) {
    const auto known = known_.find(list);
    return known != known_.end() ? known->second : known_.emplace(list, words_of(list, names_)).first->second;
}

} // namespace canreach::query
