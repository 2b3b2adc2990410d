#include "report/dossier.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "report/cells.hpp"
#include "report/display_width.hpp"
#include "report/format.hpp"
#include "report/json_values.hpp"
#include "report/numbers.hpp"
#include "report/picture.hpp"

namespace canreach::report {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, dossier_format>, 10> dossier_formats{
    {{"text", dossier_format::text},
     {"tree", dossier_format::tree},
     {"json", dossier_format::json},
     {"ndjson", dossier_format::ndjson},
     {"csv", dossier_format::csv},
     {"md", dossier_format::md},
     {"html", dossier_format::html},
     {"dot", dossier_format::dot},
     {"mermaid", dossier_format::mermaid},
     {"svg", dossier_format::svg}}};

bool is_picture(dossier_format how) {
    return how == dossier_format::dot || how == dossier_format::mermaid || how == dossier_format::svg;
}

std::string drawn_dossier(const audit::dossier& what, dossier_format how) {
    const auto picture = picture_of(what);
    if (!picture) return {};
    return how == dossier_format::dot       ? render_dot(*picture)
           : how == dossier_format::mermaid ? render_mermaid(*picture)
                                            : render_svg(*picture);
}

std::string as_text(const audit::dossier& what, const dossier_options& how) {
    std::string text =
        bold(what.subject.empty() ? what.audit : fmt::format("{}: {}", what.audit, on_screen(what.subject)),
             how.style) +
        '\n';
    std::size_t widest = 0;
    for (const auto& [name, value] : what.facts) widest = std::max(widest, name.size());
    for (const auto& [name, value] : what.facts) text += fmt::format("  {:<{}}  {}\n", name, widest, on_screen(value));
    options rows{format::text, how.style, how.ids};
    for (const auto& one : what.sections) {
        text += '\n' + bold(fmt::format("{} ({})", one.title, grouped(one.table.count)), how.style) + '\n';
        if (!one.table.rows.empty()) text += render_rows(one.table, rows);
        if (one.table.folded) text += "  " + dim(std::string(folded_note), how.style) + '\n';
        for (const auto& warning : one.table.warnings) text += "  warning: " + on_screen(warning) + '\n';
        if (!one.question.empty()) text += "  " + dim("ask again: " + on_screen(one.question), how.style) + '\n';
    }
    return text + '\n' + render_remarks(what, how.style);
}

std::string as_json(const audit::dossier& what) {
    json::object made{{"schema_version", schema_version}, {"audit", what.audit}, {"subject", what.subject}};
    json::object facts;
    for (const auto& [name, value] : what.facts) facts[name] = value;
    made["facts"] = std::move(facts);
    made["snapshot"] = snapshot_of(what.snapshot);
    made["coverage"] = coverage_of(what.coverage());
    if (!what.remarks.empty()) made["remarks"] = texts_of(what.remarks);
    json::object sections;
    for (const auto& one : what.sections) {
        json::object section{{"title", one.title}, {"count", one.table.count}, {"rows", rows_of(one.table)}};
        if (one.table.folded) section["folded"] = true;
        if (!one.question.empty()) section["question"] = one.question;
        if (!one.table.warnings.empty()) section["warnings"] = texts_of(one.table.warnings);
        sections[one.id] = std::move(section);
    }
    made["sections"] = std::move(sections);
    return json::serialize(made) + '\n';
}

std::string as_ndjson(const audit::dossier& what) {
    std::string text;
    for (const auto& one : what.sections)
        for (const auto& row : one.table.rows) {
            json::object line{{"section", one.id}};
            for (auto& [key, value] : row_object(one.table.columns, row)) line[key] = value;
            text += json::serialize(line) + '\n';
        }
    return text;
}

} // namespace

std::optional<dossier_format> dossier_format_named(std::string_view name) noexcept {
    const auto found = std::ranges::find(dossier_formats, name, &std::pair<std::string_view, dossier_format>::first);
    return found == dossier_formats.end() ? std::nullopt : std::optional(found->second);
}

std::string refusal(const audit::dossier& what, dossier_format how) {
    if (!is_picture(how) || picture_of(what)) return {};
    constexpr std::array<std::string_view, 5> drawable{"resource", "principal", "group", "offboard", "compare"};
    if (std::ranges::find(drawable, what.audit) != drawable.end())
        return "there is nothing to draw: nobody reaches anything here";
    return fmt::format("pictures are drawn of audits of one resource, principal or group, or of two compared, not of "
                       "`{}`",
                       what.audit);
}

std::string render_remarks(const audit::dossier& what, const text_style& style) {
    std::string text;
    for (const auto& remark : what.remarks) text += "note: " + on_screen(remark) + '\n';
    const auto coverage = what.coverage();
    text += dim(fmt::format("snapshot {} · {}", what.snapshot.sealed_at.substr(0, 16),
                            coverage.empty() ? "complete"
                                             : counted(coverage.size(), "part was not read", "parts were not read") +
                                                   " that could change this:"),
                style) +
            '\n';
    constexpr std::size_t shown = 20;
    for (std::size_t i = 0; i < std::min(shown, coverage.size()); ++i)
        text += fmt::format("  {}\n", on_screen(line_of(coverage[i])));
    if (coverage.size() > shown)
        text += fmt::format("  … and {} more: SHOW COVERAGE lists all\n", coverage.size() - shown);
    return text;
}

std::string render(const audit::dossier& what, const dossier_options& how) {
    auto shown = what;
    if (!how.section.empty())
        std::erase_if(shown.sections, [&](const audit::section& one) { return one.id != how.section; });
    switch (how.how) {
    case dossier_format::text: return as_text(shown, how);
    case dossier_format::tree: return render_tree(shown, how);
    case dossier_format::json: return as_json(shown);
    case dossier_format::ndjson: return as_ndjson(shown);
    case dossier_format::csv: {
        std::string text;
        for (const auto& one : shown.sections) text += render_csv(one.table);
        return text;
    }
    case dossier_format::md: return render_markdown(shown);
    case dossier_format::html: return render_html(shown);
    case dossier_format::dot:
    case dossier_format::mermaid:
    case dossier_format::svg: return drawn_dossier(what, how.how);
    }
    return {};
}

} // namespace canreach::report
