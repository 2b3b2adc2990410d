/// Of a policy that the platform tells with a condition instead of objects: which objects it is about. Said of the
/// securable that the policy is set on, as an attribute; what it comes to is worked out when the file is sealed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/kinds.hpp"

namespace canreach {
inline namespace model {

/// The attribute is named this and the name of the policy: `policy:public data`.
inline constexpr std::string_view scope_attribute_prefix = "policy:";

struct policy_scope {
    std::vector<node_kind> kinds; ///< objects of these kinds, at or below what the policy is set on
    std::string condition;        ///< true of their tags (model/tag_condition.hpp)
    friend bool operator==(const policy_scope&, const policy_scope&) = default;
};

/// `function model: has_tag('pii')`
[[nodiscard]] std::string text_of(const policy_scope& scope);
/// Inverse of `text_of`; empty if the text is none.
[[nodiscard]] std::optional<policy_scope> policy_scope_of(std::string_view text);

} // namespace model
} // namespace canreach
