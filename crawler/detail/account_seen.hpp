/// Is there such an account at all? A wrong account id is not refused: each of its lists just answers 404.
#pragma once

#include <vector>

#include "crawler/detail/task_reader.hpp"
#include "model/error.hpp"

namespace canreach::crawler::detail {

/// Whether a list of the account itself ended as it would if there were no such account: with 404, with nothing where
/// 404 means so, or unasked.
[[nodiscard]] bool tells_of_no_account(const finished_task& ended);
/// What to say where all of them did.
[[nodiscard]] failure no_such_account(const crawl_site& site);

} // namespace canreach::crawler::detail
