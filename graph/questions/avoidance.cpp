#include "graph/questions/avoidance.hpp"

#include <algorithm>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/rules/policies.hpp"

namespace canreach::graph::detail {
namespace {

using choices = std::vector<bitset>;

void add(choices& to, bitset one) {
    if (to.size() < most_choices && std::ranges::find(to, one) == to.end()) to.push_back(std::move(one));
}

choices either(choices a, const choices& b) {
    for (const auto& one : b) add(a, one);
    return a;
}

choices both(const choices& a, const choices& b) {
    choices made;
    for (const auto& first : a)
        for (const auto& second : b) {
            auto one = first;
            one |= second;
            add(made, std::move(one));
        }
    return made;
}

class avoidance {
public:
    avoidance(const account& in, const bitset& joinable) : in_(in), joinable_(joinable) {}

    [[nodiscard]] choices nothing() const { return {bitset(in_.who.size())}; }

    /// What a circuit asks to stay out of, by its alternatives.
    [[nodiscard]] choices of(const condition& circuit, scene where) const {
        switch (circuit.what) {
        case condition::form::all: {
            auto made = nothing();
            for (const auto& part : circuit.parts) made = both(made, of(part, where));
            return made;
        }
        case condition::form::any: {
            choices made;
            for (const auto& part : circuit.parts) made = either(std::move(made), of(part, where));
            return made.empty() ? nothing() : made;
        }
        case condition::form::spared: return out_of(suppliers_of(in_, circuit, where));
        case condition::form::policy: {
            choices made;
            for_each_policy(circuit, [&](const source_policy& by) {
                made = either(std::move(made), out_of(excepted_by(in_, by, where)));
            });
            return made.empty() ? nothing() : made;
        }
        case condition::form::exempt:
        case condition::form::unblocked: {
            auto made = nothing();
            for_each_policy(circuit, [&](const source_policy& by) {
                // Of several that may not meet one of them may.
                const bool may_name = circuit.what == condition::form::unblocked || !by.except.empty();
                auto out = out_of(listed_by(in_, by, where));
                made = both(made, may_name ? either(std::move(out), nothing()) : out);
            });
            return made;
        }
        default: return nothing();
        }
    }

    /// M10: access rules that would bar.
    [[nodiscard]] choices unbarred(const rule_profile& profile) const {
        auto made = nothing();
        if (!takes(profile.get<betas>())) return made;
        for (const auto which : in_.policies.access_rules()) {
            const auto& by = in_.policies.at(which);
            auto out = out_of(listed_by(in_, by, scene::plain()));
            made = both(made, by.except.empty() ? out : either(std::move(out), nothing()));
        }
        return made;
    }

private:
    template <class Visit>
    void for_each_policy(const condition& leaf, Visit visit) const {
        for (const auto& group : leaf.test->groups)
            for (const auto which : group) visit(in_.policies.at(which));
    }

    /// Groups that are among those named: to be sure of it those that may be, to keep a chance those that surely are.
    [[nodiscard]] choices out_of(const subject_set& named) const {
        choices made;
        for (const auto* side : {&named.maybe(), &named.surely()}) {
            auto groups = *side;
            groups &= joinable_;
            add(made, std::move(groups));
        }
        return made;
    }

    const account& in_;
    const bitset& joinable_;
};

} // namespace

std::vector<bitset> sets_to_avoid(const account& in, const plan& asked, const bitset& joinable) {
    const avoidance by(in, joinable);
    std::vector<scene> scenes{asked.base_scene()};
    for (const auto w : asked.special_scenes()) scenes.push_back(asked.scene_in(w));
    choices found;
    for (const auto where : scenes) {
        auto here = by.unbarred(asked.profile());
        choices any;
        const auto& ways = asked.actions();
        for (std::size_t i = 0; i < ways.size();) {
            choices one;
            for (const auto action = asked.action_of(i); i < ways.size() && asked.action_of(i) == action; ++i)
                one = either(std::move(one), by.of(ways[i].need, where));
            if (asked.any_of())
                any = either(std::move(any), one);
            else
                here = both(here, one);
        }
        if (!any.empty()) here = both(here, any);
        if (asked.control_of_root()) here = both(here, either(by.of(*asked.control_of_root(), where), by.nothing()));
        found = either(std::move(found), here);
    }
    return found;
}

std::vector<bitset> sets_to_avoid(const account& in, const rule_profile& profile, const bitset& joinable) {
    return avoidance(in, joinable).unbarred(profile);
}

} // namespace canreach::graph::detail
