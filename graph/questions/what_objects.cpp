#include "graph/questions/what_objects.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/questions/plan.hpp"
#include "graph/rules/object_abilities.hpp"

namespace canreach::graph::detail {
namespace {

bool is_object(node_kind kind) {
    return family_of(kind) == kind_family::object;
}

class object_sweep {
public:
    object_sweep(const account& in, const identity::carried& who, const request& what, std::span<const node_kind> kinds,
                 std::vector<resource_row>& rows, gap_collector& gaps)
        : in_(in), who_(who), what_(what), rows_(rows), before_(rows.size()), gaps_(gaps) {
        for (const auto kind : kinds_with_abilities()) {
            const bool asked = kinds.empty()
                                   ? std::ranges::any_of(what.actions, [&](action a) { return applies_to(a, kind); })
                                   : std::ranges::find(kinds, kind) != kinds.end();
            wanted_[static_cast<std::size_t>(kind)] = asked;
        }
    }

    void run(place first, place last) {
        mark();
        // Whatever lies in no workspace is asked one by one: principals and the account are few beside objects.
        std::vector<place> alone;
        for (const auto kind : {node_kind::account, node_kind::group, node_kind::service_principal})
            if (wanted(kind)) add_all_of(kind, first, last, alone);
        std::vector<workspace_no> spaces;
        for (workspace_no w = 0; w < in_.where.size(); ++w) spaces.push_back(w);
        for (const auto at : alone) ask(at);
        for (const auto w : spaces) {
            const auto node = in_.where.node_of(w);
            const auto from = std::max(first, in_.tree.place_of(node));
            const auto to = std::min(last, in_.tree.end_of(node));
            if (from < to) sweep(w, from, to);
        }
        add_hidden(first, last);
        // The rows that were there before are in order already.
        const auto by_place = [&](const resource_row& row) { return in_.tree.place_of(row.resource); };
        const auto added = rows_.begin() + static_cast<std::ptrdiff_t>(before_);
        std::ranges::sort(added, rows_.end(), {}, by_place);
        std::ranges::inplace_merge(rows_, added, {}, by_place);
    }

private:
    /// Listings that were cut short may hide objects.
    void add_hidden(place first, place last) {
        for (gap_index i = 0; i < in_.read_parts.gaps().size(); ++i) {
            const auto& gap = in_.read_parts.gaps()[i];
            const auto at = in_.tree.place_of(gap.about);
            const auto kind = in_.nodes.kind[gap.about.value];
            if (gap.part != node_part::children || at < first || at >= last) continue;
            if (kind == node_kind::account) { // workspaces that nobody knows of
                if (std::ranges::find(in_.read_parts.unlisted_workspaces(), i) !=
                    in_.read_parts.unlisted_workspaces().end())
                    gaps_.add(i);
                continue;
            }
            const auto w = workspace_around(in_, gap.about);
            const bool lists_objects =
                is_object(kind) || (kind == node_kind::workspace && coverage::hides_objects(gap));
            if (!lists_objects || w == tenancy::no_workspace || !gets_into(w)) continue;
            gaps_.add(i);
        }
    }

    [[nodiscard]] bool gets_into(workspace_no w) const {
        if (what_.how == mode::granted) return true;
        if (!in_.where.access(w).test(who_.self()).maybe) return false;
        return what_.from.empty() || std::ranges::find(what_.from, in_.where.node_of(w)) != what_.from.end();
    }

    [[nodiscard]] bool wanted(node_kind kind) const { return wanted_[static_cast<std::size_t>(kind)]; }

    void add_all_of(node_kind kind, place first, place last, std::vector<place>& to) const {
        const auto add = [&](node_id node) {
            const auto at = in_.tree.place_of(node);
            if (first <= at && at < last) to.push_back(at);
        };
        if (kind == node_kind::account) {
            if (in_.account_node != no_node) add(in_.account_node);
            return;
        }
        for (principal_no p = 0; p < in_.who.size(); ++p)
            if (in_.who.kind_of(p) == kind) add(in_.who.node_of(p));
    }

    /// Notes every object where an entry of the principal's, or an unread part, begins to count. More marks than needed
    /// do no harm: groups of workspaces are taken whether carried or not.
    void mark() {
        const auto note = [&](node_id node) { marks_.push_back(in_.tree.place_of(node)); };
        const auto note_all_of = [&](principal_no grantee) {
            for (const auto& row : in_.grants.to(in_.who.node_of(grantee)))
                if (in_.grants.bits_of(row).what == facet::acl) note(row.other);
        };
        who_.surely().for_each([&](std::size_t number) { note_all_of(static_cast<principal_no>(number)); });
        if (in_.who.joining().test(who_.self()))
            in_.who.open_groups().for_each([&](std::size_t number) { note_all_of(static_cast<principal_no>(number)); });
        for (principal_no p = 0; p < in_.who.size(); ++p)
            if (!in_.who.account_scoped(p) && !who_.surely().test(p)) note_all_of(p);
        for (const auto& home : in_.objects.given()) note(home.folder);
        for (const auto& gap : in_.read_parts.gaps()) note(gap.about);
        std::ranges::sort(marks_);
        const auto repeated = std::ranges::unique(marks_);
        marks_.erase(repeated.begin(), repeated.end());
    }

    void sweep(workspace_no w, place first, place last) {
        if (what_.how == mode::effective) {
            const auto node = in_.where.node_of(w);
            if (!what_.from.empty() && std::ranges::find(what_.from, node) == what_.from.end()) return;
            if (!in_.alive(what_.profile).test(who_.self()).maybe) return;
            if (!in_.where.access(w).test(who_.self()).maybe) {
                // From outside a few things may be reached all the same (W7).
                for (const auto thing : in_.objects.reached_from_outside())
                    if (const auto at = in_.tree.place_of(thing); first <= at && at < last) ask(at);
                return;
            }
        }
        cache_.fill(std::nullopt);
        // Innermost marked container around the current place; leaving it ends what it said.
        std::vector<place> ends;
        auto next = std::ranges::lower_bound(marks_, first);
        for (auto at = first; at < last; ++at) {
            while (!ends.empty() && ends.back() <= at) {
                ends.pop_back();
                cache_.fill(std::nullopt);
            }
            if (next != marks_.end() && *next == at) {
                cache_.fill(std::nullopt);
                ask(at);
                ends.push_back(in_.tree.end_of(in_.tree.at(at)));
                ++next;
                continue;
            }
            pass(at);
        }
    }

    verdict ask(place at) {
        const auto node = in_.tree.at(at);
        if (!wanted(in_.nodes.kind[node.value])) return verdict::no;
        const plan asked(in_, what_, node);
        const auto how = verdict_of(asked.ask(who_, nullptr));
        if (how != verdict::no) rows_.push_back({node, how});
        if (how == verdict::unknown) gaps_.add(asked, who_);
        return how;
    }

    void pass(place at) {
        const auto node = in_.tree.at(at);
        const auto kind = in_.nodes.kind[node.value];
        if (!wanted(kind)) return;
        // Objects of one kind may differ without an entry only by being published, or by lying in something odd.
        const auto above = in_.nodes.parent[node.value];
        const bool ordinary = above != no_node && (in_.nodes.kind[above.value] == node_kind::folder ||
                                                   in_.nodes.kind[above.value] == node_kind::repo ||
                                                   in_.nodes.kind[above.value] == node_kind::workspace);
        if (!is_object(kind) || !ordinary || (kind == node_kind::dashboard && in_.objects.published(node))) {
            ask(at);
            return;
        }
        // In a folder levels may have come down; directly in the workspace nothing does.
        auto& known = cache_[2 * static_cast<std::size_t>(kind) +
                             (in_.nodes.kind[above.value] == node_kind::workspace ? 1U : 0U)];
        if (!known) {
            known = ask(at);
            return;
        }
        if (*known != verdict::no) rows_.push_back({node, *known});
    }

    const account& in_;
    const identity::carried& who_;
    const request& what_;
    std::vector<resource_row>& rows_;
    std::size_t before_;
    gap_collector& gaps_;
    std::array<bool, 128> wanted_{};
    std::vector<place> marks_;
    std::array<std::optional<verdict>, 256> cache_{};
};

} // namespace

bool asks_objects(const request& what, std::span<const node_kind> kinds) {
    return std::ranges::any_of(kinds_with_abilities(), [&](node_kind kind) {
        if (!kinds.empty() && std::ranges::find(kinds, kind) == kinds.end()) return false;
        return std::ranges::any_of(what.actions, [&](action one) { return applies_to(one, kind); });
    });
}

void sweep_objects(const account& in, const identity::carried& who, const request& what,
                   std::span<const node_kind> kinds, place first, place last, std::vector<resource_row>& rows,
                   gap_collector& gaps) {
    object_sweep(in, who, what, kinds, rows, gaps).run(first, last);
}

} // namespace canreach::graph::detail
