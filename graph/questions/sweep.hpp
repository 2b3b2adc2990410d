/// Forward evaluation by runs (access-model §6.5): between two nodes that carry something of the principal's, nothing
/// changes, so all nodes of one shape there have one answer; where no shape has any, they are not even looked at.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "graph/detail/account.hpp"
#include "graph/questions/holdings.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/reasons.hpp"
#include "graph/questions/shape_plan.hpp"
#include "graph/shapes.hpp"

namespace canreach::graph::detail {

/// Adds a run; one that goes on where the last one ends lengthens that.
void add_to(std::vector<resource_run>& runs, const resource_run& next);

/// One question about securables of Unity Catalog and Hive, asked once from a first place to a last one in tree order.
class sweep {
public:
    /// `in` and `what` must outlive it. `kinds`: those that are asked about; empty = all that the actions apply to.
    sweep(const account& in, identity::carried ids, const request& what, std::span<const node_kind> kinds);

    /// O(what is marked between them, and what is answered).
    void run(place first, place last);
    /// What was found, once, and what was not read and could matter there. `within`: as asked; `no_node` = everywhere.
    what_runs answer(place first, place last, node_id within);

private:
    /// How resources of one shape in one metastore are answered.
    struct known_shape {
        shape of;
        node_id metastore;    ///< `no_node` in Hive
        bool policies_unread; ///< on it or above
        bool wanted = false;
        bool each = false;              ///< its nodes differ by more than what is held, so each is asked
        std::optional<shape_plan> plan; ///< empty: see `ruled_by`
    };
    /// How those are answered that the same policies match as well, on every level of their path, and of which the same
    /// levels were not read.
    struct known_rule {
        std::size_t shape;
        std::vector<std::uint32_t> policies; ///< of the node and what lies around it, a level after the other
        std::optional<shape_plan> plan;      ///< empty: the full rules are asked
    };
    /// What is known of nodes of one shape directly in a frame, on which nothing is held, under the same policies, and
    /// working if they are views as `definer` says.
    struct known_answer {
        std::size_t shape;
        std::size_t rule; ///< `no_rule`: no policy counts
        truth definer;
        truth how;
    };
    static constexpr std::size_t no_rule = ~std::size_t{0};
    /// Nodes of one type in one container.
    struct neighbours {
        securable type;
        std::size_t shape;
        std::optional<truth> how; ///< of those that are unmarked; empty where each is asked
    };
    /// A marked node around the current place.
    struct frame {
        holdings::mark here;
        place end;
        node_id metastore;        ///< `no_node` in Hive
        bool odd;                 ///< it, or one around it
        bool restricted;          ///< the same
        bool policies_unread;     ///< the same
        std::optional<bool> dull; ///< no shape has an answer between the marks in it
        std::vector<known_answer> known;
        std::size_t serial; ///< which of all frames
    };

    void open(const holdings::mark& mark);

    /// Marked nodes around the first place, outermost first.
    void open_enclosing(place first);

    [[nodiscard]] bool wanted(node_id node) const;

    /// The shape of a node, which stands for all of that shape.
    std::size_t shape_at(node_id node, node_id metastore, bool policies_unread);

    known_shape learn(shape own, node_id metastore, bool policies_unread, node_id node) const;

    /// Whether more than grants and owners decides about a node, for this principal or another.
    [[nodiscard]] bool is_odd(node_id node) const;

    /// What is held on the way up from a node; its root besides.
    held_path path_of(node_id node, node_id metastore, node_id& root) const;

    /// As `can` would, by the plan of the shape where that tells all.
    truth ask(known_shape& by, node_id node, const frame& around);
    truth ask(known_shape& by, node_id node, bool odd, bool restricted);

    /// The plan of what policies restrict, or may because not all were read; null where the full rules must be asked.
    shape_plan* ruled_by(const known_shape& by, node_id node);

    /// By the plan of this very node, as `can` would.
    truth ask_fully(node_id node);

    void add_rows(node_id first, std::uint32_t count, truth how);
    void add_row(node_id node, truth how);
    /// A row that nobody else stands for: what was not read is gathered, too.
    void add_asked(node_id node, truth how);

    void ask_marked(place at);

    /// What was met of a type in the container that was met last; null where that was not yet.
    neighbours* met(node_id parent, securable type);
    void meet(node_id parent, const neighbours& now);

    /// Unmarked nodes. Neighbours of one type in one container are told alike without a further look.
    void pass(place first, place last);
    /// What is true of every neighbour of the same type; empty where each is asked.
    std::optional<truth> pass(node_id node, std::size_t number);

    /// All that views of a shape differ by where they are, if that is so.
    [[nodiscard]] std::optional<truth> definer_of(std::size_t number, node_id node, const frame& around) const;
    [[nodiscard]] static std::optional<truth> known_in(const frame& around, std::size_t number, std::size_t rule,
                                                       truth definer);

    /// Whether what is held on a marked node gives nothing that it would not have without; then it is told. Of large
    /// accounts most marks are grants on single tables to those who read the whole schema.
    bool is_like_its_neighbours(const holdings::mark& mark);
    /// The answer for a leaf if nothing were held on it; empty where that is not known alone.
    std::optional<truth> answer_without(const holdings::mark& mark, node_id node, std::size_t number);
    /// The same under policies.
    std::optional<truth> answer_by_rule(const holdings::mark& mark, node_id node, std::size_t number);
    std::optional<truth> answer_without(const holdings::mark& mark, node_id node, known_answer wanted, bool is_view);

    /// Whether nothing that lies unmarked in a frame can have an answer, whatever its shape.
    [[nodiscard]] bool is_dull(frame& around);

    [[nodiscard]] bool nothing_within(const frame& around);

    const account& in_;
    identity::carried ids_;
    const request& what_;
    std::span<const node_kind> kinds_;
    holdings marks_;
    std::vector<frame> open_;
    std::vector<known_shape> shapes_;
    std::array<std::size_t, 256> recent_shapes_{}; ///< by a hash of what tells them apart
    std::size_t frames_ = 0;                       ///< opened so far
    std::vector<neighbours> met_;                  ///< in one container, and in one frame
    node_id met_parent_ = no_node;
    std::size_t met_in_frame_ = 0;
    std::vector<known_rule> rules_;
    std::size_t last_rule_ = 0;
    std::vector<std::uint32_t> policies_; ///< of the node that is asked about
    std::vector<resource_run> runs_;
    gap_collector gaps_;
};

} // namespace canreach::graph::detail
