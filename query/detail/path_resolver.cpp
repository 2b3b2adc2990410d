// Paths: which securables open them (rules S1–S6), or what is said where none does.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "model/storage_path.hpp"
#include "query/detail/name_resolver.hpp"
#include "query/printer.hpp"

namespace canreach::query::detail {
namespace {

using how = graph::path_ruling::how;

constexpr std::size_t max_within = 3; ///< things below a path that are named

void add_once(std::vector<std::string>& to, std::string text) {
    if (std::ranges::find(to, text) == to.end()) to.push_back(std::move(text));
}

} // namespace

answer<std::string> name_resolver::things(const std::vector<node_id>& nodes) {
    std::string list;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto name = names_.name_of(nodes[i]);
        if (!name) return diagnostic_of(name.error());
        list += fmt::format("{}{} {}",
                            i == 0                  ? ""
                            : i + 1 == nodes.size() ? " and "
                                                    : ", ",
                            noun_of(facts_.kind_of(nodes[i])), printable(*name));
    }
    return list;
}

answer<bool> name_resolver::add_ruling(const graph::path_ruling& ruling, bound::target& into) {
    into.nodes.insert(into.nodes.end(), ruling.deciders.begin(), ruling.deciders.end());
    into.gaps.insert(into.gaps.end(), ruling.gaps.begin(), ruling.gaps.end());
    auto because = things(ruling.because);
    if (!because) return std::move(because).error();
    switch (ruling.what) {
    case how::securable:
    case how::location: break;
    case how::free: add_once(into.refusals, "no external location covers the path"); break;
    case how::parent:
        add_once(into.refusals,
                 fmt::format("the path holds {}, and a parent of tables, volumes or models is refused", *because));
        break;
    case how::several:
        add_once(into.refusals, fmt::format("the path is covered by {} at once, and is refused", *because));
        break;
    case how::overlap:
        add_once(into.refusals, fmt::format("{} overlap over the path, and it is refused", *because));
        break;
    case how::managed:
        add_once(into.refusals, "the path lies in managed storage, which is never reached through a location");
        break;
    }
    return true;
}

answer<bound::target> name_resolver::path(const ast::resource& what, const purpose& why) {
    const auto& text = what.named.parts.front().word.text;
    if (why.action == nullptr)
        return diagnostic{errc::bad_input,
                          what.from,
                          "a path can only be read or written",
                          "`CAN … READ PATH '…'`, `WHO CAN WRITE PATH '…'`",
                          {}};
    const auto place = storage_path::parse(text);
    if (!place)
        return diagnostic{errc::bad_input,
                          what.named.from,
                          fmt::format("`{}` is no path: {}", printable(text), place.error().message),
                          {},
                          {}};
    bound::target made{{}, false, print(what), true, {}, {}};
    if (place->how() == storage_path::form::volume) { // S4
        auto found = names_.nodes_named(node_kind::volume, place->volume());
        if (!found) return diagnostic_of(found.error(), what.named.from);
        if (found->empty()) return no_such_resource(what, place->volume(), std::array{node_kind::volume});
        made.nodes = *std::move(found);
        return made;
    }
    bool outside = true; // of Unity Catalog: what ANY FILE opens (H7)
    if (place->how() == storage_path::form::cloud) {
        auto placed = names_.placed_at(*place, max_within);
        if (!placed) return diagnostic_of(placed.error(), what.named.from);
        std::vector<graph::place_on_path> places;
        for (const auto& one : *placed) places.push_back({one.id, one.covers});
        for (const auto& ruling : facts_.rulings_on(places, place->in_managed_storage())) {
            if (auto added = add_ruling(ruling, made); !added) return std::move(added).error();
            outside = outside && ruling.what == how::free;
        }
    } else {
        made.refusals.emplace_back("the path lies outside Unity Catalog, and nothing is known that opens it");
    }
    if (!outside) return made;
    for (const auto node : facts_.nodes_of_kind(node_kind::any_file)) {
        if (!applies(why.action->what, node_kind::any_file)) break;
        auto workspace = facts_.parent_of(node);
        while (workspace != no_node && facts_.kind_of(workspace) != node_kind::workspace)
            workspace = facts_.parent_of(workspace);
        if (why.from.empty() || std::ranges::find(why.from, workspace) != why.from.end()) made.nodes.push_back(node);
    }
    return made;
}

} // namespace canreach::query::detail
