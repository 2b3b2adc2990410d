/// Random accounts: reverse, forward and point evaluation agree with the rules read literally, answers follow from each
/// other, explanations hold when replayed. `CANREACH_WORLDS` is the number of worlds, `CANREACH_WORLD` one seed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <utility>

#include "tests/property/agreement.hpp"
#include "tests/property/escalation_agreement.hpp"
#include "tests/property/likeness_agreement.hpp"
#include "tests/property/object_agreement.hpp"
#include "tests/property/runtime_agreement.hpp"
#include "tests/support/random_objects.hpp"
#include "tests/support/random_paths.hpp"
#include "tests/support/random_runtimes.hpp"

namespace canreach {
namespace {

constexpr std::uint64_t shards = 10;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const auto* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

using check = std::function<std::optional<std::string>(const support::random_world&)>;

void expect_none(const support::random_world& world, const check& find) {
    const auto fault = find(world);
    if (!fault) return;
    const auto small = support::shrink(world, [&](const support::random_world& w) { return find(w).has_value(); });
    ADD_FAILURE() << *fault << "\nin short: " << find(small).value_or("?") << "\n" << to_string(small);
}

class RandomWorlds : public testing::TestWithParam<std::uint64_t> {
protected:
    using maker = std::function<support::random_world(std::uint64_t)>;
    void for_each_world(const check& find, std::uint64_t one_in = 1, const maker& make = support::make_random_world) {
        if (std::getenv("CANREACH_WORLD") != nullptr) {
            if (GetParam() == 0) expect_none(make(number_from("CANREACH_WORLD", 0)), find);
            return;
        }
        const auto worlds = number_from("CANREACH_WORLDS", 300);
        for (auto seed = GetParam(); seed < worlds && !HasFailure(); seed += shards) {
            SCOPED_TRACE(seed);
            if (seed / shards % one_in == 0) expect_none(make(seed), find);
        }
    }
};

TEST_P(RandomWorlds, AgreeWithTheRules) {
    for_each_world(property::disagreement);
}
TEST_P(RandomWorlds, ObeyLaws) {
    for_each_world(property::broken_law, 3);
}
TEST_P(RandomWorlds, ExplainTruthfully) {
    for_each_world(property::broken_explanation, 3);
}
TEST_P(RandomWorlds, ReachByActs) {
    // The slow twin tries every set of groups that one may join: a second a world, or three.
    for_each_world(property::broken_path, 5,
                   [](std::uint64_t seed) { return support::with_indirect_paths(support::make_random_world(seed)); });
}

// A group put into another as a whole, whose own access to a workspace then counts; acts of somebody who is barred;
// ownership taken where granting may be denied.
TEST(WorldsThatDiffered, ReachByActs) {
    for (const std::uint64_t seed : {351U, 1452U, 704U}) {
        SCOPED_TRACE(seed);
        expect_none(support::with_indirect_paths(support::make_random_world(seed)), property::broken_path);
    }
}

TEST_P(RandomWorlds, AgreeOnObjects) {
    for_each_world(property::object_disagreement, 3,
                   [](std::uint64_t seed) { return support::with_objects(support::make_random_world(seed)); });
}

TEST_P(RandomWorlds, FindAlike) {
    for_each_world(property::unlike_pair, 3, [](std::uint64_t seed) {
        auto world = support::make_random_world(seed);
        return seed % 2 == 0 ? support::with_objects(std::move(world)) : support::with_indirect_paths(std::move(world));
    });
}

TEST_P(RandomWorlds, ReadOnComputeOfAnyAge) {
    for_each_world(property::runtime_disagreement, 3, [](std::uint64_t seed) {
        return support::with_old_compute(support::with_objects(support::make_random_world(seed)));
    });
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWorlds, testing::Range<std::uint64_t>(0, shards));

} // namespace
} // namespace canreach
