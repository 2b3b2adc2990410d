#pragma once

#include "graph/answers.hpp"
#include "graph/detail/account.hpp"
#include "graph/questions/plan.hpp"

namespace canreach::graph::detail {

/// Tells an answer to SELECT which filters and masks shape it.
void add_applied(const account& in, const request& what, const plan& asked, const identity::carried& who,
                 can_answer& into);

} // namespace canreach::graph::detail
