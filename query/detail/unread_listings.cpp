// What may hold a name that nothing read answers to: listings that were not read completely (rule K1).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "query/cell_words.hpp"
#include "query/detail/listings_of_kinds.hpp"
#include "query/detail/name_resolver.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

constexpr std::size_t max_unread_notes = 3;

bool lists_one_of(const source_gap& gap, std::span<const node_kind> kinds) {
    return std::ranges::any_of(kinds, [&](node_kind kind) { return may_list(gap.family, kind); });
}

/// Whether `name` lies below `container`, with `separator` between them.
bool is_below(std::string_view name, std::string_view container, char separator) {
    return name.size() > container.size() && name[container.size()] == separator &&
           same_word(name.substr(0, container.size()), container);
}

/// Kinds that the levels of a dotted name have, besides those of its last part.
std::vector<node_kind> with_levels_above(std::string_view name, std::span<const node_kind> kinds, bool hive) {
    std::vector<node_kind> made(kinds.begin(), kinds.end());
    const auto dots = std::ranges::count(name, '.');
    if (dots > 0 && !hive) made.push_back(node_kind::catalog);
    if (dots > (hive ? 0 : 1)) made.push_back(hive ? node_kind::hive_schema : node_kind::schema);
    return made;
}

} // namespace

void name_resolver::note_unread(diagnostic& to, const may_hold& test) {
    std::size_t notes = 0;
    for (const auto& gap : facts_.gaps()) {
        if (gap.part != node_part::children || notes == max_unread_notes || !test(gap)) continue;
        const auto about = names_.describe(gap.about);
        if (!about) continue;
        const coverage_note note{
            {gap.about, about->name, std::string(word_of(about->key.kind)), about->key.id, about->scope_name},
            std::string(name_of(gap.part)),
            std::string(name_of(gap.how)),
            gap.family,
            gap.reason};
        to.notes.push_back(fmt::format("{} were not read completely: {}", unread_part(note),
                                       gap.reason.empty() ? std::string(name_of(gap.how)) : printable(gap.reason)));
        ++notes;
    }
}

bool name_resolver::known(std::string_view name, node_kind kind) {
    const auto found = names_.nodes_named(kind, name);
    return found && !found->empty();
}

void name_resolver::note_unread_securables(diagnostic& to, std::string_view name, std::span<const node_kind> kinds) {
    const auto wanted = with_levels_above(name, kinds, false);
    const auto catalog = name.substr(0, name.find('.'));
    const bool in_catalog = catalog.size() < name.size();
    const bool catalog_known = in_catalog && known(catalog, node_kind::catalog);
    note_unread(to, [&](const source_gap& gap) {
        const auto kind = facts_.kind_of(gap.about);
        constexpr std::array above{node_kind::workspace, node_kind::metastore};
        if (kind == node_kind::account) return !catalog_known && lists_one_of(gap, above);
        if (kind == node_kind::metastore) return !catalog_known && lists_one_of(gap, wanted);
        if (family_of(kind) != kind_family::unity || !lists_one_of(gap, wanted)) return false;
        const auto container = names_.name_of(gap.about);
        if (!container || !is_below(name, *container, '.')) return false;
        // A schema that is known was listed, whatever else of its catalog was not.
        const auto next = name.find('.', container->size() + 1);
        return next == std::string_view::npos || !known(name.substr(0, next), node_kind::schema);
    });
}

void name_resolver::note_unread_objects(diagnostic& to, std::string_view name, std::span<const node_kind> kinds,
                                        std::span<const node_id> spaces) {
    note_unread(to, [&](const source_gap& gap) {
        const auto kind = facts_.kind_of(gap.about);
        constexpr std::array above{node_kind::workspace};
        if (kind == node_kind::account) return spaces.empty() && lists_one_of(gap, above);
        const bool within = spaces.empty() || std::ranges::find(spaces, workspace_of(gap.about)) != spaces.end();
        if (!within || !lists_one_of(gap, kinds)) return false;
        if (kind == node_kind::workspace) return true;
        const auto folder = names_.name_of(gap.about);
        return family_of(kind) == kind_family::object && folder && is_below(name, *folder, '/');
    });
}

void name_resolver::note_unread_hive(diagnostic& to, std::string_view name, std::span<const node_kind> kinds,
                                     std::span<const node_id> within) {
    const auto wanted = with_levels_above(name, kinds, true);
    note_unread(to, [&](const source_gap& gap) {
        const auto kind = facts_.kind_of(gap.about);
        constexpr std::array above{node_kind::workspace};
        if (kind == node_kind::account) return within.empty() && lists_one_of(gap, above);
        if (family_of(kind) != kind_family::hive || !lists_one_of(gap, wanted)) return false;
        if (!within.empty() && std::ranges::find(within, workspace_of(gap.about)) == within.end()) return false;
        const auto schema = names_.name_of(gap.about);
        return kind == node_kind::hive_catalog || (schema && is_below(name, *schema, '.'));
    });
}

void name_resolver::note_unread_principals(diagnostic& to, std::span<const node_kind> kinds) {
    note_unread(to, [&](const source_gap& gap) {
        const auto kind = facts_.kind_of(gap.about);
        return (kind == node_kind::account || kind == node_kind::workspace || kind == node_kind::metastore) &&
               lists_one_of(gap, kinds);
    });
}

} // namespace canreach::query::detail
