#include "graph/questions/shaped_decision.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "graph/detail/account.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/shape_plan.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/shapes.hpp"

namespace canreach::graph::detail {
namespace {

/// A securable, what lies around it, and the metastore last.
struct surroundings {
    std::array<node_id, held_path::most> levels{};
    std::size_t count = 0;

    [[nodiscard]] node_id metastore() const noexcept { return levels[count - 1]; }
    /// What lies directly in the metastore; `no_node` for that itself.
    [[nodiscard]] node_id root() const noexcept { return count < 2 ? no_node : levels[count - 2]; }
};

/// Empty where there is no metastore, or something sets a node apart: policies, groups of workspaces.
std::optional<surroundings> ordinary(const account& in, node_id resource) {
    surroundings made;
    for (auto at = resource; at != no_node; at = in.nodes.parent[at.value]) {
        if (made.count == made.levels.size() || in.set_apart.test(at.value)) return std::nullopt;
        made.levels[made.count++] = at;
        if (in.nodes.kind[at.value] == node_kind::metastore) return made;
    }
    return std::nullopt;
}

/// What somebody holds on each level, found when it is first asked for. Groups of workspaces do not count (M6).
class held_by {
public:
    held_by(const account& in, const identity::carried& who, const surroundings& around)
        : in_(in), who_(who), around_(around) {}

    [[nodiscard]] truth grants(std::size_t level, mask bits) {
        auto& here = found_[level];
        if (!here.looked) look(around_.levels[level], here);
        return {here.surely.intersects(bits), here.unread || here.maybe.intersects(bits)};
    }
    [[nodiscard]] truth owner(std::size_t level) const {
        const auto node = around_.levels[level];
        truth how{false, in_.read_parts.missing(node, node_part::attributes)};
        for (const auto owner : in_.owners_of.of(node.value)) how |= carried(node_id{owner});
        return how;
    }

private:
    struct bits_held {
        mask surely;
        mask maybe;
        bool unread = false;
        bool looked = false;
    };

    [[nodiscard]] truth carried(node_id holder) const {
        const auto number = in_.who.find(holder);
        if (number == identity::no_principal || !in_.who.account_scoped(number)) return truth::no();
        return who_.test(number);
    }
    void look(node_id node, bits_held& here) const {
        here.looked = true;
        here.unread = in_.read_parts.missing(node, node_part::grants);
        const auto rows = in_.grants.on(node);
        const auto take = [&](const grant_index::row& row, truth how) {
            const auto& held = in_.grants.bits_of(row);
            if (held.what != facet::unity) return;
            if (how.surely) here.surely |= held.allow;
            if (how.maybe) here.maybe |= held.allow;
        };
        if (!many_for(who_, rows.size())) {
            for (const auto& row : rows) take(row, carried(row.other));
            return;
        }
        const auto look_up = [&](std::span<const principal_no> identities, truth how) {
            for (const auto one : identities)
                if (in_.who.account_scoped(one))
                    for (const auto& row : rows.of(in_.who.node_of(one))) take(row, how);
        };
        look_up(who_.all(), truth::yes());
        look_up(who_.perhaps(), truth::unknown());
    }

    const account& in_;
    const identity::carried& who_;
    const surroundings& around_;
    std::array<bits_held, held_path::most> found_{};
};

/// More ways than any action has but for REACH, which asks the full rules.
constexpr std::size_t most_ways = 8;

/// By workspace, as `plan::ask` does for a plan without special scenes, compute and acts that come before.
truth from_workspaces(const account& in, const plan& asked, const identity::carried& who, node_id root,
                      std::span<const truth> each, std::vector<workspace_verdict>& workspaces) {
    auto total = truth::no();
    const auto live = in.alive(asked.profile()).test(who.self());
    if (!live.maybe || !asked.combine(each).maybe) return total;
    const bool alike = in.where.same_for_all(root);
    std::array<truth, most_ways> lets{};
    const auto let = std::span(lets).first(each.size());
    const auto learn = [&](auto how_far) {
        for (std::size_t i = 0; i < let.size(); ++i) let[i] = how_far(asked.actions()[i].how_far);
    };
    const auto access = in.access_by_principal().of(who.self());
    bool learnt = false;
    for (const auto& [w, attached] : asked.doors()) {
        const auto inside = access.test(w) & attached & live;
        if (!inside.maybe) continue;
        if (!alike || !learnt) learn([&](reach far) { return in.where.lets_through(w, root, far); });
        learnt = true;
        const auto how = inside & asked.combine(each, let);
        if (!how.maybe) continue;
        total |= how;
        workspaces.push_back({in.where.node_of(w), verdict_of(how)});
    }
    if (asked.unseen_door() && !total.maybe && in.who.joining().test(who.self())) {
        learn([&](reach far) { return in.where.lets_unseen_through(root, far); });
        total.maybe = asked.combine(each, let).maybe;
    }
    return total;
}

} // namespace

std::optional<decision> shaped_decision(const account& in, const identity::carried& who, const request& what,
                                        node_id resource) {
    if (!who.listed() || what.how == mode::escalatable) return std::nullopt;
    const auto around = ordinary(in, resource);
    if (!around) return std::nullopt;
    // Of views that work from some workspaces only each is asked by itself, and is no example for others either.
    const std::optional<truth> works = what.how == mode::granted ? truth::yes() : in.views.works_alike(resource);
    if (!works) return std::nullopt;
    const auto by = in.shapes_asked.of(in, what, shape_of(in.nodes, resource), around->metastore(), resource);
    if (!by || by->ways() > most_ways) return std::nullopt;

    held_by held(in, who, *around);
    std::array<truth, most_ways> each{};
    for (std::size_t i = 0; i < by->ways(); ++i) each[i] = by->way_holds(i, held, *works);
    const auto ways = std::span<const truth>(each).first(by->ways());
    decision made;
    const auto how = what.how == mode::granted
                         ? by->example().combine(ways)
                         : from_workspaces(in, by->example(), who, around->root(), ways, made.workspaces);
    made.how = verdict_of(how);
    return made;
}

} // namespace canreach::graph::detail
