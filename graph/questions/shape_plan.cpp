#include "graph/questions/shape_plan.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/rules/policies.hpp"

namespace canreach::graph::detail {

namespace {

/// Whether a leaf asks the same of all that lie in the metastore: it is about the account, or about everything of a
/// kind in the metastore. Of what is of the root's own kind the root is among them.
bool lies_beside(const account& in, const condition& leaf, std::span<const node_id> path) {
    const auto metastore = path.back();
    const auto root = path.size() < 2 ? no_node : path[path.size() - 2];
    bool found = false;
    for (const auto& one : leaf.supplies) {
        if (one.on == metastore) continue;
        const auto kind = in.nodes.kind[one.on.value];
        const bool beside = kind == node_kind::account || (in.nodes.parent[one.on.value] == metastore &&
                                                           (root == no_node || kind != in.nodes.kind[root.value]));
        if (!beside) return false;
        found = true;
    }
    return found;
}

/// What forward evaluation found on a path.
struct found_on_path {
    const held_path* path;

    [[nodiscard]] truth grants(std::size_t level, mask bits) const {
        const auto* here = path->levels[level];
        if (here == nullptr) return truth::no();
        return {here->surely.intersects(bits), here->grants_unread || here->maybe.intersects(bits)};
    }
    [[nodiscard]] truth owner(std::size_t level) const {
        const auto* here = path->levels[level];
        return here == nullptr ? truth::no() : here->owner | truth{false, here->owners_unread};
    }
};

} // namespace

void write_policies(const account& in, node_id node, std::vector<std::uint32_t>& key) {
    constexpr std::uint32_t next_level = no_policy;
    constexpr std::uint32_t unread_here = no_policy - 1;
    if (in.set_apart.test(node.value)) { // few are
        const auto here = in.policies.on(node);
        key.insert(key.end(), here.begin(), here.end());
        if (in.policies.unread_at(node)) key.push_back(unread_here);
    }
    key.push_back(next_level);
}

std::optional<shape_plan> shape_plan::from(const account& in, const request& what, node_id example,
                                           const identity::carried* reader) {
    // What lies beside the path would stand for a level of it by chance.
    if (what.function != no_node || what.compute || what.how == mode::escalatable) return std::nullopt;
    auto path = in.path_of(example);
    const auto metastore = in.metastore_of(example);
    if (metastore == no_node || path.size() + 1 > held_path::most) return std::nullopt;
    path.push_back(metastore);
    shape_plan made(in, std::make_shared<const plan>(in, what, example));
    const auto& asked = *made.example_;
    if (asked.reads_bases() || asked.self_contained() || !asked.special_scenes().empty()) return std::nullopt;
    for (const auto& way : asked.actions()) {
        made.ways_.emplace_back();
        if (!made.compile(way.need, path, reader, made.ways_.back())) return std::nullopt;
    }
    made.each_.resize(made.ways_.size());
    return made;
}

bool shape_plan::compile(const condition& from, std::span<const node_id> path, const identity::carried* reader,
                         step& into) {
    switch (from.what) {
    case condition::form::all:
    case condition::form::any:
        into.what = from.what == condition::form::all ? step::form::all : step::form::any;
        into.parts.resize(from.parts.size());
        for (std::size_t i = 0; i < from.parts.size(); ++i)
            if (!compile(from.parts[i], path, reader, into.parts[i])) return false;
        return true;
    case condition::form::supplied:
        into.what = step::form::held;
        if (reader != nullptr && lies_beside(*in_, from, path)) {
            into.what = step::form::given;
            into.given = holds(*in_, from, *reader, example_->base_scene());
            return true;
        }
        for (const auto& one : from.supplies) {
            const auto at = std::ranges::find(path, one.on);
            if (at == path.end() || one.in != facet::unity || one.itself || one.denies) return false;
            into.sources.push_back({static_cast<std::size_t>(at - path.begin()), one.bits, one.owners});
        }
        return true;
    case condition::form::definer:
        into.what = step::form::definer;
        asks_definer_ = true;
        return from.part.on == path.front();
    case condition::form::settled:
        into.what = step::form::given;
        into.given = from.given;
        return true;
    case condition::form::never: into.what = step::form::given; return true;
    case condition::form::policy:
    case condition::form::exempt:
    case condition::form::unblocked:
        if (reader == nullptr && !from.test->groups.empty()) return false; // policies are those of a node
        into.what = step::form::given;
        into.given = passes(*in_, from, reader == nullptr ? identity::carried{} : *reader, example_->base_scene());
        return true;
    default: return false;
    }
}

void shape_plan::open_doors(const identity::carried& who, node_id root) {
    root_ = root;
    doors_.clear();
    lets_unseen_.clear();
    const auto live = in_->alive(example_->profile()).test(who.self());
    const auto& ways = example_->actions();
    for (const auto& [w, attached] : example_->doors()) {
        const auto inside = in_->where.access(w).test(who.self()) & attached & live;
        if (!inside.maybe) continue;
        std::vector<truth> lets;
        for (const auto& way : ways) lets.push_back(in_->where.lets_through(w, root, way.how_far));
        const auto same = std::ranges::find(doors_, lets, &alike_doors::lets);
        if (same == doors_.end())
            doors_.push_back({std::move(lets), inside});
        else
            same->inside |= inside;
    }
    if (!live.maybe || !example_->unseen_door() || !in_->who.joining().test(who.self())) return;
    for (const auto& way : ways) lets_unseen_.push_back(in_->where.lets_unseen_through(root, way.how_far));
}

truth shape_plan::evaluate(const identity::carried& who, const held_path& path, node_id root, truth definer) {
    const found_on_path held{&path};
    for (std::size_t i = 0; i < ways_.size(); ++i) each_[i] = value(ways_[i], held, definer);
    if (example_->how() == mode::granted) return example_->combine(each_);
    auto total = truth::no();
    if (!example_->combine(each_).maybe) return total;
    if (root != root_ || root == no_node) open_doors(who, root);
    for (const auto& [lets, inside] : doors_) total |= inside & example_->combine(each_, lets);
    if (!total.maybe && !lets_unseen_.empty()) total.maybe = example_->combine(each_, lets_unseen_).maybe;
    return total;
}

} // namespace canreach::graph::detail
