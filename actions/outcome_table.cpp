#include "actions/outcome_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace canreach::actions {

audit::dossier outcome_of(std::string audit, std::string subject, std::span<const change> changes,
                          const application& made, const snapshot_info& snapshot) {
    auto table = audit::table_of({{"result", query::column_type::text},
                                  {"change", query::column_type::text},
                                  {"http_status", query::column_type::integer},
                                  {"why", query::column_type::text}});
    std::size_t left = 0;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto& end = made.ends[i];
        std::vector<query::cell> row{std::string(name_of(end.what)), changes[i].what};
        if (end.http_status != 0)
            row.emplace_back(static_cast<std::int64_t>(end.http_status));
        else
            row.emplace_back(std::monostate{});
        row.emplace_back(end.why);
        table.rows.push_back(std::move(row));
        if (end.what != change_end::done && end.what != change_end::there_already) ++left;
    }
    audit::dossier told{std::move(audit), std::move(subject), {}, {}, {}, snapshot};
    told.sections.push_back(audit::made_section("applied", "What was done", std::move(table)));
    if (left == 0)
        told.remarks.emplace_back("what was to be done here is in place");
    else
        told.remarks.push_back(fmt::format("{} of {} changes are not in place; the same command may be given again",
                                           left, changes.size()));
    if (made.interrupted) told.remarks.emplace_back("stopped on request, after the change that was under way");
    return told;
}

application_end end_of(const application& made) noexcept {
    const auto any = [&](auto&&... wanted) {
        return std::ranges::any_of(made.ends, [&](const applied_change& one) { return ((one.what == wanted) || ...); });
    };
    using enum change_end;
    if (any(refused, gone, conflict, failed, not_seen)) return application_end::faults;
    if (made.interrupted && any(not_tried)) return application_end::interrupted;
    if (any(not_tried)) return application_end::faults;
    return any(by_hand) ? application_end::left : application_end::complete;
}

} // namespace canreach::actions
