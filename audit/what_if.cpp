#include "audit/what_if.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "audit/changed_access.hpp"
#include "audit/reach.hpp"
#include "audit/tables.hpp"
#include "graph/operations.hpp"
#include "model/roles.hpp"

namespace canreach::audit {
namespace {

using graph::access_graph;

/// What an edit finds: the account after those before it (as in audit/edited_source.hpp).
class facts_found {
public:
    facts_found(const access_graph& facts, std::span<const edit> earlier) : facts_(facts), earlier_(earlier) {}

    struct bits {
        mask allow, deny;
    };
    [[nodiscard]] bits held(const edit& one) const {
        bits found;
        for (const auto& grant : facts_.grants_on(one.target))
            if (grant.grantee == one.principal && grant.what == one.in) {
                found.allow |= grant.allow;
                found.deny |= grant.deny;
            }
        for (const auto& other : earlier_) {
            if (drops(other, one.principal)) found = {};
            if (other.principal != one.principal || other.target != one.target || other.in != one.in) continue;
            if (other.kind == edit::what::grant) found.allow |= other.bits;
            if (other.kind == edit::what::deny) found.deny |= other.bits;
            if (other.kind != edit::what::revoke) continue;
            found.allow &= ~other.bits;
            found.deny &= ~other.bits;
        }
        return found;
    }
    [[nodiscard]] bool is_member(const edit& one) const {
        bool found = std::ranges::any_of(facts_.groups_of(one.principal, true).rows,
                                         [&](const auto& row) { return row.principal == one.target; });
        for (const auto& other : earlier_) {
            if (drops(other, one.principal) || drops(other, one.target)) found = false;
            if (other.principal != one.principal || other.target != one.target) continue;
            if (other.kind == edit::what::add_member) found = true;
            if (other.kind == edit::what::remove_member) found = false;
        }
        return found;
    }
    [[nodiscard]] std::vector<node_id> owners(const edit& one) const {
        auto found = facts_.owners_of(one.target);
        for (const auto& other : earlier_) {
            if (other.kind == edit::what::set_owner && other.target == one.target) found = {other.principal};
            std::erase_if(found, [&](node_id owner) { return drops(other, owner); });
        }
        return found;
    }
    [[nodiscard]] bool is_dropped(node_id group) const {
        return std::ranges::any_of(earlier_, [&](const edit& other) { return drops(other, group); });
    }

private:
    static bool drops(const edit& one, node_id group) {
        return one.kind == edit::what::drop_group && one.target == group;
    }

    const access_graph& facts_;
    std::span<const edit> earlier_;
};

/// Why a change changes nothing; empty if it does change something.
std::string_view nothing_because(const facts_found& facts, const edit& one) {
    switch (one.kind) {
    case edit::what::grant: return facts.held(one).allow.contains(one.bits) ? "granted already" : "";
    case edit::what::revoke: {
        const auto [allow, deny] = facts.held(one);
        return ((allow | deny) & one.bits).empty() ? "not granted" : "";
    }
    case edit::what::deny: return facts.held(one).deny.contains(one.bits) ? "denied already" : "";
    case edit::what::add_member: return facts.is_member(one) ? "a direct member already" : "";
    case edit::what::remove_member: return facts.is_member(one) ? "" : "no direct member";
    case edit::what::set_owner:
        return facts.owners(one) == std::vector<node_id>{one.principal} ? "the owner already" : "";
    case edit::what::drop_group: return facts.is_dropped(one.target) ? "dropped already" : "";
    }
    return "";
}

/// What a statement comes to, `earlier` being the changes before it: `changes`, or why it does not.
std::string effect_of(const access_graph& facts, std::span<const edit> edits, std::span<const edit> earlier) {
    const facts_found found(facts, earlier);
    const auto unread = [&](const edit& one) {
        return std::ranges::any_of(facts.gaps(), [&](const source_gap& gap) {
            return gap.about == one.target && (gap.part == node_part::members || gap.part == node_part::grants);
        });
    };
    std::vector<std::string_view> reasons;
    bool known = true;
    std::size_t idle = 0;
    for (const auto& one : edits) {
        const auto reason = nothing_because(found, one);
        if (reason.empty()) continue;
        ++idle;
        known = known && !unread(one);
        if (std::ranges::find(reasons, reason) == reasons.end()) reasons.push_back(reason);
    }
    if (idle == 0) return "changes";
    return fmt::format("{}: {}{}", idle == edits.size() ? "nothing to change" : "changes in part",
                       known ? "" : "as far as was read ", fmt::join(reasons, ", "));
}

std::vector<std::string> told_names(const access_change& one, const privilege_dictionary& dictionary) {
    std::vector<std::string> names;
    for (const auto what : one.actions) names.push_back(graph::name_of(what, dictionary));
    for (const auto bit : one.roles) names.emplace_back(name_of(static_cast<role>(bit)));
    return names;
}

} // namespace

result<dossier> audit_what_if(account& in, fact_source& source, std::string_view changes, graph::mode how) {
    const auto told = parse_changes(in, changes);
    if (!told) return told.error();
    dossier made{"what-if", {}, {}, {}, {}, in.names.snapshot()};
    std::vector<edit> edits;
    auto statements = table_of({{"statement", query::column_type::text}, {"effect", query::column_type::text}});
    for (const auto& one : *told) {
        statements.rows.push_back({one.statement, effect_of(in.facts, one.edits, edits)});
        edits.insert(edits.end(), one.edits.begin(), one.edits.end());
    }
    made.sections.push_back(made_section("changes", "Statements, and what each comes to", std::move(statements)));

    edited_source edited(source, edits);
    const auto after = access_graph::build(edited);
    if (!after) return after.error();
    std::vector<node_id> views;
    auto read = source.visit_links([&](const source_link& link) {
        if (link.type == link_type::reads) views.push_back(link.from);
    });
    if (!read) return read.error();
    std::ranges::sort(views);
    views.erase(std::ranges::unique(views).begin(), views.end());
    const auto difference =
        changed_access(in.facts, *after, edits, views, everything_to_do(in.names.privileges()), how);

    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"actions", query::column_type::texts});
    columns.push_back({"verdict", query::column_type::verdict});
    columns.push_back({"unknown", query::column_type::text});
    auto loses = table_of(columns);
    auto gains = table_of(columns);
    for (const bool sure : {true, false})
        for (const auto& one : difference.rows) {
            if (one.sure() != sure) continue;
            std::vector<query::cell> row;
            cells.add_cells(row, one.principal);
            cells.add_cells(row, one.resource);
            row.emplace_back(told_names(one, in.names.privileges()));
            row.emplace_back(sure ? graph::verdict::yes : graph::verdict::unknown);
            row.emplace_back(std::string(sure ? "" : one.before == graph::verdict::unknown ? "before" : "after"));
            (one.gained() ? gains : loses).rows.push_back(std::move(row));
        }
    for (auto* table : {&loses, &gains}) cells.note(*table, difference.gaps);
    if (cells.fault()) return *cells.fault();
    made.sections.push_back(made_section("loses", "Who would lose what", std::move(loses)));
    made.sections.push_back(made_section("gains", "Who would gain what", std::move(gains)));
    made.facts.emplace_back("judged by", how == graph::mode::granted ? "privileges held" : "what could be used");
    return made;
}

} // namespace canreach::audit
