#include "actions/workspace_hosts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "model/attributes.hpp"

namespace canreach::actions {

result<workspace_hosts> workspace_hosts::read(audit::account& in, fact_source& source) {
    workspace_hosts made;
    for (const auto id : in.facts.nodes_of_kind(node_kind::workspace)) {
        auto told = in.names.describe(id);
        if (!told) return std::move(told).error();
        made.all_.push_back({id, told->key.id, told->name, std::string(attribute_of(told->attributes, "url")),
                             !told->flags.has(node_flag::unreachable)});
    }
    auto done = source.visit_bindings([&](const source_binding& one) {
        (one.how == binding::attach ? made.attached_ : made.bound_)[one.resource].push_back(one.workspace);
    });
    if (!done) return std::move(done).error();
    return made;
}

result<crawler::origin> workspace_hosts::host_of(node_id workspace) const {
    const auto found = std::ranges::find(all_, workspace, &entry::id);
    if (found == all_.end() || found->url.empty())
        return fail(errc::not_found, "the address of the workspace is not known");
    if (!found->runs)
        return fail(errc::not_found, fmt::format("the workspace `{}` does not run", printable(found->name, 80)));
    auto parsed = crawler::parse_url(found->url);
    if (!parsed) return std::move(parsed).error();
    return parsed->where;
}

result<crawler::origin> workspace_hosts::host_for(const audit::account& in, node_id securable) const {
    auto top = securable;
    auto metastore = in.facts.kind_of(securable) == node_kind::metastore ? securable : in.facts.parent_of(securable);
    while (metastore != no_node && in.facts.kind_of(metastore) != node_kind::metastore) {
        top = metastore;
        metastore = in.facts.parent_of(metastore);
    }
    const auto attached = attached_.find(metastore);
    const bool isolated = in.facts.flags_of(top).has(node_flag::isolated);
    const auto bound = bound_.find(top);
    if (attached != attached_.end())
        for (const auto workspace : attached->second) {
            const bool open = !isolated || (bound != bound_.end() &&
                                            std::ranges::find(bound->second, workspace) != bound->second.end());
            if (!open) continue;
            if (auto host = host_of(workspace)) return host;
        }
    return fail(errc::not_found, "no workspace that runs can reach it");
}

result<node_id> workspace_hosts::named(std::string_view name) const {
    std::vector<std::string> names;
    std::vector<node_id> found;
    for (const auto& one : all_) {
        const auto host = std::string_view(one.url).substr(std::min(one.url.size(), one.url.find("//") + 2));
        if (name == one.number || name == one.name || (!one.url.empty() && (name == one.url || name == host)))
            found.push_back(one.id);
        names.push_back(printable(one.name, 80));
    }
    if (found.size() == 1) return found.front();
    return fail(found.empty() ? errc::not_found : errc::ambiguous,
                fmt::format("{} workspace is called `{}`", found.empty() ? "no" : "more than one", printable(name, 80)))
        .hinting(fmt::format("name one by name, number or URL: {}", fmt::join(names, ", ")));
}

} // namespace canreach::actions
