/// The verbs of the language (access-model §3): operations and what they need, as one table of data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "model/kinds.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {

/// One row of the table, without its requirement tree (which is the rules' own).
struct operation {
    std::string_view name;                     ///< `DROP TABLE`, `INSERT`, `GRANT`: upper case, single blanks
    std::span<const std::string_view> aliases; ///< other spellings: `INSERT INTO`, `DELETE FROM`
    std::span<const node_kind> kinds;          ///< what it can be done to (for creates: the container)
    std::string_view needs; ///< the requirement in words, for help; of the first family that knows it
};

/// All operations; an `action` of form operation is an index into this list.
[[nodiscard]] std::span<const operation> operations() noexcept;
/// One of them, by a name that the table has.
[[nodiscard]] action operation_named(std::string_view name) noexcept;

/// A word of the closed vocabulary and everything it may mean, longest spelling first when matched.
struct action_word {
    std::string spelling; ///< upper case, single blanks: `USE CATALOG`, `DROP TABLE`, `REACH`
    std::optional<action> as_operation;
    std::optional<action> as_privilege;
    std::optional<action> as_ability; ///< what one does with a workspace object: `EDIT`, `RUN`
    std::optional<action> as_level;   ///< a permission level: `CAN MANAGE RUN`; of secret scopes `WRITE`
};
/// Operations with their aliases, privileges (known and learned), abilities and permission levels, sorted by spelling,
/// each spelling once.
[[nodiscard]] std::vector<action_word> action_words(const privilege_dictionary& names);

/// What a word means in a mode: the privilege first in mode granted, the operation first otherwise; else the ability,
/// else the level.
[[nodiscard]] action meaning_of(const action_word& word, mode how) noexcept;
[[nodiscard]] std::string name_of(action what, const privilege_dictionary& names);
/// Whether the action can be asked of a resource of this kind.
[[nodiscard]] bool applies_to(action what, node_kind kind) noexcept;

} // namespace canreach::graph
