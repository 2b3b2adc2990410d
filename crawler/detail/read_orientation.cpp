// A resumed crawl learns again what the interrupted one knew.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crawler/detail/sql_task_reader.hpp"
#include "crawler/detail/task_reader.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

asio::awaitable<result<void>> task_reader::orient(std::vector<crawl_task> pending) {
    resumed_ = true;
    sql_->note_resumed();
    for (const auto& task : pending)
        if (task.family == "grants-in-bulk") sql_->expect_bulk(task.about.id);
    const auto is_pending = [&pending](std::string_view name) {
        return std::ranges::find(pending, name, &crawl_task::family) != pending.end();
    };
    if (site_.only_workspace.empty() && !is_pending("workspaces")) {
        const crawl_task listing{"workspaces", {}, {node_kind::account, {}, site_.account_id}, node_part::children};
        auto got = co_await read_chain(*family_named("workspaces"), listing, listing.workspace);
        learn(listing, {}, got);
        if (got.why && !got.why->is(errc::refused)) co_return std::move(*got.why);
    }
    std::set<std::string, std::less<>> metastores;
    for (const auto& task : pending)
        if (const auto metastore = metastore_of(task.about);
            !metastore.empty() && task.family != "metastore-workspaces")
            metastores.emplace(metastore);
    for (const auto& metastore : metastores)
        if (auto done = co_await orient_metastore(metastore, pending); !done) co_return done;
    co_return result<void>{};
}

asio::awaitable<result<void>> task_reader::orient_metastore(std::string metastore,
                                                            const std::vector<crawl_task>& pending) {
    const node_key key{node_kind::metastore, {}, metastore};
    if (site_.only_workspace.empty()) {
        const crawl_task attached{"metastore-workspaces", {}, key, node_part::attachment};
        auto got = co_await read_chain(*family_named("metastore-workspaces"), attached, attached.workspace);
        learn(attached, {}, got);
        if (got.why && !got.why->is(errc::refused)) co_return std::move(*got.why);
    } else {
        known_.learn_attachment(metastore, site_.only_workspace);
    }
    // Claims of the earlier run: what these workspaces saw is read through them already.
    for (const std::string_view name : {"catalogs", "locations", "credentials"})
        for (const auto& workspace : known_.running_on(metastore)) {
            const crawl_task listing{std::string(name), workspace, key, node_part::children};
            if (std::ranges::find(pending, listing) != pending.end()) continue;
            auto got = co_await read_chain(*family_named(name), listing, workspace);
            note_health(workspace, got);
            learn(listing, workspace, got);
            for (const auto& row : got.rows)
                if (const auto* node = row.node()) known_.claim(node->key, workspace);
        }
    co_return result<void>{};
}

} // namespace canreach::crawler::detail
