/// Names of principals to principals, when a file is sealed (rules M5, M8; docs/facts.md). Pure: no file, no order of
/// arrival; the same principals and the same reference always give the same answer.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/fact.hpp"
#include "model/node.hpp"

namespace canreach::storage {

/// What resolving needs of a user, service principal or group.
struct known_principal {
    std::uint32_t number = 0; ///< the caller's own, given back by `resolve()`
    node_key key;
    std::string name;
    std::string application_id;
    std::string external_id;
    bool inactive = false;
    std::string guest_name = {}; ///< how workspaces spell a guest, where it differs from `name`
};

/// Nothing answers to the reference: the principal that stands for it, with the flag `unresolved`.
struct unresolved_principal {
    node_key key;
    std::string name;
    friend bool operator==(const unresolved_principal&, const unresolved_principal&) = default;
};

using resolved_principal = std::variant<std::uint32_t, unresolved_principal>;

/// How a reference by id without a node is named: `(deleted principal 4711)`.
[[nodiscard]] std::string deleted_principal_name(std::string_view id);

/// Holds views into nothing: copies what it needs. The system groups have to be given like any other group; a workspace
/// is known by its group `admins` or `users`.
class principal_resolver {
public:
    explicit principal_resolver(std::vector<known_principal> principals);

    /// Where several answer: the active one first, then the smallest key.
    ///
    ///  * `key`, `id`: the node with that key or id. An id with a scope is looked for among the groups of that
    ///  workspace
    ///    first.
    ///  * `account_name`: the aliases `_workspace_admins_…_<workspace id>` and `_workspace_users_…_<workspace id>`;
    ///  then,
    ///    as far as the kind is not told, a user by e-mail, a service principal by application id, an account group by
    ///    display name.
    ///  * `external_id`: who has that id of the identity provider, the ordinary spelling of a guest first.
    ///  * `workspace_name`: groups of that workspace first, then as `account_name` without the aliases.
    ///
    /// E-mails and application ids are compared without letter case; group names as written, and without case where
    /// nothing is written so. `alice_partner.com#EXT#@tenant` is also `alice@partner.com`.
    [[nodiscard]] resolved_principal resolve(const principal_ref& ref) const;

    /// Guests with two identities: (number of the user with the `#EXT#` spelling, number of the user it is the same
    /// as). Only where both have one external id (rule M8).
    [[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> same_users() const;

private:
    using index = std::map<std::pair<std::string, std::string>, std::uint32_t>; ///< (scope, text) → place in the list

    [[nodiscard]] const std::uint32_t* find(const index& in, std::string_view scope, std::string_view text) const;
    [[nodiscard]] const std::uint32_t* user(std::string_view email) const;
    [[nodiscard]] const std::uint32_t* group(std::string_view scope, std::string_view name) const;
    [[nodiscard]] const std::uint32_t* alias(std::string_view name) const;
    [[nodiscard]] const std::uint32_t* by_id(const principal_ref& ref) const;
    [[nodiscard]] const std::uint32_t* by_external_id(const principal_ref& ref) const;
    [[nodiscard]] const std::uint32_t* by_name(const principal_ref& ref) const;

    std::vector<known_principal> principals_; ///< best first, so that the first one in an index stays
    index users_;                             ///< by folded e-mail
    index guests_;                            ///< by folded name of a guest in workspaces
    index service_principals_;                ///< by folded application id
    index groups_;                            ///< by display name
    index folded_groups_;
    std::map<std::string, std::vector<std::uint32_t>, std::less<>> external_; ///< by external id, places in the list
    std::map<node_key, std::uint32_t> keys_;
};

} // namespace canreach::storage
