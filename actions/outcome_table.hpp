/// What became of confirmed changes, as a report tells it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "actions/apply.hpp"
#include "actions/change.hpp"
#include "audit/dossier.hpp"

namespace canreach::actions {

/// Section `applied`: one row a change, with its end, the last status seen and why. Remarks say what is left to do.
[[nodiscard]] audit::dossier outcome_of(std::string audit, std::string subject, std::span<const change> changes,
                                        const application& made, const snapshot_info& snapshot);

/// How a whole run ended.
enum class application_end : std::uint8_t {
    complete,    ///< everything is there
    left,        ///< as far as it can be done from here
    faults,      ///< something failed, or was not tried because of that
    interrupted, ///< stopped by a signal before its end
};
[[nodiscard]] application_end end_of(const application& made) noexcept;

} // namespace canreach::actions
