/// What a world file may hold: a world; a worked case, which is an object with a `world` and a `question`; or a list of
/// worked cases, as `access-model-cases.json` is.
#pragma once

#include <string_view>

#include "model/error.hpp"
#include "simulator/world.hpp"

namespace canreach::simulator {

/// The world of a file. Of a worked case, what its question names exists as well, so that the question can be asked;
/// `case_id` chooses one of a list, and is empty for the other forms.
/// Fails with `bad_input` naming the place, what was seen and what was wanted; with `not_found` for an unknown case.
[[nodiscard]] result<world> read_world_file(std::string_view json_text, std::string_view case_id = {});

} // namespace canreach::simulator
