#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <utility>

#include "report/drawing.hpp"
#include "report/format.hpp"

namespace canreach::report {
namespace {

using graph::verdict;
using query::why_node;

why_node awkward() {
    return {"no: MODIFY is missing",
            {},
            verdict::no,
            {{"SELECT on table main.`a\"];b`.\\x",
              "granted to <b>&|",
              verdict::yes,
              {{"eli ∈ hr\nteam", {}, verdict::yes, {}}}},
             {"USE SCHEMA", "not known", verdict::unknown, {}}}};
}

query::result_table answered(why_node tree, query::statement_kind kind = query::statement_kind::why) {
    query::result_table made;
    made.kind = kind;
    made.tree = std::move(tree);
    return made;
}

TEST(Dot, LabelsAreTextWhateverTheyHold) {
    EXPECT_EQ(render_dot(answered(awkward())), R"(digraph answer {
  rankdir=LR;
  node [shape=box, fontname="sans-serif"];
  n0 [label="no: MODIFY is missing", color=firebrick];
  n1 [label="SELECT on table main.`a\"];b`.\\x\ngranted to <b>&|"];
  n0 -> n1;
  n2 [label="eli ∈ hr\\x0ateam"];
  n1 -> n2;
  n3 [label="USE SCHEMA\nnot known", style=dashed];
  n0 -> n3;
}
)");
}

TEST(Svg, DrawsTheTreeFromLeftToRight) {
    const auto drawn = render_svg(answered(awkward()));
    EXPECT_NE(drawn.find("xmlns=\"http://www.w3.org/2000/svg\""), std::string::npos);
    EXPECT_EQ(drawn.find("<b>"), std::string::npos); // foreign text is text
    std::size_t boxes = 0, arrows = 0;
    for (auto at = drawn.find("<rect"); at != std::string::npos; at = drawn.find("<rect", at + 1)) ++boxes;
    for (auto at = drawn.find("<path"); at != std::string::npos; at = drawn.find("<path", at + 1)) ++arrows;
    EXPECT_EQ(boxes, 4U);
    EXPECT_EQ(arrows, 3U);
    const auto hops =
        render_svg(answered({"yes", {}, verdict::yes, {{"a", "x", verdict::yes, {}}, {"b", "y", verdict::yes, {}}}},
                            query::statement_kind::how));
    const auto width = [](const std::string& svg) { return std::stoi(svg.substr(svg.find("width=\"") + 7)); };
    const auto why =
        render_svg(answered({"yes", {}, verdict::yes, {{"a", "x", verdict::yes, {}}, {"b", "y", verdict::yes, {}}}}));
    EXPECT_GT(width(hops), width(why)); // the hops of HOW follow each other
}

TEST(Mermaid, LabelsAreTextWhateverTheyHold) {
    EXPECT_EQ(render_mermaid(answered(awkward())), R"(flowchart LR
  classDef no stroke:firebrick
  classDef unknown stroke-dasharray:4
  n0["no: MODIFY is missing"]:::no
  n1["SELECT on table main.#96;a#34;#93;#59;b#96;.#92;x<br/>granted to #60;b#62;#38;#124;"]
  n0 --> n1
  n2["eli ∈ hr#92;x0ateam"]
  n1 --> n2
  n3["USE SCHEMA<br/>not known"]:::unknown
  n0 --> n3
)");
}

TEST(Drawing, HopsFollowEachOther) {
    const auto text = render_mermaid(answered({"2 hops",
                                               {},
                                               verdict::yes,
                                               {{"join a", "by b", verdict::yes, {}},
                                                {"grant itself", "by c", verdict::yes, {}},
                                                {"then SELECT", {}, verdict::yes, {}}}},
                                              query::statement_kind::how));
    for (const auto* arrow : {"n0 --> n1", "n1 --> n2", "n2 --> n3"})
        EXPECT_NE(text.find(arrow), std::string::npos) << text;
}

TEST(Drawing, IsMadeOfTreesAlone) {
    query::result_table rows;
    EXPECT_EQ(refusal(rows, format::dot), "dot draws what WHY and HOW answer, and this answer is rows");
    EXPECT_EQ(refusal(rows, format::mermaid), "mermaid draws what WHY and HOW answer, and this answer is rows");
    EXPECT_EQ(refusal(rows, format::csv), "");
    rows.tree = awkward();
    EXPECT_EQ(refusal(rows, format::dot), "");
    options how;
    how.how = format::dot;
    EXPECT_EQ(render("WHY CAN …", rows, how), render_dot(answered(awkward())));
}

} // namespace
} // namespace canreach::report
