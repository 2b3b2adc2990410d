// SQL on the simulated warehouses: what the crawler sends, with the limits and states of the documented API.

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "simulator/activity.hpp"
#include "simulator/detail/sql_result.hpp"
#include "simulator/detail/sql_tokens.hpp"
#include "tests/unit/simulator/client.hpp"

namespace canreach::simulator::test {
namespace {

namespace json = boost::json;

constexpr std::string_view statements = "/api/2.0/sql/statements";

class Sql : public ::testing::Test {
protected:
    explicit Sql(service_options options = {}) : from(preset("showcase")), ask(from, options) {}

    const workspace& prod() const { return from->workspaces.front(); }
    std::string warehouse() const {
        const auto got = ask.get(prod().host, "/api/2.0/sql/warehouses?page_size=100");
        return text_at(got.body.as_object().at("warehouses").as_array().at(0), "id");
    }
    answer submit(std::string_view text, std::string_view disposition = "INLINE", std::string_view catalog = {}) const {
        json::object body{{"warehouse_id", warehouse()},
                          {"statement", text},
                          {"disposition", disposition},
                          {"format", "JSON_ARRAY"},
                          {"wait_timeout", "30s"}};
        if (!catalog.empty()) body["catalog"] = catalog;
        return ask.post(prod().host, statements, json::serialize(body));
    }
    /// The reply once the statement has ended.
    answer ended(answer got) const {
        for (int i = 0; i < 9; ++i) {
            const auto state = text_at(got.body.as_object().at("status"), "state");
            if (state != "PENDING" && state != "RUNNING") return got;
            got = ask.get(prod().host, fmt::format("{}/{}", statements, text_at(got.body, "statement_id")));
        }
        ADD_FAILURE() << "never ends: " << got.text;
        return got;
    }
    std::vector<std::vector<std::string>> rows(std::string_view text, std::string_view catalog = {}) const {
        const auto got = ended(submit(text, "INLINE", catalog));
        const auto& body = got.body.as_object();
        EXPECT_EQ(text_at(body.at("status"), "state"), "SUCCEEDED") << got.text;
        std::vector<std::vector<std::string>> made;
        const auto* result = body.if_contains("result");
        const auto* data = result == nullptr ? nullptr : result->as_object().if_contains("data_array");
        if (data == nullptr) return made;
        for (const auto& row : data->as_array()) {
            made.emplace_back();
            for (const auto& cell : row.as_array())
                made.back().push_back(cell.is_null() ? "NULL" : std::string(cell.as_string()));
        }
        return made;
    }
    std::string error(std::string_view text) const {
        const auto got = ended(submit(text));
        const auto& status = got.body.as_object().at("status").as_object();
        EXPECT_EQ(text_at(status, "state"), "FAILED") << got.text;
        const auto* error = status.if_contains("error");
        return error == nullptr ? std::string{} : text_at(*error, "message");
    }

    std::shared_ptr<const account> from;
    client ask;
};

TEST_F(Sql, ShowsTheHiveMetastore) {
    const auto schemas = rows("SHOW DATABASES FROM `hive_metastore`");
    EXPECT_NE(std::ranges::find(schemas, std::vector<std::string>{"sales"}), schemas.end());
    EXPECT_EQ(rows("SHOW TABLES FROM `hive_metastore`.`sales`").size(), 4U) << "a view and one of the session included";
    EXPECT_EQ(rows("SHOW VIEWS FROM `hive_metastore`.`sales`").front().at(1), "v_orders");
    EXPECT_EQ(rows("SHOW USER FUNCTIONS FROM `hive_metastore`.`sales`", "hive_metastore").front().front(),
              "hive_metastore.sales.mask_email");
    EXPECT_NE(error("SHOW USER FUNCTIONS FROM `hive_metastore`.`sales`").find("current catalog"), std::string::npos);
    const auto grants = rows("SHOW GRANTS ON TABLE `hive_metastore`.`sales`.`orders`");
    const auto has = [&](std::vector<std::string> row) { return std::ranges::find(grants, row) != grants.end(); };
    EXPECT_TRUE(has({"data-eng", "OWN", "TABLE", "`sales`.`orders`"}));
    EXPECT_TRUE(has({"interns", "DENIED_ALL PRIVILEGES", "TABLE", "`sales`.`orders`"}));
    EXPECT_TRUE(has({"analysts", "SELECT", "DATABASE", "`sales`"})) << "inherited rows come along";
    EXPECT_TRUE(has({"all-staff", "USAGE", "CATALOG$", "hive_metastore"}));
    EXPECT_EQ(rows("SHOW GRANTS ON VIEW `hive_metastore`.`sales`.`v_orders`").back().at(2), "TABLE");
    EXPECT_EQ(rows("SHOW GRANTS ON ANY FILE").front().at(2), "ANY_FILE");
}

TEST_F(Sql, ShowsGrantsInBulk) {
    const std::string columns = "SELECT grantor, grantee, table_catalog, table_schema, table_name, privilege_type "
                                "FROM system.information_schema.table_privileges";
    const auto direct = rows(columns + " WHERE inherited_from = 'NONE' OR inherited_from IS NULL");
    const std::vector<std::string> wanted{"System user", "analysts", "main", "sales", "orders", "SELECT"};
    EXPECT_NE(std::ranges::find(direct, wanted), direct.end());
    EXPECT_GT(ended(submit(columns)).body.as_object().at("manifest").as_object().at("total_row_count").as_int64(),
              static_cast<std::int64_t>(direct.size()))
        << "without the filter inherited rows come too";
}

TEST_F(Sql, SaysWhatIsWrongWithOtherStatements) {
    EXPECT_NE(error("SELECT 1").find("PARSE_SYNTAX_ERROR"), std::string::npos);
    EXPECT_NE(error("SHOW TABLES FROM `hive_metastore`.`nowhere`").find("SCHEMA_NOT_FOUND"), std::string::npos);
    EXPECT_NE(error("SHOW GRANTS ON TABLE `hive_metastore`.`sales`.`none`").find("TABLE_OR_VIEW_NOT_FOUND"),
              std::string::npos);
    EXPECT_NE(error("SELECT grantee, nothing FROM system.information_schema.catalog_privileges").find("nothing"),
              std::string::npos);
    EXPECT_NE(error("DROP TABLE a").find("PARSE_SYNTAX_ERROR"), std::string::npos);
    EXPECT_EQ(ask.post(prod().host, statements, R"({"warehouse_id":"none","statement":"SHOW X"})").status, 404U);
    EXPECT_EQ(ask.post(prod().host, statements, "[]").status, 400U);
    EXPECT_EQ(ask.get(prod().host, "/api/2.0/sql/statements/none").status, 404U);
}

class SmallSql : public Sql {
protected:
    SmallSql()
        : Sql([] {
              service_options options;
              options.rows_per_chunk = 7;
              options.inline_limit_bytes = 2000;
              return options;
          }()) {}
};

TEST_F(SmallSql, ResultsAreCutIntoChunksAndLinksWantNoToken) {
    const std::string text = "SELECT * FROM system.information_schema.schema_privileges "
                             "WHERE inherited_from = 'NONE' OR inherited_from IS NULL";
    EXPECT_NE(error(text).find("EXTERNAL_LINKS"), std::string::npos) << "too large to come inline";
    const auto got = ended(submit(text, "EXTERNAL_LINKS"));
    const auto& body = got.body.as_object();
    const auto chunks = body.at("manifest").as_object().at("total_chunk_count").as_int64();
    ASSERT_GT(chunks, 2);
    const auto id = text_at(body, "statement_id");
    const auto second = ask.get(prod().host, fmt::format("{}/{}/result/chunks/1", statements, id));
    const auto& link = second.body.as_object().at("external_links").as_array().at(0).as_object();
    EXPECT_EQ(link.at("next_chunk_index").as_int64(), 2);
    const auto where = text_at(link, "external_link");
    const auto slash = where.find('/', 8);
    const auto host = where.substr(8, slash - 8);
    const auto target = where.substr(slash);
    const auto key = id.substr(0, 8);
    request file;
    file.host = host;
    file.target = target;
    file.storage_key = key;
    const auto& served = ask.served();
    const auto reply = served.answer(served.locate(file), file, {});
    EXPECT_EQ(reply.status, 200U);
    EXPECT_EQ(reply.body.substr(0, 2), "[[");
    EXPECT_EQ(served.answer(served.locate(file), file, std::chrono::hours(1)).status, 403U) << "expired";
    file.authorization = "Bearer x";
    EXPECT_EQ(served.answer(served.locate(file), file, {}).status, 400U) << "a token where none belongs";
    file.authorization = {};
    file.storage_key = {};
    EXPECT_EQ(served.answer(served.locate(file), file, {}).status, 403U) << "without the headers that it wants";
    EXPECT_EQ(ask.get(prod().host, fmt::format("{}/{}/result/chunks/{}", statements, id, chunks)).status, 400U);
}

TEST(SqlTokens, ReadsNamesTextsAndParameters) {
    using detail::sql_tokens;
    const auto tokens = sql_tokens("select `a``b`, 'it''s' >= :days");
    ASSERT_TRUE(tokens);
    ASSERT_EQ(tokens->size(), 6U);
    EXPECT_EQ(tokens->at(0).text, "SELECT");
    EXPECT_EQ(tokens->at(1).text, "a`b");
    EXPECT_EQ(tokens->at(3).text, "it's");
    EXPECT_EQ(tokens->at(4).text, ">=");
    EXPECT_EQ(tokens->at(5).text, "days");
    EXPECT_FALSE(sql_tokens("`open"));
    EXPECT_FALSE(sql_tokens("a ? b"));
}

TEST(SqlActivity, KeepsToTheWindowThatIsAsked) {
    const auto from = preset("tiny");
    const detail::sql_context c{*from, from->workspaces.front(), {{"days", "30"}}, {}};
    const auto got =
        detail::run_sql(c, "SELECT COALESCE(user_identity.email, user_identity.subject_name) AS principal, "
                           "MAX(event_time) AS last_seen FROM system.access.audit WHERE event_date >= "
                           "DATE_SUB(CURRENT_DATE(), :days) GROUP BY 1");
    ASSERT_TRUE(got) << got.error().message;
    std::size_t wanted = 2; // nobody's events and the platform's own
    visit_audit(*from, [&](const last_use& one) { wanted += one.days_ago <= 30 ? 1 : 0; });
    EXPECT_EQ(got->rows.size(), wanted);
}

TEST(SqlActivity, TellsTheDayThatTheWindowCountsFrom) {
    const auto from = preset("tiny");
    const detail::sql_context c{*from, from->workspaces.front(), {}, {}};
    const auto got = detail::run_sql(c, "SELECT CURRENT_DATE() AS today");
    ASSERT_TRUE(got) << got.error().message;
    ASSERT_EQ(got->rows.size(), 1U);
    EXPECT_EQ(got->rows.front().front(), std::string(activity_today));
    EXPECT_FALSE(detail::run_sql(c, "SELECT CURRENT_DATE() AS today FROM x"));
}

} // namespace
} // namespace canreach::simulator::test
