// Hive metastores: statements and rows.

#include <gtest/gtest.h>

#include "crawler/decode/hive.hpp"
#include "model/privileges.hpp"

namespace canreach::crawler {
namespace {

using rows = std::vector<sql::sql_row>;

std::vector<sql::sql_column> columns(std::initializer_list<const char*> names) {
    std::vector<sql::sql_column> made;
    for (const auto* name : names) made.push_back({name, "STRING"});
    return made;
}

node_key key(node_kind kind, std::string id) {
    return {kind, "77", std::move(id)};
}

decode_context about(node_key what) {
    return {{}, "77", {}, std::move(what)};
}

TEST(Hive, StatementsQuoteNames) {
    EXPECT_EQ(show_hive_schemas().text, "SHOW DATABASES FROM `hive_metastore`");
    EXPECT_EQ(show_hive_tables(key(node_kind::hive_schema, "a b")).text, "SHOW TABLES FROM `hive_metastore`.`a b`");
    EXPECT_EQ(show_hive_functions(key(node_kind::hive_schema, "s")).catalog, "hive_metastore");
    struct row {
        node_kind kind;
        const char* id;
        hive_relation as;
        const char* text;
    };
    for (const auto& one : {
             row{node_kind::hive_catalog, "", hive_relation::table, "SHOW GRANTS ON CATALOG `hive_metastore`"},
             row{node_kind::hive_schema, "s", hive_relation::table, "SHOW GRANTS ON SCHEMA `hive_metastore`.`s`"},
             row{node_kind::hive_table, "s.a`b", hive_relation::table,
                 "SHOW GRANTS ON TABLE `hive_metastore`.`s`.`a``b`"},
             row{node_kind::hive_table, "s.v", hive_relation::view, "SHOW GRANTS ON VIEW `hive_metastore`.`s`.`v`"},
             row{node_kind::hive_function, "s.f", hive_relation::table,
                 "SHOW GRANTS ON FUNCTION `hive_metastore`.`s`.`f`"},
             row{node_kind::any_file, "", hive_relation::table, "SHOW GRANTS ON ANY FILE"},
             row{node_kind::anonymous_function, "", hive_relation::table, "SHOW GRANTS ON ANONYMOUS FUNCTION"},
         })
        EXPECT_EQ(show_hive_grants(key(one.kind, one.id), one.as).text, one.text);
}

TEST(Hive, ReadsTheLocationBelowTheHeading) {
    EXPECT_EQ(describe_hive_table(key(node_kind::hive_table, "s.a`b")).text,
              "DESCRIBE TABLE EXTENDED `hive_metastore`.`s`.`a``b`");
    const auto names = columns({"col_name", "data_type", "comment"});
    const auto table = about(key(node_kind::hive_table, "s.t"));
    const auto read = [&](const rows& all) {
        hive_description said;
        EXPECT_TRUE(said.add(names, all));
        return std::move(said).take(table);
    };
    const auto page = read({{"Location", "string", std::nullopt},
                            {"# Detailed Table Information", "", ""},
                            {"Location", "s3://bkt/x", ""},
                            {"Location", "s3://bkt/later", ""}});
    ASSERT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.rows[0].node()->key, table.about);
    EXPECT_EQ(page.rows[0].node()->attributes.front(), std::pair(std::string("url"), std::string("s3://bkt/x")));
    const auto without = read({{"# Detailed Table Information", "", ""}, {"Location", std::nullopt, ""}, {}});
    EXPECT_TRUE(without.rows.empty());
    EXPECT_EQ(without.malformed, 0U);
    EXPECT_EQ(read({{"Location", "string", ""}}).malformed, 1U);
    hive_description odd;
    EXPECT_FALSE(odd.add(columns({"col_name"}), rows{}));
}

TEST(Hive, ListingsLeaveOutWhatIsOfTheSession) {
    decoded_page page;
    const auto schema = about(key(node_kind::hive_schema, "sales"));
    ASSERT_TRUE(add_hive_tables(page, columns({"database", "tableName", "isTemporary"}),
                                rows{{"sales", "orders", "false"}, {"sales", "v", "false"}, {"", "tmp", "true"}}, {"v"},
                                schema));
    ASSERT_EQ(page.rows.size(), 2U);
    EXPECT_EQ(page.rows[0].node()->key.id, "sales.orders");
    EXPECT_EQ(page.rows[1].node()->subtype, "VIEW");
    decoded_page functions;
    ASSERT_TRUE(add_hive_functions(functions, columns({"function"}),
                                   rows{{"hive_metastore.sales.f"}, {"abs"}, {"hive_metastore.other.g"}}, schema));
    ASSERT_EQ(functions.rows.size(), 1U);
    EXPECT_EQ(functions.rows[0].node()->key, key(node_kind::hive_function, "sales.f"));
    decoded_page schemas;
    ASSERT_TRUE(add_hive_schemas(schemas, columns({"namespace"}), rows{{"default"}, {std::nullopt}},
                                 about(key(node_kind::hive_catalog, ""))));
    EXPECT_EQ(schemas.rows.size(), 1U);
    EXPECT_EQ(schemas.malformed, 1U);
    EXPECT_FALSE(add_hive_tables(page, columns({"x"}), rows{}, {}, schema));
}

decoded_page grants_of(node_key what, const rows& told) {
    hive_grants grants;
    EXPECT_TRUE(grants.add(columns({"Principal", "ActionType", "ObjectType", "ObjectKey"}), told, about(what)));
    return std::move(grants).take();
}

TEST(Hive, GrantsAreThoseOfTheObjectItself) {
    const auto table = key(node_kind::hive_table, "sales.orders");
    const auto page = grants_of(table, {{"all", "USAGE", "CATALOG$", "hive_metastore"},
                                        {"g", "SELECT", "DATABASE", "sales"},
                                        {"g", "SELECT", "TABLE", "`Sales`.`Orders`"},
                                        {"g", "DENIED_MODIFY", "TABLE", "hive_metastore.sales.orders"},
                                        {"g", "READ_METADATA", "TABLE", "`sales`.`orders`"},
                                        {"x", "SELECT", "TABLE", "`sales`.`other`"},
                                        {"o", "OWN", "TABLE", "`sales`.`orders`"},
                                        {"h", "ALL PRIVILEGES", "TABLE", "`sales`.`orders`"}});
    ASSERT_EQ(page.rows.size(), 1U);
    const auto& facts = page.rows[0].facts;
    ASSERT_EQ(facts.size(), 3U);
    const auto& first = std::get<grant_fact>(facts[0]);
    EXPECT_EQ(first.grantee, principal_ref::named_in("77", "g"));
    EXPECT_EQ(first.what, facet::hive);
    EXPECT_EQ(first.allow, (mask{hive_privilege::select, hive_privilege::read_metadata}));
    EXPECT_EQ(first.deny, mask{hive_privilege::modify});
    EXPECT_EQ(facts[1], fact(owner_fact{principal_ref::named_in("77", "o"), table}));
    EXPECT_EQ(std::get<grant_fact>(facts[2]).allow, mask{hive_privilege::all});
    EXPECT_EQ(page.summary.items, 5U);
}

TEST(Hive, KeylessObjectsGoByTheirType) {
    EXPECT_EQ(grants_of(key(node_kind::any_file, ""), {{"a", "SELECT", "ANY_FILE", ""}}).rows[0].facts.size(), 1U);
    EXPECT_EQ(
        grants_of(key(node_kind::hive_catalog, ""), {{"a", "USAGE", "CATALOG$", "whatever"}}).rows[0].facts.size(), 1U);
}

TEST(Hive, UnknownActionsAreCounted) {
    const auto page = grants_of(
        key(node_kind::any_file, ""),
        {{"a", "TELEPORT", "ANY_FILE", ""}, {"", "SELECT", "ANY_FILE", ""}, {"a", "DENIED_OWN", "ANY_FILE", ""}});
    EXPECT_EQ(page.malformed, 3U);
    EXPECT_NE(page.first_malformed.find("TELEPORT"), std::string::npos);
}

} // namespace
} // namespace canreach::crawler
