#include <gtest/gtest.h>

#include "crawler/pager.hpp"

namespace canreach::crawler {
namespace {

TEST(Pager, TakesOneReplyForP0) {
    pager pages(paging_style::single);
    EXPECT_EQ(pages.query(), "");
    EXPECT_FALSE(pages.advance({5, "ignored"}).value());
}

TEST(Pager, CountsWhatCameForScim) {
    pager pages(paging_style::scim_index);
    EXPECT_EQ(pages.query(), "startIndex=1&count=10000");
    EXPECT_TRUE(pages.advance({7, {}}).value()); // fewer than asked for says nothing about the end
    EXPECT_EQ(pages.query(), "startIndex=8&count=10000");
    EXPECT_TRUE(pages.advance({1, {}}).value());
    EXPECT_EQ(pages.query(), "startIndex=9&count=10000");
    EXPECT_FALSE(pages.advance({0, {}}).value());
}

TEST(Pager, FollowsTokensOverEmptyPages) {
    pager pages(paging_style::token);
    EXPECT_EQ(pages.query(), "");
    EXPECT_TRUE(pages.advance({0, "a+b/="}).value());
    EXPECT_EQ(pages.query(), "page_token=a%2Bb%2F%3D");
    EXPECT_FALSE(pages.advance({3, ""}).value());
}

TEST(Pager, AsksUnityForPagesFromTheStart) {
    pager pages(paging_style::unity);
    EXPECT_EQ(pages.query(), "max_results=0");
    EXPECT_TRUE(pages.advance({1, "t"}).value());
    EXPECT_EQ(pages.query(), "max_results=0&page_token=t");
}

TEST(Pager, StopsAtARepeatedToken) {
    pager pages(paging_style::token);
    EXPECT_TRUE(pages.advance({1, "t"}).value());
    const auto again = pages.advance({1, "t"});
    ASSERT_FALSE(again);
    EXPECT_TRUE(again.error().is(errc::malformed_reply));
    pager alternating(paging_style::token);
    EXPECT_TRUE(alternating.advance({1, "t"}).value());
    EXPECT_TRUE(alternating.advance({1, "u"}).value());
    EXPECT_TRUE(alternating.advance({1, "t"}).value()); // only twice in a row proves anything
}

TEST(Pager, StopsAtAMillionPages) {
    pager pages(paging_style::token);
    for (int i = 1; i < 1'000'000; ++i) ASSERT_TRUE(pages.advance({0, std::to_string(i)}));
    EXPECT_TRUE(pages.advance({0, "more"}).error().is(errc::limit_exceeded));
}

TEST(Pager, TellsRepeatedRows) {
    pager pages(paging_style::scim_index);
    EXPECT_TRUE(pages.is_new("1"));
    EXPECT_TRUE(pages.is_new("2"));
    EXPECT_FALSE(pages.is_new("1"));
    EXPECT_TRUE(pages.is_new(""));
    EXPECT_TRUE(pages.is_new(""));
}

} // namespace
} // namespace canreach::crawler
