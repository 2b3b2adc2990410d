#include <gtest/gtest.h>

#include "model/acl_levels.hpp"

namespace canreach {
namespace {

using enum ability;

TEST(AclLevels, FolderOrderIsAsPublished) { // case C89
    EXPECT_EQ(abilities_of(node_kind::folder, acl_level::can_edit), (mask{view, export_}));
}

TEST(AclLevels, WarehouseViewAndUseAreNotComparableAndMonitorIsBoth) { // case C91
    const auto viewing = abilities_of(node_kind::warehouse, acl_level::can_view);
    const auto using_it = abilities_of(node_kind::warehouse, acl_level::can_use);
    EXPECT_FALSE(viewing.contains(using_it));
    EXPECT_FALSE(using_it.contains(viewing));
    EXPECT_EQ(abilities_of(node_kind::warehouse, acl_level::can_monitor), viewing | using_it);
}

TEST(AclLevels, OwnerEqualsManageWhereAKindHasOwners) {
    for (const auto kind : {node_kind::job, node_kind::pipeline, node_kind::warehouse})
        EXPECT_EQ(abilities_of(kind, acl_level::is_owner), abilities_of(kind, acl_level::can_manage)) << word_of(kind);
}

TEST(AclLevels, ViewAndReadAreOneLevelUnderTwoSpellings) {
    EXPECT_EQ(abilities_of(node_kind::notebook, acl_level::can_view),
              abilities_of(node_kind::notebook, acl_level::can_read));
    EXPECT_EQ(abilities_of(node_kind::job, acl_level::can_read), abilities_of(node_kind::job, acl_level::can_view));
}

TEST(AclLevels, AForeignLevelGivesNothing) {
    EXPECT_TRUE(abilities_of(node_kind::job, acl_level::can_attach_to).empty());
    EXPECT_TRUE(abilities_of(node_kind::table, acl_level::can_manage).empty());
}

TEST(AclLevels, SecretScopesHaveTheirOwnWords) {
    EXPECT_EQ(acl_level_named(node_kind::secret_scope, "MANAGE"), acl_level::secret_manage);
    EXPECT_EQ(acl_level_named(node_kind::job, "MANAGE"), std::nullopt);
    EXPECT_TRUE(abilities_of(node_kind::secret_scope, acl_level::secret_write).has(read)); // case C95
}

TEST(AclLevels, TheTableReadsBothWays) {
    for (const auto kind : all_kinds()) {
        for (const auto what : all_abilities()) {
            mask giving;
            for (const auto level : all_acl_levels())
                if (abilities_of(kind, level).has(what)) giving.set(static_cast<unsigned>(level));
            EXPECT_EQ(levels_giving(kind, what), giving) << word_of(kind) << " " << name_of(what);
            EXPECT_EQ(abilities_on(kind).has(what), !giving.empty());
            if (giving.empty()) continue;
            const auto weakest = weakest_level_giving(kind, what);
            EXPECT_TRUE(giving.has(weakest));
            for (const auto level : all_acl_levels()) {
                if (!giving.has(level) || kind == node_kind::warehouse) continue;
                EXPECT_TRUE(abilities_of(kind, level).contains(abilities_of(kind, weakest)));
            }
        }
    }
    EXPECT_EQ(weakest_level_giving(node_kind::notebook, view), acl_level::can_read);
    EXPECT_EQ(weakest_level_giving(node_kind::job, view), acl_level::can_view);
    EXPECT_EQ(weakest_level_giving(node_kind::job, edit), acl_level::can_manage);
    EXPECT_TRUE(abilities_on(node_kind::table).empty());
}

TEST(AclLevels, AbilitiesHaveNamesAndOtherWords) {
    for (const auto what : all_abilities()) EXPECT_EQ(ability_named(name_of(what)), what);
    EXPECT_EQ(ability_named("CLONE"), export_);
    EXPECT_EQ(ability_named("VIEW QUERIES"), queries);
    EXPECT_EQ(ability_named("SELECT"), std::nullopt);
    for (const auto word : other_ability_words()) EXPECT_TRUE(ability_named(word));
}

TEST(AclLevels, EveryLevelNameIsReadBack) {
    for (const auto level : all_acl_levels()) {
        const auto kind = level >= acl_level::secret_read ? node_kind::secret_scope : node_kind::job;
        EXPECT_EQ(acl_level_named(kind, name_of(level)), level);
    }
}

} // namespace
} // namespace canreach
