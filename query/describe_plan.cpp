#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "query/planner.hpp"
#include "query/spelling.hpp"

namespace canreach::query {
namespace {

std::string shown(const bound::principal& who) {
    return fmt::format("{} {}", noun_of(who.kind), spelled_name(who.name));
}

std::string shown(const bound::target& what) {
    return what.pattern ? fmt::format("{} ({} resources)", what.shown, what.nodes.size()) : what.shown;
}

std::string shown(const bound::asked& what) {
    auto made = fmt::format("{}, {}", what.shown,
                            what.what.how == graph::mode::granted       ? "granted"
                            : what.what.how == graph::mode::escalatable ? "escalatable"
                                                                        : "effective");
    if (!what.what.from.empty())
        made += fmt::format(", from {} workspace{}", what.what.from.size(), what.what.from.size() == 1 ? "" : "s");
    return made;
}

struct scan_text {
    static std::string except(const std::optional<bound::exclusion>& what) {
        if (!what) return {};
        return fmt::format(", but not {}{}", what->what.shown, what->on ? " on " + shown(*what->on) : std::string{});
    }

    std::string operator()(const bound::can& what) const {
        return fmt::format("check: can {} do {} on {}{}", shown(what.who), shown(what.what), shown(what.on),
                           except(what.but_not));
    }
    std::string operator()(const bound::who_can& what) const {
        std::string kinds;
        for (const auto kind : what.kinds) kinds += fmt::format("{}{}s", kinds.empty() ? "" : " and ", noun_of(kind));
        return fmt::format("reverse: {} that can do {} on {}{}", kinds, shown(what.what), shown(what.on),
                           except(what.but_not));
    }
    std::string operator()(const bound::what_can& what) const {
        std::string kinds;
        for (const auto& kind : what.kinds)
            kinds += fmt::format("{}{}s", kinds.empty() ? "" : " and ", noun_of(kind.kind, kind.views_only));
        if (kinds.empty()) kinds = "resources";
        const auto where =
            what.within ? fmt::format(" {} {}", what.exactly ? "on" : "in", shown(*what.within)) : std::string{};
        return fmt::format("forward: {}{} on which {} can do {}{}", kinds, where, shown(what.who), shown(what.what),
                           except(what.but_not));
    }
    std::string operator()(const bound::workspaces_from& what) const {
        return fmt::format("check: workspaces from which {} can do {} on {}", shown(what.who), shown(what.what),
                           shown(what.on));
    }
    std::string operator()(const bound::rows& what) const {
        return fmt::format("check: workspaces whose rows {} can see in {}", shown(what.who), shown(what.on));
    }
    std::string operator()(const bound::why& what) const {
        return fmt::format("explain: why {} can do {} on {}", shown(what.who), shown(what.what), shown(what.on));
    }
    std::string operator()(const bound::how& what) const {
        return fmt::format("search backwards: how {} can do {} on {}", shown(what.who), shown(what.what),
                           shown(what.on));
    }
    std::string operator()(const bound::identities& what) const {
        return fmt::format("search forwards: identities that {} can act as", shown(what.of));
    }
    std::string operator()(const bound::paths& what) const {
        return fmt::format("search backwards: paths from {} to {}", shown(what.start), shown(what.goal));
    }
    std::string operator()(const bound::grants& what) const {
        return fmt::format("list: grants{}{}", what.to ? " to " + shown(*what.to) : std::string{},
                           what.on ? " on " + shown(*what.on) : std::string{});
    }
    std::string operator()(const bound::membership& what) const {
        constexpr std::string_view nouns[] = {"members", "groups", "workspaces"};
        return fmt::format("list: {}{} of {}", what.direct ? "direct " : "", nouns[static_cast<std::size_t>(what.what)],
                           shown(what.of));
    }
    std::string operator()(const bound::owner& what) const { return fmt::format("list: owner of {}", shown(what.of)); }
    std::string operator()(const bound::owned& what) const {
        return fmt::format("list: objects owned by {}", shown(what.by));
    }
    std::string operator()(const bound::coverage& what) const {
        return fmt::format("list: what was not read{}", what.of ? " of " + shown(*what.of) : std::string{});
    }
    std::string operator()(const bound::prerequisites& what) const {
        return fmt::format("list: what {} on {} needs", shown(what.what), shown(what.on));
    }
    std::string operator()(const bound::abilities& what) const {
        return fmt::format("list: abilities of {} on {}", shown(what.who), shown(what.on));
    }
    std::string operator()(const bound::snapshots& what) const {
        return fmt::format("list: {} snapshots", what.all.size());
    }
    std::string operator()(const bound::compare_groups& what) const {
        return fmt::format("compare: groups of {} with those of {}", shown(what.first), shown(what.second));
    }
    std::string operator()(const bound::compare_access& what) const {
        return fmt::format("compare: actions of {} with those of {}{}", shown(what.first), shown(what.second),
                           what.within ? fmt::format(" {} {}", what.exactly ? "on" : "in", shown(*what.within))
                                       : std::string{});
    }
};

struct step_text {
    const plan::step& of;

    std::string operator()(const plan::scan& what) const { return std::visit(scan_text{}, what.what); }
    std::string operator()(const plan::combine& what) const {
        constexpr std::string_view names[] = {"union", "except", "intersect"};
        std::string text = "combine:";
        for (const auto one : what.operators) text += fmt::format(" {}", names[static_cast<std::size_t>(one)]);
        return text;
    }
    std::string operator()(const plan::filter& what) const { return "where " + what.shown; }
    std::string operator()(const plan::group& what) const {
        std::string text;
        for (std::size_t i = 0; i < what.by.size(); ++i)
            text += fmt::format("{}{}", i == 0 ? "" : ", ", of.rows.columns[i].name);
        return "group by " + text;
    }
    std::string operator()(const plan::count&) const { return "count rows"; }
    std::string operator()(const plan::order& what) const {
        std::string text;
        for (const auto& key : what.by)
            text += fmt::format("{}{}{}", text.empty() ? "" : ", ", of.rows.columns[key.column].name,
                                key.descending ? " desc" : "");
        return "order by " + text;
    }
    std::string operator()(const plan::cut& what) const { return fmt::format("limit {}", what.rows); }
    std::string operator()(const plan::diff& what) const {
        const auto side = [](const bound::moment& one) {
            return fmt::format("snapshot {}{}", one.number, one.unknown.empty() ? "" : " (names unknown there)");
        };
        return fmt::format("compare rows: {} with {}", side(what.before), side(what.after));
    }
};

void describe(const plan::step& what, std::size_t depth, std::vector<std::string>& lines) {
    lines.push_back(std::string(2 * depth, ' ') + std::visit(step_text{what}, what.what));
    for (const auto& input : what.inputs) describe(input, depth + 1, lines);
}

} // namespace

std::vector<std::string> describe(const plan::step& what) {
    std::vector<std::string> lines;
    describe(what, 0, lines);
    return lines;
}

} // namespace canreach::query
