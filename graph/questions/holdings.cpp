#include "graph/questions/holdings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "graph/bitset.hpp"
#include "graph/rules/policies.hpp"

namespace canreach::graph::detail {
namespace {

constexpr unsigned place_shift = 32;
constexpr unsigned bits_shift = 8;

/// By place alone, in which order whatever notes one place has come does not matter: the numbers are near each other in
/// value and many, so that counting beats comparing.
void sort_by_place(std::vector<std::uint64_t>& entries, place places) {
    constexpr std::size_t few = 2'000;
    if (entries.size() < few) {
        std::ranges::sort(entries);
        return;
    }
    constexpr unsigned digit = 11;
    std::vector<std::uint64_t> other(entries.size());
    for (unsigned shift = place_shift; (std::uint64_t{places} << place_shift) >> shift != 0; shift += digit) {
        std::array<std::uint32_t, (1U << digit)> starts{};
        const auto part = [&](std::uint64_t entry) { return entry >> shift & (starts.size() - 1); };
        for (const auto one : entries) ++starts[part(one)];
        std::uint32_t sum = 0;
        for (auto& start : starts) sum += std::exchange(start, sum);
        for (const auto one : entries) other[starts[part(one)]++] = one;
        entries.swap(other);
    }
}

} // namespace

holdings::holdings(const account& in, const identity::carried& who, bool on_compute) : in_(in) {
    // In Unity Catalog groups of a workspace do not count; in Hive they do, so what they hold is marked.
    who.surely().for_each([&](std::size_t number) {
        const auto one = static_cast<principal_no>(number);
        add_held_by(in.who.node_of(one), in.who.account_scoped(one), true);
    });
    if (in.who.joining().test(who.self()))
        in.who.open_groups().for_each([&](std::size_t number) {
            const auto one = static_cast<principal_no>(number);
            if (!who.surely().test(number)) add_held_by(in.who.node_of(one), in.who.account_scoped(one), false);
        });
    bitset local(in.who.size()); // groups of workspaces that hold everybody their `users` or `admins` stand for
    for (const auto& [group, meaning] : in.nodes.system_groups)
        if (meaning != built_in::account_users) in.who.memberships().add_above(in.who.find(group), local);
    local.for_each([&](std::size_t number) {
        if (!who.surely().test(number)) add_held_by(in.who.node_of(static_cast<principal_no>(number)), false, true);
    });
    for (const auto& [node, workspace] : in.aliases) add(node, note::odd);
    for (const auto& gap : in.read_parts.gaps()) {
        add(gap.about, note::mark);
        if (gap.part == node_part::grants) add(gap.about, note::grants_unread);
        if (gap.part == node_part::attributes) add(gap.about, note::owners_unread);
        if (gap.part == node_part::policies) add(gap.about, note::policies_unread);
    }
    add_policies(who, on_compute);
    for (const auto stray : in.shapes.strays) add(stray, note::odd);
    // Workspaces differ, and what is not inherited from is alone.
    for (const auto kind : {node_kind::hive_catalog, node_kind::any_file, node_kind::anonymous_function})
        in.nodes.for_each_of(kind, [&](node_id node) { add(node, note::mark); });
    in.nodes.for_each_of(node_kind::metastore, [&](node_id metastore) {
        add(metastore, note::mark);
        for (const auto root : in.tree.children_of(metastore)) add(node_id{root}, note::mark);
    });
    sort_by_place(entries_, in.tree.size());
}

/// Policies count where they name the principal, in one workspace at least; for old compute all of them do.
void holdings::add_policies(const identity::carried& who, bool on_compute) {
    const auto by_workspace = [&](const std::vector<node_id>& list) {
        return std::ranges::any_of(list, [&](node_id node) {
            const auto number = in_.who.find(node);
            return number != identity::no_principal && !in_.who.account_scoped(number);
        });
    };
    for (policy_index i = 0; i < in_.policies.size(); ++i) {
        const auto& one = in_.policies.at(i);
        const bool named = on_compute || by_workspace(one.to) || by_workspace(one.except) ||
                           is_named(in_, one, who, scene::plain()).maybe ||
                           is_named(in_, one, who, scene::every()).maybe;
        if (!named) continue;
        for (const auto object : one.matches)
            add(object, one.type == policy_type::grant ? note::odd : note::restricted);
    }
}

void holdings::add(node_id node, note what, std::uint32_t bits) {
    entries_.push_back(static_cast<std::uint64_t>(in_.tree.place_of(node)) << place_shift |
                       static_cast<std::uint64_t>(bits) << bits_shift | static_cast<std::uint64_t>(what));
}

void holdings::add_held_by(node_id identity, bool counts, bool surely) {
    for (const auto& row : in_.grants.to(identity)) {
        const auto what = in_.grants.bits_of(row).what;
        if (what == facet::unity && counts)
            add(row.other, surely ? note::grant : note::may_grant, row.bits);
        else if (what == facet::unity || what == facet::hive)
            add(row.other, note::mark);
    }
    for (const auto owned : in_.owned_by.of(identity.value))
        add(node_id{owned}, !counts ? note::mark : surely ? note::owner : note::may_own);
}

holdings::cursor::cursor(const holdings& all, place from)
    : all_(&all), next_(static_cast<std::size_t>(
                      std::ranges::lower_bound(all.entries_, static_cast<std::uint64_t>(from) << place_shift) -
                      all.entries_.begin())) {}

holdings::mark holdings::cursor::take() {
    mark made;
    made.at = at();
    for (; !done() && at() == made.at; ++next_) {
        const auto entry = all_->entries_[next_];
        const auto bits = [&] {
            const auto number = static_cast<grant_index::mask_no>(entry >> bits_shift);
            return all_->in_.grants.bits_of({no_node, number}).allow;
        };
        switch (static_cast<note>(entry & 0xFFU)) {
        case note::mark: break;
        case note::grant: made.held.surely |= bits(); [[fallthrough]];
        case note::may_grant: made.held.maybe |= bits(); break;
        case note::owner: made.held.owner = truth::yes(); break;
        case note::may_own: made.held.owner |= truth::unknown(); break;
        case note::grants_unread: made.held.grants_unread = true; break;
        case note::owners_unread: made.held.owners_unread = true; break;
        case note::odd: made.odd = true; break;
        case note::restricted: made.restricted = true; break;
        case note::policies_unread: made.policies_unread = true; break;
        }
    }
    return made;
}

} // namespace canreach::graph::detail
