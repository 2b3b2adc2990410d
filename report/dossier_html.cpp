/// A dossier as one page that needs nothing else: style and script are in it, nothing is fetched. Foreign text is data
/// everywhere: escaped, never part of the script.
#include <fmt/format.h>

#include <string>

#include "report/cells.hpp"
#include "report/dossier.hpp"
#include "report/markup.hpp"
#include "report/picture.hpp"

namespace canreach::report {
namespace {

constexpr std::string_view style =
    R"(:root{color-scheme:light dark;--line:#d0d7de;--soft:#f6f8fa;--dim:#57606a;--warn:#9a6700}
@media (prefers-color-scheme:dark){:root{--line:#30363d;--soft:#161b22;--dim:#8b949e;--warn:#d29922}}
body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
th{overflow-wrap:normal;background:var(--soft);position:sticky;top:0;cursor:pointer;user-select:none}
th[aria-sort=ascending]::after{content:" \25b2"}th[aria-sort=descending]::after{content:" \25bc"}
td.n{text-align:right;font-variant-numeric:tabular-nums}
code{font-size:12px;color:var(--dim)}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:var(--dim)}dd{margin:0}
input{font:inherit;padding:.3rem .5rem;width:20rem;max-width:100%}figure{margin:0;overflow-x:auto}.none{color:var(--dim)}.gap{color:var(--warn)}
@media print{input,code{display:none}th{position:static}body{margin:0;max-width:none}tr{break-inside:avoid}})";

constexpr std::string_view script = R"(document.querySelectorAll('th').forEach(function(head){
function sort(){var table=head.closest('table'),at=head.cellIndex,up=head.getAttribute('aria-sort')!=='ascending';
table.querySelectorAll('th').forEach(function(one){one.removeAttribute('aria-sort')});
head.setAttribute('aria-sort',up?'ascending':'descending');
var rows=Array.from(table.tBodies[0].rows);
rows.sort(function(a,b){var x=a.cells[at].textContent,y=b.cells[at].textContent;
var order=x.localeCompare(y,undefined,{numeric:true});return up?order:-order});
rows.forEach(function(row){table.tBodies[0].appendChild(row)})}
head.addEventListener('click',sort);
head.addEventListener('keydown',function(e){if(e.key==='Enter'||e.key===' '){e.preventDefault();sort()}})});
document.getElementById('find').addEventListener('input',function(e){var wanted=e.target.value.toLowerCase();
document.querySelectorAll('tbody tr').forEach(function(row){
row.hidden=wanted!==''&&row.textContent.toLowerCase().indexOf(wanted)<0})});)";

constexpr auto escaped = escaped_markup;

std::string html_table(const query::result_table& what) {
    std::string text = "<table><thead><tr>";
    for (const auto& column : what.columns) text += fmt::format("<th tabindex=\"0\">{}</th>", escaped(column.name));
    text += "</tr></thead><tbody>\n";
    for (const auto& row : what.rows) {
        text += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool number = std::holds_alternative<std::int64_t>(row[i]);
            text += fmt::format("<td{}>{}</td>", number ? " class=\"n\"" : "",
                                escaped(text_of(what.columns[i], row[i], ", ", false)));
        }
        text += "</tr>\n";
    }
    return text + "</tbody></table>\n";
}

} // namespace

std::string render_html(const audit::dossier& what) {
    const auto title =
        what.subject.empty() ? escaped(what.audit) : fmt::format("{}: {}", escaped(what.audit), escaped(what.subject));
    std::string text = fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                                   "<meta name=\"viewport\" content=\"width=device-width\">\n"
                                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                                   "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<title>{}</title>\n"
                                   "<style>{}</style></head>\n<body>\n<h1>{}</h1>\n<dl>",
                                   title, style, title);
    for (const auto& [name, value] : what.facts)
        text += fmt::format("<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    text += fmt::format(
        "<dt>snapshot</dt><dd>{}</dd></dl>\n"
        "<p><input id=\"find\" type=\"search\" placeholder=\"Search all tables\" aria-label=\"Search\"></p>\n",
        escaped(what.snapshot.sealed_at));
    if (const auto picture = picture_of(what))
        text += fmt::format("<section id=\"picture\"><h2>{}</h2>\n<figure>{}</figure></section>\n",
                            escaped(picture->title), svg_in_page(*picture));
    for (const auto& one : what.sections) {
        text +=
            fmt::format("<section id=\"{}\"><h2>{} ({})</h2>\n", escaped(one.id), escaped(one.title), one.table.count);
        text += one.table.rows.empty() ? std::string("<p class=\"none\">none</p>\n") : html_table(one.table);
        if (one.table.folded) text += fmt::format("<p class=\"none\">{}</p>\n", escaped(folded_note));
        for (const auto& warning : one.table.warnings) text += fmt::format("<p>{}</p>\n", escaped(warning));
        if (!one.question.empty()) text += fmt::format("<p><code>{}</code></p>\n", escaped(one.question));
        text += "</section>\n";
    }
    for (const auto& remark : what.remarks) text += fmt::format("<p>{}</p>\n", escaped(remark));
    const auto coverage = what.coverage();
    text += coverage.empty() ? std::string("<p class=\"none\">Everything that matters here was read.</p>\n")
                             : fmt::format("<h2 class=\"gap\">Not read ({})</h2>\n<ul>", coverage.size());
    for (const auto& note : coverage) text += fmt::format("<li>{}</li>", escaped(line_of(note)));
    if (!coverage.empty()) text += "</ul>\n";
    return text + fmt::format("<script>{}</script>\n</body></html>\n", script);
}

} // namespace canreach::report
