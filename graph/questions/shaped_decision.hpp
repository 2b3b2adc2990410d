/// CAN on an ordinary securable: by the plan of its shape, and by one look at each node around it.
#pragma once

#include <optional>

#include "graph/answers.hpp"
#include "graph/rules/identity.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;

/// What `plan::ask` says. Empty where the shape of the resource does not tell all: then the full rules must be asked.
/// Of modes granted and effective.
[[nodiscard]] std::optional<decision> shaped_decision(const account& in, const identity::carried& who,
                                                      const request& what, node_id resource);

} // namespace canreach::graph::detail
