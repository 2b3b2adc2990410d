// Reports that only add to a node: their attributes join those of the node, whatever came first.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "storage/account_reader.hpp"
#include "storage/crawl_file.hpp"
#include "storage/name_catalog.hpp"
#include "storage/sealing.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;

const node_key robot{node_kind::service_principal, "", "7"};
const node_key second_identity{node_kind::user, "", "9"};

std::vector<fact> facts() {
    return {
        node_fact{{node_kind::account, "", "acc-1"}, "acc-1", {}, {}, {}, {}},
        node_fact{robot, "robot", {}, {}, {}, {{"application_id", "0b3e0000-0000-4000-8000-000000000021"}}},
        node_fact{robot, {}, {}, {}, {}, {{"secrets", "2"}}},
        node_fact{robot, {}, {}, {}, {}, {{"federation_policies", "1"}}},
        node_fact{{node_kind::user, "", "8"}, "zoe@partner.com", {}, {}, {}, {{"external_id", "g-1"}}},
        node_fact{second_identity,
                  {},
                  {},
                  {},
                  {},
                  {{"external_id", "g-1"}, {"guest_name", "zoe_partner.com#EXT#@t.example"}}},
        node_fact{{node_kind::workspace, "", "1"}, "w", node_key{node_kind::account, "", "acc-1"}, {}, {}, {}},
        member_fact{principal_ref::to(second_identity), {node_kind::group, "1", "5"}},
    };
}

std::map<std::string, std::string> sealed_attributes(std::vector<fact> all, const std::string& path) {
    auto file = crawl_file::create(path, identity).value();
    EXPECT_TRUE(
        file.accept({{"t", {}, {node_kind::account, {}, "acc-1"}, node_part::children}, {}, std::move(all), {}}));
    EXPECT_TRUE(seal(std::move(file), sealing_time));
    const auto sealed = account_file::open(path).value();
    auto names = name_catalog::open(sealed).value();
    std::map<std::string, std::string> made;
    account_reader reader{sealed};
    constexpr std::string_view wanted[]{"application_id", "secrets", "federation_policies", "external_id",
                                        "guest_name"};
    EXPECT_TRUE(reader.visit_attributes(wanted, [&](const source_attribute& one) {
        made[names.describe(one.node).value().name + " " + std::string(one.name)] = one.value;
    }));
    EXPECT_TRUE(reader.visit_members([&](const source_member& one) {
        made["member of " + names.describe(one.group).value().key.id] = names.describe(one.member).value().name;
    }));
    return made;
}

TEST(Additions, JoinTheNodeWhateverCameFirst) {
    const temporary_folder folder;
    const std::map<std::string, std::string> wanted{
        {"robot application_id", "0b3e0000-0000-4000-8000-000000000021"},
        {"robot secrets", "2"},
        {"robot federation_policies", "1"},
        {"zoe@partner.com external_id", "g-1"},
        {"member of 5",
         "zoe@partner.com"}, // the second_identity is one user with who has the same external id (rule M8)
    };
    auto all = facts();
    EXPECT_EQ(sealed_attributes(all, folder.path("a")), wanted);
    std::ranges::reverse(all);
    EXPECT_EQ(sealed_attributes(all, folder.path("b")), wanted);
}

} // namespace
} // namespace canreach::storage
