#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "graph/dynamic_view.hpp"

namespace canreach::graph {
namespace {

struct view_text {
    std::string_view sql;
    std::vector<reader_call> calls;
};

TEST(DynamicView, FindsCallsOnTheReader) {
    for (const auto& [sql, calls] : std::vector<view_text>{
             {"SELECT * FROM t", {}},
             {"SELECT * FROM t WHERE owner = current_user()", {{"current_user", ""}}},
             {"SELECT * FROM t WHERE IS_MEMBER ( 'hr' ) OR is_member('hr')", {{"is_member", "hr"}}},
             {"CASE WHEN is_account_group_member(\"auditors\") THEN email ELSE 'x' END",
              {{"is_account_group_member", "auditors"}}},
             {"is_member('it''s') and is_member('a\\'b')", {{"is_member", "it's"}, {"is_member", "a'b"}}},
             {"-- is_member('hr')\nselect 1", {}},
             {"/* current_user() */ select 'is_member(1)', `session_user()`", {}},
             {"is_member/* of */('hr')", {{"is_member", "hr"}}},
             {"is_member(-- of\n'hr')", {{"is_member", "hr"}}},
             {"select current_user from t", {}},
             {"my_current_user()", {}},
             {"is_member(group_name)", {{"is_member", ""}}},
             {"session_user()", {{"session_user", ""}}},
             {"is_member('unclosed", {{"is_member", "unclosed"}}},
             {"is_member", {}},
             {"", {}},
         })
        EXPECT_EQ(calls_on_reader(sql), calls) << sql;
}

} // namespace
} // namespace canreach::graph
