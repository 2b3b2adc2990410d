/// `canreach audit system-tables`: the report, and the files that make its views real.
#pragma once

#include "cli/command.hpp"

namespace canreach::cli {

void add_system_tables_audit(CLI::App& audit, invocation& chosen);

} // namespace canreach::cli
