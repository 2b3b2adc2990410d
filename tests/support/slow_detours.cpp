// Ways round a check by the letter of access-model §2.12 (E13, E15, E20, E24, E25, S5): every way is asked of a copy of
// the facts in which the acts were done.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/operations.hpp"
#include "model/roles.hpp"
#include "model/storage_path.hpp"
#include "tests/support/slow_escalation.hpp"

namespace canreach::support {
namespace {

using graph::verdict;

std::string attribute(const node_fact& node, std::string_view name) {
    for (const auto& [known, value] : node.attributes)
        if (known == name) return value;
    return {};
}

/// Whether a cluster with this mode lets one past table access control (H9).
verdict lets_past(std::string_view mode) {
    if (mode == "USER_ISOLATION" || mode == "LEGACY_TABLE_ACL") return verdict::no;
    if (mode.empty() || mode == "NONE" || mode == "SINGLE_USER") return verdict::yes;
    return verdict::unknown;
}

verdict policy_lets_past(const node_fact& policy) {
    const auto modes = attribute(policy, "data_security_mode");
    if (attribute(policy, "table_acls") == "true") return verdict::no;
    if (modes.empty()) return verdict::unknown;
    if (modes == "ANY") return verdict::yes;
    auto best = verdict::no;
    for (std::size_t at = 0; at <= modes.size();) {
        const auto end = std::min(modes.find(',', at), modes.size());
        best = std::max(best, lets_past(std::string_view(modes).substr(at, end - at)));
        at = end + 1;
    }
    return best;
}

void add_later(std::map<node_id, slow_hops>& far, const std::map<node_id, slow_hops>& before, unsigned hops) {
    for (const auto& [who, found] : before) {
        if (found.maybe) lower(far[who], verdict::unknown, *found.maybe + hops);
        if (found.surely) lower(far[who], verdict::yes, *found.surely + hops);
    }
}

template <class Fact, class Visit>
void each(const random_world& world, Visit visit) {
    for (const auto& one : world.facts)
        if (const auto* known = std::get_if<Fact>(&one)) visit(*known);
}

} // namespace

verdict slow_escalation::attached(const built& then, node_id who, node_id cluster) const {
    std::string mode;
    each<node_fact>(world_, [&](const node_fact& node) {
        if (plain_.source.id_of(node.key) != cluster) return;
        mode = attribute(node, "data_security_mode");
        if (attribute(node, "table_acls") == "true" && mode != "USER_ISOLATION") mode = "LEGACY_TABLE_ACL";
    });
    auto owner = no_node;
    each<link_fact>(world_, [&](const link_fact& link) {
        if (link.type != link_type::single_user || plain_.source.id_of(link.from) != cluster) return;
        const auto& named = std::get<principal_ref>(link.to);
        owner = plain_.source.id_of({named.kind, named.scope, named.text});
    });
    const bool shared = mode == "USER_ISOLATION" || mode == "LEGACY_TABLE_ACL";
    if (mode == "SINGLE_USER" && owner == no_node) return verdict::no;
    if (!shared && owner != no_node && owner != who) return verdict::no;
    return then.graph.can(who, to_do(ability::attach), cluster).how;
}

void slow_escalation::add_past_table_acls(std::map<node_id, slow_hops>& far, node_id workspace) const {
    const auto& space = plain_.source.key_of(workspace);
    // A thing in the workspace that may be edited by whoever may create clusters there: it tells who that is.
    node_fact probe;
    probe.key = {node_kind::job, space.id, "whoever may create clusters"};
    probe.parent = space;
    const auto unlisted = [&](std::string_view family) {
        return std::ranges::any_of(world_.gaps, [&](const coverage_gap& gap) {
            return gap.about == space && gap.part == node_part::children &&
                   (gap.family.empty() || gap.family == family);
        });
    };
    for (const auto& done : deeds(false, false)) {
        const auto hops = done.hops;
        auto facts = done.facts;
        auto gaps = done.gaps;
        facts.emplace_back(probe);
        each<grant_fact>(world_, [&](const grant_fact& grant) {
            if (grant.resource == space && grant.what == facet::role && grant.allow.has(role::cluster_create))
                facts.emplace_back(
                    grant_fact{grant.grantee, probe.key, facet::acl, mask{acl_level::can_manage}, {}, {}});
        });
        for (const auto& gap : world_.gaps)
            if (gap.about == space && gap.part == node_part::roles)
                gaps.push_back({probe.key, node_part::grants, outcome::refused, "probe", "403"});
        const auto then = with(facts, gaps);
        const auto probed = then.source.id_of(probe.key);
        const auto same = [&](node_id id) { return then.source.id_of(plain_.source.key_of(id)); };
        for (const auto p : principals_) {
            const auto ask = [&](ability what, node_id on) { return then.graph.can(same(p), to_do(what), on).how; };
            auto& at = far[p];
            lower(at, ask(ability::edit, probed), hops + 2);
            const auto inside = ask(ability::use, same(workspace));
            if (unlisted("clusters")) lower(at, std::min(inside, verdict::unknown), hops + 1);
            if (unlisted("cluster-policies")) lower(at, std::min(inside, verdict::unknown), hops + 2);
        }
        const auto& acted = done.then;
        each<node_fact>(world_, [&](const node_fact& node) {
            if (node.key.scope != space.id) return;
            const auto id = plain_.source.id_of(node.key);
            for (const auto p : principals_) {
                auto& at = far[p];
                if (node.key.kind == node_kind::cluster_policy)
                    lower(at, std::min(acted.graph.can(p, to_do(ability::use), id).how, policy_lets_past(node)),
                          hops + 2);
                if (node.key.kind != node_kind::cluster) continue;
                auto past = lets_past(attribute(node, "data_security_mode"));
                if (attribute(node, "table_acls") == "true") past = verdict::no;
                for (const auto& gap : world_.gaps)
                    if (gap.about == node.key && gap.part == node_part::attributes) past = verdict::unknown;
                lower(at, std::min(attached(acted, p, id), past), hops + 1);
                lower(at, acted.graph.can(p, to_do(ability::edit), id).how, hops + 2);
            }
        });
    }
}

void slow_escalation::add_cloud_readers(std::map<node_id, slow_hops>& far, node_id resource) const {
    for (const auto& done : deeds(false, false)) {
        const auto hops = done.hops + 1;
        const auto& then = done.then;
        each<link_fact>(world_, [&](const link_fact& held) {
            const auto* read = std::get_if<node_key>(&held.to);
            if (held.type != link_type::holds || held.from.kind != node_kind::other || read == nullptr ||
                plain_.source.id_of(*read) != resource)
                return;
            each<link_fact>(world_, [&](const link_fact& used) {
                const auto* identity = std::get_if<node_key>(&used.to);
                if (used.type != link_type::profile || identity == nullptr || *identity != held.from) return;
                const auto from = plain_.source.id_of(used.from);
                const auto space = plain_.source.id_of({node_kind::workspace, {}, held.from.scope});
                for (const auto p : principals_) {
                    if (used.from.kind == node_kind::cluster)
                        lower(far[p], attached(then, p, from), hops);
                    else if (p == from)
                        lower(far[p], then.graph.can(p, to_do(ability::use), space).how, hops);
                }
            });
        });
    }
}

void slow_escalation::add_files(std::map<node_id, slow_hops>& far, bool writes, node_id table) const {
    const auto& key = plain_.source.key_of(table);
    const auto on_files = to_do(writes ? "WRITE PATH" : "READ PATH");
    std::optional<storage_path> where;
    each<node_fact>(world_, [&](const node_fact& node) {
        if (node.key == key)
            if (const auto url = storage_path::parse(attribute(node, "url"))) where = *url;
    });
    std::vector<node_id> volumes, locations, credentials;
    const bool in_cloud = where && where->how() == storage_path::form::cloud;
    const bool managed = in_cloud && where->in_managed_storage();
    each<node_fact>(world_, [&](const node_fact& node) {
        const auto url = storage_path::parse(attribute(node, "url"));
        if (!in_cloud || managed || !url || !url->covers(*where)) return;
        const auto id = plain_.source.id_of(node.key);
        if (node.key.kind == node_kind::volume) volumes.push_back(id);
        if (node.key.kind == node_kind::location) locations.push_back(id);
        if (node.key.kind == node_kind::credential) credentials.push_back(id);
    });
    const auto& covering = volumes.empty() ? locations : volumes;
    if (covering.size() == 1) add_later(far, own(on_files, covering.front()), 1);
    if (managed || !covering.empty()) return;
    for (const auto credential : credentials)
        if (!writes || !plain_.graph.flags_of(credential).has(node_flag::read_only))
            add_later(far, own(to_do("CREATE EXTERNAL LOCATION"), credential), 2);
    each<node_fact>(world_, [&](const node_fact& node) {
        if (node.key.kind == node_kind::any_file && node.key.scope == key.scope)
            add_later(far, own(on_files, plain_.source.id_of(node.key)), 1);
    });
}

void slow_escalation::add_detours(std::map<node_id, slow_hops>& far, const graph::request& effective,
                                  node_id resource) const {
    const auto verb = graph::name_of(effective.actions.front(), plain_.source.privileges());
    const bool reads = verb == "SELECT" || verb == "READ PATH" || verb == "READ VOLUME";
    const bool writes = verb == "INSERT" || verb == "WRITE PATH";
    if (!reads && !writes) return;
    const auto& key = plain_.source.key_of(resource);
    if (reads) add_cloud_readers(far, resource);
    if (key.kind == node_kind::credential && !(writes && plain_.graph.flags_of(resource).has(node_flag::read_only)))
        add_later(far, own(to_do("CREATE EXTERNAL LOCATION"), resource), 1);
    if (key.kind != node_kind::hive_table) return;
    add_files(far, writes, resource);
    add_past_table_acls(far, plain_.source.id_of({node_kind::workspace, {}, key.scope}));
}

} // namespace canreach::support
