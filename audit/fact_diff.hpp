/// What the platform said then and now: two account files, fact by fact. Names and ids of nodes are compared, not their
/// numbers in the files, so a renamed group is the same group.
///
/// What a later crawl did not read is not called removed: it is `not read`.
#pragma once

#include "audit/dossier.hpp"
#include "model/catalog.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

/// One of the two files. Borrows both.
struct snapshot_view {
    catalog& names;
    fact_source& facts;
};

/// Sections `nodes`, `members`, `owners`, `grants`, `bindings`, `links`, each with columns change (`added`, `removed`,
/// `changed`, `not read`), what it is about, and values before and after. Rows that are equal are left out; two files
/// of one digest give empty sections at once. Linear in both files, sorted in memory.
[[nodiscard]] result<dossier> diff_facts(snapshot_view before, snapshot_view after);

/// Whether a diff found anything but parts that were not read.
[[nodiscard]] bool has_changes(const dossier& diff);

} // namespace canreach::audit
