#include "audit/stale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "audit/last_uses.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"
#include "model/privileges.hpp"

namespace canreach::audit {
namespace {

using graph::verdict;

constexpr std::array grantee_kinds{node_kind::user, node_kind::service_principal, node_kind::group};

bool is_about_data(const source_grant& grant) {
    return grant.what == facet::unity &&
           grant.allow.intersects(mask{privilege::select, privilege::modify, privilege::all_privileges});
}

/// Tables, and what they lie in.
bool holds_tables(node_kind kind) {
    return kind == node_kind::table || kind == node_kind::schema || kind == node_kind::catalog;
}

/// One table of the dossier: rows that are sure first, and what was not read if some are not.
class stale_table {
public:
    stale_table(account& in, const last_uses& uses) : in_(in), uses_(uses), cells_(in) {}

    std::vector<query::column>& columns() { return columns_; }
    cell_writer& cells() { return cells_; }

    /// The columns that end every row.
    void close_columns() {
        columns_.push_back({"last_use", query::column_type::text});
        columns_.push_back({"by", query::column_type::node});
        columns_.push_back({"idle_days", query::column_type::integer});
        columns_.push_back({"stale", query::column_type::verdict});
    }
    void add(std::vector<query::cell> row, const last_use& last, verdict how) {
        if (last.when.empty()) {
            row.insert(row.end(), 3, std::monostate{});
        } else {
            row.emplace_back(last.when);
            row.emplace_back(cells_.node(last.by));
            const auto since = uses_.days_since(last);
            since ? row.emplace_back(*since) : row.emplace_back(std::monostate{});
        }
        row.emplace_back(how);
        (how == verdict::yes ? sure_ : unsure_).push_back(std::move(row));
    }
    void note(std::span<const graph::gap_index> gaps) {
        for (const auto gap : gaps) add_note(cells_.note(in_.facts.gaps()[gap]));
    }
    /// `if_unknown`: the title where no row is sure.
    result<section> take(std::string id, std::string title, std::string if_unknown, bool of_tables) {
        if (sure_.empty() && !unsure_.empty()) title = std::move(if_unknown);
        auto table = table_of(std::move(columns_));
        if (!unsure_.empty())
            for (auto& one : uses_.unread(in_, of_tables)) add_note(std::move(one));
        table.rows = std::move(sure_);
        table.rows.insert(table.rows.end(), unsure_.begin(), unsure_.end());
        table.coverage = std::move(notes_);
        if (cells_.fault()) return *cells_.fault();
        return made_section(std::move(id), std::move(title), std::move(table));
    }

private:
    void add_note(query::coverage_note one) {
        if (std::ranges::find(notes_, one) == notes_.end()) notes_.push_back(std::move(one));
    }

    account& in_;
    const last_uses& uses_;
    cell_writer cells_;
    std::vector<query::column> columns_;
    std::vector<std::vector<query::cell>> sure_, unsure_;
    std::vector<query::coverage_note> notes_;
};

/// Whom a grant is to, as persons.
class holder_lists {
public:
    explicit holder_lists(const graph::access_graph& facts) : facts_(facts) {}

    /// Ascending by id. Kept for groups, which hold many grants.
    const graph::who_answer& of(node_id grantee) {
        const auto [found, fresh] = lists_.try_emplace(grantee);
        if (fresh && facts_.kind_of(grantee) == node_kind::group)
            found->second = facts_.members_of(grantee, false);
        else if (fresh)
            found->second.rows.push_back({grantee, verdict::yes});
        return found->second;
    }

private:
    const graph::access_graph& facts_;
    std::map<node_id, graph::who_answer> lists_;
};

/// Whom the report is about, ascending by id within their kinds.
std::vector<node_id> grantees(const graph::access_graph& facts, std::optional<node_id> only) {
    std::vector<node_id> all;
    if (only) {
        all.push_back(*only);
        if (facts.kind_of(*only) == node_kind::group)
            for (const auto& row : facts.members_of(*only, false).rows) all.push_back(row.principal);
        return all;
    }
    for (const auto kind : grantee_kinds)
        for (const auto one : facts.nodes_of_kind(kind)) all.push_back(one);
    return all;
}

result<section> idle_principals(account& in, const last_uses& uses, std::span<const node_id> who) {
    stale_table made(in, uses);
    cell_writer::add_columns(made.columns(), "principal");
    for (const auto* name : {"grants", "by_groups", "owned"})
        made.columns().push_back({name, query::column_type::integer});
    made.close_columns();
    const auto grants_of = [&](node_id one) {
        return std::ranges::count_if(in.facts.grants_to(one),
                                     [](const source_grant& grant) { return grant.what != facet::role; });
    };
    std::map<node_id, std::int64_t> of_group;
    for (const auto one : who) {
        if (in.facts.kind_of(one) == node_kind::group) continue;
        const std::array<graph::principal_row, 1> itself{{{one, verdict::yes}}};
        const auto last = uses.of_anything(itself);
        const auto how = uses.idle(last);
        if (how == verdict::no) continue;
        const std::int64_t own = grants_of(one);
        std::int64_t by_groups = 0;
        for (const auto& group : in.facts.groups_of(one, false).rows) {
            const auto [found, fresh] = of_group.try_emplace(group.principal, 0);
            if (fresh) found->second = grants_of(group.principal);
            by_groups += found->second;
        }
        const auto owned = std::ssize(in.facts.owned_by(one));
        if (own + by_groups + owned == 0) continue; // nothing that could be taken back
        std::vector<query::cell> row;
        made.cells().add_cells(row, one);
        for (const auto count : {own, by_groups, std::int64_t{owned}}) row.emplace_back(count);
        made.add(std::move(row), last, how);
    }
    return made.take("principals", "Did nothing at all, and could be relieved of what they hold",
                     "Hold something, and it is not known whether they did anything", false);
}

result<section> idle_grants(account& in, const last_uses& uses, std::span<const node_id> to, bool of_data) {
    stale_table made(in, uses);
    cell_writer::add_columns(made.columns(), "principal");
    cell_writer::add_columns(made.columns(), "resource");
    made.columns().push_back({"privileges", query::column_type::texts});
    made.columns().push_back({"holders", query::column_type::integer});
    made.close_columns();
    holder_lists holders(in.facts);
    std::map<node_id, last_use> of_anything;
    for (const auto grantee : to)
        for (const auto& grant : in.facts.grants_to(grantee)) {
            if (grant.what == facet::role) continue; // no use of a role is logged as such
            if (of_data && !(is_about_data(grant) && holds_tables(in.facts.kind_of(grant.resource)))) continue;
            const auto& persons = holders.of(grantee);
            last_use last;
            verdict how = verdict::no;
            if (of_data) {
                last = uses.of_data(persons.rows, grant.resource);
                how = uses.idle_data(last, in.facts.scope_of(grant.resource));
            } else {
                const auto [found, fresh] = of_anything.try_emplace(grantee);
                if (fresh) found->second = uses.of_anything(persons.rows);
                last = found->second;
                how = uses.idle(last);
            }
            if (how == verdict::no) continue;
            if (!persons.gaps.empty()) how = verdict::unknown; // whoever else is in the group may have acted
            std::vector<query::cell> row;
            made.cells().add_cells(row, grantee);
            made.cells().add_cells(row, grant.resource);
            row.emplace_back(made.cells().privileges(grant));
            row.emplace_back(std::ssize(persons.rows));
            made.note(persons.gaps);
            made.add(std::move(row), last, how);
        }
    return of_data ? made.take("data_grants", "Grants on data that no holder used",
                               "Grants on data of which it is not known whether a holder used it", true)
                   : made.take("grants", "Grants none of whose holders did anything",
                               "Grants of which it is not known whether a holder did anything", false);
}

/// Every table that can be read or changed, and when that was last done.
result<section> idle_tables(account& in, const last_uses& uses, node_id who) {
    stale_table made(in, uses);
    cell_writer::add_columns(made.columns(), "resource");
    made.close_columns();
    graph::request what;
    for (const auto one : {privilege::select, privilege::modify})
        what.actions.push_back({graph::action::form::privilege, static_cast<std::uint16_t>(one)});
    what.any_of = true;
    holder_lists holders(in.facts);
    const auto& persons = holders.of(who);
    const std::array kinds{node_kind::table};
    const auto reach = in.facts.what(who, what, kinds, no_node);
    made.note(reach.gaps);
    for (const auto& found : reach.rows) {
        const auto last = uses.of_data(persons.rows, found.resource);
        auto how = uses.idle_data(last, in.facts.scope_of(found.resource));
        if (how == verdict::no) continue;
        if (!persons.gaps.empty()) how = verdict::unknown;
        std::vector<query::cell> row;
        made.cells().add_cells(row, found.resource);
        made.add(std::move(row), last, how);
    }
    made.note(persons.gaps);
    return made.take("tables", "Tables that can be read or changed, and were not",
                     "Tables that can be read or changed, and it is not known whether they were", true);
}

} // namespace

result<dossier> audit_stale(account& in, fact_source& source, activity_source& activity, const stale_options& options) {
    dossier made{"stale", {}, {}, {}, {}, in.names.snapshot()};
    std::optional<node_id> only;
    if (options.principal) {
        const auto who = find_principal(in.names, *options.principal);
        if (!who) return who.error();
        made.subject = who->label;
        only = who->node.id;
    }
    const auto uses = last_uses::read(in, source, activity, options.days);
    if (!uses) return uses.error();
    made.facts.emplace_back("days", fmt::format("{}", options.days));
    made.facts.emplace_back("uses known until", uses->known_until().empty() ? "never read" : uses->known_until());
    const auto who = grantees(in.facts, only);
    std::vector<result<section>> sections;
    sections.push_back(idle_principals(in, *uses, who));
    sections.push_back(idle_grants(in, *uses, who, false));
    sections.push_back(idle_grants(in, *uses, who, true));
    if (only) sections.push_back(idle_tables(in, *uses, *only));
    for (auto& one : sections) {
        if (!one) return std::move(one).error();
        made.sections.push_back(std::move(*one));
    }
    made.remarks.emplace_back(
        "data: as lineage tells, which does not see every use (reads by path, by engines outside, "
        "what runs on old runtimes): ask before taking away");
    return made;
}

result<void> add_stale_grants(account& in, fact_source& source, activity_source& activity, const stale_options& options,
                              dossier& into) {
    auto stale = audit_stale(in, source, activity, options);
    if (!stale) return std::move(stale).error();
    for (auto& one : stale->sections) {
        if (one.id != "grants" && one.id != "data_grants") continue;
        one.id.insert(0, "stale_");
        into.sections.push_back(std::move(one));
    }
    std::ranges::move(stale->facts, std::back_inserter(into.facts));
    std::ranges::move(stale->remarks, std::back_inserter(into.remarks));
    return {};
}

} // namespace canreach::audit
