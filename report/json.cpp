#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <utility>
#include <variant>

#include "report/cells.hpp"
#include "report/format.hpp"
#include "report/json_values.hpp"

namespace canreach::report {
namespace {

namespace json = boost::json;

json::object tree_of(const query::why_node& node) {
    json::object made{{"label", node.label}, {"verdict", query::name_of(node.how)}};
    if (!node.fact.empty()) made["fact"] = node.fact;
    if (!node.rule.empty()) made["rule"] = node.rule;
    json::array children;
    for (const auto& child : node.children) children.emplace_back(tree_of(child));
    if (!children.empty()) made["children"] = std::move(children);
    return made;
}

} // namespace

json::object envelope_of(std::string_view question, const query::result_table& what) {
    json::object made;
    made["schema_version"] = schema_version;
    made["question"] = question;
    made["kind"] = query::name_of(what.kind);
    made["snapshot"] = snapshot_of(what.snapshot);
    if (what.compared_with) made["compared_with"] = snapshot_of(*what.compared_with);
    if (what.mode) made["mode"] = word_of(*what.mode);
    if (what.verdict) made["verdict"] = query::name_of(*what.verdict);
    made["coverage"] = coverage_of(what.coverage);
    made["truncated"] = what.truncated;
    made["count"] = what.count;
    made["rows"] = rows_of(what);
    if (what.tree) made["tree"] = tree_of(*what.tree);
    if (!what.suggestions.empty()) made["suggestions"] = texts_of(what.suggestions);
    if (!what.warnings.empty()) made["warnings"] = texts_of(what.warnings);
    return made;
}

std::string render_json(std::string_view question, const query::result_table& what) {
    return json::serialize(envelope_of(question, what)) + '\n';
}

std::string render_ndjson(const query::result_table& what) {
    std::string text;
    for (const auto& row : what.rows) text += json::serialize(row_object(what.columns, row)) + '\n';
    return text;
}

} // namespace canreach::report
