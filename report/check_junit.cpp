/// JUnit XML as continuous integration reads it: testsuites, a testsuite for each policy file, a testcase for each
/// policy, with `failure` for a violation and `error` for what could not be judged.
#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "report/cells.hpp"
#include "report/check_report.hpp"
#include "report/markup.hpp"

namespace canreach::report {
namespace {

using audit::rule_status;

std::string details_of(const audit::rule_outcome& one) {
    std::string text;
    for (const auto& breach : one.violations) {
        if (breach.excepted) continue;
        text += headline_of(breach) + '\n';
        for (const auto& line : breach.witness) text += "  " + line + '\n';
    }
    for (const auto& note : one.coverage) text += "not read: " + line_of(note) + '\n';
    for (const auto& remark : one.remarks) text += "note: " + remark + '\n';
    return text;
}

/// Line by line, so that the breaks survive the escaping of control characters.
std::string escaped_lines(const std::string& text) {
    std::string made;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        made += escaped_markup(text.substr(begin, end - begin)) + '\n';
        begin = end + 1;
    }
    return made;
}

std::string case_of(const audit::rule_outcome& one) {
    auto text =
        fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"0\"",
                    escaped_markup(one.file), escaped_markup(one.rule.id), escaped_markup(one.file), one.rule.line);
    const auto ended_by = [&](std::string_view element, const std::string& message, const std::string& details) {
        return text + fmt::format(">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n", element,
                                  one.status == rule_status::violated ? name_of(one.rule.weight) : name_of(one.status),
                                  escaped_markup(message), escaped_lines(details));
    };
    switch (one.status) {
    case rule_status::passed: break;
    case rule_status::violated:
        return ended_by("failure",
                        fmt::format("{} violation{}{}{}", one.standing(graph::verdict::yes),
                                    one.standing(graph::verdict::yes) == 1 ? "" : "s",
                                    one.rule.description.empty() ? "" : ": ", one.rule.description),
                        details_of(one));
    case rule_status::incomplete:
        return ended_by("error", "not decided: parts were not read that could change this", details_of(one));
    case rule_status::broken:
        return ended_by("error", fmt::format("line {}: {}", one.fault_line, one.fault),
                        one.hint.empty() ? std::string{} : one.hint + '\n');
    }
    return text + "/>\n";
}

struct suite {
    std::string cases;
    std::size_t tests = 0, failures = 0, errors = 0;
};

std::string counts_of(const suite& of) {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"0\"", of.tests, of.failures,
                       of.errors);
}

} // namespace

std::string render_junit(const audit::check_report& what) {
    std::vector<std::string> files;
    std::map<std::string, suite> suites;
    suite all;
    for (const auto& one : what.outcomes) {
        if (!suites.contains(one.file)) files.push_back(one.file);
        auto& of = suites[one.file];
        of.cases += case_of(one);
        for (auto* counted : {&of, &all}) {
            ++counted->tests;
            counted->failures += one.status == rule_status::violated ? 1 : 0;
            counted->errors += one.status == rule_status::incomplete || one.status == rule_status::broken ? 1 : 0;
        }
    }
    auto text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"canreach check\" {}>\n",
                            counts_of(all));
    for (const auto& file : files)
        text += fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n", escaped_markup(file),
                            counts_of(suites[file]), suites[file].cases);
    return text + "</testsuites>\n";
}

} // namespace canreach::report
