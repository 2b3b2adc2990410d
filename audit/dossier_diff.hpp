/// One audit at two moments: what changed since it was kept.
///
/// Rows are the same row if what they are about is the same by the platform's ids; numbers and order of a file do not
/// count. What the later crawl may merely not have read is `not read`, never `removed`; what the earlier one may not
/// have read is `not read before`, never `added`.
#pragma once

#include <functional>

#include "audit/dossier.hpp"
#include "audit/snapshot.hpp"
#include "model/error.hpp"

namespace canreach::audit {

/// Whether the later account has this node, so that no list that was not read can hide it.
using node_lookup = std::function<bool(const query::node_cell&)>;

/// The sections of `after`, each with its rows that differ: `change` (`added`, `removed`, `changed`, `not read`, `not
/// read before`), the columns of the section, and `difference` for what changed within a row. Section `facts` comes
/// first. Remarks tell other accounts, subjects, versions and extents, and sections that only one side has.
/// `bad_input` where the two are no audits of one kind. O(rows · log rows · unlisted parts).
[[nodiscard]] result<dossier> diff_dossiers(const snapshot& before, const snapshot& after, const node_lookup& known);

} // namespace canreach::audit
