#include "report/format.hpp"

#include "report/drawing.hpp"

namespace canreach::report {

std::optional<format> format_named(std::string_view name) noexcept {
    if (name == "text") return format::text;
    if (name == "json") return format::json;
    if (name == "ndjson") return format::ndjson;
    if (name == "csv") return format::csv;
    if (name == "dot") return format::dot;
    if (name == "mermaid") return format::mermaid;
    return std::nullopt;
}

std::string refusal(const query::result_table& what, format how) {
    if (how == format::dot && !what.tree) return "dot draws what WHY and HOW answer, and this answer is rows";
    if (how == format::mermaid && !what.tree) return "mermaid draws what WHY and HOW answer, and this answer is rows";
    return {};
}

std::string render(std::string_view question, const query::result_table& what, const options& how) {
    switch (how.how) {
    case format::text: return render_text(what, how);
    case format::json: return render_json(question, what);
    case format::ndjson: return render_ndjson(what);
    case format::csv: return render_csv(what);
    case format::dot: return what.tree ? render_dot(what) : std::string{};
    case format::mermaid: return what.tree ? render_mermaid(what) : std::string{};
    }
    return {};
}

} // namespace canreach::report
