#include "cli/program_version.hpp"

namespace canreach::cli {

std::string made_by() {
    return "canreach " CANREACH_VERSION;
}

} // namespace canreach::cli
