#include "crawler/estimate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "crawler/decode/bulk_grants.hpp"
#include "crawler/families.hpp"
#include "crawler/object_families.hpp"
#include "crawler/pager.hpp"
#include "crawler/rate_limits.hpp"

namespace canreach::crawler {
namespace {

using count = std::optional<std::uint64_t>;

count sum_of(std::initializer_list<count> parts) {
    std::uint64_t sum = 0;
    for (const auto& part : parts) {
        if (!part) return std::nullopt;
        sum += *part;
    }
    return sum;
}

/// Pages of a SCIM list, with the empty one that ends it.
count scim_pages(const count& elements) {
    if (!elements) return std::nullopt;
    return (*elements + pager::whole_scim_page - 1) / pager::whole_scim_page + 1;
}

count securables(const account_counts& c) {
    return sum_of({c.catalogs, c.schemas, c.tables, c.volumes, c.functions, c.models});
}

struct rule {
    std::string_view family;
    count (*requests)(const account_counts& c, bool in_bulk);
};

constexpr auto one = [](const account_counts&, bool) -> count { return 1; };
constexpr auto a_workspace = [](const account_counts& c, bool) -> count { return c.workspaces; };
constexpr auto a_workspace_list = [](const account_counts& c, bool) -> count { return 2 * c.workspaces; };
constexpr auto a_metastore = [](const account_counts& c, bool) -> count { return c.metastores; };
constexpr auto a_reader = [](const account_counts& c, bool) -> count { return c.readers; };
constexpr auto a_group = [](const account_counts& c, bool) -> count { return c.groups; };
constexpr auto a_service_principal = [](const account_counts& c, bool) -> count { return c.service_principals; };
constexpr auto a_schema = [](const account_counts& c, bool) -> count { return c.schemas; };

constexpr std::array rules{
    rule{"workspaces", one},
    rule{"metastores", one},
    rule{"metastore-workspaces", a_metastore},
    rule{"account-users", [](const account_counts& c, bool) { return scim_pages(c.users); }},
    rule{"account-service-principals", [](const account_counts& c, bool) { return scim_pages(c.service_principals); }},
    rule{"account-groups", [](const account_counts& c, bool) { return scim_pages(c.groups); }},
    rule{"group-members", a_group},
    rule{"assignments", a_workspace},
    rule{"workspace-groups", a_workspace_list},
    rule{"workspace-group-members", a_workspace}, // `admins`; local groups are not counted anywhere
    rule{"workspace-users", a_workspace_list},
    rule{"workspace-service-principals", a_workspace_list},
    rule{"restrict-admins", a_workspace},
    rule{"account-access-rules", one},
    rule{"account-roles", one},
    rule{"group-roles", a_group},
    rule{"service-principal-roles", a_service_principal},
    rule{"service-principal-secrets", a_service_principal},
    rule{"service-principal-federation", a_service_principal},
    rule{"account-federation", one},
    rule{"catalogs", a_reader},
    rule{"locations", a_reader},
    rule{"credentials", a_reader},
    rule{"connections", a_metastore},
    rule{"shares", a_metastore},
    rule{"providers", a_metastore},
    rule{"recipients", a_metastore},
    rule{"clean-rooms", a_metastore},
    rule{"allowed-init-scripts", a_metastore},
    rule{"allowed-jars", a_metastore},
    rule{"allowed-maven", a_metastore},
    rule{"schemas", [](const account_counts& c, bool) { return c.catalogs; }},
    rule{"tables", a_schema},
    rule{"volumes", a_schema},
    rule{"functions", a_schema},
    rule{"models", a_schema},
    rule{"grants", [](const account_counts& c, bool in_bulk) { return in_bulk ? count{c.metastores} : securables(c); }},
    rule{"policies",
         [](const account_counts& c, bool) {
             return sum_of({c.catalogs, c.schemas});
         }},
    rule{"table-policies", [](const account_counts& c, bool in_bulk) { return in_bulk ? count{} : c.tables; }},
    rule{"grants-in-bulk",
         [](const account_counts& c, bool in_bulk) {
             return count{in_bulk ? (privilege_views().size() + 1) * c.metastores : 0};
         }},
};

count requests_of(const family& what, const account_counts& c, bool in_bulk) {
    const auto found = std::ranges::find(rules, what.name, &rule::family);
    if (found != rules.end()) return found->requests(c, in_bulk);
    // What is asked of each workspace; what its rows give rise to nobody tells beforehand.
    const auto questions = workspace_questions();
    const auto times = std::ranges::count(questions, what.name, &workspace_question::family);
    const bool rises_from_rows = what.part != node_part::children || what.name == "tree";
    if (times == 0 || rises_from_rows) return std::nullopt;
    return static_cast<std::uint64_t>(times) * c.workspaces;
}

/// Hosts that a family is asked on, each with a limit of its own.
std::uint64_t hosts_of(const family& what, const account_counts& c) {
    if (what.host == host_kind::account) return 1;
    return std::max<std::uint64_t>(1, what.rate == rate_class::unity ? c.metastores : c.workspaces);
}

} // namespace

estimate estimate_requests(const account_counts& counts, bool in_bulk) {
    estimate made;
    std::map<rate_class, double> seconds; // of what shares a limit
    for (const auto& what : all_families()) {
        family_estimate row{what.name, requests_of(what, counts, in_bulk), std::nullopt};
        const auto& limit = documented_limit(what.rate);
        if (row.requests) {
            made.requests += *row.requests;
            if (limit.per_second > 0) {
                const auto time = static_cast<double>(*row.requests) /
                                  (limit.per_second * static_cast<double>(hosts_of(what, counts)));
                row.at_the_limit = std::chrono::seconds{static_cast<std::int64_t>(std::ceil(time))};
                seconds[what.rate] += time;
            }
        } else {
            ++made.unknown;
        }
        made.families.push_back(row);
    }
    for (const auto& [rate, time] : seconds)
        made.longest = std::max(made.longest, std::chrono::seconds{static_cast<std::int64_t>(std::ceil(time))});
    return made;
}

} // namespace canreach::crawler
