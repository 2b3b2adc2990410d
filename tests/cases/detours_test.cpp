// Ways round a check (E13, E15, E20, E24, E25, S5), each by itself: where they lead, where they do not, what is not
// known, and how many hops they are.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/cases/path_case.hpp"

namespace canreach {
namespace {

using graph::verdict;

const std::string hive_orders = "htable:prod:sales.orders";
const std::string none;

/// joe, a user in prod, and a table in its Hive metastore that somebody else owns.
std::string with_joe(std::string_view more) {
    return R"({"assign": [["user:joe", "ws:prod", "USER"]], "owners": [["user:olga", "htable:prod:sales.orders"]], )" +
           std::string(more) + "}";
}
std::string on_cluster(std::string_view mode, std::string_view level = "CAN_ATTACH_TO", std::string_view more = {}) {
    return with_joe(R"("acls": [["user:joe", "cluster:prod:c", ")" + std::string(level) +
                    R"("]], "attrs": {"cluster:prod:c": {"mode": ")" + std::string(mode) + R"("}})" +
                    std::string(more));
}

path_case yes(std::string name, std::string world, std::string action, std::vector<std::string> rules,
              std::string on = hive_orders) {
    const auto hops = static_cast<unsigned>(rules.size());
    return {std::move(name),
            std::move(world),
            "user:joe",
            std::move(action),
            verdict::yes,
            hops,
            std::move(rules),
            std::move(on),
            none,
            false};
}
path_case no(std::string name, std::string world, std::string action, std::string on = hive_orders,
             verdict how = verdict::no) {
    return {std::move(name), std::move(world), "user:joe", std::move(action), how, 0, {}, std::move(on), none, false};
}
path_case unknown(std::string name, std::string world, std::string action, std::string on = hive_orders) {
    return no(std::move(name), std::move(world), std::move(action), std::move(on), verdict::unknown);
}

std::vector<path_case> table_acl_cases() {
    const std::string dedicated = R"(, "links": [["SINGLE_USER", "cluster:prod:c", "user:joe"]])";
    const std::string to_another = R"(, "links": [["SINGLE_USER", "cluster:prod:c", "user:olga"]])";
    return {
        // E13
        yes("ClustersWithoutIsolationCheckNothing", on_cluster("NONE"), "SELECT", {"E13"}),
        yes("NorDoTheyCheckWriting", on_cluster("NONE"), "INSERT", {"E13"}),
        no("GrantsAreNoData", on_cluster("NONE"), "GRANT"),
        no("DefinitionsAreNoData", on_cluster("NONE"), "DROP TABLE"),
        no("StandardClustersEnforce", on_cluster("USER_ISOLATION"), "SELECT"),
        no("LegacyTableAccessControlEnforces", on_cluster("LEGACY_TABLE_ACL"), "SELECT"),
        no("SoDoesTheSparkConfiguration", with_joe(R"("acls": [["user:joe", "cluster:prod:c", "CAN_ATTACH_TO"]],
            "attrs": {"cluster:prod:c": {"mode": "NONE", "table_acls": "true"}})"),
           "SELECT"),
        unknown("AModeChosenByThePlatformIsNotKnown", on_cluster("DATA_SECURITY_MODE_AUTO"), "SELECT"),
        unknown("PassthroughReadsAsWhoeverIsAttached", on_cluster("LEGACY_PASSTHROUGH"), "SELECT"),
        unknown("AModeNeverHeardOf", on_cluster("SOMETHING_NEW"), "SELECT"),
        yes("ADedicatedClusterOfOnesOwn", on_cluster("SINGLE_USER", "CAN_ATTACH_TO", dedicated), "SELECT", {"E13"}),
        no("ADedicatedClusterOfAnother", on_cluster("SINGLE_USER", "CAN_ATTACH_TO", to_another), "SELECT"),
        no("AClusterOfAnotherWorkspace", with_joe(R"("acls": [["user:joe", "cluster:dev:c", "CAN_ATTACH_TO"]],
            "attrs": {"cluster:dev:c": {"mode": "NONE"}})"),
           "SELECT"),
        no("OutsideOfTheWorkspace", R"({"owners": [["user:olga", "htable:prod:sales.orders"]],
            "acls": [["user:joe", "cluster:prod:c", "CAN_ATTACH_TO"]], "attrs": {"cluster:prod:c": {"mode": "NONE"}}})",
           "SELECT"),
        unknown("WhoMayAttachWasNotRead",
                with_joe(R"("attrs": {"cluster:prod:c": {"mode": "NONE"}}, "not_crawled": ["cluster:prod:c"])"),
                "SELECT"),
        yes("DenialsAreNotChecked",
            on_cluster("NONE", "CAN_ATTACH_TO",
                       R"(, "denies": [["user:joe", "htable:prod:sales.orders", ["SELECT"]]])"),
            "SELECT", {"E13"}),
        yes("ByJoiningAGroupThatMayAttach",
            with_joe(
                R"("acls": [["group:a", "cluster:prod:c", "CAN_ATTACH_TO"]], "roles": [["user:joe", "group:a", "group.manager"]],
            "attrs": {"cluster:prod:c": {"mode": "NONE"}}, "workspaces": ["ws:prod"])")
                .replace(12, 31, R"(["user:joe", "ws:prod", "USER"], ["group:a", "ws:prod", "USER"])"),
            "SELECT", {"E5", "E13"}),
        yes("AfterBecomingSomebodyWhoMayAttach",
            with_joe(
                R"("acls": [["sp:etl", "cluster:prod:c", "CAN_ATTACH_TO"]], "roles": [["user:joe", "sp:etl", "servicePrincipal.user"]],
            "attrs": {"cluster:prod:c": {"mode": "NONE"}})")
                .replace(12, 31, R"(["user:joe", "ws:prod", "USER"], ["sp:etl", "ws:prod", "USER"])"),
            "SELECT", {"E7", "E13"}),
        yes("AViewOfHiveTables",
            on_cluster("NONE", "CAN_ATTACH_TO",
                       R"(, "links": [["READS", "htable:prod:sales.orders", "htable:prod:sales.base"]])"),
            "SELECT", {"E13"}),
        no("AViewOfUnityCatalog",
           on_cluster("NONE", "CAN_ATTACH_TO",
                      R"(, "links": [["READS", "htable:prod:sales.orders", "table:main.sales.base"]])"),
           "SELECT"),
        no("UnityCatalogIsNotOpen", on_cluster("NONE", "CAN_ATTACH_TO", R"(, "workspaces": ["ws:prod"])"), "SELECT",
           "table:main.sales.orders"),
        // E25
        yes("AnEditorSwitchesTheMode", on_cluster("USER_ISOLATION", "CAN_MANAGE"), "SELECT", {"E25", "E13"}),
        no("RestartingIsNotEditing", on_cluster("USER_ISOLATION", "CAN_RESTART"), "SELECT"),
        yes("WhoeverMayCreateClusters", with_joe(R"("roles": [["user:joe", "ws:prod", "allow-cluster-create"]])"),
            "SELECT", {"E25", "E13"}),
        no("CreatingPoolsIsNoHelp", with_joe(R"("roles": [["user:joe", "ws:prod", "allow-instance-pool-create"]])"),
           "SELECT"),
        yes("APolicyThatLeavesTheModeOpen", with_joe(R"("acls": [["user:joe", "clusterpolicy:prod:p", "CAN_USE"]],
            "attrs": {"clusterpolicy:prod:p": {"mode": "ANY"}})"),
            "SELECT", {"E25", "E13"}),
        yes("APolicyThatAllowsDedicatedClusters", with_joe(R"("acls": [["user:joe", "clusterpolicy:prod:p", "CAN_USE"]],
            "attrs": {"clusterpolicy:prod:p": {"mode": "USER_ISOLATION,SINGLE_USER"}})"),
            "SELECT", {"E25", "E13"}),
        no("APolicyThatFixesTheMode", with_joe(R"("acls": [["user:joe", "clusterpolicy:prod:p", "CAN_USE"]],
            "attrs": {"clusterpolicy:prod:p": {"mode": "USER_ISOLATION"}})"),
           "SELECT"),
        no("APolicyThatFixesTheSparkConfiguration",
           with_joe(R"("acls": [["user:joe", "clusterpolicy:prod:p", "CAN_USE"]],
            "attrs": {"clusterpolicy:prod:p": {"mode": "ANY", "table_acls": "true"}})"),
           "SELECT"),
        unknown("APolicyThatWasNotRead", with_joe(R"("acls": [["user:joe", "clusterpolicy:prod:p", "CAN_USE"]])"),
                "SELECT"),
    };
}

std::vector<path_case> file_cases() {
    const std::string any_file = R"("grants": [["user:joe", "anyfile:prod", ["SELECT"]]])";
    const std::string landing =
        R"("paths": {"location:landing": "s3://bkt/landing", "htable:prod:sales.orders": "s3://bkt/landing/t"})";
    const std::string free = R"("paths": {"credential:lake": "s3://lake", "htable:prod:sales.orders": "s3://lake/t"})";
    const auto given = [](std::string_view on, std::string_view bits) {
        return R"("grants": [["user:joe", ")" + std::string(on) + R"(", [)" + std::string(bits) + "]]], ";
    };
    const std::string both = R"("grants": [["user:joe", "metastore:m1", ["CREATE_EXTERNAL_LOCATION"]],
        ["user:joe", "credential:lake", ["CREATE_EXTERNAL_LOCATION"]]], )";
    const std::string profile = R"("links": [["PROFILE", "cluster:prod:c", "other:prod:role"],
        ["HOLDS", "other:prod:role", "table:main.sales.orders"]], "acls": [["user:joe", "cluster:prod:c", "CAN_ATTACH_TO"]])";
    const std::string unity_table = "table:main.sales.orders";
    return {
        // E24
        yes("AnyFileOpensFiles", with_joe(any_file), "SELECT", {"E24"}),
        no("ReadingFilesIsNotWriting", with_joe(any_file), "INSERT"),
        yes("AnyFileOverwritesFiles", with_joe(R"("grants": [["user:joe", "anyfile:prod", ["MODIFY"]]])"), "INSERT",
            {"E24"}),
        yes("WhoeverMayModifyGrantsItselfTheRest", with_joe(R"("grants": [["user:joe", "anyfile:prod", ["MODIFY"]]])"),
            "SELECT", {"E1", "E24"}),
        no("AViewHasNoFiles",
           with_joe(any_file + R"(, "links": [["READS", "htable:prod:sales.orders", "htable:prod:sales.b"]])"),
           "SELECT"),
        no("AnyFileOfAnotherWorkspace", with_joe(R"("grants": [["user:joe", "anyfile:dev", ["SELECT"]]])"), "SELECT"),
        no("AnyFileStopsWhereUnityCatalogGoverns", with_joe(any_file + ", " + landing), "SELECT"),
        unknown("WhoHoldsAnyFileWasNotRead", with_joe(R"("not_crawled": ["anyfile:prod"])"), "SELECT"),
        // S5
        yes("FilesInALocation", with_joe(given("location:landing", R"("READ_FILES")") + landing), "SELECT", {"S5"}),
        no("ReadingALocationIsNotWriting", with_joe(given("location:landing", R"("READ_FILES")") + landing), "INSERT"),
        yes("WritingToALocation", with_joe(given("location:landing", R"("READ_FILES", "WRITE_FILES")") + landing),
            "INSERT", {"S5"}),
        no("FilesElsewhere",
           with_joe(given("location:landing", R"("READ_FILES")") +
                    R"("paths": {"location:landing": "s3://bkt/l", "htable:prod:sales.orders": "s3://bkt/landing/t"})"),
           "SELECT"),
        yes("OwnersOfALocationRead",
            R"({"assign": [["user:joe", "ws:prod", "USER"]],
            "owners": [["user:olga", "htable:prod:sales.orders"], ["user:joe", "location:landing"]], )" +
                landing + "}",
            "SELECT", {"S5"}),
        yes("MetastoreAdminsGrantThemselvesTheLocation",
            R"({"assign": [["user:joe", "ws:prod", "USER"]],
            "owners": [["user:olga", "htable:prod:sales.orders"], ["user:joe", "metastore:m1"]], )" +
                landing + "}",
            "SELECT", {"E3", "S5"}),
        unknown("WhoHoldsTheLocationWasNotRead", with_joe(R"("not_crawled": ["location:landing"], )" + landing),
                "SELECT"),
        yes("FilesInAVolume",
            with_joe(given("catalog:main", R"("USE_CATALOG", "USE_SCHEMA", "READ_VOLUME")") +
                     R"("paths": {"volume:main.s.v": "s3://bkt/v", "htable:prod:sales.orders": "s3://bkt/v/t"})"),
            "SELECT", {"S5"}),
        // E20
        yes("ALocationOverAFreePath", with_joe(both + free), "READ PATH", {"E20"}, "credential:lake"),
        yes("OneMayWriteToALocationOfOnesOwn", with_joe(both + free), "WRITE PATH", {"E20"}, "credential:lake"),
        yes("ALocationOverHiveFiles", with_joe(both + free), "SELECT", {"E20", "S5"}),
        no("ThePrivilegeOnTheCredentialAlone",
           with_joe(given("credential:lake", R"("CREATE_EXTERNAL_LOCATION")") + free), "READ PATH", "credential:lake"),
        yes("OwnersOfTheCredentialNeedTheMetastoreToo",
            R"({"assign": [["user:joe", "ws:prod", "USER"]],
            "owners": [["user:joe", "credential:lake"]],
            "grants": [["user:joe", "metastore:m1", ["CREATE_EXTERNAL_LOCATION"]]], )" +
                free + "}",
            "READ PATH", {"E20"}, "credential:lake"),
        yes("MetastoreAdminsMakeLocations",
            R"({"assign": [["user:joe", "ws:prod", "USER"]],
            "owners": [["user:joe", "metastore:m1"]], )" +
                free + "}",
            "READ PATH", {"E20"}, "credential:lake"),
        no("NotOutsideOfWorkspaces", "{" + both + free + "}", "READ PATH", "credential:lake"),
        unknown("WhoMayUseTheCredentialWasNotRead",
                with_joe(given("metastore:m1", R"("CREATE_EXTERNAL_LOCATION")") +
                         R"("not_crawled": ["credential:lake"], )" + free),
                "READ PATH", "credential:lake"),
        // E15
        yes("TheCloudIdentityOfACluster", with_joe(profile), "SELECT", {"E15"}, unity_table),
        no("WhatItReadsIsNotWritten", with_joe(profile), "INSERT", unity_table),
        no("OthersOfTheSchemaAreNotRead", with_joe(profile), "SELECT", "table:main.sales.other"),
        no("WithoutAnAnnotationNothingIsAssumed",
           with_joe(
               R"("links": [["PROFILE", "cluster:prod:c", "other:prod:role"]], "acls": [["user:joe", "cluster:prod:c", "CAN_ATTACH_TO"]])"),
           "SELECT", unity_table),
        no("WhoeverMayNotAttach", with_joe(R"("links": [["PROFILE", "cluster:prod:c", "other:prod:role"],
            ["HOLDS", "other:prod:role", "table:main.sales.orders"]])"),
           "SELECT", unity_table),
        yes("AnIdentityOfOnesOwn", with_joe(R"("links": [["PROFILE", "user:joe", "other:prod:role"],
            ["HOLDS", "other:prod:role", "table:main.sales.orders"]])"),
            "SELECT", {"E15"}, unity_table),
        no("AnIdentityOfAnother", with_joe(R"("links": [["PROFILE", "user:olga", "other:prod:role"],
            ["HOLDS", "other:prod:role", "table:main.sales.orders"]])"),
           "SELECT", unity_table),
        unknown("WhoMayAttachToItWasNotRead", with_joe(R"("links": [["PROFILE", "cluster:prod:c", "other:prod:role"],
            ["HOLDS", "other:prod:role", "table:main.sales.orders"]], "not_crawled": ["cluster:prod:c"])"),
                "SELECT", unity_table),
        yes("FilesOfAVolume", with_joe(R"("links": [["PROFILE", "user:joe", "other:prod:role"],
            ["HOLDS", "other:prod:role", "volume:main.s.v"]])"),
            "READ VOLUME", {"E15"}, "volume:main.s.v"),
    };
}

class DetourCases : public testing::TestWithParam<path_case> {};

TEST_P(DetourCases, AreDecidedBothWays) {
    expect_path(GetParam());
}

INSTANTIATE_TEST_SUITE_P(TableAcls, DetourCases, testing::ValuesIn(table_acl_cases()),
                         [](const auto& row) { return row.param.name; });
INSTANTIATE_TEST_SUITE_P(Files, DetourCases, testing::ValuesIn(file_cases()),
                         [](const auto& row) { return row.param.name; });

} // namespace
} // namespace canreach
