/// The constants of the Hive rules: which privileges exist where (access-model §3.4), and how they answer to the
/// privilege words of the language.
#pragma once

#include <optional>

#include "graph/profile.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/kinds.hpp"
#include "model/mask.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {

/// Privileges that mean something on the thing itself; bits of `hive_privilege`, empty for what is not Hive's. Others
/// may be granted on a container and travel.
[[nodiscard]] mask hive_applicable(securable what, hive_rules by = hive_rules::current) noexcept;
/// The same for every subtype of a kind together.
[[nodiscard]] mask hive_applicable_to_kind(node_kind kind) noexcept;

/// The Hive privilege of the same name as a privilege of Unity Catalog.
[[nodiscard]] std::optional<hive_privilege> hive_bit_of(unsigned unity_bit) noexcept;

} // namespace canreach::graph
