/// Forward evaluation by runs (access-model §6.5): between two nodes that carry something of the principal's, nothing
/// changes, so all nodes of one shape there have one answer. A shape is what the rules can tell apart without grants: a
/// node's type and those of its containers.
#include <algorithm>

#include "graph/bitset.hpp"
#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/reasons.hpp"
#include "graph/questions/what_objects.hpp"

namespace canreach::graph::detail {
namespace {

class sweep {
public:
    sweep(const account& in, identity::carried ids, const request& what, std::span<const node_kind> kinds)
        : in_(in), ids_(std::move(ids)), what_(what), kinds_(kinds), yes_(in.tree.size()), unknown_(in.tree.size()),
          gaps_(in) {}

    void run(place first, place last) {
        const auto marks = marks_within(first, last);
        std::vector<place> open; // marked nodes around the current place, innermost last
        for (auto node = enclosing(first); node != no_node; node = in_.nodes.parent[node.value])
            if (std::ranges::binary_search(all_marks_, in_.tree.place_of(node)))
                open.push_back(in_.tree.place_of(node));
        std::ranges::reverse(open);
        auto at = first;
        auto next = marks.begin();
        while (at < last) {
            while (!open.empty() && in_.tree.end_of(in_.tree.at(open.back())) <= at) open.pop_back();
            if (next != marks.end() && *next == at) {
                cache_.clear();
                ask(at);
                open.push_back(at);
                ++at;
                ++next;
                continue;
            }
            auto stop = next == marks.end() ? last : *next;
            if (!open.empty()) stop = std::min(stop, in_.tree.end_of(in_.tree.at(open.back())));
            cache_.clear();
            for (; at < stop; ++at) pass(at);
        }
    }

    what_answer answer(place first, place last, node_id within) {
        what_answer found;
        for (auto at = first; at < last; ++at) {
            if (yes_.test(at)) found.rows.push_back({in_.tree.at(at), verdict::yes});
            if (unknown_.test(at)) found.rows.push_back({in_.tree.at(at), verdict::unknown});
        }
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

    /// Notes every node where something of the principal's, or a difference between roots, begins.
    void mark_all() {
        const auto note = [&](node_id node) { all_marks_.push_back(in_.tree.place_of(node)); };
        const auto note_all_of = [&](node_id grantee) {
            for (const auto& row : in_.grants.to(grantee))
                if (decides(in_.grants.bits_of(row).what)) note(row.other);
            for (const auto owned : in_.owned_by.of(grantee.value)) note(node_id{owned});
        };
        const auto note_identity = [&](std::size_t number) {
            note_all_of(in_.who.node_of(static_cast<principal_no>(number)));
        };
        ids_.surely().for_each(note_identity);
        if (in_.who.joining().test(ids_.self())) in_.who.open_groups().for_each(note_identity);
        bitset local(in_.who.size()); // groups of workspaces that hold everybody their `users` or `admins` stand for
        for (const auto& [group, meaning] : in_.nodes.system_groups)
            if (meaning != built_in::account_users) in_.who.memberships().add_above(in_.who.find(group), local);
        local.for_each(note_identity);
        for (const auto& gap : in_.read_parts.gaps()) note(gap.about);
        for (const auto object : in_.policies.objects()) note(object); // each may be matched by policies of its own
        // Workspaces differ, and what is not inherited from is alone.
        for (const auto kind : {node_kind::hive_catalog, node_kind::any_file, node_kind::anonymous_function})
            in_.nodes.for_each_of(kind, note);
        in_.nodes.for_each_of(node_kind::metastore, [&](node_id metastore) {
            note(metastore);
            for (const auto root : in_.tree.children_of(metastore)) note(node_id{root});
        });
        std::ranges::sort(all_marks_);
        const auto repeated = std::ranges::unique(all_marks_);
        all_marks_.erase(repeated.begin(), repeated.end());
    }

private:
    /// A shape below the innermost mark, as far as it matters: type, and those of the containers above.
    struct shape {
        securable type;
        securable parent;
        securable grandparent;
        friend bool operator==(const shape&, const shape&) = default;
    };
    struct result_of_shape {
        shape of;
        verdict how;
        bool alone; ///< nodes of this shape differ: views, by their definers; things nested deeper than the rules know
    };

    /// Whether grants of this facet decide about what is listed here.
    static bool decides(facet what) { return what == facet::unity || what == facet::hive; }

    [[nodiscard]] node_id enclosing(place at) const { return in_.nodes.parent[in_.tree.at(at).value]; }

    [[nodiscard]] std::vector<place> marks_within(place first, place last) const {
        return {std::ranges::lower_bound(all_marks_, first), std::ranges::lower_bound(all_marks_, last)};
    }

    [[nodiscard]] bool wanted(node_id node) const {
        if (in_.nodes.type[node.value] == securable::none) return false;
        const auto kind = in_.nodes.kind[node.value];
        if (!kinds_.empty()) return std::ranges::find(kinds_, kind) != kinds_.end();
        return std::ranges::any_of(what_.actions, [&](action one) { return applies_to(one, kind); });
    }

    verdict ask(place at) {
        const auto node = in_.tree.at(at);
        if (!wanted(node)) return verdict::no;
        const plan asked(in_, what_, node);
        const auto how = verdict_of(asked.ask(ids_, nullptr));
        if (how == verdict::yes) yes_.set(at);
        if (how == verdict::unknown) {
            unknown_.set(at);
            gaps_.add(asked, ids_);
        }
        return how;
    }

    void pass(place at) {
        const auto node = in_.tree.at(at);
        if (in_.nodes.type[node.value] == securable::none) return;
        const auto type_of = [&](node_id id) { return id == no_node ? securable::none : in_.nodes.type[id.value]; };
        const auto above = in_.nodes.parent[node.value];
        const auto beyond = above == no_node ? no_node : in_.nodes.parent[above.value];
        const shape own{type_of(node), type_of(above), type_of(beyond)};
        const auto known = std::ranges::find(cache_, own, &result_of_shape::of);
        if (known != cache_.end() && !known->alone) {
            if (known->how == verdict::yes) yes_.set(at);
            if (known->how == verdict::unknown) unknown_.set(at);
            return;
        }
        if (!wanted(node)) {
            if (known == cache_.end()) cache_.push_back({own, verdict::no, false});
            return;
        }
        const auto how = ask(at);
        // Catalog, schema, leaf: three levels say it all. Anything else is asked one by one.
        const bool ordinary = own.grandparent == securable::catalog || own.parent == securable::catalog ||
                              own.grandparent == securable::hive_catalog || own.parent == securable::hive_catalog;
        const bool by_definer =
            own.type == securable::hive_view || (own.type == securable::view && plan(in_, what_, node).asks_bases());
        if (known == cache_.end()) cache_.push_back({own, how, !ordinary || by_definer});
    }

    const account& in_;
    identity::carried ids_;
    const request& what_;
    std::span<const node_kind> kinds_;
    std::vector<place> all_marks_;
    std::vector<result_of_shape> cache_;
    bitset yes_, unknown_;
    gap_collector gaps_;
};

/// Whether the question is about things whose privileges are inherited from containers: Unity Catalog and Hive.
bool asks_securables(const request& what, std::span<const node_kind> kinds) {
    return std::ranges::any_of(all_kinds(), [&](node_kind kind) {
        const auto family = family_of(kind);
        if (kind != node_kind::metastore && family != kind_family::unity && family != kind_family::hive) return false;
        if (!kinds.empty()) return std::ranges::find(kinds, kind) != kinds.end();
        return std::ranges::any_of(what.actions, [&](action one) { return applies_to(one, kind); });
    });
}

} // namespace

what_answer what(const account& in, node_id principal, const request& what, std::span<const node_kind> kinds,
                 node_id within) {
    if (!in.nodes.has(principal) || (within != no_node && !in.nodes.has(within))) return {};
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return {};
    const place first = within == no_node ? 0 : in.tree.place_of(within);
    const place last = within == no_node ? in.tree.size() : in.tree.end_of(within);
    const auto ids = in.who.carried_by(number);
    what_answer found;
    if (asks_securables(what, kinds)) {
        sweep forward(in, ids, what, kinds);
        forward.mark_all();
        forward.run(first, last);
        found = forward.answer(first, last, within);
    }
    if (!asks_objects(what, kinds)) return found;
    gap_collector gaps(in);
    for (const auto gap : found.gaps) gaps.add(gap);
    sweep_objects(in, ids, what, kinds, first, last, found.rows, gaps);
    found.gaps = gaps.take();
    return found;
}

} // namespace canreach::graph::detail
