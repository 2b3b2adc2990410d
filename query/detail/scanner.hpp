/// What the graph is asked: one function a kind of question.
#pragma once

#include <cstddef>
#include <deque>
#include <span>

#include "graph/access_graph.hpp"
#include "query/bound.hpp"
#include "query/detail/describer.hpp"
#include "query/detail/relation.hpp"
#include "query/detail/wording.hpp"

namespace canreach::query::detail {

/// Which alternative of which choice, `1.2`; choices within alternatives of others: `1.2/2.1`. Empty: always asked.
[[nodiscard]] cell choice_cell(std::span<const graph::alternative> within);

/// The scans outlive the rows made of them.
class scanner {
public:
    /// More than `fold_above` rows are told together (query/folding.hpp): what nobody will see of them is not made.
    scanner(const graph::access_graph& facts, const privilege_dictionary& privileges, describer& words,
            std::size_t fold_above)
        : facts_(facts), privileges_(privileges), words_(words), say_(facts, privileges, words),
          fold_above_(fold_above) {}

    /// `only_counted`: nobody sees the rows, so that they need no order, and may be counted in place of being made.
    [[nodiscard]] relation run(const bound::scan& what, bool only_counted = false);

private:
    // scan_access.cpp
    relation scan(const bound::can& what);
    relation scan(const bound::who_can& what);
    relation scan(const bound::what_can& what);
    relation scan(const bound::workspaces_from& what);
    relation scan(const bound::rows& what);
    /// One answer of CAN, with its reason and what shapes what is read.
    row can_row(const bound::can& what, node_id node, relation& notes);
    /// Of a path: each principal once, by its best way.
    void one_way_each(const bound::target& on, std::vector<row>& rows, relation& notes);
    /// Of a path: the best of its ways, or why there is none; unread listings make either unknown.
    void settle_path(const bound::target& on, const bound::principal& who, relation& made);
    relation scan(const bound::compare_access& what);
    /// What `but_not` leaves of each row; rows matched by principal, resource, or both.
    void exclude(relation& out, const std::vector<row>& taken, bool by_principal, bool by_resource);
    std::vector<row> who_rows(const bound::asked& what, const bound::target& on, const std::vector<node_kind>& kinds,
                              relation& notes);
    relation::tally count_who(const bound::who_can& what, relation& notes);
    std::vector<row> what_rows(const bound::principal& who, const bound::asked& what,
                               const std::vector<bound::kind_filter>& kinds, const std::optional<bound::target>& within,
                               bool exactly, relation& notes);
    relation::tally count_what(const bound::what_can& what, relation& notes);
    /// Hands each of those rows to `take`.
    template <class Take>
    void each_of_what(const bound::principal& who, const bound::asked& what,
                      const std::vector<bound::kind_filter>& kinds, const std::optional<bound::target>& within,
                      bool exactly, relation& notes, Take take);
    /// What keeps single actions on a thing from being settled where some other is possible.
    void add_action_gaps(const bound::principal& who, const bound::asked& what, node_id node,
                         const std::vector<std::pair<graph::action, graph::verdict>>& actions, relation& to);
    void by_name(std::vector<row>& rows);
    void find_alike(std::vector<row>& rows);

    // scan_listings.cpp
    relation scan(const bound::grants& what);
    relation scan(const bound::membership& what);
    relation scan(const bound::owner& what);
    relation scan(const bound::owned& what);
    relation scan(const bound::coverage& what);
    relation scan(const bound::prerequisites& what);
    relation scan(const bound::abilities& what);
    relation scan(const bound::compare_groups& what);
    relation scan(const bound::snapshots& what);
    row grant_row(const source_grant& grant);
    const bound::asked& asked_for(const bound::asked& any, graph::action one);

    // scan_hops.cpp
    relation scan(const bound::how& what);
    relation scan(const bound::identities& what);
    relation scan(const bound::paths& what);
    void add_hops(const std::vector<graph::hop>& hops, std::int64_t path, relation& into);
    std::string ending(const graph::chain& what, const bound::how& asked);
    cell possible_as(node_id identity, node_id goal);

    // scan_why.cpp
    relation scan(const bound::why& what);
    std::string openness(node_id node);

    const graph::access_graph& facts_;
    const privilege_dictionary& privileges_;
    describer& words_;
    wording say_;
    std::deque<bound::asked> kept_; ///< questions made while scanning
    std::size_t fold_above_;
    bool only_counted_ = false;
};

/// A row of SHOW COVERAGE as what it is: a part that was not read.
[[nodiscard]] coverage_note note_of_coverage_row(const row& from, describer& words);

/// Whose identity decides: the role where one is assumed (M9).
[[nodiscard]] const bound::principal& acting(const bound::principal& who, const bound::asked& what);

/// `wanted` and not `taken`, in three values.
[[nodiscard]] constexpr graph::verdict but_not(graph::verdict wanted, graph::verdict taken) {
    const auto rest = taken == graph::verdict::yes  ? graph::verdict::no
                      : taken == graph::verdict::no ? graph::verdict::yes
                                                    : graph::verdict::unknown;
    return wanted < rest ? wanted : rest;
}

} // namespace canreach::query::detail
