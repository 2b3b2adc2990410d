#include "report/check_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "report/cells.hpp"
#include "report/display_width.hpp"
#include "report/numbers.hpp"

namespace canreach::report {
namespace {

using audit::rule_status;

constexpr std::array<std::pair<std::string_view, check_format>, 4> check_formats{{{"text", check_format::text},
                                                                                  {"json", check_format::json},
                                                                                  {"junit", check_format::junit},
                                                                                  {"sarif", check_format::sarif}}};

constexpr std::size_t shown_gaps = 5;
constexpr std::size_t shown_undecided = 10;

std::string outcome_lines(const audit::rule_outcome& one, const text_style& style) {
    auto text = bold(fmt::format("{:<10}  {}", name_of(one.status), on_screen(one.rule.id)), style);
    if (one.status == rule_status::violated) text += fmt::format(" ({})", name_of(one.rule.weight));
    if (!one.rule.description.empty()) text += ": " + on_screen(one.rule.description);
    text += '\n' +
            dim(fmt::format("            {}:{}", on_screen(one.file),
                            one.status == rule_status::broken ? one.fault_line : one.rule.line),
                style) +
            '\n';
    if (one.status == rule_status::broken) {
        text += fmt::format("            {}\n", on_screen(one.fault));
        if (!one.hint.empty()) text += fmt::format("            = hint: {}\n", on_screen(one.hint));
    }
    std::size_t undecided = 0;
    for (const auto& breach : one.violations) {
        if (breach.how == graph::verdict::unknown && undecided++ >= shown_undecided) continue;
        text += fmt::format("            {}\n", on_screen(headline_of(breach)));
        if (breach.excepted) {
            const auto& by = one.rule.exceptions[*breach.excepted];
            text += fmt::format("              may stand until {}: {} ({})\n", by.expires, on_screen(by.reason),
                                on_screen(by.owner));
            continue;
        }
        for (const auto& line : breach.witness) text += fmt::format("              {}\n", on_screen(line));
    }
    if (undecided > shown_undecided)
        text += fmt::format("            … and {} more undecided: -o json lists all\n", undecided - shown_undecided);
    for (const auto& remark : one.remarks) text += fmt::format("            note: {}\n", on_screen(remark));
    if (!one.coverage.empty() && one.status != rule_status::broken) {
        text += fmt::format("            {} that could change this:\n",
                            counted(one.coverage.size(), "part was not read", "parts were not read"));
        for (std::size_t i = 0; i < std::min(shown_gaps, one.coverage.size()); ++i)
            text += fmt::format("              {}\n", on_screen(line_of(one.coverage[i])));
        if (one.coverage.size() > shown_gaps)
            text += fmt::format("              … and {} more\n", one.coverage.size() - shown_gaps);
    }
    return text;
}

std::string as_text(const audit::check_report& what, const text_style& style) {
    std::string text;
    for (const auto& one : what.outcomes) text += outcome_lines(one, style);
    text += fmt::format("\n{}: {} passed, {} violated, {} incomplete, {} broken\n",
                        counted(what.outcomes.size(), "policy", "policies"), what.count(rule_status::passed),
                        what.count(rule_status::violated), what.count(rule_status::incomplete),
                        what.count(rule_status::broken));
    return text + dim(fmt::format("snapshot {}", what.snapshot.sealed_at.substr(0, 16)), style) + '\n';
}

} // namespace

std::optional<check_format> check_format_named(std::string_view name) noexcept {
    const auto found = std::ranges::find(check_formats, name, &std::pair<std::string_view, check_format>::first);
    return found == check_formats.end() ? std::nullopt : std::optional(found->second);
}

std::string headline_of(const audit::violation& what) {
    return what.how == graph::verdict::unknown ? "undecided: " + what.subject : what.subject;
}

std::string render(const audit::check_report& what, const check_options& how) {
    switch (how.how) {
    case check_format::text: return as_text(what, how.style);
    case check_format::json: return render_check_json(what);
    case check_format::junit: return render_junit(what);
    case check_format::sarif: return render_sarif(what, how.version);
    }
    return {};
}

} // namespace canreach::report
