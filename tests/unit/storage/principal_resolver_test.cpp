#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/principal_resolver.hpp"

namespace canreach::storage {
namespace {

using ref = principal_ref;
constexpr auto user = node_kind::user;
constexpr auto sp = node_kind::service_principal;
constexpr auto group = node_kind::group;

/// Principals of the tables below, by number.
enum : std::uint32_t {
    alice,
    bob_old,
    bob,
    guest,
    bot,
    analysts,
    local_analysts,
    everybody,
    users_1,
    admins_1,
    shouting,
    home,
    away
};

std::vector<known_principal> principals() {
    return {
        {alice, {user, "", "101"}, "Alice@Example.com", "", "x-1", false},
        {bob_old, {user, "", "102"}, "bob@example.com", "", "", true},
        {bob, {user, "", "103"}, "bob@example.com", "", "", false},
        {guest, {user, "", "104"}, "eve_x@partner.com", "", "", false},
        {bot, {sp, "", "201"}, "etl bot", "5d3e24f1-0000-4000-8000-00000000000a", "", false},
        {analysts, {group, "", "301"}, "analysts", "", "", false},
        {local_analysts, {group, "1001", "401"}, "analysts", "", "", false},
        {everybody, {group, "", "account users"}, "account users", "", "", false},
        {users_1, {group, "1001", "users"}, "users", "", "", false},
        {admins_1, {group, "1001", "admins"}, "admins", "", "", false},
        {shouting, {group, "", "302"}, "OPS", "", "", false},
        {home, {user, "", "105"}, "zoe@partner.com", "", "g-1", false},
        {away, {user, "", "106"}, "zoe_partner.com#EXT#@tenant.onmicrosoft.com", "", "g-1", false},
    };
}

TEST(PrincipalResolver, FindsWhoIsMeant) {
    struct row {
        const char* what;
        principal_ref who;
        std::uint32_t expected;
    };
    const std::vector<row> rows{
        {"user by e-mail", ref::named("Alice@Example.com"), alice},
        {"by the directory's id", ref::with_external_id("x-1", user), alice},
        {"a guest by the directory's id, the ordinary spelling first", ref::with_external_id("g-1"), home},
        {"in any letter case", ref::named("ALICE@example.COM"), alice},
        {"the active one of two", ref::named("bob@example.com"), bob},
        {"from a workspace", ref::named_in("1001", "alice@example.com"), alice},
        {"user told as such", ref::named("alice@example.com", user), alice},
        {"guest as a workspace spells it", ref::named_in("1001", "eve_x_partner.com#EXT#@tenant.onmicrosoft.com"),
         guest},
        {"guest in other letters", ref::named("EVE_X_PARTNER.COM#ext#@tenant"), guest},
        {"guest that is a user of its own", ref::named("zoe_partner.com#EXT#@tenant.onmicrosoft.com"), away},
        {"service principal by application id", ref::named("5D3E24F1-0000-4000-8000-00000000000A"), bot},
        {"told as such", ref::named_in("1001", "5d3e24f1-0000-4000-8000-00000000000a", sp), bot},
        {"account group", ref::named("analysts"), analysts},
        {"local group first in its workspace", ref::named_in("1001", "analysts"), local_analysts},
        {"account group from another workspace", ref::named_in("1002", "analysts"), analysts},
        {"group in other letters", ref::named("ops"), shouting},
        {"account users", ref::named("account users"), everybody},
        {"system group of a workspace", ref::named_in("1001", "users"), users_1},
        {"admins of a workspace", ref::named_in("1001", "admins", group), admins_1},
        {"alias of admins (M5)", ref::named("_workspace_admins_prod_1001"), admins_1},
        {"alias of users (M5)", ref::named("_workspace_users_workspace_1001"), users_1},
        {"key", ref::to({group, "", "301"}), analysts},
        {"key of a local group", ref::to({group, "1001", "401"}), local_analysts},
        {"id of a user", ref::with_id("101"), alice},
        {"id of a service principal", ref::with_id("201"), bot},
        {"id of an account group", ref::with_id("301"), analysts},
        {"id of a group within a workspace", {ref::form::id, group, "1001", "401"}, local_analysts},
        {"id of an account group within a workspace", {ref::form::id, group, "1001", "301"}, analysts},
        {"id of a user within a workspace", {ref::form::id, node_kind::other, "1001", "101"}, alice},
    };
    const principal_resolver resolver{principals()};
    for (const auto& [what, who, expected] : rows) {
        SCOPED_TRACE(what);
        const auto found = resolver.resolve(who);
        const auto* number = std::get_if<std::uint32_t>(&found);
        ASSERT_NE(number, nullptr) << std::get<unresolved_principal>(found).key.id;
        EXPECT_EQ(*number, expected);
    }
}

TEST(PrincipalResolver, MakesAPrincipalOfWhateverNothingAnswersTo) {
    struct row {
        const char* what;
        principal_ref who;
        unresolved_principal expected;
    };
    const std::vector<row> rows{
        {"e-mail", ref::named("Gone@example.com"), {{user, "", "name:gone@example.com"}, "Gone@example.com"}},
        {"application id",
         ref::named("00000000-0000-4000-8000-00000000000A"),
         {{sp, "", "name:00000000-0000-4000-8000-00000000000a"}, "00000000-0000-4000-8000-00000000000A"}},
        {"other name", ref::named("Old Team"), {{group, "", "name:Old Team"}, "Old Team"}},
        {"name of a kind that is told", ref::named("x@y", group), {{group, "", "name:x@y"}, "x@y"}},
        {"group of a workspace", ref::named_in("1001", "old"), {{group, "1001", "name:old"}, "old"}},
        {"user of a workspace", ref::named_in("1001", "a@b"), {{user, "", "name:a@b"}, "a@b"}},
        {"local group in Unity Catalog", ref::named("admins"), {{group, "", "name:admins"}, "admins"}},
        {"alias in a workspace (M5)",
         ref::named_in("1001", "_workspace_users_workspace_1001"),
         {{group, "1001", "name:_workspace_users_workspace_1001"}, "_workspace_users_workspace_1001"}},
        {"alias of an unknown workspace",
         ref::named("_workspace_users_workspace_9"),
         {{group, "", "name:_workspace_users_workspace_9"}, "_workspace_users_workspace_9"}},
        {"alias without a workspace id",
         ref::named("_workspace_admins_x"),
         {{group, "", "name:_workspace_admins_x"}, "_workspace_admins_x"}},
        {"service principal by display name", ref::named("etl bot"), {{group, "", "name:etl bot"}, "etl bot"}},
        {"group named as a user", ref::named("analysts", user), {{user, "", "name:analysts"}, "analysts"}},
        {"deleted principal", ref::with_id("999"), {{user, "", "999"}, "(deleted principal 999)"}},
        {"deleted group", {ref::form::id, group, "1001", "999"}, {{group, "", "999"}, "(deleted principal 999)"}},
        {"unknown key", ref::to({group, "1001", "9"}), {{group, "1001", "9"}, "(deleted principal 9)"}},
        {"empty name", ref::named(""), {{group, "", "name:"}, ""}},
        {"half a guest", ref::named("_#EXT#@t"), {{user, "", "name:_#ext#@t"}, "_#EXT#@t"}},
    };
    const principal_resolver resolver{principals()};
    for (const auto& [what, who, expected] : rows) {
        SCOPED_TRACE(what);
        const auto found = resolver.resolve(who);
        ASSERT_TRUE(std::holds_alternative<unresolved_principal>(found)) << std::get<std::uint32_t>(found);
        const auto& got = std::get<unresolved_principal>(found);
        EXPECT_EQ(got, expected) << to_string(got.key) << " " << got.name;
    }
}

TEST(PrincipalResolver, GuestsWithOneExternalIdAreOneUser) {
    using pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
    const auto of = [](std::vector<known_principal> list) { return principal_resolver{std::move(list)}.same_users(); };
    EXPECT_EQ(of(principals()), (pairs{{away, home}}));
    const known_principal a{0, {user, "", "1"}, "zoe@partner.com", "", "g", false};
    const known_principal b{1, {user, "", "2"}, "zoe_partner.com#EXT#@t", "", "g", false};
    // Both with the ordinary spelling: two users of one directory entry stay two.
    auto two = b;
    two.name = "zoe@elsewhere.com";
    EXPECT_EQ(of({a, two}), pairs{});
    auto other_id = b;
    other_id.external_id = "h";
    EXPECT_EQ(of({a, other_id}), pairs{});
    auto no_ids = std::vector{a, b};
    for (auto& one : no_ids) one.external_id.clear();
    EXPECT_EQ(of(no_ids), pairs{});
    // The e-mail has changed since: the directory id decides.
    auto renamed = a;
    renamed.name = "zoe.new@partner.com";
    EXPECT_EQ(of({renamed, b}), (pairs{{1, 0}}));
    // Two candidates, neither with that e-mail: no way to tell.
    two.number = 2;
    two.key.id = "3";
    EXPECT_EQ(of({renamed, two, b}), pairs{});
}

TEST(PrincipalResolver, PrincipalsWithoutNamesAnswerToIdsOnly) {
    const principal_resolver resolver{
        {{7, {user, "", "5"}, "", "", "", false}, {8, {group, "", "6"}, "", "", "", false}}};
    EXPECT_EQ(std::get<std::uint32_t>(resolver.resolve(ref::with_id("5"))), 7U);
    EXPECT_TRUE(std::holds_alternative<unresolved_principal>(resolver.resolve(ref::named(""))));
}

} // namespace
} // namespace canreach::storage
