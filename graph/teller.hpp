/// Many questions about one principal, the answers to which are often the same.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "model/ids.hpp"

namespace canreach::graph {
namespace detail {
class escalated_telling;
class telling;
} // namespace detail
class access_graph;

/// Answers `actions_on`, `workspaces` and `via` of one request and principal as `access_graph` does, and remembers what
/// it found for resources that are like the next one. Used from one thread at a time; the graph outlives it.
class teller {
public:
    teller(teller&&) noexcept;
    teller& operator=(teller&&) noexcept = delete;
    ~teller();

    [[nodiscard]] std::vector<std::pair<action, verdict>> actions_on(node_id resource);
    /// How surely each action of the request can be done, by itself: `can` of it alone. The span is valid until the
    /// next call.
    struct each_verdict {
        std::uint32_t like; ///< resources with the same number have the same verdicts
        std::span<const verdict> how;
    };
    [[nodiscard]] each_verdict each_action(node_id resource);
    [[nodiscard]] std::vector<workspace_verdict> workspaces(node_id resource);
    [[nodiscard]] std::vector<via_item> via(node_id resource);

private:
    friend class access_graph;
    teller(const access_graph& facts, node_id principal, request what, std::unique_ptr<detail::telling> by,
           std::unique_ptr<detail::escalated_telling> after_acts);

    const access_graph& facts_;
    node_id principal_;
    request what_;
    std::unique_ptr<detail::telling> by_;                   ///< none where each resource has answers of its own
    std::unique_ptr<detail::escalated_telling> after_acts_; ///< mode escalatable only
    std::vector<verdict> own_;                              ///< of the resource asked last, where it has
};

} // namespace canreach::graph
