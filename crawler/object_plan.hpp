/// Which reads follow from workspaces and their objects (docs/facts.md, "Workspace objects"). No I/O.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/decode/page.hpp"
#include "model/ledger.hpp"

namespace canreach::crawler {

/// What every workspace is asked for.
void add_workspace_questions(const node_key& workspace, std::vector<crawl_task>& into);

/// What follows from one row of `task`, answered by `workspace`: its permission list, what its list left out, and the
/// children of folders. Git folders are not opened: what they hold takes its permissions from them.
void add_object_reads(const crawl_task& task, const std::string& workspace, const decoded_row& row,
                      std::vector<crawl_task>& into);

/// Families whose tasks such a one gives rise to, added to `into`.
void add_object_families_after(std::string_view family_name, std::vector<std::string_view>& into);

} // namespace canreach::crawler
