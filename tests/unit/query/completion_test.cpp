#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "query/completion.hpp"
#include "test_account.hpp"

namespace canreach::query {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class Completion : public testing::Test {
protected:
    std::vector<std::string> of(std::string_view text) {
        auto made = complete(text, words_, in_.names(), 50);
        from_ = made.value().from;
        return made.value().candidates;
    }
    test::test_account in_{test::test_account::world()};
    vocabulary words_ = vocabulary::of(in_.names().privileges());
    std::size_t from_ = 0;
};

TEST_F(Completion, OpensASentence) {
    EXPECT_THAT(of("WH"), ElementsAre("WHAT", "WHICH", "WHO", "WHY"));
    EXPECT_EQ(from_, 0U);
    EXPECT_THAT(of("wh"), ElementsAre("what", "which", "who", "why"));
    EXPECT_THAT(of("WHO CAN SELECT main.sales.orders; SH"), ElementsAre("SHOW"));
}

TEST_F(Completion, KnowsVerbsOfSeveralWords) {
    EXPECT_THAT(of("WHO CAN SELE"), ElementsAre("SELECT", "SELECT FROM"));
    EXPECT_THAT(of("WHO CAN CREATE SCH"), Contains("SCHEMA"));
    EXPECT_THAT(of("who can drop t"), Contains("table"));
    EXPECT_THAT(of("WHO CAN READ ON EXTERNAL L"), Contains("LOCATION"));
}

TEST_F(Completion, OffersNamesAsTheyMustBeWritten) {
    EXPECT_THAT(of("WHO CAN SELECT main.sales.o"), Contains("main.sales.orders"));
    EXPECT_EQ(from_, 15U);
    EXPECT_THAT(of("SHOW MEMBERS OF GROUP account u"), Not(Contains("`account users`"))); // the blank ended the name
    EXPECT_THAT(of("SHOW MEMBERS OF GROUP `account u"), ElementsAre("`account users`"));
    EXPECT_EQ(from_, 22U);
}

TEST_F(Completion, OffersNothingInsideWhatNoNameBeginsWith) {
    EXPECT_THAT(of("WHO CAN SELECT zzz"), IsEmpty());
    EXPECT_THAT(of(""), Contains("who"));
}

TEST_F(Completion, PassesOnWhatTheCatalogSays) {
    in_.names().fail_from_now_on();
    EXPECT_FALSE(complete("WHO CAN SELECT m", words_, in_.names(), 50));
}

} // namespace
} // namespace canreach::query
