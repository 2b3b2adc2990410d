/// The Hive metastores of a world file's workspaces, put into an account that is being built.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "model/fact.hpp"
#include "simulator/account_builder.hpp"
#include "simulator/detail/world_principals.hpp"
#include "simulator/hive.hpp"

namespace canreach::simulator::detail {

/// How SHOW GRANTS spells a principal of a workspace; empty if it has no name there.
using hive_namer = std::function<std::string(const principal_ref&)>;

/// What has no name, or no workspace, is left to be found missing afterwards.
class world_hive {
public:
    world_hive(account_builder& into, space_finder spaces, hive_namer names)
        : into_(into), spaces_(std::move(spaces)), names_(std::move(names)) {}

    void add(const node_fact& node);
    void own(const owner_fact& row);
    void grant(const grant_fact& row);

private:
    hive_object* find(const node_key& key);
    void add_rows(const node_key& on, const principal_ref& who, mask bits, std::string_view before);

    account_builder& into_;
    space_finder spaces_;
    hive_namer names_;
};

} // namespace canreach::simulator::detail
