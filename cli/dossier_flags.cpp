#include "cli/dossier_flags.hpp"

#include <CLI/App.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "audit/fact_diff.hpp"
#include "cli/command.hpp"
#include "cli/environment.hpp"

namespace canreach::cli {

void add_dossier_flags(CLI::App& command, dossier_flags& flags) {
    command.add_option("-o,--output", flags.format, "Form of the answer: text, tree, json, ndjson, csv, md, html")
        ->check(CLI::IsMember({"text", "tree", "json", "ndjson", "csv", "md", "html", "dot", "mermaid", "svg"}))
        ->type_name("FORM")
        ->capture_default_str();
    command.add_option("--section", flags.section, "Only this table; CSV holds one")->type_name("NAME");
    command.add_flag("--ids", flags.ids, "Show the platform's ids beside names");
    command.add_flag("--summary", flags.summary, "Counts on standard error");
    command.add_flag("--no-color,--no-colour", flags.no_colour, "No colour, even on a terminal");
}

void offer_pictures(CLI::App& command) {
    command.get_option("--output")
        ->description("Form of the answer: text, tree, json, ndjson, csv, md, html, dot, mermaid, svg");
}

void add_full_flag(CLI::App& command, dossier_flags& flags) {
    command.add_flag("--full", flags.full, "Every row by itself, as json, ndjson and csv have them");
}

std::size_t fold_above(const dossier_flags& flags) {
    constexpr std::size_t readable = 1000;
    constexpr std::array<std::string_view, 3> for_machines{"json", "ndjson", "csv"};
    const bool each = flags.full || std::ranges::find(for_machines, flags.format) != for_machines.end();
    return each ? query::every_row : readable;
}

exit_code print_dossier(const audit::dossier& what, const dossier_flags& flags) {
    std::vector<std::string_view> ids;
    for (const auto& one : what.sections) ids.push_back(one.id);
    const auto complain = [&](std::string_view message) {
        fmt::print(stderr, "error: {}\n  = hint: --section takes one of {}\n", message, fmt::join(ids, ", "));
        return exit_code::usage;
    };
    if (!flags.section.empty() && std::ranges::find(ids, flags.section) == ids.end())
        return complain(fmt::format("there is no section `{}`", printable(flags.section)));
    if (flags.format == "csv" && flags.section.empty() && ids.size() > 1)
        return complain(fmt::format("a CSV file holds one table, and this has {}", ids.size()));
    const auto out = standard_output();
    report::dossier_options how;
    how.how = report::dossier_format_named(flags.format).value_or(report::dossier_format::text);
    how.style = {out.width, out.colour && !flags.no_colour};
    how.ids = flags.ids;
    how.section = flags.section;
    if (const auto why_not = report::refusal(what, how.how); !why_not.empty()) {
        fmt::print(stderr, "error: {}\n  = hint: use -o text, tree, json, ndjson, csv, md or html\n", why_not);
        return exit_code::usage;
    }
    if (!print(report::render(what, how))) return exit_code::error;
    if (flags.summary)
        for (const auto& one : what.sections) fmt::print(stderr, "{:>8}  {}\n", one.table.count, one.title);
    // As its footer says: of one table alone, what could change that one.
    return what.coverage(flags.section).empty() ? exit_code::yes : exit_code::gaps;
}

exit_code print_difference(const audit::dossier& what, const dossier_flags& flags) {
    const auto printed = print_dossier(what, flags);
    if (printed == exit_code::error || printed == exit_code::usage) return printed;
    if (audit::has_changes(what)) return exit_code::no;
    for (const auto& section : what.sections)
        if (!section.table.rows.empty()) return exit_code::gaps;
    return printed;
}

} // namespace canreach::cli
