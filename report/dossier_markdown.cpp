#include <fmt/format.h>

#include <string>

#include "report/cells.hpp"
#include "report/display_width.hpp"
#include "report/dossier.hpp"
#include "report/numbers.hpp"

namespace canreach::report {
namespace {

/// Foreign text within a table cell or a paragraph: nothing in it may become markup.
std::string escaped_markdown(std::string_view text) {
    std::string made;
    for (const char c : on_screen(text)) {
        if (std::string_view("\\`*_{}[]<>#|!~").find(c) != std::string_view::npos) made += '\\';
        made += c;
    }
    return made;
}

std::string markdown_table(const query::result_table& what) {
    std::string head = "|";
    std::string rule = "|";
    for (const auto& column : what.columns) {
        head += fmt::format(" {} |", escaped_markdown(column.name));
        rule += column.type == query::column_type::integer ? " ---: |" : " --- |";
    }
    auto text = head + '\n' + rule + '\n';
    for (const auto& row : what.rows) {
        text += '|';
        for (std::size_t i = 0; i < row.size(); ++i)
            text += fmt::format(" {} |", escaped_markdown(text_of(what.columns[i], row[i], ", ", false)));
        text += '\n';
    }
    return text;
}

} // namespace

std::string render_markdown(const audit::dossier& what) {
    auto text = fmt::format("# {}{}{}\n\n", escaped_markdown(what.audit), what.subject.empty() ? "" : ": ",
                            escaped_markdown(what.subject));
    for (const auto& [name, value] : what.facts)
        text += fmt::format("* {}: {}\n", escaped_markdown(name), escaped_markdown(value));
    if (!what.facts.empty()) text += '\n';
    for (const auto& one : what.sections) {
        text += fmt::format("## {} ({})\n\n", escaped_markdown(one.title), one.table.count);
        if (!one.question.empty()) text += fmt::format("`{}`\n\n", on_screen(one.question));
        if (!one.table.rows.empty()) text += markdown_table(one.table) + '\n';
        if (one.table.folded) text += fmt::format("_{}_\n\n", folded_note);
        for (const auto& warning : one.table.warnings) text += fmt::format("> {}\n\n", escaped_markdown(warning));
    }
    for (const auto& remark : what.remarks) text += fmt::format("> {}\n\n", escaped_markdown(remark));
    const auto coverage = what.coverage();
    text += fmt::format("Snapshot {}; {}.\n", escaped_markdown(what.snapshot.sealed_at),
                        coverage.empty() ? "complete"
                                         : counted(coverage.size(), "part was not read", "parts were not read"));
    for (const auto& note : coverage) text += fmt::format("* {}\n", escaped_markdown(line_of(note)));
    return text;
}

} // namespace canreach::report
