#include "simulator/truth.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "simulator/detail/truth_hive.hpp"
#include "simulator/detail/truth_objects.hpp"
#include "simulator/detail/truth_of_access.hpp"
#include "simulator/detail/truth_policies.hpp"
#include "simulator/seeded_random.hpp"

namespace canreach::simulator {
namespace {

using detail::tell_access;
using attribute_list = std::vector<std::pair<std::string, std::string>>;

void put(attribute_list& attributes, std::string_view name, std::string_view value) {
    if (!value.empty()) attributes.emplace_back(name, value);
}

node_key key_of(const principal& who) {
    return {who.kind, {}, std::to_string(who.id)};
}

/// What a share holds, by the API's word; `other` for what is no securable.
node_kind kind_of_shared(std::string_view type) {
    if (type == "SCHEMA") return node_kind::schema;
    if (type == "VOLUME") return node_kind::volume;
    if (type == "MODEL") return node_kind::model;
    if (type == "FUNCTION" || type == "FEATURE_SPEC") return node_kind::function;
    return type == "NOTEBOOK_FILE" ? node_kind::other : node_kind::table;
}

class teller {
public:
    teller(const account& from, const std::function<void(const fact&)>& visit) : from_(from), visit_(visit) {}

    void tell() {
        account_key_ = {node_kind::account, {}, from_.id};
        node_fact made{account_key_, from_.id, {}, {}, {}, {{"cloud", std::string(name_of(from_.where))}}};
        visit_(made);
        for (const auto& who : from_.principals) tell_principal(who);
        for (const auto& space : from_.workspaces) tell_workspace(space);
        for (const auto& store : from_.metastores) tell_metastore(store);
        for (const auto& space : from_.workspaces)
            if (space.running()) detail::tell_objects(from_, space, visit_);
        for (std::size_t i = 0; i < from_.principals.size(); ++i) tell_members(i);
        for (const auto& space : from_.workspaces) tell_workspace_edges(space);
        tell_access(from_, visit_);
        detail::tell_policies(from_, visit_);
        for (const auto& space : from_.workspaces) detail::visit_hive_truth(space, visit_);
    }

private:
    void tell_principal(const principal& who) {
        node_fact made;
        made.key = key_of(who);
        made.name = who.name.empty() ? who.application_id : who.name;
        if (!who.active) made.flags |= node_flag::inactive;
        if (!who.external_id.empty()) made.flags |= node_flag::external;
        put(made.attributes, "application_id", who.application_id);
        if (who.kind == node_kind::user && who.display_name != who.name)
            put(made.attributes, "display_name", who.display_name);
        put(made.attributes, "external_id", who.external_id);
        visit_(made);
        if (who.account_admin)
            visit_(
                grant_fact{principal_ref::to(made.key), account_key_, facet::role, mask{role::account_admin}, {}, {}});
    }

    void tell_workspace(const workspace& space) {
        node_fact made;
        made.key = {node_kind::workspace, {}, std::to_string(space.id)};
        made.name = space.name.empty() ? made.key.id : space.name;
        made.parent = account_key_;
        if (!space.running()) made.flags |= node_flag::unreachable;
        put(made.attributes, "cloud", name_of(from_.where));
        put(made.attributes, "region", space.region);
        if (!space.running()) put(made.attributes, "status", space.status);
        put(made.attributes, "url", "https://" + space.host);
        visit_(made);
        if (!space.running()) return;
        for (const auto& group : space.groups)
            if (group.system == system_group::none)
                visit_(
                    node_fact{{node_kind::group, made.key.id, std::to_string(group.id)}, group.name, {}, {}, {}, {}});
    }

    void tell_members(std::size_t group) {
        const auto& into = from_.principals[group];
        if (into.refused || into.vanished) return;
        for (const auto member : from_.members[group])
            visit_(member_fact{principal_ref::to(key_of(from_.at(member))), key_of(into)});
    }

    void tell_workspace_edges(const workspace& space) {
        const node_key key{node_kind::workspace, {}, std::to_string(space.id)};
        if (!space.assignments_refused)
            for (const auto& row : space.assignments) {
                mask bits;
                if (row.user) bits |= mask{role::workspace_user};
                if (row.admin) bits |= mask{role::workspace_admin};
                auto who = row.who        ? principal_ref::to(key_of(from_.at(*row.who)))
                           : row.everyone ? principal_ref::to({node_kind::group, {}, std::string(account_users_id)})
                                          : principal_ref::with_id(std::to_string(row.id));
                visit_(grant_fact{std::move(who), key, facet::role, bits, {}, {}});
            }
        if (!space.running()) return;
        for (const auto& group : space.groups) {
            if (group.refused || group.system == system_group::users) continue;
            const node_key into{node_kind::group, key.id,
                                group.system == system_group::admins ? std::string(workspace_admins_id)
                                                                     : std::to_string(group.id)};
            for (const auto& member : group.members) {
                auto ref = principal_ref::with_id(std::to_string(member.id));
                ref.kind = member.kind;
                if (member.kind == node_kind::group)
                    ref.scope = key.id; // a local group of that workspace answers first
                else
                    ref.how = principal_ref::form::key;
                visit_(member_fact{std::move(ref), into});
            }
        }
    }

    // --- Unity Catalog ---------------------------------------------------------------------------------------------

    /// A report for each list, as each is read by itself.
    void tell_allow_lists(const metastore& store, const node_key& key) {
        if (from_.at(store.root).has(securable_trait::grants_refused) || from_.readers_of(store).empty()) return;
        constexpr std::array prefixes{"allowed_init_script:", "allowed_library_jar:", "allowed_library_maven:"};
        for (std::size_t i = 0; i < prefixes.size(); ++i) {
            node_fact made;
            made.key = key;
            for (const auto& one : store.allowed)
                if (static_cast<std::size_t>(one.of) == i)
                    made.attributes.emplace_back(prefixes[i] + one.artifact, one.match);
            std::ranges::sort(made.attributes);
            if (!made.attributes.empty()) visit_(made);
        }
    }

    void tell_metastore(const metastore& store) {
        node_fact made;
        made.key = {node_kind::metastore, {}, store.id};
        made.name = from_.at(store.root).name;
        made.parent = account_key_;
        if (store.external_access) made.flags |= node_flag::external_access;
        put(made.attributes, "cloud", name_of(from_.where));
        put(made.attributes, "region", store.region);
        visit_(made);
        tell_allow_lists(store, made.key);
        tell_owner(from_.at(store.root), made.key);
        for (const auto index : store.workspaces)
            visit_(
                bind_fact{made.key, {node_kind::workspace, {}, std::to_string(from_.at(index).id)}, binding::attach});
        const auto readers = from_.readers_of(store);
        if (readers.empty()) return;
        tell_grants(store.root, made.key);
        const auto children = from_.children_of(store.root);
        for (std::uint32_t i = children.first; i < children.first + children.count; ++i) {
            const securable_index child{i};
            if (std::ranges::any_of(readers, [&](auto r) { return from_.open_in(child, from_.at(r).id); }))
                tell_securable(child, made.key, store.id, {});
        }
    }

    void tell_securable(securable_index i, const node_key& parent, const std::string& store, std::string_view above) {
        const auto& what = from_.at(i);
        const auto& extra = from_.extra_of(i);
        node_fact made;
        std::string full_name(above);
        if (!above.empty()) full_name += '.';
        full_name += what.name;
        made.key = {what.kind, store, full_name};
        made.name = full_name;
        made.parent = parent;
        made.subtype = from_.subtype_of(what);
        if (what.has(securable_trait::isolated)) made.flags |= node_flag::isolated;
        if (what.has(securable_trait::read_only)) made.flags |= node_flag::read_only;
        if (what.has(securable_trait::browse_only)) made.flags |= node_flag::browse_only;
        put(made.attributes, "connection_name", extra.connection_name);
        put(made.attributes, "credential_name", extra.credential_name);
        put(made.attributes, "global_metastore_id", extra.global_metastore_id);
        put(made.attributes, "identity", extra.identity);
        put(made.attributes, "provider_name", extra.provider_name);
        put(made.attributes, "share_name", extra.share_name);
        put(made.attributes, "status", extra.status);
        // What a credential reaches is known to the cloud alone.
        if (what.kind != node_kind::credential) put(made.attributes, "url", what.url);
        visit_(made);
        tell_owner(what, made.key);
        tell_grants(i, made.key);
        if (what.has(securable_trait::isolated))
            for (const auto& bound : extra.bindings)
                visit_(bind_fact{made.key,
                                 {node_kind::workspace, {}, std::to_string(bound.workspace)},
                                 bound.read_only ? binding::read_only : binding::read_write});
        if (!extra.credential_name.empty())
            visit_(link_fact{link_type::credential, made.key,
                             node_key{node_kind::credential, store, extra.credential_name}});
        for (const auto& one : extra.shared)
            if (const auto kind = kind_of_shared(one.type); kind != node_kind::other)
                visit_(link_fact{link_type::shares, made.key, node_key{kind, store, one.name}});
        for (const auto& read : extra.reads)
            visit_(link_fact{link_type::reads, made.key, node_key{node_kind::table, store, read}});
        for (std::uint32_t child = what.first_child; child < what.first_child + what.child_count; ++child)
            tell_securable(securable_index{child}, made.key, store, full_name);
    }

    void tell_owner(const securable& what, const node_key& key) {
        if (what.owner == no_grantee) return;
        const auto& name = from_.at(what.owner).name;
        if (name.empty() || name == "System user") return;
        visit_(owner_fact{principal_ref::named(name), key});
    }

    void tell_grants(securable_index i, const node_key& key) {
        const auto& what = from_.at(i);
        if (what.has(securable_trait::vanished) || what.hides_grants()) return;
        for (const auto& row : from_.grants_of(i)) {
            const auto& who = from_.at(row.who);
            grant_fact made;
            made.grantee = what.kind == node_kind::share
                               ? principal_ref::to({node_kind::recipient, key.scope, who.name})
                           : who.name.empty() ? principal_ref::with_id(std::to_string(who.id))
                                              : principal_ref::named(who.name);
            made.resource = key;
            for (const auto& name : from_.privilege_sets[row.privileges]) {
                if (const auto known = privilege_named(name))
                    made.allow |= mask{*known};
                else
                    made.unknown.push_back(name);
            }
            visit_(made);
        }
    }

    const account& from_;
    const std::function<void(const fact&)>& visit_;
    node_key account_key_;
};

} // namespace

void visit_truth(const account& from, const std::function<void(const fact&)>& visit) {
    teller(from, visit).tell();
}

std::vector<fact> truth_of(const account& from) {
    std::vector<fact> facts;
    visit_truth(from, [&](const fact& what) { facts.push_back(what); });
    return facts;
}

std::uint64_t hash_of_truth(const account& from) {
    std::uint64_t hash = 0;
    visit_truth(from, [&](const fact& what) { hash = stable_hash(text_of(what), hash); });
    return hash;
}

} // namespace canreach::simulator
