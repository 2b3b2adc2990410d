/// What became of policies (audit/check.hpp), for people and for the machines that collect test results and findings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/check.hpp"
#include "report/text_table.hpp"

namespace canreach::report {

enum class check_format : std::uint8_t {
    text,
    json,  ///< one object: schema_version, snapshot, counts, policies
    junit, ///< XML: a suite for each file, a case for each policy; incomplete and broken ones are errors
    sarif, ///< SARIF 2.1.0: a result for each violation, placed at its policy's line
};
[[nodiscard]] std::optional<check_format> check_format_named(std::string_view name) noexcept;

struct check_options {
    check_format how = check_format::text;
    text_style style;
    std::string version; ///< of this program
};

/// The whole report, ended by a line break. The same report gives the same bytes.
[[nodiscard]] std::string render(const audit::check_report& what, const check_options& how);

[[nodiscard]] std::string render_check_json(const audit::check_report& what);
[[nodiscard]] std::string render_junit(const audit::check_report& what);
[[nodiscard]] std::string render_sarif(const audit::check_report& what, std::string_view version);

/// `user bob@example.com, table main.hr.salaries`, led by what the verdict makes of it.
[[nodiscard]] std::string headline_of(const audit::violation& what);

} // namespace canreach::report
