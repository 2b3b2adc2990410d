/// `canreach audit clone`: what another needs to have somebody's access, and giving it.
#pragma once

#include "cli/command.hpp"

namespace canreach::cli {

void add_clone_audit(CLI::App& audit, invocation& chosen);

} // namespace canreach::cli
