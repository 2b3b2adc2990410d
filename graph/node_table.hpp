/// What the rules read of every node, as columns.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "graph/adjacency.hpp"
#include "graph/column.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"
#include "model/node.hpp"

namespace canreach::graph {

/// What a built-in group stands for (rules M3–M5).
enum class built_in : std::uint8_t { none, account_users, users, admins };

struct node_table {
    column<node_kind> kind;
    column<node_flags> flags;
    column<node_id> parent;
    column<node_id> scope;
    column<securable> type;

    /// Built-in groups only, ascending.
    struct system_group {
        node_id group;
        built_in meaning;
    };
    std::vector<system_group> system_groups;

    /// Neighbours that are principals, ascending. Sealed accounts number all principals before anything else.
    struct run {
        std::uint32_t first;
        std::uint32_t last; ///< one past the end
    };
    std::vector<run> principals;
    adjacency by_kind; ///< number of a kind → nodes; of the kinds that are ever asked for as such

    static constexpr std::size_t kinds = 128; ///< numbers of kinds are below

    [[nodiscard]] std::size_t size() const noexcept { return kind.size(); }
    [[nodiscard]] bool has(node_id id) const noexcept { return id.value < kind.size(); }

    /// Visits the nodes of a kind, ascending, without a look at the others. Of kinds of which there are few beside
    /// tables and notebooks: see `node_table.cpp`.
    template <class Visit>
    void for_each_of(node_kind wanted, Visit visit) const {
        for (const auto id : by_kind.of(static_cast<std::size_t>(wanted))) visit(node_id{id});
    }
    /// The first of them; `no_node` if there is none.
    [[nodiscard]] node_id first_of(node_kind wanted) const noexcept {
        const auto all = by_kind.of(static_cast<std::size_t>(wanted));
        return all.empty() ? no_node : node_id{all.front()};
    }

    /// Fails with `damaged_file` on ids out of order, or parents and scopes that do not exist.
    [[nodiscard]] static result<node_table> read(fact_source& source);
    /// The same table where these nodes are of another type.
    void retype(std::span<const node_id> which, securable as);

    [[nodiscard]] bool fits() const noexcept {
        const auto nodes = size();
        return flags.size() == nodes && parent.size() == nodes && scope.size() == nodes && type.size() == nodes &&
               by_kind.fits(kinds);
    }

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        image.numbers(kind);
        image.numbers(flags);
        image.numbers(parent);
        image.numbers(scope);
        image.numbers(type);
        image.rows(system_groups, &system_group::group, &system_group::meaning);
        image.rows(principals, &run::first, &run::last);
        by_kind.keep(image);
    }
};

} // namespace canreach::graph
