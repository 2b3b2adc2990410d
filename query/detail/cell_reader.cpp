#include "query/detail/cell_reader.hpp"

#include <algorithm>

#include "graph/operations.hpp"
#include "query/action_words.hpp"
#include "query/detail/listing_facts.hpp"
#include "query/detail/name_resolver.hpp"
#include "query/via_words.hpp"

namespace canreach::query::detail {

using source = column_source;

std::string text_of(const graph::via_item& what, describer& words) {
    return query::text_of(what,
                          [&](node_id id, bool with_kind) { return with_kind ? words.thing(id) : words.name(id); });
}

node_id cell_reader::ancestor(node_id node, node_kind kind) const {
    while (node != no_node && facts_.kind_of(node) != kind) node = facts_.parent_of(node);
    return node;
}

cell cell_reader::of_principal(node_id node, column_source what) {
    if (node == no_node) return {};
    const auto flags = facts_.flags_of(node);
    switch (what) {
    case source::principal_kind: return words_.kind_word(node);
    case source::principal_name: return words_.cell(node);
    case source::principal_source:
        if (flags.has(node_flag::system)) return std::string("system");
        if (flags.has(node_flag::unresolved)) return std::string("unresolved");
        return std::string(flags.has(node_flag::external) ? "external" : "internal");
    case source::principal_active:
        if (facts_.kind_of(node) == node_kind::group) return {};
        return !flags.has(node_flag::inactive);
    case source::principal_id: return words_.of(node).key.id;
    case source::principal_scope: {
        const auto& scope = words_.of(node).scope_name;
        return scope.empty() ? cell{} : cell{scope};
    }
    default: return {};
    }
}

cell cell_reader::of_resource(node_id node, column_source what) {
    if (node == no_node) return {};
    const auto named = [&](node_id found) -> cell {
        if (found == no_node) return {};
        return std::string(last_part(words_.name(found)));
    };
    const bool hive = family_of(facts_.kind_of(node)) == kind_family::hive;
    switch (what) {
    case source::resource_kind: return words_.kind_word(node);
    case source::resource_name: return words_.cell(node);
    case source::resource_catalog: return named(ancestor(node, hive ? node_kind::hive_catalog : node_kind::catalog));
    case source::resource_schema: return named(ancestor(node, hive ? node_kind::hive_schema : node_kind::schema));
    case source::resource_workspace: return named(ancestor(node, node_kind::workspace));
    case source::resource_id: return words_.of(node).key.id;
    case source::resource_owner: {
        const auto owners = owners_of(facts_, node);
        return owners.empty() ? cell{} : cell{words_.cell(owners.front())};
    }
    default: return {};
    }
}

cell_reader::told_cells& cell_reader::told_of(const row& from) {
    if (from.like != no_node) return told_[{from.asked, from.principal, from.like}];
    alone_ = {};
    return alone_;
}

graph::teller& cell_reader::teller_of(const row& from) {
    const std::pair key{from.asked, from.principal};
    const auto known = tellers_.find(key);
    if (known != tellers_.end()) return known->second;
    return tellers_.emplace(key, facts_.teller_for(from.principal, from.asked->what)).first->second;
}

cell cell_reader::via(const row& from) {
    std::vector<std::string> list;
    const auto ways = from.like != no_node ? teller_of(from).via(from.resource)
                                           : facts_.via(from.principal, from.asked->what, from.resource);
    for (const auto& one : ways) {
        auto text = text_of(one, words_);
        if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
    }
    return list;
}

cell cell_reader::workspaces(const row& from) {
    std::vector<judged_name> list;
    const auto where = from.like != no_node ? teller_of(from).workspaces(from.resource)
                                            : facts_.workspaces(from.principal, from.asked->what, from.resource);
    for (const auto& one : where) list.push_back({words_.name(one.workspace), one.how});
    std::ranges::sort(list, {}, &judged_name::name);
    return list;
}

/// Of the actions of an ANY OF those that hold. A resource may know one by another word than the listing of all that
/// can be done there: MANAGE of an object is an ability, and levels are never listed.
std::vector<std::pair<graph::action, graph::verdict>>
cell_reader::those_asked(const row& from, const std::vector<std::pair<graph::action, graph::verdict>>& all) const {
    const auto& request = from.asked->what;
    const auto listed = facts_.actions_known(request.how, from.resource);
    const auto kind = facts_.kind_of(from.resource);
    std::vector<std::pair<graph::action, graph::verdict>> found;
    auto single = request;
    for (const auto one : request.actions) {
        auto how = graph::verdict::no;
        if (std::ranges::find(listed, one) != listed.end()) {
            const auto at = std::ranges::find(all, one, &std::pair<graph::action, graph::verdict>::first);
            if (at != all.end()) how = at->second;
        } else if (graph::applies_to(one, kind)) {
            single.actions = {one};
            how = facts_.decide(from.principal, single, from.resource).how;
        }
        if (how != graph::verdict::no) found.emplace_back(one, how);
    }
    return found;
}

/// Of DO, REACH and ANY OF those that hold; otherwise those that were asked, which all hold.
cell cell_reader::actions(const row& from) {
    const auto& request = from.asked->what;
    const bool any =
        std::ranges::any_of(request.actions, [](graph::action one) { return one.what == graph::action::form::any; });
    std::vector<std::pair<graph::action, graph::verdict>> list;
    if (any || request.any_of) {
        list = from.like != no_node ? teller_of(from).actions_on(from.resource)
                                    : facts_.actions_on(from.principal, request, from.resource);
        if (!any) list = those_asked(from, list);
    } else {
        for (const auto one : request.actions) list.emplace_back(one, graph::verdict::yes);
    }
    return spelling_.of(list);
}

cell cell_reader::of_access(const row& from, column_source what) {
    if (from.asked == nullptr) return {};
    auto& told = told_of(from);
    switch (what) {
    case source::via: return told.via ? *told.via : *(told.via = via(from));
    case source::workspaces: return told.workspaces ? *told.workspaces : *(told.workspaces = workspaces(from));
    default: return told.actions ? *told.actions : *(told.actions = actions(from));
    }
}

cell cell_reader::read(const row& from, const column_shape& column) {
    switch (column.from) {
    case source::principal_kind:
    case source::principal_name:
    case source::principal_source:
    case source::principal_active:
    case source::principal_id:
    case source::principal_scope: return of_principal(from.principal, column.from);
    case source::resource_kind:
    case source::resource_name:
    case source::resource_owner:
    case source::resource_catalog:
    case source::resource_schema:
    case source::resource_workspace:
    case source::resource_id: return of_resource(from.resource, column.from);
    case source::via:
    case source::workspaces:
    case source::actions: return of_access(from, column.from);
    case source::hops:
        // Granted and effective answers need no move before the action itself; identities are told without one.
        return from.asked == nullptr && from.hops == 0 ? cell{} : cell{std::int64_t{from.hops}};
    case source::verdict: return from.how;
    case source::extra: break;
    }
    return column.index < from.extra.size() ? from.extra[column.index] : cell{};
}

} // namespace canreach::query::detail
