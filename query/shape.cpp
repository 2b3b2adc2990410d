#include "query/shape.hpp"

namespace canreach::query {
namespace {

using source = column_source;
using type = column_type;
using columns = std::vector<column_shape>;

column_shape extra(std::string_view name, type what, std::uint8_t index, bool shown = true) {
    return {name, what, source::extra, index, shown};
}

void add(columns& to, columns more) {
    for (auto& one : more) to.push_back(std::move(one));
}

columns principal_columns() {
    return {
        {"principal.kind", type::text, source::principal_kind},
        {"principal.name", type::node, source::principal_name},
        {"principal.source", type::text, source::principal_source},
        {"principal.active", type::boolean, source::principal_active, 0, false},
        {"principal.id", type::text, source::principal_id, 0, false},
        {"principal.workspace", type::text, source::principal_scope, 0, false},
    };
}

columns resource_columns(bool owner) {
    columns made{
        {"resource.kind", type::text, source::resource_kind},
        {"resource.name", type::node, source::resource_name},
        {"resource.type", type::text, source::resource_kind, 0, false},
        {"resource.catalog", type::text, source::resource_catalog, 0, false},
        {"resource.schema", type::text, source::resource_schema, 0, false},
        {"resource.workspace", type::text, source::resource_workspace, 0, false},
        {"resource.id", type::text, source::resource_id, 0, false},
    };
    made.push_back({"resource.owner", type::node, source::resource_owner, 0, owner});
    return made;
}

columns access_columns() {
    return {
        {"via", type::texts, source::via},
        {"workspaces", type::texts, source::workspaces},
        {"hops", type::integer, source::hops},
        {"verdict", type::verdict, source::verdict},
    };
}

} // namespace

std::string_view plural_of(row_kind what) noexcept {
    switch (what) {
    case row_kind::principal: return "principals";
    case row_kind::resource: return "resources";
    case row_kind::pair: return "pairs of principal and resource";
    case row_kind::workspace: return "workspaces";
    case row_kind::other: break;
    }
    return "rows of its own";
}

table_shape shape_of_who(bool several_resources) {
    table_shape made{statement_kind::who, several_resources ? row_kind::pair : row_kind::principal, {}};
    add(made.columns, principal_columns());
    if (several_resources) add(made.columns, resource_columns(false));
    add(made.columns, access_columns());
    return made;
}

table_shape shape_of_what() {
    table_shape made{statement_kind::what, row_kind::resource, resource_columns(true)};
    made.columns.push_back({"actions", type::texts, source::actions});
    add(made.columns, access_columns());
    return made;
}

table_shape shape_of_can(bool several_resources) {
    table_shape made{statement_kind::can, row_kind::other, {}};
    if (several_resources) add(made.columns, resource_columns(false));
    made.columns.push_back({"verdict", type::verdict, source::verdict});
    made.columns.push_back(extra("reason", type::text, 0));
    made.columns.push_back({"workspaces", type::texts, source::workspaces});
    made.columns.push_back({"hops", type::integer, source::hops});
    made.columns.push_back(extra("applied", type::texts, 1));
    return made;
}

table_shape shape_of_workspaces(statement_kind kind) {
    return {kind,
            row_kind::workspace,
            {{"workspace.name", type::node, source::resource_name},
             {"workspace.id", type::text, source::resource_id},
             {"verdict", type::verdict, source::verdict}}};
}

table_shape shape_of_principals(statement_kind kind) {
    table_shape made{kind, row_kind::principal, principal_columns()};
    made.columns.push_back({"verdict", type::verdict, source::verdict});
    return made;
}

table_shape shape_of_grants() {
    table_shape made{statement_kind::grants, row_kind::other, principal_columns()};
    add(made.columns, resource_columns(false));
    made.columns.push_back(extra("privileges", type::texts, 0));
    made.columns.push_back(extra("denied", type::texts, 1, false));
    made.columns.push_back(extra("facet", type::text, 2, false));
    return made;
}

table_shape shape_of_owner() {
    table_shape made{statement_kind::owner, row_kind::other, resource_columns(false)};
    add(made.columns, principal_columns());
    return made;
}

table_shape shape_of_owned() {
    return {statement_kind::owned, row_kind::resource, resource_columns(false)};
}

table_shape shape_of_coverage() {
    return {statement_kind::coverage,
            row_kind::other,
            {{"about.kind", type::text, source::resource_kind},
             {"about.name", type::node, source::resource_name},
             extra("part", type::text, 0),
             extra("family", type::text, 3),
             extra("outcome", type::text, 1),
             extra("reason", type::text, 2),
             extra("needs", type::text, 4),
             {"about.id", type::text, source::resource_id, 0, false}}};
}

table_shape shape_of_prerequisites() {
    table_shape made{statement_kind::prerequisites, row_kind::other, {extra("requirement", type::text, 0)}};
    add(made.columns, resource_columns(false));
    made.columns.push_back(extra("rule", type::text, 1));
    made.columns.push_back(extra("choice", type::text, 2));
    return made;
}

table_shape shape_of_abilities(bool several_resources) {
    table_shape made{statement_kind::abilities, row_kind::other, {}};
    if (several_resources) add(made.columns, resource_columns(false));
    made.columns.push_back(extra("ability", type::text, 0));
    made.columns.push_back({"via", type::texts, source::via});
    made.columns.push_back({"workspaces", type::texts, source::workspaces, 0, false});
    made.columns.push_back({"verdict", type::verdict, source::verdict});
    return made;
}

table_shape shape_of_compare_groups() {
    return {statement_kind::compare_groups,
            row_kind::principal,
            {{"group.name", type::node, source::principal_name},
             {"group.source", type::text, source::principal_source},
             {"group.workspace", type::text, source::principal_scope, 0, false},
             {"group.id", type::text, source::principal_id, 0, false},
             extra("side", type::text, 0),
             {"verdict", type::verdict, source::verdict}}};
}

table_shape shape_of_compare_access() {
    table_shape made{statement_kind::compare_access, row_kind::resource, resource_columns(false)};
    made.columns.push_back(extra("side", type::text, 0));
    made.columns.push_back(extra("first", type::texts, 1));
    made.columns.push_back(extra("second", type::texts, 2));
    made.columns.push_back(extra("both", type::texts, 3));
    made.columns.push_back({"verdict", type::verdict, source::verdict});
    return made;
}

table_shape shape_of_why() {
    return {statement_kind::why,
            row_kind::other,
            {extra("part", type::text, 0), extra("verdict", type::verdict, 1), extra("fact", type::text, 2),
             extra("chain", type::text, 3), extra("choice", type::text, 4), extra("rule", type::text, 5)}};
}

namespace {

columns hop_columns() {
    return {extra("path", type::integer, 0), extra("hop", type::integer, 1), extra("class", type::text, 2),
            extra("rule", type::text, 3),    extra("actor", type::node, 4),  extra("gains", type::text, 5),
            extra("by", type::text, 6)};
}

} // namespace

table_shape shape_of_how() {
    return {statement_kind::how, row_kind::other, hop_columns()};
}

table_shape shape_of_paths() {
    return {statement_kind::paths, row_kind::other, hop_columns()};
}

table_shape shape_of_identities() {
    table_shape made{statement_kind::identities, row_kind::principal, principal_columns()};
    made.columns.push_back({"hops", type::integer, source::hops});
    made.columns.push_back(extra("by", type::text, 0));
    made.columns.push_back({"verdict", type::verdict, source::verdict});
    return made;
}

table_shape shape_of_snapshots() {
    return {statement_kind::snapshots,
            row_kind::other,
            {extra("number", type::integer, 0), extra("started_at", type::text, 1), extra("sealed_at", type::text, 2),
             extra("file", type::text, 3), extra("gaps", type::integer, 4), extra("set_aside", type::text, 5),
             extra("account_id", type::text, 6, false), extra("digest", type::text, 7, false)}};
}

table_shape shape_of_diff(const table_shape& of) {
    table_shape made{statement_kind::diff, row_kind::other, {extra("change", type::text, 0)}};
    std::uint8_t index = 1;
    for (const auto& one : of.columns) made.columns.push_back(extra(one.name, one.type, index++, one.shown));
    made.columns.push_back(extra("before", type::texts, index));
    return made;
}

table_shape shape_of_count() {
    return {
        statement_kind::count, row_kind::other, {extra("count", type::integer, 0), extra("unknown", type::integer, 1)}};
}

table_shape shape_of_groups(const table_shape& of, const std::vector<std::uint16_t>& by) {
    table_shape made{statement_kind::groups_of_rows, row_kind::other, {}};
    std::uint8_t index = 0;
    for (const auto column : by) {
        const auto& from = of.columns[column];
        // A list is taken apart: a row counts once for each of its items.
        made.columns.push_back(extra(from.name, from.type == type::texts ? type::text : from.type, index++));
    }
    made.columns.push_back(extra("count", type::integer, index++));
    made.columns.push_back(extra("unknown", type::integer, index));
    return made;
}

} // namespace canreach::query
