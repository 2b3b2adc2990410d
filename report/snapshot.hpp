/// Kept audits (audit/snapshot.hpp) as files: JSON that a person reads and version control compares.
///
/// One row a line, in the order of the audit; nothing of where the account file lay. The same account file gives the
/// same bytes. docs/schemas/snapshot.json describes the form.
#pragma once

#include <string>
#include <string_view>

#include "audit/snapshot.hpp"
#include "model/error.hpp"

namespace canreach::report {

/// Raised when a reader of older snapshots would be misled.
inline constexpr int snapshot_version = 1;

[[nodiscard]] std::string render_snapshot(const audit::snapshot& what);

/// The inverse, but for nodes' numbers and the account file's path. `foreign_file` where the text is something else,
/// `newer_file` where a later version wrote it, `damaged_file` where a part is missing or is not what it should be; the
/// message names the part.
[[nodiscard]] result<audit::snapshot> parse_snapshot(std::string_view text);

} // namespace canreach::report
