/// What policies with a condition are about (rules U17, U18, V4): the objects of their scope whose tags satisfy it.
#pragma once

#include "model/error.hpp"
#include "storage/detail/raw_account.hpp"

namespace canreach::storage::detail {

/// Adds to `matches` of every policy whose scope was told (model/policy_scope.hpp). A tag counts where the platform
/// said that the object has it, inherited ones included; where the tags of an object were not read, no condition that
/// asks for tags matches it, and the ledger has a gap. A condition that is not understood matches nothing: whoever
/// wrote it into the file states in the ledger that the policy was not read. Costs a read a policy, and nothing more
/// where none has a scope.
[[nodiscard]] result<void> match_policies(raw_account& account, report_reader& reports);

} // namespace canreach::storage::detail
