/// Users, service principals and groups of a world file, put into an account that is being built, and how facts name
/// them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/error.hpp"
#include "model/fact.hpp"
#include "simulator/account_builder.hpp"

namespace canreach::simulator::detail {

/// Where a workspace of the world stands in the account; null for one that is not in it.
using space_finder = std::function<const workspace_index*(const std::string& id)>;

/// The id of a node that the API carries as a number. Fails with `bad_input` if it is none.
[[nodiscard]] result<std::int64_t> number_of(const node_fact& node);

/// What has no place in the API is left to be found missing afterwards.
class world_principals {
public:
    world_principals(account_builder& into, space_finder spaces) : into_(into), spaces_(std::move(spaces)) {}

    [[nodiscard]] result<void> add(const node_fact& node);
    /// Puts the built-in groups of a workspace, and its own ones, into it; once all nodes were added.
    void add_groups_of(const std::string& workspace, workspace_index where);
    void add_member(const member_fact& row);
    /// The members of a group are refused.
    void refuse(const node_key& group);

    [[nodiscard]] std::optional<principal_index> find(const node_key& key) const;
    [[nodiscard]] std::optional<principal_index> find(const principal_ref& ref) const;
    /// The name that grants and owner fields use; empty for principals that Unity Catalog cannot name.
    [[nodiscard]] std::string unity_name(const principal_ref& ref) const;
    /// As SHOW GRANTS spells a principal of a workspace; empty if it has no name there.
    [[nodiscard]] std::string hive_name(const principal_ref& ref);
    /// The name that permission lists of workspaces use.
    [[nodiscard]] std::optional<acl_principal> workspace_name(const principal_ref& ref);

private:
    [[nodiscard]] local_group* local_group_of(const node_key& key);

    account_builder& into_;
    space_finder spaces_;
    std::map<node_key, principal_index> principals_;
    std::map<std::string, std::vector<local_group>> local_groups_; ///< by workspace, until it takes them
};

} // namespace canreach::simulator::detail
