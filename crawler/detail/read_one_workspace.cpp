// Crawls that have one workspace and no account.
#include <fmt/format.h>

#include <algorithm>

#include "crawler/decode/tenancy.hpp"
#include "crawler/detail/task_reader.hpp"
#include "crawler/object_plan.hpp"
#include "crawler/sql_families.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

asio::awaitable<finished_task> task_reader::read_without_account_rights(crawl_task task) {
    const auto start = clock_.now();
    finished_task made;
    auto& report = made.report;
    report.result.how = outcome::refused;
    report.result.reason = "needs the account host: only one workspace is crawled";
    const auto& workspace = site_.only_workspace;
    if (task.family == "workspaces") {
        node_fact account;
        account.key = task.about;
        account.name = task.about.id;
        if (!site_.account_cloud.empty()) account.attributes.emplace_back("cloud", site_.account_cloud);
        node_fact only;
        only.key = {node_kind::workspace, {}, workspace};
        only.name = workspace;
        only.parent = task.about;
        if (!site_.account_cloud.empty()) only.attributes.emplace_back("cloud", site_.account_cloud);
        only.attributes.emplace_back("url", site_.host.to_string());
        report.facts.emplace_back(std::move(account));
        decoded_row row;
        row.facts.emplace_back(only);
        for (auto& next : follow_ups_of_row(task, {}, row, known_))
            if (!next.workspace.empty()) report.follow_ups.push_back(std::move(next));
        report.facts.emplace_back(std::move(only));
    }
    if (task.family == "metastores") {
        const decode_context context{site_.account_id, workspace, site_.zone, task.about};
        std::optional<decoded_page> page;
        const auto read = [&](const json_document& body) -> result<void> {
            auto decoded = decode_metastore_summary(body, context);
            if (!decoded) return std::move(decoded).error();
            page = std::move(*decoded);
            return {};
        };
        auto done = co_await client_.get(site_.host, "/api/2.1/unity-catalog/metastore_summary", rate_class::unity,
                                         read, made.cost);
        if (!done) report.result.reason += fmt::format("; its metastore: {}", printable(done.error().message, 200));
        if (page)
            for (auto& row : page->rows) {
                const auto key = row.node()->key;
                std::ranges::move(row.facts, std::back_inserter(report.facts));
                report.facts.emplace_back(bind_fact{key, {node_kind::workspace, {}, workspace}, binding::attach});
                known_.learn_attachment(key.id, workspace);
                std::ranges::move(follow_ups_of_end({"metastore-workspaces", {}, key, node_part::attachment}, known_),
                                  std::back_inserter(report.follow_ups));
                ask_by_sql(key, report.follow_ups);
            }
    }
    report.result.requests = made.cost.requests;
    report.result.retries = made.cost.retries;
    report.result.http_status = made.cost.last_status;
    report.result.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - start);
    report.task = std::move(task);
    co_return made;
}

} // namespace canreach::crawler::detail
