/// Puts an account together in any order and lays it out compactly.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "simulator/account.hpp"

namespace canreach::simulator {

/// Indices that the builder hands out for principals, workspaces and metastores stay valid in the account; those of
/// securables do not, since children are moved together when the account is built.
struct new_object {
    node_kind kind = node_kind::other;
    std::string_view id;
    std::string_view name;
    std::string_view subtype = {};
    object_index folder = no_object;
    std::int64_t number = 0;
};

class account_builder {
public:
    account_builder(std::string account_id, cloud where);

    principal_index add(principal who);
    /// Direct membership; one that is already there is not added again.
    void add_member(principal_index member, principal_index group);
    /// `deployment_name` empty: made from the id. `host` is derived where empty.
    workspace_index add(workspace what);
    metastore_index add_metastore(std::string id, std::string_view name, std::string region, bool external_access);
    void attach(workspace_index where, metastore_index to);
    void allow(metastore_index in, allowed_artifact what) {
        made_.metastores[pos(in)].allowed.push_back(std::move(what));
    }

    /// `parent` must be a metastore's root or a securable added before. Names of children of one kind are unique.
    securable_index add_securable(node_kind kind, securable_index parent, std::string_view name,
                                  std::string_view subtype = {}, std::string_view url = {});
    [[nodiscard]] securable_index root_of(metastore_index i) const { return made_.metastores[pos(i)].root; }
    void set(securable_index what, securable_trait trait);
    void set_owner(securable_index what, std::string_view name);
    securable_extra& extra_of(securable_index what);
    principal_extra& extra_of(principal_index who) { return made_.principal_extras[static_cast<std::uint32_t>(who)]; }
    void add_rule(role_rule on_account) { made_.rules.push_back(std::move(on_account)); }
    void add_rule(access_rule barring) { made_.access_rules.push_back(std::move(barring)); }
    void set_federation_policies(std::uint32_t count) { made_.federation_policies = count; }

    /// By name, or by id alone (a deleted principal) with an empty name.
    grantee_index grantee_named(std::string_view name, std::int64_t id = 0);
    std::uint32_t privilege_set(std::span<const std::string_view> names);
    /// Rows of the same grantee on the same securable become one.
    void grant(securable_index on, grantee_index to, std::uint32_t privileges);

    /// The folder must have been added before. Indices are valid until the account is built.
    object_index add_object(workspace_index where, new_object what);
    [[nodiscard]] workspace_object& at(workspace_index where, object_index what);
    object_extra& extra_of(workspace_index where, object_index what);
    void set(workspace_index where, object_index what, object_trait trait);
    acl_principal_index acl_principal_named(node_kind kind, std::string_view name);
    /// A direct entry; of several for one principal the first counts.
    void permit(workspace_index where, object_index what, acl_principal_index who, std::string_view level);

    [[nodiscard]] workspace& at(workspace_index i) { return made_.workspaces[pos(i)]; }
    [[nodiscard]] principal& at(principal_index i) { return made_.principals[pos(i)]; }
    [[nodiscard]] const account& so_far() const { return made_; }

    [[nodiscard]] account build() &&;

private:
    struct pending_grant {
        std::uint32_t on;
        grant_row row;
    };

    std::string_view keep(std::string_view text);
    void finish_objects();
    void order_securables();
    void order_grants();
    std::uint32_t merged(std::uint32_t a, std::uint32_t b);

    account made_;
    std::size_t block_left_ = 0;
    char* block_at_ = nullptr;
    std::unordered_map<std::string, grantee_index> grantees_by_name_;
    std::unordered_map<std::int64_t, grantee_index> deleted_grantees_;
    std::map<std::vector<std::string>, std::uint32_t> privilege_sets_;
    std::vector<pending_grant> pending_;
    std::map<std::string, std::string_view, std::less<>> object_words_;
    std::map<std::pair<node_kind, std::string>, std::uint32_t> acl_principals_;
};

} // namespace canreach::simulator
