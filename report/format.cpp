#include "report/format.hpp"

#include <string>

#include "audit/dossier.hpp"
#include "report/dossier.hpp"
#include "report/drawing.hpp"

namespace canreach::report {
namespace {

/// An answer as a document of one section.
audit::dossier document_of(std::string_view question, const query::result_table& what) {
    audit::dossier made;
    made.audit = "answer";
    made.subject = question;
    made.snapshot = what.snapshot;
    if (what.tree) made.facts.emplace_back("answer", what.tree->label);
    for (const auto& change : what.suggestions) made.facts.emplace_back("would help", change);
    made.sections.push_back({"answer", what.tree ? "What it rests on" : "Rows", {}, what});
    return made;
}

} // namespace

std::optional<format> format_named(std::string_view name) noexcept {
    if (name == "text") return format::text;
    if (name == "tree") return format::tree;
    if (name == "json") return format::json;
    if (name == "ndjson") return format::ndjson;
    if (name == "csv") return format::csv;
    if (name == "dot") return format::dot;
    if (name == "mermaid") return format::mermaid;
    if (name == "svg") return format::svg;
    if (name == "md") return format::md;
    if (name == "html") return format::html;
    return std::nullopt;
}

std::string refusal(const query::result_table& what, format how) {
    if (how == format::dot && !what.tree) return "dot draws what WHY and HOW answer, and this answer is rows";
    if (how == format::svg && !what.tree) return "svg draws what WHY and HOW answer, and this answer is rows";
    if (how == format::mermaid && !what.tree) return "mermaid draws what WHY and HOW answer, and this answer is rows";
    return {};
}

std::string render(std::string_view question, const query::result_table& what, const options& how) {
    switch (how.how) {
    case format::text: return render_text(what, how);
    case format::tree:
        // A sentence, a plan, and what is a tree as it is.
        if (what.tree || what.verdict || what.rows.empty() || what.kind == query::statement_kind::plan)
            return render_text(what, how);
        return render_tree(document_of(question, what), {dossier_format::tree, how.style, how.ids, {}});
    case format::json: return render_json(question, what);
    case format::ndjson: return render_ndjson(what);
    case format::csv: return render_csv(what);
    case format::dot: return what.tree ? render_dot(what) : std::string{};
    case format::mermaid: return what.tree ? render_mermaid(what) : std::string{};
    case format::svg: return what.tree ? render_svg(what) : std::string{};
    case format::md: return render_markdown(document_of(question, what));
    case format::html: return render_html(document_of(question, what));
    }
    return {};
}

} // namespace canreach::report
