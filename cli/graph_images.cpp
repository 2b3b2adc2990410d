#include "cli/graph_images.hpp"

#include <utility>

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

result<graph::access_graph> open_graph(fact_source& facts, const snapshot_info& account, image_use images,
                                       std::vector<source_link> told) {
    auto files = images == image_use::kept ? image_files_of(account) : std::vector<storage::image_file>{};
    std::vector<image_store*> stores;
    for (auto& one : files) stores.push_back(&one);
    return graph::access_graph::open(facts, account.digest, stores, std::move(told));
}

} // namespace canreach::cli
