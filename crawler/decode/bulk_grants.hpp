/// Grants of Unity Catalog in bulk: one statement for each privilege view of `system.information_schema`
/// (databricks-api G.2). Direct rows only: inherited ones multiply one catalog grant by every table below it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crawler/sql/statement_reply.hpp"
#include "crawler/sql/statement_runner.hpp"
#include "model/fact.hpp"
#include "model/kinds.hpp"

namespace canreach::crawler {

struct privilege_view {
    std::string_view name;
    node_kind kind;
    std::array<std::string_view, 3> columns; ///< the parts of an object's full name; unused ones are empty
};
/// The views that give the same facts as permission lists do. Registered models, shares and what else they do not show
/// is left to those.
[[nodiscard]] std::span<const privilege_view> privilege_views() noexcept;
/// Are grants on this kind of object read in bulk, where they are?
[[nodiscard]] bool is_granted_in_bulk(node_kind kind) noexcept;

[[nodiscard]] sql::statement select_grants(const privilege_view& view);

/// Rows of chunks of one view, in any order; those read since the last `take()` united by object and grantee.
class bulk_grants {
public:
    bulk_grants(const privilege_view& view, std::string metastore) : view_(&view), metastore_(std::move(metastore)) {}

    /// Fails with `malformed_reply` if a column is missing.
    [[nodiscard]] result<void> add(std::span<const sql::sql_column> columns, std::span<const sql::sql_row> rows);
    void clear();
    /// What was read since the last call.
    [[nodiscard]] std::vector<fact> take();
    [[nodiscard]] const std::vector<grant_fact>& facts() const noexcept { return facts_; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; } ///< since the last `clear()`, as the next
    [[nodiscard]] std::uint64_t malformed() const noexcept { return malformed_; } ///< rows without object or grantee

private:
    const privilege_view* view_;
    std::string metastore_;
    std::vector<grant_fact> facts_;
    std::unordered_map<std::string, std::size_t> places_; ///< object and grantee → position in `facts_`
    std::uint64_t rows_ = 0;
    std::uint64_t malformed_ = 0;
};

} // namespace canreach::crawler
