#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "actions/replies.hpp"
#include "tests/support/decoded.hpp"

namespace canreach::actions {
namespace {

using support::decoded;
TEST(Replies, TellWhetherAGroupHasAMember) {
    struct row {
        const char* body;
        bool has;
    };
    for (const auto& [body, has] :
         {row{R"({"id":"7","members":[{"value":"12"},{"value":"1201"}]})", true},
          row{R"({"id":"7","members":[{"value":"120"}]})", false}, row{R"({"id":"7"})", false},
          row{R"({"id":"7","members":null})", false}, row{R"({"id":"7","members":[1,{"value":1201},null]})", false}}) {
        const auto found = decoded(has_member, body, "1201");
        ASSERT_TRUE(found) << body;
        EXPECT_EQ(*found, has) << body;
    }
    for (const auto* body : {"", "[]", "{}", R"({"members":[]})", "<html>", "\xff", R"({"id":"7")"})
        EXPECT_TRUE(decoded(has_member, body, "1201").error().is(errc::malformed_reply)) << body;
}

TEST(Replies, TellWhichPrivilegesAreMissing) {
    const std::vector<std::string> wanted{"USE_CATALOG", "SELECT"};
    const std::string_view body = R"({"privilege_assignments":[
        {"principal":"Ann@example.com","privileges":["SELECT","MODIFY",7]}, 5,
        {"principal":"bob","privileges":["USE_CATALOG"]}]})";
    EXPECT_EQ(decoded(missing_privileges, body, "ann@example.com", wanted).value(),
              std::vector<std::string>{"USE_CATALOG"});
    EXPECT_EQ(decoded(missing_privileges, body, "carl", wanted).value(), wanted);
    EXPECT_EQ(decoded(missing_privileges, "{}", "bob", wanted).value(), wanted);
    EXPECT_TRUE(decoded(missing_privileges, "7", "bob", wanted).error().is(errc::malformed_reply));
}

TEST(Replies, TellOwnersAndCallers) {
    EXPECT_EQ(decoded(owner_in, R"({"name":"v","owner":"bot"})").value(), "bot");
    EXPECT_EQ(decoded(owner_in, R"({"name":"v"})").value(), "");
    EXPECT_FALSE(decoded(owner_in, R"({"owner":"bot"})"));
    EXPECT_EQ(decoded(caller_in, R"({"userName":"a9910000-0000-4000-8000-000000000001"})").value(),
              "a9910000-0000-4000-8000-000000000001");
    EXPECT_EQ(decoded(caller_in, R"({"applicationId":"x"})").value(), "x");
    EXPECT_FALSE(decoded(caller_in, R"({"id":"1"})"));
}

} // namespace
} // namespace canreach::actions
