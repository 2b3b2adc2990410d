#include "simulator/detail/reach.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "simulator/detail/world_rows.hpp"
#include "simulator/truth.hpp"

namespace canreach::simulator::detail {
namespace {

/// Names of the account that Unity Catalog resolves, as keys (rule M8).
class name_book {
public:
    explicit name_book(const account& from) {
        keys_.emplace(account_users_id, node_key{node_kind::group, {}, std::string(account_users_id)});
        for (const auto kind : {node_kind::user, node_kind::service_principal, node_kind::group})
            for (const auto& who : from.principals)
                if (who.kind == kind)
                    keys_.emplace(kind == node_kind::service_principal ? who.application_id : who.name,
                                  node_key{kind, {}, std::to_string(who.id)});
        for (const auto& space : from.workspaces)
            for (const auto& group : space.groups) {
                const auto scope = std::to_string(space.id);
                node_key key{node_kind::group, scope,
                             group.system == system_group::none ? std::to_string(group.id) : group.name};
                local_groups_.emplace(std::pair(scope, group.name), std::move(key));
            }
    }

    void resolve(principal_ref& ref) const {
        if (ref.how == principal_ref::form::account_name) {
            const auto found = keys_.find(ref.text);
            if (found != keys_.end()) ref = principal_ref::to(found->second);
        } else if (ref.how == principal_ref::form::workspace_name) {
            const auto local = local_groups_.find({ref.scope, ref.text});
            const auto found = keys_.find(ref.text);
            if (local != local_groups_.end())
                ref = principal_ref::to(local->second);
            else if (found != keys_.end())
                ref = principal_ref::to(found->second);
        } else if (ref.how == principal_ref::form::id && ref.kind != node_kind::other) {
            ref.how = principal_ref::form::key; // a group within a workspace group: the scope decides below
        }
    }

private:
    std::map<std::string, node_key, std::less<>> keys_;
    std::map<std::pair<std::string, std::string>, node_key> local_groups_; ///< by workspace and name
};

struct normaliser {
    const name_book& names;

    std::string operator()(node_fact what) const {
        what.attributes.clear();
        return text_of(what);
    }
    std::string operator()(member_fact what) const {
        names.resolve(what.member);
        // A member of a workspace group may be a local or an account group; the id alone tells them apart in a world.
        if (!what.group.scope.empty()) what.member.scope.clear();
        return text_of(what);
    }
    std::string operator()(const members_fact& many) const {
        std::string text;
        many.members.for_each([&](const principal_view& one) {
            text += (*this)(member_fact{principal_ref::of(one), many.group}) + '\n';
        });
        return text;
    }
    std::string operator()(owner_fact what) const {
        names.resolve(what.owner);
        return text_of(what);
    }
    std::string operator()(grant_fact what) const {
        names.resolve(what.grantee);
        return text_of(what);
    }
    std::string operator()(const bind_fact& what) const { return text_of(what); }
    /// Worlds link to principals by key, replies by name.
    std::string operator()(link_fact what) const {
        if (auto* ref = std::get_if<principal_ref>(&what.to)) {
            names.resolve(*ref);
            if (ref->how == principal_ref::form::key) {
                node_key key{ref->kind, ref->scope, ref->text};
                what.to = std::move(key);
            }
        }
        return text_of(what);
    }
    std::string operator()(policy_fact what) const {
        for (auto* list : {&what.to, &what.except}) {
            for (auto& who : *list) names.resolve(who);
            std::ranges::sort(*list);
        }
        std::ranges::sort(what.matches);
        return text_of(what);
    }
};

bool told_with_all_attributes(const node_fact& wanted, const std::map<node_key, node_fact>& nodes) {
    const auto found = nodes.find(wanted.key);
    return found != nodes.end() && std::ranges::all_of(wanted.attributes, [&](const auto& attribute) {
               return std::ranges::find(found->second.attributes, attribute) != found->second.attributes.end();
           });
}

std::string why_unsaid(const fact& what) {
    if (std::holds_alternative<node_fact>(what))
        return "this node, or something it says, has no place in the simulated API";
    if (std::holds_alternative<policy_fact>(what))
        return "policies that mask columns, match nothing, or match objects of several kinds are not part of the "
               "simulated API";
    if (const auto* link = std::get_if<link_fact>(&what); link != nullptr && link->type != link_type::reads)
        return "links of this type are not part of the simulated API";
    if (const auto* grant = std::get_if<grant_fact>(&what)) {
        if (grant->what == facet::role)
            return "of roles only those of assignments and rule sets are part of the simulated API";
    }
    return "an end of this edge cannot be named, or cannot be reached by a crawl";
}

} // namespace

std::vector<unsaid_fact> unsaid_facts(const world& wanted, const account& told) {
    const name_book names(told);
    const normaliser normalised{names};
    std::set<std::string> said;
    std::map<node_key, node_fact> nodes;
    visit_truth(told, [&](const fact& what) {
        said.insert(std::visit(normalised, what));
        const auto* node = std::get_if<node_fact>(&what);
        if (node == nullptr) return;
        if (const auto [at, first] = nodes.emplace(node->key, *node); !first)
            at->second.attributes.insert(at->second.attributes.end(), node->attributes.begin(), node->attributes.end());
    });
    std::vector<unsaid_fact> unsaid;
    for (const auto& what : wanted.facts) {
        const auto* node = std::get_if<node_fact>(&what);
        if (!said.contains(std::visit(normalised, what)) ||
            (node != nullptr && !told_with_all_attributes(*node, nodes)))
            unsaid.push_back({what, row_of(wanted, what), why_unsaid(what)});
    }
    return unsaid;
}

} // namespace canreach::simulator::detail
