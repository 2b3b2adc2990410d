/// Words that the writer and the reader of snapshots share.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "query/result_table.hpp"

namespace canreach::report {

inline constexpr std::string_view snapshot_format = "canreach snapshot";

inline constexpr std::array<std::pair<query::column_type, std::string_view>, 6> column_words{
    {{query::column_type::text, "text"},
     {query::column_type::integer, "integer"},
     {query::column_type::boolean, "boolean"},
     {query::column_type::texts, "texts"},
     {query::column_type::verdict, "verdict"},
     {query::column_type::node, "node"}}};

[[nodiscard]] constexpr std::string_view word_of(query::column_type what) noexcept {
    for (const auto& [type, word] : column_words)
        if (type == what) return word;
    return {};
}

} // namespace canreach::report
