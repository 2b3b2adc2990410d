#include "graph/questions/sweep.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "graph/operations.hpp"
#include "graph/questions/plan.hpp"

namespace canreach::graph::detail {

void add_to(std::vector<resource_run>& runs, const resource_run& next) {
    if (!runs.empty()) {
        auto& last = runs.back();
        if (last.first.value + last.count == next.first.value && last.how == next.how && last.hops == next.hops) {
            last.count += next.count;
            return;
        }
    }
    runs.push_back(next);
}

sweep::sweep(const account& in, identity::carried ids, const request& what, std::span<const node_kind> kinds)
    : in_(in), ids_(std::move(ids)), what_(what), kinds_(kinds), marks_(in, ids_, what.compute), gaps_(in) {}

void sweep::run(place first, place last) {
    open_enclosing(first);
    holdings::cursor next(marks_, first);
    for (auto at = first; at < last;) {
        while (!open_.empty() && open_.back().end <= at) open_.pop_back();
        if (!next.done() && next.at() == at) {
            const auto mark = next.take();
            if (!is_like_its_neighbours(mark)) {
                open(mark);
                ask_marked(at);
            }
            ++at;
            continue;
        }
        auto stop = next.done() ? last : std::min(last, next.at());
        if (!open_.empty()) stop = std::min(stop, open_.back().end);
        // What no metastore holds is marked, one by one; shapes without an answer need no look at their nodes.
        if (!open_.empty() && !is_dull(open_.back())) pass(at, stop);
        at = stop;
    }
}

what_runs sweep::answer(place first, place last, node_id within) {
    what_runs found;
    found.runs = std::move(runs_);
    if (in_.read_parts.gaps().empty()) return found;
    if (within == no_node)
        for (const auto gap : in_.read_parts.unlisted_metastores()) gaps_.add(gap);
    for (gap_index i = 0; i < in_.read_parts.gaps().size(); ++i) {
        const auto& gap = in_.read_parts.gaps()[i];
        const auto where = in_.tree.place_of(gap.about);
        if (gap.part == node_part::children && first <= where && where < last &&
            (in_.nodes.type[gap.about.value] != securable::none))
            gaps_.add(i);
    }
    found.gaps = gaps_.take();
    return found;
}

void sweep::open(const holdings::mark& mark) {
    const auto node = in_.tree.at(mark.at);
    const bool odd = mark.odd || (!open_.empty() && open_.back().odd);
    const bool restricted = mark.restricted || (!open_.empty() && open_.back().restricted);
    const bool unread = mark.policies_unread || (!open_.empty() && open_.back().policies_unread);
    const auto around = open_.empty() ? no_node : open_.back().metastore;
    const auto metastore = around == no_node ? in_.metastore_of(node) : around;
    open_.push_back({mark, in_.tree.end_of(node), metastore, odd, restricted, unread, std::nullopt, {}, ++frames_});
}

void sweep::open_enclosing(place first) {
    std::vector<place> around;
    for (auto node = in_.nodes.parent[in_.tree.at(first).value]; node != no_node; node = in_.nodes.parent[node.value])
        around.push_back(in_.tree.place_of(node));
    for (const auto at : around | std::views::reverse) {
        holdings::cursor mark(marks_, at);
        if (!mark.done() && mark.at() == at) open(mark.take());
    }
}

bool sweep::wanted(node_id node) const {
    if (in_.nodes.type[node.value] == securable::none) return false;
    const auto kind = in_.nodes.kind[node.value];
    if (!kinds_.empty()) return std::ranges::find(kinds_, kind) != kinds_.end();
    return std::ranges::any_of(what_.actions, [&](action one) { return applies_to(one, kind); });
}

std::size_t sweep::shape_at(node_id node, node_id metastore, bool policies_unread) {
    const auto own = shape_of(in_.nodes, node);
    const auto same = [&](const known_shape& one) {
        return one.of == own && one.metastore == metastore && one.policies_unread == policies_unread;
    };
    auto& recent = recent_shapes_[(own * 0x9E37'79B9U >> 16U ^ metastore.value) % recent_shapes_.size()];
    if (recent < shapes_.size() && same(shapes_[recent])) return recent;
    const auto known = std::ranges::find_if(shapes_, same);
    recent = static_cast<std::size_t>(known - shapes_.begin());
    if (known == shapes_.end()) shapes_.push_back(learn(own, metastore, policies_unread, node));
    return recent;
}

sweep::known_shape sweep::learn(shape own, node_id metastore, bool policies_unread, node_id node) const {
    known_shape made{own, metastore, policies_unread, wanted(node), false, std::nullopt};
    if (!made.wanted) return made;
    if (metastore != no_node) {
        const bool unread_here = !in_.policies.unread_above(in_.nodes, node).empty();
        if (!is_odd(node) && unread_here == policies_unread) made.plan = shape_plan::from(in_, what_, node);
        for (const auto& one : in_.shapes.examples) {
            if (made.plan || policies_unread) break;
            const bool alike = one.of == own && one.metastore == metastore && !is_odd(one.node) &&
                               in_.policies.unread_above(in_.nodes, one.node).empty();
            if (alike) made.plan = shape_plan::from(in_, what_, one.node);
        }
    }
    if (made.plan) {
        made.each = made.plan->asks_definer();
        return made;
    }
    // Catalog, schema, leaf: three levels say it all. Anything else is asked one by one.
    const auto above = static_cast<securable>(own >> 8U & 0xFFU);
    const auto beyond = static_cast<securable>(own >> 16U & 0xFFU);
    const auto top = [](securable type) { return type == securable::catalog || type == securable::hive_catalog; };
    const auto type = in_.nodes.type[node.value];
    const bool by_definer =
        type == securable::hive_view || (type == securable::view && plan(in_, what_, node).asks_bases());
    made.each = by_definer || !(top(above) || top(beyond));
    return made;
}

bool sweep::is_odd(node_id node) const {
    for (; node != no_node; node = in_.nodes.parent[node.value]) {
        if (!in_.policies.on(node).empty()) return true;
        holdings::cursor mark(marks_, in_.tree.place_of(node));
        if (!mark.done() && mark.at() == in_.tree.place_of(node) && mark.take().odd) return true;
    }
    return false;
}

held_path sweep::path_of(node_id node, node_id metastore, node_id& root) const {
    held_path path;
    root = no_node;
    for (auto at = node;; at = in_.nodes.parent[at.value]) {
        const auto where = in_.tree.place_of(at);
        auto around = open_.rbegin();
        while (around != open_.rend() && around->here.at > where) ++around;
        const bool marked = around != open_.rend() && around->here.at == where;
        path.levels[path.count++] = marked ? &around->here.held : nullptr;
        if (at == metastore) return path;
        root = at;
    }
}

truth sweep::ask(known_shape& by, node_id node, const frame& around) {
    return ask(by, node, around.odd, around.restricted);
}

truth sweep::ask(known_shape& by, node_id node, bool odd, bool restricted) {
    if (by.metastore == no_node || odd) return ask_fully(node);
    node_id root;
    const auto path = path_of(node, by.metastore, root);
    auto best = truth::yes();
    const bool alike = by.plan && !by.policies_unread;
    if (alike) best = by.plan->evaluate(ids_, path, root, truth::yes());
    if (!best.maybe) return best;
    const bool ruled = restricted || !alike;
    auto* rules = ruled ? ruled_by(by, node) : &*by.plan;
    if (rules == nullptr) return ask_fully(node);
    if (!rules->asks_definer()) return ruled ? rules->evaluate(ids_, path, root, truth::yes()) : best;
    const auto works = in_.views.works_alike(node);
    return works ? rules->evaluate(ids_, path, root, *works) : ask_fully(node);
}

shape_plan* sweep::ruled_by(const known_shape& by, node_id node) {
    constexpr std::size_t most_rules = 64;
    policies_.clear();
    for (auto at = node; at != by.metastore; at = in_.nodes.parent[at.value]) write_policies(in_, at, policies_);
    const auto shape = static_cast<std::size_t>(&by - shapes_.data());
    const auto same = [&](const known_rule& one) { return one.shape == shape && one.policies == policies_; };
    if (last_rule_ == rules_.size() || !same(rules_[last_rule_])) {
        const auto known = std::ranges::find_if(rules_, same);
        // Where each table has a filter of its own nothing is gained by keeping its plan.
        if (known == rules_.end() && rules_.size() == most_rules) return nullptr;
        last_rule_ = static_cast<std::size_t>(known - rules_.begin());
        if (known == rules_.end()) rules_.push_back({shape, policies_, shape_plan::from(in_, what_, node, &ids_)});
    }
    auto& plan = rules_[last_rule_].plan;
    return plan ? &*plan : nullptr;
}

truth sweep::ask_fully(node_id node) {
    return plan(in_, what_, node).ask(ids_, nullptr);
}

void sweep::add_rows(node_id first, std::uint32_t count, truth how) {
    if (how.maybe && count != 0) add_to(runs_, {first, count, verdict_of(how)});
}

void sweep::add_row(node_id node, truth how) {
    add_rows(node, 1, how);
}

void sweep::add_asked(node_id node, truth how) {
    add_row(node, how);
    if (how == truth::unknown()) gaps_.add(plan(in_, what_, node), ids_);
}

void sweep::ask_marked(place at) {
    const auto node = in_.tree.at(at);
    if (!wanted(node)) return;
    const auto& own = open_.back();
    if (own.metastore == no_node)
        add_asked(node, ask_fully(node));
    else
        add_asked(node, ask(shapes_[shape_at(node, own.metastore, own.policies_unread)], node, own));
}

sweep::neighbours* sweep::met(node_id parent, securable type) {
    if (met_in_frame_ != open_.back().serial || met_parent_ != parent) return nullptr;
    const auto found = std::ranges::find(met_, type, &neighbours::type);
    return found == met_.end() ? nullptr : &*found;
}

void sweep::meet(node_id parent, const neighbours& now) {
    const auto serial = open_.back().serial;
    if (met_in_frame_ != serial || met_parent_ != parent) met_.clear();
    met_in_frame_ = serial;
    met_parent_ = parent;
    met_.push_back(now);
}

void sweep::pass(place first, place last) {
    for (auto at = first; at < last;) {
        const auto node = in_.tree.at(at);
        const auto alike = in_.nodes.alike_from(node, in_.tree.in_order_from(at, last - at));
        at += alike;
        const auto type = in_.nodes.type[node.value];
        if (type == securable::none) continue;
        const auto parent = in_.nodes.parent[node.value];
        std::uint32_t told = 0;
        const auto* known = met(parent, type);
        if (known == nullptr) {
            const auto shape = shape_at(node, open_.back().metastore, open_.back().policies_unread);
            const auto how = pass(node, shape);
            meet(parent, {type, shape, how});
            known = &met_.back();
            told = 1;
        }
        if (known->how)
            add_rows(node_id{node.value + told}, alike - told, *known->how);
        else
            for (; told < alike; ++told) static_cast<void>(pass(node_id{node.value + told}, known->shape));
    }
}

std::optional<truth> sweep::pass(node_id node, std::size_t number) {
    auto& around = open_.back();
    if (!shapes_[number].wanted) return truth::no();
    const auto definer = definer_of(number, node, around);
    if (!definer) {
        add_asked(node, ask(shapes_[number], node, around));
        return std::nullopt;
    }
    auto how = known_in(around, number, no_rule, *definer);
    if (how && !shapes_[number].each) {
        add_row(node, *how);
        return how;
    }
    if (!how) {
        how = ask(shapes_[number], node, around);
        around.known.push_back({number, no_rule, *definer, *how});
    }
    add_asked(node, *how);
    return shapes_[number].each ? std::nullopt : how;
}

std::optional<truth> sweep::definer_of(std::size_t number, node_id node, const frame& around) const {
    const auto& by = shapes_[number];
    if (!by.each) return truth::yes();
    const bool by_definer_alone = by.plan && by.plan->asks_definer() && !by.policies_unread && !around.odd &&
                                  !around.restricted && around.metastore != no_node;
    return by_definer_alone ? in_.views.works_alike(node) : std::nullopt;
}

std::optional<truth> sweep::known_in(const frame& around, std::size_t number, std::size_t rule, truth definer) {
    for (const auto& one : around.known)
        if (one.shape == number && one.rule == rule && one.definer == definer) return one.how;
    return std::nullopt;
}

bool sweep::is_like_its_neighbours(const holdings::mark& mark) {
    const auto node = in_.tree.at(mark.at);
    if (in_.tree.end_of(node) != mark.at + 1) return false; // something may inherit from it
    if (!wanted(node)) return true;
    if (open_.empty() || mark.odd || mark.policies_unread) return false;
    const auto& around = open_.back();
    if (around.odd || around.metastore == no_node || in_.tree.at(around.here.at) == around.metastore) return false;
    const bool ruled = mark.restricted || around.restricted || around.policies_unread;
    const auto* known = met(in_.nodes.parent[node.value], in_.nodes.type[node.value]);
    // More that is held never gives less: policies, which may take, count on both sides.
    if (known != nullptr && !ruled && known->how == truth::yes()) {
        add_row(node, truth::yes());
        return true;
    }
    const auto shape = known != nullptr ? known->shape : shape_at(node, around.metastore, around.policies_unread);
    const auto without = ruled ? answer_by_rule(mark, node, shape) : answer_without(mark, node, shape);
    if (!without || (*without != truth::yes() && !mark.holds_nothing())) return false;
    add_row(node, *without);
    return true;
}

std::optional<truth> sweep::answer_without(const holdings::mark& mark, node_id node, std::size_t number) {
    const auto& by = shapes_[number];
    const auto definer = definer_of(number, node, open_.back());
    if (!by.plan || !definer) return std::nullopt;
    return answer_without(mark, node, {number, no_rule, *definer, truth::no()}, by.each);
}

std::optional<truth> sweep::answer_by_rule(const holdings::mark& mark, node_id node, std::size_t number) {
    const auto* rules = ruled_by(shapes_[number], node);
    if (rules == nullptr) return std::nullopt;
    const auto definer = rules->asks_definer() ? in_.views.works_alike(node) : truth::yes();
    if (!definer) return std::nullopt;
    return answer_without(mark, node, {number, last_rule_, *definer, truth::no()}, rules->asks_definer());
}

std::optional<truth> sweep::answer_without(const holdings::mark& mark, node_id node, known_answer wanted,
                                           bool is_view) {
    auto& around = open_.back();
    if (const auto known = known_in(around, wanted.shape, wanted.rule, wanted.definer))
        return *known == truth::unknown() && is_view ? std::nullopt : known;
    wanted.how = ask(shapes_[wanted.shape], node, around.odd, around.restricted || mark.restricted);
    if (wanted.how == truth::unknown()) {
        // What was not read is gathered once for all of them, but of views it may be about what each reads.
        if (is_view || !mark.holds_nothing()) return std::nullopt;
        gaps_.add(plan(in_, what_, node), ids_);
    }
    around.known.push_back(wanted);
    return wanted.how;
}

bool sweep::is_dull(frame& around) {
    if (!around.dull)
        around.dull = !around.odd && !around.policies_unread && around.metastore != no_node && nothing_within(around);
    return *around.dull;
}

bool sweep::nothing_within(const frame& around) {
    const auto node = in_.tree.at(around.here.at);
    if (node == around.metastore) return false; // all its children are marked
    node_id root;
    const auto own_path = path_of(node, around.metastore, root);
    const auto own = shape_of(in_.nodes, node);
    for (const auto& example : in_.shapes.examples) {
        if (example.metastore != around.metastore) continue;
        for (unsigned depth = 1; depth < 4; ++depth) {
            const auto levels_left = shape{0xFFFF'FFFFU} >> (8 * depth);
            if (example.of >> (8 * depth) != (own & levels_left)) continue;
            auto& by = shapes_[shape_at(example.node, around.metastore, false)];
            if (!by.wanted) continue;
            if (!by.plan || own_path.count + depth > held_path::most) return false;
            held_path path; // what lies between is unmarked
            std::ranges::copy_n(own_path.levels.begin(), static_cast<std::ptrdiff_t>(own_path.count),
                                path.levels.begin() + depth);
            path.count = own_path.count + depth;
            if (by.plan->evaluate(ids_, path, root, truth::yes()).maybe) return false;
        }
    }
    return true;
}

} // namespace canreach::graph::detail
