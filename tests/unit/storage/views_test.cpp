/// The views are a public contract: asked here as strangers ask them, through the `sqlite3` shell.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <memory>

#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;

class Views : public ::testing::Test {
protected:
    void SetUp() override { CANREACH_ASSERT_OK(write_sample(path_)); }

    std::string ask(const std::string& sql) {
        const auto script = folder_.path("question.sql");
        write_bytes(script, sql + ";\n");
        const auto command = "sqlite3 -readonly -bail " + path_ + " < " + script + " 2>&1";
        const std::unique_ptr<FILE, int (*)(FILE*)> shell{::popen(command.c_str(), "r"), ::pclose};
        std::string out;
        for (int c = std::fgetc(shell.get()); c != EOF; c = std::fgetc(shell.get())) out += static_cast<char>(c);
        return out;
    }

    temporary_folder folder_;
    std::string path_ = folder_.path("a.canreach");
};

TEST_F(Views, AnswerInTheShell) {
    struct row {
        const char* sql;
        const char* expected;
    };
    for (const auto& [sql, expected] : {
             row{"SELECT kind, name, active, external FROM principals WHERE kind = 'user' AND NOT unresolved ORDER BY "
                 "name",
                 "user|Alice@Example.com|1|1\nuser|bob@example.com|0|0\nuser|guest@partner.com|1|0\n"},
             row{"SELECT name, application_id FROM principals WHERE kind = 'sp'",
                 "etl-bot|5D3E24F1-0000-4000-8000-000000000001\n"},
             row{"SELECT name, workspace_id FROM principals WHERE system ORDER BY name, workspace_id",
                 "account users|\nadmins|1001\nadmins|1002\nusers|1001\nusers|1002\n"},
             row{"SELECT name, platform_id FROM principals WHERE unresolved ORDER BY name",
                 "(deleted principal 999)|999\nGone@Example.com|name:gone@example.com\nmetastore admins|name:metastore "
                 "admins\n"},
             row{"SELECT member_kind, member, group_name, workspace_id FROM memberships ORDER BY member, group_name",
                 "user|Alice@Example.com|people team|\ngroup|analysts|analysts|1001\nuser|guest@partner.com|people "
                 "team|\n"
                 "group|people team|analysts|\n"},
             row{"SELECT kind, name, parent, subtype, isolated, read_only FROM resources WHERE kind IN ('catalog', "
                 "'table', "
                 "'location') ORDER BY id",
                 "catalog|main|emea|MANAGED_CATALOG|1|0\ntable|main.sales.orders|main.sales|MANAGED|0|0\n"
                 "table|main.sales.v|main.sales|VIEW|0|0\nlocation|lake|emea||0|1\n"},
             row{"SELECT name, url FROM resources WHERE url IS NOT NULL ORDER BY name",
                 "lake|abfss://x\nprod|https://adb-1001.azuredatabricks.net\n"},
             row{"SELECT principal, privilege, facet, effect FROM grants WHERE securable = 'main.sales.orders' ORDER "
                 "BY 1, 2",
                 "(deleted principal "
                 "999)|SELECT|unity|ALLOW\nanalysts|MODIFY|unity|ALLOW\nanalysts|SELECT|unity|ALLOW\n"},
             row{"SELECT principal, privilege, effect FROM grants WHERE facet = 'hive' ORDER BY effect",
                 "users|SELECT|ALLOW\nusers|MODIFY|DENY\n"},
             row{"SELECT principal, privilege FROM grants WHERE securable = 'main' ORDER BY 1, 2",
                 "Gone@Example.com|USE_CATALOG\naccount users|ALPHA_RIGHT\naccount users|USE_CATALOG\n"
                 "account users|ZAP_EVERYTHING\n"},
             row{"SELECT principal, privilege FROM grants WHERE facet = 'acl'", "analysts|CAN_MANAGE_RUN\n"},
             row{"SELECT owner, resource_kind, resource FROM owners ORDER BY resource",
                 "metastore admins|metastore|emea\nAlice@Example.com|catalog|main\nadmins|schema|main.sales\n"},
             row{"SELECT principal, workspace, workspace_id, role FROM assignments ORDER BY principal",
                 "analysts|prod|1001|USER\nbob@example.com|dev|1002|ADMIN\n"},
             row{"SELECT resource_kind, resource, workspace, mode FROM bindings ORDER BY resource",
                 "metastore|emea|prod|ATTACH\ncatalog|main|prod|READ_ONLY\n"},
             row{"SELECT type, source, target_kind, target FROM links ORDER BY type",
                 "READS|main.sales.v|table|main.sales.orders\nRUN_AS|nightly|user|bob@example.com\n"},
             row{"SELECT name, type, on_name, part, node, masked_column FROM policies WHERE part <> 'to' ORDER BY "
                 "name, part",
                 "hide|ROW_FILTER|main.sales|except|analysts|\nhide|ROW_FILTER|main.sales|function|main.sales.hide|\n"
                 "hide|ROW_FILTER|main.sales|matches|main.sales.orders|\n"
                 "mask|COLUMN_MASK|main.sales.orders|except|analysts|email\n"
                 "mask|COLUMN_MASK|main.sales.orders|matches|main.sales.orders|email\n"},
             row{"SELECT about_kind, about, part, outcome, family, workspace_id, reason FROM coverage",
                 "schema|main.hr|grants|refused|grants|1001|403 in workspace prod: needs MANAGE\n"},
             row{"SELECT outcome, count(*), sum(requests) FROM ledger GROUP BY outcome ORDER BY outcome",
                 "done|7|7\nrefused|1|2\n"},
             row{"SELECT account_id, cloud, started_at, sealed_at, length(digest), nodes, grants, tasks, gaps FROM "
                 "crawl",
                 "acc-1|azure|2026-11-22 09:14:00|2026-11-22 09:20:00|64|28|10|8|1\n"},
             row{"PRAGMA integrity_check", "ok\n"},
         }) {
        EXPECT_EQ(ask(sql), expected) << sql;
    }
}

TEST_F(Views, ExamplesOfTheDocumentRun) {
    std::ifstream document{CANREACH_SOURCE_DIR "/docs/account_file.md"};
    ASSERT_TRUE(document.is_open());
    std::size_t examples = 0;
    std::string sql;
    bool inside = false;
    for (std::string line; std::getline(document, line);) {
        if (line == "```sql") {
            inside = true;
            sql.clear();
        } else if (inside && line == "```") {
            inside = false;
            ++examples;
            EXPECT_EQ(ask(sql).find("rror"), std::string::npos) << sql << ask(sql);
        } else if (inside) {
            sql += line + "\n";
        }
    }
    EXPECT_GE(examples, 5U);
}

} // namespace
} // namespace canreach::storage
