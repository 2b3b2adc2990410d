// Members are read as a stream; a document of the same body is the slow, obvious version.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/decode/members.hpp"
#include "tests/support/decoded.hpp"
#include "tests/support/streamed_page.hpp"

namespace canreach::crawler {
namespace {

using support::difference_of;
using support::streamed_page;

const std::array contexts{decode_context{"acc", "", "", {node_kind::group, "", "5"}},
                          decode_context{"acc", "77", "", {node_kind::group, "77", "9"}}};

void expect_same(std::string_view body) {
    for (const auto& context : contexts)
        for (const std::size_t step : {1U, 2U, 7U, 0U}) {
            EXPECT_EQ(difference_of(support::decoded(decode_group_members, body, context),
                                    streamed_page(stream_group_members, body, context, step)),
                      "")
                << "a whole group, in steps of " << step << ": " << body;
            EXPECT_EQ(difference_of(support::decoded(decode_direct_members, body, context),
                                    streamed_page(stream_direct_members, body, context, step)),
                      "")
                << "a page, in steps of " << step << ": " << body;
        }
}

TEST(Members, AreReadAsAStreamLikeByADocument) {
    for (const auto* body :
         {R"({})",
          R"({"members":null,"direct_group_members":null})",
          R"({"members":[]})",
          R"([])",
          R"(5)",
          R"("x")",
          R"({"members":5,"direct_group_members":"x"})",
          R"({"members":{},"direct_group_members":{}})",
          R"({"members":[{"value":"1","$ref":"Users/1"},{"value":2,"$ref":"https://h/scim/v2/Groups/2"}]})",
          R"({"members":[{"$ref":"ServicePrincipals/3"},{"value":"4"},{"value":"6","$ref":"Robots/6"},{"$ref":"x"}]})",
          R"({"members":[7,"x",null,true,1.5,[],[{"value":"1"}],{}],"direct_group_members":[7,"x",null,[],{}]})",
          R"({"members":[{"value":{"value":"1"},"$ref":"Users/8"},{"value":["1"],"$ref":["Users/8"]}]})",
          R"({"members":[{"value":18446744073709551615},{"value":-0},{"value":1e2},{"value":true},{"value":null}]})",
          R"({"members":[{"value":"1","value":"2"},{"value":"3","value":null},{"value":{"value":"4"},"value":5}]})",
          R"({"members":[{"value":"1"}],"members":[{"value":"2"}]})",
          R"({"members":[{"value":"1"}],"members":5})",
          R"({"members":5,"members":[{"value":"2"}]})",
          R"({"members":[{"value":"1"}],"members":null})",
          R"({"a":{"members":[{"value":"1"}]},"b":[[{"members":[{"value":"1"}]}]]})",
          R"({"members":[{"\u0076alue":"\u0031\n","$ref":"\u0055sers/1"}]})",
          R"({"direct_group_members":[{"principal_id":1,"principal_type":"USER"},{"principal_type":"USER"},
              {"principal_id":"2","principal_type":"GROUP"},{"principal_id":3,"principal_type":"SERVICE_PRINCIPAL"},
              {"principal_id":4},{"principal_id":6,"principal_type":7}],"next_page_token":"n"})",
          R"({"next_page_token":"n","direct_group_members":[{"principal_id":"1"}]})",
          R"({"next_page_token":7})",
          R"({"next_page_token":null})",
          R"({"next_page_token":7,"next_page_token":"n"})",
          R"({"next_page_token":{"next_page_token":"n"}})",
          R"({"members":[{"value":"1"}]} )"})
        expect_same(body);
}

TEST(Members, FailAsDocumentsDo) {
    std::string deep = R"({"members":[)";
    for (int i = 0; i < 100; ++i) deep += R"({"a":)";
    for (const std::string& body :
         {std::string{}, std::string("nul"), std::string(R"({"members":[)"),
          std::string(R"({"members":[{"value":"1"}]})x"),
          std::string("{}{}"), deep, std::string("\xff\xfe"), std::string(R"({"members":[{"value":"\ud800"}]})"),
          std::string(R"({"members":[{"value":"1"},)"), std::string(R"({"members":[{"value":01}]})")}) {
        SCOPED_TRACE(body);
        for (const auto make : {stream_group_members, stream_direct_members}) {
            const auto page = streamed_page(make, body, contexts[0], 3);
            ASSERT_FALSE(page);
            EXPECT_TRUE(page.error().is(errc::malformed_reply));
        }
    }
}

/// Bodies that are nearly what the platform sends.
class odd_bodies {
public:
    explicit odd_bodies(std::uint64_t seed) : random_(seed) {}

    std::string one() {
        std::string made = "{";
        for (int i = below(4); i >= 0; --i) made += fmt::format("{}:{},", name(), i == 1 ? list() : value(0));
        made += fmt::format("{}:{}", any(std::array{R"("members")", R"("direct_group_members")"}), list());
        return made + "}";
    }

private:
    int below(int end) { return static_cast<int>(random_() % static_cast<std::uint64_t>(end)); }
    template <std::size_t count>
    std::string any(const std::array<const char*, count>& of) {
        return of[static_cast<std::size_t>(below(count))];
    }
    std::string name() {
        return any(std::array{R"("value")", R"("$ref")", R"("principal_id")", R"("principal_type")", R"("members")",
                              R"("direct_group_members")", R"("next_page_token")", R"("display")", R"("")"});
    }
    std::string value(int depth) {
        switch (below(depth > 3 ? 6 : 8)) {
        case 0: return any(std::array{"null", "true", "false", "1.5", "-3", "0", "18446744073709551616"});
        case 1: return std::to_string(random_());
        case 2: return any(std::array{R"("USER")", R"("GROUP")", R"("SERVICE_PRINCIPAL")", R"("")", R"("n")"});
        case 3: return any(std::array{R"("Users/1")", R"("https://h/Groups/2/")", R"("ServicePrincipals/")", R"("/")"});
        case 4:
        case 5: return fmt::format(R"("{}")", random_() % 1000);
        case 6: return object(depth + 1);
        default: return list();
        }
    }
    std::string object(int depth) {
        std::string made = "{";
        for (int i = below(4); i > 0; --i) made += fmt::format("{}:{},", name(), value(depth));
        return made + fmt::format("{}:{}}}", name(), value(depth + 1));
    }
    std::string list() {
        std::string made = "[";
        for (int i = below(6); i > 0; --i) made += (below(5) == 0 ? value(3) : object(2)) + ",";
        return made + object(3) + "]";
    }
    std::mt19937_64 random_;
};

TEST(Members, OfOddBodiesAreTheSameEitherWay) {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        SCOPED_TRACE(seed);
        expect_same(odd_bodies(seed).one());
        if (HasFailure()) return;
    }
}

TEST(Members, OfManyThousandsAreReadInOneGo) {
    std::string body = R"({"members":[{"value":"0","$ref":"Users/0"})";
    for (int i = 1; i < 20'000; ++i) body += fmt::format(R"(,{{"value":"{0}","$ref":"Users/{0}"}})", i);
    const auto page = streamed_page(stream_group_members, body + "]}", contexts[0], 16'384);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->rows.size(), 1U);
    EXPECT_EQ(page->summary.items, 20'000U);
    ASSERT_EQ(page->rows[0].facts.size(), 20'000U);
    EXPECT_EQ(std::get<member_fact>(page->rows[0].facts.back()).member.text, "19999");
}

} // namespace
} // namespace canreach::crawler
