#include "audit/system_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "audit/subject.hpp"
#include "audit/system_table_list.hpp"
#include "audit/tables.hpp"
#include "audit/workspace_admins.hpp"
#include "model/privileges.hpp"

namespace canreach::audit {
namespace {

using graph::verdict;

graph::request to(privilege what) {
    graph::request made;
    made.actions = {{graph::action::form::privilege, static_cast<std::uint16_t>(what)}};
    return made;
}

/// The system tables, views and metadata tables that the account file holds, in the metastore of the views.
class found_tables {
public:
    static result<found_tables> look(account& in, const std::optional<view_place>& place) {
        found_tables made;
        if (place) {
            // One catalog of that name, or none yet: otherwise it is not said which metastore is meant.
            const auto catalogs = in.names.nodes_named(node_kind::catalog, place->catalog);
            if (!catalogs) return catalogs.error();
            if (catalogs->size() > 1)
                return fail(errc::ambiguous, fmt::format("{} metastores have a catalog `{}`", catalogs->size(),
                                                         printable(place->catalog)))
                    .hinting("name a catalog that only one metastore has");
            if (!catalogs->empty()) made.metastore_ = in.facts.scope_of(catalogs->front());
        }
        for (std::size_t i = 0; i < system_tables.size(); ++i) {
            const auto& one = system_tables[i];
            if (auto done = made.put(in, one.full_name(), made.bases[i]); !done) return done.error();
            if (!place) continue;
            const auto view = fmt::format("{}.{}.{}", place->catalog, place->schema, one.view_name());
            if (auto done = made.put(in, view, made.views[i]); !done) return done.error();
        }
        if (!place) return made;
        const auto volume = fmt::format("{}.{}.{}", place->catalog, place->schema, place->volume);
        if (auto done = made.put(in, volume, made.volumes, node_kind::volume); !done) return done.error();
        for (const auto& one : metadata_tables) {
            const auto name = fmt::format("{}.{}.{}", place->catalog, place->schema, one.table);
            if (auto done = made.put(in, name, made.metadata); !done) return done.error();
        }
        return made;
    }

    std::array<std::vector<node_id>, system_tables.size()> bases; ///< several where several metastores have it
    std::array<std::vector<node_id>, system_tables.size()> views;
    std::vector<node_id> metadata;
    std::vector<node_id> volumes; ///< that the metadata tables are loaded from

private:
    result<void> put(account& in, std::string_view name, std::vector<node_id>& into,
                     node_kind kind = node_kind::table) const {
        const auto found = in.names.nodes_named(kind, name);
        if (!found) return found.error();
        for (const auto one : *found)
            if (metastore_ == no_node || in.facts.scope_of(one) == metastore_) into.push_back(one);
        return {};
    }
    node_id metastore_ = no_node;
};

class leak_finder {
public:
    leak_finder(account& in, const found_tables& found, const std::optional<view_place>& place, node_id robot)
        : in_(in), found_(found), place_(place), robot_(robot), cells_(in) {}

    result<section> visibility(const admin_visibility& seen) {
        std::vector<query::column> columns;
        cell_writer::add_columns(columns, "principal");
        columns.push_back({"workspaces", query::column_type::texts});
        columns.push_back({"via", query::column_type::texts});
        if (place_) columns.push_back({"views", query::column_type::integer});
        auto table = table_of(std::move(columns));
        const auto readable = views_read();
        for (const auto& [who, workspaces] : seen.seen) {
            std::vector<std::string> names;
            std::set<node_id> ways;
            for (const auto& [workspace, via] : workspaces) {
                names.push_back(cells_.name(workspace));
                ways.insert(via.begin(), via.end());
            }
            std::vector<std::string> via;
            for (const auto way : ways) via.push_back(way == who ? std::string("direct") : cells_.name(way));
            std::vector<query::cell> row;
            cells_.add_cells(row, who);
            row.emplace_back(std::move(names));
            row.emplace_back(std::move(via));
            if (place_) {
                const auto count = readable.find(who);
                row.emplace_back(count == readable.end() ? std::int64_t{0} : count->second);
            }
            table.rows.push_back(std::move(row));
        }
        note(table, seen.gaps);
        return done("visibility", "Whose rows of the system tables each sees through the views", std::move(table));
    }

    result<section> unseen(const admin_visibility& seen) {
        std::vector<query::column> columns;
        cell_writer::add_columns(columns, "principal");
        cell_writer::add_columns(columns, "workspace");
        columns.push_back({"via", query::column_type::node});
        auto table = table_of(std::move(columns));
        for (const auto& [what, group] : seen.unseen) {
            std::vector<query::cell> row;
            cells_.add_cells(row, what.principal);
            cells_.add_cells(row, what.workspace);
            row.emplace_back(cells_.node(group));
            table.rows.push_back(std::move(row));
        }
        note(table, seen.gaps);
        return done("unseen_admins", "Administer a workspace by a group of its own, and see none of its rows",
                    std::move(table));
    }

    /// One row a system table: is it known, and is its view what it should be?
    result<section> views() {
        std::vector<query::column> columns{{"table", query::column_type::text}};
        if (place_) {
            columns.push_back({"view", query::column_type::text});
            columns.push_back({"owner", query::column_type::node});
            columns.push_back({"owner_reads", query::column_type::verdict});
        }
        columns.push_back({"problems", query::column_type::texts});
        auto table = table_of(std::move(columns));
        for (std::size_t i = 0; i < system_tables.size(); ++i) {
            std::vector<query::cell> row{system_tables[i].full_name()};
            std::vector<std::string> problems;
            if (found_.bases[i].empty()) problems.emplace_back("the system table is not in the account file");
            if (place_) add_view(i, row, problems, table);
            row.emplace_back(std::move(problems));
            table.rows.push_back(std::move(row));
        }
        // What nobody crawled nobody can be cleared of reading.
        for (const auto metastore : in_.facts.nodes_of_kind(node_kind::metastore))
            if (std::ranges::all_of(found_.bases, &std::vector<node_id>::empty))
                table.coverage.push_back({cells_.node(metastore), std::string(name_of(node_part::children)),
                                          std::string(name_of(outcome::skipped)), "catalogs",
                                          "no system table is in the account file: nobody knows who reads them"});
        return done("views", "System tables and their views", std::move(table));
    }

    /// Ways past the views: the tables below them, and the table that they ask.
    result<section> leaks() {
        std::vector<query::column> columns{{"leak", query::column_type::text}};
        cell_writer::add_columns(columns, "principal");
        columns.push_back({"tables", query::column_type::texts});
        columns.push_back({"verdict", query::column_type::verdict});
        auto table = table_of(std::move(columns));
        std::vector<node_id> bases;
        for (const auto& one : found_.bases) bases.insert(bases.end(), one.begin(), one.end());
        add_leaks(table, "reads all workspaces' rows in the system table itself", bases, privilege::select);
        add_leaks(table, "can change who the views take for an admin", found_.metadata, privilege::modify);
        add_leaks(table, "can change what that table is loaded from", found_.volumes, privilege::write_volume);
        std::ranges::stable_partition(table.rows, [](const std::vector<query::cell>& row) {
            return std::get<verdict>(row.back()) == verdict::yes;
        });
        return done("leaks", "Ways past the views", std::move(table));
    }

private:
    using person_kinds = std::array<node_kind, 2>;
    static constexpr person_kinds persons{node_kind::user, node_kind::service_principal};

    void add_view(std::size_t i, std::vector<query::cell>& row, std::vector<std::string>& problems,
                  query::result_table& table) {
        row.emplace_back(fmt::format("{}.{}.{}", place_->catalog, place_->schema, system_tables[i].view_name()));
        const auto view = found_.views[i].empty() ? no_node : found_.views[i].front();
        const auto owners = view == no_node ? std::vector<node_id>{} : in_.facts.owners_of(view);
        if (view == no_node) problems.emplace_back("there is no such view");
        if (view != no_node && owners.empty()) problems.emplace_back("its owner is not known");
        if (owners.empty()) {
            row.insert(row.end(), 2, std::monostate{});
            return;
        }
        const auto owner = owners.front();
        row.emplace_back(cells_.node(owner));
        if (robot_ != no_node && owner != robot_)
            problems.push_back(fmt::format("owned by {}, not by the service principal", cells_.name(owner)));
        if (found_.bases[i].empty()) {
            row.emplace_back(std::monostate{});
            return;
        }
        const auto reads = in_.facts.can(owner, to(privilege::select), found_.bases[i].front());
        row.emplace_back(reads.how);
        if (reads.how == verdict::no)
            problems.emplace_back("its owner does not read the system table: it shows nothing");
        for (const auto gap : reads.gaps) add_note(table, gap);
    }

    /// How many of the views each person can read.
    std::map<node_id, std::int64_t> views_read() {
        std::map<node_id, std::int64_t> counts;
        for (const auto& views : found_.views)
            for (const auto view : views)
                for (const auto& row : in_.facts.who(to(privilege::select), view, persons).rows)
                    if (row.how == verdict::yes) ++counts[row.principal];
        return counts;
    }

    void add_leaks(query::result_table& table, std::string_view leak, std::span<const node_id> tables,
                   privilege right) {
        std::map<std::pair<node_id, verdict>, std::vector<std::string>> found;
        for (const auto one : tables) {
            const auto answer = in_.facts.who(to(right), one, persons);
            for (const auto& row : answer.rows)
                if (row.principal != robot_) found[{row.principal, row.how}].push_back(cells_.name(one));
            for (const auto gap : answer.gaps) add_note(table, gap);
        }
        for (auto& [who, names] : found) {
            std::vector<query::cell> row{std::string(leak)};
            cells_.add_cells(row, who.first);
            row.emplace_back(std::move(names));
            row.emplace_back(who.second);
            table.rows.push_back(std::move(row));
        }
    }

    void add_note(query::result_table& table, graph::gap_index gap) {
        auto note = cells_.note(in_.facts.gaps()[gap]);
        if (std::ranges::find(table.coverage, note) == table.coverage.end()) table.coverage.push_back(std::move(note));
    }
    void note(query::result_table& table, const std::set<graph::gap_index>& gaps) {
        for (const auto gap : gaps) add_note(table, gap);
    }
    result<section> done(std::string id, std::string title, query::result_table table) {
        if (cells_.fault()) return *cells_.fault();
        return made_section(std::move(id), std::move(title), std::move(table));
    }

    account& in_;
    const found_tables& found_;
    const std::optional<view_place>& place_;
    node_id robot_;
    cell_writer cells_;
};

} // namespace

result<dossier> audit_system_tables(account& in, fact_source& source, const system_table_options& options) {
    dossier made{"system-tables", {}, {}, {}, {}, in.names.snapshot()};
    if (options.place) {
        if (const auto fine = check(*options.place); !fine) return fine.error();
        made.facts.emplace_back("views in", fmt::format("{}.{}", options.place->catalog, options.place->schema));
    }
    std::optional<subject> robot;
    if (options.service_principal) {
        const auto found = find_principal(in.names, *options.service_principal, node_kind::service_principal);
        if (!found) return found.error();
        robot = *found;
        made.facts.emplace_back("owner", robot->label);
    }
    const auto tables = found_tables::look(in, options.place);
    if (!tables) return tables.error();
    const auto seen = visibility_of(in);
    if (!seen) return seen.error();
    leak_finder finder(in, *tables, options.place, robot ? robot->node.id : no_node);
    for (auto& one : {finder.visibility(*seen), finder.unseen(*seen), finder.views(), finder.leaks()}) {
        if (!one) return one.error();
        made.sections.push_back(*one);
    }
    if (robot) {
        const std::array questions{question{"act_as", "Who can act as the service principal, and read everything",
                                            fmt::format("WHO CAN IMPERSONATE {} ESCALATABLE", robot->spelling)}};
        if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    }
    auto rows = metadata_rows(in, source);
    if (!rows) return std::move(rows).error();
    for (auto& one : *rows)
        if (options.nested || one.id != permissions_table.section) made.sections.push_back(std::move(one));
    made.remarks.emplace_back("events of the account itself have workspace 0 or none: no view shows them (R4)");
    made.remarks.emplace_back(
        "the views ask the metadata tables as they were filled last: admins of later come with the "
        "next crawl");
    return made;
}

} // namespace canreach::audit
