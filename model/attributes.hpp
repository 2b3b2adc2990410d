/// Attributes of nodes by name (docs/facts.md), as `node_fact` and `node_description` carry them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace canreach {
inline namespace model {

using attribute_list = std::vector<std::pair<std::string, std::string>>;

/// Null if there is none of that name; points into the list.
[[nodiscard]] inline const std::string* find_attribute(const attribute_list& all, std::string_view name) noexcept {
    const auto found = std::ranges::find(all, name, [](const auto& one) { return std::string_view(one.first); });
    return found == all.end() ? nullptr : &found->second;
}

/// The text, in the list; empty if there is none of that name.
[[nodiscard]] inline std::string_view attribute_of(const attribute_list& all, std::string_view name) noexcept {
    const auto* found = find_attribute(all, name);
    return found == nullptr ? std::string_view{} : std::string_view(*found);
}

} // namespace model
} // namespace canreach
