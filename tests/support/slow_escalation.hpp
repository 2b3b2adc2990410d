/// Indirect paths by the letter of access-model §2.12: every act is done to a copy of the facts, then the account that
/// comes of it is asked what is effective. Knows nothing of bitmaps, circuits or searches; meant for some hundred
/// nodes.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/acl_levels.hpp"
#include "model/fact.hpp"
#include "tests/support/memory_source.hpp"
#include "tests/support/random_world.hpp"

namespace canreach::support {

/// The least number of hops, surely and perhaps (rule K1); empty: out of reach.
struct slow_hops {
    std::optional<unsigned> surely;
    std::optional<unsigned> maybe;
    friend bool operator==(const slow_hops&, const slow_hops&) = default;
};

/// Takes note of a way of so many hops.
void lower(slow_hops& at, graph::verdict how, unsigned hops);
[[nodiscard]] graph::request to_do(ability what);
[[nodiscard]] graph::request to_do(std::string_view operation);

class slow_escalation {
public:
    explicit slow_escalation(const random_world& world);

    /// Who can act as whom in one hop after acts of its own: (actor, identity) → hops.
    [[nodiscard]] const std::map<std::pair<node_id, node_id>, slow_hops>& steps() const { return steps_; }
    /// Everyone who reaches it at last. Acts of the request's mode effective.
    [[nodiscard]] std::map<node_id, slow_hops> who(const graph::request& effective, node_id resource) const;
    /// Everyone whom `who` can act as.
    [[nodiscard]] std::map<node_id, slow_hops> identities(node_id who) const;

private:
    struct built {
        memory_source source;
        graph::access_graph graph;
    };
    /// What everybody does who can.
    struct doings {
        std::optional<std::set<node_key>> joined; ///< these groups, of those that one manages
        bool assigned = false;                    ///< oneself to every workspace
        bool rules = false;                       ///< makes oneself metastore admin
        bool takes_roles = false;                 ///< `servicePrincipal.user` of every service principal
        [[nodiscard]] unsigned hops() const {
            return static_cast<unsigned>(joined.has_value()) + static_cast<unsigned>(assigned) +
                   static_cast<unsigned>(rules) + static_cast<unsigned>(takes_roles);
        }
    };
    /// Whether anybody can be its manager.
    [[nodiscard]] bool may_be_managed(const node_key& group) const;
    /// All there are: each set of groups is a choice of its own.
    [[nodiscard]] std::vector<doings> all_doings(bool may_rule, bool may_take_roles) const;
    /// The account once everybody did the same.
    struct deed {
        unsigned hops;
        std::vector<fact> facts; ///< that come of it
        std::vector<coverage_gap> gaps;
        built then;
    };
    /// Fewest hops first; of those that come to the same only the first. Made once, since every question asks them.
    [[nodiscard]] const std::vector<deed>& deeds(bool may_rule, bool may_take_roles) const;
    [[nodiscard]] built with(const std::vector<fact>& more, const std::vector<coverage_gap>& gaps,
                             const std::vector<fact>& dropped = {}) const;
    /// Whether the metastore around `root` lets engines in, or may (U16).
    [[nodiscard]] bool may_be_open(node_id root) const;
    /// Filters and masks that `who` may drop in that world, from `w`: set on the thing or on something around it (E1).
    /// `facts` are those that the world has beside the stored ones.
    [[nodiscard]] std::vector<fact> droppable(const built& in, const std::vector<fact>& facts, node_id who, node_id w,
                                              const std::vector<node_id>& path, bool widely) const;
    /// Whether `who` is in a workspace from where tables of the catalog may be changed (T1, T3, T5).
    [[nodiscard]] bool may_change_tables_of(const built& in, const std::vector<fact>& facts, node_id who,
                                            node_id catalog, bool widely) const;
    [[nodiscard]] std::pair<std::vector<fact>, std::vector<coverage_gap>> doing(const doings& done) const;
    /// Whether it can act at all: whoever can can be itself.
    [[nodiscard]] graph::verdict alive(node_id who) const;
    void find_steps();
    /// Ways through what a listing of a workspace, or the definition of a job or pipeline, would have told.
    void add_unseen(const built& then, node_id actor, const coverage_gap& gap, unsigned hops);
    /// Those who reach it themselves after acts of their own.
    [[nodiscard]] const std::map<node_id, slow_hops>& own(const graph::request& effective, node_id resource) const;
    [[nodiscard]] std::map<node_id, slow_hops> find_own(const graph::request& effective, node_id resource) const;
    // slow_detours.cpp: ways round the check of the thing.
    void add_detours(std::map<node_id, slow_hops>& far, const graph::request& effective, node_id resource) const;
    void add_past_table_acls(std::map<node_id, slow_hops>& far, node_id workspace) const;
    void add_cloud_readers(std::map<node_id, slow_hops>& far, node_id resource) const;
    void add_files(std::map<node_id, slow_hops>& far, bool writes, node_id table) const;
    [[nodiscard]] graph::verdict attached(const built& then, node_id who, node_id cluster) const;

    random_world world_;
    built plain_;
    std::vector<node_id> principals_;
    std::vector<node_id> workspaces_;
    std::set<node_key> joinable_;
    std::map<std::pair<node_id, node_id>, slow_hops> steps_;
    mutable std::map<std::pair<bool, bool>, std::vector<deed>> deeds_; ///< by what may be among them
    mutable std::map<std::pair<std::string, node_id>, std::map<node_id, slow_hops>> known_; ///< `own`, by what is asked
};

} // namespace canreach::support
