/// Attribute-based policies and the tags that they go by (databricks-api F.1, F.2).
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "crawler/decode/page.hpp"
#include "crawler/sql/statement_reply.hpp"
#include "crawler/sql/statement_runner.hpp"
#include "model/kinds.hpp"

namespace canreach::crawler {

/// Policies that are set on `context.about` itself. One whose objects cannot be worked out (an unknown type of policy
/// or object, a condition that is not understood, columns chosen by their tags, an unknown privilege) makes the page
/// limited: what it is about is then an unread part, never nothing.
[[nodiscard]] result<decoded_page> decode_policies(const json_document& body, const decode_context& context);

/// Tags of `context.about`, those inherited from above included, as attributes (model/tag_condition.hpp). The last
/// page says that they were read.
[[nodiscard]] result<decoded_page> decode_tags(const json_document& body, const decode_context& context);

/// The tables of a metastore that policies are set on: what `information_schema` is asked for, so that only those are
/// asked one by one for what their policies say.
class tables_with_policies {
public:
    [[nodiscard]] static sql::statement select();
    /// Fails with `malformed_reply` if a column is missing.
    [[nodiscard]] result<void> add(std::span<const sql::sql_column> columns, std::span<const sql::sql_row> rows);
    void clear() { names_.clear(); }
    [[nodiscard]] std::set<std::string, std::less<>>& names() noexcept { return names_; } ///< full names

private:
    std::set<std::string, std::less<>> names_;
};

/// Kinds of objects whose tags a row of `decode_policies` goes by; none where it names no tag.
[[nodiscard]] std::vector<node_kind> kinds_chosen_by_tags(const decoded_row& row);

} // namespace canreach::crawler
