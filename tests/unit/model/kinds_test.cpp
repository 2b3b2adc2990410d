#include <gtest/gtest.h>

#include <set>

#include "model/kinds.hpp"
#include "model/node.hpp"
#include "model/roles.hpp"

namespace canreach {
namespace {

TEST(Kinds, WordsAndNumbersAreReadBackAndUnique) {
    std::set<std::string_view> words;
    for (const auto kind : all_kinds()) {
        EXPECT_EQ(kind_of_word(word_of(kind)), kind);
        EXPECT_EQ(kind_of_number(static_cast<std::int64_t>(kind)), kind);
        EXPECT_TRUE(words.insert(word_of(kind)).second) << word_of(kind);
    }
    EXPECT_EQ(kind_of_word("no such kind"), std::nullopt);
    EXPECT_EQ(kind_of_number(9999), std::nullopt);
}

TEST(Kinds, FamiliesFollowTheAccessModel) {
    EXPECT_TRUE(is_principal(node_kind::recipient));
    EXPECT_EQ(family_of(node_kind::location), kind_family::unity);
    EXPECT_EQ(family_of(node_kind::any_file), kind_family::hive);
    EXPECT_EQ(family_of(node_kind::secret_scope), kind_family::object);
    EXPECT_EQ(family_of(node_kind::other), kind_family::unknown);
}

TEST(Kinds, KeysReadLikeTheCasesFile) {
    EXPECT_EQ(to_string(node_key{node_kind::table, "m1", "main.sales.orders"}), "table:main.sales.orders");
    EXPECT_EQ(to_string(node_key{node_kind::group, "7", "etl"}), "wgroup:7:etl");
    EXPECT_EQ(to_string(node_key{node_kind::hive_catalog, "7", ""}), "hms:7");
}

TEST(Roles, NamesAreReadBack) {
    for (const auto what : all_roles()) EXPECT_EQ(role_named(name_of(what)), what);
}

} // namespace
} // namespace canreach
