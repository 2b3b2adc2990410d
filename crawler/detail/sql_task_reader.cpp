#include "crawler/detail/sql_task_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "crawler/api_error.hpp"
#include "crawler/decode/hive.hpp"
#include "crawler/decode/identity.hpp"
#include "crawler/detail/page_reader.hpp"
#include "crawler/sql_families.hpp"

namespace canreach::crawler::detail {
namespace {

namespace asio = boost::asio;

/// Said where the workspace has no Hive metastore any more: nothing is there to be read.
bool says_disabled(const failure& why) {
    return why.message.find("UC_HIVE_METASTORE_DISABLED") != std::string::npos;
}

decode_context context_of(const crawl_task& task) {
    return {{}, task.workspace, {}, task.about};
}

} // namespace

sql_task_reader::sql_task_reader(asio::any_io_executor executor, api_client& client, clock& time, directory& known,
                                 sql::options options, part_outlet& parts, rights_probe sees_all_grants,
                                 std::uint64_t seed)
    : executor_(executor), client_(client), clock_(time), known_(known), options_(std::move(options)),
      sees_all_grants_(std::move(sees_all_grants)), runner_(std::move(executor), client, time, options_.limits, seed),
      parts_(parts) {}

std::string sql_task_reader::where_text(const std::string& workspace) const {
    const auto* found = known_.find_workspace(workspace);
    return fmt::format("in workspace {}",
                       found == nullptr || found->name.empty() ? workspace : printable(found->name, 80));
}

std::string sql_task_reader::told_for(const std::string& workspace) const {
    if (const auto found = options_.warehouses.find(workspace); found != options_.warehouses.end())
        return found->second;
    const auto* entry = known_.find_workspace(workspace);
    if (entry == nullptr) return {};
    const auto found = options_.warehouses.find(entry->name);
    return found == options_.warehouses.end() ? std::string{} : found->second;
}

origin sql_task_reader::host_of(const std::string& workspace) const {
    return *known_.find_workspace(workspace)->host;
}

asio::awaitable<const sql_task_reader::place*> sql_task_reader::place_of(std::string workspace, request_counts& cost) {
    auto& slot = places_[workspace];
    if (!slot) slot = std::make_unique<place>(executor_);
    auto& mine = *slot;
    while (!mine.known && mine.asking) co_await mine.answered.wait();
    if (mine.known) co_return &mine;
    const turn my_turn(mine);
    const auto* found = known_.find_workspace(workspace);
    if (found == nullptr || !known_.is_reachable(workspace)) {
        mine.choice.why_not = found == nullptr  ? "the workspace is not listed in the account"
                              : !found->running ? "the workspace is not running"
                              : !found->host    ? "the workspace has no usable address"
                                                : found->unreachable;
    } else {
        co_await find_warehouse(workspace, mine, cost);
        if (!mine.choice.id.empty()) mine.is_admin = co_await is_admin(workspace, cost);
    }
    mine.known = true;
    co_return &mine;
}

asio::awaitable<void> sql_task_reader::find_warehouse(std::string workspace, place& into, request_counts& cost) {
    const auto told = told_for(workspace);
    std::vector<sql::warehouse_entry> listed;
    std::string token;
    do {
        std::optional<sql::warehouse_page> page;
        const auto read = [&page](const json_document& body) -> result<void> {
            auto decoded = sql::decode_warehouse_page(body);
            if (!decoded) return std::move(decoded).error();
            page = std::move(*decoded);
            return {};
        };
        auto target = fmt::format("/api/2.0/sql/warehouses?page_size=100{}{}",
                                  token.empty() ? "" : "&page_token=", percent_encoded(token));
        auto done = co_await client_.get(host_of(workspace), std::move(target), rate_class::sql, read, cost);
        if (!done) {
            if (!told.empty() && options_.start_warehouses) break; // usable without being seen
            const auto& why = done.error();
            const bool denied = why.is(errc::refused) || why.is(errc::unauthenticated);
            const bool nothing_there = why.is(errc::vanished) || why.is(errc::not_allowed);
            into.without = denied ? outcome::refused : nothing_there ? outcome::skipped : outcome::failed;
            into.choice.why_not = fmt::format("the SQL warehouses cannot be listed: {}", printable(why.message, 200));
            co_return;
        }
        std::ranges::move(page->warehouses, std::back_inserter(listed));
        if (page->next_page_token == token) break;
        token = std::move(page->next_page_token);
    } while (!token.empty());
    into.choice = sql::choose_warehouse(listed, told, options_.start_warehouses);
}

asio::awaitable<bool> sql_task_reader::is_admin(std::string workspace, request_counts& cost) {
    bool answer = false;
    const auto read = [&answer](const json_document& body) -> result<void> {
        auto decoded = decode_is_admin(body);
        if (!decoded) return std::move(decoded).error();
        answer = *decoded;
        return {};
    };
    auto done =
        co_await client_.get(host_of(workspace), "/api/2.0/preview/scim/v2/Me", rate_class::workspace_scim, read, cost);
    co_return done&& answer;
}

asio::awaitable<result<decoded_page>> sql_task_reader::read_hive_schemas(const crawl_task& task, const place& where,
                                                                         request_counts& cost) {
    decoded_page page;
    const auto context = context_of(task);
    auto done = co_await runner_.run(
        host_of(task.workspace), where.choice.id, show_hive_schemas(),
        [&](const auto& columns, const auto& rows) { return add_hive_schemas(page, columns, rows, context); },
        [&] { page = {}; }, cost);
    if (!done && says_disabled(done.error())) co_return decoded_page{};
    if (!done) co_return std::move(done).error();
    std::ranges::move(hive_roots(task.workspace), std::back_inserter(page.rows));
    co_return page;
}

asio::awaitable<result<decoded_page>> sql_task_reader::read_hive_tables(const crawl_task& task, const place& where,
                                                                        request_counts& cost) {
    std::set<std::string> views;
    auto listed = co_await runner_.run(
        host_of(task.workspace), where.choice.id, show_hive_views(task.about),
        [&](const auto& columns, const auto& rows) { return add_hive_views(views, columns, rows); },
        [&] { views.clear(); }, cost);
    if (!listed) co_return std::move(listed).error();
    decoded_page page;
    const auto context = context_of(task);
    auto done = co_await runner_.run(
        host_of(task.workspace), where.choice.id, show_hive_tables(task.about),
        [&](const auto& columns, const auto& rows) { return add_hive_tables(page, columns, rows, views, context); },
        [&] { page = {}; }, cost);
    if (!done) co_return std::move(done).error();
    co_return page;
}

asio::awaitable<result<decoded_page>> sql_task_reader::read_hive_functions(const crawl_task& task, const place& where,
                                                                           request_counts& cost) {
    decoded_page page;
    const auto context = context_of(task);
    auto done = co_await runner_.run(
        host_of(task.workspace), where.choice.id, show_hive_functions(task.about),
        [&](const auto& columns, const auto& rows) { return add_hive_functions(page, columns, rows, context); },
        [&] { page = {}; }, cost);
    if (!done) co_return std::move(done).error();
    co_return page;
}

asio::awaitable<result<decoded_page>> sql_task_reader::read_hive_location(const crawl_task& task, const place& where,
                                                                          request_counts& cost) {
    hive_description said;
    auto done = co_await runner_.run(
        host_of(task.workspace), where.choice.id, describe_hive_table(task.about),
        [&said](const auto& columns, const auto& rows) { return said.add(columns, rows); }, [&said] { said = {}; },
        cost);
    if (!done) co_return std::move(done).error();
    co_return std::move(said).take(context_of(task));
}

asio::awaitable<result<decoded_page>> sql_task_reader::read_hive_grants(const crawl_task& task, const place& where,
                                                                        request_counts& cost) {
    hive_grants grants;
    const auto context = context_of(task);
    const auto as = task.family == "hive-view-grants" ? hive_relation::view : hive_relation::table;
    auto done = co_await runner_.run(
        host_of(task.workspace), where.choice.id, show_hive_grants(task.about, as),
        [&](const auto& columns, const auto& rows) { return grants.add(columns, rows, context); }, [&] { grants = {}; },
        cost);
    if (!done) co_return std::move(done).error();
    co_return std::move(grants).take();
}

asio::awaitable<result<decoded_page>> sql_task_reader::read_page(const crawl_task& task, const place& where,
                                                                 request_counts& cost) {
    if (task.family == "hive-schemas") co_return co_await read_hive_schemas(task, where, cost);
    if (task.family == "hive-tables") co_return co_await read_hive_tables(task, where, cost);
    if (task.family == "hive-functions") co_return co_await read_hive_functions(task, where, cost);
    if (task.family == "hive-locations") co_return co_await read_hive_location(task, where, cost);
    co_return co_await read_hive_grants(task, where, cost);
}

task_result sql_task_reader::ended(const crawl_task& task, const failure& why) const {
    task_result made;
    made.http_status = status_in(why);
    made.reason = fmt::format("{}: {}", where_text(task.workspace), printable(why.message, 300));
    if (why.is(errc::refused) || why.is(errc::unauthenticated)) {
        made.how = outcome::refused;
    } else if (why.is(errc::vanished) && task.family != "hive-schemas") {
        made.how = outcome::skipped;
        made.reason = fmt::format("{}: {}", vanished_while_reading, made.reason);
    } else {
        made.how = why.is(errc::not_allowed) ? outcome::skipped : outcome::failed;
    }
    return made;
}

asio::awaitable<finished_task> sql_task_reader::read(crawl_task task) {
    if (task.family == "grants-in-bulk") co_return co_await read_bulk(std::move(task));
    if (task.part == node_part::activity) co_return co_await read_activity(std::move(task));
    const auto start = clock_.now();
    finished_task made;
    auto& report = made.report;
    const auto* where = co_await place_of(task.workspace, made.cost);
    if (where->choice.id.empty()) {
        report.result.how = where->without;
        report.result.reason = fmt::format("{}: {}", where_text(task.workspace), where->choice.why_not);
    } else {
        auto page = co_await read_page(task, *where, made.cost);
        if (!page) {
            report.result = ended(task, page.error());
            made.why = std::move(page).error();
        } else {
            report.result.items = page->summary.items;
            if (page->malformed > 0) {
                report.result.how = outcome::failed;
                report.result.reason = fmt::format("{} of {} rows could not be understood, the first: {}",
                                                   page->malformed, page->summary.items, page->first_malformed);
            } else if (!where->is_admin && !page->rows.empty() && task.part != node_part::attributes) {
                report.result.how = outcome::limited;
                report.result.reason = fmt::format("{}: the caller is no workspace admin, so what it has no right to "
                                                   "is missing silently",
                                                   where_text(task.workspace));
            }
            for (auto& row : page->rows) {
                add_hive_reads(task, row, report.follow_ups);
                std::ranges::move(row.facts, std::back_inserter(report.facts));
            }
        }
        report.result.http_status = std::max(report.result.http_status, made.cost.last_status);
    }
    // What was not read is stated about the catalog, so it is a node even then.
    if (task.family == "hive-schemas" && report.facts.empty() && report.result.how != outcome::done)
        report.facts = std::move(hive_roots(task.workspace).front().facts);
    report.result.requests = made.cost.requests;
    report.result.retries = made.cost.retries;
    report.result.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - start);
    report.task = std::move(task);
    co_return made;
}

} // namespace canreach::crawler::detail
