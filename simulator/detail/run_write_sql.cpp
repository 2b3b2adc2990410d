#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simulator/detail/sql_result.hpp"
#include "simulator/detail/write_book.hpp"

/// CREATE OR REPLACE TABLE … AS SELECT … FROM read_files(…), CREATE OR REPLACE VIEW, GRANT: what makes filtered system
/// tables.
namespace canreach::simulator::detail {
namespace {

std::optional<securable_index> find_here(const sql_context& c, node_kind kind, std::string_view full_name) {
    if (!c.here.metastore) return std::nullopt;
    return c.from.find(c.from.at(*c.here.metastore).root, kind, full_name);
}

/// Who owns what a statement makes: whoever owns it already, else the caller.
sql_result make(const sql_context& c, const std::vector<std::string>& path, bool view) {
    if (path.size() != 3 || !find_here(c, node_kind::schema, fmt::format("{}.{}", path[0], path[1])))
        return not_found("SCHEMA_NOT_FOUND", fmt::format("{}", fmt::join(path, ".")));
    const auto full_name = fmt::format("{}", fmt::join(path, "."));
    auto owner = c.caller;
    if (const auto before = find_here(c, node_kind::table, full_name))
        if (const auto held = c.from.at(*before).owner; held != no_grantee) owner = c.from.at(held).name;
    c.written->make(full_name, {owner, view});
    return sql_table{};
}

bool exists(const sql_context& c, const std::vector<std::string>& path) {
    const auto full_name = fmt::format("{}", fmt::join(path, "."));
    return c.written->object(full_name) || find_here(c, node_kind::table, full_name);
}

sql_result create_table(const sql_context& c, sql_reader& reader) {
    const auto path = reader.path();
    if (!path || !reader.take("AS SELECT")) return syntax_error(reader.peek().raw);
    do
        if (!reader.name()) return syntax_error(reader.peek().raw);
    while (reader.take(","));
    if (!reader.take("FROM READ_FILES (")) return syntax_error(reader.peek().raw);
    const auto file = reader.next();
    if (file.what != sql_token::kind::text || !reader.take(", FORMAT = >") || reader.next().text != "json" ||
        !reader.take(", SCHEMA = >") || reader.next().what != sql_token::kind::text || !reader.take(")") ||
        !reader.at_end())
        return syntax_error(file.raw);
    if (!c.written->has_file(file.text)) return not_found("PATH_NOT_FOUND", file.text);
    return make(c, *path, false);
}

sql_result create_view(const sql_context& c, sql_reader& reader) {
    const auto path = reader.path();
    if (!path || !reader.take("AS SELECT X . * FROM")) return syntax_error(reader.peek().raw);
    const auto base = reader.path();
    if (!base || base->size() != 3 || base->front() != "system") return syntax_error(reader.peek().raw);
    if (!reader.take("AS X WHERE CAST ( X . WORKSPACE_ID AS STRING ) IN ( SELECT A . WORKSPACE_ID FROM"))
        return syntax_error(reader.peek().raw);
    const auto admins = reader.path();
    if (!admins || !reader.take("AS A WHERE")) return syntax_error(reader.peek().raw);
    if (!exists(c, *admins)) return not_found("TABLE_OR_VIEW_NOT_FOUND", fmt::format("{}", fmt::join(*admins, ".")));
    return make(c, *path, true);
}

} // namespace

sql_result run_create(const sql_context& c, sql_reader& reader) {
    if (reader.take("TABLE")) return create_table(c, reader);
    if (reader.take("VIEW")) return create_view(c, reader);
    return syntax_error(reader.peek().raw);
}

sql_result run_grant(const sql_context& c, sql_reader& reader) {
    std::string privilege;
    while (!reader.take("ON")) {
        if (reader.peek().what != sql_token::kind::word) return syntax_error(reader.peek().raw);
        privilege += fmt::format("{}{}", privilege.empty() ? "" : "_", reader.next().text);
    }
    const bool schema = reader.take("SCHEMA");
    if (!schema && !reader.take("VIEW") && !reader.take("TABLE")) return syntax_error(reader.peek().raw);
    const auto path = reader.path();
    if (!path || !reader.take("TO")) return syntax_error(reader.peek().raw);
    const auto who = reader.name();
    if (!who || !reader.at_end()) return syntax_error(reader.peek().raw);
    const auto full_name = fmt::format("{}", fmt::join(*path, "."));
    if (schema ? !find_here(c, node_kind::schema, full_name) : !exists(c, *path))
        return not_found(schema ? "SCHEMA_NOT_FOUND" : "TABLE_OR_VIEW_NOT_FOUND", full_name);
    c.written->grant(grant_key(schema ? "schema" : "table", full_name), *who, {privilege}, {});
    return sql_table{};
}

} // namespace canreach::simulator::detail
