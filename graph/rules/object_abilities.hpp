/// Abilities on workspace objects (rules W1–W9) and, in the same words, roles on principals, workspaces and the account
/// (T1, T2, A1, A5, A6, M9): binds what is asked to one object.
///
/// Everything here is a `condition`: put to one principal it gives a truth (`holds`), to everybody a set (`holders`),
/// and `detail::what` finds the objects of one principal. Conditions of mode effective hold the way into the workspace
/// themselves (W7), so nothing but `live` stands beside them. The scene to put them in is `acting_scene`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/evaluate.hpp"
#include "model/acl_levels.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"
#include "model/mask.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// What can be done with a thing of this kind by the rules of this page; empty for securables and Hive things.
///
/// | kind              | ability | holds for                                                                      |
/// |-------------------|---------|--------------------------------------------------------------------------------|
/// | workspace object  | by W1   | levels on it or on a folder around it, workspace admins                        |
/// | account group     | MANAGE  | `group.manager` on it or on the account, account admins (A1, A5)               |
/// | local group       | MANAGE  | admins of its workspace (A5)                                                   |
/// | account group     | ASSUME  | `group.assumer` on it, its members (M9)                                        |
/// | service principal | USE     | `servicePrincipal.user` on it (A6)                                             |
/// | service principal | MANAGE  | `servicePrincipal.manager` on it or on the account, account admins (A1, A6)    |
/// | workspace         | USE     | whoever has access (T1)                                                        |
/// | workspace         | MANAGE  | its admins (T2)                                                                |
/// | account           | MANAGE  | account admins (A1)                                                            |
[[nodiscard]] mask abilities_known(node_kind kind) noexcept;
/// Every kind that has any.
[[nodiscard]] std::span<const node_kind> kinds_with_abilities() noexcept;

/// What an action means on such a kind: an ability; a privilege or an operation by the ability of the same name
/// (`MANAGE`, `DELETE`); empty for levels, REACH, and anything the kind does not know.
[[nodiscard]] std::optional<ability> ability_meant(action what, node_kind kind) noexcept;
/// Whether an action can be asked of a kind by these rules.
[[nodiscard]] bool applies_to_object(action what, node_kind kind) noexcept;

/// The identities that count for this object: those of its workspace (M4–M6), of the account for what lies in none.
[[nodiscard]] scene acting_scene(const detail::account& in, node_id object, const rule_profile& doubts);
/// The workspace of the object; `no_workspace` for what lies in none.
[[nodiscard]] workspace_no workspace_around(const detail::account& in, node_id object);

/// Whether one has an ability. Of `asked` the mode and the profile count. O(depth of the object).
[[nodiscard]] condition ability_on(const detail::account& in, ability what, node_id object, const request& asked);
/// Whether one has a level, or more: levels are sets of abilities, and sets are compared (W1). `IS_OWNER` is the entry
/// itself.
[[nodiscard]] condition level_on(const detail::account& in, acl_level level, node_id object, const request& asked);
/// Whether one can do anything at all.
[[nodiscard]] condition any_ability_on(const detail::account& in, node_id object, const request& asked);

/// Adds what abilities on an object of a workspace rest on, beside its kind: objects of one kind with the same words
/// are the same to everybody.
void write_entries(const detail::account& in, node_id object, std::vector<std::uint32_t>& key);

/// What `bind` says of objects.
[[nodiscard]] condition bind_object(const detail::account& in, action what, const request& asked, node_id object);

} // namespace canreach::graph
