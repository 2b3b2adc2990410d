#include "report/json_values.hpp"

#include <boost/json/serialize.hpp>

#include <utility>
#include <variant>

#include "report/cells.hpp"

namespace canreach::report {
namespace {

namespace json = boost::json;

json::value value_of(const query::cell& what) {
    struct to_value {
        json::value operator()(std::monostate) const { return nullptr; }
        json::value operator()(const std::string& text) const { return json::string(text); }
        json::value operator()(bool truth) const { return truth; }
        json::value operator()(std::int64_t number) const { return number; }
        json::value operator()(graph::verdict how) const { return json::string(query::name_of(how)); }
        json::value operator()(const query::node_cell& node) const { return node_object(node); }
        json::value operator()(const std::vector<query::judged_name>& list) const {
            json::array made;
            for (const auto& one : list)
                made.emplace_back(json::object{{"name", one.name}, {"verdict", query::name_of(one.how)}});
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

} // namespace

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
            // `.id` is that of `.name`; other nodes of the object bring ids of their own: `.owner_id`.
            const auto lead = key == "name" ? std::string() : std::string(key) + '_';
            outer[key] = node->name;
            if (!node->platform_id.empty()) outer[lead + "id"] = node->platform_id;
            if (!node->scope.empty()) outer[lead + "scope"] = node->scope;
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

json::object node_object(const query::node_cell& node) {
    json::object made{{"kind", node.kind}, {"name", node.name}};
    if (!node.platform_id.empty()) made["id"] = node.platform_id;
    if (!node.scope.empty()) made["scope"] = node.scope;
    return made;
}

json::object gap_object(const query::coverage_note& note) {
    json::object gap{{"about", node_object(note.about)},
                     {"part", note.part},
                     {"outcome", note.outcome},
                     {"family", note.family},
                     {"reason", note.reason}};
    if (const auto needs = right_that_mends(note); !needs.empty()) gap["needs"] = needs;
    if (!note.of.empty()) gap["snapshot"] = note.of;
    return gap;
}

json::object coverage_of(const std::vector<query::coverage_note>& notes) {
    json::array gaps;
    for (const auto& note : notes) gaps.emplace_back(gap_object(note));
    json::object made;
    made["complete"] = notes.empty();
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

json::array texts_of(const std::vector<std::string>& texts) {
    json::array made;
    for (const auto& text : texts) made.emplace_back(json::string(text));
    return made;
}

} // namespace canreach::report
