#include "crawler/decode/hive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crawler/detail/page_reader.hpp"
#include "crawler/sql/columns.hpp"
#include "crawler/sql/statement_text.hpp"
#include "crawler/text.hpp"
#include "model/privileges.hpp"

namespace canreach::crawler {
namespace {

using sql::cell;
using sql::identifier;
using sql::need_column;

/// What a kind is called in SHOW GRANTS, when asked and when answered (databricks-api H).
struct grant_words {
    node_kind kind;
    std::string_view asked;
    std::string_view answered;
};
constexpr std::array<grant_words, 6> words{
    {{node_kind::hive_catalog, "CATALOG", "CATALOG$"},
     {node_kind::hive_schema, "SCHEMA", "DATABASE"},
     {node_kind::hive_table, "TABLE", "TABLE"}, // views are answered so, too
     {node_kind::hive_function, "FUNCTION", "FUNCTION"},
     {node_kind::any_file, "ANY FILE", "ANY_FILE"},
     {node_kind::anonymous_function, "ANONYMOUS FUNCTION", "ANONYMOUS_FUNCTION"}}};

const grant_words& words_of(node_kind kind) {
    const auto found = std::ranges::find(words, kind, &grant_words::kind);
    return found == words.end() ? words.front() : *found;
}

struct hive_path {
    std::string_view schema;
    std::string_view name; ///< empty for a schema
};
/// Names of Hive schemas hold no dot, so the first one parts them.
hive_path path_of(const node_key& key) {
    const std::string_view id = key.id;
    const auto dot = id.find('.');
    if (dot == std::string_view::npos) return {id, {}};
    return {id.substr(0, dot), id.substr(dot + 1)};
}

std::string in_schema(std::string_view verb, const node_key& schema) {
    return fmt::format("{} FROM {}", verb, identifier(hive_catalog_name, schema.id));
}

node_fact node_of(node_kind kind, const std::string& workspace, std::string id, std::string name, node_key parent) {
    node_fact made;
    made.key = {kind, workspace, std::move(id)};
    made.name = std::move(name);
    made.parent = std::move(parent);
    return made;
}

decoded_row hive_row(node_fact node) {
    decoded_row row;
    row.id = node.key.id;
    row.facts.emplace_back(std::move(node));
    return row;
}

node_fact below(const decode_context& context, node_kind kind, std::string_view name) {
    auto id = fmt::format("{}.{}", context.about.id, name);
    auto shown = id;
    return node_of(kind, context.workspace, std::move(id), std::move(shown), context.about);
}

bool is_temporary(const sql::sql_row& row, std::optional<std::size_t> column) {
    return column && equal_ignoring_case(cell(row, *column), "true");
}

/// A key without backticks, in lower case, without the catalog before it: as keys are compared.
std::string comparable(std::string_view key) {
    std::string made;
    for (const char c : lower_case(key))
        if (c != '`') made += c;
    constexpr std::string_view head = "hive_metastore.";
    return made.starts_with(head) ? made.substr(head.size()) : made;
}

bool belongs_to(const node_key& about, std::string_view type, std::string_view key) {
    if (!equal_ignoring_case(type, words_of(about.kind).answered)) return false;
    return about.id.empty() || comparable(key) == comparable(about.id);
}

} // namespace

sql::statement show_hive_schemas() {
    return {fmt::format("SHOW DATABASES FROM {}", identifier(hive_catalog_name)), {}, {}, false};
}
sql::statement show_hive_tables(const node_key& schema) {
    return {in_schema("SHOW TABLES", schema), {}, {}, false};
}
sql::statement show_hive_views(const node_key& schema) {
    return {in_schema("SHOW VIEWS", schema), {}, {}, false};
}
sql::statement show_hive_functions(const node_key& schema) {
    // Answers for the current catalog only.
    return {in_schema("SHOW USER FUNCTIONS", schema), {}, std::string(hive_catalog_name), false};
}

sql::statement show_hive_grants(const node_key& what, hive_relation as) {
    std::string_view type = words_of(what.kind).asked;
    if (what.kind == node_kind::hive_table && as == hive_relation::view) type = "VIEW";
    const auto [schema, name] = path_of(what);
    std::string key;
    if (what.kind == node_kind::hive_catalog) key = identifier(hive_catalog_name);
    if (!schema.empty())
        key = name.empty() ? identifier(hive_catalog_name, schema) : identifier(hive_catalog_name, schema, name);
    return {fmt::format("SHOW GRANTS ON {}{}{}", type, key.empty() ? "" : " ", key), {}, {}, false};
}

sql::statement describe_hive_table(const node_key& table) {
    const auto [schema, name] = path_of(table);
    return {fmt::format("DESCRIBE TABLE EXTENDED {}", identifier(hive_catalog_name, schema, name)), {}, {}, false};
}

result<void> hive_description::add(std::span<const sql::sql_column> columns, std::span<const sql::sql_row> rows) {
    const auto name = need_column(columns, {"col_name"});
    if (!name) return name.error();
    const auto value = need_column(columns, {"data_type"});
    if (!value) return value.error();
    for (const auto& row : rows) {
        const auto key = cell(row, *name);
        if (key == "# Detailed Table Information") below_heading_ = true;
        if (below_heading_ && location_.empty() && key == "Location") location_ = cell(row, *value);
    }
    return {};
}

decoded_page hive_description::take(const decode_context& context) && {
    decoded_page page;
    page.summary.items = 1;
    if (!below_heading_) detail::leave_out(page, "DESCRIBE TABLE EXTENDED", "no detailed table information");
    if (location_.empty()) return page;
    node_fact more;
    more.key = context.about;
    detail::add_attribute(more, "url", location_);
    page.rows.emplace_back().facts.emplace_back(std::move(more));
    return page;
}

std::vector<decoded_row> hive_roots(const std::string& workspace) {
    const node_key space{node_kind::workspace, {}, workspace};
    std::vector<decoded_row> made;
    made.push_back(hive_row(node_of(node_kind::hive_catalog, workspace, {}, std::string(hive_catalog_name), space)));
    made.push_back(hive_row(node_of(node_kind::any_file, workspace, {}, "ANY FILE", space)));
    made.push_back(hive_row(node_of(node_kind::anonymous_function, workspace, {}, "ANONYMOUS FUNCTION", space)));
    return made;
}

result<void> add_hive_schemas(decoded_page& into, std::span<const sql::sql_column> columns,
                              std::span<const sql::sql_row> rows, const decode_context& context) {
    const auto name = need_column(columns, {"databaseName", "namespace", "database_name"});
    if (!name) return name.error();
    for (const auto& row : rows) {
        ++into.summary.items;
        const auto text = cell(row, *name);
        if (text.empty()) {
            detail::leave_out(into, "a row of SHOW DATABASES", "no name");
            continue;
        }
        into.rows.push_back(hive_row(
            node_of(node_kind::hive_schema, context.workspace, std::string(text), std::string(text), context.about)));
    }
    return {};
}

result<void> add_hive_views(std::set<std::string>& into, std::span<const sql::sql_column> columns,
                            std::span<const sql::sql_row> rows) {
    const auto name = need_column(columns, {"viewName", "tableName"});
    if (!name) return name.error();
    for (const auto& row : rows) into.emplace(cell(row, *name));
    return {};
}

result<void> add_hive_tables(decoded_page& into, std::span<const sql::sql_column> columns,
                             std::span<const sql::sql_row> rows, const std::set<std::string>& views,
                             const decode_context& context) {
    const auto name = need_column(columns, {"tableName"});
    if (!name) return name.error();
    const auto temporary = sql::find_column(columns, {"isTemporary"});
    for (const auto& row : rows) {
        if (is_temporary(row, temporary)) continue;
        ++into.summary.items;
        const auto text = cell(row, *name);
        if (text.empty()) {
            detail::leave_out(into, "a row of SHOW TABLES", "no name");
            continue;
        }
        auto node = below(context, node_kind::hive_table, text);
        if (views.contains(std::string(text))) node.subtype = "VIEW";
        into.rows.push_back(hive_row(std::move(node)));
    }
    return {};
}

result<void> add_hive_functions(decoded_page& into, std::span<const sql::sql_column> columns,
                                std::span<const sql::sql_row> rows, const decode_context& context) {
    const auto name = need_column(columns, {"function"});
    if (!name) return name.error();
    const auto head = fmt::format("{}.{}.", hive_catalog_name, context.about.id);
    for (const auto& row : rows) {
        auto text = cell(row, *name);
        if (!text.starts_with(head)) continue; // built in, of the session, or of another schema
        ++into.summary.items;
        text.remove_prefix(head.size());
        if (text.empty())
            detail::leave_out(into, "a row of SHOW USER FUNCTIONS", "no name");
        else
            into.rows.push_back(hive_row(below(context, node_kind::hive_function, text)));
    }
    return {};
}

result<void> hive_grants::add(std::span<const sql::sql_column> columns, std::span<const sql::sql_row> rows,
                              const decode_context& context) {
    const auto principal = need_column(columns, {"principal"});
    const auto action = need_column(columns, {"actionType", "action_type"});
    const auto type = need_column(columns, {"objectType", "object_type"});
    const auto key = need_column(columns, {"objectKey", "object_key"});
    for (const auto* column : {&principal, &action, &type, &key})
        if (!*column) return column->error();
    for (const auto& row : rows) {
        if (!belongs_to(context.about, cell(row, *type), cell(row, *key))) continue;
        ++items_;
        const auto name = cell(row, *principal);
        auto word = normalised_privilege_name(cell(row, *action));
        auto who = principal_ref::named_in(context.workspace, std::string(name));
        const bool denied = word.starts_with("DENIED_");
        if (denied) word.erase(0, std::string_view("DENIED_").size());
        const auto bit = hive_privilege_named(word);
        const bool owns = !denied && word == "OWN";
        if (name.empty() || (!bit && !owns)) {
            if (malformed_++ == 0)
                first_malformed_ =
                    fmt::format("a row of SHOW GRANTS: {}",
                                name.empty() ? "no principal" : "an unknown action `" + printable(word, 60) + "`");
            continue;
        }
        if (owns) {
            fact made = owner_fact{std::move(who), context.about};
            if (std::ranges::find(facts_, made) == facts_.end()) facts_.push_back(std::move(made));
            continue;
        }
        auto found = std::ranges::find_if(facts_, [&](const fact& one) {
            const auto* grant = std::get_if<grant_fact>(&one);
            return grant != nullptr && grant->grantee == who;
        });
        if (found == facts_.end()) {
            grant_fact made;
            made.grantee = std::move(who);
            made.resource = context.about;
            made.what = facet::hive;
            found = facts_.insert(facts_.end(), std::move(made));
        }
        auto& grant = std::get<grant_fact>(*found);
        (denied ? grant.deny : grant.allow).set(static_cast<unsigned>(*bit));
    }
    return {};
}

decoded_page hive_grants::take() && {
    decoded_page made;
    made.summary.items = items_;
    made.malformed = malformed_;
    made.first_malformed = std::move(first_malformed_);
    decoded_row row;
    row.facts = std::move(facts_);
    made.rows.push_back(std::move(row));
    return made;
}

} // namespace canreach::crawler
