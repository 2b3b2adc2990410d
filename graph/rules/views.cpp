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

view_rules::view_rules(const account& in, std::span<const source_link> links) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> reads;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> read_by;
    const auto is_view = [&](node_id id) { return in.nodes.type[id.value] == securable::view; };
    for (const auto& link : links) {
        const bool in_hive = in.nodes.type[link.from.value] == securable::hive_view; // H11
        if (link.type != link_type::reads || (!is_view(link.from) && !in_hive)) continue;
        reads.emplace_back(link.from.value, link.to.value);
        if (is_view(link.to) && !in_hive) read_by.emplace_back(link.to.value, link.from.value);
    }
    reads_ = adjacency(in.nodes.size(), reads);
    const adjacency readers(in.nodes.size(), read_by);
    for (std::uint32_t id = 0; id < in.nodes.size(); ++id)
        if (is_view(node_id{id})) views_.push_back(node_id{id});
    works_.assign(views_.size(), truth::no());

    // Bases first: a view is ready once all views that it reads are decided. What stays unready reads itself.
    std::vector<std::uint32_t> waiting(in.nodes.size());
    std::vector<node_id> ready;
    for (const auto view : views_) {
        for (const auto base : reads_.of(view.value)) waiting[view.value] += is_view(node_id{base}) ? 1U : 0U;
        if (waiting[view.value] == 0) ready.push_back(view);
    }
    while (!ready.empty()) {
        const auto view = ready.back();
        ready.pop_back();
        const auto at = static_cast<std::size_t>(std::ranges::lower_bound(views_, view) - views_.begin());
        works_[at] = decide(in, view, tenancy::no_workspace);
        std::vector<workspace_no> special;
        for (const auto base : reads_.of(view.value)) {
            for (const auto& from : scenes_of(in, reading(in, node_id{base}))) special.push_back(from);
            if (is_view(node_id{base})) add_aliases(node_id{base}, special);
        }
        std::ranges::sort(special);
        const auto repeated = std::ranges::unique(special);
        special.erase(repeated.begin(), repeated.end());
        for (const auto from : special) exceptions_.emplace(std::pair{view, from}, decide(in, view, from));
        for (const auto reader : readers.of(view.value))
            if (--waiting[reader] == 0) ready.push_back(node_id{reader});
    }
}

truth view_rules::decide(const account& in, node_id view, workspace_no from) const {
    const auto bases = reads_.of(view.value);
    const auto owners = in.owners_of.of(view.value);
    auto readable = in.read_parts.missing(view, node_part::definition) ? truth::unknown() : truth::yes();
    for (const auto base : bases)
        if (in.nodes.type[base] == securable::view) readable &= works(node_id{base}, from);
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

truth view_rules::works(node_id view, workspace_no from) const noexcept {
    if (from != tenancy::no_workspace) {
        const auto special = exceptions_.find({view, from});
        if (special != exceptions_.end()) return special->second;
    }
    const auto at = std::ranges::lower_bound(views_, view);
    return at == views_.end() || *at != view ? truth::yes() : works_[static_cast<std::size_t>(at - views_.begin())];
}

bool view_rules::looks_at_reader(node_id view) const noexcept {
    return std::ranges::binary_search(looking_, view);
}

void view_rules::set_looking_at_reader(std::vector<node_id> views) {
    looking_ = std::move(views);
    std::ranges::sort(looking_);
}

void view_rules::add_aliases(node_id view, std::vector<workspace_no>& into) const {
    for (auto at = exceptions_.lower_bound({view, 0}); at != exceptions_.end() && at->first.first == view; ++at)
        into.push_back(at->first.second);
}

} // namespace canreach::graph
