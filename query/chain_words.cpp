#include "query/chain_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "query/detail/describer.hpp"
#include "query/detail/hop_wording.hpp"

namespace canreach::query {
namespace {

/// Whether a fact of a witness is one that somebody can take away.
bool is_removable(const graph::witness_step& step) {
    using enum graph::witness_step::what;
    return step.kind == grant || step.kind == owner || step.kind == assignment || step.kind == member;
}

} // namespace

result<chain_words> words_of_chain(catalog& names, const graph::access_graph& facts, std::span<const graph::hop> hops) {
    detail::describer words(names, facts);
    detail::hop_wording say(facts, names.privileges(), words);
    chain_words told;
    for (const auto& one : hops)
        told.hops.push_back(fmt::format("{}: {} (rule {})", say.gains(one), say.by(one), one.rule));
    if (!hops.empty())
        for (const auto& fact : hops.front().facts) {
            const auto step = std::find_if(fact.steps.rbegin(), fact.steps.rend(), is_removable);
            if (step == fact.steps.rend()) continue;
            auto removal = "remove " + say.removal(*step);
            if (std::ranges::find(told.cuts, removal) == told.cuts.end()) told.cuts.push_back(std::move(removal));
        }
    if (words.fault()) return fail(words.fault()->code, words.fault()->message);
    return told;
}

} // namespace canreach::query
