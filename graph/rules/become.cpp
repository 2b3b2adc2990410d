#include "graph/rules/become.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/rules/object_abilities.hpp"
#include "model/roles.hpp"

namespace canreach::graph {
namespace {

using detail::account;

constexpr std::array rules{
    become_rule{"E8", node_kind::job, ability::edit, link_type::run_as, false, "edits a task of it and runs it"},
    become_rule{"E9", node_kind::notebook, ability::edit, link_type::run_as, true, "edits code that it runs"},
    become_rule{"E9", node_kind::file, ability::edit, link_type::run_as, true, "edits code that it runs"},
    become_rule{"E9", node_kind::repo, ability::edit, link_type::run_as, true, "edits code that it runs"},
    become_rule{"E10", node_kind::pipeline, ability::edit, link_type::run_as, false, "edits its source and updates it"},
    become_rule{"E12", node_kind::secret_scope, ability::read, link_type::holds, false, "uses the credential in it"},
    become_rule{"E19", node_kind::app, ability::manage, link_type::app_sp, false, "deploys other code in it"},
    // No link leads from a service principal: the role on it does.
    become_rule{"E7", node_kind::service_principal, ability::use, link_type::run_as, false, "runs a job as it"},
};

scene scene_of(const account& in, const become_way& way, const preparation& by) {
    return acting_scene(in, way.through, by.profile).in(by.now);
}

bool by_role(const become_way& way) {
    return way.by->kind == node_kind::service_principal;
}

/// §7, `job_editor_keeps_sp = no`: an editor without the role must run the job as itself.
bool loses_run_as(const account& in, const become_way& way, const rule_profile& profile) {
    return way.by->rule == "E8" && way.to != identity::no_principal &&
           in.who.kind_of(way.to) == node_kind::service_principal &&
           profile.get<job_editor_keeps_sp>() == job_editor_keeps_sp::no;
}

} // namespace

std::span<const become_rule> become_rules() noexcept {
    return rules;
}

std::vector<become_way> ways_to_become(const account& in, std::span<const source_link> links) {
    std::vector<become_way> ways;
    std::map<node_id, std::vector<node_id>> code; // job or pipeline → what it uses
    for (const auto& link : links)
        if (link.type == link_type::uses) code[link.from].push_back(link.to);
    const auto add = [&](principal_no to, node_id through, bool as_code, link_type leads, node_id runs) {
        for (const auto& rule : rules)
            if (rule.kind == in.nodes.kind[through.value] && rule.code == as_code && rule.leads == leads)
                ways.push_back({to, &rule, through, runs});
    };
    for (const auto& link : links) {
        const auto to = in.who.find(link.to);
        if (to == identity::no_principal) continue;
        add(to, link.from, false, link.type, no_node);
        if (link.type != link_type::run_as) continue;
        const auto used = code.find(link.from);
        if (used == code.end()) continue;
        for (const auto thing : used->second) add(to, thing, true, link.type, link.from);
    }
    for (principal_no who = 0; who < in.who.size(); ++who)
        if (in.who.kind_of(who) == node_kind::service_principal)
            ways.push_back({who, &rules.back(), in.who.node_of(who), no_node});
    std::ranges::sort(ways);
    const auto repeated = std::ranges::unique(ways);
    ways.erase(repeated.begin(), repeated.end());
    return ways;
}

condition need_of(const account& in, const become_way& way, const preparation& by) {
    request asked;
    asked.profile = by.profile;
    return prepared(in, ability_on(in, way.by->needs, way.through, asked), by);
}

truth can_take(const account& in, const become_way& way, const identity::carried& who, const preparation& by) {
    if (loses_run_as(in, way, by.profile)) return truth::no();
    auto how = holds(in, need_of(in, way, by), who, scene_of(in, way, by));
    if (!by_role(way) || !how.maybe) return how;
    // E7: both have access to one workspace, perhaps to one that the crawl never learned of.
    if (shared_workspace(in, way, who, by)) return how;
    auto shared = truth{false, !in.read_parts.unlisted_workspaces().empty() && in.who.joining().test(who.self())};
    for (workspace_no w = 0; w < in.where.size() && !shared.maybe; ++w)
        shared |= in.where.access(w).test(way.to) & by.now.where->access(w).test(who.self());
    return how & shared;
}

std::optional<workspace_no> shared_workspace(const account& in, const become_way& way, const identity::carried& who,
                                             const preparation& by) {
    if (!by_role(way)) return std::nullopt;
    for (workspace_no w = 0; w < in.where.size(); ++w)
        if ((in.where.access(w).test(way.to) & by.now.where->access(w).test(who.self())).surely) return w;
    return std::nullopt;
}

std::vector<std::uint32_t> likeness_of(const account& in, const become_way& way) {
    if (by_role(way)) return {};
    const auto kind = way.to == identity::no_principal ? node_kind::user : in.who.kind_of(way.to);
    std::vector<std::uint32_t> key{static_cast<std::uint32_t>(way.by - rules.data()), static_cast<std::uint32_t>(kind)};
    write_entries(in, way.through, key);
    return key;
}

subject_set takers(const account& in, const become_way& way, const preparation& by) {
    if (loses_run_as(in, way, by.profile)) return subject_set(in.who.size());
    auto found = holders(in, need_of(in, way, by), scene_of(in, way, by));
    if (!by_role(way) || !found.maybe().any()) return found;
    subject_set shared(in.who.size());
    if (!in.read_parts.unlisted_workspaces().empty()) shared.may_add(in.who.joining());
    for (workspace_no w = 0; w < in.where.size(); ++w) {
        const auto there = in.where.access(w).test(way.to);
        if (!there.maybe) continue;
        auto inside = by.now.where->access(w);
        inside.only_if(there);
        shared |= inside;
    }
    found &= shared;
    return found;
}

unseen_ways unseen_ways_in(const account& in, workspace_no w) {
    const auto unlisted = [&](std::string_view family) { return in.read_parts.unlisted(in.where.node_of(w), family); };
    unseen_ways made;
    made.to_users = unlisted("jobs") || unlisted("pipelines");
    made.to_service_principals = made.to_users || unlisted("apps");
    made.to_runners = unlisted("tree");
    return made;
}

std::vector<become_way> ways_to_nobody_known(const account& in, workspace_no w) {
    std::vector<become_way> ways;
    for (const auto& gap : in.read_parts.gaps()) {
        if (gap.part != node_part::definition || in.nodes.scope[gap.about.value] != in.where.node_of(w)) continue;
        for (const auto& rule : rules)
            if (rule.kind == in.nodes.kind[gap.about.value] && rule.leads == link_type::run_as && !rule.code)
                ways.push_back({identity::no_principal, &rule, gap.about, no_node});
    }
    return ways;
}

admin_reach reach_of_admins(const account& in, workspace_no w, const rule_profile& profile) {
    const auto node = in.where.node_of(w);
    const auto secrets = profile.get<admin_sp_secrets>() == admin_sp_secrets::yes ? truth::yes() : truth::no();
    if (std::ranges::binary_search(in.restricted, node)) return {truth::no(), secrets};
    // Unless the setting was read, it may be on.
    const auto open = in.read_parts.missing(node, node_part::attributes) ? truth::unknown() : truth::yes();
    return {open, open | secrets};
}

} // namespace canreach::graph
