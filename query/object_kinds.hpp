/// The closed lists of kind words: `TABLE`, `EXTERNAL LOCATION`, `SERVICE PRINCIPAL`, and their plurals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/kinds.hpp"

namespace canreach::query {

/// One row of the list.
struct object_kind {
    std::string_view spelling; ///< upper case, single blanks
    std::string_view plural;
    node_kind kind = node_kind::other;
    bool views_only = false; ///< only nodes whose subtype says that they are views
    bool principal = false;  ///< may stand before a principal
};

/// A row of `object_kinds()`.
struct kind_ref {
    std::uint8_t row = 0;
    [[nodiscard]] const object_kind& operator*() const noexcept;
    [[nodiscard]] const object_kind* operator->() const noexcept { return &**this; }
    friend bool operator==(kind_ref, kind_ref) = default;
};

[[nodiscard]] std::span<const object_kind> object_kinds() noexcept;
/// The row for a spelling of one or several words, by singular or plural; case is ignored.
[[nodiscard]] std::optional<kind_ref> kind_spelled(std::string_view words) noexcept;
[[nodiscard]] std::optional<kind_ref> kind_with_plural(std::string_view words) noexcept;
/// The most words that one spelling has.
inline constexpr std::size_t longest_kind_words = 3;

/// How a kind is called within a message: `table`, `view`, `external location`, `service principal`.
[[nodiscard]] std::string_view noun_of(node_kind kind, bool is_view = false) noexcept;
/// The word for a cell: `view` and `hview` for views of either sort, else that of `model/kinds.hpp`.
[[nodiscard]] std::string_view kind_word(node_kind kind, bool is_view) noexcept;
/// How a kind is spelled in a sentence: `TABLE`, `EXTERNAL LOCATION`; empty for kinds without a word.
[[nodiscard]] std::string_view spelling_of(node_kind kind) noexcept;
/// The kind that a word means in Hive: `TABLE` a Hive table; empty if it has none of that sort.
[[nodiscard]] std::optional<node_kind> hive_kind_of(node_kind kind) noexcept;
/// Whether a subtype of a `table` node is that of a view.
[[nodiscard]] bool is_view_subtype(std::string_view subtype) noexcept;

} // namespace canreach::query
