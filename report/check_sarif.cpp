/// SARIF 2.1.0: one run; every policy is a rule, every violation a result at the line of its policy. What is undecided
/// is a result of kind `open`, what an exception lets stand is suppressed, and a broken policy is a notification.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <string>
#include <utility>

#include "report/cells.hpp"
#include "report/check_report.hpp"
#include "report/json_values.hpp"

namespace canreach::report {
namespace {

namespace json = boost::json;

constexpr std::string_view schema = "https://json.schemastore.org/sarif-2.1.0.json";

/// A path as a reference: what is not unreserved in a URI, other than the slash, by its bytes.
std::string uri_of(std::string_view path) {
    std::string made = path.starts_with('/') ? "file://" : "";
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~/").find(c) != std::string_view::npos;
        if (plain)
            made += c;
        else
            made += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return made;
}

json::array location_of(const std::string& file, unsigned line) {
    return {json::object{
        {"physicalLocation", json::object{{"artifactLocation", json::object{{"uri", uri_of(file)}}},
                                          {"region", json::object{{"startLine", line == 0 ? 1U : line}}}}}}};
}

json::object message_object(std::string text) {
    return {{"text", std::move(text)}};
}

json::object rule_of(const audit::rule_outcome& one) {
    const auto& name = one.rule.description.empty() ? one.rule.id : one.rule.description;
    return {{"id", one.rule.id},
            {"shortDescription", message_object(name)},
            {"defaultConfiguration", json::object{{"level", name_of(one.rule.weight)}}},
            {"properties", json::object{{"form", name_of(one.rule.how)}}}};
}

/// `kind` is `fail` for a violation and `open` for what is not decided, whose level must be `none`.
json::object result_of(const audit::rule_outcome& one, std::size_t index, std::string message, bool decided) {
    return {{"ruleId", one.rule.id},
            {"ruleIndex", index},
            {"kind", decided ? "fail" : "open"},
            {"level", decided ? name_of(one.rule.weight) : std::string_view("none")},
            {"message", message_object(std::move(message))},
            {"locations", location_of(one.file, one.rule.line)}};
}

void add_results(const audit::rule_outcome& one, std::size_t index, json::array& into) {
    for (const auto& breach : one.violations) {
        auto message = headline_of(breach);
        for (const auto& line : breach.witness) message += "\n" + line;
        auto made = result_of(one, index, std::move(message), breach.how == graph::verdict::yes);
        // Names a finding from run to run, whatever order they come in.
        made["partialFingerprints"] =
            json::object{{"canreach/v1", fmt::format("{}|{}|{}|{}|{}", one.rule.id, breach.principal.kind,
                                                     breach.principal.platform_id, breach.resource.scope,
                                                     breach.resource.platform_id)}};
        if (breach.excepted) {
            const auto& by = one.rule.exceptions[*breach.excepted];
            made["suppressions"] = json::array{
                json::object{{"kind", "external"},
                             {"status", "accepted"},
                             {"justification", fmt::format("{} ({}, until {})", by.reason, by.owner, by.expires)}}};
        }
        into.emplace_back(std::move(made));
    }
    if (one.status == audit::rule_status::incomplete && one.standing(graph::verdict::unknown) == 0) {
        std::string message = "parts were not read that could change this:";
        for (const auto& note : one.coverage) message += "\n" + line_of(note);
        into.emplace_back(result_of(one, index, std::move(message), false));
    }
}

} // namespace

std::string render_sarif(const audit::check_report& what, std::string_view version) {
    json::array rules;
    json::array results;
    json::array notifications;
    for (std::size_t i = 0; i < what.outcomes.size(); ++i) {
        const auto& one = what.outcomes[i];
        rules.emplace_back(rule_of(one));
        add_results(one, i, results);
        if (one.status != audit::rule_status::broken) continue;
        notifications.emplace_back(json::object{{"level", "error"},
                                                {"message", message_object(one.fault)},
                                                {"associatedRule", json::object{{"index", i}, {"id", one.rule.id}}},
                                                {"locations", location_of(one.file, one.fault_line)}});
    }
    json::object invocation{{"executionSuccessful", notifications.empty()}};
    if (!notifications.empty()) invocation["toolConfigurationNotifications"] = std::move(notifications);
    json::object driver{{"name", "canreach"}, {"version", version}, {"rules", std::move(rules)}};
    json::object run{{"tool", json::object{{"driver", std::move(driver)}}},
                     {"invocations", json::array{std::move(invocation)}},
                     {"columnKind", "unicodeCodePoints"},
                     {"results", std::move(results)},
                     {"properties", json::object{{"snapshot", snapshot_of(what.snapshot)}}}};
    json::object made{{"$schema", schema}, {"version", "2.1.0"}, {"runs", json::array{std::move(run)}}};
    return json::serialize(made) + '\n';
}

} // namespace canreach::report
