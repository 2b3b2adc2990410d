#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "report/dossier.hpp"
#include "report/picture.hpp"

namespace canreach::report {
namespace {

using graph::verdict;
using query::cell;
using query::column_type;
using query::node_cell;

query::result_table table_of(std::string lead, bool ways = true) {
    query::result_table made;
    made.columns = {{lead + ".kind", column_type::text}, {lead + ".name", column_type::node}};
    if (ways) made.columns.push_back({"via", column_type::texts});
    made.columns.push_back({"verdict", column_type::verdict});
    return made;
}

void add(query::result_table& to, std::string kind, std::string name, std::vector<std::string> via,
         verdict how = verdict::yes) {
    std::vector<cell> row{kind, node_cell{node_id{0}, std::move(name), kind, "1", ""}};
    if (to.columns.size() == 4) row.emplace_back(std::move(via));
    row.emplace_back(how);
    to.rows.push_back(std::move(row));
}

audit::dossier about(std::string audit, std::string subject, std::string section, query::result_table table) {
    audit::dossier made{std::move(audit), std::move(subject), {}, {}, {}, {}};
    made.sections.push_back({std::move(section), "", "", std::move(table)});
    return made;
}

audit::dossier salaries(std::size_t analysts) {
    auto who = table_of("principal");
    add(who, "user", "dana <x>", {"direct", "hr"});
    for (std::size_t i = 0; i < analysts; ++i) add(who, "user", "u" + std::to_string(i), {"hr"});
    add(who, "sp", "bot", {"owner"}, verdict::unknown);
    return about("resource", "table main.hr.salaries", "who", std::move(who));
}

const picture_box* box_called(const picture& in, const std::string& text) {
    const auto found = std::ranges::find(in.boxes, text, &picture_box::text);
    return found == in.boxes.end() ? nullptr : &*found;
}
bool leads(const picture& in, const std::string& from, const std::string& to) {
    return std::ranges::any_of(in.arrows, [&](const auto& one) {
        return in.boxes[one.first].text == from && in.boxes[one.second].text == to;
    });
}

TEST(Picture, OfAResourceLeadsFromPeopleByTheirWays) {
    const auto made = picture_of(salaries(2));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->title, "Who reaches table main.hr.salaries");
    EXPECT_TRUE(leads(*made, "dana <x>", "table main.hr.salaries")); // directly
    EXPECT_TRUE(leads(*made, "dana <x>", "hr"));
    EXPECT_TRUE(leads(*made, "hr", "table main.hr.salaries"));
    EXPECT_TRUE(leads(*made, "u1", "hr"));
    EXPECT_EQ(box_called(*made, "bot")->how, verdict::unknown);
}

TEST(Picture, TellsManyOfAKindAsOneBoxWithTheirNumber) {
    const auto made = picture_of(salaries(1234));
    ASSERT_TRUE(made);
    ASSERT_NE(box_called(*made, "1,234 users"), nullptr);
    EXPECT_TRUE(box_called(*made, "1,234 users")->many);
    EXPECT_TRUE(leads(*made, "1,234 users", "hr"));
    EXPECT_EQ(box_called(*made, "u1"), nullptr);
    EXPECT_LE(made->boxes.size(), 6U);
}

TEST(Picture, OfAPrincipalGathersWhatLiesTogether) {
    auto effective = table_of("resource");
    for (int i = 0; i < 30; ++i) add(effective, "table", "main.sales.t" + std::to_string(i), {"data-eng"});
    add(effective, "table", "other.s.t", {"direct"});
    add(effective, "policy", "p", {});
    const auto made = picture_of(about("principal", "user ann", "effective", std::move(effective)));
    ASSERT_TRUE(made);
    ASSERT_NE(box_called(*made, "30 tables"), nullptr);
    EXPECT_EQ(box_called(*made, "30 tables")->note, "in main");
    EXPECT_TRUE(leads(*made, "user ann", "data-eng"));
    EXPECT_TRUE(leads(*made, "data-eng", "30 tables"));
    EXPECT_TRUE(leads(*made, "user ann", "other.s.t"));
    EXPECT_TRUE(leads(*made, "user ann", "p"));
}

TEST(Picture, TellsMoreTogetherWhereItWouldGrowTooHigh) {
    auto effective = table_of("resource");
    for (int i = 0; i < 60; ++i)
        add(effective, "table", "c" + std::to_string(i) + ".s.t", {"g" + std::to_string(i % 5)});
    for (int i = 0; i < 9; ++i) add(effective, "ws", "w" + std::to_string(i), {"g1"});
    const auto made = picture_of(about("principal", "user ann", "effective", std::move(effective)));
    ASSERT_TRUE(made);
    EXPECT_LE(made->boxes.size(), 1U + 5U + 24U);
    EXPECT_NE(box_called(*made, "12 resources"), nullptr);
}

TEST(Picture, OfAGroupBeginsWithItsMembers) {
    auto effective = table_of("resource");
    add(effective, "ws", "prod", {"direct"});
    auto members = table_of("principal", false);
    for (int i = 0; i < 9; ++i) add(members, "user", "u" + std::to_string(i), {});
    add(members, "group", "inner", {});
    auto dossier = about("group", "group data-eng", "effective", std::move(effective));
    dossier.sections.push_back({"direct_members", "", "", std::move(members)});
    const auto made = picture_of(dossier);
    ASSERT_TRUE(made);
    EXPECT_TRUE(leads(*made, "9 users", "group data-eng"));
    EXPECT_TRUE(leads(*made, "inner", "group data-eng"));
    EXPECT_TRUE(leads(*made, "group data-eng", "prod"));
}

TEST(Picture, CountsRowsThatAreToldTogether) {
    query::result_table effective;
    effective.folded = true;
    effective.columns = {{"count", column_type::integer},      {"resource.kind", column_type::text},
                         {"resource.name", column_type::node}, {"within", column_type::node},
                         {"via", column_type::texts},          {"verdict", column_type::verdict}};
    const auto line = [&](std::int64_t count, std::string kind, cell name, std::string place) {
        effective.rows.push_back({count, std::move(kind), std::move(name),
                                  node_cell{node_id{7}, std::move(place), "catalog", "1", "m1"},
                                  std::vector<std::string>{"data-eng"}, verdict::yes});
    };
    line(12430, "table", {}, "main");
    line(70, "table", {}, "main"); // other actions
    line(3, "view", {}, "main");
    line(1, "table", node_cell{node_id{8}, "other.s.t", "table", "2", "m1"}, "other");
    const auto made = picture_of(about("offboard", "user ann", "effective", std::move(effective)));
    ASSERT_TRUE(made);
    ASSERT_NE(box_called(*made, "12,500 tables"), nullptr);
    EXPECT_EQ(box_called(*made, "12,500 tables")->note, "in main");
    EXPECT_TRUE(leads(*made, "data-eng", "12,500 tables"));
    EXPECT_NE(box_called(*made, "3 views"), nullptr);
    EXPECT_NE(box_called(*made, "other.s.t"), nullptr);
}

TEST(Picture, OfAComparisonTellsWhoseEachThingIs) {
    const auto row = [](query::result_table& to, std::string name, std::string side) {
        to.rows.push_back({std::string("table"), node_cell{node_id{0}, std::move(name), "table", "1", ""},
                           std::move(side), verdict::yes});
    };
    query::result_table access;
    access.columns = {{"resource.kind", column_type::text},
                      {"resource.name", column_type::node},
                      {"side", column_type::text},
                      {"verdict", column_type::verdict}};
    row(access, "main.a.mine", "first");
    row(access, "main.a.theirs", "second");
    row(access, "main.a.same", "both");
    row(access, "main.a.other", "differ");
    auto dossier = about("compare", "user ann and user bob", "access", std::move(access));
    dossier.facts = {{"first", "user ann"}, {"second", "user bob"}};
    const auto made = picture_of(dossier);
    ASSERT_TRUE(made);
    EXPECT_TRUE(leads(*made, "user ann", "main.a.mine"));
    EXPECT_FALSE(leads(*made, "user bob", "main.a.mine"));
    EXPECT_TRUE(leads(*made, "user bob", "main.a.theirs"));
    EXPECT_TRUE(leads(*made, "user ann", "main.a.same"));
    EXPECT_TRUE(leads(*made, "user bob", "main.a.same"));
    EXPECT_TRUE(leads(*made, "differently", "main.a.other"));
    EXPECT_TRUE(leads(*made, "user bob", "differently"));
}

TEST(Picture, OfAComparisonOfGroupsAloneShowsThese) {
    query::result_table groups;
    groups.columns = {
        {"group.name", column_type::node}, {"side", column_type::text}, {"verdict", column_type::verdict}};
    groups.rows.push_back({node_cell{node_id{0}, "hr", "group", "1", ""}, std::string("second"), verdict::yes});
    auto dossier = about("compare", "user ann and user bob", "groups", std::move(groups));
    dossier.facts = {{"first", "user ann"}, {"second", "user bob"}};
    const auto made = picture_of(dossier);
    ASSERT_TRUE(made);
    EXPECT_TRUE(leads(*made, "user bob", "hr"));
    EXPECT_NE(box_called(*made, "user ann"), nullptr);
}

TEST(Picture, IsDrawnWithForeignTextAsText) {
    const auto made = picture_of(salaries(1));
    const auto svg = render_svg(*made);
    EXPECT_EQ(svg.find("<x>"), std::string::npos);
    EXPECT_NE(svg.find("dana &lt;x&gt;"), std::string::npos);
    EXPECT_EQ(svg.find("http", svg.find("www.w3.org")), std::string::npos); // only the name of the format
    EXPECT_EQ(svg.find("NaN"), std::string::npos);
    EXPECT_EQ(std::ranges::count(svg, '\n'), static_cast<std::ptrdiff_t>(2 + made->boxes.size() + made->arrows.size()));
    EXPECT_NE(render_dot(*made).find("n0 [label=\"table main.hr.salaries\"]"), std::string::npos) << render_dot(*made);
    EXPECT_EQ(render_mermaid(*made).find("<x>"), std::string::npos);
}

TEST(Picture, ThereIsNoneOfOtherAuditsAndItIsSaid) {
    const auto admins = about("admins", "", "admins", table_of("principal"));
    EXPECT_FALSE(picture_of(admins));
    EXPECT_NE(refusal(admins, dossier_format::svg), "");
    EXPECT_EQ(refusal(admins, dossier_format::html), "");
    EXPECT_NE(refusal(about("resource", "r", "who", table_of("principal")), dossier_format::dot), "");
    EXPECT_EQ(refusal(salaries(1), dossier_format::mermaid), "");
    auto changes = salaries(1); // since a snapshot
    changes.sections[0].table.columns[2].name = "change";
    EXPECT_FALSE(picture_of(changes));
}

TEST(Picture, IsInThePage) {
    dossier_options how;
    how.how = dossier_format::html;
    const auto page = render(salaries(1), how);
    EXPECT_NE(page.find("<section id=\"picture\">"), std::string::npos);
    how.how = dossier_format::svg;
    how.section = "who"; // a picture is of the whole
    EXPECT_TRUE(render(salaries(1), how).starts_with("<svg "));
}

} // namespace
} // namespace canreach::report
