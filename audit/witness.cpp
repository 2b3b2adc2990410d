#include "audit/witness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "audit/tables.hpp"
#include "query/executor.hpp"
#include "query/planner.hpp"

namespace canreach::audit {
namespace {

namespace bound = query::bound;

/// A question about one principal and one resource.
struct pair_question {
    bound::principal who;
    bound::asked what;
    bound::target on;
};
using lines = std::vector<std::string>;

std::string text_cell(const query::cell& what) {
    const auto* text = std::get_if<std::string>(&what);
    return text == nullptr ? std::string{} : *text;
}

/// Each part once, by its first way, which is its shortest.
lines lines_of_why(const query::result_table& table) {
    lines made;
    std::string before;
    for (const auto& row : table.rows) {
        const auto part = text_cell(row[0]);
        if (part == before) continue;
        before = part;
        const auto fact = text_cell(row[2]);
        const auto chain = text_cell(row[3]);
        made.push_back(fmt::format("{}{}{}{}", part, fact.empty() ? "" : ": ", fact,
                                   chain.empty() ? "" : fmt::format(" ({})", chain)));
    }
    return made;
}

lines lines_of_how(const query::result_table& table) {
    lines made;
    if (!table.tree) return made;
    for (const auto& hop : table.tree->children)
        made.push_back(hop.fact.empty() ? hop.label : fmt::format("{}: {}", hop.label, hop.fact));
    return made;
}

result<lines> explained(account& in, pair_question asked) {
    const bool hops = asked.what.what.how == graph::mode::escalatable;
    bound::relation question;
    if (hops) {
        question.rows = query::shape_of_how();
        question.what = bound::how{std::move(asked.who), std::move(asked.what), std::move(asked.on)};
    } else {
        question.rows = query::shape_of_why();
        question.what = bound::why{std::move(asked.who), std::move(asked.what), std::move(asked.on)};
    }
    question.result = question.rows;
    const auto answered = query::execute(query::make_plan(std::move(question)), in.names, in.facts);
    if (!answered) return fail(answered.error().code, answered.error().message);
    return hops ? lines_of_how(*answered) : lines_of_why(*answered);
}

result<lines> membership_lines(account& in, node_id member, node_id group) {
    lines made;
    std::string chain;
    for (const auto one : in.facts.membership_chain(member, group)) {
        const auto name = in.names.name_of(one);
        if (!name) return name.error();
        chain += (chain.empty() ? "" : " → ") + *name;
    }
    if (!chain.empty()) made.push_back("member: " + chain);
    return made;
}

class witness_finder {
public:
    witness_finder(account& in, node_id principal, node_id resource)
        : in_(in), principal_(principal), resource_(resource) {}

    result<lines> in(const bound::relation& asked) {
        if (const auto* scan = std::get_if<bound::scan>(&asked.what))
            return std::visit([&](const auto& one) { return of(one); }, *scan);
        if (const auto* nested = std::get_if<bound::nested>(&asked.what)) return in(*nested->of);
        if (const auto* all = std::get_if<bound::combination>(&asked.what)) {
            for (std::size_t i = 0; i < all->operands.size(); ++i) {
                if (i > 0 && all->operators[i - 1] != bound::set_operator::unite) continue;
                auto found = in(all->operands[i]);
                if (!found || !found->empty()) return found;
            }
        }
        return lines{};
    }

private:
    result<lines> of(const bound::can& one) { return pair(one.who, one.what, resource_or(one.on)); }
    result<lines> of(const bound::workspaces_from& one) { return pair(one.who, one.what, resource_or(one.on)); }
    result<lines> of(const bound::who_can& one) {
        if (principal_ == no_node) return lines{};
        const auto who = described(principal_);
        if (!who) return who.error();
        return pair(*who, one.what, resource_or(one.on));
    }
    result<lines> of(const bound::what_can& one) {
        if (resource_ == no_node) return lines{};
        auto asked = one.what;
        for (const auto& action : asked.what.actions) {
            if (action.what != graph::action::form::any) continue;
            // Of whatever can be done the first that surely can.
            const auto can = in_.facts.actions_on(one.who.id, asked.what, resource_);
            const auto sure =
                std::ranges::find(can, graph::verdict::yes, &std::pair<graph::action, graph::verdict>::second);
            if (sure == can.end()) return lines{};
            asked.what.actions = {sure->first};
            break;
        }
        return pair(one.who, asked, resource_);
    }
    result<lines> of(const bound::membership& one) {
        using form = query::ast::show_membership::form;
        if (principal_ == no_node || one.what == form::workspaces) return lines{};
        return one.what == form::members ? membership_lines(in_, principal_, one.of.id)
                                         : membership_lines(in_, one.of.id, principal_);
    }
    template <class Other>
    result<lines> of(const Other&) {
        return lines{};
    }

    [[nodiscard]] node_id resource_or(const bound::target& on) const {
        if (resource_ != no_node) return resource_;
        return on.nodes.empty() ? no_node : on.nodes.front();
    }
    result<bound::principal> described(node_id id) {
        auto node = in_.names.describe(id);
        if (!node) return std::move(node).error();
        return bound::principal{id, node->key.kind, std::move(node->name)};
    }
    result<lines> pair(const bound::principal& who, const bound::asked& what, node_id on) {
        if (on == no_node) return lines{};
        // Not this operand's row.
        if (in_.facts.decide(who.id, what.what, on).how == graph::verdict::no) return lines{};
        const auto name = in_.names.name_of(on);
        if (!name) return name.error();
        return explained(in_, {who, what, {{on}, false, *name}});
    }

    account& in_;
    node_id principal_, resource_;
};

} // namespace

result<std::vector<std::string>> witness_of(account& in, const query::bound::relation& asked, node_id principal,
                                            node_id resource) {
    return witness_finder(in, principal, resource).in(asked);
}

} // namespace canreach::audit
