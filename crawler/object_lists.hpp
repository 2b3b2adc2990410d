/// Where the permission list of a workspace object is read (databricks-api, E.4.1). No I/O.
#pragma once

#include <string>
#include <string_view>

#include "model/node.hpp"

namespace canreach::crawler {

/// The path below `/api/2.0/permissions/`: `jobs/77`, `directories/0`, `authorization/tokens`; percent-encoded. Objects
/// known by a path or name go by `object_id` there. Empty for what has no such list: secret scopes, tokens, and types
/// never seen before.
[[nodiscard]] std::string acl_place_of(const node_key& object, std::string_view object_id);

/// Is the object's permission list found under a number that is not its key? Folders, notebooks, files and git folders
/// are known by their path, models of the workspace registry by their name.
[[nodiscard]] bool goes_by_number(node_kind kind) noexcept;

/// The root of the workspace tree and the number that the platform gives it.
inline constexpr std::string_view tree_root_path = "/";
inline constexpr std::string_view tree_root_number = "0";

/// `/Users/x/load` for `/Workspace/Users/x/load/`: both name the same object. Empty for what is no absolute path.
[[nodiscard]] std::string_view tree_path_of(std::string_view text) noexcept;

} // namespace canreach::crawler
