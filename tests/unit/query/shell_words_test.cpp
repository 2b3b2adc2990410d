#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "query/shell_words.hpp"

namespace canreach::query {
namespace {

TEST(ShellWords, KeepsOneArgumentOneName) {
    struct row {
        std::vector<std::string> arguments;
        std::string sentence;
    };
    const std::vector<row> rows{
        {{"who", "can", "SELECT", "main.sales.orders"}, "who can SELECT main.sales.orders"},
        {{"can", "alice@example.com", "INSERT", "INTO", "main.s.t"}, "can alice@example.com INSERT INTO main.s.t"},
        {{"show", "members", "of", "group", "data eng"}, "show members of group `data eng`"},
        {{"show", "grants", "to", "account users"}, "show grants to `account users`"},
        {{"show", "members", "of", "group", "data-eng"}, "show members of group data-eng"},
        {{"show", "members", "of", "group", "`data eng`"}, "show members of group `data eng`"},
        {{"show", "members", "of", "it's"}, "show members of `it's`"},
        {{"show", "members", "of", "a`b"}, "show members of `a``b`"},
        {{"show", "members", "of", "R&D"}, "show members of `R&D`"},
        {{"show", "members", "of", "=1+1"}, "show members of `=1+1`"},
        {{"show", "members", "of", "a--b"}, "show members of `a--b`"},
        {{"show", "members", "of", "Vertrieb Süd"}, "show members of `Vertrieb Süd`"},
        {{"can", "#4711", "SELECT", "main.s.t"}, "can #4711 SELECT main.s.t"},
        {{"who", "can", "SELECT", "main.2024 data.x"}, "who can SELECT main.`2024 data`.x"},
        {{"who", "can", "SELECT", "main.2024_data.x"}, "who can SELECT main.`2024_data`.x"},
        {{"who", "can", "SELECT", "main.sales.*"}, "who can SELECT main.sales.*"},
        {{"who", "can", "SELECT", "main.**", "where", "name", "like", "'a%'"},
         "who can SELECT main.** where name like 'a%'"},
        {{"who", "can", "any", "of", "(MANAGE,", "CREATE", "SCHEMA)", "on", "main"},
         "who can any of (MANAGE, CREATE SCHEMA) on main"},
        {{"(", "who", "can", "SELECT", "x", ")", "limit", "5"}, "( who can SELECT x ) limit 5"},
        {{"who", "can", "SELECT", "x", "where", "hops", ">=", "0"}, "who can SELECT x where hops >= 0"},
        {{"who", "can", "SELECT", "x", "where", "hops>=0"}, "who can SELECT x where hops>=0"},
        {{"who", "can", "SELECT", "x", "from", "prod eu,", "dev"}, "who can SELECT x from `prod eu`, dev"},
        {{"can", "alice", "READ", "PATH", "'s3://lake/x'"}, "can alice READ PATH 's3://lake/x'"},
        {{"can", "alice", "READ", "PATH", "s3://lake/x"}, "can alice READ PATH `s3://lake/x`"},
        {{"who", "can", "READ", "PATH", "/Volumes/a/b/c.csv"}, "who can READ PATH `/Volumes/a/b/c.csv`"},
        {{"show", "owner", "of", "folder", "/Prod/x"}, "show owner of folder `/Prod/x`"},
        {{"who can SELECT main.sales.orders"}, "who can SELECT main.sales.orders"},
        {{"  SHOW MEMBERS OF `a b`; SHOW COVERAGE"}, "  SHOW MEMBERS OF `a b`; SHOW COVERAGE"},
        {{"(WHO CAN SELECT x) LIMIT 3"}, "(WHO CAN SELECT x) LIMIT 3"},
        {{"diff", "(who can SELECT a.b.c)", "between", "1", "and", "2"}, "diff (who can SELECT a.b.c) between 1 and 2"},
        {{"(WHO CAN SELECT x)", "union", "((WHO CAN SELECT y))"}, "(WHO CAN SELECT x) union ((WHO CAN SELECT y))"},
        {{"show", "members", "of", "(a b)"}, "show members of (`a b`)"},
        {{"show", "members", "of", "who can read"}, "show members of `who can read`"},
        {{"show", "members", "of", "group", "semi;colon,comma"}, "show members of group `semi;colon,comma`"},
        {{"show", "members", "of", "group", "back`tick`s"}, "show members of group `back``tick``s`"},
        {{"show", "members", "of", "`a`b"}, "show members of ```a``b`"},
        {{"show", "members", "of", "team(eu)"}, "show members of `team(eu)`"},
        {{"show", "members", "of", "hr;"}, "show members of hr;"},
        {{"show", "grants", "on", "a.b;c.d"}, "show grants on a.`b;c`.d"},
        {{"who", "can", "SELECT", "x", "from", "prod,dev"}, "who can SELECT x from prod,dev"},
        {{"who", "can", "SELECT", "x", "where", "kind", "in('user',", "'sp')"},
         "who can SELECT x where kind in('user', 'sp')"},
        {{"who", "can", "any", "of(MANAGE,", "SELECT)", "x"}, "who can any of(MANAGE, SELECT) x"},
        {{"show", "owner", "of", "folder", "prod:'/Prod/x'"}, "show owner of folder prod:'/Prod/x'"},
        {{"list users"}, "list users"},
        {{"SELECT * FROM t"}, "SELECT * FROM t"},
        {{"users"}, "users"},
        {{"can", "", "SELECT", "x"}, "can `` SELECT x"},
        {{"", ""}, "`` ``"},
        {{}, ""},
    };
    for (const auto& [arguments, sentence] : rows) {
        SCOPED_TRACE(sentence);
        EXPECT_EQ(sentence_from_arguments(arguments), sentence);
    }
}

} // namespace
} // namespace canreach::query
