#include "crawler/detail/task_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "crawler/api_error.hpp"
#include "crawler/detail/sql_task_reader.hpp"
#include "crawler/object_families.hpp"
#include "crawler/object_lists.hpp"
#include "crawler/sql_families.hpp"

namespace canreach::crawler::detail {
namespace {

namespace asio = boost::asio;

/// More workspaces than these are not asked when one refuses: with hundreds attached, a true refusal would cost
/// hundreds of requests.
constexpr std::size_t alternatives_tried = 4;
/// Tasks that end without any reply before a workspace is given up; each has used all its retries.
constexpr unsigned failures_before_giving_up = 3;

constexpr std::uint32_t sample_scim_page = 100;

/// Of the pauses between polls, which need not differ between runs.
constexpr std::uint64_t jitter_seed = 7;

bool is_connection_trouble(const failure& why) {
    return why.is(errc::network) || why.is(errc::timed_out);
}

/// The platform knows no such endpoint, or the account has the feature off.
bool says_absent(const failure& why) {
    if (why.is(errc::vanished) || status_in(why) == 410 || status_in(why) == 501) return true;
    return std::ranges::any_of(
        why.context, [](const auto& said) { return said.first == "error_code" && said.second == "FEATURE_DISABLED"; });
}

bool is_root(const crawl_task& task) {
    return task.about.kind == node_kind::account;
}

} // namespace

bool is_beyond_reach(const failure& why) {
    return is_connection_trouble(why) || why.is(errc::unreachable) || why.is(errc::unauthenticated) ||
           why.is(errc::not_allowed);
}

task_reader::task_reader(asio::any_io_executor executor, api_client& client, clock& time, crawl_site site)
    : executor_(std::move(executor)), client_(client), clock_(time), site_(std::move(site)), paged_members_(executor_),
      sql_(std::make_unique<sql_task_reader>(
          executor_, client, time, known_, site_.sql, parts_,
          [this](std::string metastore, std::string workspace, request_counts& cost) {
              return reads_own_grants(std::move(metastore), std::move(workspace), cost);
          },
          jitter_seed)) {}

task_reader::~task_reader() = default;

std::string task_reader::where_text(const std::string& workspace) const {
    if (workspace.empty()) return "at account level";
    const auto* found = known_.find_workspace(workspace);
    return fmt::format("in workspace {}",
                       found == nullptr || found->name.empty() ? workspace : printable(found->name, 80));
}

asio::awaitable<result<decoded_page>> task_reader::ask_for_page(const family& what, const decode_context& context,
                                                                origin host, std::string url, request_counts& cost) {
    if (what.stream != nullptr) {
        page_stream_reader body(what.stream, context);
        auto done = co_await client_.get(std::move(host), std::move(url), what.rate, body, cost);
        if (!done) co_return std::move(done).error();
        co_return std::move(body.page());
    }
    decoded_page page;
    const auto decode = [&](const json_document& body) -> result<void> {
        auto decoded = what.decode(body, context);
        if (!decoded) return std::move(decoded).error();
        page = std::move(*decoded);
        return {};
    };
    auto done = co_await client_.get(std::move(host), std::move(url), what.rate, decode, cost);
    if (!done) co_return std::move(done).error();
    co_return page;
}

asio::awaitable<task_reader::chain> task_reader::read_chain(const family& what, const crawl_task& task,
                                                            const std::string& workspace) {
    chain got;
    origin host = site_.host;
    if (what.host == host_kind::workspace) {
        const auto* found = known_.find_workspace(workspace);
        if (found == nullptr || !known_.is_reachable(workspace)) {
            got.skipped = true;
            got.why = fail(errc::network, found == nullptr   ? "the workspace is not listed in the account"
                                          : !found->in_scope ? found->unreachable
                                          : !found->running  ? "the workspace is not running"
                                          : !found->host     ? "the workspace has no usable address"
                                                             : found->unreachable);
            co_return got;
        }
        host = *found->host;
    }
    target_values values;
    values.account_id = site_.account_id;
    values.about = task.about;
    if (task.about.kind == node_kind::schema) std::tie(values.catalog, values.schema) = known_.split_schema(task.about);
    if (task.family == "workspace-group-members" && task.about.id == workspace_admins_id) {
        values.group_number = co_await admins_number(workspace, got.cost);
        if (values.group_number.empty()) {
            got.why = fail(errc::vanished, "the list of groups holds no group `admins`");
            co_return got;
        }
    }
    if (task.family == "object-acl" && goes_by_number(task.about.kind)) {
        auto number = co_await object_id_of(task.about, workspace, got.cost);
        if (!number) {
            got.why = std::move(number).error();
            co_return got;
        }
        values.object_id = std::move(*number);
    }
    if (what.query.find("{application}") != std::string_view::npos) {
        values.application_id = co_await application_id(task.about, got.cost);
        if (values.application_id.empty()) {
            got.why = fail(errc::vanished, "the account lists no application id of the service principal");
            co_return got;
        }
    }
    auto target = target_of(what, values);
    if (!target) {
        got.skipped = task.family == "object-acl"; // of a type that this version knows no list of
        got.why = std::move(target).error();
        co_return got;
    }
    const decode_context context{site_.account_id, workspace, site_.zone, task.about};
    pager pages(what.paging, site_.sample ? sample_scim_page : pager::whole_scim_page);
    for (bool more = true; more;) {
        auto url = *target;
        if (const auto query = pages.query(); !query.empty())
            url += (url.find('?') == std::string::npos ? '?' : '&') + query;
        auto where = host;
        auto page = co_await ask_for_page(what, context, std::move(where), std::move(url), got.cost);
        if (!page) {
            if (!what.missing_is_empty || got.items > 0 || !says_absent(page.error()))
                got.why = std::move(page).error();
            co_return got;
        }
        got.items += page->summary.items;
        if (!page->limited_by.empty()) got.limited_by = page->limited_by;
        if (page->malformed > 0 && got.malformed == 0) got.first_malformed = page->first_malformed;
        got.malformed += page->malformed;
        for (auto& row : page->rows) {
            if (!pages.is_new(row.id)) continue;
            row.facts.shrink_to_fit(); // hundreds of workspaces list their objects at once, page by page
            got.rows.push_back(std::move(row));
        }
        auto next = pages.advance(page->summary);
        if (!next) {
            got.why = std::move(next).error();
            co_return got;
        }
        more = *next && !(site_.sample && got.items > 0);
        if (!more || !parts_.take || reads_after(task.family) == nullptr) continue;
        if (auto handed_on = co_await hand_on(task, workspace, got); !handed_on) {
            got.why = std::move(handed_on).error();
            co_return got;
        }
    }
    co_return got;
}

void task_reader::note_health(const std::string& workspace, const chain& got) {
    if (workspace.empty() || got.skipped) return;
    auto& failures = failures_in_a_row_[workspace];
    if (!got.why || status_in(*got.why) > 0) {
        // Any reply shows that it can be reached; only a refusal of the credentials themselves does not help.
        if (!got.why || !got.why->is(errc::unauthenticated)) failures = 0;
    }
    if (!got.why) return;
    const bool private_link = got.why->hint.find("network that the workspace allows") != std::string::npos;
    const bool hopeless = private_link || got.why->is(errc::not_allowed);
    if (!hopeless && !is_connection_trouble(*got.why) && !got.why->is(errc::unauthenticated)) return;
    if (hopeless || ++failures >= failures_before_giving_up)
        known_.give_up_workspace(workspace, fmt::format("the workspace was given up: {}", got.why->message));
}

asio::awaitable<task_reader::chain> task_reader::read_anywhere(const family& what, const crawl_task& task,
                                                               std::string& workspace) {
    auto got = co_await read_chain(what, task, workspace);
    note_health(workspace, got);
    if (what.host == host_kind::account || !got.why) {
        if (!got.why && !workspace.empty()) known_.note_answer(what.name, workspace);
        co_return got;
    }
    const bool elsewhere = got.skipped || is_connection_trouble(*got.why) || got.why->is(errc::refused) ||
                           got.why->is(errc::unauthenticated) || got.why->is(errc::not_allowed);
    if (!elsewhere || is_view_of_one_workspace(what.name) || metastore_of(task.about).empty()) co_return got;
    for (const auto& other : known_.alternatives(what.name, task.about, workspace, alternatives_tried)) {
        const bool proven = known_.has_answered(what.name, other);
        auto again = co_await read_chain(what, task, other);
        note_health(other, again);
        again.cost += got.cost;
        got.cost = again.cost;
        if (!again.why) {
            known_.note_answer(what.name, other);
            known_.note_refusal(what.name, workspace);
            workspace = other;
            co_return again;
        }
        // One that answers for other objects refuses this one: so it is about the object, not about the workspace.
        if (proven && again.why->is(errc::refused)) break;
    }
    co_return got;
}

task_result task_reader::result_of(const crawl_task& task, const std::string& workspace, const chain& got) const {
    task_result made;
    made.http_status = got.cost.last_status;
    made.requests = got.cost.requests;
    made.retries = got.cost.retries;
    made.items = got.items;
    if (!got.why && got.malformed == 0) {
        if (!got.left_out.empty()) {
            made.how = outcome::skipped;
            made.reason = got.left_out;
        } else if (!got.limited_by.empty()) {
            made.how = outcome::limited;
            made.reason = fmt::format("{}: {}", where_text(workspace), got.limited_by);
        }
        return made;
    }
    if (!got.why) {
        made.how = outcome::failed;
        made.reason = fmt::format("{} of {} elements could not be understood, the first at {}", got.malformed,
                                  got.items, got.first_malformed);
        return made;
    }
    const auto& why = *got.why;
    const auto status = status_in(why);
    if (status > 0) made.http_status = status;
    const auto text = printable(why.message, 200);
    made.reason = status > 0 ? fmt::format("{} {}: {}", status, where_text(workspace), text)
                             : fmt::format("{}: {}", where_text(workspace), text);
    if (got.skipped || why.is(errc::not_allowed))
        made.how = outcome::skipped;
    else if (why.is(errc::refused) || why.is(errc::unauthenticated))
        made.how = outcome::refused;
    else if (why.is(errc::vanished) && !is_root(task)) {
        made.how = outcome::skipped;
        made.reason = fmt::format("{}: {}", vanished_while_reading, made.reason);
    } else if (task.family == "assignments" && status == 400) {
        made.how = outcome::skipped; // without identity federation (databricks-api D.3)
    } else {
        made.how = outcome::failed;
    }
    return made;
}

std::optional<std::string> task_reader::left_out(const crawl_task& task) const {
    const auto& space = task.about.kind == node_kind::workspace ? task.about.id : task.workspace;
    const auto* found = known_.find_workspace(space);
    if (found != nullptr && !found->in_scope) return found->unreachable;
    return site_.scope.leaves_out(task);
}

void task_reader::ask_by_sql(const node_key& metastore, std::vector<crawl_task>& into) {
    const auto running = known_.running_on(metastore.id);
    if (running.empty()) return;
    if (site_.sql.activity_days)
        for (const auto* family : {"principal-activity", "table-activity"})
            into.push_back({family, running.front(), metastore, node_part::activity});
    if (site_.sql.grants == sql::grant_route::rest) return;
    crawl_task bulk{"grants-in-bulk", running.front(), metastore, node_part::grants};
    const crawl_task one_by_one{"grants", running.front(), metastore, node_part::grants};
    // It would read grants of what the user leaves out as well.
    const auto& scope = site_.scope;
    if (!scope.catalogs.empty() || !scope.types.empty() || scope.leaves_out(bulk) || scope.leaves_out(one_by_one))
        return;
    sql_->expect_bulk(metastore.id);
    into.push_back(std::move(bulk));
}

asio::awaitable<finished_task> task_reader::read(crawl_task task, std::string through) {
    const auto start = clock_.now();
    finished_task made;
    const auto* what = family_named(task.family);
    if (what == nullptr) {
        made.report.result.how = outcome::skipped;
        made.report.result.reason = "this version knows no such family";
        made.report.task = std::move(task);
        co_return made;
    }
    if (auto why = why_left_out(site_.tree, task); !why.empty()) {
        known_.take_object_id(task.about);
        made.report.result.how = outcome::skipped;
        made.report.result.reason = std::move(why);
        made.report.task = std::move(task);
        co_return made;
    }
    if (auto why = left_out(task)) {
        if (task.family == "grants-in-bulk") sql_->end_bulk(task.about.id);
        made.report.result.how = outcome::skipped;
        made.report.result.reason = std::move(*why);
        made.report.task = std::move(task);
        co_return made;
    }
    if (!site_.only_workspace.empty() && what->host == host_kind::account)
        co_return co_await read_without_account_rights(std::move(task));
    if (is_read_by_sql(*what)) co_return co_await sql_->read(std::move(task));
    std::string workspace = task.workspace;
    if (!through.empty()) workspace = std::move(through);
    chain got;
    if (task.family == "policies")
        got = co_await take_policies(task, workspace);
    else if (task.family == "group-members")
        got = co_await take_members(task, workspace);
    else
        got = co_await read_anywhere(*what, task, workspace);
    keep_tree_scope(task, got);
    learn(task, workspace, got);
    auto& report = made.report;
    report.result = result_of(task, workspace, got);
    if (report.result.how == outcome::done)
        if (auto why = co_await why_limited(task, workspace, got.cost)) {
            report.result.how = outcome::limited;
            report.result.reason = std::move(*why);
        }
    if (task.family == "grants" && task.about.kind == node_kind::metastore && !got.skipped) {
        auto& place = rights_[{task.about.id, workspace}];
        if (!place) place = std::make_unique<rights>(executor_);
        if (!place->own_grants && (!got.why || got.why->is(errc::refused))) place->own_grants = !got.why;
    }
    if (task.family == "workspaces") {
        node_fact account;
        account.key = task.about;
        account.name = task.about.id;
        if (!site_.account_cloud.empty()) account.attributes.emplace_back("cloud", site_.account_cloud);
        report.facts.emplace_back(std::move(account));
    }
    if (lists_securables(task.family) && !got.rows.empty())
        co_await sql_->bulk_ended(std::string(metastore_of(task.about)));
    std::vector<node_kind> chosen;
    if (lists_securables(task.family) && !got.rows.empty()) chosen = co_await chosen_by_tags_above(task, workspace);
    if (got.stage) report.stages.push_back(*got.stage);
    report.follow_ups = std::move(got.follow_ups);
    ask_for_own_tags(task, workspace, got, report.follow_ups);
    const auto rows = got.handed_on + got.rows.size();
    take_rows(task, workspace, chosen, got, report);
    if (!what->counted_as.empty() && rows > 0 && !got.why) {
        node_fact counted;
        counted.key = task.about;
        counted.attributes.emplace_back(what->counted_as, std::to_string(rows));
        report.facts.emplace_back(std::move(counted));
    }
    std::ranges::move(follow_ups_of_end(task, known_), std::back_inserter(report.follow_ups));
    if (task.family == "metastore-workspaces") ask_by_sql(task.about, report.follow_ups);
    report.result.requests = got.cost.requests;
    report.result.retries = got.cost.retries;
    report.result.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - start);
    report.task = std::move(task);
    made.cost = got.cost;
    made.why = std::move(got.why);
    co_return made;
}

} // namespace canreach::crawler::detail
