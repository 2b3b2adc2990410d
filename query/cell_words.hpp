/// What cells hold, as people write it: tables for people, unlike JSON, show no machine words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "query/result_table.hpp"

namespace canreach::query {

/// How a kind is called: `Hive view` for `hview`, `workspace` for `ws`. A word of no kind stays as it is.
[[nodiscard]] std::string_view noun_of_word(std::string_view kind_word) noexcept;
/// Inverse; case is ignored, and the word itself is one, too.
[[nodiscard]] std::optional<std::string> word_of_noun(std::string_view noun);

/// The name as it can be written in a sentence: things of a workspace with their workspace (`prod:nightly`,
/// `prod:'/Shared/etl'`), of its Hive metastore with the whole name (`prod:hive_metastore.sales.orders`).
[[nodiscard]] std::string full_name(const node_cell& node);
/// Kind and name: `Hive table prod:hive_metastore.sales.orders`.
[[nodiscard]] std::string thing(const node_cell& node);

/// A part with the family of requests that reads it, where it alone would say too little: of listings the family says
/// what is listed (`account-groups`), of a part that several families read which one (`roles (workspace-users)`).
[[nodiscard]] std::string part_and_family(std::string_view part, std::string_view family);
/// What was not read, without why: `account-groups of account acme`, `grants of schema finance.core`.
[[nodiscard]] std::string unread_part(const coverage_note& note);

} // namespace canreach::query
