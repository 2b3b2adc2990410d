#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "simulator/world_file.hpp"

namespace canreach::simulator {
namespace {

constexpr std::string_view one_case =
    R"({"id": "C1", "world": {"grants": [["user:ann", "catalog:main", ["SELECT"]]]},
        "question": {"ask": "can", "principal": "user:bob", "on": "table:main.sales.orders", "action": "SELECT"}})";

TEST(WorldFile, IsAWorldByItself) {
    const auto made = read_world_file(R"({"grants": [["user:ann", "catalog:main", ["SELECT"]]]})");
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_TRUE(made->keys.contains("user:ann"));
    EXPECT_FALSE(made->keys.contains("table:main.sales.orders"));
}

TEST(WorldFile, OfACaseHoldsWhatItsQuestionNames) {
    const auto made = read_world_file(one_case);
    ASSERT_TRUE(made) << made.error().to_string();
    for (const auto* name : {"user:ann", "user:bob", "schema:main.sales", "table:main.sales.orders"})
        EXPECT_TRUE(made->keys.contains(name)) << name;
}

TEST(WorldFile, OfManyCasesOneIsChosen) {
    const auto list = "[" + std::string(one_case) + R"(, {"id": "C2", "world": {}}])";
    EXPECT_TRUE(read_world_file(list, "C1")->keys.contains("user:bob"));
    EXPECT_FALSE(read_world_file(list, "C2")->keys.contains("user:bob"));
}

TEST(WorldFile, MistakesAreTold) {
    struct mistake {
        std::string_view text;
        std::string_view id;
        errc code;
        std::string_view says;
    };
    for (const auto& [text, id, code, says] : std::vector<mistake>{
             {"[1, {}]", "", errc::bad_input, "2 worked cases; say which one with --case ID"},
             {"[]", "", errc::bad_input, "a list without any worked case"},
             {"[1, {}]", "C9", errc::not_found, "no worked case has the id `C9`"},
             {"{}", "C9", errc::bad_input, "leave --case out"},
             {R"({"world": []})", "", errc::bad_input, "holds its `world` as a JSON object"},
             {R"({"world": {}, "question": 1})", "", errc::bad_input, "is a JSON object"},
             {R"({"id": "C1", "world": {"grant": []}})", "", errc::bad_input, "C1"},
             {"{", "", errc::bad_input, "no JSON"},
             {"1", "", errc::bad_input, "no JSON object"},
         }) {
        const auto made = read_world_file(text, id);
        ASSERT_FALSE(made) << text;
        EXPECT_EQ(made.error().code, code) << text;
        EXPECT_NE(made.error().to_string().find(says), std::string::npos) << made.error().to_string();
    }
}

} // namespace
} // namespace canreach::simulator
