/// What the options of a crawl name, against what the account has: a name that fits nothing is a slip of the pen, and
/// passes no crawl in silence. No I/O.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "crawler/directory.hpp"
#include "crawler/scope.hpp"
#include "crawler/sql/options.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Fails with `bad_input` where the scope leaves no workspace, or a warehouse is told of a workspace that the account
/// does not list; the hint names some of those that it does. Otherwise a warning for each pattern and URL that fits
/// none. Of no workspaces at all nothing is said: the account has none, or none could be listed.
[[nodiscard]] result<std::vector<std::string>> fit_to_workspaces(const crawl_scope& scope, const sql::options& by_sql,
                                                                 std::span<const listed_workspace> listed);

/// A warning for each pattern of `--catalogs` that fits none of the catalogs that were listed.
[[nodiscard]] std::vector<std::string> fit_to_catalogs(const crawl_scope& scope,
                                                       const std::set<std::string, std::less<>>& listed);

} // namespace canreach::crawler
