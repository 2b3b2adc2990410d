/// The families that are read by SQL: rows of the endpoint catalogue, and which task gives rise to which. No I/O.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/decode/page.hpp"
#include "crawler/families.hpp"
#include "model/ledger.hpp"

namespace canreach::crawler {

[[nodiscard]] std::span<const family> sql_families() noexcept;
/// Is this family read by statements on a warehouse?
[[nodiscard]] bool is_read_by_sql(const family& what) noexcept;

/// What is asked of every workspace by SQL.
void add_sql_questions(const node_key& workspace, std::vector<crawl_task>& into);
/// Families whose tasks such a one gives rise to, added to `into`.
void add_sql_families_after(std::string_view family, std::vector<std::string_view>& into);
/// What follows from a row of a Hive listing.
void add_hive_reads(const crawl_task& task, const decoded_row& row, std::vector<crawl_task>& into);

} // namespace canreach::crawler
