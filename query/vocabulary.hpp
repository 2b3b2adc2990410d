/// The closed table of verbs: privileges, operations, permission levels and abilities (access-model §5.2,
/// `word_action`).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/operations.hpp"

namespace canreach::query {

/// Upper case, with blanks for underscores and dashes: `use_catalog` → `USE CATALOG`.
[[nodiscard]] std::string normalised_verb(std::string_view text);

/// Immutable once built; cheap to share by reference.
class vocabulary {
public:
    struct word {
        graph::action_word meaning;
        [[nodiscard]] const std::string& spelling() const { return meaning.spelling; }
    };

    /// Each spelling once.
    explicit vocabulary(std::vector<graph::action_word> words);
    /// What the graph answers, with the privileges that one account taught.
    [[nodiscard]] static vocabulary of(const privilege_dictionary& names);

    /// By normalised spelling; null if there is no such word.
    [[nodiscard]] const word* find(std::string_view spelling) const noexcept;
    /// Whether some spelling begins with these whole words.
    [[nodiscard]] bool begins(std::string_view words) const noexcept;
    /// Sorted by spelling.
    [[nodiscard]] std::span<const word> words() const noexcept { return words_; }
    /// The one spelling that was probably meant; empty if unclear.
    [[nodiscard]] std::string_view near(std::string_view spelling) const;

private:
    std::vector<word> words_;
};

} // namespace canreach::query
