#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "audit/audits.hpp"
#include "audit/dossier_diff.hpp"
#include "audit/redundancy.hpp"
#include "report/snapshot.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

// World files number principals in their order, so all worlds here name the same ones.
constexpr auto before = R"({
    "attrs": {"user:alice": {}, "user:bob": {}, "user:olga": {}, "group:readers": {}},
    "members": [["user:alice", "group:readers"]],
    "assign": [["user:alice", "ws:prod", "USER"], ["group:readers", "ws:prod", "USER"]],
    "owners": [["user:olga", "table:main.sales.orders"]],
    "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["user:alice", "schema:main.sales", ["MODIFY"]]]})";

/// What was kept, read from its file again.
snapshot kept(test_account& in, dossier what) {
    auto view = in.view();
    const snapshot made{std::move(what), extent_of(view).value(), "canreach test"};
    return report::parse_snapshot(report::render_snapshot(made)).value();
}
snapshot principal_in(test_account& in, std::string_view name = "alice") {
    auto view = in.view();
    return kept(in, audit_principal(view, name).value());
}
bool nothing_known(const query::node_cell&) {
    return false;
}
bool all_known(const query::node_cell&) {
    return true;
}

dossier changes(std::string_view now, const node_lookup& known = all_known) {
    test_account old(before), later(now);
    return diff_dossiers(principal_in(old), principal_in(later), known).value();
}

TEST(DossierDiff, FindsNothingBetweenAnAuditAndItself) {
    test_account in(before);
    auto view = in.view();
    for (auto& made : {audit_principal(view, "alice").value(), audit_group(view, "readers").value(),
                       audit_resource(view, "main.sales.orders").value(), audit_admins(view).value(),
                       audit_offboarding(view, in.source(), "alice").value(),
                       compare_principals(view, "alice", "olga", {.access = true}).value(), audit_orphans(view).value(),
                       audit_escalation(view).value(), audit_external_gaps(view).value(),
                       audit_local_groups(view).value(), audit_redundancy(view, {}).value()}) {
        SCOPED_TRACE(made.audit);
        const auto first = kept(in, made);
        const auto diff = diff_dossiers(first, {made, extent_of(view).value(), "canreach test"}, nothing_known).value();
        for (const auto& section : diff.sections) EXPECT_TRUE(section.table.rows.empty()) << shown(diff, section.id);
        EXPECT_TRUE(diff.remarks.empty()) << diff.remarks.front();
    }
}

TEST(DossierDiff, TellsAddedRemovedAndChanged) {
    const auto diff = changes(R"({
        "attrs": {"user:alice": {"active": false}, "user:bob": {}, "user:olga": {}, "group:readers": {}},
        "assign": [["user:alice", "ws:prod", "USER"], ["group:readers", "ws:prod", "USER"]],
        "owners": [["user:olga", "table:main.sales.orders"]],
        "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["user:alice", "schema:main.sales", ["SELECT"]], ["user:alice", "catalog:main", ["BROWSE"]]]})");
    EXPECT_EQ(shown(diff, "facts"), "changed | active | yes | no\n");
    EXPECT_EQ(shown(diff, "direct_groups"), "removed | group | readers | internal | yes | \n");
    EXPECT_EQ(
        shown(diff, "grants"),
        "added | user | alice | internal | catalog | main | BROWSE | \n"
        "changed | user | alice | internal | schema | main.sales | SELECT | privileges: gained SELECT; lost MODIFY\n");
}

TEST(DossierDiff, TellsANewOwnerAsAChange) {
    const auto diff = changes(R"({
        "attrs": {"user:alice": {}, "user:bob": {}, "user:olga": {}, "group:readers": {}},
        "members": [["user:alice", "group:readers"]],
        "assign": [["user:alice", "ws:prod", "USER"], ["group:readers", "ws:prod", "USER"]],
        "owners": [["user:bob", "table:main.sales.orders"]],
        "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["user:alice", "schema:main.sales", ["MODIFY"]]]})");
    const auto text = shown(diff, "effective");
    EXPECT_TRUE(text.starts_with("changed | table | main.sales.orders | bob | ")) << text;
    EXPECT_NE(text.find("resource.owner: olga → bob"), std::string::npos) << text;
    EXPECT_EQ(std::ranges::count(text, '\n'), 1);
}

TEST(DossierDiff, NeverCallsRemovedWhatWasNotRead) {
    // Neither the grants of the schema nor the members of the group were read this time.
    const auto diff = changes(R"({
        "attrs": {"user:alice": {}, "user:bob": {}, "user:olga": {}, "group:readers": {}},
        "assign": [["user:alice", "ws:prod", "USER"], ["group:readers", "ws:prod", "USER"]],
        "not_crawled": ["schema:main.sales", "group:readers"],
        "owners": [["user:olga", "table:main.sales.orders"]],
        "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]})");
    for (const auto& section : diff.sections)
        for (const auto& row : section.table.rows)
            EXPECT_EQ(query::text_of(row.front()).find("removed"), std::string::npos)
                << section.id << ": " << shown(diff, section.id);
    EXPECT_EQ(shown(diff, "grants"), "not read | user | alice | internal | schema | main.sales | MODIFY | \n");
    EXPECT_FALSE(diff.coverage().empty());
    EXPECT_NE(
        std::ranges::find(diff.remarks,
                          "left out of the crawl now, not then: grants (not crawled), group-members (not crawled)"),
        diff.remarks.end())
        << (diff.remarks.empty() ? "no remarks" : diff.remarks.front());
}

TEST(DossierDiff, NeverCallsAddedWhatWasNotReadBefore) {
    test_account old(R"({
        "attrs": {"user:alice": {}, "user:bob": {}, "user:olga": {}, "group:readers": {}},
        "not_crawled": ["schema:main.sales"],
        "assign": [["user:alice", "ws:prod", "USER"], ["group:readers", "ws:prod", "USER"]],
        "members": [["user:alice", "group:readers"]],
        "owners": [["user:olga", "table:main.sales.orders"]],
        "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]})");
    test_account later(before);
    const auto diff = diff_dossiers(principal_in(old), principal_in(later), all_known).value();
    EXPECT_EQ(shown(diff, "grants"), "not read before | user | alice | internal | schema | main.sales | MODIFY | \n");
    for (const auto& row : std::ranges::find(diff.sections, "effective", &section::id)->table.rows)
        EXPECT_EQ(query::text_of(row.front()), "not read before") << shown(diff, "effective");
}

/// A list of jobs that was refused hides the jobs in it, unless the account knows them all the same.
TEST(DossierDiff, AsksWhetherWhatAnUnreadListMayHideIsStillThere) {
    test_account in(before);
    auto old = principal_in(in), now = old;
    now.extent.unlisted = {{no_node, "main", "catalog", "main", "m1"}};
    auto& effective = std::ranges::find(now.what.sections, "effective", &section::id)->table;
    std::erase_if(effective.rows, [](const auto& row) { return query::text_of(row[1]) != "main.sales.orders"; });
    const auto hidden = diff_dossiers(old, now, nothing_known).value();
    EXPECT_NE(shown(hidden, "effective").find("not read | schema | main.sales | "), std::string::npos)
        << shown(hidden, "effective");
    EXPECT_NE(shown(hidden, "effective").find("removed | catalog | main | "), std::string::npos);
    const auto known = diff_dossiers(old, now, all_known).value();
    EXPECT_EQ(shown(known, "effective").find("not read"), std::string::npos);
}

TEST(DossierDiff, TellsOtherSubjectsVersionsAndSections) {
    test_account in(before);
    auto old = principal_in(in, "bob");
    old.made_by = "canreach 0";
    old.what.sections.erase(old.what.sections.begin());
    const auto diff = diff_dossiers(old, principal_in(in), all_known).value();
    const auto told = [&](const std::string& remark) {
        EXPECT_NE(std::ranges::find(diff.remarks, remark), diff.remarks.end()) << remark;
    };
    told("the subject differs: user bob then, user alice now");
    told("the version differs: canreach 0 then, canreach test now");
    told("Groups: not in the baseline, so not compared");
    auto view = in.view();
    const auto other = diff_dossiers(old, kept(in, audit_admins(view).value()), all_known);
    ASSERT_FALSE(other);
    EXPECT_TRUE(other.error().is(errc::bad_input));
}

} // namespace
} // namespace canreach::audit
