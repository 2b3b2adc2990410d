/// Answers in the form that was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "query/result_table.hpp"
#include "report/text_table.hpp"

namespace canreach::report {

enum class format : std::uint8_t {
    text,   ///< for people
    tree,   ///< for people, as branches: rows under the way that they come by
    json,   ///< one envelope an answer, on one line
    ndjson, ///< one JSON object a row
    csv,    ///< RFC 4180, one table
    dot,    ///< of WHY and HOW: a graph for Graphviz
    mermaid,
    svg,  ///< of WHY and HOW: a picture
    md,   ///< a Markdown document
    html, ///< one page that stands alone
};
[[nodiscard]] std::optional<format> format_named(std::string_view name) noexcept; ///< by the names above
/// Why an answer does not come in a form: drawings are made of the trees of WHY and HOW alone. Empty where it does.
[[nodiscard]] std::string refusal(const query::result_table& what, format how);

struct options {
    format how = format::text;
    text_style style;   ///< of format text
    bool ids = false;   ///< show platform ids beside names, in format text
    bool rules = false; ///< show which rules an explanation rests on, in format text
};

/// The whole answer, ended by a line break, in a form that it comes in. `question` is the statement as the printer
/// spells it.
[[nodiscard]] std::string render(std::string_view question, const query::result_table& what, const options& how);

[[nodiscard]] std::string render_text(const query::result_table& what, const options& how);
/// The rows alone, columns that tell a person nothing left out.
[[nodiscard]] std::string render_rows(const query::result_table& what, const options& how);
/// What rows alone do not tell, for people: warnings, that rows were cut off, what was not read. Empty where there is
/// nothing to say.
[[nodiscard]] std::string render_remarks(const query::result_table& what, const options& how);
/// The envelope: schema_version, question, kind, snapshot, compared_with, mode, verdict, coverage, truncated, count,
/// rows, tree, warnings.
[[nodiscard]] std::string render_json(std::string_view question, const query::result_table& what);
[[nodiscard]] std::string render_ndjson(const query::result_table& what);
/// A head line, then a line a row, ended by CR LF. A cell that a spreadsheet would take for a formula is led by `'`.
[[nodiscard]] std::string render_csv(const query::result_table& what);

} // namespace canreach::report
