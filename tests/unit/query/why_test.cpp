/// What WHY CANNOT tells where there are several ways to yes.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "query/query.hpp"
#include "test_account.hpp"

namespace canreach::query {
namespace {

/// Shares (V5), and a view and a metastore to own.
constexpr std::string_view sharing = R"({
  "assign": [["group:account users", "ws:prod", "USER"]],
  "owners": [["user:rec", "recipient:acme"], ["user:sh", "share:q3"], ["user:ada", "metastore:m1"], ["user:ada", "view:main.s.v"]],
  "links": [["SHARES", "share:q3", "table:main.s.t"]],
  "grants": [["recipient:acme", "share:q3", ["SELECT"]],
             ["user:us", "metastore:m1", ["USE_SHARE", "USE_RECIPIENT"]],
             ["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]]
})";

std::string told(std::string_view question) {
    test::test_account in(sharing);
    std::string text;
    for (const auto& one : in.ask().run_script(std::string(question)))
        text += one.outcome ? test::shown(*one.outcome) : render(one.outcome.error(), question);
    return text.substr(text.find('\n', text.find(" rows")) + 1);
}

/// Without what is suggested below it.
std::string tree(std::string_view question) {
    const auto text = told(question);
    return text.substr(0, text.find("would help"));
}

TEST(WhyCannot, ShowsEachWayNearestFirst) {
    EXPECT_EQ(tree("WHY CANNOT sh GRANT ON SHARE q3"), R"(no: USE RECIPIENT on metastore m1 is missing [no]
  one of [no]
    all of [no]
      ownership of share q3 :: owner of share q3
      one of [no]
        USE RECIPIENT on metastore m1 :: missing [no]
        ownership of recipient acme :: missing [no]
    ownership of metastore m1 :: missing [no]
)");
    EXPECT_EQ(tree("WHY CANNOT us GRANT ON SHARE q3"), R"(no: SET SHARE PERMISSION on metastore m1 is missing [no]
  one of [no]
    all of [no]
      one of [no]
        all of [no]
          USE SHARE on metastore m1 :: granted directly
          SET SHARE PERMISSION on metastore m1 :: missing [no]
        ownership of share q3 :: missing [no]
      USE RECIPIENT on metastore m1 :: granted directly
    ownership of metastore m1 :: missing [no]
)");
}

TEST(WhyCannot, OffersStatementsThatAreTaken) {
    const auto recipient = told("WHY CANNOT sh GRANT ON SHARE q3");
    EXPECT_NE(recipient.find("would help: ALTER RECIPIENT `acme` OWNER TO `sh`"), std::string::npos) << recipient;
    // No statement makes metastore admins, and views are no tables to ALTER.
    EXPECT_NE(recipient.find("would help: make sh admin of metastore m1"), std::string::npos) << recipient;
    const auto view = told("WHY CANNOT us MANAGE ON TABLE main.s.v");
    EXPECT_NE(view.find("would help: ALTER VIEW main.s.v OWNER TO `us`"), std::string::npos) << view;
}

} // namespace
} // namespace canreach::query
