#include <algorithm>
#include <array>

#include "simulator/detail/truth_objects.hpp"
#include "simulator/detail/truth_policies.hpp"
#include "simulator/truth.hpp"

namespace canreach::simulator {
namespace {

/// Of what lies directly below a metastore.
constexpr std::array listings{"catalogs", "locations", "credentials", "connections",
                              "shares",   "providers", "recipients",  "clean-rooms"};

/// What shared clusters may run.
constexpr std::array allow_lists{"allowed-init-scripts", "allowed-jars", "allowed-maven"};

std::string_view listing_of(node_kind parent) {
    return parent == node_kind::catalog ? "schemas" : "tables";
}

class gap_teller {
public:
    explicit gap_teller(const account& from) : from_(from) {}

    std::vector<coverage_gap> tell() && {
        for (std::uint32_t i = 0; i < from_.principals.size(); ++i) {
            const auto& who = from_.principals[i];
            const node_key key{who.kind, {}, std::to_string(who.id)};
            const auto* rules = who.kind == node_kind::group ? "group-roles" : "service-principal-roles";
            if (who.vanished) {
                add(key, node_part::members, outcome::skipped, "group-members", "404: gone since it was listed");
                add(key, node_part::roles, outcome::skipped, rules, "404: gone since it was listed");
            } else if (from_.extra_of(principal_index{i}).rules_refused) {
                add(key, node_part::roles, outcome::refused, rules, "403");
            }
            if (who.refused) add(key, node_part::members, outcome::refused, "group-members", "403");
        }
        for (const auto& space : from_.workspaces) tell_workspace(space);
        for (const auto& store : from_.metastores) tell_metastore(store);
        return std::move(gaps_);
    }

private:
    void add(node_key about, node_part part, outcome how, std::string_view family, std::string_view reason) {
        gaps_.push_back({std::move(about), part, how, std::string(family), std::string(reason)});
    }

    /// Empty for what has no permission list.
    std::string_view grants_family_of(const securable& what) const {
        switch (what.kind) {
        case node_kind::share: return "share-grants";
        case node_kind::provider:
        case node_kind::recipient: return {};
        case node_kind::credential: return from_.subtype_of(what) == "SERVICE" ? "service-credential-grants" : "grants";
        default: return "grants";
        }
    }

    void tell_workspace(const workspace& space) {
        const node_key key{node_kind::workspace, {}, std::to_string(space.id)};
        struct question {
            const char* family;
            node_part part;
        };
        for (const auto& [family, part] :
             {question{"workspace-groups", node_part::children}, question{"workspace-users", node_part::roles},
              question{"workspace-service-principals", node_part::roles},
              question{"restrict-admins", node_part::attributes}})
            if (!space.running()) add(key, part, outcome::skipped, family, "the workspace is not running");
        detail::tell_object_gaps(from_, space, gaps_);
        if (space.assignments_refused) add(key, node_part::assignments, outcome::refused, "assignments", "403");
        const node_key hive{node_kind::hive_catalog, key.id, {}};
        if (!space.runs_sql())
            add(hive, node_part::children, outcome::skipped, "hive-schemas", "no running SQL warehouse");
        else if (space.hive)
            for (const auto& one : space.hive->objects)
                if (one.refused)
                    add({one.kind, key.id, one.path()}, node_part::grants, outcome::refused, "hive-grants", "403");
        if (!space.running()) return;
        for (const auto& group : space.groups)
            if (group.refused && group.system != system_group::users)
                add({node_kind::group, key.id,
                     group.system == system_group::admins ? std::string(workspace_admins_id)
                                                          : std::to_string(group.id)},
                    node_part::members, outcome::refused, "workspace-group-members", "403");
    }

    void tell_metastore(const metastore& store) {
        const auto readers = from_.readers_of(store);
        const node_key key{node_kind::metastore, {}, store.id};
        if (readers.empty()) {
            if (store.workspaces.empty()) return;
            add(key, node_part::grants, outcome::skipped, "grants", "no workspace of the metastore runs");
            for (const auto* family : listings)
                add(key, node_part::children, outcome::skipped, family, "no workspace of the metastore runs");
            for (const auto* family : allow_lists)
                add(key, node_part::definition, outcome::skipped, family, "no workspace of the metastore runs");
            return;
        }
        if (from_.at(store.root).has(securable_trait::grants_refused)) {
            add(key, node_part::grants, outcome::refused, "grants", "403");
            for (const auto* family : listings)
                add(key, node_part::children, outcome::limited, family, "not a metastore admin");
            for (const auto* family : allow_lists) add(key, node_part::definition, outcome::refused, family, "403");
        }
        const auto children = from_.children_of(store.root);
        for (auto i = children.first; i < children.first + children.count; ++i)
            for (const auto reader : readers)
                if (from_.open_in(securable_index{i}, from_.at(reader).id)) {
                    tell_securable(securable_index{i}, store.id);
                    break;
                }
    }

    void tell_securable(securable_index i, const std::string& store) {
        const auto& what = from_.at(i);
        tell_policy_gaps(i, store);
        if (what.traits != 0) {
            const node_key key{what.kind, store, from_.full_name_of(i)};
            const auto family = grants_family_of(what);
            if (what.has(securable_trait::vanished) && detail::are_tags_wanted(from_, i))
                add(key, node_part::policies, outcome::skipped, "tags", "404: gone since it was listed");
            if (what.has(securable_trait::vanished))
                add(key, node_part::grants, outcome::skipped, family, "404: gone since it was listed");
            else if (what.hides_grants() && !family.empty())
                add(key, node_part::grants, outcome::refused, family, "403");
            if (what.has(securable_trait::browse_only) && what.child_count > 0)
                add(key, node_part::children, outcome::limited, listing_of(what.kind), "only metadata is visible");
        }
        for (auto child = what.first_child; child < what.first_child + what.child_count; ++child)
            tell_securable(securable_index{child}, store);
    }

    /// Attribute-based policies are denied where only metadata is visible; some are beyond anyone's understanding.
    void tell_policy_gaps(securable_index i, const std::string& store) {
        const auto& what = from_.at(i);
        const bool table = what.kind == node_kind::table;
        if (!table && what.kind != node_kind::catalog && what.kind != node_kind::schema) return;
        const auto family = table ? "table-policies" : "policies";
        const auto& policies = from_.extra_of(i).policies;
        const bool odd = std::ranges::any_of(policies, [](const auto& one) { return !one.odd_condition.empty(); });
        const bool refused = what.has(securable_trait::browse_only);
        if (what.has(securable_trait::vanished) || (!odd && !refused)) return;
        add({what.kind, store, from_.full_name_of(i)}, node_part::policies,
            refused ? outcome::refused : outcome::limited, family, refused ? "403" : "a condition is not understood");
    }

    const account& from_;
    std::vector<coverage_gap> gaps_;
};

} // namespace

std::vector<coverage_gap> gaps_of(const account& from) {
    return gap_teller(from).tell();
}

} // namespace canreach::simulator
