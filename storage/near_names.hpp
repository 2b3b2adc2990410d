/// How near two names are, for "did you mean".
#pragma once

#include <optional>
#include <string_view>

namespace canreach::storage {

/// How likely `candidate` is meant by someone who wrote `wanted`, 0 = equal; empty if it is not near. Both folded
/// (storage/text.hpp). A forgotten domain (`alice` for `alice@example.com`) is near, too, and where dots part a name
/// into `containers` and the thing itself, forgotten ones (`orders` for `main.sales.orders`).
[[nodiscard]] std::optional<unsigned> nearness(std::string_view wanted, std::string_view candidate, bool containers);

} // namespace canreach::storage
