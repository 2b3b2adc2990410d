#include "report/format.hpp"

namespace canreach::report {

std::optional<format> format_named(std::string_view name) noexcept {
    if (name == "text") return format::text;
    if (name == "json") return format::json;
    if (name == "ndjson") return format::ndjson;
    if (name == "csv") return format::csv;
    return std::nullopt;
}

std::string render(std::string_view question, const query::result_table& what, const options& how) {
    switch (how.how) {
    case format::text: return render_text(what, how);
    case format::json: return render_json(question, what);
    case format::ndjson: return render_ndjson(what);
    case format::csv: return render_csv(what);
    }
    return {};
}

} // namespace canreach::report
