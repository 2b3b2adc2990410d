/// Where the graph images of account files lie.
#pragma once

#include <vector>

#include "model/catalog.hpp"
#include "storage/image_file.hpp"

namespace canreach::cli {

/// Where the image of an account may lie, the better place first: beside its file, or in the user's cache where that
/// folder cannot be written to.
[[nodiscard]] std::vector<storage::image_file> image_files_of(const snapshot_info& account);

} // namespace canreach::cli
