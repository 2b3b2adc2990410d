// HOW CAN, SHOW IDENTITIES and SHOW PATHS: indirect paths (rules E1–E25).
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "query/action_words.hpp"
#include "query/detail/cell_reader.hpp"
#include "query/detail/hop_wording.hpp"
#include "query/detail/scanner.hpp"

namespace canreach::query::detail {
namespace {

using graph::verdict;

std::string counted(std::size_t hops) {
    return fmt::format("{} hop{}", hops, hops == 1 ? "" : "s");
}

} // namespace

void scanner::add_hops(const std::vector<graph::hop>& hops, std::int64_t path, relation& into) {
    hop_wording say(facts_, privileges_, words_);
    std::int64_t number = 0;
    for (const auto& one : hops)
        into.rows.push_back({one.actor,
                             no_node,
                             verdict::yes,
                             nullptr,
                             {path, ++number, hop_wording::class_of(one), one.rule, words_.cell(one.actor),
                              say.gains(one), say.by(one)}});
}

/// What the last identity does once all hops are done.
std::string scanner::ending(const graph::chain& what, const bound::how& asked) {
    auto text = fmt::format("then {} on {}", asked.what.shown, words_.thing(asked.on.nodes.front()));
    if (what.identity != asked.who.id) text += fmt::format(" as {}", words_.thing(what.identity));
    if (!what.workspaces.empty()) text += fmt::format(", from {}", say_.from_workspaces(what.workspaces));
    return text;
}

relation scanner::scan(const bound::how& what) {
    relation made;
    const auto told = facts_.how(what.who.id, what.what.what, what.on.nodes.front());
    made.add_gaps(told.answer.gaps);
    why_node root;
    root.how = told.answer.how;
    if (told.answer.how != verdict::yes) {
        root.label = fmt::format("{}: {}", name_of(told.answer.how), say_.reason(told.answer, what.who, {}));
        made.tree = std::move(root);
        return made;
    }
    root.label = told.answer.hops == 0 ? std::string("0 hops: it can as it is") : counted(told.answer.hops);
    hop_wording say(facts_, privileges_, words_);
    std::int64_t path = 0;
    for (const auto& one : told.chains) add_hops(one.hops, ++path, made);
    if (!told.chains.empty()) {
        const auto& shown = told.chains.front();
        for (const auto& one : shown.hops)
            root.children.push_back(
                {say.gains(one), fmt::format("{} (rule {})", say.by(one), one.rule), verdict::yes, {}});
        root.children.push_back({ending(shown, what), {}, verdict::yes, {}});
    }
    if (told.chains.size() > 1)
        made.warnings.push_back(fmt::format("{} more way{} of {}", told.chains.size() - 1,
                                            told.chains.size() == 2 ? "" : "s", counted(told.answer.hops)));
    for (const auto& fact : told.severing) made.suggestions.push_back("remove " + say.removal(fact));
    made.tree = std::move(root);
    return made;
}

relation scanner::scan(const bound::identities& what) {
    relation made;
    hop_wording say(facts_, privileges_, words_);
    const auto found = facts_.identities_from(what.of.id, what.how);
    const bool together = found.size() > fold_above_;
    for (const auto& one : found) {
        row added{one.identity, no_node, one.how, nullptr, {cell{}}};
        added.hops = one.hops;
        if (const auto hops =
                together ? std::vector<graph::hop>{} : facts_.hops_between(what.of.id, one.identity, what.how);
            !hops.empty())
            added.extra.front() = say.by(hops.back());
        made.rows.push_back(std::move(added));
    }
    if (!together) by_name(made.rows);
    std::ranges::stable_sort(made.rows, {}, &row::hops);
    const bool unsure = std::ranges::any_of(made.rows, [](const row& one) { return one.how != verdict::yes; });
    for (graph::gap_index gap = 0; unsure && gap < facts_.gaps().size(); ++gap) made.gaps.push_back(gap);
    return made;
}

/// What an identity can do with the goal of a path as it is: null where only acts of the path allow anything.
cell scanner::possible_as(node_id identity, node_id goal) {
    constexpr std::size_t max_shown = 4;
    graph::request plain;
    plain.actions = {{graph::action::form::any, 0}};
    auto names = words_of(facts_.actions_on(identity, plain, goal), privileges_);
    if (names.empty()) return {};
    const auto rest = names.size() - std::min(names.size(), max_shown);
    names.resize(names.size() - rest);
    std::string text = "can ";
    for (const auto& one : names) text += fmt::format("{}{}", &one == names.data() ? "" : ", ", one);
    return rest == 0 ? text : fmt::format("{} and {} more", text, rest);
}

relation scanner::scan(const bound::paths& what) {
    relation made;
    const auto goal = what.goal.nodes.front();
    std::int64_t path = 0;
    if (is_principal(facts_.kind_of(goal))) {
        if (const auto hops = facts_.hops_between(what.start.id, goal, what.how); !hops.empty())
            add_hops(hops, ++path, made);
        for (const auto& one : facts_.observing(what.start.id, goal)) add_hops({one}, ++path, made);
    }
    const auto told = facts_.how(what.start.id, what.how, goal);
    made.add_gaps(told.answer.gaps);
    for (const auto& one : told.chains) {
        if (one.hops.empty()) continue;
        add_hops(one.hops, ++path, made);
        // Hops alone would end at an identity: the last row says what is reached as that one.
        made.rows.push_back({one.identity,
                             no_node,
                             verdict::yes,
                             nullptr,
                             {path, cell{}, cell{}, cell{}, words_.cell(one.identity),
                              fmt::format("reaches {}", words_.thing(goal)), possible_as(one.identity, goal)}});
    }
    if (told.answer.how == verdict::yes && told.answer.hops == 0)
        made.warnings.push_back(fmt::format("{} reaches {} as it is: WHY CAN tells through what",
                                            words_.name(what.start.id), words_.thing(goal)));
    return made;
}

} // namespace canreach::query::detail
