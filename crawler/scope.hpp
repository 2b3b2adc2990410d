/// What of an account a crawl leaves out on purpose. No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"
#include "model/ledger.hpp"

namespace canreach::crawler {

/// Every list empty: the whole account. What is left out ends as `skipped` in the ledger, with the option that says so,
/// and is never asked for; what lies below it is not found at all. Names are compared without letter case.
struct crawl_scope {
    std::vector<std::string> workspaces;     ///< globs, on the name or the id
    std::vector<std::string> workspace_urls; ///< `https://adb-1.1.azuredatabricks.net`, or the host alone
    std::vector<std::string> catalogs;       ///< globs
    std::vector<std::string> only;           ///< families; those that lead to them are read too
    std::vector<std::string> skip;           ///< families
    std::vector<std::string> types; ///< kinds of listed things, `table`, `volume`, …; containers are always read

    /// Fails with `bad_input` on families and types that do not exist, naming those that do.
    [[nodiscard]] result<void> check() const;
    [[nodiscard]] bool whole() const noexcept;

    /// Why nothing is asked of a workspace; empty if it is in scope. `url` as the node's attribute.
    [[nodiscard]] std::optional<std::string> leaves_out_workspace(const node_fact& workspace) const;
    /// Why a task is not done; empty if it is. Says nothing of workspaces.
    [[nodiscard]] std::optional<std::string> leaves_out(const crawl_task& task) const;
};

/// Does the whole of `text` fit a pattern of letters, `*` and `?`? Without letter case.
[[nodiscard]] bool fits_glob(std::string_view text, std::string_view pattern) noexcept;

/// Do two URLs, or hosts alone, name the same host? Without letter case.
[[nodiscard]] bool is_same_host(std::string_view url, std::string_view other);

} // namespace canreach::crawler
