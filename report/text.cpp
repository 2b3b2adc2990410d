#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "query/cell_words.hpp"
#include "report/cells.hpp"
#include "report/display_width.hpp"
#include "report/format.hpp"
#include "report/numbers.hpp"
#include "report/tree_text.hpp"

namespace canreach::report {
namespace {

using query::column_named;

/// `principal.name` is headed `principal`, `principal.kind` just `kind`.
std::string title_of(std::string_view column) {
    const auto dot = column.rfind('.');
    if (dot == std::string_view::npos) return std::string(column);
    return std::string(column.substr(dot + 1) == "name" ? column.substr(0, dot) : column.substr(dot + 1));
}

/// Columns that tell a person nothing: hops that are all 0, verdicts that are all yes, anything empty in every row.
bool says_nothing(const query::result_table& what, std::size_t column) {
    return std::ranges::all_of(what.rows, [&](const std::vector<query::cell>& row) {
        const auto& cell = row[column];
        if (std::holds_alternative<std::monostate>(cell)) return true;
        if (const auto* text = std::get_if<std::string>(&cell)) return text->empty();
        if (const auto* list = std::get_if<std::vector<std::string>>(&cell)) return list->empty();
        if (const auto* names = std::get_if<std::vector<query::judged_name>>(&cell)) return names->empty();
        if (const auto* number = std::get_if<std::int64_t>(&cell))
            return *number == 0 && what.columns[column].name == "hops";
        if (const auto* how = std::get_if<graph::verdict>(&cell)) return *how == graph::verdict::yes;
        return false;
    });
}

/// The columns to show, a name before the kind that belongs to it.
std::vector<std::size_t> shown_columns(const query::result_table& what) {
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < what.columns.size(); ++i)
        if (what.rows.empty() || !says_nothing(what, i)) shown.push_back(i);
    for (std::size_t i = 0; i + 1 < shown.size(); ++i) {
        const std::string_view here = what.columns[shown[i]].name;
        const std::string_view next = what.columns[shown[i + 1]].name;
        const auto dot = here.find('.');
        if (dot != std::string_view::npos && here.ends_with(".kind") &&
            next == fmt::format("{}.name", here.substr(0, dot)))
            std::swap(shown[i], shown[i + 1]);
    }
    return shown;
}

/// Columns that tell which row this is.
bool is_key(std::string_view column) {
    return column == "id" || column == "name" || column == "principal.name" || column == "resource.name" ||
           column == "account" || column == "member.name" || column == "group.name" || column == "about.name" ||
           column == "other.name";
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + on_screen(names[i]);
    return text;
}

/// The one row of CAN as a sentence: `yes, from prod and dev`, `no: … is missing`, `unknown: …`.
std::string verdict_line(const query::result_table& what, const options& how) {
    const auto& row = what.rows.front();
    const auto word = bold(query::name_of(*what.verdict), how.style);
    const auto at = [&](std::string_view name) -> const query::cell* {
        const auto column = column_named(what, name);
        return column ? &row[*column] : nullptr;
    };
    if (*what.verdict == graph::verdict::yes) {
        const auto* cell = at("workspaces");
        const auto* from = cell == nullptr ? nullptr : std::get_if<std::vector<query::judged_name>>(cell);
        std::vector<std::string> places;
        if (from != nullptr)
            for (const auto& one : *from) places.push_back(query::text_of(one));
        auto line = places.empty() ? word : fmt::format("{}, from {}", word, listed(places));
        const auto* filters = at("applied");
        const auto* names = filters == nullptr ? nullptr : std::get_if<std::vector<std::string>>(filters);
        if (names != nullptr && !names->empty()) line += "; what is read is shaped by " + listed(*names);
        return line;
    }
    const auto* cell = at("reason");
    const auto reason = cell == nullptr ? std::string{} : text_of(*cell, ", ", how.ids);
    return reason.empty() ? word : word + ": " + on_screen(reason);
}

std::string singular(std::string_view noun) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> odd{
        {{"pairs of principal and resource", "pair of principal and resource"},
         {"identities", "identity"},
         {"entries", "entry"},
         {"abilities", "ability"}}};
    for (const auto& [many, one] : odd)
        if (noun == many) return std::string(one);
    return std::string(noun.ends_with('s') ? noun.substr(0, noun.size() - 1) : noun);
}

/// Numbered hops: what each gains, then by what; the last line is what they lead to.
std::string hops_of(const query::why_node& tree) {
    std::size_t widest = 0;
    for (const auto& one : tree.children)
        if (!one.fact.empty()) widest = std::max(widest, display_width(on_screen(one.label)));
    std::string text;
    std::size_t number = 0;
    for (const auto& one : tree.children) {
        const auto label = on_screen(one.label);
        if (one.fact.empty()) {
            text += "    " + label + '\n';
            continue;
        }
        const auto pad = widest - display_width(label);
        text += fmt::format("{:>2}  {}{}  {}\n", ++number, label, std::string(pad, ' '), on_screen(one.fact));
    }
    return text;
}

/// What a row of the table is, in the plural.
std::string_view noun_of(query::statement_kind kind) {
    using enum query::statement_kind;
    switch (kind) {
    case who:
    case members: return "principals";
    case identities: return "identities";
    case paths: return "paths";
    case query::statement_kind::how: return "hops";
    case what:
    case owned: return "resources";
    case groups:
    case compare_groups: return "groups";
    case workspaces:
    case workspaces_from:
    case rows: return "workspaces";
    case grants: return "grants";
    case coverage: return "gaps";
    case prerequisites: return "prerequisites";
    case abilities: return "abilities";
    case owner: return "owners";
    case snapshots: return "files";
    case diff: return "changes";
    default: return "rows";
    }
}

/// How many different items stand in a column, whole or up to their first dot; each row without one counts, too, if
/// `also_empty`.
std::size_t different(const query::result_table& what, std::string_view column, bool also_empty) {
    const auto at = column_named(what, column);
    std::set<std::string> items;
    std::size_t empty = 0;
    for (const auto& row : what.rows) {
        const auto text = at ? query::text_of(row[*at]) : std::string{};
        if (text.empty())
            ++empty;
        else
            items.insert(text.substr(0, text.find('.')));
    }
    return items.size() + (also_empty ? empty : 0);
}

/// `3 principals`, `2 of 40 tables (truncated by LIMIT)`; of a count how many of the counted rows are unknown.
std::string size_line(const query::result_table& what) {
    using kind = query::statement_kind;
    if (what.kind == kind::count) {
        const auto unknown = column_named(what, "unknown");
        const auto* number =
            !unknown || what.rows.empty() ? nullptr : std::get_if<std::int64_t>(&what.rows.front()[*unknown]);
        return number == nullptr || *number == 0
                   ? std::string{}
                   : fmt::format("{} of the counted rows unknown", grouped(static_cast<std::uint64_t>(*number)));
    }
    auto noun = std::string(noun_of(what.kind));
    if (what.kind == kind::who && column_named(what, "resource.name")) noun = "pairs of principal and resource";
    // Cut off before rows were joined or grouped: nobody knows how many there would be.
    const bool cut_before = what.truncated && what.count == what.rows.size();
    if (what.truncated && !cut_before)
        return fmt::format("{} of {} {} (truncated by LIMIT)", grouped(what.rows.size()), grouped(what.count), noun);
    auto number = what.count;
    // A row without a principal says that no owner is known.
    if (const auto name = column_named(what, "principal.name"); what.kind == kind::owner && name)
        number -= static_cast<std::uint64_t>(std::ranges::count_if(what.rows, [&](const std::vector<query::cell>& row) {
            return std::holds_alternative<std::monostate>(row[*name]);
        }));
    // Of a choice one alternative is needed, however many rows it takes to tell them.
    if (what.kind == kind::prerequisites) number = different(what, "choice", true);
    if (what.kind == kind::paths) number = different(what, "path", false);
    return fmt::format("{} {}{}", grouped(number), number == 1 ? singular(noun) : noun,
                       cut_before ? " made of what LIMIT left" : "");
}

/// `3 principals · effective · snapshot 2026-11-22 09:14 · complete`, and the gaps under it.
std::string footer(const query::result_table& what, const options& how) {
    std::string line;
    const auto add = [&line](std::string_view part) { line += (line.empty() ? "" : " · ") + std::string(part); };
    if (const auto size = size_line(what); !size.empty()) add(size);
    if (what.mode) add(word_of(*what.mode));
    if (what.compared_with)
        add(fmt::format("snapshots {} and {}", what.compared_with->sealed_at.substr(0, 16),
                        what.snapshot.sealed_at.substr(0, 16)));
    else if (!what.snapshot.sealed_at.empty())
        add(fmt::format("snapshot {}", what.snapshot.sealed_at.substr(0, 16)));
    if (what.coverage.empty()) add("complete");
    // The rows of SHOW COVERAGE are the gaps themselves.
    if (what.coverage.empty() || what.kind == query::statement_kind::coverage) return dim(line, how.style) + '\n';
    add(counted(what.coverage.size(), "part was not read", "parts were not read") + " that could change this answer:");
    line += '\n';
    constexpr std::size_t shown_gaps = 20;
    text_table gaps;
    gaps.add_column("part");
    gaps.add_column("outcome");
    gaps.add_column("reason");
    const bool rights =
        std::ranges::any_of(what.coverage, [](const auto& note) { return !right_that_mends(note).empty(); });
    if (rights) gaps.add_column("needs");
    const bool several = std::ranges::any_of(what.coverage, [](const auto& note) { return !note.of.empty(); });
    if (several) gaps.add_column("snapshot");
    for (const auto& note : what.coverage) {
        if (&note - what.coverage.data() == static_cast<std::ptrdiff_t>(shown_gaps)) break;
        std::vector<std::string> cells{query::unread_part(note), note.outcome, note.reason};
        if (rights) cells.emplace_back(right_that_mends(note));
        if (several) cells.push_back(note.of.substr(0, 16));
        gaps.add_row(std::move(cells));
    }
    line += gaps.render(how.style);
    if (what.coverage.size() > shown_gaps)
        line += fmt::format("  … and {} more: SHOW COVERAGE lists all\n", what.coverage.size() - shown_gaps);
    return line;
}

std::string warnings_of(const query::result_table& what) {
    std::string text;
    for (const auto& warning : what.warnings) text += "warning: " + on_screen(warning) + '\n';
    return text;
}

} // namespace

std::string render_remarks(const query::result_table& what, const options& how) {
    const bool partial = what.truncated || (!what.coverage.empty() && what.kind != query::statement_kind::coverage);
    return warnings_of(what) + (partial ? footer(what, how) : std::string{});
}

std::string render_rows(const query::result_table& what, const options& how) {
    text_table table;
    const auto shown = shown_columns(what);
    for (const auto i : shown) {
        const bool numbers = !what.rows.empty() && std::ranges::all_of(what.rows, [&](const auto& row) {
            return std::holds_alternative<std::int64_t>(row[i]);
        });
        auto title = title_of(what.columns[i].name);
        if (is_key(what.columns[i].name))
            table.add_key_column(std::move(title));
        else
            table.add_column(std::move(title), numbers ? text_table::align::right : text_table::align::left);
    }
    for (const auto& row : what.rows) {
        std::vector<std::string> cells;
        for (const auto i : shown) cells.push_back(text_of(what.columns[i], row[i], ", ", how.ids));
        table.add_row(std::move(cells));
    }
    return table.render(how.style);
}

std::string render_text(const query::result_table& what, const options& how) {
    std::string text;
    if (what.kind == query::statement_kind::plan) {
        for (const auto& row : what.rows)
            if (!row.empty()) text += on_screen(text_of(row.front(), ", ", how.ids)) + '\n';
        return text;
    }
    const bool sentence = what.verdict && (what.tree || what.rows.size() == 1);
    if (what.tree) {
        text += bold(on_screen(what.tree->label), how.style) + '\n';
        if (what.kind == query::statement_kind::how)
            text += hops_of(*what.tree);
        else
            text += drawn_branches(what.tree->children, how.rules);
    } else if (sentence)
        text += verdict_line(what, how) + '\n';
    else if (!what.rows.empty())
        text += render_rows(what, how);
    if (what.kind == query::statement_kind::how) {
        for (const auto& suggestion : what.suggestions)
            text += (&suggestion == what.suggestions.data() ? "cut it: " : "    or: ") + on_screen(suggestion) + '\n';
    } else if (!what.suggestions.empty()) {
        text += what.suggestions.size() == 1 ? "smallest change that would make it yes:\n"
                                             : "any of these changes would make it yes:\n";
        for (const auto& suggestion : what.suggestions) text += "  " + on_screen(suggestion) + '\n';
    }
    text += warnings_of(what);
    // A plain yes or no needs no footer; what could change it does.
    if (sentence && what.coverage.empty()) return text;
    return text + footer(what, how);
}

} // namespace canreach::report
