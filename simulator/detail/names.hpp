/// Words that generated names are made of.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "simulator/seeded_random.hpp"

namespace canreach::simulator::detail {

/// `mara.okafor`: first and last name in lower case, by number; unique for each number.
struct person_name {
    std::string first;
    std::string last;
    std::uint32_t repetition = 0; ///< 0 for the first person of this name
};
[[nodiscard]] person_name person_named(std::uint32_t number);

[[nodiscard]] std::string group_name(std::uint32_t number);             ///< `finance-analysts`, unique by number
[[nodiscard]] std::string service_principal_name(std::uint32_t number); ///< `etl-orders`, unique by number
[[nodiscard]] std::string workspace_name(std::uint32_t number);         ///< `emea-prod`, unique by number
[[nodiscard]] std::string catalog_name(std::uint32_t number);           ///< `finance_prod`, unique by number
[[nodiscard]] std::string schema_name(std::uint32_t number);            ///< unique by number
/// `orders_daily`; unique by number for one `turn`, which only shuffles.
[[nodiscard]] std::string object_name(std::uint32_t number, std::uint32_t turn);
[[nodiscard]] std::string region_name(std::uint32_t number, bool azure);

/// Names that are legal on the platform and hard on clients.
[[nodiscard]] std::span<const std::string_view> awkward_group_names() noexcept;
[[nodiscard]] std::span<const std::string_view> awkward_display_names() noexcept;
/// Legal in Unity Catalog: no dot, blank, slash or control character; lower case.
[[nodiscard]] std::span<const std::string_view> awkward_object_names() noexcept;

[[nodiscard]] std::string uuid(seeded_random& random);

} // namespace canreach::simulator::detail
