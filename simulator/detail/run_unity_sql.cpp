#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <span>

#include "simulator/activity.hpp"
#include "simulator/detail/sql_result.hpp"
#include "simulator/target.hpp"

/// SELECT on the privilege views of `system.information_schema` and on the system tables of `system.access`
/// (databricks-api G.2, G.4).
namespace canreach::simulator::detail {
namespace {

/// A privilege view: the kind it is about, and what its rows call the object.
struct privilege_view {
    std::string_view name;
    node_kind kind;
    std::vector<std::string_view> columns; ///< as many as the full name has parts, then the same again
};
const std::vector<privilege_view>& privilege_views() {
    static const std::vector<privilege_view> views{
        {"metastore_privileges", node_kind::metastore, {"metastore_id"}},
        {"catalog_privileges", node_kind::catalog, {"catalog_name"}},
        {"schema_privileges", node_kind::schema, {"catalog_name", "schema_name"}},
        {"table_privileges", node_kind::table, {"table_catalog", "table_schema", "table_name"}},
        {"volume_privileges", node_kind::volume, {"volume_catalog", "volume_schema", "volume_name"}},
        {"routine_privileges",
         node_kind::function,
         {"specific_catalog", "specific_schema", "specific_name", "routine_catalog", "routine_schema", "routine_name"}},
        {"external_location_privileges", node_kind::location, {"external_location_name"}},
        {"credential_privileges", node_kind::credential, {"credential_name"}},
        {"connection_privileges", node_kind::connection, {"connection_name"}},
    };
    return views;
}

/// What every privilege view shows besides, in this order.
constexpr std::array<std::string_view, 5> common_columns{"grantor", "grantee", "privilege_type", "is_grantable",
                                                         "inherited_from"};

/// A row before it is known which columns are asked for.
struct privilege_row {
    std::span<const std::string> path; ///< of the object, from the catalog down
    std::string_view grantee;
    std::string_view privilege;
    std::string_view level; ///< where the grant stands

    /// Column `place` of the view: its own first, then the common ones.
    [[nodiscard]] std::string_view cell(std::size_t place, std::size_t own_columns) const {
        if (place < own_columns) return path[place % path.size()];
        const std::array<std::string_view, common_columns.size()> common{"System user", grantee, privilege, "NO",
                                                                         level};
        return common.at(place - own_columns);
    }
};

/// The rows of a privilege view, as this workspace sees them. Those inherited from above only if they are wanted: a
/// large account has hundreds of them for each direct one.
class privilege_rows {
public:
    privilege_rows(const sql_context& c, const privilege_view& view, bool only_direct,
                   std::function<void(const privilege_row&)> visit)
        : c_(c), view_(view), only_direct_(only_direct), visit_(std::move(visit)) {}

    void tell() {
        if (!c_.here.metastore) return;
        const auto& store = c_.from.at(*c_.here.metastore);
        if (view_.kind == node_kind::metastore) {
            tell_object(store.root, {store.id});
            return;
        }
        const auto top = c_.from.children_of(store.root);
        for (auto i = top.first; i < top.first + top.count; ++i)
            if (c_.from.open_in(securable_index{i}, c_.here.id)) walk(securable_index{i}, {});
    }

private:
    void walk(securable_index index, std::vector<std::string> path) {
        const auto& what = c_.from.at(index);
        path.emplace_back(what.name);
        if (what.kind == view_.kind) {
            tell_object(index, path);
            return;
        }
        if (what.kind != node_kind::catalog && what.kind != node_kind::schema) return;
        for (auto i = what.first_child; i < what.first_child + what.child_count; ++i) walk(securable_index{i}, path);
    }

    void tell_object(securable_index index, const std::vector<std::string>& path) {
        const auto& what = c_.from.at(index);
        // Without the right to see them there are no rows, and no error either.
        if (what.hides_grants() || what.has(securable_trait::vanished)) return;
        tell_grants(index, path, "NONE");
        if (only_direct_) return;
        for (auto above = what.parent; c_.from.at(above).kind != node_kind::metastore; above = c_.from.at(above).parent)
            tell_grants(above, path, c_.from.at(above).kind == node_kind::catalog ? "CATALOG" : "SCHEMA");
    }

    void tell_grants(securable_index on, std::span<const std::string> path, std::string_view level) {
        for (const auto& grant : c_.from.grants_of(on)) {
            const auto& who = c_.from.at(grant.who);
            // A deleted principal is left with its id.
            const auto number = who.name.empty() ? std::to_string(who.id) : std::string{};
            const std::string_view name = who.name.empty() ? std::string_view(number) : std::string_view(who.name);
            for (const auto& privilege : c_.from.privilege_sets[grant.privileges])
                visit_({path, name, privilege, level});
        }
    }

    const sql_context& c_;
    const privilege_view& view_;
    bool only_direct_;
    std::function<void(const privilege_row&)> visit_;
};

constexpr std::string_view policy_view = "abac_policy_definitions";

/// A row a policy, as this workspace sees them: which catalog, schema and table it is set on.
sql_result select_policies(const sql_context& c, const std::vector<std::string>& wanted, sql_reader& reader) {
    if (wanted != std::vector<std::string>{"catalog_name", "schema_name", "securable_name"} || !reader.at_end())
        return syntax_error(reader.peek().raw);
    sql_table made{{{"catalog_name"}, {"schema_name"}, {"securable_name"}}, {}};
    if (!c.here.metastore) return made;
    const auto root = c.from.at(*c.here.metastore).root;
    for (const auto& [position, extra] : c.from.extras) {
        const securable_index on{position};
        if (extra.policies.empty() || c.from.root_of(on) != root || c.from.at(on).has(securable_trait::browse_only) ||
            !c.from.open_in(c.from.binding_root_of(on), c.here.id))
            continue;
        std::vector<std::optional<std::string>> row;
        for (auto at = on; c.from.at(at).kind != node_kind::metastore; at = c.from.at(at).parent)
            row.insert(row.begin(), std::string(c.from.at(at).name));
        row.resize(3);
        made.rows.insert(made.rows.end(), extra.policies.size(), row);
    }
    std::ranges::sort(made.rows);
    return made;
}

/// A system table of which the simulated account has the last events only.
struct event_table {
    std::string_view name;
    std::vector<sql_column> columns;
};
const std::array<event_table, 2>& event_tables() {
    static const std::array<event_table, 2> tables{{{"audit",
                                                     {{"account_id"},
                                                      {"workspace_id"},
                                                      {"event_time", "TIMESTAMP"},
                                                      {"event_date", "DATE"},
                                                      {"user_identity", "STRUCT"},
                                                      {"service_name"},
                                                      {"action_name"}}},
                                                    {"table_lineage",
                                                     {{"account_id"},
                                                      {"metastore_id"},
                                                      {"workspace_id"},
                                                      {"source_table_full_name"},
                                                      {"target_table_full_name"},
                                                      {"created_by"},
                                                      {"event_time", "TIMESTAMP"},
                                                      {"event_date", "DATE"}}}}};
    return tables;
}

sql_error no_column(std::string_view name) {
    return {"BAD_REQUEST", "42703",
            fmt::format("[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `{}` cannot be resolved. "
                        "SQLSTATE: 42703",
                        name)};
}

sql_result select_privileges(const sql_context& c, const std::vector<std::string>& wanted, const privilege_view& view,
                             sql_reader& reader) {
    std::vector<std::string_view> all(view.columns.begin(), view.columns.end());
    all.insert(all.end(), common_columns.begin(), common_columns.end());
    std::vector<std::string> shown(wanted);
    if (wanted.empty()) shown.assign(all.begin(), all.end());
    std::vector<std::size_t> places;
    for (const auto& name : shown) {
        const auto found = std::ranges::find(all, name);
        if (found == all.end()) return no_column(name);
        places.push_back(static_cast<std::size_t>(found - all.begin()));
    }
    bool only_direct = false;
    if (reader.take("WHERE INHERITED_FROM =")) {
        const auto level = reader.next();
        if (level.text != "NONE" || !reader.take("OR INHERITED_FROM IS NULL")) return syntax_error(level.raw);
        only_direct = true;
    }
    const bool none = reader.take("LIMIT 0");
    if (!reader.at_end()) return syntax_error(reader.peek().raw);
    sql_table made;
    for (const auto& name : shown) made.columns.push_back({name});
    if (none) return made;
    privilege_rows(c, view, only_direct, [&](const privilege_row& row) {
        auto& out = made.rows.emplace_back();
        out.reserve(places.size());
        for (const auto place : places) out.emplace_back(row.cell(place, view.columns.size()));
    }).tell();
    return made;
}

/// The window of `WHERE event_date >= DATE_SUB(CURRENT_DATE(), :days)`, in days.
std::optional<std::uint32_t> days_asked(const sql_context& c, sql_reader& reader) {
    if (!reader.take("WHERE EVENT_DATE >= DATE_SUB ( CURRENT_DATE ( ) ,")) return std::nullopt;
    const auto parameter = reader.next();
    const auto value = c.parameters.find(parameter.text);
    if (parameter.what != sql_token::kind::parameter || value == c.parameters.end() || !reader.take(")"))
        return std::nullopt;
    const auto days = whole_number(value->second);
    if (!days || *days < 0 || *days > 100'000) return std::nullopt;
    return static_cast<std::uint32_t>(*days);
}

sql_result select_audit(const sql_context& c, sql_reader& reader) {
    const auto days = days_asked(c, reader);
    if (!days || !reader.take("GROUP BY 1") || !reader.at_end()) return syntax_error(reader.peek().raw);
    sql_table made{{{"principal"}, {"last_seen", "TIMESTAMP"}}, {}};
    visit_audit(c.from, [&](const last_use& one) {
        if (one.days_ago <= *days) made.rows.push_back({one.principal, one.when});
    });
    made.rows.push_back({std::nullopt, "2026-11-22T00:00:00.000Z"}); // events without an identity
    made.rows.push_back({"System-User", "2026-11-22T00:00:00.000Z"});
    return made;
}

sql_result select_lineage(const sql_context& c, sql_reader& reader, bool writes) {
    const auto days = days_asked(c, reader);
    const auto* column = writes ? "AND TARGET_TABLE_FULL_NAME IS NOT NULL" : "AND SOURCE_TABLE_FULL_NAME IS NOT NULL";
    if (!days || !reader.take(column) || !reader.take("GROUP BY 1 , 2") || !reader.at_end())
        return syntax_error(reader.peek().raw);
    sql_table made{{{"principal"}, {"table_name"}, {"last_seen", "TIMESTAMP"}}, {}};
    if (c.here.metastore)
        visit_lineage(c.from, c.from.at(*c.here.metastore), [&](const last_use& one) {
            if (one.days_ago <= *days && one.writes == writes)
                made.rows.push_back({one.principal, one.table, one.when});
        });
    return made;
}

sql_result select_all(const sql_context& c, sql_reader& reader, const std::vector<std::string>& wanted) {
    const auto path = reader.path();
    if (!path || path->size() != 3 || path->front() != "system") return syntax_error(reader.peek().raw);
    if ((*path)[1] == "information_schema") {
        if (path->back() == policy_view) return select_policies(c, wanted, reader);
        const auto& views = privilege_views();
        const auto view = std::ranges::find(views, path->back(), &privilege_view::name);
        if (view == views.end()) return not_found("TABLE_OR_VIEW_NOT_FOUND", fmt::format("{}", fmt::join(*path, ".")));
        return select_privileges(c, wanted, *view, reader);
    }
    const auto& tables = event_tables();
    const auto table = std::ranges::find(tables, path->back(), &event_table::name);
    if ((*path)[1] != "access" || table == tables.end())
        return not_found("TABLE_OR_VIEW_NOT_FOUND", fmt::format("{}", fmt::join(*path, ".")));
    if (!wanted.empty() || !reader.take("LIMIT 0") || !reader.at_end()) return syntax_error(reader.peek().raw);
    return sql_table{table->columns, {}};
}

} // namespace

sql_result run_select(const sql_context& c, sql_reader& reader) {
    if (reader.take("COALESCE ( USER_IDENTITY . EMAIL , USER_IDENTITY . SUBJECT_NAME ) AS PRINCIPAL , MAX ( "
                    "EVENT_TIME ) AS LAST_SEEN FROM SYSTEM . ACCESS . AUDIT"))
        return select_audit(c, reader);
    for (const bool writes : {false, true})
        if (reader.take(fmt::format("CREATED_BY AS PRINCIPAL , {}_TABLE_FULL_NAME AS TABLE_NAME , MAX ( EVENT_TIME ) "
                                    "AS LAST_SEEN FROM SYSTEM . ACCESS . TABLE_LINEAGE",
                                    writes ? "TARGET" : "SOURCE")))
            return select_lineage(c, reader, writes);
    if (reader.take("CURRENT_DATE ( ) AS TODAY")) {
        if (!reader.at_end()) return syntax_error(reader.peek().raw);
        return sql_table{{{"today", "DATE"}}, {{std::string(activity_today)}}};
    }
    std::vector<std::string> wanted;
    if (!reader.take("*")) do {
            auto name = reader.name();
            if (!name) return syntax_error(reader.peek().raw);
            wanted.push_back(std::move(*name));
        } while (reader.take(","));
    if (!reader.take("FROM")) return syntax_error(reader.peek().raw);
    return select_all(c, reader, wanted);
}

sql_result run_sql(const sql_context& c, std::string_view text) {
    const auto tokens = sql_tokens(text);
    if (!tokens) return syntax_error(text.substr(0, 40));
    sql_reader reader(*tokens);
    if (reader.take("SHOW")) return run_show(c, reader);
    if (reader.take("SELECT")) return run_select(c, reader);
    if (reader.take("DESCRIBE TABLE EXTENDED")) return run_describe(c, reader);
    if (c.written != nullptr && reader.take("CREATE OR REPLACE")) return run_create(c, reader);
    if (c.written != nullptr && reader.take("GRANT")) return run_grant(c, reader);
    return syntax_error(reader.peek().raw);
}

} // namespace canreach::simulator::detail
