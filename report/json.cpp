#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <utility>
#include <variant>

#include "report/cells.hpp"
#include "report/format.hpp"

namespace canreach::report {
namespace {

namespace json = boost::json;

constexpr int schema_version = 1;

json::value value_of(const query::cell& what) {
    struct to_value {
        json::value operator()(std::monostate) const { return nullptr; }
        json::value operator()(const std::string& text) const { return json::string(text); }
        json::value operator()(bool truth) const { return truth; }
        json::value operator()(std::int64_t number) const { return number; }
        json::value operator()(graph::verdict how) const { return json::string(query::name_of(how)); }
        json::value operator()(const query::node_cell& node) const {
            json::object made;
            made["kind"] = node.kind;
            made["name"] = node.name;
            if (!node.platform_id.empty()) made["id"] = node.platform_id;
            if (!node.scope.empty()) made["scope"] = node.scope;
            return made;
        }
        json::value operator()(const std::vector<std::string>& list) const {
            json::array made;
            for (const auto& one : list) made.emplace_back(json::string(one));
            return made;
        }
    };
    return std::visit(to_value{}, what);
}

/// The object at `name` within `row`, made if need be.
json::object& inner(json::object& row, std::string_view name) {
    auto& held = row[name];
    if (!held.is_object()) held.emplace_object();
    return held.get_object();
}

/// Dotted column names become nested objects: `principal.name` is `.principal.name`, with its id beside it.
json::object row_object(const std::vector<query::column>& columns, const std::vector<query::cell>& row) {
    json::object made;
    for (std::size_t i = 0; i < columns.size() && i < row.size(); ++i) {
        const std::string_view name = columns[i].name;
        const auto dot = name.find('.');
        if (dot == std::string_view::npos) {
            made[name] = value_of(row[i]);
            continue;
        }
        auto& outer = inner(made, name.substr(0, dot));
        const auto key = name.substr(dot + 1);
        if (const auto* node = std::get_if<query::node_cell>(&row[i])) {
            outer[key] = node->name;
            if (!node->platform_id.empty()) outer["id"] = node->platform_id;
            if (!node->scope.empty()) outer["scope"] = node->scope;
        } else
            outer[key] = value_of(row[i]);
    }
    return made;
}

json::array rows_of(const query::result_table& what) {
    json::array rows;
    for (const auto& row : what.rows) rows.emplace_back(row_object(what.columns, row));
    return rows;
}

json::object coverage_of(const query::result_table& what) {
    json::array gaps;
    for (const auto& note : what.coverage)
        gaps.emplace_back(json::object{{"about", value_of(note.about)},
                                       {"part", note.part},
                                       {"outcome", note.outcome},
                                       {"family", note.family},
                                       {"reason", note.reason}});
    json::object made;
    made["complete"] = what.coverage.empty();
    made["gaps"] = std::move(gaps);
    return made;
}

json::object snapshot_of(const snapshot_info& where) {
    json::object made;
    made["file"] = where.file;
    made["account_id"] = where.account_id;
    made["cloud"] = where.cloud;
    made["started_at"] = where.started_at;
    made["sealed_at"] = where.sealed_at;
    made["digest"] = where.digest;
    made["gaps"] = where.gaps;
    return made;
}

json::object tree_of(const query::why_node& node) {
    json::object made{{"label", node.label}, {"verdict", query::name_of(node.how)}};
    if (!node.fact.empty()) made["fact"] = node.fact;
    json::array children;
    for (const auto& child : node.children) children.emplace_back(tree_of(child));
    if (!children.empty()) made["children"] = std::move(children);
    return made;
}

json::array texts_of(const std::vector<std::string>& texts) {
    json::array made;
    for (const auto& text : texts) made.emplace_back(json::string(text));
    return made;
}

} // namespace

std::string render_json(std::string_view question, const query::result_table& what) {
    json::object made;
    made["schema_version"] = schema_version;
    made["question"] = question;
    made["kind"] = query::name_of(what.kind);
    made["snapshot"] = snapshot_of(what.snapshot);
    if (what.mode) made["mode"] = word_of(*what.mode);
    if (what.verdict) made["verdict"] = query::name_of(*what.verdict);
    made["coverage"] = coverage_of(what);
    made["truncated"] = what.truncated;
    made["count"] = what.count;
    made["rows"] = rows_of(what);
    if (what.tree) made["tree"] = tree_of(*what.tree);
    if (!what.suggestions.empty()) made["suggestions"] = texts_of(what.suggestions);
    if (!what.warnings.empty()) made["warnings"] = texts_of(what.warnings);
    return json::serialize(made) + '\n';
}

std::string render_ndjson(const query::result_table& what) {
    std::string text;
    for (const auto& row : what.rows) text += json::serialize(row_object(what.columns, row)) + '\n';
    return text;
}

} // namespace canreach::report
