#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "query/lexer.hpp"

namespace canreach::query {
namespace {

using kind = token_kind;

struct piece {
    kind what;
    std::string raw;
    friend bool operator==(const piece&, const piece&) = default;
};
void PrintTo(const piece& one, std::ostream* out) {
    *out << static_cast<int>(one.what) << ":" << one.raw;
}

std::vector<piece> pieces_of(std::string_view text) {
    std::vector<piece> pieces;
    for (const auto& one : tokenize(text)) pieces.push_back({one.kind, std::string(one.where.of(text))});
    EXPECT_EQ(pieces.back().what, kind::end);
    pieces.pop_back();
    return pieces;
}

struct row {
    std::string name;
    std::string text;
    std::vector<piece> expected;
};

TEST(Lexer, CutsTextIntoTokens) {
    const std::vector<row> rows{
        {"nothing", "", {}},
        {"blanks of every script", " \t\r\n\xC2\xA0\xE3\x80\x80", {}},
        {"words with dashes", "data-engineers x", {{kind::word, "data-engineers"}, {kind::word, "x"}}},
        {"a dash at the end is no part", "a- b", {{kind::word, "a"}, {kind::odd_character, "-"}, {kind::word, "b"}}},
        {"two dashes are a comment", "a--b\nc", {{kind::word, "a"}, {kind::word, "c"}}},
        {"comment to the end", "a -- it's `open", {{kind::word, "a"}}},
        {"letters of any script", "Vertrieb_Süd 販売", {{kind::word, "Vertrieb_Süd"}, {kind::word, "販売"}}},
        {"dotted name",
         "main.sales.*",
         {{kind::word, "main"}, {kind::dot, "."}, {kind::word, "sales"}, {kind::dot, "."}, {kind::star, "*"}}},
        {"double star", "main.**", {{kind::word, "main"}, {kind::dot, "."}, {kind::double_star, "**"}}},
        {"e-mail", "alice@example.com,", {{kind::email, "alice@example.com"}, {kind::comma, ","}}},
        {"e-mail with dots and plus", "a.b+c@x-y.example", {{kind::email, "a.b+c@x-y.example"}}},
        {"e-mail of a guest",
         "eve_x.com#EXT#@acme.onmicrosoft.com",
         {{kind::email, "eve_x.com#EXT#@acme.onmicrosoft.com"}}},
        {"a stop after an e-mail", "a@b.c.", {{kind::email, "a@b.c"}, {kind::dot, "."}}},
        {"an at sign alone", "a@ b", {{kind::word, "a"}, {kind::odd_character, "@"}, {kind::word, "b"}}},
        {"uuid", "0b3e7a11-4c1d-4b0e-9d55-0a1b2c3d4e5f", {{kind::uuid, "0b3e7a11-4c1d-4b0e-9d55-0a1b2c3d4e5f"}}},
        {"longer than a uuid is a word that begins with a digit",
         "0b3e7a11-4c1d-4b0e-9d55-0a1b2c3d4e5f0",
         {{kind::number_word, "0b3e7a11-4c1d-4b0e-9d55-0a1b2c3d4e5f0"}}},
        {"id", "#4711", {{kind::id, "#4711"}}},
        {"hash alone", "# x", {{kind::bare_hash, "#"}, {kind::word, "x"}}},
        {"backticks, doubled inside", "`a ``b` c", {{kind::quoted, "`a ``b`"}, {kind::word, "c"}}},
        {"one backtick as a name", "````", {{kind::quoted, "````"}}},
        {"strings, doubled inside", "'it''s' x", {{kind::string, "'it''s'"}, {kind::word, "x"}}},
        {"empty string", "''", {{kind::string, "''"}}},
        {"empty name", "``", {{kind::empty_name, "``"}}},
        {"numbers with signs", "10 -3 +4", {{kind::integer, "10"}, {kind::integer, "-3"}, {kind::integer, "+4"}}},
        {"a word that begins with a digit", "2024_data", {{kind::number_word, "2024_data"}}},
        {"a date without quotes", "2026-01-31", {{kind::number_word, "2026-01-31"}}},
        {"operators",
         "= != <> < <= > >= ( ) ; :",
         {{kind::equal, "="},
          {kind::not_equal, "!="},
          {kind::not_equal, "<>"},
          {kind::less, "<"},
          {kind::less_equal, "<="},
          {kind::greater, ">"},
          {kind::greater_equal, ">="},
          {kind::open, "("},
          {kind::close, ")"},
          {kind::semicolon, ";"},
          {kind::colon, ":"}}},
        {"unclosed backtick takes its line", "`ab c\nd", {{kind::unclosed_quote, "`ab c"}, {kind::word, "d"}}},
        {"unclosed string takes its line", "'ab c\nd", {{kind::unclosed_string, "'ab c"}, {kind::word, "d"}}},
        {"typographic quotes", "“a”", {{kind::foreign_mark, "“"}, {kind::word, "a"}, {kind::foreign_mark, "”"}}},
        {"double quotes", "\"a", {{kind::double_quote, "\""}, {kind::word, "a"}}},
        {"bytes that are no text",
         "a \xFF\xFE b",
         {{kind::word, "a"}, {kind::bad_bytes, "\xFF\xFE"}, {kind::word, "b"}}},
        {"a cut character", "\xE8\xB2", {{kind::bad_bytes, "\xE8\xB2"}}},
    };
    for (const auto& [name, text, expected] : rows) {
        SCOPED_TRACE(name);
        EXPECT_EQ(pieces_of(text), expected);
    }
}

TEST(Lexer, TakesQuotesOff) {
    const std::string text = "`a ``b` 'it''s' #12 x";
    std::vector<std::string> values;
    for (const auto& one : tokenize(text)) values.push_back(value_of(one, text));
    EXPECT_EQ(values, (std::vector<std::string>{"a `b", "it's", "12", "x", ""}));
}

TEST(Source, CountsLinesAndCharacters) {
    const std::string text = "ab\r\nс販d\n";
    EXPECT_EQ(locate(text, 0), (line_and_column{1, 1}));
    EXPECT_EQ(locate(text, text.find('d')), (line_and_column{2, 3}));
    EXPECT_EQ(locate(text, 9999), (line_and_column{3, 1}));
    EXPECT_EQ(line_around(text, 1).of(text), "ab");
    EXPECT_EQ(line_around(text, text.find('d')).of(text), "с販d");
    EXPECT_EQ(line_around(text, text.size()).of(text), "");
}

} // namespace
} // namespace canreach::query
