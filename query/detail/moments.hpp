/// Which moment of the account a sentence is about.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "model/catalog.hpp"
#include "query/ast.hpp"
#include "query/diagnostic.hpp"

namespace canreach::query::detail {

/// The `AS OF` of a sentence, none if it has none. A sentence is about one moment: `AS OF` holds for the question or
/// the parentheses that it follows, and all operands of a set operator must agree. `DIFF` says its moments itself.
[[nodiscard]] answer<std::optional<ast::snapshot>> moment_of(const ast::query_set& what);
[[nodiscard]] answer<std::optional<ast::snapshot>> moment_of(const ast::factor& what);

/// The place in `all` of the snapshot that is meant: a number counts from 1, the oldest; a date means the newest one
/// that was sealed by then, a day without a time its end. Fails naming those that there are.
[[nodiscard]] answer<std::size_t> chosen(const ast::snapshot& which, std::span<const snapshot_info> all);

/// `2026-01-31 09:14 (acme-january.canreach)`.
[[nodiscard]] std::string shown(const snapshot_info& what);

} // namespace canreach::query::detail
