/// What one holds but cannot use, and what one could obtain: action by action, since most of it lies on things that one
/// reaches already.
#pragma once

#include <string>
#include <string_view>

#include "audit/dossier.hpp"
#include "model/error.hpp"

namespace canreach::audit {

/// Adds the sections `dormant` and `obtainable` to a dossier that has the section `effective` of the same principal.
/// `principal` is as a sentence names it. Each row's `actions` are those that `effective` has not. Two questions, and
/// one more for each set of actions that is gained on things in reach.
[[nodiscard]] result<void> add_further_access(account& in, std::string_view principal, dossier& into);

} // namespace canreach::audit
