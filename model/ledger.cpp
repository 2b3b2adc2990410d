#include "model/ledger.hpp"

#include <array>

namespace canreach {
inline namespace model {
namespace {

constexpr std::array<std::string_view, 12> parts{"",         "children",   "grants", "members",    "assignments",
                                                 "bindings", "attachment", "roles",  "definition", "attributes",
                                                 "policies", "activity"};
constexpr std::array<std::string_view, 6> outcomes{"pending", "done", "limited", "refused", "failed", "skipped"};

} // namespace

std::string_view name_of(node_part part) noexcept {
    const auto index = static_cast<std::size_t>(part);
    return index < parts.size() ? parts[index] : std::string_view{"unknown"};
}

std::optional<node_part> node_part_of_number(std::int64_t number) noexcept {
    if (number < 1 || number >= static_cast<std::int64_t>(parts.size())) return std::nullopt;
    return static_cast<node_part>(number);
}

std::string_view name_of(outcome how) noexcept {
    const auto index = static_cast<std::size_t>(how);
    return index < outcomes.size() ? outcomes[index] : std::string_view{"unknown"};
}

std::optional<outcome> outcome_of_number(std::int64_t number) noexcept {
    if (number < 0 || number >= static_cast<std::int64_t>(outcomes.size())) return std::nullopt;
    return static_cast<outcome>(number);
}

} // namespace model
} // namespace canreach
