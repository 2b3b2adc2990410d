/// The verbs that the tests of the language speak with, independent of what the rules answer.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "query/vocabulary.hpp"

namespace canreach::query::test {

/// Every Unity Catalog privilege as a privilege, and a few operations.
[[nodiscard]] inline const vocabulary& test_words() {
    static const vocabulary words = [] {
        std::map<std::string, graph::action_word> found;
        for (const auto one : all_privileges()) {
            auto& word = found[normalised_verb(name_of(one))];
            word.as_privilege = graph::action{graph::action::form::privilege, static_cast<std::uint16_t>(one)};
        }
        std::uint16_t number = 0;
        for (const auto* one : {"SELECT", "INSERT", "DROP TABLE", "DROP SCHEMA", "GRANT", "CREATE TABLE"})
            found[one].as_operation = graph::action{graph::action::form::operation, number++};
        std::vector<graph::action_word> list;
        for (auto& [spelling, word] : found) {
            word.spelling = spelling;
            list.push_back(word);
        }
        return vocabulary(std::move(list));
    }();
    return words;
}

} // namespace canreach::query::test
