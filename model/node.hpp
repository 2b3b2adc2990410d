/// Nodes as facts name them: by the platform's ids. Names are attributes (access-model §1.1).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/kinds.hpp"

namespace canreach {
inline namespace model {

/// The identity of a node within one account.
///
/// | kind                                | scope            | id |
/// |-------------------------------------|------------------|-----------------------------------------------------------|
/// | user, sp, account group             | empty            | SCIM id; `account users` for the built-in group | |
/// workspace-local group               | workspace id     | SCIM id; `users` and `admins` for the two system groups   |
/// | account                             | empty            | account id | | workspace                           |
/// empty            | workspace id                                              | | metastore | empty            |
/// metastore id                                              | | catalog, schema, table, location, … | metastore id |
/// full name, e.g. `main.sales.orders`                       | | Hive things                         | workspace id |
/// full name below `hive_metastore`; hms, anyfile, …: empty  | | workspace objects                   | workspace id |
/// object id; folders, notebooks, files, git folders: path   |
struct node_key {
    node_kind kind = node_kind::other;
    std::string scope;
    std::string id;

    friend auto operator<=>(const node_key&, const node_key&) = default;
};

inline constexpr std::string_view account_users_id = "account users";
inline constexpr std::string_view workspace_users_id = "users";
inline constexpr std::string_view workspace_admins_id = "admins";

/// `table:main.sales.orders`, `wgroup:1001:etl`: for messages and logs, not for parsing.
[[nodiscard]] std::string to_string(const node_key& key);

/// Node properties that rules read. Stored as bits: never renumber.
enum class node_flag : std::uint32_t {
    inactive = 1U << 0,        ///< deactivated user or service principal (rule M7)
    external = 1U << 1,        ///< kept by the identity provider
    system = 1U << 2,          ///< built in: `account users`, `users`, `admins`
    isolated = 1U << 3,        ///< visible only from bound workspaces (rule T4)
    read_only = 1U << 4,       ///< a location, credential or connection that blocks writing (rule T5)
    unresolved = 1U << 5,      ///< a grantee or owner whose name or id nothing in the account answers to (rule M8)
    browse_only = 1U << 6,     ///< the crawling identity saw only metadata
    immutable = 1U << 7,       ///< a group whose members only the identity provider changes (rule E5)
    external_access = 1U << 8, ///< a metastore open to external engines (rule U16)
    unreachable = 1U << 9,     ///< a workspace that is not running
};

struct node_flags {
    std::uint32_t bits = 0;

    constexpr node_flags() = default;
    constexpr explicit node_flags(std::uint32_t raw) : bits(raw) {}
    constexpr node_flags(node_flag one) : bits(static_cast<std::uint32_t>(one)) {}
    [[nodiscard]] constexpr bool has(node_flag f) const { return (bits & static_cast<std::uint32_t>(f)) != 0; }
    constexpr node_flags& operator|=(node_flags other) {
        bits |= other.bits;
        return *this;
    }
    friend constexpr node_flags operator|(node_flags a, node_flags b) { return node_flags{a.bits | b.bits}; }
    friend auto operator<=>(node_flags, node_flags) = default;
};
[[nodiscard]] constexpr node_flags operator|(node_flag a, node_flag b) {
    return node_flags{a} | node_flags{b};
}

/// A node as one reply described it. The same node may be reported several times; the sealed file keeps one row,
/// preferring reports that are not `browse_only`. A report without name, parent and subtype only adds attributes to
/// what other replies say.
struct node_fact {
    node_key key;
    std::string name;               ///< as people write it: e-mail, display name, full name, workspace name, path
    std::optional<node_key> parent; ///< the PARENT edge (access-model §1.2)
    std::string subtype; ///< the platform's own type word (`VIEW`, `MANAGED`, …), or of an unknown kind; may be empty
    node_flags flags;
    /// What else was said, as (attribute name, text), sorted by name: `application_id`, `display_name`, `external_id`,
    /// `url` (workspace URL, location URL, storage location), `status`, `cloud`, `region`, …
    std::vector<std::pair<std::string, std::string>> attributes;

    friend bool operator==(const node_fact&, const node_fact&) = default;
};

} // namespace model
} // namespace canreach
