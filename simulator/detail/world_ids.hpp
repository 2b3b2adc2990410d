/// The readable ids of world files: `user:alice`, `table:main.sales.orders`, `htable:prod:sales.orders`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/kinds.hpp"

namespace canreach::simulator::detail {

/// Owns every Unity Catalog object of a world file.
inline constexpr std::string_view default_metastore = "metastore:m1";

/// `kind:rest` of a world id; workspace things carry `kind:workspace:rest`. Views into the id.
struct split_id {
    std::string_view word;
    std::string_view workspace;
    std::string_view rest;
};
[[nodiscard]] split_id split(std::string_view id);

/// The kind of a world id; `view` is a table by subtype, `wgroup` and `builtin` are groups of a workspace.
[[nodiscard]] std::optional<node_kind> kind_of(std::string_view word);

/// The world id of the container; empty where there is none.
[[nodiscard]] std::string container_of(std::string_view id);

} // namespace canreach::simulator::detail
