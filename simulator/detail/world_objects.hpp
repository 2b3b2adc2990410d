/// Workspace objects of a world file, put into an account that is being built.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "model/fact.hpp"
#include "simulator/account_builder.hpp"

namespace canreach::simulator::detail {

/// How workspaces name a principal: its kind, and an e-mail, an application id or a group's name.
using namer = std::function<std::optional<acl_principal>(const principal_ref&)>;

/// What has no place in the API is left to be found missing afterwards.
class world_objects {
public:
    explicit world_objects(account_builder& into) : into_(into) {}

    /// Containers first.
    void add(const node_fact& node, workspace_index where);
    /// Every workspace has a warehouse, since Hive cannot be read without one: makes it where the world names none.
    void ensure_warehouse(const std::string& workspace, workspace_index where);
    void permit(const grant_fact& row, const namer& names);
    void link(const link_fact& row, const namer& names);
    /// Its permission list is refused. False if the node is no object.
    bool refuse(const node_key& object);

private:
    struct place {
        workspace_index where{};
        object_index what{};
    };
    const place* find(const node_key& key) const;

    account_builder& into_;
    std::map<node_key, place> places_;
    std::int64_t next_number_ = 70'000'001;
};

} // namespace canreach::simulator::detail
