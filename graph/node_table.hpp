/// What the rules read of every node, as columns (`node_columns.hpp` tells how they are packed).
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "graph/adjacency.hpp"
#include "graph/node_columns.hpp"
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
    column_by_class<node_kind> kind;
    column_by_class<node_flags> flags;
    parent_column parent;
    column_by_class<node_id> scope;
    column_by_class<securable> type;

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

    /// How many nodes from this one on are of its kind, type, flags, scope and parent, at the most so many; may tell
    /// fewer, but one at least.
    [[nodiscard]] std::uint32_t alike_from(node_id first, std::uint32_t most) const noexcept {
        return parent.same_from(first.value, classes_.same_from(first.value, most));
    }

    /// Fails with `damaged_file` on ids out of order, or parents and scopes that do not exist.
    [[nodiscard]] static result<node_table> read(fact_source& source);
    /// The same table where these nodes, ascending, are of another type.
    void retype(std::span<const node_id> which, securable as);

    [[nodiscard]] bool fits() const noexcept {
        const auto count = kinds_.size();
        return classes_.fits() && types_.size() == count && flags_.size() == count && scopes_.size() == count &&
               parent.fits(size()) && by_kind.fits(kinds);
    }

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        classes_.keep(image);
        image.numbers(kinds_);
        image.numbers(types_);
        image.numbers(flags_);
        image.numbers(scopes_);
        parent.keep(image);
        image.rows(system_groups, &system_group::group, &system_group::meaning);
        image.rows(principals, &run::first, &run::last);
        by_kind.keep(image);
        lay_out();
    }

private:
    void set_classes(class_list made);
    /// Makes the columns by node out of those by class.
    void lay_out();

    class_numbers classes_;
    column<node_kind> kinds_;
    column<securable> types_;
    column<node_flags> flags_;
    column<node_id> scopes_;
};

} // namespace canreach::graph
