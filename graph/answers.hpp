/// Questions put to the graph and what it answers: plain data, ids only, no names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "graph/profile.hpp"
#include "model/fact.hpp"
#include "model/ids.hpp"
#include "model/ledger.hpp"

namespace canreach::graph {

/// Strengths of yes (access-model §0.1).
/// `escalatable`: effective after acts that the principal can do alone.
enum class mode : std::uint8_t { granted, effective, escalatable };

/// Kinds of change in one's own favour: class CONTROL, and joining a group (access-model §2.12).
enum class act : std::uint8_t {
    join,           ///< E5: adds itself to groups
    assign,         ///< E4: assigns itself to workspaces
    rule_metastore, ///< E4: makes itself metastore admin
    take_role,      ///< E6: gives itself the role servicePrincipal.user
    bind,           ///< E2: binds what is isolated to its workspace
    grant,          ///< E1, E3: grants itself what is missing
};

/// `unknown`: no on the crawled part, and an uncrawled part could turn it to yes (rule K1).
enum class verdict : std::uint8_t { no, unknown, yes };

/// A verb of the language: a privilege by its bit, an operation by its row in `operations.hpp`, an ability or a
/// permission level of objects by its number. In mode granted a word that is both means the privilege, otherwise the
/// operation (access-model §3); on objects both mean the ability of the same name.
struct action {
    enum class form : std::uint8_t { privilege, operation, any, ability, level };
    form what = form::privilege;
    std::uint16_t number = 0; ///< unused for `any` (REACH, DO)
    friend auto operator<=>(const action&, const action&) = default;
};

/// What is asked of a (principal, resource) pair.
struct request {
    std::vector<action> actions; ///< at least one
    bool any_of = false;         ///< one of them suffices; otherwise all are needed
    mode how = mode::effective;
    /// Mode escalatable: at most so many hops.
    unsigned within = 0xFFFF'FFFFU;
    bool invoke = false;        ///< mode escalatable: results of what others run count, too (class INVOKE)
    std::vector<node_id> from;  ///< workspaces to act from; empty = any. Ignored in mode granted
    rule_profile profile{};     ///< how the doubts of the rules are settled
    node_id as_role = no_node;  ///< the group that is assumed, in place of who asks (M9)
    node_id function = no_node; ///< `WITH FUNCTION`: what is to filter or mask (V3)
    bool compute = false;       ///< `WITH COMPUTE`: something to run it on as well (T7). Ignored in mode granted

    friend bool operator==(const request&, const request&) = default;
};

/// Index into `access_graph::gaps()`.
using gap_index = std::uint32_t;
/// Index for `access_graph::policy()`.
using policy_index = std::uint32_t;
inline constexpr policy_index no_policy = 0xFFFF'FFFFU;

struct workspace_verdict {
    node_id workspace;
    verdict how; ///< never `no`
    friend bool operator==(const workspace_verdict&, const workspace_verdict&) = default;
};

/// One prerequisite that fails, or may fail, for a principal.
struct missing_part {
    enum class what : std::uint8_t {
        privilege,        ///< `bit` on `on` (or above)
        level,            ///< permission level `bit` on `on`, or on a folder around it (W1–W4)
        role,             ///< role `bit` on `on`
        workspace_admin,  ///< administration of `workspace` (T2)
        compute,          ///< something to run it on in `workspace` (T7)
        manage,           ///< MANAGE on, or ownership of, `on` or a container
        ownership,        ///< ownership of `on`
        workspace,        ///< access to any workspace that reaches `on` (rules T1, T3)
        binding,          ///< `on` is isolated and not bound to the workspace one has (T4)
        writable_binding, ///< bound read-only (T5)
        live,             ///< deactivated, or no such principal any more (M7)
        definer,          ///< the view's owner cannot read what the view reads (V1); `on` = the base
        exemption,        ///< not being named by `policy`, which denies (U18, M10) or filters once more (V4)
        filters,          ///< at most one row filter, and one mask a column, on `on` (V4)
        external_access,  ///< the metastore `on` lets external engines in (U16)
        account_admin,    ///< being account admin (U19)
        location,         ///< an external location that covers the path (S3)
        definition,       ///< what the view `on` reads
        identity,         ///< being the principal `on`
        membership,       ///< being in the group `on`, whose members the identity provider keeps (E5)
        not_applicable,   ///< the privilege or operation does not exist on this kind of object
        denial,           ///< `bit` is denied on `on` to `holder`; or may be, where `holder` is not known (H3)
        base_owner,       ///< the Hive view `view` and its base `on` have no one owner in common (H11)
        enforcement,      ///< knowing what `on` enforces: table access control (H9), isolation (W1): unknown alone
    };
    what kind = what::privilege;
    unsigned bit = 0;
    facet in = facet::unity; ///< of privileges and denials: the table that `bit` is read by
    node_id on = no_node;
    node_id workspace = no_node;     ///< the one asked or concerned, if any
    std::string rule;                ///< e.g. `U7`
    node_id view = no_node;          ///< for `definer`: the view whose owner lacks it
    policy_index policy = no_policy; ///< for `exemption`
    node_id holder = no_node;        ///< for `denial`: whom it names
};

/// A row filter or column mask that shapes what is read (V3, V4).
struct applied_policy {
    policy_index policy;
    verdict how; ///< never `no`
};

struct can_answer {
    verdict how = verdict::no;
    unsigned hops = 0;                         ///< mode escalatable: the least number; 0 = effective as it is
    std::vector<workspace_verdict> workspaces; ///< ascending ids; empty in mode granted
    std::vector<missing_part> missing;         ///< empty for `yes`; the nearest way to yes first
    std::vector<gap_index> gaps;               ///< what was not read and could change this answer; empty for `yes`
    /// Doubts that another profile settles so that the verdict, or the workspaces, would differ (access-model §7).
    std::vector<profile_switch> depends_on;
    std::vector<applied_policy> applied;      ///< of reading that is not denied; in the order of policies
    bool applied_unread = false;              ///< more filters and masks may apply: some were not read
    std::vector<policy_index> applied_behind; ///< filters and masks on what a view reads, whomever they name
    std::vector<node_id> behind_unread;       ///< what a view reads of which not all policies were read
};

/// Whether one can, and from where: what `can_answer` says, without its reasons.
struct decision {
    verdict how = verdict::no;
    unsigned hops = 0;
    std::vector<workspace_verdict> workspaces;
};

struct principal_row {
    node_id principal;
    verdict how = verdict::unknown; ///< never `no`
    unsigned hops = 0;              ///< as in `can_answer`
};
struct who_answer {
    std::vector<principal_row> rows;        ///< ascending ids
    std::vector<gap_index> gaps;            ///< what was not read and could add to this answer
    std::vector<profile_switch> depends_on; ///< as in `can_answer`
};

/// How many rows `who_answer` would have, none of them made.
struct who_count {
    std::size_t surely = 0;
    std::size_t unknown = 0;
    std::vector<gap_index> gaps;
    std::vector<profile_switch> depends_on;
};

struct resource_row {
    node_id resource;
    verdict how;       ///< never `no`
    unsigned hops = 0; ///< as in `can_answer`
};
struct what_answer {
    std::vector<resource_row> rows; ///< in tree order: a container before what it contains
    std::vector<gap_index> gaps;
};

/// Resources whose ids follow each other, all answered alike.
struct resource_run {
    node_id first;
    std::uint32_t count = 0;
    verdict how; ///< never `no`
    unsigned hops = 0;
};
/// `what_answer` with neighbours told together.
struct what_runs {
    std::vector<resource_run> runs; ///< in the order of the rows that they stand for
    std::vector<gap_index> gaps;
};

/// How many rows `what_answer` would have, none of them made.
struct what_count {
    std::size_t surely = 0;
    std::size_t unknown = 0;
    std::vector<gap_index> gaps;
};

/// Whose rows of a system table are seen (R1–R3).
struct rows_answer {
    can_answer access;     ///< to the view or table itself
    bool filtered = false; ///< a view, in the pattern of row-level security: rows of workspaces that one administers
    std::vector<workspace_verdict> workspaces; ///< ascending ids
    std::vector<gap_index> gaps;               ///< what was not read and could change this answer
};

/// One hop of a witness, a stored fact: `from` is in `to`, or holds something on `to`.
struct witness_step {
    /// `given`: held without an entry, by rule W4. `itself`: `from` is what is asked about.
    enum class what : std::uint8_t {
        member,
        built_in,
        grant,
        denial,
        owner,
        assignment,
        given,
        itself,
        policy,
        joins, ///< `from` manages the group `to`, and whoever is `from` joins it (E5)
    };
    what kind = what::member;
    node_id from = no_node;
    node_id to = no_node;
    mask bits; ///< for `grant`: the bits of the crawled grant that serve
    facet in = facet::unity;
    policy_index policy = no_policy; ///< for `policy`: `from` is in its TO, and `bits` are what it gives on `to`
    friend bool operator==(const witness_step&, const witness_step&) = default;
};
/// A chain from the principal to the fact that supplies a prerequisite: memberships first, then one grant, owner or
/// assignment.
using witness = std::vector<witness_step>;

/// Workspaces of a principal.
struct workspaces_answer {
    std::vector<workspace_verdict> rows;
    std::vector<gap_index> gaps; ///< what was not read and could add to this answer, or make a row sure
};

/// One of several things of which one is enough: the choice, and which of its alternatives, both counted from 1 in an
/// answer.
struct alternative {
    unsigned choice = 0;
    unsigned number = 0;
    friend bool operator==(const alternative&, const alternative&) = default;
};

/// A condition of a request, whoever asks.
struct requirement {
    missing_part what;
    std::vector<alternative> within; ///< the choices it stands in, outermost first; empty: always asked
};

struct prerequisite {
    missing_part what;               ///< which condition (the same vocabulary as for missing ones)
    std::vector<alternative> within; ///< as in `requirement`; those of one choice follow each other
    verdict how = verdict::no;
    std::vector<witness> witnesses; ///< every minimal one, shortest first, at most `access_graph::witness_limit`
    bool more_witnesses = false;    ///< the limit cut the list
};

/// `WHY`: the tree of prerequisites with the facts behind each.
struct explanation {
    can_answer answer;
    std::vector<prerequisite> prerequisites;
    /// Workspaces from which it holds, each with the assignments that open it.
    std::vector<std::pair<workspace_verdict, std::vector<witness>>> workspaces;
    /// For a `no`: the smallest sets of additions that would make it yes, smallest first; each is complete in itself.
    std::vector<std::vector<missing_part>> additions;
};

/// Classes of indirect path (access-model §2.12).
enum class path_class : std::uint8_t { control, become, bypass, invoke, observe };

/// One fact that a hop stands on, with the memberships that lead to it.
struct hop_fact {
    witness steps; ///< the fact comes last
    friend bool operator==(const hop_fact&, const hop_fact&) = default;
};

/// Who is put into a group that `hop::actor` manages: itself, or a group it is in.
struct joined_group {
    node_id member = no_node;
    node_id group = no_node;
    friend bool operator==(const joined_group&, const joined_group&) = default;
};

/// One hop of a chain: what `actor` does.
struct hop {
    path_class how = path_class::control;
    std::string rule;          ///< `E9`
    act done = act::join;      ///< of class CONTROL, and of joining
    node_id actor = no_node;   ///< who acts
    node_id gained = no_node;  ///< the identity or group gained, the workspace entered, what is granted or bound on
    node_id through = no_node; ///< the job, notebook, app, scope or workspace that it goes through
    node_id runs = no_node;    ///< of code that a job or pipeline runs: that; of E15: the cloud identity
    std::vector<joined_group> joined;  ///< of E5: every group that it takes, and none without which it goes
    std::vector<missing_part> granted; ///< of a self-grant: what was missing
    std::vector<hop_fact> facts;       ///< what allows it
};

/// One way for a principal to reach something: hops, then ordinary access by the last identity.
struct chain {
    std::vector<hop> hops;
    node_id identity = no_node; ///< who acts in the end
    std::vector<workspace_verdict> workspaces;
};

/// `HOW CAN`.
struct chain_answer {
    can_answer answer;
    std::vector<chain> chains; ///< shortest ones
    /// Stored facts without any one of which there would be no way left.
    std::vector<witness_step> severing;
};

/// An identity that a principal can act as, `hops` away.
struct identity_row {
    node_id identity;
    verdict how = verdict::yes;
    unsigned hops = 0;
};

/// How a row of `who` or `what` comes about, for the column `via`: the grantees and owners that supply the wanted bit.
struct via_item {
    enum class how : std::uint8_t {
        direct,
        group,
        owner,
        owner_group,
        built_in,
        metastore_admin,
        workspace_admin,
        acts,       ///< mode escalatable: by changes of its own
        becomes,    ///< mode escalatable: by acting as `through`, or as a member of the group
        goes_round, ///< mode escalatable: past the check, by `through`: a cluster, a location, ANY FILE, …
    };
    how kind = how::direct;
    node_id through = no_node; ///< the group, workspace or thing; the principal itself for `direct` and `owner`
    friend auto operator<=>(const via_item&, const via_item&) = default;
};

} // namespace canreach::graph
