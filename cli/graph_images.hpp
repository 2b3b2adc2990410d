/// The graph images of account files: where they lie, and graphs opened from them.
#pragma once

#include <vector>

#include "graph/access_graph.hpp"
#include "model/catalog.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"
#include "storage/image_file.hpp"

namespace canreach::cli {

/// Whether graph images are read and made.
enum class image_use { kept, none };

/// Where the image of an account may lie, the better place first: beside its file, or in the user's cache where that
/// folder cannot be written to.
[[nodiscard]] std::vector<storage::image_file> image_files_of(const snapshot_info& account);

/// The graph of an account, from its image where there is a sound one. `told`: links that no crawl can see.
[[nodiscard]] result<graph::access_graph> open_graph(fact_source& facts, const snapshot_info& account, image_use images,
                                                     std::vector<source_link> told = {});

} // namespace canreach::cli
