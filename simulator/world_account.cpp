#include "simulator/world_account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "model/attributes.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "simulator/account_builder.hpp"
#include "simulator/detail/reach.hpp"
#include "simulator/detail/world_hive.hpp"
#include "simulator/detail/world_objects.hpp"
#include "simulator/detail/world_principals.hpp"
#include "simulator/target.hpp"

namespace canreach::simulator {
namespace {

using detail::number_of;

/// The number under which `account users` is assigned to a workspace; no other principal of a world has it.
constexpr std::int64_t account_users_number = 999;

cloud cloud_of(const world& from) {
    for (const auto& what : from.facts)
        if (const auto* node = std::get_if<node_fact>(&what); node != nullptr && node->key.kind == node_kind::account)
            if (const auto named = cloud_named(attribute_of(node->attributes, "cloud"))) return *named;
    return cloud::azure;
}

/// The API's word for what a share holds; empty for what it cannot hold.
std::string_view type_of_shared(node_kind kind) {
    switch (kind) {
    case node_kind::table: return "TABLE";
    case node_kind::schema: return "SCHEMA";
    case node_kind::volume: return "VOLUME";
    case node_kind::model: return "MODEL";
    case node_kind::function: return "FUNCTION";
    default: return {};
    }
}

/// Fills a builder from the facts, nodes first. What has no place in the API is left to be found missing afterwards.
class world_renderer {
public:
    explicit world_renderer(const world& from) : from_(from), builder_(from.account_id, cloud_of(from)) {}

    result<account> render() && {
        for (const auto& what : from_.facts)
            if (const auto* node = std::get_if<node_fact>(&what))
                if (auto added = add_node(*node); !added) return std::move(added).error();
        for (const auto& [id, where] : workspaces_) objects_.ensure_warehouse(id, where);
        for (const auto& [id, where] : workspaces_) principals_.add_groups_of(id, where);
        for (const auto& what : from_.facts) {
            if (const auto* fact = std::get_if<member_fact>(&what)) principals_.add_member(*fact);
            if (const auto* fact = std::get_if<owner_fact>(&what)) add_owner(*fact);
            if (const auto* fact = std::get_if<grant_fact>(&what)) add_grant(*fact);
            if (const auto* fact = std::get_if<bind_fact>(&what)) add_binding(*fact);
            if (const auto* fact = std::get_if<link_fact>(&what)) add_link(*fact);
            if (const auto* fact = std::get_if<policy_fact>(&what)) add_policy(*fact);
        }
        for (const auto& gap : from_.gaps) add_gap(gap);
        return std::move(builder_).build();
    }

private:
    result<void> add_node(const node_fact& node) {
        switch (node.key.kind) {
        case node_kind::user:
        case node_kind::service_principal:
        case node_kind::group: return principals_.add(node);
        case node_kind::workspace: return add_workspace(node);
        case node_kind::metastore:
            metastores_.emplace(node.key.id,
                                builder_.add_metastore(node.key.id, node.name,
                                                       std::string(attribute_of(node.attributes, "region")),
                                                       node.flags.has(node_flag::external_access)));
            securables_.emplace(node.key, builder_.root_of(metastores_.at(node.key.id)));
            return {};
        case node_kind::catalog:
        case node_kind::schema:
        case node_kind::table:
        case node_kind::volume:
        case node_kind::function:
        case node_kind::model:
        case node_kind::location:
        case node_kind::credential:
        case node_kind::connection:
        case node_kind::share:
        case node_kind::provider:
        case node_kind::recipient:
        case node_kind::clean_room: add_securable(node); return {};
        case node_kind::hive_catalog:
        case node_kind::hive_schema:
        case node_kind::hive_table:
        case node_kind::hive_function:
        case node_kind::any_file:
        case node_kind::anonymous_function: hive_.add(node); return {};
        default:
            if (const auto space = workspaces_.find(node.key.scope);
                family_of(node.key.kind) == kind_family::object && space != workspaces_.end())
                objects_.add(node, space->second);
            return {};
        }
    }

    result<void> add_workspace(const node_fact& node) {
        auto id = number_of(node);
        if (!id) return std::move(id).error();
        workspace space;
        space.id = *id;
        space.name = node.name;
        space.region = attribute_of(node.attributes, "region");
        space.restrict_admins = attribute_of(node.attributes, "restrict_admins");
        space.status = attribute_of(node.attributes, "status");
        if (space.status.empty()) space.status = node.flags.has(node_flag::unreachable) ? "FAILED" : "RUNNING";
        const auto url = attribute_of(node.attributes, "url");
        const auto zone = workspace_zone_of(builder_.so_far().where);
        constexpr std::string_view scheme = "https://";
        if (url.starts_with(scheme) && url.ends_with(zone))
            space.deployment_name = url.substr(scheme.size(), url.size() - scheme.size() - zone.size());
        space.warehouse = warehouse_state::running;
        workspaces_.emplace(node.key.id, builder_.add(std::move(space)));
        return {};
    }

    void add_securable(const node_fact& node) {
        const auto parent = node.parent ? securables_.find(*node.parent) : securables_.end();
        if (parent == securables_.end()) return;
        const bool top = is_top_level(node.key.kind);
        const auto& full = node.key.id;
        const auto name = top ? std::string_view(full) : std::string_view(full).substr(full.rfind('.') + 1);
        const auto made = builder_.add_securable(node.key.kind, parent->second, name, node.subtype,
                                                 attribute_of(node.attributes, "url"));
        if (node.flags.has(node_flag::isolated)) builder_.set(made, securable_trait::isolated);
        if (node.flags.has(node_flag::read_only)) builder_.set(made, securable_trait::read_only);
        if (node.flags.has(node_flag::browse_only)) builder_.set(made, securable_trait::browse_only);
        for (const auto& [attribute, field] : {std::pair{"connection_name", &securable_extra::connection_name},
                                               std::pair{"provider_name", &securable_extra::provider_name},
                                               std::pair{"share_name", &securable_extra::share_name},
                                               std::pair{"credential_name", &securable_extra::credential_name},
                                               std::pair{"identity", &securable_extra::identity},
                                               std::pair{"global_metastore_id", &securable_extra::global_metastore_id},
                                               std::pair{"status", &securable_extra::status}})
            if (const auto text = attribute_of(node.attributes, attribute); !text.empty())
                builder_.extra_of(made).*field = text;
        securables_.emplace(node.key, made);
    }

    void add_owner(const owner_fact& row) {
        if (family_of(row.resource.kind) == kind_family::hive) return hive_.own(row);
        const auto what = securables_.find(row.resource);
        const auto name = principals_.unity_name(row.owner);
        if (what != securables_.end() && !name.empty() && builder_.so_far().at(what->second).owner == no_grantee)
            builder_.set_owner(what->second, name);
    }

    void add_grant(const grant_fact& row) {
        if (row.what == facet::hive) {
            hive_.grant(row);
            return;
        }
        if (row.what == facet::unity) {
            const auto what = securables_.find(row.resource);
            const auto name = principals_.unity_name(row.grantee);
            // Shares are granted to recipients, everything else to identities.
            if ((row.grantee.kind == node_kind::recipient) != (row.resource.kind == node_kind::share)) return;
            const bool deleted = row.grantee.how == principal_ref::form::id;
            if (what == securables_.end() || (name.empty() && !deleted)) return;
            std::vector<std::string_view> names(row.unknown.begin(), row.unknown.end());
            row.allow.for_each([&](unsigned bit) { names.push_back(name_of(static_cast<privilege>(bit))); });
            std::int64_t id = deleted ? whole_number(row.grantee.text).value_or(0) : 0;
            if (const auto who = principals_.find(row.grantee)) id = builder_.so_far().at(*who).id;
            builder_.grant(what->second, builder_.grantee_named(name, id), builder_.privilege_set(names));
            return;
        }
        if (row.what == facet::acl)
            return objects_.permit(row, [this](const principal_ref& ref) { return principals_.workspace_name(ref); });
        if (row.what != facet::role) return;
        const auto who = principals_.find(row.grantee);
        const bool everyone = row.grantee.text == account_users_id;
        if (!who && !everyone) return;
        if (who && row.resource.kind == node_kind::account && row.allow.has(role::account_admin))
            builder_.at(*who).account_admin = true;
        if (who) add_rules(row, *who);
        const auto space = workspaces_.find(row.resource.id);
        if (row.resource.kind != node_kind::workspace || space == workspaces_.end()) return;
        auto& rows = builder_.at(space->second).assignments;
        auto found = std::ranges::find_if(rows, [&](const assignment& other) { return other.who == who; });
        if (found == rows.end()) {
            assignment made;
            made.who = who;
            made.everyone = everyone;
            made.id = everyone ? account_users_number : builder_.so_far().at(*who).id;
            found = rows.insert(rows.end(), made);
        }
        auto& entry = *found;
        entry.user = entry.user || row.allow.has(role::workspace_user);
        entry.admin = entry.admin || row.allow.has(role::workspace_admin);
    }

    /// Roles that rule sets give.
    void add_rules(const grant_fact& row, principal_index who) {
        const auto on = principals_.find(row.resource);
        const auto name = principals_.unity_name(row.grantee);
        row.allow.for_each([&](unsigned bit) {
            role_rule rule{std::string(name_of(static_cast<role>(bit))), builder_.so_far().at(who).kind, name};
            if (on)
                builder_.extra_of(*on).rules.push_back(std::move(rule));
            else if (row.resource.kind == node_kind::account && static_cast<role>(bit) != role::account_admin)
                builder_.add_rule(std::move(rule));
        });
    }

    void add_binding(const bind_fact& row) {
        const auto space = workspaces_.find(row.workspace.id);
        if (space == workspaces_.end()) return;
        if (row.how == binding::attach) {
            if (const auto store = metastores_.find(row.resource.id); store != metastores_.end())
                builder_.attach(space->second, store->second);
            return;
        }
        if (const auto what = securables_.find(row.resource); what != securables_.end())
            builder_.extra_of(what->second)
                .bindings.push_back({builder_.at(space->second).id, row.how == binding::read_only});
    }

    void add_link(const link_fact& row) {
        const auto* to = std::get_if<node_key>(&row.to);
        const auto view = securables_.find(row.from);
        if (row.type == link_type::reads && view != securables_.end() && row.from.kind == node_kind::table &&
            to != nullptr && to->kind == node_kind::table && to->scope == row.from.scope)
            builder_.extra_of(view->second).reads.push_back(to->id);
        if (row.type == link_type::credential && view != securables_.end() && to != nullptr)
            builder_.extra_of(view->second).credential_name = to->id;
        if (row.type == link_type::shares && view != securables_.end() && to != nullptr)
            if (const auto type = type_of_shared(to->kind); !type.empty())
                builder_.extra_of(view->second).shared.push_back({std::string(type), to->id});
        objects_.link(row, [this](const principal_ref& ref) { return principals_.workspace_name(ref); });
    }

    /// What it matches is given a tag of its own, and the policy a condition that asks for that.
    void add_policy(const policy_fact& row) {
        const auto on = securables_.find(row.on);
        if (on == securables_.end() || row.matches.empty()) return;
        attribute_policy made;
        made.name = row.name;
        made.type = row.type;
        for (const auto& [from, into] : {std::pair{&row.to, &made.to}, std::pair{&row.except, &made.except}})
            for (const auto& who : *from)
                if (auto name = principals_.unity_name(who); !name.empty()) into->push_back(std::move(name));
        row.privileges.for_each(
            [&](unsigned bit) { made.privileges.emplace_back(name_of(static_cast<privilege>(bit))); });
        if (row.function) made.function = row.function->id;
        made.about = row.matches.front().kind;
        made.tag_key = fmt::format("subject of {}", row.name);
        for (const auto& key : row.matches)
            if (const auto what = securables_.find(key); what != securables_.end() && key.kind == made.about)
                builder_.extra_of(what->second).tags.push_back({made.tag_key, "yes"});
        builder_.extra_of(on->second).policies.push_back(std::move(made));
    }

    void add_gap(const coverage_gap& gap) {
        if (objects_.refuse(gap.about)) return;
        if (const auto what = securables_.find(gap.about); what != securables_.end())
            builder_.set(what->second, securable_trait::grants_refused);
        principals_.refuse(gap.about);
        if (const auto space = workspaces_.find(gap.about.id);
            gap.about.kind == node_kind::workspace && space != workspaces_.end())
            builder_.at(space->second).assignments_refused = true;
    }

    [[nodiscard]] const workspace_index* space_named(const std::string& id) const {
        const auto found = workspaces_.find(id);
        return found == workspaces_.end() ? nullptr : &found->second;
    }

    const world& from_;
    account_builder builder_;
    detail::world_principals principals_{builder_, [this](const std::string& id) { return space_named(id); }};
    detail::world_objects objects_{builder_};
    detail::world_hive hive_{builder_, [this](const std::string& id) { return space_named(id); },
                             [this](const principal_ref& who) { return principals_.hive_name(who); }};
    std::map<std::string, workspace_index> workspaces_;
    std::map<std::string, metastore_index> metastores_;
    std::map<node_key, securable_index> securables_;
};

} // namespace

result<world_account> account_of(const world& from) {
    auto rendered = world_renderer(from).render();
    if (!rendered) return std::move(rendered).error();
    world_account both{std::move(*rendered), {}};
    both.unsaid = detail::unsaid_facts(from, both.made);
    return both;
}

} // namespace canreach::simulator
