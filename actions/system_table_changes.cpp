#include "actions/system_table_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "actions/apply.hpp"
#include "actions/replies.hpp"
#include "audit/system_table_list.hpp"
#include "crawler/sql/warehouses.hpp"
#include "crawler/text.hpp"

namespace canreach::actions {
namespace {

using crawler::percent_encoded;
using crawler::rate_class;

/// Slashes part the segments of a path of the Files API.
std::string encoded_path(std::string_view path) {
    std::string made;
    for (;;) {
        const auto slash = path.find('/');
        made += percent_encoded(path.substr(0, slash));
        if (slash == std::string_view::npos) return made;
        made += '/';
        path.remove_prefix(slash + 1);
    }
}

change upload(const system_table_job& job, std::string_view table, const std::string& rows) {
    const auto path = audit::rows_path(job.place, table);
    return {fmt::format("upload {} ({} bytes)", path, rows.size()),
            write_request{crawler::http_method::put, job.workspace,
                          fmt::format("/api/2.0/fs/files{}?overwrite=true", encoded_path(path)),
                          "application/octet-stream", rows, rate_class::workspace_other},
            {}};
}

/// Owned by the service principal.
look owned(const system_table_job& job, std::string_view name) {
    const auto full_name = fmt::format("{}.{}.{}", job.place.catalog, job.place.schema, name);
    const auto shows = [wanted = job.service_principal](const crawler::json_document& body,
                                                        std::string& seen) -> result<bool> {
        const auto owner = owner_in(body);
        if (!owner) return owner.error();
        seen = owner->empty() ? "it has no owner" : fmt::format("it is owned by {}", printable(*owner, 80));
        return crawler::equal_ignoring_case(*owner, wanted);
    };
    return {job.workspace, "/api/2.1/unity-catalog/tables/" + percent_encoded(full_name), rate_class::unity, shows};
}

change statement(const system_table_job& job, std::string text, std::optional<look> check) {
    // One line is enough to tell them apart.
    auto what = text.substr(0, text.find('\n'));
    if (what.ends_with(" AS")) what.resize(what.size() - 3);
    return {std::move(what), write_statement{job.workspace, job.warehouse, std::move(text)}, std::move(check), false};
}

} // namespace

std::vector<change> system_table_changes(const system_table_job& job) {
    std::vector<change> made;
    for (std::size_t i = 0; i < audit::metadata_tables.size(); ++i)
        made.push_back(upload(job, audit::metadata_tables[i].table, job.rows[i]));
    auto loads = audit::load_tables_sql(job.place);
    for (std::size_t i = 0; i < loads.size(); ++i)
        made.push_back(statement(job, std::move(loads[i]), owned(job, audit::metadata_tables[i].table)));
    auto views = audit::create_views_sql(job.place);
    for (std::size_t i = 0; i < views.size(); ++i)
        made.push_back(statement(job, std::move(views[i]), owned(job, audit::system_tables[i].view_name())));
    for (auto& text : audit::grant_views_sql(job.place, job.readers))
        made.push_back(statement(job, std::move(text), {}));
    return made;
}

result<void> check_runs_as(const crawler::crawl_options& options, const crawler::origin& workspace,
                           const std::string& service_principal) {
    std::string caller;
    const auto read = [&](const crawler::json_document& body) -> result<void> {
        auto name = caller_in(body);
        if (!name) return std::move(name).error();
        caller = *std::move(name);
        return {};
    };
    auto done = read_once(options, workspace, "/api/2.0/preview/scim/v2/Me", rate_class::workspace_scim, read);
    if (!done) return done;
    if (crawler::equal_ignoring_case(caller, service_principal)) return {};
    return fail(errc::not_allowed, fmt::format("these credentials are those of {}, and the views must be owned by {}",
                                               printable(caller, 80), printable(service_principal, 80)))
        .hinting("log in as the service principal: whoever creates the views reads the system tables for everybody");
}

result<std::string> find_warehouse(const crawler::crawl_options& options, const crawler::origin& workspace,
                                   const std::string& told, bool may_start) {
    std::vector<crawler::sql::warehouse_entry> listed;
    std::string token;
    const auto read = [&](const crawler::json_document& body) -> result<void> {
        auto page = crawler::sql::decode_warehouse_page(body);
        if (!page) return std::move(page).error();
        std::ranges::move(page->warehouses, std::back_inserter(listed));
        token = page->next_page_token;
        return {};
    };
    do {
        const auto query = token.empty() ? std::string{} : "?page_token=" + percent_encoded(token);
        auto done = read_once(options, workspace, "/api/2.0/sql/warehouses" + query, rate_class::workspace_other, read);
        if (!done) return std::move(done).error();
    } while (!token.empty());
    auto choice = crawler::sql::choose_warehouse(listed, told, may_start);
    if (choice.id.empty())
        return fail(errc::not_found, choice.why_not).hinting("name one with --warehouse, or add --start-warehouses");
    return std::move(choice.id);
}

} // namespace canreach::actions
