#include "crawler/sql/statement_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "crawler/text.hpp"

namespace canreach::crawler::sql {
namespace {

/// The service takes 16 MiB; ours are a line.
constexpr std::size_t statement_limit_bytes = 64 * 1024;

/// Of a query it would describe, or of a function, nothing is wanted.
constexpr std::string_view describing = "DESCRIBE TABLE EXTENDED ";

failure refuse(std::string_view statement, std::string_view why) {
    return fail(errc::not_allowed,
                fmt::format("the crawler only reads: the statement `{}` {}", printable(statement, 80), why));
}

/// The first word, where a blank follows it.
std::string_view first_word(std::string_view statement) {
    const auto end = statement.find_first_of(" \t\r\n");
    return end == std::string_view::npos ? std::string_view{} : statement.substr(0, end);
}

} // namespace

std::string identifier(std::string_view name) {
    std::string made = "`";
    for (const char c : name) {
        made += c;
        if (c == '`') made += c;
    }
    return made + '`';
}

std::string identifier(std::string_view first, std::string_view second) {
    return identifier(first) + '.' + identifier(second);
}

std::string identifier(std::string_view first, std::string_view second, std::string_view third) {
    return identifier(first, second) + '.' + identifier(third);
}

result<void> check_reads_only(std::string_view statement) {
    if (statement.size() > statement_limit_bytes) return refuse(statement, "is longer than 64 KiB");
    const auto word = first_word(statement);
    const bool describes = equal_ignoring_case(statement.substr(0, describing.size()), describing);
    if (!equal_ignoring_case(word, "SELECT") && !equal_ignoring_case(word, "SHOW") && !describes)
        return refuse(statement, "is neither SELECT nor SHOW nor DESCRIBE TABLE EXTENDED");
    char quote = '\0';
    for (std::size_t i = 0; i < statement.size(); ++i) {
        const char c = statement[i];
        const char next = i + 1 < statement.size() ? statement[i + 1] : '\0';
        if (quote != '\0') {
            // A doubled quote closes and opens again, which comes to the same.
            if (c == '\\' && quote != '`') return refuse(statement, "holds a backslash within quotes");
            if (c == quote) quote = '\0';
        } else if (c == '\'' || c == '"' || c == '`') {
            quote = c;
        } else if (c == ';') {
            return refuse(statement, "is more than one statement");
        } else if ((c == '-' && next == '-') || (c == '/' && next == '*')) {
            return refuse(statement, "holds a comment");
        }
    }
    if (quote != '\0') return refuse(statement, "ends within quotes");
    return {};
}

} // namespace canreach::crawler::sql
