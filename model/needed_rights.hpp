/// What each family of the endpoint catalogue shows, and the smallest right that lets it be read. Data, no rules.
#pragma once

#include <span>
#include <string_view>

#include "model/ledger.hpp"

namespace canreach {
inline namespace model {

struct needed_right {
    std::string_view family;
    std::string_view unseen; ///< what stays unseen without it: "… would stay unseen"
    std::string_view right;  ///< the smallest right that mends it, for the crawling principal
};

[[nodiscard]] std::span<const needed_right> needed_rights() noexcept;
/// Null if there is no family of that name.
[[nodiscard]] const needed_right* needed_right_of(std::string_view family) noexcept;
// Why something is `limited` to everybody: no right shows more of it.
inline constexpr std::string_view policy_not_understood =
    "a policy here is of a form that is not understood, so what it is about is not known";
inline constexpr std::string_view policy_by_columns =
    "a policy here chooses columns by their tags, which are not read, so what it is about is not known";
inline constexpr std::string_view publisher_not_told =
    "published with the publisher's credentials, and the platform does not tell whose";
/// Whether a gap's reason is one of these.
[[nodiscard]] bool no_right_mends(std::string_view reason) noexcept;
/// The right that mends a gap; empty where none would: what failed, or was left out, needs something else.
[[nodiscard]] std::string_view right_that_mends(outcome how, std::string_view family, std::string_view reason) noexcept;

} // namespace model
} // namespace canreach
