#include <fmt/format.h>

#include <array>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"
#include "audit/without_effect.hpp"
#include "graph/operations.hpp"
#include "model/storage_path.hpp"
#include "query/spelling.hpp"

namespace canreach::audit {
namespace {

using names = std::vector<std::string>;

/// The principal that a row of WHO CAN is about.
const query::node_cell* principal_in(account& in, const std::vector<query::cell>& row) {
    for (const auto& cell : row)
        if (const auto* node = std::get_if<query::node_cell>(&cell);
            node != nullptr && is_principal(in.facts.kind_of(node->id)))
            return node;
    return nullptr;
}

using by_principal = std::unordered_map<node_id, graph::verdict>;

by_principal whoever_can(const account& in, graph::action what, graph::mode how, node_id resource) {
    constexpr std::array everybody{node_kind::user, node_kind::service_principal, node_kind::group};
    graph::request asked;
    asked.actions = {what};
    asked.how = how;
    by_principal found;
    for (const auto& row : in.facts.who(asked, resource, everybody).rows) found.emplace(row.principal, row.how);
    return found;
}

/// What each may do, action by action, since one look tells it of everybody. `unless_usable`: of what is held, that
/// which cannot be used; what can perhaps be used is not told to be held in vain.
class action_lists {
public:
    action_lists(const account& in, graph::mode how, node_id resource, bool unless_usable) {
        for (const auto what : in.facts.actions_known(how, resource)) {
            const auto can = whoever_can(in, what, how, resource);
            if (can.empty()) continue;
            const auto usable =
                unless_usable ? whoever_can(in, what, graph::mode::effective, resource) : by_principal{};
            const auto name = graph::name_of(what, in.names.privileges());
            for (const auto& [who, sure] : can)
                if (!usable.contains(who)) by_[who][sure == graph::verdict::yes ? 0 : 1].push_back(name);
        }
    }
    /// Sure ones, then those that are not known.
    [[nodiscard]] const std::array<names, 2>& of(node_id who) const {
        static const std::array<names, 2> none;
        const auto found = by_.find(who);
        return found == by_.end() ? none : found->second;
    }

private:
    std::unordered_map<node_id, std::array<names, 2>> by_;
};

/// For everyone in an answer to WHO CAN REACH.
section actions_of(account& in, const query::result_table& who, const action_lists& actions, std::string id,
                   std::string title) {
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    columns.push_back({"actions", query::column_type::texts});
    columns.push_back({"verdict", query::column_type::verdict});
    auto table = table_of(std::move(columns));
    for (const auto& found : who.rows) {
        const auto* principal = principal_in(in, found);
        if (principal == nullptr) continue;
        const auto& [sure, unsure] = actions.of(principal->id);
        const auto add = [&](const names& some, graph::verdict how) {
            if (some.empty()) return;
            std::vector<query::cell> row{principal->kind, *principal, some, how};
            table.rows.push_back(std::move(row));
        };
        add(sure, graph::verdict::yes);
        add(unsure, graph::verdict::unknown);
    }
    return made_section(std::move(id), std::move(title), std::move(table));
}

section usable_by(account& in, const query::result_table& who, node_id resource) {
    const action_lists all(in, graph::mode::effective, resource, false);
    return actions_of(in, who, all, "actions", "What each may do");
}

/// Of those too who can use something else.
section held_by(account& in, const query::result_table& holders, node_id resource) {
    const action_lists unused(in, graph::mode::granted, resource, true);
    auto made = actions_of(in, holders, unused, "held", "Held, but not usable now");
    made.table.coverage = holders.coverage;
    return made;
}

/// Owners and grants as they are stored, of a thing that the language has no words for.
result<void> add_stored(account& in, node_id resource, dossier& into) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    auto owners = table_of(columns);
    columns.push_back({"privileges", query::column_type::texts});
    auto grants = table_of(std::move(columns));
    for (const auto owner : in.facts.owners_of(resource)) cells.add_cells(owners.rows.emplace_back(), owner);
    for (const auto& grant : in.facts.grants_on(resource)) {
        auto& row = grants.rows.emplace_back();
        cells.add_cells(row, grant.grantee);
        row.emplace_back(cells.privileges(grant));
    }
    for (auto* table : {&owners, &grants}) cells.note(*table, in.facts.gaps_within(resource));
    if (cells.fault()) return *cells.fault();
    into.sections.push_back(made_section("owner", "Owner", std::move(owners)));
    into.sections.push_back(made_section("grants", "Grants on it", std::move(grants)));
    return {};
}

/// M6: says of each owner that Unity Catalog ignores that it owns in vain.
result<void> add_void_owners(account& in, node_id resource, dossier& into) {
    cell_writer cells(in);
    for (const auto owner : in.facts.owners_of(resource))
        if (owns_without_effect(in.facts, owner, resource))
            into.remarks.push_back(fmt::format(
                "group {} of workspace {} owns it without effect: Unity Catalog ignores groups of one workspace",
                cells.name(owner), cells.name(in.facts.scope_of(owner))));
    if (cells.fault()) return *cells.fault();
    return {};
}

/// What is registered there, or below.
result<section> places_at(account& in, const storage_path& where) {
    constexpr std::size_t most_below = 1000;
    auto placed = in.names.placed_at(where, most_below);
    if (!placed) return std::move(placed).error();
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"url", query::column_type::text});
    columns.push_back({"how", query::column_type::text});
    auto table = table_of(std::move(columns));
    for (const auto& one : *placed) {
        std::vector<query::cell> row;
        cells.add_cells(row, one.id);
        row.emplace_back(one.url);
        row.emplace_back(std::string(one.covers ? "the path lies in it" : "it lies below the path"));
        table.rows.push_back(std::move(row));
    }
    if (cells.fault()) return *cells.fault();
    return made_section("places", "What is registered there", std::move(table));
}

/// A place in storage is no thing of its own: it is read and written through what is registered there.
result<dossier> audit_path(account& in, const storage_path& where, const resource_options& options) {
    dossier made{"resource", fmt::format("path {}", where.text()), {}, {}, {}, in.names.snapshot()};
    made.facts.emplace_back("kind", "path");
    const auto path = query::spelled_text(where.text());
    const std::string_view who = options.expand_groups ? "WHO" : "WHICH GROUPS";
    const std::array questions{
        question{"readers", "Everyone who can read it", fmt::format("{} CAN READ PATH {}", who, path)},
        question{"writers", "Everyone who can write to it", fmt::format("{} CAN WRITE PATH {}", who, path)},
    };
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    auto places = places_at(in, where);
    if (!places) return std::move(places).error();
    made.sections.push_back(*std::move(places));
    return made;
}

} // namespace

result<dossier> audit_resource(account& in, std::string_view name, const resource_options& options) {
    const auto resource = find_resource(in, name, options.kind);
    if (!resource) {
        const auto path = storage_path::parse(name);
        if (path && !options.kind && resource.error().is(errc::not_found)) return audit_path(in, *path, options);
        return resource.error();
    }
    const auto& node = resource->node;
    dossier made{"resource", resource->label, {}, {}, {}, in.names.snapshot()};
    made.facts.emplace_back("kind", std::string(word_of(node.key.kind)));
    if (!node.subtype.empty()) made.facts.emplace_back("type", node.subtype);
    for (const auto& [key, value] : node.attributes) made.facts.emplace_back(key, value);
    if (const auto added = add_void_owners(in, node.id, made); !added) return added.error();
    const auto& r = resource->spelling;
    const auto only = resource->condition.empty() ? std::string() : " WHERE " + resource->condition;
    std::vector<question> questions;
    if (resource->spelling.empty()) {
        made.remarks.emplace_back("the rules and the language know nothing of this kind of thing but what is stored");
        if (const auto added = add_stored(in, node.id, made); !added) return added.error();
        return made;
    }
    if (!graph::applies_to({graph::action::form::any, 0}, node.key.kind)) {
        made.remarks.emplace_back("the rules know nothing that somebody could do with a thing of this kind");
    } else if (options.expand_groups) {
        questions.push_back({"who", "Everyone who reaches it", fmt::format("WHO CAN REACH {}{}", r, only)});
        questions.push_back({"held", "Held, but not usable now", fmt::format("WHO CAN REACH {} GRANTED{}", r, only)});
    } else {
        questions.push_back(
            {"who", "Groups that reach it, as units", fmt::format("WHICH GROUPS CAN REACH {}{}", r, only)});
    }
    questions.push_back({"owner", "Owner", fmt::format("SHOW OWNER OF {}{}", r, only)});
    questions.push_back({"grants", "Grants on it", fmt::format("SHOW GRANTS ON {}{}", r, only)});
    // Without a name of its own it has no listing of gaps either; each table names those that count.
    if (only.empty())
        questions.push_back({"coverage", "What was not read of it", fmt::format("SHOW COVERAGE OF {}", r)});
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    if (!options.expand_groups) return made;
    for (auto& one : made.sections)
        if (one.id == "held") one = held_by(in, one.table, node.id);
    if (made.sections.empty() || made.sections.front().id != "who") return made;
    made.sections.insert(made.sections.begin() + 1, usable_by(in, made.sections.front().table, node.id));
    return made;
}

} // namespace canreach::audit
