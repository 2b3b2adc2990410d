#include "report/picture.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "query/cell_words.hpp"
#include "query/result_table.hpp"
#include "report/dialect.hpp"
#include "report/numbers.hpp"

namespace canreach::report {
namespace {

using graph::verdict;
using query::node_cell;
using query::result_table;

/// More of one kind that come the same way are one box.
constexpr std::size_t shown_apart = 6;
/// With more boxes than this on one side more is told together.
constexpr std::size_t layer_limit = 24;
/// Of more ways to one end the first are shown.
constexpr std::size_t ways_apart = 5;
constexpr std::string_view directly = "direct";

const result_table* section_of(const audit::dossier& what, std::string_view id) {
    const auto found = std::ranges::find(what.sections, id, &audit::section::id);
    // What changed since a snapshot is no picture of what is.
    if (found == what.sections.end() || query::column_named(found->table, "change")) return nullptr;
    return &found->table;
}

/// A row about access: to whom or what, by which ways.
struct flow {
    node_cell end; ///< of several things told together their kind, and in place of a name what they lie in
    std::vector<std::string> via;
    verdict how = verdict::yes;
    std::size_t count = 1;
};

std::vector<std::string> shortened(std::vector<std::string> ways) {
    if (ways.size() <= ways_apart) return ways;
    const auto more = ways.size() - ways_apart + 1;
    ways.resize(ways_apart - 1);
    ways.push_back(fmt::format("{} more ways", grouped(more)));
    return ways;
}

/// A row of several things (query/folding.hpp).
void read_group(const result_table& table, std::string_view lead, const std::vector<query::cell>& row, flow& into) {
    const auto at = [&](const std::string& name) -> const query::cell& {
        return row[query::column_named(table, name).value_or(0)];
    };
    if (const auto* number = std::get_if<std::int64_t>(&at("count"))) into.count = static_cast<std::size_t>(*number);
    into.end.kind = query::text_of(at(fmt::format("{}.kind", lead)));
    if (const auto* place = std::get_if<node_cell>(&at("within")))
        into.end.scope = place->kind == word_of(node_kind::hive_catalog) ? place->scope : place->name;
}

/// Rows with a node under `<lead>.name`; those without ways have none.
std::vector<flow> flows_of(const result_table& table, std::string_view lead) {
    const auto name = query::column_named(table, fmt::format("{}.name", lead));
    const auto via = query::column_named(table, "via");
    const auto how = query::column_named(table, "verdict");
    std::vector<flow> made;
    if (!name) return made;
    for (const auto& row : table.rows) {
        flow one;
        if (const auto* node = std::get_if<node_cell>(&row[*name]))
            one.end = *node;
        else if (!table.folded)
            continue;
        else
            read_group(table, lead, row, one);
        if (via)
            if (const auto* ways = std::get_if<std::vector<std::string>>(&row[*via])) one.via = shortened(*ways);
        if (how)
            if (const auto* sure = std::get_if<verdict>(&row[*how])) one.how = *sure;
        made.push_back(std::move(one));
    }
    return made;
}

/// As a reader calls a kind: `workspace`, `service principal`, `view`.
std::string noun(std::string_view word) {
    return std::string(query::noun_of_word(word));
}

std::string plural(std::string_view kind, std::size_t count) {
    const bool hissing = kind.ends_with('s') || kind.ends_with('x') || kind.ends_with("ch");
    const bool ends_in_y = kind.ends_with("ry") || kind.ends_with("cy") || kind.ends_with("ty");
    const auto stem = ends_in_y ? kind.substr(0, kind.size() - 1) : kind;
    return fmt::format("{} {}{}", grouped(count), stem, count == 1 ? "" : ends_in_y ? "ies" : hissing ? "es" : "s");
}

/// Where a node lies, as a reader sorts it: its catalog, its workspace, or nothing.
std::string place_of(const node_cell& node) {
    const auto dot = node.name.find('.');
    const bool dotted = node.kind == "table" || node.kind == "view" || node.kind == "schema" || node.kind == "volume" ||
                        node.kind == "function" || node.kind == "model";
    if (node.name.empty()) return node.scope; // several
    if (dotted && dot != std::string::npos) return node.name.substr(0, dot);
    return node.kind == "catalog" ? node.name : node.scope;
}

/// Things of one name in two workspaces are two.
std::string note_of(const node_cell& node) {
    const bool scoped = !node.scope.empty() && place_of(node) == node.scope;
    return scoped ? fmt::format("{} of {}", noun(node.kind), node.scope) : noun(node.kind);
}

class builder {
public:
    explicit builder(std::string title) { made_.title = std::move(title); }

    std::size_t box(picture_box what) {
        const auto found = std::ranges::find(made_.boxes, what);
        if (found != made_.boxes.end()) return static_cast<std::size_t>(found - made_.boxes.begin());
        made_.boxes.push_back(std::move(what));
        return made_.boxes.size() - 1;
    }
    void arrow(std::size_t from, std::size_t to) { arrows_.emplace(from, to); }

    picture done() {
        made_.arrows.assign(arrows_.begin(), arrows_.end());
        return std::move(made_);
    }

private:
    picture made_;
    std::set<std::pair<std::size_t, std::size_t>> arrows_;
};

/// Ends that come the same way, by what is told together: ways, place, kind. How sure they are is the least of them.
using bundle_key = std::tuple<std::vector<std::string>, std::string, std::string>;
using bundles = std::map<bundle_key, std::vector<const flow*>>;

/// How much is told together.
struct grain {
    std::size_t apart;      ///< so many ends of a bundle are boxes of their own
    bool by_kind, by_place; ///< what parts bundles
};
constexpr std::array grains{grain{shown_apart, true, true}, grain{1, true, true}, grain{1, false, true},
                            grain{1, false, false}};

bundles bundled(const std::vector<flow>& flows, bool with_places, const grain& how) {
    bundles made;
    for (const auto& one : flows)
        made[{one.via, with_places && how.by_place ? place_of(one.end) : std::string{},
              how.by_kind ? one.end.kind : std::string{}}]
            .push_back(&one);
    return made;
}

std::size_t size_of(const std::vector<const flow*>& ends) {
    std::size_t all = 0;
    for (const auto* one : ends) all += one->count;
    return all;
}

/// The largest bundles, and one for all others.
void keep_largest(bundles& all) {
    std::vector<bundles::iterator> by_size;
    for (auto at = all.begin(); at != all.end(); ++at) by_size.push_back(at);
    std::ranges::stable_sort(by_size, std::greater{}, [](const auto& at) { return size_of(at->second); });
    std::vector<const flow*> rest;
    for (std::size_t i = layer_limit - 1; i < by_size.size(); ++i) {
        rest.insert(rest.end(), by_size[i]->second.begin(), by_size[i]->second.end());
        all.erase(by_size[i]);
    }
    all[{{"other ways"}, {}, {}}] = std::move(rest);
}

/// Whether the ends of a bundle are boxes of their own.
bool stand_apart(const std::vector<const flow*>& ends, std::size_t apart) {
    return ends.size() <= apart && size_of(ends) == ends.size();
}

std::size_t box_count(const bundles& all, std::size_t apart) {
    std::size_t boxes = 0;
    for (const auto& [key, ends] : all) boxes += stand_apart(ends, apart) ? ends.size() : 1;
    return boxes;
}

/// The boxes of a bundle: each end by itself, or one for all.
std::vector<picture_box> boxes_of(const bundle_key& key, const std::vector<const flow*>& ends, std::size_t layer,
                                  std::size_t apart) {
    const auto& [via, place, kind] = key;
    std::vector<picture_box> made;
    if (stand_apart(ends, apart)) {
        for (const auto* one : ends) made.push_back({one->end.name, note_of(one->end), layer, one->how, false});
        return made;
    }
    const bool sure = std::ranges::all_of(ends, [](const flow* one) { return one->how == verdict::yes; });
    made.push_back({plural(kind.empty() ? "resource" : noun(kind), size_of(ends)),
                    place.empty() ? std::string{} : "in " + place, layer, sure ? verdict::yes : verdict::unknown,
                    true});
    return made;
}

/// Joins the box of an end to what it comes by.
using joining = std::function<void(const std::vector<std::string>& via, std::size_t end)>;

/// Boxes for the ends of flows, few enough to be looked at. `with_places`: they are told apart by where they lie.
void add_ends(builder& into, const std::vector<flow>& flows, bool with_places, std::size_t layer, const joining& join) {
    const auto* how = &grains.front();
    auto all = bundled(flows, with_places, *how);
    while (box_count(all, how->apart) > layer_limit && how != &grains.back()) all = bundled(flows, with_places, *++how);
    const auto apart = how->apart;
    if (box_count(all, apart) > layer_limit) keep_largest(all);
    for (const auto& [key, ends] : all)
        for (auto& box : boxes_of(key, ends, layer, apart)) join(std::get<0>(key), into.box(std::move(box)));
}

/// Ends on one side, the subject on the other, ways between: `outwards` from the subject to the ends.
void add_flows(builder& into, const std::vector<flow>& flows, std::size_t subject, bool outwards,
               std::size_t ways_layer, std::size_t ends_layer) {
    const auto connect = [&](std::size_t near, std::size_t far) {
        outwards ? into.arrow(near, far) : into.arrow(far, near);
    };
    add_ends(into, flows, outwards, ends_layer, [&](const std::vector<std::string>& via, std::size_t end) {
        if (via.empty()) connect(subject, end);
        for (const auto& way : via) {
            if (way == directly) {
                connect(subject, end);
                continue;
            }
            const auto middle = into.box({way, "", ways_layer, verdict::yes, false});
            connect(subject, middle);
            connect(middle, end);
        }
    });
}

picture of_resource(const audit::dossier& what, const result_table& who) {
    builder made(fmt::format("Who reaches {}", what.subject));
    const auto subject = made.box({what.subject, "", 2, verdict::yes, false});
    add_flows(made, flows_of(who, "principal"), subject, false, 1, 0);
    return made.done();
}

picture of_principal(const audit::dossier& what, const result_table& effective, const result_table* members) {
    builder made(fmt::format("What {} can do now", what.subject));
    const std::size_t first = members == nullptr ? 0 : 1;
    const auto subject = made.box({what.subject, "", first, verdict::yes, false});
    if (members != nullptr) add_flows(made, flows_of(*members, "principal"), subject, false, 0, 0);
    add_flows(made, flows_of(effective, "resource"), subject, true, first + 1, first + 2);
    return made.done();
}

/// A row of a comparison: which of the two it belongs to, in the place of the way.
std::vector<flow> compared_flows(const result_table& table, std::string_view lead) {
    auto flows = flows_of(table, lead);
    const auto side = query::column_named(table, "side");
    if (!side || flows.size() != table.rows.size()) return {};
    for (std::size_t i = 0; i < flows.size(); ++i) flows[i].via = {query::text_of(table.rows[i][*side])};
    return flows;
}

/// Both on the left, what each has on the right; what both have, but not the same of it, is told apart.
picture of_comparison(const audit::dossier& what, const result_table& table, std::string_view lead) {
    const auto fact = [&](std::string_view name) {
        const auto found = std::ranges::find(what.facts, name, &std::pair<std::string, std::string>::first);
        return found == what.facts.end() ? std::string(name) : found->second;
    };
    builder made(fmt::format("{}: what each has", what.subject));
    const auto first = made.box({fact("first"), "", 0, verdict::yes, false});
    const auto second = made.box({fact("second"), "", 0, verdict::yes, false});
    const std::string differing = "differently";
    add_ends(made, compared_flows(table, lead), true, 2, [&](const std::vector<std::string>& via, std::size_t end) {
        const std::string_view side = via.empty() ? std::string_view{} : std::string_view(via.front());
        auto to = end;
        if (side == "differ") {
            to = made.box({differing, "", 1, verdict::yes, false});
            made.arrow(to, end);
        }
        if (side != "second") made.arrow(first, to);
        if (side != "first") made.arrow(second, to);
    });
    return made.done();
}

std::string drawn_picture(const picture& what, const dialect& in) {
    std::string text(in.head);
    for (std::size_t i = 0; i < what.boxes.size(); ++i)
        text += in.box(i, what.boxes[i].text, what.boxes[i].note, what.boxes[i].how);
    for (const auto& [from, to] : what.arrows) text += in.arrow_between(from, to);
    return text.append(in.tail);
}

} // namespace

std::optional<picture> picture_of(const audit::dossier& what) {
    if (what.audit == "resource") {
        const auto* who = section_of(what, "who");
        if (who != nullptr && !who->rows.empty()) return of_resource(what, *who);
    }
    const bool group = what.audit == "group";
    if (what.audit == "compare")
        for (const auto& [section, lead] : {std::pair{"access", "resource"}, std::pair{"groups", "group"}})
            if (const auto* table = section_of(what, section); table != nullptr && !table->rows.empty())
                return of_comparison(what, *table, lead);
    if (what.audit == "principal" || what.audit == "offboard" || group) {
        const auto* effective = section_of(what, "effective");
        const auto* members = group ? section_of(what, "direct_members") : nullptr;
        if (effective != nullptr && (!effective->rows.empty() || (members != nullptr && !members->rows.empty())))
            return of_principal(what, *effective, members);
    }
    return std::nullopt;
}

std::string render_dot(const picture& what) {
    return drawn_picture(what, dot_dialect());
}

std::string render_mermaid(const picture& what) {
    return drawn_picture(what, mermaid_dialect());
}

} // namespace canreach::report
