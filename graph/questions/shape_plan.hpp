/// One plan for all resources of a shape: what is asked of one principal on each of them, as levels of its path instead
/// of nodes. Made of the plan of an example, so that the rules stand in one place.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "graph/questions/plan.hpp"
#include "graph/rules/identity.hpp"
#include "graph/truth.hpp"
#include "model/mask.hpp"

namespace canreach::graph::detail {

/// What one principal has by the facts on one node: grants to what it carries, and ownership.
struct held_here {
    mask surely;
    mask maybe; ///< holds `surely`, too
    truth owner = truth::no();
    bool grants_unread = false;
    bool owners_unread = false;
};

/// The resource itself, what lies around it, and the metastore last. Null: nothing is held there.
struct held_path {
    static constexpr std::size_t most = 5;
    std::array<const held_here*, most> levels{};
    std::size_t count = 0;
};

/// Adds which policies match a node, and whether there may be more: what plans of nodes of one shape differ by, level
/// by level.
void write_policies(const account& in, node_id node, std::vector<std::uint32_t>& key);

/// Bound to an account that outlives it.
class shape_plan {
public:
    /// Empty where resources of one shape may differ by more than what is held on their path: by policies, by what a
    /// view reads, by compute, by groups of workspaces. With `reader` it is the plan of those of them that the same
    /// policies match, level by level, for this principal alone.
    [[nodiscard]] static std::optional<shape_plan> from(const account& in, const request& what, node_id example,
                                                        const identity::carried* reader = nullptr);

    /// Whether a view works counts; `evaluate` must be told.
    [[nodiscard]] bool asks_definer() const noexcept { return asks_definer_; }
    /// The same as `plan::ask` of a resource with this path that lies in `root`.
    [[nodiscard]] truth evaluate(const identity::carried& who, const held_path& path, node_id root, truth definer);

    /// The plan that this was made of: what does not depend on the resource is in it.
    [[nodiscard]] const plan& example() const noexcept { return *example_; }
    [[nodiscard]] std::size_t ways() const noexcept { return ways_.size(); }
    /// Whether one way holds, workspaces and liveness aside. `held` tells `truth grants(level, bits)` and
    /// `truth owner(level)`; what is not needed is not asked.
    template <class Held>
    [[nodiscard]] truth way_holds(std::size_t way, Held& held, truth definer) const {
        return value(ways_[way], held, definer);
    }

private:
    struct step {
        enum class form : std::uint8_t { all, any, held, definer, given };
        form what = form::all;
        truth given;
        std::vector<step> parts;
        struct source {
            std::size_t level;
            mask bits;
            bool owners;
        };
        std::vector<source> sources;
    };
    /// Doors that let the same through are one.
    struct alike_doors {
        std::vector<truth> lets;
        truth inside;
    };
    shape_plan(const account& in, std::shared_ptr<const plan> example) : in_(&in), example_(std::move(example)) {}
    [[nodiscard]] bool compile(const condition& from, std::span<const node_id> path, const identity::carried* reader,
                               step& into);
    template <class Held>
    [[nodiscard]] static truth value(const step& of, Held& held, truth definer);
    void open_doors(const identity::carried& who, node_id root);

    const account* in_;
    std::shared_ptr<const plan> example_;
    std::vector<step> ways_;
    bool asks_definer_ = false;
    node_id root_ = no_node; ///< the one that `doors_` are of
    std::vector<alike_doors> doors_;
    std::vector<truth> lets_unseen_; ///< empty: no unknown workspace may serve
    std::vector<truth> each_;
};

template <class Held>
truth shape_plan::value(const step& of, Held& held, truth definer) {
    switch (of.what) {
    case step::form::all: {
        auto how = truth::yes();
        for (const auto& part : of.parts) {
            how &= value(part, held, definer);
            if (!how.maybe) break;
        }
        return how;
    }
    case step::form::any: {
        auto how = truth::no();
        for (const auto& part : of.parts) {
            how |= value(part, held, definer);
            if (how.surely) break;
        }
        return how;
    }
    case step::form::held: {
        auto how = truth::no();
        for (const auto& [level, bits, owners] : of.sources) {
            how |= owners ? held.owner(level) : held.grants(level, bits);
            if (how.surely) break;
        }
        return how;
    }
    case step::form::definer: return definer;
    case step::form::given: return of.given;
    }
    return truth::no();
}

} // namespace canreach::graph::detail
