#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/tables.hpp"
#include "audit/workspace_admins.hpp"
#include "model/roles.hpp"

namespace canreach::audit {
namespace {

struct kind_of_admin {
    role what;
    std::string_view name;
};
/// Roles that let one change who may do what (rules A1, A2, A5, A6), and those that only sound so (A4).
constexpr std::array kinds{
    kind_of_admin{role::account_admin, "account admin"},
    kind_of_admin{role::workspace_admin, "workspace admin"},
    kind_of_admin{role::group_manager, "group manager"},
    kind_of_admin{role::service_principal_manager, "service principal manager"},
    kind_of_admin{role::marketplace_admin, "marketplace admin"},
    kind_of_admin{role::billing_admin, "billing admin"},
};

/// In the order of the report.
constexpr std::array<std::string_view, 7> rights{"account admin", "metastore admin",           "workspace admin",
                                                 "group manager", "service principal manager", "marketplace admin",
                                                 "billing admin"};

class admin_table {
public:
    explicit admin_table(account& in) : in_(in), cells_(in) {
        std::vector<query::column> columns{{"right", query::column_type::text}};
        cell_writer::add_columns(columns, "on");
        cell_writer::add_columns(columns, "principal");
        columns.push_back({"via", query::column_type::text});
        table_ = table_of(std::move(columns));
    }

    /// The grantee, and everyone in it if it is a group.
    void add(std::string_view right, node_id on, node_id grantee) {
        row(right, on, grantee, "direct");
        if (in_.facts.kind_of(grantee) != node_kind::group) return;
        for (const auto& member : in_.facts.members_of(grantee, false).rows)
            row(right, on, member.principal, cells_.name(grantee));
    }

    /// A member of a workspace's own group `admins`.
    void add_by_admins(node_id workspace, node_id member) {
        row("workspace admin", workspace, member, fmt::format("admins of {}", cells_.name(workspace)));
    }

    result<section> take() {
        // Those who can change most come first.
        std::ranges::stable_sort(rows_, {}, &ranked::rank);
        for (auto& one : rows_) table_.rows.push_back(std::move(one.cells));
        cells_.note_unread(table_, {node_part::members, node_part::assignments, node_part::roles});
        if (cells_.fault()) return *cells_.fault();
        return made_section("admins", "Administrators", std::move(table_));
    }

private:
    struct ranked {
        std::ptrdiff_t rank;
        std::vector<query::cell> cells;
    };

    void row(std::string_view right, node_id on, node_id who, std::string via) {
        std::vector<query::cell> cells{std::string(right)};
        cells_.add_cells(cells, on);
        cells_.add_cells(cells, who);
        cells.emplace_back(std::move(via));
        const auto rank = std::ranges::find(rights, right) - rights.begin();
        rows_.push_back({rank, std::move(cells)});
    }

    account& in_;
    cell_writer cells_;
    query::result_table table_;
    std::vector<ranked> rows_;
};

} // namespace

result<dossier> audit_admins(account& in) {
    dossier made{"admins", {}, {}, {}, {}, in.names.snapshot()};
    admin_table table(in);
    for (std::uint32_t i = 0; i < in.facts.node_count(); ++i) {
        const node_id on{i};
        if (in.facts.kind_of(on) == node_kind::metastore)
            for (const auto owner : in.facts.owners_of(on)) table.add("metastore admin", on, owner);
        for (const auto& grant : in.facts.grants_on(on)) {
            if (grant.what != facet::role) continue;
            for (const auto& kind : kinds)
                if (grant.allow.has(kind.what)) table.add(kind.name, on, grant.grantee);
        }
    }
    // The group `admins` of a workspace makes administrators, too (T2). Listed as its members is everybody who
    // administers the workspace: here those who are in the group.
    const auto groups = groups_named_admins(in);
    if (!groups) return groups.error();
    for (const auto& [workspace, group] : *groups)
        for (const auto& member : in.facts.members_of(group, true).rows)
            if (!in.facts.membership_chain(member.principal, group).empty())
                table.add_by_admins(workspace, member.principal);
    auto rows = table.take();
    if (!rows) return std::move(rows).error();
    made.sections.push_back(std::move(*rows));
    return made;
}

} // namespace canreach::audit
