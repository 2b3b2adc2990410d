/// Audits that are kept as files, and compared with what was kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/snapshot.hpp"
#include "cli/account_session.hpp"
#include "cli/dossier_flags.hpp"
#include "cli/exit_code.hpp"
#include "model/error.hpp"
#include "model/kinds.hpp"

namespace CLI {
class App;
} // namespace CLI

namespace canreach::cli {

struct kept_flags {
    std::string baseline; ///< file of an earlier snapshot; empty = none
    std::string save;     ///< file to keep this audit in; empty = none
};
void add_kept_flags(CLI::App& command, kept_flags& flags);

/// Of the crawl behind an account file the families that something was asked of, by name. One that was left out on
/// purpose is none of them.
[[nodiscard]] result<std::vector<std::string>> crawled_families(const std::string& path);

/// The audit with what the crawl behind it was to read.
[[nodiscard]] result<audit::snapshot> snapshot_of(account_session& session, audit::dossier what);

/// Keeps the audit if asked, and prints it; against a baseline it prints what changed. The baseline is read before
/// anything is written, so both may be one file. `no` where something changed, `gaps` where only what was not read may
/// have.
[[nodiscard]] exit_code finish_audit(account_session& session, audit::dossier made, const dossier_flags& form,
                                     const kept_flags& kept);

/// An empty word is no kind; an unknown one is an error that lists what is known.
[[nodiscard]] result<std::optional<node_kind>> kind_named(const std::string& word);

} // namespace canreach::cli
