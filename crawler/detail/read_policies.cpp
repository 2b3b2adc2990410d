// Attribute-based policies, and which tags are read because of them.
#include <algorithm>
#include <array>

#include "crawler/decode/policies.hpp"
#include "crawler/detail/task_reader.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

namespace {

bool contains(const std::vector<node_kind>& list, node_kind kind) {
    return std::ranges::find(list, kind) != list.end();
}

} // namespace

/// Read once: for its own task, or earlier for a listing that wants to know whether tags matter below.
asio::awaitable<void> task_reader::see_policies(node_key on, std::string workspace) {
    auto& place = policies_[on];
    if (!place) place = std::make_unique<policies_seen>(executor_);
    auto& mine = *place;
    while (!mine.known && mine.asking) co_await mine.answered.wait();
    if (mine.known) co_return;
    const turn my_turn(mine);
    const crawl_task task{"policies", workspace, on, node_part::policies};
    if (!left_out(task)) {
        mine.workspace = std::move(workspace);
        mine.got = co_await read_anywhere(*family_named(task.family), task, mine.workspace);
        for (const auto& row : mine.got->rows)
            std::ranges::copy(kinds_chosen_by_tags(row), std::back_inserter(mine.chosen));
    }
    mine.known = true;
}

asio::awaitable<task_reader::chain> task_reader::take_policies(const crawl_task& task, std::string& workspace) {
    co_await see_policies(task.about, workspace);
    auto& mine = *policies_.at(task.about);
    if (!mine.got) co_return co_await read_anywhere(*family_named(task.family), task, workspace);
    auto got = std::move(*mine.got);
    mine.got.reset();
    workspace = mine.workspace;
    co_return got;
}

/// Kinds of what lies below whose tags policies on the container that is listed, or above it, go by.
asio::awaitable<std::vector<node_kind>> task_reader::chosen_by_tags_above(const crawl_task& listing,
                                                                          std::string workspace) {
    std::vector<node_key> containers;
    if (listing.about.kind == node_kind::schema)
        containers.push_back({node_kind::catalog, listing.about.scope, known_.split_schema(listing.about).first});
    if (listing.about.kind == node_kind::catalog || listing.about.kind == node_kind::schema)
        containers.push_back(listing.about);
    std::vector<node_kind> chosen;
    if (site_.sample) co_return chosen;
    for (const auto& one : containers) {
        co_await see_policies(one, workspace);
        std::ranges::copy(policies_.at(one)->chosen, std::back_inserter(chosen));
    }
    co_return chosen;
}

bool task_reader::is_needless(const crawl_task& next, const decoded_row& row, const std::vector<node_kind>& chosen) {
    if (site_.sample) return false;
    if (next.family == "tags") return !contains(chosen, next.about.kind) || !tags_asked_.insert(next.about).second;
    // Policies on what the caller may only browse would be missing silently in bulk.
    return next.family == "table-policies" && !row.node()->flags.has(node_flag::browse_only) &&
           !known_.may_have_policies(next.about);
}

void task_reader::ask_for_own_tags(const crawl_task& task, const std::string& workspace, const chain& got,
                                   std::vector<crawl_task>& into) {
    if (task.family != "policies" && task.family != "table-policies") return;
    for (const auto& row : got.rows)
        if (contains(kinds_chosen_by_tags(row), task.about.kind) && tags_asked_.insert(task.about).second)
            into.push_back({"tags", workspace, task.about, node_part::policies});
}

} // namespace canreach::crawler::detail
