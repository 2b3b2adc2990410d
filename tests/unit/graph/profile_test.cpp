#include <gtest/gtest.h>

#include <set>

#include "graph/profile.hpp"

namespace canreach::graph {
namespace {

TEST(Profile, StartsAsCurrent) {
    const rule_profile fresh;
    EXPECT_EQ(fresh, rule_profile::named("current"));
    EXPECT_EQ(fresh.get<manage_usage>(), manage_usage::strict);
    EXPECT_EQ(fresh.get<hive_rules>(), hive_rules::current);
    EXPECT_EQ(fresh.get<betas>(), betas::on);
}

TEST(Profile, CompositesSettleEverySwitch) {
    const auto widest = rule_profile::named("widest").value();
    EXPECT_EQ(widest.get<manage_usage>(), manage_usage::reduced);
    EXPECT_EQ(widest.get<drop_by_metastore_admin>(), drop_by_metastore_admin::all);
    EXPECT_EQ(widest.get<hive_rules>(), hive_rules::either);
    EXPECT_EQ(widest.get<hive_view_chain>(), hive_view_chain::off);
    const auto narrowest = rule_profile::named("narrowest").value();
    EXPECT_EQ(narrowest.get<hive_rules>(), hive_rules::both);
    EXPECT_EQ(narrowest.get<hive_deny_owner>(), hive_deny_owner::deny_wins);
    EXPECT_EQ(narrowest.get<hive_deny_admin>(), hive_deny_admin::deny_wins);
    EXPECT_EQ(narrowest.get<unassigned_groups>(), unassigned_groups::none);
}

TEST(Profile, NamesAreForgiving) {
    EXPECT_EQ(rule_profile::named("HIVE 3-1"), rule_profile::named("hive_3_1"));
    EXPECT_EQ(rule_profile::named("hive_3_1")->get<hive_rules>(), hive_rules::hive_3_1);
}

TEST(Profile, SwitchesCanBeSetOneByOne) {
    const auto two = rule_profile::named("Hive_Deny_Owner = deny wins, manage_usage=reduced");
    ASSERT_TRUE(two);
    EXPECT_EQ(two->get<hive_deny_owner>(), hive_deny_owner::deny_wins);
    EXPECT_EQ(two->get<manage_usage>(), manage_usage::reduced);
    EXPECT_EQ(two->get<hive_deny_admin>(), hive_deny_admin::admin_wins);
    EXPECT_TRUE(rule_profile::named("external_source=membership source, then externalId, betas=off"));
    EXPECT_FALSE(rule_profile::named("hive=either")) << "only a composite may say that";
    for (const auto* wrong : {"", "hive", "hive=", "=current", "hive=newest", "betas=on,", "betas=on,,hive=current"})
        EXPECT_FALSE(rule_profile::named(wrong)) << wrong;
}

TEST(Profile, EveryNameIsTaken) {
    std::set<std::string> seen;
    for (const auto& name : profile_names()) {
        EXPECT_TRUE(seen.insert(name).second) << name;
        EXPECT_TRUE(rule_profile::named(name)) << name;
    }
    for (std::size_t i = 0; i < switch_rows().size(); ++i)
        EXPECT_EQ(static_cast<std::size_t>(switch_rows()[i].which), i) << switch_rows()[i].name;
}

TEST(Profile, RemembersWhatARuleLookedAt) {
    switches_seen seen;
    EXPECT_TRUE(seen.none());
    seen.add(profile_switch::betas);
    EXPECT_TRUE(seen.has(profile_switch::betas));
    EXPECT_FALSE(seen.has(profile_switch::hive));
    EXPECT_FALSE(seen.none());
}

} // namespace
} // namespace canreach::graph
