/// A folder of account files: the history of one account.
#pragma once

#include <string>
#include <vector>

#include "model/catalog.hpp"
#include "model/error.hpp"

namespace canreach::storage {

struct folder_survey {
    std::vector<snapshot_info> sealed;       ///< by the start of their crawl, then by path
    std::vector<passed_over_file> set_aside; ///< by path
};

/// Looks at every regular file of the folder, not below it. Set aside, each with its reason, are crawls that have not
/// ended, damaged and newer files, copies of a file that counts, and files of another account than the newest one's.
/// What is no account file and does not call itself one (`.canreach`) is no part of the survey. `not_found` where no
/// sealed file is left, `storage` where the folder cannot be read.
[[nodiscard]] result<folder_survey> survey_folder(const std::string& folder);

} // namespace canreach::storage
