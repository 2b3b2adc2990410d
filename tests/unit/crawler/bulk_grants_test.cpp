// Grants in bulk: statements, rows, and which securables they cover.

#include <gtest/gtest.h>

#include "crawler/decode/bulk_grants.hpp"
#include "crawler/directory.hpp"
#include "crawler/sql/statement_text.hpp"
#include "model/privileges.hpp"

namespace canreach::crawler {
namespace {

const privilege_view& view_of(node_kind kind) {
    for (const auto& view : privilege_views())
        if (view.kind == kind) return view;
    return privilege_views().front();
}

std::vector<sql::sql_column> columns(std::initializer_list<const char*> names) {
    std::vector<sql::sql_column> made;
    for (const auto* name : names) made.push_back({name, "STRING"});
    return made;
}

TEST(BulkGrants, StatementsAskForDirectRowsOnly) {
    EXPECT_EQ(select_grants(view_of(node_kind::table)).text,
              "SELECT grantor, grantee, table_catalog, table_schema, table_name, privilege_type FROM "
              "system.information_schema.table_privileges WHERE inherited_from = 'NONE' OR inherited_from IS NULL");
    for (const auto& view : privilege_views()) {
        EXPECT_TRUE(sql::check_reads_only(select_grants(view).text)) << view.name;
        EXPECT_TRUE(select_grants(view).external) << view.name;
        EXPECT_TRUE(is_granted_in_bulk(view.kind)) << view.name;
    }
    EXPECT_TRUE(is_granted_in_bulk(node_kind::credential));
    EXPECT_TRUE(is_granted_in_bulk(node_kind::connection));
    EXPECT_FALSE(is_granted_in_bulk(node_kind::model)) << "not shown by any view";
    EXPECT_FALSE(is_granted_in_bulk(node_kind::metastore)) << "its permission list tells who the caller is";
}

TEST(BulkGrants, RowsOfAllChunksAreUnited) {
    bulk_grants grants(view_of(node_kind::table), "m-1");
    const auto names = columns({"grantee", "TABLE_CATALOG", "table_schema", "table_name", "privilege_type"});
    ASSERT_TRUE(grants.add(names, std::vector<sql::sql_row>{{"data", "main", "s", "t", "SELECT"},
                                                            {"990000017", "main", "s", "t", "MODIFY"},
                                                            {"2024", "main", "s", "t", "SELECT"}}));
    ASSERT_TRUE(grants.add(names, std::vector<sql::sql_row>{{"data", "main", "s", "t", "CREATE_TELEPORT"},
                                                            {"data", "main", "s", "t", "MODIFY"},
                                                            {"data", "main", "s", "u", "ALL PRIVILEGES"}}));
    ASSERT_EQ(grants.facts().size(), 4U);
    const auto& first = grants.facts()[0];
    EXPECT_EQ(first.resource, (node_key{node_kind::table, "m-1", "main.s.t"}));
    EXPECT_EQ(first.allow, (mask{privilege::select, privilege::modify}));
    EXPECT_EQ(first.unknown, std::vector<std::string>{"CREATE_TELEPORT"});
    EXPECT_EQ(grants.facts()[1].grantee, principal_ref::with_id("990000017")) << "deleted: only the id is left";
    EXPECT_EQ(grants.facts()[2].grantee, principal_ref::named("2024")) << "a group";
    EXPECT_EQ(grants.rows(), 6U);
    EXPECT_EQ(grants.take().size(), 4U);
    EXPECT_TRUE(grants.facts().empty()) << "handed on";
    ASSERT_TRUE(grants.add(names, std::vector<sql::sql_row>{{"data", "main", "s", "t", "MODIFY"}}));
    EXPECT_EQ(grants.take().size(), 1U);
    EXPECT_EQ(grants.rows(), 7U);
    grants.clear();
    EXPECT_EQ(grants.rows(), 0U);
    EXPECT_TRUE(grants.facts().empty());
}

TEST(BulkGrants, RowsThatNameNothingAreCounted) {
    bulk_grants grants(view_of(node_kind::catalog), "m-1");
    const auto names = columns({"grantee", "catalog_name", "privilege_type"});
    ASSERT_TRUE(grants.add(
        names,
        std::vector<sql::sql_row>{{std::nullopt, "main", "SELECT"}, {"a", std::nullopt, "SELECT"}, {"a", "main", ""}}));
    EXPECT_EQ(grants.malformed(), 3U);
    EXPECT_FALSE(grants.add(columns({"grantee", "privilege_type"}), {}));
}

TEST(BulkGrants, CoverWhatTheirWorkspaceSees) {
    directory known;
    const node_key open{node_kind::catalog, "m", "main"};
    const node_key mine{node_kind::catalog, "m", "mine"};
    const node_key other{node_kind::catalog, "m", "other"};
    known.claim(open, "1");
    known.claim(mine, "2");
    known.claim(other, "1");
    known.note_isolated(mine);
    known.note_isolated(other);
    const node_key table{node_kind::table, "m", "main.s.t"};
    EXPECT_FALSE(known.has_bulk_grants(table)) << "nothing was read in bulk yet";
    known.note_bulk_grants("m", "2");
    EXPECT_TRUE(known.has_bulk_grants(table));
    EXPECT_TRUE(known.has_bulk_grants({node_kind::schema, "m", "mine.s"}));
    EXPECT_FALSE(known.has_bulk_grants({node_kind::schema, "m", "other.s"})) << "not bound to workspace 2";
    EXPECT_FALSE(known.has_bulk_grants({node_kind::schema, "m", "never.seen"}));
    EXPECT_FALSE(known.has_bulk_grants({node_kind::catalog, "n", "main"})) << "another metastore";
}

} // namespace
} // namespace canreach::crawler
