/// An elevation in words: what would be done, what was done, and what has to be done by hand.
#pragma once

#include <string>

#include "actions/elevation.hpp"

namespace canreach::cli {

/// A line a workspace, with the calls that would be made and those that would take them back.
[[nodiscard]] std::string describe(const actions::elevation_plan& plan);
/// For the account file: whose rights were raised where, with the rights before; one JSON object.
[[nodiscard]] std::string note_of(const actions::elevation_plan& plan, std::string_view began);
/// `earlier` is a note (an array of such objects, or nothing); the same with one more.
[[nodiscard]] std::string with_note(std::string_view earlier, std::string_view one);

/// Says on standard error how the rights were put back, loudly where they were not; false in that case.
bool tell(const actions::restore_report& report, const std::string& journal);

} // namespace canreach::cli
