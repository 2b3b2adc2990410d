/// One run of the generator: identity, then tenancy, then Unity Catalog, then grants. Each step has random numbers of
/// its own, so that a change of one leaves the others as they were.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "simulator/account_builder.hpp"
#include "simulator/detail/showcase.hpp"
#include "simulator/seeded_random.hpp"
#include "simulator/shape.hpp"

namespace canreach::simulator::detail {

class generation {
public:
    explicit generation(const shape& wanted);
    [[nodiscard]] account run() &&;

private:
    struct placed {
        securable_index index;
        node_kind kind;
    };
    struct schema_place {
        securable_index index;
        std::uint32_t children = 0;
        std::uint32_t turn = 0;
        std::string full_name;
        std::vector<std::string> tables; ///< a few names, for views to read
    };

    [[nodiscard]] seeded_random random_for(std::string_view step) const;
    std::int64_t next_id(seeded_random& random);
    [[nodiscard]] std::uint32_t left(std::uint32_t wanted, std::size_t have) const;

    // generate_identity.cpp
    void make_identity();
    void make_users(seeded_random& random, std::uint32_t count);
    void make_service_principals(seeded_random& random, std::uint32_t count);
    void make_groups(seeded_random& random, std::uint32_t count);
    void nest_groups(seeded_random& random);
    void fill_groups(seeded_random& random);

    // generate_tenancy.cpp
    void make_tenancy();
    void assign(workspace_index where, principal_index who, bool admin);
    void assign_everyone(seeded_random& random, workspace_index where);
    void make_local_groups(seeded_random& random, workspace_index where, std::uint32_t number);

    // generate_access.cpp
    void make_access();
    void make_rules(seeded_random& random);
    void make_entitlements(seeded_random& random, workspace_index where);
    void make_guests(seeded_random& random, workspace_index where);
    [[nodiscard]] role_rule some_rule(seeded_random& random, std::string_view role);

    // generate_unity.cpp
    void make_unity();
    void make_catalogs(seeded_random& random);
    void make_locations(seeded_random& random);
    void make_schemas(seeded_random& random);
    void make_leaves(seeded_random& random);
    void isolate(seeded_random& random, metastore_index store, securable_index what, bool read_only_too);
    [[nodiscard]] std::string storage_url(std::string_view path) const;

    // generate_metastore_objects.cpp
    void make_metastore_objects();
    void make_credentials(seeded_random& random, metastore_index store);
    void make_connections(seeded_random& random, metastore_index store);
    void make_sharing(seeded_random& random, metastore_index store);
    // generate_hive.cpp
    void make_hive();
    void make_hive_of(seeded_random& random, workspace_index where);

    // generate_grants.cpp
    void make_grants();
    void make_awkward_grants(seeded_random& random);
    [[nodiscard]] grantee_index some_grantee(seeded_random& random);
    [[nodiscard]] std::string_view some_owner(seeded_random& random);
    void own(seeded_random& random, securable_index what);
    [[nodiscard]] std::string_view name_in_grants(principal_index who) const;

    // generate_policies.cpp
    void make_policies();
    void make_policies_of(seeded_random& random, securable_index catalog, securable_index schema, securable_index table,
                          std::uint32_t number);

    // generate_objects.cpp
    void make_objects();

    const shape& wanted_;
    account_builder builder_;
    showcase_places showcase_;
    std::int64_t last_id_ = 1'000'000'000;
    std::vector<principal_index> users_, service_principals_, groups_; ///< generated ones
    std::vector<workspace_index> workspaces_;                          ///< all
    std::vector<metastore_index> metastores_;                          ///< all
    std::vector<std::vector<securable_index>> catalogs_;               ///< generated ones, by metastore
    std::vector<schema_place> schemas_;
    std::vector<placed> placed_; ///< generated securables in the order of their making
    std::uint32_t odd_names_used_ = 0;
};

} // namespace canreach::simulator::detail
