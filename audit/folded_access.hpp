/// What one holds but cannot use, and what one could obtain, where that is too much to tell one by one
/// (query/folding.hpp). Made of ids and classes of resources that are alike; names are read for the lines that are
/// told.
#pragma once

#include <optional>

#include "audit/dossier.hpp"
#include "audit/subject.hpp"
#include "model/error.hpp"

namespace canreach::audit {

struct folded_access {
    section dormant;    ///< action by action, as `add_further_access` tells it
    section obtainable; ///< things that are surely out of its reach now, or may be; by hops
};

/// Empty where no section has more rows than `fold_above`, so that each can be told by itself.
[[nodiscard]] result<std::optional<folded_access>> fold_further_access(account& in, const subject& principal);

} // namespace canreach::audit
