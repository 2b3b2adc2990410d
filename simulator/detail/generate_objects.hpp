/// The objects of one generated workspace.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/account_builder.hpp"
#include "simulator/detail/object_menu.hpp"
#include "simulator/seeded_random.hpp"

namespace canreach::simulator::detail {

/// Whom objects of the workspace may name: account principals by the names that workspaces use.
struct object_people {
    std::vector<acl_principal> users, service_principals, groups;
    std::vector<std::int64_t> user_ids, service_principal_ids;
};

class workspace_filler {
public:
    workspace_filler(account_builder& into, workspace_index where, const object_people& people, seeded_random& random);

    /// Adds exactly `count` objects, the folders `/Users`, `/Shared` and `/Repos` among them; of each type one before
    /// there is a second.
    void fill(std::uint32_t count, cloud where);
    /// What is rare and hard on clients: a job with more tasks than a list shows or that does not say as whom it runs,
    /// an unknown level, an experiment that is a notebook's own. With `gaps` also what a crawl cannot read.
    void make_awkward(bool gaps);

private:
    struct made_object {
        object_index index;
        std::string id;
    };

    void add_one(const object_type& type);
    made_object add(const object_type& type, std::string_view id, std::string_view name, bool in_folder);
    void finish(const object_type& type, const made_object& made);
    void describe_job(object_index job);
    void describe_pipeline(object_index pipeline);
    void describe_cluster(object_index cluster);
    void describe_dashboard(object_index dashboard);
    std::string name_for(const object_type& type);
    acl_principal_index some_owner();
    acl_principal_index some_principal();
    acl_principal_index known(const acl_principal& who) { return into_.acl_principal_named(who.kind, who.name); }
    std::string hex(unsigned digits);

    account_builder& into_;
    workspace_index where_;
    const object_people& people_;
    seeded_random& random_;
    cloud cloud_ = cloud::azure;
    std::vector<made_object> folders_, code_, clusters_, warehouses_, jobs_, dashboards_;
    std::int64_t next_number_ = 0;
    std::uint32_t added_ = 0;
};

} // namespace canreach::simulator::detail
