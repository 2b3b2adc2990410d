/// The counts that a plan is made from, with a handful of requests.
#pragma once

#include "crawler/crawl.hpp"
#include "crawler/estimate.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Lists workspaces and metastores, asks for the totals of SCIM lists and for the quotas of each metastore, on the
/// calling thread. What is refused stays empty. Fails if the credentials are not accepted or the account host cannot be
/// reached, and for logins to one workspace, which tell no totals.
[[nodiscard]] result<account_counts> count_account(const crawl_options& options);

} // namespace canreach::crawler
