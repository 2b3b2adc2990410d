/// The worked cases in their own words: world to graph, sentence to table.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "query/query.hpp"
#include "simulator/world.hpp"
#include "tests/support/cases.hpp"
#include "tests/support/fake_catalog.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::query {
namespace {

using support::access_case;

class QueryCases : public testing::TestWithParam<access_case> {
protected:
    QueryCases()
        : world_(simulator::parse_world(GetParam().world, GetParam().extra_nodes()).value()),
          source_(support::memory_source::from(world_.facts, world_.gaps).value()),
          graph_(graph::access_graph::build(source_).value()), names_(source_, world_.facts), ask_(names_, graph_) {}

    std::vector<std::string> nodes_in(const result_table& table, const std::string& side = {}) {
        std::vector<std::string> ids;
        for (const auto& row : table.rows) {
            const auto* node = static_cast<const node_cell*>(nullptr);
            bool wanted = side.empty();
            for (const auto& one : row) {
                if (const auto* found = std::get_if<node_cell>(&one); found != nullptr && node == nullptr) node = found;
                if (const auto* text = std::get_if<std::string>(&one)) wanted = wanted || *text == side;
            }
            if (wanted && node != nullptr) ids.push_back(simulator::world_id_of(world_, source_.key_of(node->id)));
        }
        std::ranges::sort(ids);
        return ids;
    }

    std::vector<std::string> texts_in(const result_table& table, std::string_view column) {
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            if (table.columns[i].name == column) return std::get<std::vector<std::string>>(table.rows.at(0)[i]);
        return {};
    }

    static std::vector<std::string> abilities_in(const result_table& table) {
        std::vector<std::string> words;
        for (const auto& row : table.rows) words.push_back(std::get<std::string>(row.front()));
        return words;
    }

    simulator::world world_;
    support::memory_source source_;
    graph::access_graph graph_;
    support::fake_catalog names_;
    session ask_;
};

std::vector<access_case> all_cases() {
    return support::load_cases(CANREACH_SOURCE_DIR).value();
}

TEST_P(QueryCases, AnswersInItsOwnWords) {
    const auto& one = GetParam();
    SCOPED_TRACE(one.id + " " + one.title + ": " + one.query);
    const auto outcomes = ask_.run_script(one.query);
    ASSERT_EQ(outcomes.size(), 1U);
    const auto& outcome = outcomes.front().outcome;
    if (!one.in_first_slice()) {
        // Never a wrong answer: either the rules at hand give the right one, or the sentence is refused by name.
        if (!outcome) {
            EXPECT_TRUE(outcome.error().code == errc::unsupported || outcome.error().code == errc::not_found)
                << render(outcome.error(), one.query);
        }
        return;
    }
    ASSERT_TRUE(outcome) << render(outcome.error(), one.query);
    if (one.expected.answer) {
        EXPECT_EQ(outcome->verdict, one.expected.answer);
    } else if (one.question.ask == "abilities") {
        EXPECT_EQ(abilities_in(*outcome), *one.expected.list);
    } else if (one.expected.list) {
        EXPECT_EQ(nodes_in(*outcome), *one.expected.list);
    } else if (one.expected.object.contains("applied")) {
        EXPECT_EQ(name_of(outcome->verdict.value()), one.expected.object.at("access").at(0));
        EXPECT_EQ(texts_in(*outcome, "applied"), one.expected.object.at("applied"));
    } else {
        EXPECT_EQ(nodes_in(*outcome, "first"), one.expected.object.at("only_a"));
        EXPECT_EQ(nodes_in(*outcome, "second"), one.expected.object.at("only_b"));
        EXPECT_EQ(nodes_in(*outcome, "both"), one.expected.object.at("both"));
    }
}

INSTANTIATE_TEST_SUITE_P(AccessModel, QueryCases, testing::ValuesIn(all_cases()),
                         [](const auto& param) { return param.param.id; });

} // namespace
} // namespace canreach::query
