#include "cli/graph_images.hpp"

#include "cli/environment.hpp"

namespace canreach::cli {

std::vector<storage::image_file> image_files_of(const snapshot_info& account) {
    std::vector<storage::image_file> files;
    if (account.digest.empty()) return files;
    files.emplace_back(storage::image_file::beside(account.file));
    const auto home = environment_variable("HOME");
    const auto cache = environment_variable("XDG_CACHE_HOME");
    if (cache || home)
        files.emplace_back(storage::image_file::in_cache(cache ? *cache : *home + "/.cache", account.digest));
    return files;
}

} // namespace canreach::cli
