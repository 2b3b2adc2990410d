#include <gtest/gtest.h>

#include "model/privileges.hpp"

namespace canreach {
namespace {

TEST(Mask, IsASetOf128Bits) {
    mask set{privilege::select, privilege::all_privileges};
    set.set(100);
    EXPECT_EQ(set.count(), 3);
    EXPECT_TRUE(set.has(privilege::all_privileges));
    EXPECT_TRUE(set.has(100U));
    EXPECT_TRUE((mask{privilege::select}).empty() == false && set.contains(mask{privilege::select}));
    std::vector<unsigned> bits;
    set.for_each([&](unsigned bit) { bits.push_back(bit); });
    EXPECT_EQ(bits, (std::vector<unsigned>{2, 63, 100}));
}

TEST(Privileges, NamesAreReadBackInEverySpelling) {
    for (const auto what : all_privileges()) EXPECT_EQ(privilege_named(name_of(what)), what);
    EXPECT_EQ(privilege_named("use catalog"), privilege::use_catalog);
    EXPECT_EQ(privilege_named(" All  Privileges "), privilege::all_privileges);
    EXPECT_EQ(privilege_named("USE"), std::nullopt);
}

TEST(Privileges, RulesNameOnlyWordZero) {
    EXPECT_LT(static_cast<unsigned>(privilege::usage), 63U);
    EXPECT_EQ(static_cast<unsigned>(privilege::all_privileges), 63U);
}

TEST(PrivilegeDictionary, LearnsUnknownNamesOnceAndReadsThemBack) {
    privilege_dictionary names;
    EXPECT_EQ(names.learn("SELECT"), static_cast<unsigned>(privilege::select));
    const auto first = names.learn("CREATE_TELEPORT");
    EXPECT_EQ(names.learn("create teleport"), first);
    EXPECT_EQ(names.name_of_bit(first), "CREATE_TELEPORT");

    privilege_dictionary restored;
    for (const auto& [bit, name] : names.learned()) restored.restore(bit, name);
    EXPECT_EQ(restored.find("CREATE_TELEPORT"), first);
}

TEST(PrivilegeDictionary, RunsOverIntoOneSharedBit) {
    privilege_dictionary names;
    for (unsigned i = first_learned_privilege_bit; i < overflow_privilege_bit; ++i)
        names.learn("NEW_" + std::to_string(i));
    EXPECT_EQ(names.learn("ONE_TOO_MANY"), overflow_privilege_bit);
}

} // namespace
} // namespace canreach
