#include "graph/questions/shared_circuit.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/rules/policies.hpp"

namespace canreach::graph::detail {
namespace {

void write_mask(mask bits, std::vector<std::uint32_t>& words) {
    for (const auto half : {bits.low, bits.high}) {
        words.push_back(static_cast<std::uint32_t>(half));
        words.push_back(static_cast<std::uint32_t>(half >> 32U));
    }
}

/// Which table of grants, or other facts, and whose identities count.
std::uint32_t manner_of(const condition& leaf, const supply& from) {
    std::uint32_t bits = static_cast<std::uint32_t>(from.in);
    for (const bool one : {from.owners, from.itself, from.denies, leaf.account_only, leaf.by_unity, leaf.by_lists})
        bits = bits * 2 + (one ? 1U : 0U);
    return bits;
}

/// The leaf without what does not change who meets it.
condition bare(const condition& leaf, std::vector<supply> supplies) {
    condition made;
    made.what = leaf.what;
    made.account_only = leaf.account_only;
    made.by_unity = leaf.by_unity;
    made.by_lists = leaf.by_lists;
    made.supplies = std::move(supplies);
    return made;
}

} // namespace

shared_circuit::shared_circuit(const account& in, const situation& now) : in_(in), now_(now) {}

shared_circuit::part_no shared_circuit::number_of(std::vector<std::uint32_t> words, part made) {
    const auto [known, added] = numbers_.try_emplace(std::move(words), static_cast<part_no>(parts_.size()));
    if (added) parts_.push_back(std::move(made));
    return known->second;
}

std::optional<shared_circuit::part_no> shared_circuit::add_supplied(const condition& leaf, const path_of_levels& path) {
    const auto levels = path.all();
    std::vector<std::uint32_t> any;
    auto lowest = nowhere;
    std::vector<supply> beside;
    std::vector<std::uint32_t> words{static_cast<std::uint32_t>(part::form::beside)};
    for (const auto& from : leaf.supplies) {
        const auto at = std::ranges::find(levels, from.on);
        if (at == levels.end()) {
            // The same for all paths: about the account, or about everything of a kind that is none of the root.
            const auto kind = in_.nodes.kind[from.on.value];
            const bool same = kind == node_kind::account || (in_.nodes.parent[from.on.value] == path.metastore() &&
                                                             kind != in_.nodes.kind[path.root().value]);
            if (!same) return std::nullopt;
            words.push_back(manner_of(leaf, from));
            words.push_back(from.on.value);
            write_mask(from.bits, words);
            beside.push_back(from);
            continue;
        }
        part held;
        held.what = part::form::held;
        held.lowest = static_cast<std::uint32_t>(at - levels.begin());
        held.leaf = bare(leaf, {from});
        lowest = std::min(lowest, held.lowest);
        std::vector<std::uint32_t> named{static_cast<std::uint32_t>(part::form::held), manner_of(leaf, from),
                                         held.lowest};
        write_mask(from.bits, named);
        any.push_back(number_of(std::move(named), std::move(held)));
    }
    if (!beside.empty() || any.empty()) { // whom nobody supplies yet may be supplied by acts
        part one;
        one.what = part::form::beside;
        one.leaf = bare(leaf, std::move(beside));
        any.push_back(number_of(std::move(words), std::move(one)));
    }
    std::ranges::sort(any);
    any.erase(std::ranges::unique(any).begin(), any.end());
    if (any.size() == 1) return any.front();
    std::vector<std::uint32_t> named{static_cast<std::uint32_t>(part::form::any)};
    named.insert(named.end(), any.begin(), any.end());
    part either;
    either.what = part::form::any;
    either.of = std::move(any);
    either.lowest = lowest;
    return number_of(std::move(named), std::move(either));
}

std::optional<shared_circuit::part_no> shared_circuit::add(const condition& circuit, const path_of_levels& path) {
    part made;
    made.what = part::form::given;
    switch (circuit.what) {
    case condition::form::all:
    case condition::form::any: {
        for (const auto& one : circuit.parts) {
            const auto number = add(one, path);
            if (!number) return std::nullopt;
            made.of.push_back(*number);
        }
        std::ranges::sort(made.of);
        made.of.erase(std::ranges::unique(made.of).begin(), made.of.end());
        if (made.of.size() == 1) return made.of.front();
        made.what = circuit.what == condition::form::all ? part::form::all : part::form::any;
        for (const auto one : made.of) made.lowest = std::min(made.lowest, parts_[one].lowest);
        break;
    }
    case condition::form::supplied: return add_supplied(circuit, path);
    case condition::form::definer:
        if (circuit.part.on != path.nodes.front()) return std::nullopt;
        made.what = part::form::definer;
        made.lowest = 0;
        break;
    case condition::form::settled: made.given = circuit.given; break;
    case condition::form::never: made.given = truth::no(); break;
    case condition::form::policy:
    case condition::form::exempt:
    case condition::form::unblocked:
        if (!circuit.test->groups.empty()) return std::nullopt; // policies are those of a node
        made.given = passes(in_, circuit, identity::carried{}, scene::plain());
        break;
    default: return std::nullopt;
    }
    std::vector<std::uint32_t> words{static_cast<std::uint32_t>(made.what)};
    if (made.what == part::form::given) words.push_back((made.given.surely ? 2U : 0U) + (made.given.maybe ? 1U : 0U));
    words.insert(words.end(), made.of.begin(), made.of.end());
    return number_of(std::move(words), std::move(made));
}

void shared_circuit::move_to(const path_of_levels& path, truth definer) {
    ++moves_;
    if (definer != definer_ || path.count != path_.count) changed_[0] = moves_;
    for (std::size_t level = 0; level < path.count; ++level)
        if (path.count != path_.count || path.nodes[level] != path_.nodes[level]) changed_[level] = moves_;
    // A part is known by the lowest level that it asks of, so what is below a change counts as changed.
    for (std::size_t level = path.count; level-- > 1;)
        changed_[level - 1] = std::max(changed_[level - 1], changed_[level]);
    path_ = path;
    definer_ = definer;
}

subject_set shared_circuit::found(const part& one) {
    const auto given = [&](truth how) {
        subject_set set(in_.who.all());
        set.only_if(how);
        return set;
    };
    switch (one.what) {
    case part::form::all: {
        if (one.of.empty()) return given(truth::yes());
        auto set = value(one.of.front());
        for (std::size_t i = 1; i < one.of.size(); ++i) set &= value(one.of[i]);
        return set;
    }
    case part::form::any: {
        if (one.of.empty()) return subject_set(in_.who.size());
        auto set = value(one.of.front());
        for (std::size_t i = 1; i < one.of.size(); ++i) set |= value(one.of[i]);
        return set;
    }
    case part::form::held: {
        auto leaf = one.leaf;
        leaf.supplies.front().on = path_.nodes[one.lowest];
        return suppliers_of(in_, leaf, scene::plain().in(now_));
    }
    case part::form::beside: return suppliers_of(in_, one.leaf, scene::plain().in(now_));
    case part::form::definer: return given(definer_);
    case part::form::given: return given(one.given);
    }
    return subject_set(in_.who.size());
}

bool shared_circuit::out_of_question(part_no which) const {
    const auto& one = parts_[which];
    const auto out = [&](part_no other) { return out_of_question(other); };
    switch (one.what) {
    case part::form::all: return std::ranges::any_of(one.of, out);
    case part::form::any: return std::ranges::all_of(one.of, out);
    case part::form::definer: return !definer_.maybe;
    case part::form::given: return !one.given.maybe;
    case part::form::held:
    case part::form::beside: break;
    }
    return false;
}

const subject_set& shared_circuit::value(part_no which) {
    auto& one = parts_[which];
    if (one.at == 0 || one.at < changed_[one.lowest]) {
        auto made = found(one);
        one.value = std::move(made);
        one.at = moves_;
    }
    return one.value;
}

} // namespace canreach::graph::detail
