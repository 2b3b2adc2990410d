#include "simulator/detail/truth_objects.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "model/acl_levels.hpp"
#include "model/privileges.hpp"

namespace canreach::simulator::detail {
namespace {

bool hides_entries(const workspace_object& one) {
    return one.has(object_trait::vanished) || one.has(object_trait::acl_refused);
}

class object_teller {
public:
    object_teller(const account& from, const workspace& space, const std::function<void(const fact&)>& visit)
        : from_(from), list_(from.objects_of(space)), visit_(visit), space_(std::to_string(space.id)) {}

    void tell() {
        for (const auto& one : list_.all())
            if (!one.has(object_trait::of_notebook)) tell_object(one);
    }

private:
    node_key key_of(const workspace_object& one) const { return {one.kind, space_, std::string(one.id)}; }
    node_key here() const { return {node_kind::workspace, {}, space_}; }
    node_key folder_of(const workspace_object& one) const {
        return one.folder == no_object ? here() : key_of(list_.at(one.folder));
    }
    principal_ref ref(acl_principal_index who, bool typed) const {
        const auto& named = from_.at(who);
        return principal_ref::named_in(space_, named.name, typed ? named.kind : node_kind::other);
    }
    static void put(node_fact& node, std::string_view name, std::string_view text) {
        if (!text.empty()) node.attributes.emplace_back(name, text);
    }
    std::string_view name_of(acl_principal_index who) const {
        return who == nobody ? std::string_view{} : std::string_view(from_.at(who).name);
    }

    void tell_object(const workspace_object& one) {
        node_fact node;
        node.key = key_of(one);
        node.name = one.name;
        node.parent = here();
        node.subtype = one.subtype;
        const auto& extra = list_.extra_of(one);
        switch (one.kind) {
        case node_kind::query:
        case node_kind::alert: return tell_saved(one, std::move(node));
        case node_kind::dashboard: return tell_dashboard(one, std::move(node));
        case node_kind::folder:
        case node_kind::notebook:
        case node_kind::file:
        case node_kind::repo:
            node.parent = folder_of(one);
            put(node, "object_id", std::to_string(one.number));
            break;
        case node_kind::token_policy:
        case node_kind::password_policy:
            if (hides_entries(one)) return; // no list shows them
            break;
        case node_kind::workspace_model: {
            visit_(node);
            put(node, "object_id", std::to_string(one.number));
            break;
        }
        case node_kind::genie_space:
        case node_kind::experiment: node.parent = folder_of(one); break;
        case node_kind::legacy_dashboard: break; // says its owner instead
        default:
            node.attributes = extra.attributes;
            if (one.folder != no_object) { // a type of the tree that has no kind
                node.parent = folder_of(one);
                put(node, "object_id", std::to_string(one.number));
            }
            put(node, "creator", name_of(one.owner));
            std::ranges::sort(node.attributes);
            break;
        }
        visit_(node);
        tell_edges(one, node.key, extra);
        tell_entries(one, node.key);
    }

    void tell_edges(const workspace_object& one, const node_key& key, const object_extra& extra) {
        if (one.kind == node_kind::job || one.kind == node_kind::pipeline) {
            // The list of jobs names the kind only where the job does not run as its creator.
            const bool typed =
                one.kind == node_kind::job && one.run_as != one.owner && !one.has(object_trait::unsaid_run_as);
            const auto who = one.run_as != nobody || one.kind == node_kind::pipeline ? one.run_as : one.owner;
            if (who != nobody) visit_(link_fact{link_type::run_as, key, ref(who, typed && one.run_as != nobody)});
            for (const auto& [kind, id] : extra.uses)
                visit_(link_fact{link_type::uses, key, node_key{kind, space_, id}});
        }
        if (one.kind == node_kind::legacy_dashboard && one.owner != nobody)
            visit_(owner_fact{ref(one.owner, false), key});
        if (one.kind == node_kind::app && one.number != 0)
            visit_(link_fact{link_type::app_sp, key,
                             principal_ref::to({node_kind::service_principal, {}, std::to_string(one.number)})});
        if (one.kind == node_kind::other && one.subtype == "token" && one.number != 0)
            visit_(owner_fact{principal_ref::with_id(std::to_string(one.number)), key});
        if (one.kind == node_kind::cluster) tell_cluster(key, extra);
    }

    void tell_cluster(const node_key& key, const object_extra& extra) {
        if (const auto who = extra.attribute("single_user_name"); !who.empty())
            visit_(link_fact{link_type::single_user, key, principal_ref::named_in(space_, std::string(who))});
        const auto profile = extra.attribute("profile");
        if (profile.empty()) return;
        node_fact made;
        made.subtype = profile.starts_with("arn:") ? "instance-profile" : "service-account";
        made.key = {node_kind::other, space_, made.subtype + "/" + std::string(profile)};
        made.name = profile;
        made.parent = here();
        visit_(link_fact{link_type::profile, key, made.key});
        if (profiles_.insert(made.key.id).second) visit_(made);
    }

    void tell_saved(const workspace_object& one, node_fact node) {
        const auto mode = list_.extra_of(one).attribute("run_as_mode");
        const bool has_folder = one.folder != no_object;
        if (one.subtype != "alertv2" || !has_folder) {
            put(node, "run_as_mode", mode);
            visit_(node);
            node.attributes.clear();
        }
        if (has_folder) {
            node.parent = folder_of(one);
            put(node, "parent_path", list_.at(one.folder).id);
            put(node, "run_as_mode", mode);
            visit_(node);
        }
        if (one.owner != nobody) {
            visit_(owner_fact{ref(one.owner, false), node.key});
            if (mode == "OWNER") visit_(link_fact{link_type::run_as, node.key, ref(one.owner, false)});
        }
        if (one.run_as != nobody) visit_(link_fact{link_type::run_as, node.key, ref(one.run_as, true)});
        tell_entries(one, node.key);
    }

    /// As the list of dashboards says it, and as the tree does, which knows the folder.
    void tell_dashboard(const workspace_object& one, node_fact node) {
        visit_(node);
        if (one.folder != no_object) {
            const auto& folder = list_.at(one.folder);
            node.parent = key_of(folder);
            put(node, "object_id", std::to_string(one.number));
            put(node, "path",
                std::string(folder.id == "/" ? std::string_view{} : folder.id) + "/" + std::string(one.name) +
                    ".lvdash.json");
            visit_(node);
        }
        tell_entries(one, node.key);
    }

    void tell_entries(const workspace_object& one, const node_key& key) {
        if (hides_entries(one)) return;
        for (const auto& entry : list_.entries_of(one)) {
            const auto& word = from_.acl_words[entry.level];
            grant_fact grant{ref(entry.who, one.kind != node_kind::secret_scope), key, facet::acl, {}, {}, {}};
            if (const auto level = acl_level_named(one.kind, word))
                grant.allow.set(static_cast<unsigned>(*level));
            else
                grant.unknown.push_back(normalised_privilege_name(word));
            visit_(grant);
        }
    }

    const account& from_;
    const object_list& list_;
    const std::function<void(const fact&)>& visit_;
    std::string space_;
    std::set<std::string> profiles_;
};

} // namespace

void tell_objects(const account& from, const workspace& space, const std::function<void(const fact&)>& visit) {
    object_teller(from, space, visit).tell();
}

void tell_object_gaps(const account& from, const workspace& space, std::vector<coverage_gap>& into) {
    const auto number = std::to_string(space.id);
    if (!space.running()) return;
    const auto& list = from.objects_of(space);
    for (const auto& one : list.all()) {
        if (one.has(object_trait::of_notebook)) continue;
        const node_key key{one.kind, number, std::string(one.id)};
        const std::string family = one.kind == node_kind::secret_scope ? "secret-acl"
                                   : one.subtype == "alertv2"          ? "alert-v2-acl"
                                                                       : "object-acl";
        if (one.has(object_trait::vanished))
            into.push_back({key, node_part::grants, outcome::skipped, family, "404: gone since it was listed"});
        else if (one.has(object_trait::acl_refused))
            into.push_back({key, node_part::grants, outcome::refused, family, "403"});
        else if (one.kind == node_kind::other && one.folder != no_object)
            into.push_back({key, node_part::grants, outcome::skipped, family, "no permission list is known"});
        if (one.has(object_trait::embedded))
            into.push_back({key, node_part::definition, outcome::limited, "dashboard-published",
                            "the platform does not tell the publisher"});
    }
}

} // namespace canreach::simulator::detail
