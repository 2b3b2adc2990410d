// Resources: by kind, by shape, by pattern (access-model §5.3).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "graph/operations.hpp"
#include "query/detail/name_resolver.hpp"
#include "query/detail/wrong_kind.hpp"
#include "query/object_kinds.hpp"
#include "query/printer.hpp"
#include "query/spelling.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

constexpr std::array one_part{node_kind::catalog,    node_kind::location,  node_kind::credential,
                              node_kind::connection, node_kind::share,     node_kind::provider,
                              node_kind::clean_room, node_kind::metastore, node_kind::workspace};
constexpr std::array one_part_containers{node_kind::catalog, node_kind::metastore};
constexpr std::array two_parts{node_kind::schema};
constexpr std::array three_parts{node_kind::table, node_kind::volume, node_kind::function, node_kind::model};

std::span<const node_kind> kinds_of_shape(std::size_t parts, bool container) {
    switch (parts) {
    case 1: return container ? std::span<const node_kind>(one_part_containers) : one_part;
    case 2: return two_parts;
    default: return three_parts;
    }
}

std::size_t parts_of(node_kind kind) {
    switch (kind) {
    case node_kind::schema: return 2;
    case node_kind::table:
    case node_kind::volume:
    case node_kind::function:
    case node_kind::model: return 3;
    default: return 1;
    }
}

bool is_pattern(const ast::dotted_name& name) {
    return std::ranges::any_of(name.parts, [](const auto& part) { return part.how != ast::name_part::form::name; });
}

std::string joined(std::span<const ast::name_part> parts) {
    std::string name;
    for (const auto& part : parts) {
        if (!name.empty()) name += '.';
        name += part.word.text;
    }
    return name;
}

/// What kinds are called in a message: `table, volume, function or model`.
std::string nouns(std::span<const node_kind> kinds) {
    std::string list;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (i > 0) list += i + 1 == kinds.size() ? " or " : ", ";
        list += noun_of(kinds[i]);
    }
    return list;
}

} // namespace

answer<bool> name_resolver::is_view(node_id node) {
    const auto found = names_.describe(node);
    if (!found) return diagnostic_of(found.error());
    return is_view_subtype(found->subtype);
}

answer<bound::target> name_resolver::metastore(const ast::resource& what) {
    const auto found = facts_.nodes_of_kind(node_kind::metastore);
    if (found.empty()) return diagnostic{errc::not_found, what.from, "the account has no metastore", {}, {}};
    if (found.size() > 1)
        return ambiguous(what.from, "METASTORE", "metastores", found, "write its name: `METASTORE name`");
    return bound::target{{found.front()}, false, "METASTORE"};
}

answer<bound::target> name_resolver::principal_as_resource(const ast::resource& what, const purpose& why) {
    const auto& parts = what.named.parts;
    if (parts.size() > 1 || what.named.is_string)
        return diagnostic{errc::bad_input,
                          what.named.from,
                          fmt::format("{} has a name of one part", noun_of((*what.kind)->kind)),
                          {},
                          {}};
    const auto from = why.action != nullptr ? std::span<const node_id>(why.action->what.from) : why.from;
    const auto found = principal({what.kind, parts.front().word, what.from}, from);
    if (!found) return found.error();
    if (why.action != nullptr && !applies(why.action->what, found->kind))
        return wrong_kind(what.from, *why.action, found->kind);
    return bound::target{{found->id}, false, print(what)};
}

/// Only nodes of the metastore that stands before the colon stay.
answer<bool> name_resolver::keep_scope(std::vector<node_id>& found, const ast::name& place) {
    auto metastores = names_.nodes_named(node_kind::metastore, place.text);
    if (!metastores) return diagnostic_of(metastores.error(), place.from);
    if (metastores->empty()) {
        const auto workspaces = names_.nodes_named(node_kind::workspace, place.text);
        if (!workspaces) return diagnostic_of(workspaces.error(), place.from);
        if (!workspaces->empty())
            return diagnostic{errc::bad_input,
                              place.from,
                              fmt::format("`{}` is a workspace, and this name belongs to a metastore", place.text),
                              fmt::format("to ask from that workspace, write `FROM {}`", spelled_name(place.text)),
                              {}};
        return diagnostic{errc::not_found,
                          place.from,
                          fmt::format("no metastore or workspace is named `{}`", printable(place.text)),
                          near(place.text, std::array{node_kind::metastore, node_kind::workspace}),
                          {}};
    }
    std::vector<node_id> kept;
    for (const auto id : found) {
        auto at = id;
        while (at != no_node && facts_.kind_of(at) != node_kind::metastore) at = facts_.parent_of(at);
        if (std::ranges::find(*metastores, at) != metastores->end()) kept.push_back(id);
    }
    found = std::move(kept);
    return true;
}

diagnostic name_resolver::no_such_resource(const ast::resource& what, std::string_view name,
                                           std::span<const node_kind> kinds) {
    diagnostic made{errc::not_found,
                    what.named.from,
                    fmt::format("no {} is named `{}`", nouns(kinds), printable(name)),
                    near(name, kinds),
                    {}};
    // A misspelt container is the likelier mistake, and says more.
    for (auto dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
        const auto container = name.substr(0, dot);
        const auto kind = container.find('.') == std::string_view::npos ? node_kind::catalog : node_kind::schema;
        const auto found = names_.nodes_named(kind, container);
        if (!found || !found->empty()) continue;
        made.message = fmt::format("no {} is named `{}`", noun_of(kind), printable(container));
        if (made.hint.empty()) made.hint = near(container, std::array{kind});
        break;
    }
    note_unread_securables(made, name, kinds);
    return made;
}

answer<std::vector<node_id>> name_resolver::candidates(const ast::resource& what, std::string_view name,
                                                       std::size_t parts, const purpose& why) {
    std::array<node_kind, 1> given{node_kind::other};
    auto kinds = kinds_of_shape(parts, why.container && !what.kind);
    if (what.kind) {
        given = {(*what.kind)->kind};
        kinds = given;
        if (parts_of(given.front()) != parts)
            return diagnostic{errc::not_found,
                              what.named.from,
                              fmt::format("a {} has a name of {} part{}, and `{}` has {}",
                                          ascii_lower((*what.kind)->spelling), parts_of(given.front()),
                                          parts_of(given.front()) == 1 ? "" : "s", printable(name), parts),
                              {},
                              {}};
    } else if (parts > 3) {
        return diagnostic{errc::not_found,
                          what.named.from,
                          fmt::format("a name has at most three parts, and `{}` has {}", printable(name), parts),
                          "a part that holds a dot itself stands in backticks",
                          {}};
    }
    std::vector<node_id> found;
    const auto look_up = [&](std::span<const node_kind> among) -> answer<bool> {
        for (const auto kind : among) {
            const auto some = names_.nodes_named(kind, name);
            if (!some) return diagnostic_of(some.error(), what.named.from);
            found.insert(found.end(), some->begin(), some->end());
        }
        return true;
    };
    if (auto done = look_up(kinds); !done) return std::move(done).error();
    constexpr std::array spaces{node_kind::workspace};
    if (found.empty() && why.container && !what.kind && parts == 1)
        if (auto done = look_up(spaces); !done) return std::move(done).error();
    if (what.named.place)
        if (auto kept = keep_scope(found, *what.named.place); !kept) return std::move(kept).error();
    if (!found.empty()) return found;
    std::vector<node_kind> meant(kinds.begin(), kinds.end());
    if (why.action != nullptr) std::erase_if(meant, [&](node_kind kind) { return !applies(why.action->what, kind); });
    return no_such_resource(what, name, meant.empty() ? kinds : std::span<const node_kind>(meant));
}

answer<bound::target> name_resolver::pattern(const ast::resource& what, const purpose& why) {
    using form = ast::name_part::form;
    const auto& parts = what.named.parts;
    const auto star = std::ranges::find_if(parts, [](const auto& part) { return part.how != form::name; });
    const std::span<const ast::name_part> fixed(parts.begin(), star);
    auto base = what;
    base.kind.reset();
    auto found = candidates(base, joined(fixed), fixed.size(), {nullptr, true});
    if (!found) return std::move(found).error();
    if (found->size() > 1)
        return ambiguous(what.named.from, joined(fixed), "resources", *found,
                         "write the metastore before a colon: `metastore:" + joined(fixed) + ".*`");
    return below(what, *std::move(found), static_cast<std::size_t>(star - parts.begin()), why);
}

/// What the parts from the first star on pick below some containers.
answer<bound::target> name_resolver::below(const ast::resource& what, std::vector<node_id> level, std::size_t star,
                                           const purpose& why) {
    using form = ast::name_part::form;
    const auto& parts = what.named.parts;
    for (auto part = parts.begin() + static_cast<std::ptrdiff_t>(star); part != parts.end(); ++part) {
        std::vector<node_id> next;
        for (const auto container : level) {
            const auto below =
                part->how == form::double_star ? facts_.descendants_of(container) : facts_.children_of(container);
            for (const auto node : below) {
                if (part->how == form::name) {
                    const auto name = names_.name_of(node);
                    if (!name) return diagnostic_of(name.error(), what.named.from);
                    if (!same_word(last_part(*name), part->word.text)) continue;
                }
                next.push_back(node);
            }
        }
        level = std::move(next);
    }
    bound::target made{{}, true, print(what)};
    std::unordered_set<node_id> seen; // `**` may meet a node twice
    for (const auto node : level) {
        const auto kind = facts_.kind_of(node);
        if (what.kind && kind != (*what.kind)->kind && kind != hive_kind_of((*what.kind)->kind)) continue;
        if (why.action != nullptr && !applies(why.action->what, kind)) continue;
        if (what.kind && (*what.kind)->views_only) {
            const auto view = is_view(node);
            if (!view) return view.error();
            if (!*view) continue;
        }
        if (seen.insert(node).second) made.nodes.push_back(node);
    }
    return made;
}

answer<bound::target> name_resolver::resource(const ast::resource& what, const purpose& why) {
    using form = ast::resource::form;
    if (what.how == form::path) return path(what, why);
    if (what.how == form::metastore) return metastore(what);
    if (names_hive(what)) return hive(what, why);
    if (what.kind && (*what.kind)->principal) return principal_as_resource(what, why);
    if (names_object(what, why)) {
        auto made = object(what, why);
        if (made || what.kind || why.action == nullptr || made.error().code != errc::not_found) return made;
        // Perhaps it is something that the action is never asked of.
        const auto name = joined(what.named.parts);
        if (is_pattern(what.named)) return made;
        const auto other = candidates(what, name, what.named.parts.size(), {});
        if (!other || other->empty()) return made;
        return wrong_kind(what.from, *why.action, facts_.kind_of(other->front()));
    }
    if (is_pattern(what.named)) return pattern(what, why);

    const auto& parts = what.named.parts;
    const auto name = joined(parts);
    std::vector<node_id> found;
    if (parts.size() == 1 && parts.front().word.is_id) {
        auto some = names_.nodes_with_id(name);
        if (!some) return diagnostic_of(some.error(), what.named.from);
        found = *std::move(some);
        if (what.kind) std::erase_if(found, [&](node_id id) { return facts_.kind_of(id) != (*what.kind)->kind; });
        if (found.empty())
            return diagnostic{errc::not_found, what.named.from, fmt::format("nothing has the id `#{}`", name), {}, {}};
    } else {
        // Text may hold a whole dotted name; its dots count.
        const auto dots = what.named.is_string ? static_cast<std::size_t>(std::ranges::count(name, '.')) : 0;
        auto some = candidates(what, name, parts.size() + dots, why);
        if (!some) return std::move(some).error();
        found = *std::move(some);
    }
    if (why.action != nullptr) {
        const auto first = found.front();
        std::erase_if(found, [&](node_id id) { return !applies(why.action->what, facts_.kind_of(id)); });
        if (found.empty()) return wrong_kind(what.from, *why.action, facts_.kind_of(first));
    }
    if (what.kind && (*what.kind)->views_only) {
        const auto view = is_view(found.front());
        if (!view) return view.error();
        if (!*view)
            return diagnostic{
                errc::not_found, what.from, fmt::format("`{}` is a table, not a view", printable(name)), {}, {}};
    }
    if (found.size() > 1) {
        const auto kind = facts_.kind_of(found.front());
        const bool one_kind = std::ranges::all_of(found, [&](node_id id) { return facts_.kind_of(id) == kind; });
        auto hint = one_kind
                        ? fmt::format("write its metastore before a colon: `metastore:{}`", spelled_dotted_name(name))
                        : fmt::format("write `{} {}`", spelling_of(kind), spelled_dotted_name(name));
        return ambiguous(what.named.from, name, "resources", found, std::move(hint));
    }
    return bound::target{std::move(found), false, print(what)};
}

} // namespace canreach::query::detail
