/// Fixed things that one makes another identity do (rules E16–E19, class INVOKE): what they show may be more than one's
/// own. Counted only where a question says so; an identity is never gained.
///
/// Using a connection (E21) has the stored identity of another system behind it, which no account knows: it stands for
/// nothing here.
#pragma once

#include <span>
#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/become.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// The table, in the form of ways to become someone: an ability on a thing, and the identity that acts in it.
[[nodiscard]] std::span<const become_rule> invoke_rules() noexcept;

/// Ways to have something done that may serve a request on `resource`: of dashboards, queries and alerts whose reading
/// is known only those that read it, and only for reading.
[[nodiscard]] std::vector<become_way> ways_to_invoke(const detail::account& in, std::span<const source_link> links,
                                                     const request& what, node_id resource);

} // namespace canreach::graph
