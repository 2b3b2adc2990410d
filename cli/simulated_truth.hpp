/// What a simulated account really holds, as an account file: what a whole crawl of it must come to.
#pragma once

#include <string>

#include "model/error.hpp"
#include "simulator/account.hpp"
#include "storage/sealing.hpp"

namespace canreach::cli {

/// A new file with all facts of the account, and its gaps as skipped tasks. Fails where there is a file already.
[[nodiscard]] result<storage::seal_summary> write_truth(const simulator::account& account, const std::string& path);

} // namespace canreach::cli
