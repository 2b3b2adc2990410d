/// Which task gives rise to which (docs/facts.md, "Tasks"). No I/O.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/decode/page.hpp"
#include "crawler/directory.hpp"
#include "model/ledger.hpp"

namespace canreach::crawler {

/// Where every crawl of an account begins.
[[nodiscard]] std::vector<crawl_task> root_tasks(const std::string& account_id);

/// Tasks that follow from one row of `task`, answered by `workspace` (empty = the account host). Claims catalogs and
/// locations in `known`, so that only the first workspace to see one reads its parts.
[[nodiscard]] std::vector<crawl_task> follow_ups_of_row(const crawl_task& task, const std::string& workspace,
                                                        const decoded_row& row, directory& known);

/// Tasks that follow from the whole of `task`, once its last page was read: what is read through the workspaces of a
/// metastore.
[[nodiscard]] std::vector<crawl_task> follow_ups_of_end(const crawl_task& task, const directory& known);

/// Families that tasks of `family` may give rise to.
[[nodiscard]] std::vector<std::string_view> families_after(std::string_view family);

/// Is this a listing that differs from workspace to workspace of one metastore, so that only the one asked can answer?
[[nodiscard]] bool is_view_of_one_workspace(std::string_view family) noexcept;

/// Is this the listing of a securable's children, which a caller without rights sees only in part?
[[nodiscard]] bool lists_securables(std::string_view family) noexcept;

/// The plan as text, for `--plan`: name, host, path, paging, rate. A line a family; where one would pass `width`
/// columns (0 = any number), each request stands below its family, broken between parameters.
[[nodiscard]] std::string plan_text(std::size_t width = 0);

} // namespace canreach::crawler
