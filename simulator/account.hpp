/// A simulated Databricks account in memory: what the routes render and what the truth is told from.
///
/// Made by an `account_builder` (from a generator or a world file) and immutable afterwards, so any thread may read it.
/// Securables are compact (some 60 bytes, a grant 8) because the largest preset has two million of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/fact.hpp"
#include "model/kinds.hpp"
#include "simulator/hive.hpp"
#include "simulator/object_list.hpp"

namespace canreach::simulator {

enum class cloud : std::uint8_t { azure, aws, gcp };
[[nodiscard]] std::string_view name_of(cloud where) noexcept; ///< `azure`, `aws`, `gcp`
[[nodiscard]] std::optional<cloud> cloud_named(std::string_view name) noexcept;
[[nodiscard]] std::string_view account_host_of(cloud where) noexcept;   ///< `accounts.azuredatabricks.net`, …
[[nodiscard]] std::string_view workspace_zone_of(cloud where) noexcept; ///< `.azuredatabricks.net`, …

/// Positions in the vectors below; each kind is a type of its own.
enum class principal_index : std::uint32_t {};
enum class workspace_index : std::uint32_t {};
enum class metastore_index : std::uint32_t {};
enum class securable_index : std::uint32_t {};
enum class grantee_index : std::uint32_t {};
template <class Index>
requires std::is_enum_v<Index>
[[nodiscard]] constexpr std::size_t pos(Index index) noexcept {
    return static_cast<std::size_t>(index);
}

/// A user, service principal or account group.
struct principal {
    node_kind kind = node_kind::user;
    std::int64_t id = 0;
    std::string name;         ///< `userName` or `displayName`
    std::string display_name; ///< users only; may be empty
    std::string application_id;
    std::string external_id;
    bool active = true;
    bool account_admin = false;
    bool vanished = false; ///< a group that is listed, but gone when its members are read (404)
    bool refused = false;  ///< a group whose members may not be read (403)
};

enum class system_group : std::uint8_t { none, users, admins };

/// A member of a workspace group: an account principal by its id, or a local group of the same workspace.
struct local_member {
    node_kind kind = node_kind::user;
    std::int64_t id = 0;
    std::string display;
};
struct local_group {
    std::int64_t id = 0;
    std::string name;
    system_group system = system_group::none;
    std::vector<local_member> members;
    bool refused = false;
};

/// Entitlements of a principal in one workspace. System groups go by their numeric id.
struct entitled {
    node_kind kind = node_kind::group;
    std::int64_t id = 0;
    std::vector<std::string> names; ///< `workspace-access`, …
};
/// A user as a workspace spells it, where it is a guest: with the id that the account knows, or another one.
struct guest {
    std::int64_t id = 0;
    std::string name;
    std::string external_id;
};

/// An element of a workspace's permission assignments.
struct assignment {
    std::optional<principal_index> who; ///< empty: deleted, only `id` is left; or everyone
    bool everyone = false;              ///< the built-in group `account users`, under an id of its own
    std::int64_t id = 0;
    bool user = false;
    bool admin = false;
};

/// Of the SQL warehouses among the objects of a workspace.
enum class warehouse_state : std::uint8_t { none, running, stopped };

struct workspace {
    std::int64_t id = 0;
    std::string name;
    std::string deployment_name; ///< first labels of the host
    std::string host;
    std::string region;
    std::string status; ///< `RUNNING`, `FAILED`, …; empty = not told
    std::optional<metastore_index> metastore;
    std::vector<assignment> assignments;
    std::vector<local_group> groups; ///< local and system groups
    std::vector<entitled> entitlements;
    std::vector<guest> guests;
    std::string restrict_admins; ///< status of the setting; empty = it answers 404
    bool assignments_refused = false;
    warehouse_state warehouse = warehouse_state::none;
    std::optional<hive_metastore> hive; ///< empty = disabled
    /// How the record is spelt: 0 plain, others use rarer fields of the contract (databricks-api, B.2, D.1).
    std::uint8_t spelling = 0;

    [[nodiscard]] bool running() const noexcept { return status.empty() || status == "RUNNING"; }
    /// Can statements be run here without starting a warehouse?
    [[nodiscard]] bool runs_sql() const noexcept { return running() && warehouse == warehouse_state::running; }
};

/// A role that a rule set gives, by the name that rule sets use: e-mail, display name or application id.
struct role_rule {
    std::string role; ///< `group.manager`, …
    node_kind kind = node_kind::user;
    std::string name;
};
/// What only few principals have.
struct principal_extra {
    std::vector<role_rule> rules; ///< roles on it
    std::uint32_t secrets = 0;
    std::uint32_t federation_policies = 0;
    bool rules_refused = false; ///< its rule set answers 403
};
/// An account access rule that bars a principal (rule M10).
struct access_rule {
    std::string name;
    principal_index who{};
};

/// What shared clusters of a metastore's workspaces may run.
struct allowed_artifact {
    enum class list : std::uint8_t { init_script, library_jar, library_maven };
    list of = list::init_script;
    std::string artifact;
    std::string match = "PREFIX_MATCH";
};

struct metastore {
    std::string id;
    std::string region;
    bool external_access = false;
    securable_index root{}; ///< the metastore as a securable: its name, owner, grants and children
    std::vector<workspace_index> workspaces;
    std::vector<allowed_artifact> allowed;
};

/// Who a grant or an owner field names: a name, or only an id (deleted).
struct grantee {
    std::string name;
    std::int64_t id = 0; ///< 0 = not told
};

inline constexpr grantee_index no_grantee{0xFFFF'FFFFU};

/// One row of a permission list.
struct grant_row {
    grantee_index who{};
    std::uint32_t privileges = 0; ///< position in `account::privilege_sets`
};

enum class securable_trait : std::uint8_t {
    isolated = 1U << 0U,
    read_only = 1U << 1U,
    browse_only = 1U << 2U,
    vanished = 1U << 3U,       ///< listed, but its permission list answers 404
    grants_refused = 1U << 4U, ///< its permission list answers 403
};

/// A metastore, or anything in Unity Catalog. Children of one parent are contiguous and sorted by kind.
struct securable {
    std::string_view name; ///< last part; stored in the account
    std::string_view url;  ///< storage location; may be empty
    securable_index parent{};
    std::uint32_t first_child = 0;
    std::uint32_t child_count = 0;
    std::uint32_t first_grant = 0;
    std::uint32_t grant_count = 0;
    grantee_index owner = no_grantee;
    node_kind kind = node_kind::other;
    std::uint8_t subtype = 0; ///< position in `account::subtypes`
    std::uint8_t traits = 0;  ///< bits of `securable_trait`

    [[nodiscard]] bool has(securable_trait trait) const noexcept {
        return (traits & static_cast<std::uint8_t>(trait)) != 0;
    }
    /// Whether a permission list is denied (403): so said, or because only metadata is visible.
    [[nodiscard]] bool hides_grants() const noexcept {
        return has(securable_trait::grants_refused) || has(securable_trait::browse_only);
    }
};

struct workspace_binding {
    std::int64_t workspace = 0;
    bool read_only = false;
};

/// What a share holds.
struct shared_object {
    std::string type; ///< the API's word: `TABLE`, `SCHEMA`, …
    std::string name; ///< full name, or a path of a notebook
};

/// An attribute-based policy on a securable (databricks-api F.2).
struct attribute_policy {
    std::string name;
    policy_type type = policy_type::grant;
    std::vector<std::string> to, except; ///< principals, by name
    std::vector<std::string> privileges; ///< of a GRANT or DENY
    std::string function;                ///< of a filter or mask; may be empty
    node_kind about = node_kind::table;  ///< of these, those that have the tag
    std::string tag_key;                 ///< empty: all of them
    std::string tag_value;               ///< empty: whatever its value
    std::string odd_condition;           ///< in place of the tag: one that only the platform understands

    [[nodiscard]] std::string condition() const; ///< `has_tag('team')`; empty: true of all
};
struct tag {
    std::string key;
    std::string value;
};

/// What only few securables have.
struct securable_extra {
    std::vector<attribute_policy> policies;
    std::vector<tag> tags;
    std::vector<workspace_binding> bindings;
    std::vector<std::string> reads;           ///< full names of tables that a view depends on
    std::vector<std::string> reads_functions; ///< full names of functions that a view depends on
    std::string connection_name;
    std::string provider_name;
    std::string share_name;
    std::string credential_name;
    std::string identity;              ///< of a credential: the cloud identity behind it
    std::string global_metastore_id;   ///< of a recipient: the metastore that it reads from
    std::string status;                ///< of a clean room
    std::vector<shared_object> shared; ///< of a share
};

/// Known by its bare name below a metastore, and gated by bindings of its own where it is isolated: everything in
/// Unity Catalog but what lies in a catalog.
[[nodiscard]] bool is_top_level(node_kind kind) noexcept;

/// The account. Members are for reading; only `account_builder` fills them.
struct account {
    std::string id;
    cloud where = cloud::azure;
    std::vector<principal> principals;
    std::unordered_map<std::uint32_t, principal_extra> principal_extras; ///< by principal position
    std::vector<role_rule> rules;                                        ///< roles on the account
    std::vector<access_rule> access_rules;
    std::uint32_t federation_policies = 0;
    std::vector<std::vector<principal_index>> members; ///< direct members, by the group's position in `principals`
    std::vector<workspace> workspaces;
    std::vector<metastore> metastores;
    std::vector<securable> securables;
    std::vector<grant_row> grants;
    std::vector<grantee> grantees;
    std::vector<std::vector<std::string>> privilege_sets;
    std::vector<std::string> subtypes;
    std::unordered_map<std::uint32_t, securable_extra> extras; ///< by securable position
    std::vector<object_list> objects;                          ///< by the workspace's position
    std::vector<acl_principal> acl_principals;
    std::vector<std::string> acl_words; ///< permission levels, known and unknown
    std::unordered_map<std::int64_t, principal_index> principals_by_id;
    std::unordered_map<std::int64_t, workspace_index> workspaces_by_id;
    std::unordered_map<std::string, workspace_index> workspaces_by_host;
    std::unordered_map<std::string, metastore_index> metastores_by_id;

    account() = default;
    account(account&&) = default;
    account& operator=(account&&) = default;

    [[nodiscard]] const principal& at(principal_index i) const { return principals[pos(i)]; }
    [[nodiscard]] const workspace& at(workspace_index i) const { return workspaces[pos(i)]; }
    [[nodiscard]] const metastore& at(metastore_index i) const { return metastores[pos(i)]; }
    [[nodiscard]] const securable& at(securable_index i) const { return securables[pos(i)]; }
    [[nodiscard]] const grantee& at(grantee_index i) const { return grantees[pos(i)]; }
    [[nodiscard]] const acl_principal& at(acl_principal_index i) const { return acl_principals[pos(i)]; }
    [[nodiscard]] const object_list& objects_of(const workspace& space) const {
        return objects[static_cast<std::size_t>(&space - workspaces.data())];
    }
    /// Sparse properties of a securable; an empty record if it has none.
    [[nodiscard]] const securable_extra& extra_of(securable_index i) const;
    [[nodiscard]] const principal_extra& extra_of(principal_index i) const;
    [[nodiscard]] std::span<const grant_row> grants_of(securable_index i) const;
    [[nodiscard]] std::string_view subtype_of(const securable& what) const { return subtypes[what.subtype]; }

    /// Its own tags, and those of what it lies in that it has no tag of the same key for.
    [[nodiscard]] std::vector<tag> tags_of(securable_index i) const;

    struct child_range {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    /// Children of one kind; all children for `node_kind::other`.
    [[nodiscard]] child_range children_of(securable_index parent, node_kind kind = node_kind::other) const;
    /// `main.sales.orders`; a location's or metastore's name.
    [[nodiscard]] std::string full_name_of(securable_index i) const;
    /// The metastore that `i` belongs to, as a securable.
    [[nodiscard]] securable_index root_of(securable_index i) const;
    /// The top-level securable that carries the bindings of `i`; `i` itself for a metastore.
    [[nodiscard]] securable_index binding_root_of(securable_index i) const;
    /// By full name below a metastore; kinds are told apart by the number of dots except leaves and locations.
    [[nodiscard]] std::optional<securable_index> find(securable_index root, node_kind kind,
                                                      std::string_view full_name) const;
    [[nodiscard]] std::optional<securable_index> child_named(securable_index parent, node_kind kind,
                                                             std::string_view name) const;
    /// Rule T4: open to every workspace of its metastore, or bound to this one.
    [[nodiscard]] bool open_in(securable_index binding_root, std::int64_t workspace) const;
    /// The workspaces that a crawl can read a metastore through: attached and running.
    [[nodiscard]] std::vector<workspace_index> readers_of(const metastore& store) const;

private:
    friend class account_builder;
    void index();

    std::vector<std::uint32_t> by_name_; ///< open addressing over securable positions
    std::vector<std::unique_ptr<char[]>> text_blocks_;
};

} // namespace canreach::simulator
