// What is taken from those who join a group (E5 with H3, M10, U17, U18): it counts for whoever needs the group, and for
// nobody else (access-model §2.12).
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/cases/path_case.hpp"

namespace canreach {
namespace {

using graph::verdict;

/// gil, a user in prod who owns nothing. Groups `a` and `b` are his to manage.
std::string gil_manages(std::string_view grants, std::string_view owners, std::string_view more) {
    return R"({"assign": [["user:gil", "ws:prod", "USER"], ["group:visitors", "ws:prod", "USER"]],
        "roles": [["user:gil", "group:a", "group.manager"], ["user:gil", "group:b", "group.manager"]],
        "grants": [)" +
           std::string(grants) + R"(], "owners": [)" + std::string(owners) + "], " + std::string(more) + "}";
}

/// A question of gil's that joining answers, or does not.
path_case asked(std::string name, std::string world, std::string action, std::string on, verdict how,
                std::string profile = {}) {
    const bool reached = how == verdict::yes;
    return {std::move(name),
            std::move(world),
            "user:gil",
            std::move(action),
            how,
            reached ? 1U : 0U,
            reached ? std::vector<std::string>{"E5"} : std::vector<std::string>{},
            std::move(on),
            std::move(profile)};
}

const std::string hive_table = "htable:prod:sales.orders";
const std::string a_reads = R"(["group:a", "hms:prod", ["SELECT", "USAGE"]])";
const std::string olga_owns = R"(["user:olga", "htable:prod:sales.orders"])";

/// Reading a table in Hive, which group `a` may.
path_case reading(std::string name, std::string_view more, verdict how) {
    return asked(std::move(name), gil_manages(a_reads, olga_owns, more), "SELECT", hive_table, how);
}

/// The same where other groups may.
path_case reading_by(std::string name, std::string_view grants, std::string_view more, verdict how) {
    return asked(std::move(name), gil_manages(grants, olga_owns, more), "SELECT", hive_table, how);
}

std::vector<path_case> hive_cases() {
    const std::string owning = gil_manages({}, R"(["group:owning", "htable:prod:sales.orders"])",
                                           R"("members": [["group:a", "group:owning"]],
        "denies": [["group:a", "htable:prod:sales.orders", ["SELECT"]]])");
    const auto with_usage = [](std::string world) {
        const std::string_view grants = "\"grants\": [";
        world.insert(world.find(grants) + grants.size(), R"(["user:gil", "hms:prod", ["USAGE"]])");
        return world;
    };
    return {
        reading("NothingIsDenied", R"("denies": [])", verdict::yes),
        reading("TheGroupThatIsNeededIsDenied", R"("denies": [["group:a", "htable:prod:sales.orders", ["SELECT"]]])",
                verdict::no),
        reading("AnotherPrivilegeIsDenied", R"("denies": [["group:a", "htable:prod:sales.orders", ["MODIFY"]]])",
                verdict::yes),
        reading("AnotherGroupIsDeniedAndLeftOut", R"("denies": [["group:b", "hschema:prod:sales", ["SELECT"]]])",
                verdict::yes),
        reading("UsageIsDeniedToTheGroup", R"("denies": [["group:a", "hschema:prod:sales", ["USAGE"]]])", verdict::no),
        reading("AGroupAroundItIsDenied",
                R"("members": [["group:a", "group:outer"]], "denies": [["group:outer", "hms:prod", ["SELECT"]]])",
                verdict::no),
        reading(
            "ALocalGroupAroundItIsDenied",
            R"("members": [["group:a", "wgroup:prod:guests"]], "denies": [["wgroup:prod:guests", "hms:prod", ["SELECT"]]])",
            verdict::no),
        reading("OneIsDeniedAlready", R"("denies": [["user:gil", "htable:prod:sales.orders", ["SELECT"]]])",
                verdict::no),
        reading("OneIsInTheDeniedGroupAlready",
                R"("members": [["user:gil", "group:b"]], "denies": [["group:b", "hms:prod", ["SELECT"]]])",
                verdict::no),
        reading("WhetherItIsDeniedIsNotKnown", R"("not_crawled": ["htable:prod:sales.orders"])", verdict::unknown),
        asked("TheRoleComesThroughADeniedGroup",
              R"({"assign": [["user:gil", "ws:prod", "USER"]], "grants": [["group:c", "hms:prod", ["SELECT", "USAGE"]]],
                  "owners": [["user:olga", "htable:prod:sales.orders"]],
                  "roles": [["user:gil", "group:b", "group.manager"], ["group:b", "group:c", "group.manager"]],
                  "denies": [["group:b", "htable:prod:sales.orders", ["SELECT"]]]})",
              "SELECT", hive_table, verdict::no),
        asked("WhoeverComesInIsDenied",
              R"({"assign": [["group:a", "ws:prod", "USER"]], "grants": [["group:a", "hms:prod", ["SELECT", "USAGE"]]],
                  "owners": [["user:olga", "htable:prod:sales.orders"]],
                  "roles": [["user:gil", "group:a", "group.manager"]],
                  "denies": [["builtin:prod:users", "hms:prod", ["SELECT"]]]})",
              "SELECT", hive_table, verdict::no),
        asked("WhoeverComesInAsAnAdminIsNot",
              R"({"assign": [["group:a", "ws:prod", "ADMIN"]], "owners": [["user:olga", "htable:prod:sales.orders"]],
                  "roles": [["user:gil", "group:a", "group.manager"]],
                  "denies": [["builtin:prod:users", "hms:prod", ["SELECT"]]]})",
              "SELECT", hive_table, verdict::yes),
        reading_by("AnotherGroupGivesItWithoutTheDenial",
                   R"(["group:a", "hms:prod", ["SELECT", "USAGE"]], ["group:b", "hms:prod", ["SELECT", "USAGE"]])",
                   R"("denies": [["group:a", "htable:prod:sales.orders", ["SELECT"]]])", verdict::yes),
        reading_by("UsageFromOneAndSelectFromADeniedOne",
                   R"(["group:a", "hschema:prod:sales", ["USAGE"]], ["group:b", "hschema:prod:sales", ["SELECT"]])",
                   R"("denies": [["group:b", "htable:prod:sales.orders", ["SELECT"]]])", verdict::no),
        reading_by(
            "UsageFromADeniedOneIsNotItsDenial",
            R"(["group:a", "hschema:prod:sales", ["USAGE"]], ["group:b", "hschema:prod:sales", ["SELECT"]])",
            R"("denies": [["group:b", "htable:prod:sales.orders", ["MODIFY"]], ["group:a", "htable:prod:sales.orders", ["MODIFY"]]])",
            verdict::yes),
        asked("OwnersAreNotStopped", with_usage(owning), "SELECT", hive_table, verdict::yes),
        asked("UnlessAProfileSaysSo", with_usage(owning), "SELECT", hive_table, verdict::no,
              "hive_deny_owner=deny wins"),
    };
}

std::vector<path_case> policy_cases() {
    const std::string used = R"(["user:gil", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]])";
    const std::string table = "table:main.sales.orders";
    const auto policy = [](std::string_view type, std::string_view privilege, std::string_view on, std::string_view to,
                           std::string_view except) {
        std::string text = R"("policies": [{"name": "p", "type": ")";
        text += type;
        text += R"(", "privileges": [)";
        text += privilege;
        text += R"(], "on": ")";
        text += on;
        text += R"(", "to": [)";
        text += to;
        text += R"(], "except": [)";
        text += except;
        text += R"(], "matches": [")";
        return text + (on == "account" ? std::string("account") : std::string("table:main.sales.orders")) + "\"]}]";
    };
    const auto gate = [&](std::string_view to, std::string_view except) {
        return policy("DENY", "", "account", to, except);
    };
    const auto granting = [&](std::string name, std::string_view to, std::string_view except, verdict how) {
        return asked(std::move(name),
                     gil_manages(used, R"(["group:a", "table:main.sales.orders"])",
                                 policy("DENY", R"("MANAGE_ACCESS_CONTROL")", "catalog:main", to, except)),
                     "GRANT", table, how);
    };
    const auto given = [&](std::string name, std::string_view members, std::string_view except, verdict how) {
        return asked(std::move(name),
                     gil_manages(used, R"(["user:olga", "table:main.sales.orders"])",
                                 std::string(R"("members": [)") + std::string(members) + "], " +
                                     policy("GRANT", R"("SELECT")", "catalog:main", R"("group:a")", except)),
                     "SELECT", table, how);
    };
    return {
        reading("TheGroupIsBarred", gate(R"("group:a")", ""), verdict::no),
        reading("TheBarredGroupIsNotNeeded", gate(R"("group:b")", ""), verdict::yes),
        reading("OneIsExceptedFromTheBar", gate(R"("group:a")", R"("user:gil")"), verdict::yes),
        reading("JoiningThoseWhoAreExceptedFromTheBar", gate(R"("group:a")", R"("group:b")"), verdict::yes),
        granting("ADenyPolicyNamesTheOwners", R"("group:a")", "", verdict::no),
        granting("ADenyPolicyNamesOthers", R"("group:b")", "", verdict::yes),
        granting("JoiningThoseWhoAreExceptedIsAWayOut", R"("group:a")", R"("group:b")", verdict::yes),
        given("AGrantPolicyNamesTheGroup", "", "", verdict::yes),
        given("ExceptedGroupsAreNotJoined", "", R"("group:b")", verdict::yes),
        given("TheNamedGroupIsExcepted", R"(["group:a", "group:b"])", R"("group:b")", verdict::no),
    };
}

class DenialCases : public testing::TestWithParam<path_case> {};

TEST_P(DenialCases, AreDecidedBothWays) {
    expect_path(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Hive, DenialCases, testing::ValuesIn(hive_cases()),
                         [](const auto& row) { return row.param.name; });
INSTANTIATE_TEST_SUITE_P(Policies, DenialCases, testing::ValuesIn(policy_cases()),
                         [](const auto& row) { return row.param.name; });

} // namespace
} // namespace canreach
