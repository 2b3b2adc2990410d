/// What becomes of the rows of a listing: what is learned from them, and what they give rise to.
#include <algorithm>
#include <iterator>
#include <utility>

#include "crawler/decode/bulk_grants.hpp"
#include "crawler/detail/task_reader.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

void task_reader::learn(const crawl_task& task, const std::string& workspace, const chain& got) {
    for (const auto& row : got.rows) {
        if (task.family == "metastore-workspaces") known_.learn_attachment(task.about.id, row.id);
        if (row.system_group == workspace_admins_id) admins_.insert_or_assign(workspace, row.id);
        const auto* node = row.node();
        if (node == nullptr) continue;
        if (!row.object_id.empty()) known_.note_object_id(node->key, row.object_id);
        if (task.family == "workspaces") {
            known_.learn_workspace(*node);
            if (auto why = site_.scope.leaves_out_workspace(*node))
                known_.leave_out_workspace(node->key.id, std::move(*why));
        }
        if (task.family == "account-service-principals") known_.learn_service_principal(*node);
        if (node->flags.has(node_flag::isolated)) known_.note_isolated(node->key);
        const bool container = node->key.kind == node_kind::catalog || node->key.kind == node_kind::schema;
        if (container && node->parent) // and not only more about it
            known_.note_browse_only(node->key, node->flags.has(node_flag::browse_only));
    }
}

bool task_reader::is_read_in_bulk(const crawl_task& next, const decoded_row& row) const {
    if ((next.family != "grants" && next.family != "service-credential-grants") || !is_granted_in_bulk(next.about.kind))
        return false;
    // What the caller may only browse is refused one by one, and would be missing silently in bulk.
    const auto* node = row.node();
    if (node == nullptr || node->flags.has(node_flag::browse_only)) return false;
    return known_.has_bulk_grants(next.about);
}

/// Hundreds of workspaces list their objects at once, so a page does not wait for the last one of its list. What its
/// rows give rise to does: that may only be recorded with the end of the task.
asio::awaitable<result<void>> task_reader::hand_on(const crawl_task& task, const std::string& workspace, chain& got) {
    learn(task, workspace, got);
    if (!got.stage) got.stage = parts_.next_stage++;
    got.handed_on += got.rows.size();
    task_report part;
    part.task = task;
    part.result.how = outcome::pending;
    part.stage = got.stage;
    take_rows(task, workspace, {}, got, part);
    std::ranges::move(std::exchange(part.follow_ups, {}), std::back_inserter(got.follow_ups));
    co_return co_await parts_.take(std::move(part));
}

void task_reader::take_rows(const crawl_task& task, const std::string& workspace, const std::vector<node_kind>& chosen,
                            chain& got, task_report& into) {
    for (auto& row : got.rows) {
        auto next = follow_ups_of_row(task, workspace, row, known_);
        std::erase_if(
            next, [&](const crawl_task& one) { return is_read_in_bulk(one, row) || is_needless(one, row, chosen); });
        std::ranges::move(next, std::back_inserter(into.follow_ups));
        if (into.facts.empty())
            into.facts = std::move(row.facts); // thousands of members come as one row
        else
            std::ranges::move(row.facts, std::back_inserter(into.facts));
    }
    got.rows.clear();
}

} // namespace canreach::crawler::detail
