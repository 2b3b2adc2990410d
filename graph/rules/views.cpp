#include "graph/rules/views.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/rules/unity.hpp"
#include "graph/rules/unity_tables.hpp"

namespace canreach::graph {
namespace {

using detail::account;

condition reading(const account& in, node_id base) {
    condition both;
    both.parts.push_back(holding(in, base, reading_bit(in.nodes.type[base.value]), "V1"));
    both.parts.push_back(usage_above(in, base));
    return both;
}

} // namespace

view_rules::view_rules() = default;
view_rules::view_rules(view_rules&&) noexcept = default;
view_rules& view_rules::operator=(view_rules&&) noexcept = default;
view_rules::~view_rules() = default;

view_rules::view_rules(const account& in, adjacency reads)
    : in_(&in), reads_(std::move(reads)), known_(std::make_unique<decisions>()) {}

adjacency view_rules::reads_of(const node_table& nodes, std::span<const source_link> links) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> reads;
    for (const auto& link : links) {
        const auto type = nodes.type[link.from.value];
        if (link.type == link_type::reads && (type == securable::view || type == securable::hive_view))
            reads.emplace_back(link.from.value, link.to.value);
    }
    return {nodes.size(), reads};
}

bool view_rules::is_view(node_id node) const noexcept {
    return in_->nodes.type[node.value] == securable::view;
}

truth view_rules::decision::from(workspace_no w) const {
    const auto special = exceptions.find(w);
    return special == exceptions.end() ? plain : special->second;
}

const view_rules::decision& view_rules::decided(node_id view) const {
    const auto known = known_->made.find(view);
    if (known != known_->made.end()) return known->second;
    // Depth first without recursion. A view that is met again below itself reads itself in a circle: it counts as not
    // working there, and so does everything above it.
    struct frame {
        node_id view;
        std::span<const std::uint32_t> left;
    };
    std::vector<frame> path{{view, bases_of(view)}};
    std::vector<node_id> open{view}; // ascending
    for (;;) {
        auto& [at, left] = path.back();
        if (!left.empty()) {
            const node_id base{left.front()};
            left = left.subspan(1);
            if (!is_view(base) || known_->made.contains(base)) continue;
            const auto slot = std::ranges::lower_bound(open, base);
            if (slot != open.end() && *slot == base) continue;
            open.insert(slot, base);
            path.push_back({base, bases_of(base)});
            continue;
        }
        const auto done = at;
        const auto& made = known_->made.emplace(done, decide(done)).first->second;
        open.erase(std::ranges::lower_bound(open, done));
        path.pop_back();
        if (path.empty()) return made;
    }
}

view_rules::decision view_rules::decide(node_id view) const {
    decision made;
    std::vector<workspace_no> special;
    for (const auto id : bases_of(view)) {
        const node_id base{id};
        for (const auto from : scenes_of(*in_, reading(*in_, base))) special.push_back(from);
        if (!is_view(base)) continue;
        const auto known = known_->made.find(base);
        if (known == known_->made.end()) return made; // in a circle
        for (const auto& [from, how] : known->second.exceptions) special.push_back(from);
    }
    made.plain = works_by_owner(view, tenancy::no_workspace);
    for (const auto from : special)
        if (!made.exceptions.contains(from)) made.exceptions.emplace(from, works_by_owner(view, from));
    return made;
}

truth view_rules::works_by_owner(node_id view, workspace_no from) const {
    const auto& in = *in_;
    const auto bases = bases_of(view);
    const auto owners = in.owners_of.of(view.value);
    auto readable = in.read_parts.missing(view, node_part::definition) ? truth::unknown() : truth::yes();
    for (const auto base : bases)
        if (is_view(node_id{base})) readable &= known_->made.at(node_id{base}).from(from);
    // Nobody owns the platform's own views, nor is it said what they read.
    if (bases.empty() && owners.empty()) return readable;
    const auto where = from == tenancy::no_workspace ? scene::plain() : scene::in(from);
    auto by_owner = in.read_parts.missing(view, node_part::attributes) ? truth::unknown() : truth::no();
    for (const auto owner : owners) {
        const auto number = in.who.find(node_id{owner});
        if (number == identity::no_principal) continue;
        const auto ids = in.who.carried_by(number);
        auto all = truth::yes();
        for (const auto base : bases) all &= holds(in, reading(in, node_id{base}), ids, where);
        by_owner |= all;
    }
    return readable & by_owner;
}

truth view_rules::works(node_id view, workspace_no from) const {
    if (in_ == nullptr || !is_view(view)) return truth::yes();
    const std::lock_guard waiting(known_->busy);
    return decided(view).from(from);
}

std::optional<truth> view_rules::works_alike(node_id view) const {
    if (in_ == nullptr || !is_view(view)) return truth::yes();
    constexpr std::uint8_t told = 1, surely = 2, maybe = 4, differs = 8;
    std::call_once(known_->listed, [&] { known_->alike = std::vector<std::atomic<std::uint8_t>>(in_->nodes.size()); });
    auto& slot = known_->alike[view.value];
    auto how = slot.load(std::memory_order_relaxed);
    if (how == 0) {
        const std::lock_guard waiting(known_->busy);
        const auto& known = decided(view);
        how = static_cast<std::uint8_t>(told | (known.plain.surely ? surely : 0U) | (known.plain.maybe ? maybe : 0U) |
                                        (known.exceptions.empty() ? 0U : differs));
        slot.store(how, std::memory_order_relaxed);
    }
    if ((how & differs) != 0) return std::nullopt;
    return truth{(how & surely) != 0, (how & maybe) != 0};
}

void view_rules::add_aliases(node_id view, std::vector<workspace_no>& into) const {
    if (in_ == nullptr || !is_view(view)) return;
    const std::lock_guard waiting(known_->busy);
    for (const auto& [from, how] : decided(view).exceptions) into.push_back(from);
}

} // namespace canreach::graph
