#include "crawler/detail/account_seen.hpp"

#include <fmt/format.h>

namespace canreach::crawler::detail {

bool tells_of_no_account(const finished_task& ended) {
    const auto& task = ended.report.task;
    if (task.about.kind != node_kind::account || !task.workspace.empty()) return false;
    if (ended.why) return ended.why->is(errc::vanished);
    if (ended.report.result.how == outcome::skipped) return true;
    const auto* what = family_named(task.family);
    return what != nullptr && what->missing_is_empty && ended.report.result.items == 0;
}

failure no_such_account(const crawl_site& site) {
    return fail(errc::not_found, fmt::format("nothing is known of account `{}`: each of its lists answers 404",
                                             printable(site.account_id, 80)))
        .with("host", site.host.to_string())
        .hinting("check the account id (--account-id, DATABRICKS_ACCOUNT_ID, account_id of the profile), and that the "
                 "host is that of the account's cloud");
}

} // namespace canreach::crawler::detail
