#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/redundancy.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"
#include "audit/without_effect.hpp"
#include "model/grant_names.hpp"

namespace canreach::audit {
namespace {

result<section> needed_grants(account& in, const redundancy_report& report) {
    cell_writer cells(in);
    auto table = table_of_grants("principal");
    for (const auto& grant : report.needed) table.rows.push_back(cells.row_of(grant));
    cells.note(table, report.unread);
    if (cells.fault()) return *cells.fault();
    return made_section("needed", "Grants that no other one covers", std::move(table));
}

/// What is not redundant as a whole: the rest goes anyway.
std::vector<source_grant> staying(const redundancy_report& report) {
    auto grants = report.needed;
    for (const auto& one : report.findings)
        if (one.level == redundancy::partial) grants.push_back(one.grant);
    std::ranges::sort(grants, {}, [](const source_grant& one) { return std::pair{one.resource, one.grantee}; });
    return grants;
}

} // namespace

result<section> section_of_redundancy(account& in, const redundancy_report& report) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    cell_writer::add_columns(columns, "resource");
    for (const auto* name : {"redundant", "kept", "because"}) columns.push_back({name, query::column_type::texts});
    columns.push_back({"level", query::column_type::text});
    auto table = table_of(std::move(columns));
    for (const auto& one : report.findings) {
        std::vector<query::cell> row;
        cells.add_cells(row, one.grant.grantee);
        cells.add_cells(row, one.grant.resource);
        row.emplace_back(names_of_bits(one.redundant, facet::unity, in.names.privileges()));
        row.emplace_back(names_of_bits(one.grant.allow & ~one.redundant, facet::unity, in.names.privileges()));
        std::vector<std::string> because;
        for (const auto& other : one.remaining)
            because.push_back(fmt::format(
                "{} on {} to {}", fmt::join(names_of_bits(other.allow, facet::unity, in.names.privileges()), ", "),
                cells.name(other.resource), cells.name(other.grantee)));
        row.emplace_back(std::move(because));
        row.emplace_back(std::string(name_of(one.level)));
        table.rows.push_back(std::move(row));
    }
    cells.note(table, report.unread);
    if (cells.fault()) return *cells.fault();
    return made_section("redundant", "Grants that could go together, nobody losing anything", std::move(table));
}

result<dossier> audit_redundancy(account& in, std::optional<std::string_view> principal) {
    dossier made{"redundancy", {}, {}, {}, {}, in.names.snapshot()};
    std::optional<node_id> to;
    if (principal) {
        const auto who = find_principal(in.names, *principal);
        if (!who) return who.error();
        made.subject = who->label;
        to = who->node.id;
    }
    const auto report = find_redundancy(in.facts, to);
    auto redundant = section_of_redundancy(in, report);
    if (!redundant) return std::move(redundant).error();
    made.sections.push_back(*std::move(redundant));
    if (to) {
        auto needed = needed_grants(in, report);
        if (!needed) return std::move(needed).error();
        made.sections.push_back(*std::move(needed));
    }
    const auto idle = find_grants_without_effect(in.facts, staying(report));
    auto without_effect = section_without_effect(in, idle);
    if (!without_effect) return std::move(without_effect).error();
    made.sections.push_back(*std::move(without_effect));

    const auto full = std::ranges::count(report.findings, redundancy::full, &redundancy_finding::level);
    const auto add = [&](std::string_view name, std::uint64_t count) {
        made.facts.emplace_back(std::string(name), fmt::format("{}", count));
    };
    add("grants judged", report.judged);
    add(name_of(redundancy::full), static_cast<std::uint64_t>(full));
    add(name_of(redundancy::partial), report.findings.size() - static_cast<std::uint64_t>(full));
    add(name_of(redundancy::none), report.needed.size());
    if (report.not_judged > 0)
        made.remarks.push_back(
            fmt::format("{} grants of Hive metastores were not judged: denials may depend on them", report.not_judged));
    if (idle.not_judged > 0)
        made.remarks.push_back(fmt::format(
            "{} grants of privileges that no rule is known for were not judged for effect", idle.not_judged));
    return made;
}

} // namespace canreach::audit
