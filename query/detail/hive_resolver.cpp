// Things of Hive metastores: `hive_metastore.sales.orders`, with the workspace before a colon, in FROM, or nowhere
// (then all that have one of this name are meant), `ANY FILE`, `ANONYMOUS FUNCTION`.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "query/detail/name_resolver.hpp"
#include "query/detail/wrong_kind.hpp"
#include "query/object_kinds.hpp"
#include "query/printer.hpp"
#include "query/spelling.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

constexpr std::string_view catalog_word = "hive_metastore";
constexpr std::array one_part{node_kind::hive_catalog};
constexpr std::array two_parts{node_kind::hive_schema};
constexpr std::array three_parts{node_kind::hive_table, node_kind::hive_function};

std::span<const node_kind> kinds_of_shape(std::size_t parts) {
    return parts == 1   ? std::span<const node_kind>(one_part)
           : parts == 2 ? std::span<const node_kind>(two_parts)
                        : three_parts;
}

} // namespace

bool names_hive(const ast::resource& what) {
    using form = ast::resource::form;
    if (what.how == form::any_file || what.how == form::anonymous_function) return true;
    return what.how == form::named && !what.named.parts.empty() &&
           (what.named.is_string ? ascii_lower(what.named.parts.front().word.text).starts_with(catalog_word)
                                 : same_word(what.named.parts.front().word.text, catalog_word));
}

node_id name_resolver::workspace_of(node_id node) const {
    auto at = node;
    while (at != no_node && facts_.kind_of(at) != node_kind::workspace) at = facts_.parent_of(at);
    return at;
}

/// The workspaces that the name may be of; empty = any.
answer<std::vector<node_id>> name_resolver::hive_workspaces(const ast::resource& what, const purpose& why) {
    if (what.named.place) return workspaces({*what.named.place});
    return std::vector<node_id>(why.from.begin(), why.from.end());
}

answer<std::vector<node_id>> name_resolver::hive_named(const ast::resource& what, std::span<const node_kind> kinds,
                                                       std::string_view name, std::span<const node_id> within) {
    std::vector<node_id> found;
    for (const auto kind : kinds) {
        if (name.empty()) { // there is one of its kind in a workspace
            for (const auto id : facts_.nodes_of_kind(kind)) found.push_back(id);
            continue;
        }
        const auto some = names_.nodes_named(kind, name);
        if (!some) return diagnostic_of(some.error(), what.named.from);
        found.insert(found.end(), some->begin(), some->end());
    }
    if (!within.empty())
        std::erase_if(found, [&](node_id id) { return std::ranges::find(within, workspace_of(id)) == within.end(); });
    return found;
}

diagnostic name_resolver::no_such_hive_thing(const ast::resource& what, std::string_view name,
                                             std::span<const node_kind> kinds, std::span<const node_id> within) {
    std::string places;
    for (const auto id : within) {
        const auto place = names_.name_of(id);
        places += fmt::format("{}{}", places.empty() ? " in workspace " : ", ", place ? printable(*place) : "?");
    }
    std::string nouns;
    for (const auto kind : kinds) nouns += fmt::format("{}{}", nouns.empty() ? "" : " or ", noun_of(kind));
    diagnostic made{errc::not_found, what.from, {}, {}, {}};
    made.message = name.empty() ? fmt::format("nothing is known of a {}{}", nouns, places)
                                : fmt::format("no {} is named `{}`{}", nouns, printable(name), places);
    if (!name.empty()) made.hint = near(name, kinds);
    bool listed = false;
    for (const auto id : facts_.nodes_of_kind(node_kind::hive_catalog))
        listed = listed || within.empty() || std::ranges::find(within, workspace_of(id)) != within.end();
    if (!listed)
        made.notes.emplace_back("the account file holds nothing of that Hive metastore: it may not have been read");
    note_unread_hive(made, name, kinds, within);
    return made;
}

diagnostic name_resolver::not_one(const ast::resource& what, const bound::target& found, std::string_view question) {
    const auto starred = [](const ast::name_part& part) { return part.how != ast::name_part::form::name; };
    if (!names_hive(what) || std::ranges::any_of(what.named.parts, starred))
        return {errc::bad_input,
                what.from,
                fmt::format("`{}` asks about one resource, and this is a pattern", question),
                {},
                {}};
    std::string places;
    std::string first;
    for (const auto id : found.nodes) {
        const auto place = names_.name_of(workspace_of(id));
        if (!place) continue;
        if (first.empty()) first = *place;
        places += fmt::format("{}{}", places.empty() ? "" : ", ", printable(*place));
    }
    diagnostic made{
        errc::bad_input,
        what.from,
        fmt::format("`{}` asks about one resource, and several workspaces have this one: {}", question, places),
        {},
        {}};
    made.hint = fmt::format("name its workspace: `FROM {}`", spelled_name(first));
    std::string name;
    for (const auto& part : what.named.parts)
        name += fmt::format("{}{}", name.empty() ? "" : ".", spelled_name(part.word.text));
    if (!name.empty()) made.hint += fmt::format(", or `{}:{}`", spelled_name(first), name);
    return made;
}

answer<bound::target> name_resolver::hive(const ast::resource& what, const purpose& why) {
    using form = ast::resource::form;
    using part_form = ast::name_part::form;
    auto within = hive_workspaces(what, why);
    if (!within) return std::move(within).error();

    // What stands before the first star, without `hive_metastore` itself.
    std::vector<std::string> words;
    std::size_t star = 0;
    if (what.how == form::named && what.named.is_string) {
        const auto& text = what.named.parts.front().word.text;
        for (std::size_t at = 0; at <= text.size();) {
            const auto dot = std::min(text.find('.', at), text.size());
            words.push_back(text.substr(at, dot - at));
            at = dot + 1;
        }
        star = 1;
    } else if (what.how == form::named) {
        for (; star < what.named.parts.size() && what.named.parts[star].how == part_form::name; ++star)
            words.push_back(what.named.parts[star].word.text);
    }
    std::string name;
    for (std::size_t i = 1; i < words.size(); ++i) name += (name.empty() ? "" : ".") + words[i];

    std::array<node_kind, 1> given{node_kind::other};
    std::span<const node_kind> kinds = given;
    const bool pattern = what.how == form::named && star < what.named.parts.size();
    if (what.how == form::named) {
        if (words.size() > 3)
            return diagnostic{errc::not_found,
                              what.named.from,
                              fmt::format("a name in Hive has at most three parts, and `{}` has {}",
                                          printable(std::string(catalog_word) + "." + name), words.size()),
                              "a part that holds a dot itself stands in backticks",
                              {}};
        kinds = kinds_of_shape(words.size());
        if (what.kind && !pattern) {
            const auto kind = hive_kind_of((*what.kind)->kind);
            if (!kind || std::ranges::find(kinds, *kind) == kinds.end())
                return diagnostic{
                    errc::not_found,
                    what.from,
                    fmt::format("a Hive metastore has no {} of that name", ascii_lower((*what.kind)->spelling)),
                    {},
                    {}};
            given = {*kind};
            kinds = given;
        }
    } else {
        given = {what.how == form::any_file ? node_kind::any_file : node_kind::anonymous_function};
    }
    auto found = hive_named(what, kinds, name, *within);
    if (!found) return std::move(found).error();
    if (found->empty()) return no_such_hive_thing(what, name, kinds, *within);
    if (pattern) return below(what, *std::move(found), star, why);
    if (why.action != nullptr) {
        const auto first = found->front();
        std::erase_if(*found, [&](node_id id) { return !applies(why.action->what, facts_.kind_of(id)); });
        if (found->empty()) return wrong_kind(what.from, *why.action, facts_.kind_of(first));
    }
    if (what.kind && (*what.kind)->views_only)
        for (const auto id : *found) {
            const auto view = is_view(id);
            if (!view) return view.error();
            if (!*view)
                return diagnostic{
                    errc::not_found, what.from, fmt::format("`{}` is a table, not a view", printable(name)), {}, {}};
        }
    // One row a workspace, where no workspace is named.
    const bool several = found->size() > 1;
    return bound::target{*std::move(found), several, print(what)};
}

} // namespace canreach::query::detail
