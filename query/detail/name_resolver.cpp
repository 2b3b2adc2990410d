#include "query/detail/name_resolver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "graph/operations.hpp"
#include "query/near.hpp"
#include "query/spelling.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

constexpr std::size_t max_candidates = 8; ///< listed of an ambiguous name
constexpr std::size_t max_near = 3;

constexpr std::array principal_kinds{node_kind::user, node_kind::service_principal, node_kind::group,
                                     node_kind::recipient};

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string with_article(std::string_view noun) {
    const bool vowel = std::string_view{"aeio"}.find(ascii_lower(noun.front())) != std::string_view::npos;
    return fmt::format("{} {}", vowel ? "an" : "a", noun);
}

} // namespace

bool applies(const graph::request& what, node_kind kind) {
    const auto to_kind = [kind](graph::action one) { return graph::applies_to(one, kind); };
    return what.any_of ? std::ranges::any_of(what.actions, to_kind) : std::ranges::all_of(what.actions, to_kind);
}

std::string_view last_part(std::string_view full_name) {
    return full_name.substr(full_name.rfind('.') + 1);
}

std::string name_resolver::near(std::string_view name, std::span<const node_kind> kinds) {
    auto found = names_.near_names(name, kinds, max_near);
    if (!found || found->empty()) return {};
    // Only the nearest ones: a long list of what is further off helps nobody.
    const auto off = [&](const std::string& one) { return words_apart(name, one, name.size() + one.size()); };
    const auto best = off(*std::ranges::min_element(*found, {}, off));
    std::erase_if(*found, [&](const std::string& one) { return off(one) > best; });
    std::string list;
    for (std::size_t i = 0; i < found->size(); ++i) {
        if (i > 0) list += i + 1 == found->size() ? " or " : ", ";
        list += fmt::format("`{}`", printable((*found)[i]));
    }
    return fmt::format("did you mean {}?", list);
}

diagnostic name_resolver::ambiguous(span where, std::string_view name, std::string_view plural,
                                    std::span<const node_id> found, std::string hint) {
    diagnostic made{errc::ambiguous,
                    where,
                    fmt::format("`{}` names {} {}", printable(name), found.size(), plural),
                    std::move(hint),
                    {}};
    for (const auto id : found.first(std::min(found.size(), max_candidates))) {
        const auto node = names_.describe(id);
        if (!node) return diagnostic_of(node.error(), where);
        std::string note =
            fmt::format("{:<17} {}", noun_of(node->key.kind, is_view_subtype(node->subtype)), printable(node->name));
        if (is_number(node->key.id))
            note += fmt::format("   #{}", node->key.id);
        else if (family_of(node->key.kind) == kind_family::object && node->key.id != node->name)
            note += fmt::format("   {}", spelled_name(node->key.id));
        if (!node->scope_name.empty())
            note +=
                fmt::format("   ({} {})", family_of(node->key.kind) == kind_family::unity ? "metastore" : "workspace",
                            printable(node->scope_name));
        made.notes.push_back(std::move(note));
    }
    if (found.size() > max_candidates)
        made.notes.push_back(fmt::format("… and {} more", found.size() - max_candidates));
    return made;
}

diagnostic name_resolver::no_such_principal(const ast::principal& what) {
    diagnostic made{errc::not_found, what.who.from, {}, {}, {}};
    const auto noun = what.kind ? noun_of((*what.kind)->kind) : std::string_view{"principal"};
    if (what.who.is_id) {
        made.message = fmt::format("no {} has the id `#{}`", noun, what.who.text);
        return made;
    }
    made.message = fmt::format("no {} is named `{}`", noun, printable(what.who.text));
    std::vector<node_kind> kinds(principal_kinds.begin(), principal_kinds.end());
    if (what.kind) kinds = {(*what.kind)->kind};
    made.hint = near(what.who.text, kinds);
    note_unread_principals(made, kinds);
    return made;
}

answer<bound::principal> name_resolver::principal(const ast::principal& what, std::span<const node_id> from) {
    const span where = what.who.from;
    auto list = what.who.is_id ? names_.nodes_with_id(what.who.text) : names_.principals_named(what.who.text);
    if (!list) return diagnostic_of(list.error(), where);
    auto& found = *list;
    std::erase_if(found, [&](node_id id) { return !is_principal(facts_.kind_of(id)); });
    const auto all = found;
    if (what.kind) std::erase_if(found, [&](node_id id) { return facts_.kind_of(id) != (*what.kind)->kind; });
    if (found.empty() && !all.empty())
        return diagnostic{errc::not_found,
                          what.from,
                          fmt::format("`{}` is {}, not {}", printable(what.who.text),
                                      with_article(noun_of(facts_.kind_of(all.front()))),
                                      with_article(noun_of((*what.kind)->kind))),
                          {},
                          {}};
    if (found.empty()) return no_such_principal(what);
    if (found.size() > 1) {
        // A grantee that nothing answers to gives way to one that exists.
        const auto resolved = [&](node_id id) { return !facts_.flags_of(id).has(node_flag::unresolved); };
        if (std::ranges::any_of(found, resolved)) std::erase_if(found, [&](node_id id) { return !resolved(id); });
    }
    if (found.size() > 1 && !from.empty()) {
        std::vector<node_id> inside;
        for (const auto id : found) {
            const auto node = names_.describe(id);
            if (!node) return diagnostic_of(node.error(), where);
            for (const auto workspace : from) {
                const auto place = names_.describe(workspace);
                if (!place) return diagnostic_of(place.error(), where);
                if (!node->key.scope.empty() && node->key.scope == place->key.id) inside.push_back(id);
            }
        }
        if (inside.size() == 1) found = std::move(inside);
    }
    if (found.size() > 1) {
        const auto node = names_.describe(found.front());
        if (!node) return diagnostic_of(node.error(), where);
        bool one_kind = true;
        for (const auto id : found) one_kind = one_kind && facts_.kind_of(id) == facts_.kind_of(found.front());
        std::string hint;
        if (!one_kind && spelling_of(node->key.kind).size() > 0)
            hint = fmt::format("write `{} {}`", ascii_lower(spelling_of(node->key.kind)), spelled_name(node->name));
        if (is_number(node->key.id)) hint += fmt::format("{}`#{}`", hint.empty() ? "write " : ", or ", node->key.id);
        if (hint.empty()) hint = "name its workspace with `FROM`";
        return ambiguous(where, what.who.text, "principals", found, std::move(hint));
    }
    auto name = names_.name_of(found.front());
    if (!name) return diagnostic_of(name.error(), where);
    return bound::principal{found.front(), facts_.kind_of(found.front()), *std::move(name)};
}

answer<std::vector<node_id>> name_resolver::workspaces(const std::vector<ast::name>& list) {
    std::vector<node_id> made;
    for (const auto& one : list) {
        auto found = one.is_id ? names_.nodes_with_id(one.text) : names_.nodes_named(node_kind::workspace, one.text);
        if (found && found->empty() && !one.is_id) found = names_.nodes_with_id(one.text);
        if (!found) return diagnostic_of(found.error(), one.from);
        std::erase_if(*found, [&](node_id id) { return facts_.kind_of(id) != node_kind::workspace; });
        if (found->empty()) {
            auto hint = near(one.text, std::array{node_kind::workspace});
            if (hint.empty()) hint = "`canreach workspaces` lists them";
            return diagnostic{errc::not_found,
                              one.from,
                              fmt::format("no workspace is named `{}`", printable(one.text)),
                              std::move(hint),
                              {}};
        }
        if (found->size() > 1) {
            const auto node = names_.describe(found->front());
            if (!node) return diagnostic_of(node.error(), one.from);
            return ambiguous(one.from, one.text, "workspaces", *found, fmt::format("write `#{}`", node->key.id));
        }
        if (std::ranges::find(made, found->front()) == made.end()) made.push_back(found->front());
    }
    return made;
}

} // namespace canreach::query::detail
