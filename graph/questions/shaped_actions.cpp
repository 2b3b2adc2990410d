#include "graph/questions/shaped_actions.hpp"

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/questions.hpp"
#include "graph/shapes.hpp"
#include "model/privileges.hpp"

namespace canreach::graph::detail {

std::size_t shaped_actions::hash_of_words::operator()(const words& key) const noexcept {
    std::uint64_t sum = 0xCBF2'9CE4'8422'2325U;
    for (const auto one : key) sum = (sum ^ one) * 0x0000'0100'0000'01B3U;
    return static_cast<std::size_t>(sum ^ sum >> 29U);
}

shaped_actions::shaped_actions(const account& in, const identity::carried& ids, const request& what)
    : in_(in), ids_(ids), single_(what), marks_(in, ids, what.compute) {}

const holdings::mark* shaped_actions::held_on(node_id node) {
    const auto mark_of = [&] {
        holdings::cursor at(marks_, in_.tree.place_of(node));
        const bool marked = !at.done() && at.at() == in_.tree.place_of(node);
        return marked ? std::optional(at.take()) : std::nullopt;
    };
    if (in_.tree.children_of(node).empty()) {
        own_ = mark_of();
        return own_ ? &*own_ : nullptr;
    }
    const auto [known, added] = containers_.try_emplace(node);
    if (added) known->second = mark_of();
    return known->second ? &*known->second : nullptr;
}

std::optional<shaped_actions::place_of_rules> shaped_actions::look_at(node_id resource, node_id metastore) {
    place_of_rules found;
    key_.assign({shape_of(in_.nodes, resource), metastore.value});
    for (auto at = resource;; at = in_.nodes.parent[at.value]) {
        if (found.held.count == held_path::most) return std::nullopt;
        const auto* here = held_on(at);
        if (here != nullptr && here->odd) return std::nullopt;
        found.held.levels[found.held.count++] = here == nullptr ? nullptr : &here->held;
        if (at == metastore) break;
        write_policies(in_, at, key_);
        found.root = at;
    }
    return found;
}

std::vector<shaped_actions::known_action>& shaped_actions::rules_for(std::span<const action> known, node_id resource) {
    auto& rules = rules_[key_];
    if (!rules.empty()) return rules;
    for (const auto one : known) {
        single_.actions = {one};
        rules.push_back({one, shape_plan::from(in_, single_, resource, &ids_)});
    }
    return rules;
}

truth shaped_actions::in_full(action one, node_id resource) {
    single_.actions = {one};
    return plan(in_, single_, resource).ask(ids_, nullptr);
}

std::optional<truth> shaped_actions::definer_of(node_id resource) const {
    if (in_.nodes.type[resource.value] != securable::view || single_.how != mode::effective) return truth::yes();
    return in_.views.works_alike(resource);
}

truth shaped_actions::ask(known_action& by, const place_of_rules& around, std::optional<truth> definer,
                          node_id resource) {
    if (!by.plan || (!definer && by.plan->asks_definer())) return in_full(by.what, resource);
    return by.plan->evaluate(ids_, around.held, around.root, definer.value_or(truth::no()));
}

std::vector<std::pair<action, verdict>> shaped_actions::on(node_id resource) {
    const auto metastore = in_.metastore_of(resource);
    const auto around = metastore == no_node ? std::nullopt : look_at(resource, metastore);
    if (!around) return actions_on(in_, in_.who.node_of(ids_.self()), single_, resource);
    const auto known = actions_known(in_, single_.how, resource);
    // Privileges that the crawl taught are asked for where somebody was granted them.
    for (const auto& one : known)
        if (one.what == action::form::privilege && one.number >= model::first_learned_privilege_bit)
            key_.push_back(one.number);
    const auto definer = definer_of(resource);
    std::vector<std::pair<action, verdict>> found;
    for (auto& one : rules_for(known, resource))
        if (const auto how = ask(one, *around, definer, resource); how.maybe)
            found.emplace_back(one.what, verdict_of(how));
    return found;
}

std::vector<verdict> shaped_actions::each_of(std::span<const action> asked, node_id resource) {
    std::vector<verdict> found(asked.size(), verdict::no);
    const auto kind = in_.nodes.kind[resource.value];
    const auto metastore = in_.metastore_of(resource);
    const auto around = metastore == no_node ? std::nullopt : look_at(resource, metastore);
    if (!around) {
        for (std::size_t i = 0; i < asked.size(); ++i)
            if (applies_to(asked[i], kind)) found[i] = verdict_of(in_full(asked[i], resource));
        return found;
    }
    const auto definer = definer_of(resource);
    auto& rules = rules_for(asked, resource);
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (applies_to(asked[i], kind)) found[i] = verdict_of(ask(rules[i], *around, definer, resource));
    return found;
}

} // namespace canreach::graph::detail
