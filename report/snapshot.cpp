#include "report/snapshot.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <utility>

#include "report/indented_json.hpp"
#include "report/json_values.hpp"
#include "report/snapshot_words.hpp"

namespace canreach::report {
namespace {

namespace json = boost::json;

json::object extent_object(const audit::crawl_extent& what) {
    json::array left_out;
    for (const auto& [family, reason] : what.left_out)
        left_out.emplace_back(json::object{{"family", family}, {"reason", reason}});
    json::array unlisted;
    for (const auto& node : what.unlisted) unlisted.emplace_back(node_object(node));
    json::object made;
    made["families"] = texts_of(what.families);
    made["left_out"] = std::move(left_out);
    made["unlisted"] = std::move(unlisted);
    return made;
}

/// Each gap once, with the sections that it could change.
json::object coverage_object(const audit::dossier& what) {
    json::array gaps;
    for (const auto& note : what.coverage()) {
        auto gap = gap_object(note);
        json::array concerned;
        for (const auto& one : what.sections)
            if (std::ranges::find(one.table.coverage, note) != one.table.coverage.end())
                concerned.emplace_back(json::string(one.id));
        gap["sections"] = std::move(concerned);
        gaps.emplace_back(std::move(gap));
    }
    json::object made;
    made["complete"] = gaps.empty();
    made["gaps"] = std::move(gaps);
    return made;
}

json::object section_object(const audit::section& what) {
    json::object made{{"title", what.title}, {"kind", query::name_of(what.table.kind)}};
    if (!what.question.empty()) made["question"] = what.question;
    if (!what.table.warnings.empty()) made["warnings"] = texts_of(what.table.warnings);
    made["count"] = what.table.count;
    json::array columns;
    for (const auto& column : what.table.columns)
        columns.emplace_back(json::object{{"name", column.name}, {"type", word_of(column.type)}});
    made["columns"] = std::move(columns);
    made["rows"] = rows_of(what.table);
    return made;
}

} // namespace

std::string render_snapshot(const audit::snapshot& kept) {
    const auto& what = kept.what;
    json::object made;
    made["format"] = snapshot_format;
    made["schema_version"] = snapshot_version;
    made["made_by"] = kept.made_by;
    made["audit"] = what.audit;
    made["subject"] = what.subject;
    json::object facts;
    for (const auto& [name, value] : what.facts) facts[name] = value;
    made["facts"] = std::move(facts);
    auto account = snapshot_of(what.snapshot);
    account.stable_erase("file");
    made["snapshot"] = std::move(account);
    made["scope"] = extent_object(kept.extent);
    made["coverage"] = coverage_object(what);
    made["remarks"] = texts_of(what.remarks);
    json::object sections;
    for (const auto& one : what.sections) sections[one.id] = section_object(one);
    made["sections"] = std::move(sections);
    return indented(made);
}

} // namespace canreach::report
