#include <gtest/gtest.h>

#include "graph/subject_set.hpp"

namespace canreach::graph {
namespace {

subject_set of(std::initializer_list<std::size_t> surely, std::initializer_list<std::size_t> maybe = {}) {
    subject_set set(100);
    for (const auto i : surely) set.add(i);
    bitset more(100);
    for (const auto i : maybe) more.set(i);
    if (maybe.size() != 0) set.may_add(more);
    return set;
}

TEST(SubjectSet, KeepsOneObjectWhileEverythingWasRead) {
    auto set = of({1, 70});
    set |= of({2});
    set &= of({1, 2});
    EXPECT_TRUE(set.complete());
    EXPECT_EQ(&set.surely(), &set.maybe());
    EXPECT_EQ(set.test(1), truth::yes());
    EXPECT_EQ(set.test(70), truth::no());
}

TEST(SubjectSet, CombinesBoundByBound) {
    auto both = of({1}, {2, 3});
    both &= of({1, 2}, {3});
    EXPECT_EQ(both.test(1), truth::yes());
    EXPECT_EQ(both.test(2), truth::unknown());
    EXPECT_EQ(both.test(3), truth::unknown());
    auto either = of({1});
    either |= of({}, {2});
    EXPECT_EQ(either.test(1), truth::yes());
    EXPECT_EQ(either.test(2), truth::unknown());
}

TEST(SubjectSet, FollowsACondition) {
    auto set = of({1});
    set.only_if(truth::unknown());
    EXPECT_EQ(set.test(1), truth::unknown());
    set.only_if(truth::no());
    EXPECT_EQ(set.test(1), truth::no());
    EXPECT_TRUE(set.complete());
}

} // namespace
} // namespace canreach::graph
