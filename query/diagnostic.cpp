#include "query/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "query/unicode.hpp"

namespace canreach::query {
namespace {

constexpr std::size_t tab_columns = 4;
constexpr std::size_t shown_columns = 100; ///< of one line
constexpr std::size_t columns_before = 40; ///< kept in front of the place where a line is cut

/// Text as a terminal can show it: one cell string a character, and the columns it takes.
struct shown {
    std::string text;
    std::size_t columns = 0;
};

void append(shown& out, std::string_view text, std::size_t at, code_point c) {
    if (c.value == U'\t') {
        const auto blanks = tab_columns - out.columns % tab_columns;
        out.text.append(blanks, ' ');
        out.columns += blanks;
    } else if (c.value == bad_character || c.value < 0x20 || (c.value >= 0x7F && c.value <= 0x9F)) {
        for (std::size_t i = at; i < at + c.size; ++i)
            out.text += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
        out.columns += std::size_t{4} * c.size;
    } else {
        out.text.append(text.substr(at, c.size));
        out.columns += width_of(c.value);
    }
}

/// The line around `place` and the caret line below it.
std::pair<std::string, std::string> excerpt(std::string_view text, span place) {
    const auto line = line_around(text, place.begin);
    const auto begin = std::clamp(place.begin, line.begin, line.end);
    const auto end = std::clamp(place.end, begin, line.end);

    // Cut in front so that the place stays in view.
    std::size_t from = line.begin;
    if (width_of(text.substr(line.begin, end - line.begin)) > shown_columns) {
        from = begin > line.begin + columns_before ? begin - columns_before : line.begin;
        while (from > line.begin && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) --from;
    }
    shown out;
    if (from != line.begin) out = {"…", 1};
    std::size_t caret_from = out.columns;
    std::size_t caret_to = out.columns;
    for (std::size_t at = from; at < line.end;) {
        if (at == begin) caret_from = out.columns;
        if (out.columns >= shown_columns) {
            out.text += "…";
            break;
        }
        const auto c = decode(text, at);
        append(out, text, at, c);
        at += c.size;
        if (at <= end) caret_to = out.columns;
    }
    if (begin >= line.end) caret_from = caret_to = out.columns;
    const auto carets = caret_to > caret_from ? caret_to - caret_from : 1;
    return {std::move(out.text), std::string(caret_from, ' ') + std::string(carets, '^')};
}

} // namespace

void throw_exception_from_error(const diagnostic& what, const boost::source_location& where) {
    throw std::logic_error(
        fmt::format("{}:{}: unchecked diagnostic: {}", where.file_name(), where.line(), what.message));
}

diagnostic diagnostic_of(const failure& what, std::optional<span> where) {
    diagnostic made;
    made.code = what.code.category() == canreach_category() ? static_cast<errc>(what.code.value()) : errc::storage;
    made.where = where;
    made.message = what.message;
    made.hint = what.hint;
    for (const auto& [key, value] : what.context) made.notes.push_back(fmt::format("{}: {}", key, value));
    return made;
}

std::string render(const diagnostic& what, std::string_view text) {
    auto out = fmt::format("error: {}\n", what.message);
    if (what.where && !text.empty()) {
        const auto [line, carets] = excerpt(text, *what.where);
        const auto trimmed = text.substr(0, text.find_last_not_of("\r\n") + 1);
        const bool several = trimmed.find('\n') != std::string_view::npos;
        const auto number = several ? fmt::format("{:>3}", locate(text, what.where->begin).line) : std::string(" ");
        out += fmt::format("{} | {}\n{} | {}\n", number, line, std::string(number.size(), ' '), carets);
    }
    for (const auto& note : what.notes) out += fmt::format("  = {}\n", note);
    if (!what.hint.empty()) out += fmt::format("  = hint: {}\n", what.hint);
    return out;
}

} // namespace canreach::query
