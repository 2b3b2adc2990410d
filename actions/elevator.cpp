#include "actions/elevator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "crawler/allow_list.hpp"
#include "crawler/decode/identity.hpp"
#include "crawler/decode/tenancy.hpp"
#include "crawler/pager.hpp"
#include "crawler/scope.hpp"
#include "crawler/text.hpp"
#include "model/attributes.hpp"

namespace canreach::actions {
namespace {

namespace asio = boost::asio;
using crawler::rate_class;

std::string assignments_of(const assignee& who, const std::string& workspace) {
    return fmt::format("/api/2.0/accounts/{}/workspaces/{}/permissionassignments",
                       crawler::percent_encoded(who.account_id), crawler::percent_encoded(workspace));
}

/// Apart from the coroutine: GCC 12 destroys such temporaries of one twice.
restore_failure not_restored(const assignee& who, const rights_change& change, const failure& why) {
    return {change, why.to_string(), words_of(call_to_set(who, change.workspace, change.before))};
}

/// What a change leaves behind when nobody else interferes.
constexpr workspace_rights elevated{false, true};

} // namespace

asio::awaitable<result<assignee>> elevator::find_assignee() {
    const auto& config = options_.config;
    if (!config.account_level || config.account_id.empty())
        co_return fail(errc::bad_input,
                       "rights on workspaces are given by the account, and this login is to a workspace")
            .hinting("give --host https://accounts.… and --account-id");
    if (config.client_id.empty())
        co_return fail(errc::bad_input, "only a service principal that logs in by its application id can be elevated")
            .hinting("log in with --client-id and its secret, or make your own identity admin by hand");
    assignee who{config.host, config.account_id, {}, config.client_id};
    const auto target =
        fmt::format("/api/2.0/accounts/{}/scim/v2/ServicePrincipals?attributes=id,applicationId&filter={}",
                    crawler::percent_encoded(who.account_id),
                    crawler::percent_encoded(fmt::format("applicationId eq \"{}\"", who.application_id)));
    const auto read = [&who](const crawler::json_document& body) -> result<void> {
        auto page = crawler::decode_service_principals(body, {});
        if (!page) return std::move(page).error();
        who.principal_id.clear();
        for (const auto& row : page->rows)
            if (const auto* node = row.node();
                node != nullptr &&
                crawler::equal_ignoring_case(attribute_of(node->attributes, "application_id"), who.application_id))
                who.principal_id = node->key.id;
        return {};
    };
    auto done = co_await through_.client().get(config.host, target, rate_class::account_scim_list, read, cost_);
    if (!done) co_return std::move(done).error();
    if (who.principal_id.empty())
        co_return fail(errc::not_found, fmt::format("the account knows no service principal with the application id {}",
                                                    printable(who.application_id)))
            .hinting("add the application to the account before it is elevated in a workspace");
    co_return who;
}

asio::awaitable<result<std::vector<node_fact>>> elevator::list_workspaces() {
    const auto& config = options_.config;
    crawler::decode_context context;
    context.account_id = config.account_id;
    context.zone = std::string(crawler::zone_of_host(config.host.host));
    std::vector<node_fact> found;
    const auto read = [&](const crawler::json_document& body) -> result<void> {
        auto page = crawler::decode_workspaces(body, context);
        if (!page) return std::move(page).error();
        found.clear();
        for (const auto& row : page->rows)
            if (const auto* node = row.node()) found.push_back(*node);
        return {};
    };
    const auto target = fmt::format("/api/2.0/accounts/{}/workspaces", crawler::percent_encoded(config.account_id));
    auto done = co_await through_.client().get(config.host, target, rate_class::account_other, read, cost_);
    if (!done) co_return std::move(done).error();
    co_return found;
}

asio::awaitable<result<workspace_rights>> elevator::rights_on(assignee who, std::string workspace) {
    crawler::decode_context context;
    context.about = {node_kind::workspace, {}, workspace};
    crawler::pager pages(crawler::paging_style::token);
    std::optional<workspace_rights> found;
    bool strange = false;
    for (bool more = true; more;) {
        crawler::page_summary summary;
        const auto read = [&](const crawler::json_document& body) -> result<void> {
            auto page = crawler::decode_assignments(body, context);
            if (!page) return std::move(page).error();
            summary = page->summary;
            strange = strange || page->malformed > 0;
            for (const auto& row : page->rows)
                if (row.id == who.principal_id && !row.facts.empty())
                    found = rights_in(std::get<grant_fact>(row.facts.front()).allow);
            return {};
        };
        auto target = assignments_of(who, workspace);
        if (const auto query = pages.query(); !query.empty()) target += "?" + query;
        auto done = co_await through_.client().get(who.host, std::move(target), rate_class::account_other, read, cost_);
        if (!done) co_return std::move(done).error();
        auto next = pages.advance(summary);
        if (!next) co_return std::move(next).error();
        more = *next;
    }
    if (!found && strange)
        co_return fail(errc::malformed_reply, "the assignments hold rights that this version does not know");
    co_return found.value_or(workspace_rights{});
}

asio::awaitable<result<bool>> elevator::is_admin_of(std::string url) {
    auto place = crawler::parse_url(url);
    if (!place) co_return std::move(place).error();
    bool answer = false;
    const auto read = [&answer](const crawler::json_document& body) -> result<void> {
        auto decoded = crawler::decode_is_admin(body);
        if (!decoded) return std::move(decoded).error();
        answer = *decoded;
        return {};
    };
    auto done = co_await through_.client().get(place->where, "/api/2.0/preview/scim/v2/Me", rate_class::workspace_scim,
                                               read, cost_);
    if (done) co_return answer;
    // A workspace that the caller was not let into does not know it.
    const auto& why = done.error();
    if (why.is(errc::refused) || why.is(errc::unauthenticated) || why.is(errc::vanished)) co_return false;
    co_return std::move(done).error();
}

asio::awaitable<elevation_row> elevator::look_at(assignee who, node_fact workspace) {
    elevation_row made;
    made.change.workspace = workspace.key.id;
    made.change.name = workspace.name;
    if (auto why = options_.scope.leaves_out_workspace(workspace)) {
        made.step = elevation_step::left_out;
        made.why = std::move(*why);
        co_return made;
    }
    made.url = attribute_of(workspace.attributes, "url");
    if (workspace.flags.has(node_flag::unreachable) || made.url.empty()) {
        made.step = elevation_step::left_out;
        made.why = made.url.empty() ? "has no address" : "does not run";
        co_return made;
    }
    auto rights = co_await rights_on(who, workspace.key.id);
    if (!rights) {
        made.why = printable(rights.error().message, 200);
        co_return made;
    }
    made.change.before = *rights;
    if (rights->admin) {
        made.step = elevation_step::has_right;
        made.why = "is assigned ADMIN";
        co_return made;
    }
    auto admin = co_await is_admin_of(made.url);
    if (!admin) {
        made.why = printable(admin.error().message, 200);
        co_return made;
    }
    made.step = *admin ? elevation_step::has_right : elevation_step::elevate;
    if (*admin) made.why = "is admin through a group";
    co_return made;
}

asio::awaitable<result<elevation_plan>> elevator::plan(assignee who) {
    auto workspaces = co_await list_workspaces();
    if (!workspaces) co_return std::move(workspaces).error();
    elevation_plan made{std::move(who), {}};
    for (const auto& one : *workspaces) made.rows.push_back(co_await look_at(made.who, one));
    co_return made;
}

asio::awaitable<result<void>> elevator::set(assignee who, std::string workspace, workspace_rights rights) {
    auto done = co_await through_.client().send(call_to_set(who, workspace, rights), rate_class::account_other, cost_);
    if (!done && none(rights) && done.error().is(errc::vanished)) co_return result<void>{}; // none already
    co_return done;
}

asio::awaitable<result<void>> elevator::set_and_see(assignee who, std::string workspace, workspace_rights rights) {
    if (auto done = co_await set(who, workspace, rights); !done) co_return done;
    const auto until = through_.time().now() + patience_.limit;
    for (;;) {
        auto seen = co_await rights_on(who, workspace);
        if (seen && *seen == rights) co_return result<void>{};
        if (through_.time().now() >= until) {
            if (!seen) co_return std::move(seen).error();
            co_return fail(errc::timed_out,
                           fmt::format("the account still says {}, not {}", name_of(*seen), name_of(rights)));
        }
        co_await through_.time().sleep_until(through_.time().now() + patience_.between);
    }
}

asio::awaitable<result<void>> elevator::carry_out(const elevation_plan& plan, elevation_journal& journal,
                                                  std::function<bool()> stopped) {
    for (const auto& row : plan.rows) {
        if (row.step != elevation_step::elevate) continue;
        if (stopped()) co_return fail(errc::cancelled, "stopped while rights were being changed");
        if (auto written = journal.begin(row.change); !written) co_return written;
        if (auto done = co_await set_and_see(plan.who, row.change.workspace, elevated); !done)
            co_return std::move(done).error().with("workspace", printable(row.change.name, 60));
    }
    co_return co_await wait_until_known(plan, std::move(stopped));
}

asio::awaitable<result<void>> elevator::wait_until_known(const elevation_plan& plan, std::function<bool()> stopped) {
    const auto until = through_.time().now() + patience_.limit;
    for (const auto& row : plan.rows) {
        if (row.step != elevation_step::elevate) continue;
        for (;;) {
            if (stopped()) co_return fail(errc::cancelled, "stopped while rights were being changed");
            const auto admin = co_await is_admin_of(row.url);
            // A workspace that will not know in time is crawled with the rights it knows of; the ledger says so.
            if ((admin && *admin) || through_.time().now() >= until) break;
            co_await through_.time().sleep_until(through_.time().now() + patience_.between);
        }
    }
    co_return result<void>{};
}

asio::awaitable<restore_report> elevator::restore(elevation_journal& journal) {
    restore_report made;
    const auto who = journal.content().who;
    const auto open = journal.content().open; // ended ones leave the original
    for (const auto& change : open) {
        const auto now = co_await rights_on(who, change.workspace);
        // Unreadable: putting back twice does no harm, leaving an admin behind does.
        const bool foreign = now && *now != elevated && *now != change.before;
        result<void> done;
        if (!foreign) done = co_await set_and_see(who, change.workspace, change.before);
        if (done) done = journal.end(change.workspace);
        if (!done)
            made.failed.push_back(not_restored(who, change, done.error()));
        else
            (foreign ? made.left : made.restored).push_back(change);
    }
    co_return made;
}

} // namespace canreach::actions
