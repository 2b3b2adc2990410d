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
#include "tests/support/one_by_one.hpp"
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
          R"({"members":[{"value":"1"}]} )",
          R"({"members":[{"value":"\u00e9\u20ac\uD83D\ude00\/\"\\\b\f\r\t\u0000","display":"\u0022"}]})",
          "{\"members\":[{\"value\":\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\x7F\",\"$ref\":\"Users/\xC3\xA9\"}]}",
          " \t\r\n{ \"members\" : [ { \"value\" : \"1\" , \"a\" : [ ] , \"b\" : { } } , 1 , -0.5e-3 ] } \n",
          R"({"members":[{"value":0},{"value":-0.0},{"value":12E3},{"value":-9223372036854775808},{"value":1e999}]})",
          R"({"members":[{"value":"a text that is longer than sixteen bytes, \u0061nd then some more of the same"}]})"})
        expect_same(body);
}

TEST(Members, FailAsDocumentsDo) {
    std::string deep = R"({"members":[)";
    for (int i = 0; i < 100; ++i) deep += R"({"a":)";
    for (const std::string& body : {std::string{},
                                    std::string("nul"),
                                    std::string(R"({"members":[)"),
                                    std::string(R"({"members":[{"value":"1"}]})x"),
          std::string("{}{}"), deep, std::string("\xff\xfe"), std::string(R"({"members":[{"value":"\ud800"}]})"),
                                    std::string(R"({"members":[{"value":"1"},)"),
                                    std::string(R"({"members":[{"value":01}]})"),
                                    std::string(R"({"members":[{"value":"1",}]})"),
                                    std::string(R"({"members":[1,]})"),
                                    std::string("{,}"),
                                    std::string("[,]"),
                                    std::string("{\"a\"}"),
                                    std::string("{\"a\":}"),
                                    std::string("{\"a\" 1}"),
                                    std::string("{\"a\":1 2}"),
                                    std::string("{\"a\":[}"),
                                    std::string("[1]]"),
                                    std::string("{1:2}"),
                                    std::string("tru"),
                                    std::string("truE"),
                                    std::string("nullx"),
                                    std::string("+1"),
                                    std::string("-"),
                                    std::string("1."),
                                    std::string("1e"),
                                    std::string("1-2"),
                                    std::string("\"\t\""),
                                    std::string("\"a"),
                                    std::string("\"\\x\""),
                                    std::string("\"\\u12g4\""),
                                    std::string("\"\\udc00\""),
                                    std::string("\"\\ud800\\u0041\""),
                                    std::string("\"\\ud800a\""),
                                    std::string("\"\\ud800\\n\""),
                                    std::string("\"\x80\""),
                                    std::string("\"\xC0\x80\""),
                                    std::string("\"\xE0\x80\x80\""),
                                    std::string("\"\xED\xA0\x80\""),
                                    std::string("\"\xF4\x90\x80\x80\""),
                                    std::string("\"\xF5\x80\x80\x80\""),
                                    std::string("\"\xC3\""),
                                    std::string("\"\xE2\x82\""),
                                    std::string("\xEF\xBB\xBF{}"),
                                    std::string("// a\n{}"),
                                    std::string("{} {}")}) {
        SCOPED_TRACE(body);
        for (const auto make : {stream_group_members, stream_direct_members}) {
            for (const std::size_t step : {1U, 3U, 0U}) {
                const auto page = streamed_page(make, body, contexts[0], step);
                ASSERT_FALSE(page);
                EXPECT_TRUE(page.error().is(errc::malformed_reply));
            }
        }
        EXPECT_FALSE(support::decoded(decode_group_members, body, contexts[0]));
    }
}

/// As deep as documents may be, and one deeper; bytes of all kinds changed in a good body.
TEST(Members, AreTakenAndLeftAsDocumentsAre) {
    for (const int depth : {31, 32, 33, 64}) {
        const auto body =
            std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
        EXPECT_EQ(support::decoded(decode_group_members, R"({"a":)" + body + "}", contexts[0]).has_value(),
                  streamed_page(stream_group_members, R"({"a":)" + body + "}", contexts[0], 5).has_value())
            << depth;
    }
    const std::string good =
        "{\"members\":[{\"value\":\"1\\u00e9\\ud83d\\ude00 \xC3\xA9\xF0\x9F\x98\x80\",\"a\":[true,null,"
        "-1.5e3]}],\"b\":{\"c\":false}}";
    std::mt19937_64 random(11);
    constexpr std::string_view odd = "\"\\{}[],:0189-+.eEtrufalsn \t\n\x01\x7F\x80\xBF\xC2\xE0\xED\xF0\xF4\xFF"
                                     "dD8";
    for (int round = 0; round < 40'000; ++round) {
        auto body = good;
        for (auto i = random() % 3 + 1; i > 0; --i) body[random() % body.size()] = odd[random() % odd.size()];
        const auto document = support::decoded(decode_group_members, body, contexts[0]);
        const auto streamed = streamed_page(stream_group_members, body, contexts[0], random() % 9);
        ASSERT_EQ(document.has_value(), streamed.has_value()) << body;
        if (document) {
            ASSERT_EQ(difference_of(document, streamed), "") << body;
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
    const auto facts = support::one_by_one(page->rows[0].facts);
    ASSERT_EQ(facts.size(), 20'000U);
    EXPECT_EQ(std::get<member_fact>(facts.back()).member.text, "19999");
}

} // namespace
} // namespace canreach::crawler
