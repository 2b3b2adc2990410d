// Workspace objects and other things that abilities are asked of: by path, display name or id, in a workspace.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "graph/operations.hpp"
#include "query/detail/name_resolver.hpp"
#include "query/detail/wrong_kind.hpp"
#include "query/printer.hpp"
#include "query/spelling.hpp"

namespace canreach::query::detail {
namespace {

constexpr std::array container_kinds{node_kind::folder, node_kind::repo, node_kind::workspace};

bool is_object(node_kind kind) {
    return family_of(kind) == kind_family::object;
}

/// Things of which abilities and roles are asked: objects, principals, workspaces, the account.
bool has_abilities(node_kind kind) {
    const auto family = family_of(kind);
    if (family == kind_family::unity || family == kind_family::hive || kind == node_kind::metastore) return false;
    return graph::applies_to({graph::action::form::any, 0}, kind);
}

std::string text_of(const ast::dotted_name& name) {
    std::string text;
    for (const auto& part : name.parts) {
        if (part.how != ast::name_part::form::name) break;
        if (!text.empty()) text += '.';
        text += part.word.text;
    }
    return text;
}

/// What a name says of the levels below it: `` `/Prod`.* ``, `'/Prod/*'`, `prod.**`.
struct object_pattern {
    std::string container; ///< empty: the workspace itself
    bool all_levels = false;
};

std::optional<object_pattern> pattern_of(const ast::dotted_name& name) {
    using form = ast::name_part::form;
    const auto star = std::ranges::find_if(name.parts, [](const auto& part) { return part.how != form::name; });
    auto text = text_of(name);
    if (star != name.parts.end()) return object_pattern{std::move(text), star->how == form::double_star};
    for (const std::string_view ending : {"/**", "/*"}) {
        if (!text.starts_with('/') || !text.ends_with(ending)) continue;
        return object_pattern{text.substr(0, text.size() - ending.size()), ending.size() == 3};
    }
    return std::nullopt;
}

std::string listed(std::span<const node_kind> kinds) {
    if (kinds.size() > 4) return "object or principal";
    std::string list;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (i > 0) list += i + 1 == kinds.size() ? " or " : ", ";
        list += noun_of(kinds[i]);
    }
    return list;
}

} // namespace

bool name_resolver::names_object(const ast::resource& what, const purpose& why) {
    if (what.how != ast::resource::form::named) return false;
    if (what.kind) return is_object((*what.kind)->kind);
    if (!what.named.parts.empty() && text_of(what.named).starts_with('/')) return true;
    if (why.action == nullptr) return false;
    const auto elsewhere = [&](node_kind kind) {
        const auto family = family_of(kind);
        return (family == kind_family::unity || family == kind_family::hive || kind == node_kind::metastore) &&
               applies(why.action->what, kind);
    };
    const auto here = [&](node_kind kind) { return has_abilities(kind) && applies(why.action->what, kind); };
    return std::ranges::none_of(all_kinds(), elsewhere) && std::ranges::any_of(all_kinds(), here);
}

std::vector<node_kind> name_resolver::kinds_meant(const ast::resource& what, const purpose& why) {
    if (what.kind) return {(*what.kind)->kind};
    if (why.container && !why.exactly) return {container_kinds.begin(), container_kinds.end()};
    const bool path = text_of(what.named).starts_with('/');
    std::vector<node_kind> kinds;
    for (const auto kind : all_kinds()) {
        if (!has_abilities(kind) || (path && !is_object(kind))) continue;
        if (why.action == nullptr || applies(why.action->what, kind)) kinds.push_back(kind);
    }
    return kinds;
}

/// The workspaces before the colon, or those of FROM; empty = any.
answer<std::vector<node_id>> name_resolver::workspaces_meant(const ast::resource& what, const purpose& why) {
    if (what.named.place) return workspaces({*what.named.place});
    const auto from = why.action != nullptr ? std::span<const node_id>(why.action->what.from) : why.from;
    return std::vector<node_id>(from.begin(), from.end());
}

void name_resolver::keep_within(std::vector<node_id>& found, std::span<const node_id> spaces) {
    if (spaces.empty()) return;
    std::erase_if(found, [&](node_id id) {
        auto at = id;
        while (at != no_node && facts_.kind_of(at) != node_kind::workspace) at = facts_.parent_of(at);
        if (at == no_node) return is_object(facts_.kind_of(id)); // principals and the account lie in none
        return std::ranges::find(spaces, at) == spaces.end();
    });
}

answer<std::vector<node_id>> name_resolver::objects_named(const std::string& name, bool is_id,
                                                          std::span<const node_kind> kinds, span where) {
    std::vector<node_id> found;
    const auto wanted = [&](node_id id) { return std::ranges::find(kinds, facts_.kind_of(id)) != kinds.end(); };
    if (!is_id)
        for (const auto kind : kinds) {
            const auto some = names_.nodes_named(kind, name);
            if (!some) return diagnostic_of(some.error(), where);
            found.insert(found.end(), some->begin(), some->end());
        }
    if (!found.empty()) return found;
    // Ids of objects are numbers, hex digits or UUIDs: where nothing has the name, it may be one.
    auto some = names_.nodes_with_id(name);
    if (!some) return diagnostic_of(some.error(), where);
    std::ranges::copy_if(*some, std::back_inserter(found), wanted);
    return found;
}

diagnostic name_resolver::no_such_object(const ast::resource& what, const std::string& name,
                                         std::span<const node_kind> kinds, std::span<const node_id> elsewhere,
                                         std::span<const node_id> spaces) {
    diagnostic made{errc::not_found, what.named.from, {}, {}, {}};
    if (what.named.parts.front().word.is_id) {
        made.message = fmt::format("no {} has the id `#{}`", listed(kinds), name);
        return made;
    }
    made.message = fmt::format("no {} is named `{}`", listed(kinds), printable(name));
    if (!elsewhere.empty()) {
        const auto space = names_.name_of(spaces.front());
        if (space && spaces.size() == 1) made.message += fmt::format(" in workspace {}", printable(*space));
        for (const auto id : elsewhere.first(std::min<std::size_t>(elsewhere.size(), 3)))
            if (const auto node = names_.describe(id); node && !node->scope_name.empty())
                made.notes.push_back(fmt::format("there is one in workspace {}", printable(node->scope_name)));
        return made;
    }
    made.hint = near(name, kinds);
    note_unread_objects(made, name, kinds, spaces);
    return made;
}

answer<bound::target> name_resolver::objects_matching(const ast::resource& what, const purpose& why,
                                                      std::span<const node_id> spaces) {
    const auto pattern = *pattern_of(what.named);
    std::vector<node_id> level;
    if (pattern.container.empty()) {
        level.assign(spaces.begin(), spaces.end());
        if (level.empty()) level = facts_.nodes_of_kind(node_kind::workspace);
    } else {
        auto found = objects_named(pattern.container, false, container_kinds, what.named.from);
        if (!found) return std::move(found).error();
        const auto everywhere = *found;
        keep_within(*found, spaces);
        if (found->empty()) return no_such_object(what, pattern.container, container_kinds, everywhere, spaces);
        level = *std::move(found);
    }
    bound::target made{{}, true, print(what)};
    std::unordered_set<node_id> seen; // containers of one name may lie within each other
    for (const auto container : level)
        for (const auto node : pattern.all_levels ? facts_.descendants_of(container) : facts_.children_of(container)) {
            const auto kind = facts_.kind_of(node);
            if (what.kind ? kind != (*what.kind)->kind : !is_object(kind)) continue;
            if (why.action != nullptr && !applies(why.action->what, kind)) continue;
            if (seen.insert(node).second) made.nodes.push_back(node);
        }
    return made;
}

answer<bound::target> name_resolver::object(const ast::resource& what, const purpose& why) {
    const auto spaces = workspaces_meant(what, why);
    if (!spaces) return spaces.error();
    if (pattern_of(what.named)) return objects_matching(what, why, *spaces);
    const auto kinds = kinds_meant(what, why);
    const auto name = text_of(what.named);
    auto found = objects_named(name, what.named.parts.front().word.is_id, kinds, what.named.from);
    if (!found) return std::move(found).error();
    const auto everywhere = *found;
    keep_within(*found, *spaces);
    if (found->empty()) return no_such_object(what, name, kinds, everywhere, *spaces);
    if (why.action != nullptr) {
        const auto first = facts_.kind_of(found->front());
        std::erase_if(*found, [&](node_id id) { return !applies(why.action->what, facts_.kind_of(id)); });
        if (found->empty()) return wrong_kind(what.from, *why.action, first);
    }
    if (found->size() > 1) return ambiguous_object(what, name, *found);
    return bound::target{*std::move(found), false, print(what)};
}

diagnostic name_resolver::ambiguous_object(const ast::resource& what, const std::string& name,
                                           std::span<const node_id> found) {
    const auto first = names_.describe(found.front());
    if (!first) return diagnostic_of(first.error(), what.named.from);
    bool one_kind = true;
    bool one_space = true;
    for (const auto id : found) {
        one_kind = one_kind && facts_.kind_of(id) == facts_.kind_of(found.front());
        const auto node = names_.describe(id);
        one_space = one_space && node && node->scope_name == first->scope_name;
    }
    std::string hint;
    if (!one_kind)
        hint = fmt::format("write `{} …`", spelling_of(first->key.kind));
    else if (!one_space)
        hint = fmt::format("write its workspace before a colon, `{}:…`, or add `FROM {}`",
                           spelled_name(first->scope_name), spelled_name(first->scope_name));
    else
        hint = "write its id";
    return ambiguous(what.named.from, name, "things", found, std::move(hint));
}

} // namespace canreach::query::detail
