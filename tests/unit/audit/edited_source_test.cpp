#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "audit/edited_source.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

constexpr auto edited_world = R"({
    "members": [["user:alice", "group:readers"], ["user:bob", "group:idle"]],
    "assign": [["group:account users", "ws:prod", "USER"]],
    "owners": [["user:olga", "table:main.sales.orders"]],
    "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]})";

class EditedSource : public testing::Test {
protected:
    test::test_account in_{edited_world};
    node_id alice_ = in_.id("user:alice"), bob_ = in_.id("user:bob"), readers_ = in_.id("group:readers"),
            orders_ = in_.id("table:main.sales.orders"), main_ = in_.id("catalog:main");

    bool can_read(std::vector<edit> edits, node_id who) {
        edited_source edited(in_.source(), std::move(edits));
        const auto graph = graph::access_graph::build(edited).value();
        graph::request what;
        what.actions = {{graph::action::form::privilege, static_cast<std::uint16_t>(privilege::select)}};
        return graph.can(who, what, orders_).how == graph::verdict::yes;
    }
};

TEST_F(EditedSource, ChangesWhatIsAskedAndNothingElse) {
    using enum edit::what;
    struct row {
        const char* name;
        std::vector<edit> edits;
        bool alice, bob;
    };
    const mask select{privilege::select};
    const mask usage{privilege::use_catalog, privilege::use_schema};
    const std::vector<row> table{
        {"nothing", {}, true, false},
        {"revoke", {{revoke, readers_, main_, facet::unity, select}}, false, false},
        {"revoke what was not granted", {{revoke, bob_, main_, facet::unity, select}}, true, false},
        {"revoke and grant again",
         {{revoke, readers_, main_, facet::unity, select}, {grant, readers_, orders_, facet::unity, select}},
         true,
         false},
        {"grant", {{grant, bob_, main_, facet::unity, select | usage}}, true, true},
        {"add a member", {{add_member, bob_, readers_, {}, {}}}, true, true},
        {"remove a member", {{remove_member, alice_, readers_, {}, {}}}, false, false},
        {"drop the group", {{drop_group, no_node, readers_, {}, {}}}, false, false},
        {"new owner with usage",
         {{set_owner, bob_, orders_, {}, {}}, {grant, bob_, main_, facet::unity, usage}},
         true,
         true},
    };
    for (const auto& [name, edits, alice, bob] : table) {
        SCOPED_TRACE(name);
        EXPECT_EQ(can_read(edits, alice_), alice);
        EXPECT_EQ(can_read(edits, bob_), bob);
    }
}

TEST_F(EditedSource, CountsWhatItHandsOut) {
    const auto before = in_.source().counts().value();
    edited_source edited(in_.source(), {{edit::what::drop_group, no_node, readers_, {}, {}},
                                        {edit::what::add_member, bob_, in_.id("group:idle"), {}, {}}});
    const auto after = edited.counts().value();
    EXPECT_EQ(after.nodes, before.nodes);
    EXPECT_EQ(after.members, before.members - 1); // bob was in already
    EXPECT_EQ(after.grants, before.grants - 1);
}

} // namespace
} // namespace canreach::audit
