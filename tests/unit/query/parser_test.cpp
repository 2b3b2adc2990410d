#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "query/parser.hpp"
#include "query/printer.hpp"
#include "sentences.hpp"
#include "test_words.hpp"

namespace canreach::query {
namespace {

using test::test_words;

ast::statement parsed(std::string_view text) {
    auto tree = parse_sentence(text, test_words());
    if (!tree) {
        ADD_FAILURE() << render(tree.error(), text);
        return {};
    }
    return *tree;
}

template <class T>
const T& only(const ast::statement& tree) {
    return std::get<T>(tree.what.terms.at(0).factors.at(0).what);
}

void expect_round_trip(std::string_view text) {
    SCOPED_TRACE(text);
    const auto tree = parsed(text);
    const auto again = print(tree);
    SCOPED_TRACE(again);
    EXPECT_EQ(parsed(again), tree);
    EXPECT_EQ(print(parsed(again)), again);
}

TEST(Parser, ReadsEveryExampleAndPrintsItBack) {
    ASSERT_EQ(test::example_sentences().size(), 40U);
    for (const auto text : test::example_sentences()) expect_round_trip(text);
    for (const auto text : test::case_sentences()) expect_round_trip(text);
}

TEST(Parser, PrintsTheTreeItRead) {
    struct row {
        std::string text;
        std::string printed;
    };
    const std::vector<row> rows{
        {"who can select main.sales.orders", "WHO CAN SELECT ON main.sales.orders"},
        {"who can use_schema main.sales", "WHO CAN USE SCHEMA ON main.sales"},
        {"CAN alice INSERT INTO main.s.t", "CAN alice INSERT INTO main.s.t"},
        {"CAN alice DELETE FROM main.s.t FROM prod", "CAN alice DELETE FROM main.s.t FROM prod"},
        {"WHAT CAN alice DELETE FROM prod", "WHAT CAN alice DELETE FROM prod"},
        {"WHAT CAN alice DELETE BUT NOT DELETE FROM prod", "WHAT CAN alice DELETE FROM prod BUT NOT DELETE"},
        {"WHAT CAN alice DELETE WHERE kind = table FROM prod", "WHAT CAN alice DELETE FROM prod WHERE kind = `table`"},
        // rule 1: structural words are names in backticks
        {"CAN `from` SELECT `on`.`in`", "CAN `from` SELECT ON `on`.`in`"},
        {"WHO CAN SELECT x.y.z WHERE count = kind AND group = user",
         "WHO CAN SELECT ON x.y.z WHERE count = kind AND `group` = `user`"},
        // rule 2: a kind is one only before a name
        {"WHO CAN SELECT schema", "WHO CAN SELECT ON `schema`"},
        {"WHO CAN SELECT schema.sales.t", "WHO CAN SELECT ON `schema`.sales.t"},
        {"WHO CAN SELECT schema sales", "WHO CAN SELECT ON SCHEMA sales"},
        {"WHO CAN MANAGE group GROUP BY kind", "WHO CAN MANAGE ON `group` GROUP BY kind"},
        {"WHO CAN CREATE CATALOG ON METASTORE", "WHO CAN CREATE CATALOG ON METASTORE"},
        {"WHO CAN CREATE CATALOG ON METASTORE m1", "WHO CAN CREATE CATALOG ON METASTORE m1"},
        {"SHOW OWNER OF database instance", "SHOW OWNER OF DATABASE instance"},
        {"SHOW OWNER OF database instance i1", "SHOW OWNER OF DATABASE INSTANCE i1"},
        // rule 3: after CAN a principal kind takes the next token, whatever it is
        {"CAN GROUP select SELECT x.y.z", "CAN GROUP select SELECT ON x.y.z"},
        {"CAN USER in SELECT x.y.z", "CAN USER `in` SELECT ON x.y.z"},
        {"CAN SERVICE PRINCIPAL etl SELECT x.y.z", "CAN SERVICE PRINCIPAL etl SELECT ON x.y.z"},
        {"CAN user.x SELECT y", ""},
        // rule 4: the longest verb
        {"WHO CAN CREATE TABLE sales.x", "WHO CAN CREATE TABLE ON sales.x"},
        {"WHO CAN READ ON files", "WHO CAN READ ON files"},
        {"WHO CAN READ FILES EXTERNAL LOCATION landing", "WHO CAN READ FILES ON EXTERNAL LOCATION landing"},
        // sets
        {"WHO CAN SELECT a UNION WHO CAN SELECT b INTERSECT WHO CAN SELECT c LIMIT 3",
         "WHO CAN SELECT ON a UNION WHO CAN SELECT ON b INTERSECT WHO CAN SELECT ON c LIMIT 3"},
        {"(WHO CAN SELECT a) LIMIT 3", "(WHO CAN SELECT ON a) LIMIT 3"},
        {"COUNT COUNT WHO CAN SELECT a", "COUNT COUNT WHO CAN SELECT ON a"},
        // conditions
        {"WHO CAN SELECT a WHERE x = 1 OR y <> 'b' AND NOT (z IS NULL OR active)",
         "WHO CAN SELECT ON a WHERE x = 1 OR y <> 'b' AND NOT (z IS NULL OR active)"},
        {"WHO CAN SELECT a WHERE (x NOT LIKE 'a%' AND y GLOB 'b*') AND z NOT IN (1, -2, c)",
         "WHO CAN SELECT ON a WHERE (x NOT LIKE 'a%' AND y GLOB 'b*') AND z NOT IN (1, -2, c)"},
        {"WHO CAN SELECT a WHERE principal NOT MEMBER OF hr", "WHO CAN SELECT ON a WHERE principal NOT MEMBER OF hr"},
        {"WHO CAN SELECT a WHERE active GROUP BY via ORDER BY count DESC, via ASC",
         "WHO CAN SELECT ON a WHERE active GROUP BY via ORDER BY count DESC, via"},
        // names
        {"CAN #4711 SELECT `my cat`.x.`y``z`", "CAN #4711 SELECT ON `my cat`.x.`y``z`"},
        {"CAN a SELECT prod:hive_metastore.s.t", "CAN a SELECT ON prod:hive_metastore.s.t"},
        {"CAN a READ prod:'/x/y'", "CAN a READ ON prod:'/x/y'"},
        {"CAN a SELECT main.sales.order", "CAN a SELECT ON main.sales.`order`"},
        {"SHOW COVERAGE", "SHOW COVERAGE"},
        {"SHOW GRANTS ON main", "SHOW GRANTS ON main"},
        {"SHOW GRANTS user ON main", "SHOW GRANTS `user` ON main"},
        {"SHOW SNAPSHOTS", "SHOW SNAPSHOTS"},
        {"WHO CAN SELECT a AS OF `2026-01-31`", "WHO CAN SELECT ON a AS OF '2026-01-31'"},
        {"DIFF WHO CAN SELECT a BETWEEN 1 AND PREVIOUS LIMIT 2",
         "DIFF WHO CAN SELECT ON a BETWEEN 1 AND PREVIOUS LIMIT 2"},
        {"WHAT TABLES, VIEWS CAN a SELECT IN CATALOG main", "WHAT TABLES, VIEWS CAN a SELECT IN CATALOG main"},
    };
    for (const auto& [text, printed] : rows) {
        SCOPED_TRACE(text);
        if (printed.empty()) {
            EXPECT_FALSE(parse_sentence(text, test_words()));
            continue;
        }
        EXPECT_EQ(print(parsed(text)), printed);
        expect_round_trip(text);
    }
}

TEST(Parser, BindsIntersectTighterThanUnion) {
    const auto tree =
        parsed("WHO CAN SELECT a EXCEPT WHO CAN SELECT b INTERSECT WHO CAN SELECT c UNION SHOW MEMBERS OF g");
    ASSERT_EQ(tree.what.terms.size(), 3U);
    EXPECT_EQ(tree.what.terms[1].factors.size(), 2U);
    EXPECT_EQ(tree.what.operators, (std::vector{ast::set_operator::except, ast::set_operator::unite}));
}

TEST(Parser, GivesTheTailToTheLastOperand) {
    const auto tree = parsed("WHO CAN SELECT a UNION WHO CAN SELECT b LIMIT 3");
    EXPECT_FALSE(std::get<ast::who_can>(tree.what.terms[0].factors[0].what).clauses.rows);
    EXPECT_TRUE(std::get<ast::who_can>(tree.what.terms[1].factors[0].what).clauses.rows);
    const auto grouped = parsed("COUNT (WHAT TABLES CAN a MODIFY) GROUP BY resource.catalog");
    const auto& inner = std::get<ast::parenthesised>(only<ast::count>(grouped).of->what);
    EXPECT_EQ(inner.clauses.group_by.size(), 1U);
}

TEST(Parser, ReadsScriptsSentenceBySentence) {
    const std::string_view text = "WHO CAN SELECT a; -- first\nWHO CAN MODFIY b;\n;SHOW COVERAGE;";
    const auto sentences = parse_script(text, test_words());
    ASSERT_EQ(sentences.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<ast::statement>(sentences[0].what));
    EXPECT_EQ(sentences[0].where.of(text), "WHO CAN SELECT a");
    EXPECT_TRUE(std::holds_alternative<diagnostic>(sentences[1].what));
    EXPECT_TRUE(std::holds_alternative<ast::statement>(sentences[2].what));
}

TEST(Parser, BoundsWhatItReads) {
    const auto code_of = [](const std::string& text) {
        const auto sentences = parse_script(text, test_words());
        const auto* fault = std::get_if<diagnostic>(&sentences.front().what);
        return fault == nullptr ? errc::bad_input : fault->code;
    };
    const std::size_t many = 20'000;
    const auto repeated = [](std::string_view what, std::size_t times) {
        std::string text;
        for (std::size_t i = 0; i < times; ++i) text += what;
        return text;
    };
    EXPECT_EQ(code_of(repeated("(", many) + "WHO CAN SELECT a"), errc::limit_exceeded);
    EXPECT_EQ(code_of(repeated("COUNT ", 5'000) + "WHO CAN SELECT a"), errc::limit_exceeded);
    EXPECT_EQ(code_of(repeated("DIFF ", 5'000) + "WHO CAN SELECT a"), errc::limit_exceeded);
    EXPECT_EQ(code_of("WHO CAN SELECT a WHERE " + repeated("NOT ", 5'000) + "x"), errc::limit_exceeded);
    EXPECT_EQ(code_of("WHO CAN SELECT a WHERE " + repeated("(", many) + "x"), errc::limit_exceeded);
    EXPECT_EQ(code_of("WHO CAN SELECT " + repeated("a.", 100'000) + "b"), errc::limit_exceeded);
    EXPECT_EQ(code_of(repeated("WHO CAN SELECT a;", 200'000)), errc::limit_exceeded);
    EXPECT_EQ(code_of("WHO CAN SELECT a LIMIT 99999999999999999999"), errc::limit_exceeded);
    // Chains are lists and may be long.
    const auto chain = "WHO CAN SELECT a" + repeated(" UNION WHO CAN SELECT b", 1'000);
    EXPECT_TRUE(parse_sentence(chain, test_words()));
    const auto test = "WHO CAN SELECT a WHERE x = 1" + repeated(" AND x = 1", 2'000);
    EXPECT_TRUE(parse_sentence(test, test_words()));
}

} // namespace
} // namespace canreach::query
