/// What one holds but cannot use, and what one could obtain: action by action, since most of it lies on things that one
/// reaches already.
#pragma once

#include "audit/dossier.hpp"
#include "audit/subject.hpp"
#include "model/error.hpp"

namespace canreach::audit {

/// Adds the sections `dormant` and `obtainable` to a dossier that has the section `effective` of the same principal.
/// Each row's `actions` are those that `effective` has not, and the way is the way to them.
[[nodiscard]] result<void> add_further_access(account& in, const subject& principal, dossier& into);

} // namespace canreach::audit
