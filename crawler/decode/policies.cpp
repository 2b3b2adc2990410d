#include "crawler/decode/policies.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "crawler/detail/page_reader.hpp"
#include "crawler/detail/securable_row.hpp"
#include "crawler/sql/columns.hpp"
#include "model/needed_rights.hpp"
#include "model/policy_scope.hpp"
#include "model/tag_condition.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::read_page;
using detail::row_or_reason;
using detail::text_in;

struct type_word {
    std::string_view word;
    policy_type type;
    std::string_view part; ///< the member that says what the policy does
};
constexpr std::array types{
    type_word{"POLICY_TYPE_ROW_FILTER", policy_type::row_filter, "row_filter"},
    type_word{"POLICY_TYPE_COLUMN_MASK", policy_type::column_mask, "column_mask"},
    type_word{"POLICY_TYPE_GRANT", policy_type::grant, "grant"},
    type_word{"POLICY_TYPE_DENY", policy_type::deny, "deny"},
};

/// Registered models are functions to permission lists (F.3), so the word stands for both.
struct object_word {
    std::string_view word;
    std::array<node_kind, 2> kinds; ///< the same twice where there is one
};
constexpr std::array objects{
    object_word{"CATALOG", {node_kind::catalog, node_kind::catalog}},
    object_word{"SCHEMA", {node_kind::schema, node_kind::schema}},
    object_word{"TABLE", {node_kind::table, node_kind::table}},
    object_word{"VOLUME", {node_kind::volume, node_kind::volume}},
    object_word{"FUNCTION", {node_kind::function, node_kind::model}},
};

std::vector<principal_ref> principals_in(const json::object& from, std::string_view key, bool& understood) {
    std::vector<principal_ref> made;
    for (const auto& entry : detail::array_in(from, key)) {
        const auto* name = entry.if_string();
        if (name == nullptr || name->empty())
            understood = false;
        else
            made.push_back(principal_ref::named(std::string(*name)));
    }
    return made;
}

/// What the policy is about; empty where that is not understood.
std::optional<policy_scope> scope_in(const json::object& from) {
    const auto word = std::ranges::find(objects, text_in(from, "for_securable_type"), &object_word::word);
    if (word == objects.end()) return std::nullopt;
    // A condition that is there but no text is not one that is absent.
    if (detail::has(from, "when_condition") && !from.at("when_condition").is_string()) return std::nullopt;
    const auto condition = text_in(from, "when_condition");
    if (!tag_condition::parse(condition)) return std::nullopt;
    policy_scope made{{word->kinds.front()}, std::string(condition)};
    if (word->kinds.back() != word->kinds.front()) made.kinds.push_back(word->kinds.back());
    return made;
}

/// Reads one policy, noting in `limited_by` why what it is about is not known.
row_or_reason policy_row(const json::object& from, const decode_context& context, std::string_view& limited_by) {
    auto name = std::string(text_in(from, "name"));
    if (name.empty()) name = detail::id_in(from, "id");
    if (name.empty()) return std::string_view{"neither `name` nor `id`"};
    const auto type = std::ranges::find(types, text_in(from, "policy_type"), &type_word::word);
    if (type == types.end()) {
        limited_by = policy_not_understood;
        return row_or_reason::nothing();
    }
    policy_fact made;
    made.name = std::move(name);
    made.type = type->type;
    made.on = context.about;
    bool understood = true;
    made.to = principals_in(from, "to_principals", understood);
    made.except = principals_in(from, "except_principals", understood);
    const auto* does = detail::object_in(from, type->part);
    if (does == nullptr) {
        understood = false;
    } else if (made.type == policy_type::grant || made.type == policy_type::deny) {
        grant_fact words;
        understood = detail::read_privileges(detail::array_in(*does, "privileges"), words) && understood;
        understood = understood && words.unknown.empty();
        made.privileges = words.allow;
    } else if (const auto function = text_in(*does, "function_name"); !function.empty()) {
        made.function = node_key{node_kind::function, context.about.scope, std::string(function)};
    }
    const bool all_columns = detail::array_in(from, "match_columns").empty() && made.type != policy_type::column_mask;
    const auto scope = understood && all_columns ? scope_in(from) : std::nullopt;
    if (!scope) limited_by = all_columns ? policy_not_understood : policy_by_columns;
    node_fact more;
    more.key = context.about;
    if (scope) more.attributes.emplace_back(std::string(scope_attribute_prefix) + made.name, text_of(*scope));
    decoded_row row;
    row.id = detail::id_in(from, "id");
    row.facts.emplace_back(std::move(made));
    if (scope) row.facts.emplace_back(std::move(more));
    return row;
}

} // namespace

result<decoded_page> decode_policies(const json_document& body, const decode_context& context) {
    std::string_view limited_by;
    auto page =
        read_page(body, "policies", [&](const json::object& from) { return policy_row(from, context, limited_by); });
    if (page) page->limited_by = limited_by;
    return page;
}

result<decoded_page> decode_tags(const json_document& body, const decode_context& context) {
    // Of a tag that lies on the object and is inherited as well, the nearer one counts.
    std::map<std::string, bool, std::less<>> own;
    auto page = read_page(body, "tag_assignments", [&](const json::object& from) -> row_or_reason {
        const auto key = text_in(from, "tag_key");
        if (key.empty()) return std::string_view{"no `tag_key`"};
        const auto name = text_in(from, "entity_name");
        const bool mine = name.empty() || name == context.about.id;
        node_fact node;
        node.key = context.about;
        node.attributes.emplace_back(std::string(tag_attribute_prefix).append(key), text_in(from, "tag_value"));
        own[node.attributes.front().first] |= mine;
        decoded_row row;
        row.incomplete = !mine; // until it is known whether the object has the tag itself
        row.facts.emplace_back(std::move(node));
        return row;
    });
    if (!page) return page;
    std::erase_if(page->rows, [&](const decoded_row& row) {
        return row.incomplete && own.find(row.node()->attributes.front().first)->second;
    });
    if (page->summary.next_page_token.empty() && page->malformed == 0) {
        node_fact read;
        read.key = context.about;
        read.attributes.emplace_back(tags_read_attribute, tags_read_value);
        page->rows.emplace_back().facts.emplace_back(std::move(read));
    }
    return page;
}

sql::statement tables_with_policies::select() {
    return {"SELECT catalog_name, schema_name, securable_name FROM system.information_schema.abac_policy_definitions",
            {},
            {},
            true};
}

result<void> tables_with_policies::add(std::span<const sql::sql_column> columns, std::span<const sql::sql_row> rows) {
    std::array<std::size_t, 3> parts{};
    for (std::size_t i = 0; const auto* name : {"catalog_name", "schema_name", "securable_name"}) {
        const auto column = sql::need_column(columns, {name});
        if (!column) return column.error();
        parts[i++] = *column;
    }
    for (const auto& row : rows) {
        // Of a policy on a catalog or schema the rest is empty; the listings of those are read in any case.
        const std::array cells{sql::cell(row, parts[0]), sql::cell(row, parts[1]), sql::cell(row, parts[2])};
        if (std::ranges::none_of(cells, &std::string_view::empty))
            names_.insert(fmt::format("{}.{}.{}", cells[0], cells[1], cells[2]));
    }
    return {};
}

std::vector<node_kind> kinds_chosen_by_tags(const decoded_row& row) {
    const auto* more = row.facts.size() < 2 ? nullptr : std::get_if<node_fact>(&row.facts.back());
    if (more == nullptr || more->attributes.empty()) return {};
    auto scope = policy_scope_of(more->attributes.front().second);
    if (!scope) return {};
    const auto condition = tag_condition::parse(scope->condition);
    if (!condition || !condition->asks_for_tags()) return {};
    return std::move(scope->kinds);
}

} // namespace canreach::crawler
