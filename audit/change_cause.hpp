/// Which of the facts that changed gave somebody access, or took it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "audit/access_diff.hpp"
#include "audit/moved_ways.hpp"

namespace canreach::audit {

/// Borrows what it is made of.
class change_causes {
public:
    change_causes(const compared_accounts& in, graph::mode how);

    /// A line each, as in `removed: member alice of group readers`; for every action the facts of which one is in every
    /// way that the access had where it was, else what changed about the gate that is shut where it is not.
    [[nodiscard]] std::vector<std::string> of(const access_shift& shift) const;

    /// For each of some shifts the first of them with the same causes: of the same actions of one principal, on things
    /// that it holds the same on at both moments, by the same memberships that differ, and that lie in the same things
    /// about which a fact differs. May tell fewer alike than are. `shifts` are in order.
    [[nodiscard]] std::vector<std::size_t> alike(std::span<const access_shift> shifts) const;

private:
    using changes = std::vector<const fact_change*>;
    using fact_id = std::tuple<fact_kind, node_key, node_key, std::string>;

    /// What the causes of one principal's shift go by at one moment.
    struct place {
        std::uint32_t held = 0xFFFF'FFFFU;  ///< things of one number are alike by what is held on and around them
        std::uint32_t moved = 0xFFFF'FFFFU; ///< `moved_ways`
        node_id changed = no_node;          ///< `nearest_changed`
        friend auto operator<=>(const place&, const place&) = default;
    };
    struct groups_at {
        std::vector<moved_member> moved;
        std::vector<node_id> built_in;
    };
    [[nodiscard]] groups_at groups_of(bool after) const;
    /// Of things that are there at that moment.
    [[nodiscard]] std::vector<place> places_of(node_id who, std::span<const node_id> resources, bool after) const;
    /// Of one principal; adds to `first`, whose entries so far are those of others.
    void add_alike(std::span<const access_shift> shifts, std::vector<std::size_t>& first) const;
    /// The resource itself or the nearest thing around it about which a fact differs; `no_node` if there is none.
    [[nodiscard]] node_id nearest_changed(node_id resource, bool after) const;
    /// By number: whether it reads, itself or by what it reads, something that has a nearest changed, or for somebody
    /// whose memberships changed (V1).
    [[nodiscard]] std::vector<bool> readers_of_changed(bool after) const;
    /// Adds who carries one identity more, or less, than at the other moment.
    void add_moved(bool after, std::vector<bool>& into) const;

    /// Of the moment that has the access.
    [[nodiscard]] changes in_every_way(const access_shift& shift, graph::action what) const;
    /// Of the moment that has not.
    [[nodiscard]] changes at_the_gate(const access_shift& shift, graph::action what) const;
    /// What gave the owners of a view what it reads, or took it from them (V1): `base` as the moment without knows it.
    [[nodiscard]] changes of_owners(const access_shift& shift, node_id view, node_id base) const;
    [[nodiscard]] changes around(const access_shift& shift) const;
    [[nodiscard]] const fact_change* change_of(const graph::witness_step& step, bool after) const;
    void add_changes_on(const node_key& key, changes& to) const;
    [[nodiscard]] std::string told(const fact_change& change) const;
    [[nodiscard]] std::string name(const fact_change& change, bool about) const;

    const compared_accounts& in_;
    graph::mode how_;
    std::map<fact_id, const fact_change*> by_identity_;
    std::multimap<node_key, const fact_change*> by_node_;        ///< what a fact is about
    std::array<groups_at, 2> groups_;                            ///< before and after
    std::array<std::multimap<node_id, node_id>, 2> view_owners_; ///< before and after: by what reads something
    std::array<std::vector<bool>, 2> reads_changed_;             ///< before and after: `readers_of_changed`
    std::array<std::vector<bool>, 2> changed_; ///< before and after, by number: whether a fact about it is
};

} // namespace canreach::audit
