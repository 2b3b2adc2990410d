/// The facts of one account in the form that rules ask for: columns, a tree, sorted edges, short lists. Gathered from a
/// source once; all that a graph image keeps. What follows from them by rules is an `account`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/adjacency.hpp"
#include "graph/grant_index.hpp"
#include "graph/group_closure.hpp"
#include "graph/link_table.hpp"
#include "graph/node_table.hpp"
#include "graph/resource_tree.hpp"
#include "graph/rules/enforcement.hpp"
#include "graph/rules/hive_places.hpp"
#include "graph/shapes.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::graph::detail {

struct facts {
    node_table nodes;
    resource_tree tree;
    shape_list shapes;
    grant_index grants;
    adjacency owners_of;         ///< resource → owners, by node id
    adjacency owned_by;          ///< owner → resources, by node id
    adjacency direct_members_of; ///< group → members as stored, by node id
    group_closure memberships;   ///< between principals as `identity` numbers them
    adjacency reads;             ///< view → what it reads, by node id
    std::vector<source_binding> bindings;
    link_table links; ///< for indirect paths (§2.12) and compute
    std::vector<source_home> homes;
    std::vector<source_policy> policy_list;
    enforcement enforcing;
    hive_files files;
    std::vector<node_id> restricted; ///< workspaces whose admins are restricted (A7), ascending
    /// Views whose text looks at its reader (V7), ascending; only where compute is that asks for it (V2).
    std::vector<node_id> looking_at_reader;

    /// Fails if the source does, or with `damaged_file` if it holds ids out of range.
    [[nodiscard]] static result<facts> from(fact_source& source);
    /// Ledger rows that are not `done`. They are no part of an account's digest, so they are read each time.
    [[nodiscard]] static result<std::vector<source_gap>> gaps_of(fact_source& source, const node_table& nodes);
    /// Links that no crawl can see, as an annotations file tells them. One that the platform told itself is not
    /// doubled.
    void annotate(std::vector<source_link> told);

    /// Whether the columns have the lengths that they must have for each other.
    [[nodiscard]] bool fit_together() const noexcept;

    /// What a graph image keeps: everything.
    template <class Image>
    void keep(Image& image) {
        nodes.keep(image);
        tree.keep(image);
        shapes.keep(image);
        grants.keep(image);
        for (auto* edges : {&owners_of, &owned_by, &direct_members_of, &reads}) edges->keep(image);
        memberships.keep(image);
        image.rows(bindings, &source_binding::resource, &source_binding::workspace, &source_binding::how);
        links.keep(image);
        image.rows(homes, &source_home::folder, &source_home::user);
        image.rows(policy_list, &source_policy::name, &source_policy::type, &source_policy::on,
                   &source_policy::privileges, &source_policy::to, &source_policy::except, &source_policy::matches,
                   &source_policy::function, &source_policy::column);
        image.rows(enforcing.clusters, &cluster_told::node, &cluster_told::mode, &cluster_told::age);
        using policy_row = std::pair<node_id, truth>;
        image.rows(enforcing.policies, &policy_row::first, &policy_row::second);
        for (auto* list : {&files.located, &files.reachable})
            image.rows(*list, &source_link::type, &source_link::from, &source_link::to);
        image.list(files.governed);
        image.list(restricted);
        image.list(looking_at_reader);
    }
};

} // namespace canreach::graph::detail
