#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

#include "report/check_report.hpp"
#include "report/json_values.hpp"

namespace canreach::report {
namespace {

namespace json = boost::json;

json::object exception_of(const audit::policy_exception& one) {
    return {{"reason", one.reason}, {"owner", one.owner}, {"expires", one.expires}, {"line", one.line}};
}

json::object violation_of(const audit::violation& one, const audit::policy_rule& rule) {
    json::object made{{"subject", one.subject}, {"verdict", query::name_of(one.how)}};
    for (const auto& [key, node] : {std::pair{"principal", &one.principal}, std::pair{"resource", &one.resource}})
        if (node->id != no_node)
            made[key] = json::object{
                {"kind", node->kind}, {"name", node->name}, {"id", node->platform_id}, {"scope", node->scope}};
    made["witness"] = texts_of(one.witness);
    if (one.excepted) made["exception"] = exception_of(rule.exceptions[*one.excepted]);
    return made;
}

} // namespace

std::string render_check_json(const audit::check_report& what) {
    json::object made{{"schema_version", schema_version}, {"snapshot", snapshot_of(what.snapshot)}};
    json::object counts;
    for (const auto status : {audit::rule_status::passed, audit::rule_status::violated, audit::rule_status::incomplete,
                              audit::rule_status::broken})
        counts[name_of(status)] = what.count(status);
    made["counts"] = std::move(counts);
    json::array policies;
    for (const auto& one : what.outcomes) {
        json::object policy{{"id", one.rule.id},
                            {"description", one.rule.description},
                            {"severity", name_of(one.rule.weight)},
                            {"form", name_of(one.rule.how)},
                            {"file", one.file},
                            {"line", one.rule.line},
                            {"status", name_of(one.status)}};
        json::array violations;
        for (const auto& breach : one.violations) violations.emplace_back(violation_of(breach, one.rule));
        policy["violations"] = std::move(violations);
        policy["coverage"] = coverage_of(one.coverage);
        policy["remarks"] = texts_of(one.remarks);
        if (one.status == audit::rule_status::broken)
            policy["fault"] = json::object{{"message", one.fault}, {"line", one.fault_line}, {"hint", one.hint}};
        policies.emplace_back(std::move(policy));
    }
    made["policies"] = std::move(policies);
    return json::serialize(made) + '\n';
}

} // namespace canreach::report
