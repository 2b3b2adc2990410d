/// What the platform said then and now: two account files, fact by fact. Names and ids of nodes are compared, not their
/// numbers in the files, so a renamed group is the same group.
///
/// What a later crawl did not read is not called removed: it is `not read`.
#pragma once

#include "audit/diff_filter.hpp"
#include "audit/dossier.hpp"
#include "audit/fact_list.hpp"
#include "model/error.hpp"

namespace canreach::audit {

/// Whether two files are of one digest, so that nothing in them differs.
[[nodiscard]] bool same_files(const snapshot_info& before, const snapshot_info& after) noexcept;

/// Sections `nodes`, `members`, `owners`, `grants`, `bindings`, `links`, `policies`, each with columns change (`added`,
/// `removed`, `changed`, `not read`, `not read before`), what it is about, and values before and after. Rows that are
/// equal are left out; two files of one digest give empty sections at once. Linear in both files, sorted in memory.
[[nodiscard]] result<dossier> diff_facts(snapshot_view before, snapshot_view after, const diff_filter& only = {});
/// The same of files that were compared already.
[[nodiscard]] dossier dossier_of(const fact_difference& between, const diff_scope& scope, const snapshot_info& before,
                                 const snapshot_info& after);

/// What one of them did not read, and when it was sealed.
[[nodiscard]] query::coverage_note note_of(const source_gap& gap, const fact_list& list, const snapshot_info& moment);

/// Whether a diff found anything but parts that were not read.
[[nodiscard]] bool has_changes(const dossier& diff);

} // namespace canreach::audit
