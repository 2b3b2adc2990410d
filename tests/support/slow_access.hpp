/// Access by the letter: sets of tuples and naive fixpoints, written from the Datalog of access-model §2 and the table
/// of §3.1, twice over for the two bounds of rule K1. Shares nothing with `graph/`; meant for some hundred nodes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::support {

struct two_bounds {
    bool lower = false;
    bool upper = false;
    friend bool operator==(const two_bounds&, const two_bounds&) = default;
};

struct slow_answer {
    two_bounds how;
    std::map<node_id, two_bounds> workspaces; ///< only those where the upper bound holds; empty in mode granted
};

/// What is asked: an operation by name (`DROP TABLE`), a privilege by bit, or anything at all (`REACH`).
struct slow_action {
    std::string operation;
    int privilege = -1;
};

/// Reading one relation from one workspace, in one bound, compute aside (U7, T3, T4, V1, V4).
struct slow_reading {
    bool held = false;             ///< the privilege to read it, and usage above it
    bool opened = false;           ///< the workspace sees it and may open its root
    bool works = false;            ///< its owner reads what it reads; true of what is no view
    bool unblocked = false;        ///< not several filters, or masks of one column
    bool unshaped = false;         ///< there is neither filter nor mask, and none that was not read
    bool free_of_policies = false; ///< no filter or mask that a policy puts there names the principal
};

struct slow_facts;

class slow_access {
public:
    explicit slow_access(fact_source& source);
    slow_access(slow_access&&) noexcept;
    ~slow_access();

    /// `from` empty: any workspace.
    [[nodiscard]] slow_answer can(node_id principal, const slow_action& what, bool effective, node_id resource,
                                  const std::vector<node_id>& from = {}) const;

    [[nodiscard]] slow_reading reading(node_id p, node_id relation, node_id w, bool upper) const;

    // Identity and tenancy in one bound, for the families of other files.
    /// Whether `p` carries `q` in workspace `w`: account identities, local groups, `users` and `admins` (M4–M6).
    [[nodiscard]] bool carries_in(node_id p, node_id q, node_id w, bool upper) const;
    [[nodiscard]] bool has_access(node_id p, node_id w, bool upper) const;
    [[nodiscard]] bool administers(node_id p, node_id w, bool upper) const;
    [[nodiscard]] bool alive(node_id p, bool upper) const;

private:
    struct bound;
    std::unique_ptr<slow_facts> facts_;
    std::unique_ptr<bound> lower_;
    std::unique_ptr<bound> upper_;
};

} // namespace canreach::support
