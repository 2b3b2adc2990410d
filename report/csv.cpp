#include "report/cells.hpp"
#include "report/format.hpp"

namespace canreach::report {
namespace {

constexpr std::string_view line_end = "\r\n";

/// A spreadsheet runs a cell that begins with one of these; an apostrophe makes it text.
bool looks_like_a_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

std::string field(std::string text) {
    if (looks_like_a_formula(text)) text.insert(text.begin(), '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted_text = "\"";
    for (const char c : text) {
        if (c == '"') quoted_text += '"';
        quoted_text += c;
    }
    return quoted_text + '"';
}

} // namespace

std::string render_csv(const query::result_table& what) {
    std::string text;
    for (std::size_t i = 0; i < what.columns.size(); ++i) text += (i == 0 ? "" : ",") + field(what.columns[i].name);
    text += line_end;
    for (const auto& row : what.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            // A number is no formula, whatever its sign.
            const bool number = std::holds_alternative<std::int64_t>(row[i]);
            auto cell = text_of(row[i], "; ", false);
            text += (i == 0 ? "" : ",") + (number ? cell : field(std::move(cell)));
        }
        text += line_end;
    }
    return text;
}

} // namespace canreach::report
