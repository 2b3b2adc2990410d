// WHY CAN and WHY CANNOT.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "query/detail/answer_notes.hpp"
#include "query/detail/scanner.hpp"

namespace canreach::query::detail {
namespace {

using graph::verdict;

constexpr std::size_t max_ways = 8;        ///< further ways shown of one prerequisite
constexpr std::size_t max_suggestions = 3; ///< smallest changes shown

/// Conditions whose line says already what would be missing.
bool names_itself(const graph::missing_part& what) {
    using part = graph::missing_part::what;
    return what.kind == part::privilege || what.kind == part::manage || what.kind == part::ownership ||
           what.kind == part::level || what.kind == part::role;
}

std::string verdict_line(const graph::can_answer& answer, const std::string& workspaces, const std::string& reason) {
    switch (answer.how) {
    case verdict::yes: return workspaces.empty() ? "yes" : "yes, from " + workspaces;
    case verdict::unknown: return reason.empty() ? "unknown" : "unknown: " + reason;
    case verdict::no: break;
    }
    return reason.empty() ? "no" : "no: " + reason;
}

using line_writer = std::function<why_node(const graph::prerequisite&)>;

/// Lines of what is asked together; of a choice one line with its alternatives below. `depth`: how many of the choices
/// that the parts stand in have their line above.
void add_parts(std::span<const graph::prerequisite> parts, std::size_t depth, const line_writer& line_of,
               std::vector<why_node>& into) {
    const auto alike = [&](std::size_t from, const auto& same) {
        auto to = from + 1;
        while (to < parts.size() && parts[to].within.size() > depth && same(parts[to].within[depth])) ++to;
        return to;
    };
    for (std::size_t i = 0; i < parts.size();) {
        if (parts[i].within.size() <= depth) {
            into.push_back(line_of(parts[i++]));
            continue;
        }
        const auto choice = parts[i].within[depth].choice;
        const auto end = alike(i, [&](const graph::alternative& own) { return own.choice == choice; });
        why_node one_of{"one of", {}, verdict::no, {}};
        while (i < end) {
            const auto number = parts[i].within[depth].number;
            const auto next = std::min(end, alike(i, [&](const graph::alternative& own) {
                                           return own.choice == choice && own.number == number;
                                       }));
            why_node together{"all of", {}, verdict::yes, {}};
            add_parts(parts.subspan(i, next - i), depth + 1, line_of, together.children);
            for (const auto& part : together.children) together.how = std::min(together.how, part.how);
            auto& way = together.children.size() == 1 ? together.children.front() : together;
            one_of.how = std::max(one_of.how, way.how);
            one_of.children.push_back(std::move(way));
            i = next;
        }
        into.push_back(std::move(one_of));
    }
}

/// Whether one grant supplies both, and the line of the first stands right above within the same alternative.
bool same_grant(const graph::prerequisite& above, const graph::prerequisite& below) {
    if (above.within != below.within || above.witnesses.empty() || above.witnesses.front().empty()) return false;
    const auto& first = above.witnesses.front().back();
    const auto& second = below.witnesses.front().back();
    return first.kind == graph::witness_step::what::grant && second.kind == first.kind && second.from == first.from &&
           second.to == first.to && second.bits == first.bits;
}

/// What stands between a person and the resource whatever the privileges: told beside them where it is what is missing.
bool is_gate(const graph::missing_part& what) {
    using part = graph::missing_part::what;
    return what.kind == part::workspace || what.kind == part::binding || what.kind == part::writable_binding ||
           what.kind == part::compute || what.kind == part::live ||
           (what.kind == part::exemption && what.rule == "M10");
}

} // namespace

cell choice_cell(std::span<const graph::alternative> within) {
    std::string text;
    for (const auto& one : within) text += fmt::format("{}{}.{}", text.empty() ? "" : "/", one.choice, one.number);
    return text.empty() ? cell{} : cell{text};
}

/// From which workspaces the thing can be reached at all (rule T4).
std::string scanner::openness(node_id node) {
    auto top = node;
    for (auto at = node; at != no_node && facts_.kind_of(at) != node_kind::metastore; at = facts_.parent_of(at))
        top = at;
    if (family_of(facts_.kind_of(top)) != kind_family::unity) return {};
    return facts_.flags_of(top).has(node_flag::isolated)
               ? words_.thing(top) + " is isolated: open only to the workspaces it is bound to"
               : words_.thing(top) + " is open to every workspace of its metastore";
}

relation scanner::scan(const bound::why& what) {
    relation made;
    if (what.on.nodes.empty()) {
        std::string refusals;
        for (const auto& one : what.on.refusals) refusals += (refusals.empty() ? "" : "; ") + one;
        made.add_gaps(what.on.gaps);
        const auto how = what.on.gaps.empty() ? verdict::no : verdict::unknown;
        made.tree = why_node{fmt::format("{}: {}", name_of(how), refusals), {}, how, {}};
        return made;
    }
    // Of the ways into a path the best.
    auto node = what.on.nodes.front();
    if (what.on.nodes.size() > 1)
        node = *std::ranges::max_element(
            what.on.nodes, {}, [&](node_id one) { return facts_.decide(what.who.id, what.what.what, one).how; });
    const auto& who = acting(what.who, what.what);
    const auto why = facts_.explain(what.who.id, what.what.what, node);
    made.add_gaps(why.answer.gaps);
    made.warn(doubt_notes(why.answer.depends_on));
    made.warn(hive_notes(facts_, what.what, what.on.nodes));
    made.warn(denial_notes(why.answer));

    why_node root;
    root.how = why.answer.how;
    const auto reason = why.answer.how == verdict::yes ? std::string{} : say_.reason(why.answer, who, {});
    root.label = verdict_line(why.answer, say_.from_workspaces(why.answer.workspaces), reason);

    const auto text_or_none = [](const std::string& text) { return text.empty() ? cell{} : cell{text}; };
    const auto add_row = [&](const why_node& part, const std::string& fact, const std::string& chain, cell choice) {
        made.rows.push_back({what.who.id,
                             node,
                             verdict::yes,
                             nullptr,
                             {part.label, part.how, text_or_none(fact), text_or_none(chain), std::move(choice),
                              text_or_none(part.rule)}});
    };

    const graph::prerequisite* before = nullptr; // that of the line above
    const auto line_of = [&](const graph::prerequisite& part) {
        why_node line;
        line.how = part.how;
        line.label = say_.requirement(part.what);
        line.rule = part.what.rule;
        if (part.witnesses.empty()) {
            if (part.how == verdict::unknown) line.fact = "not known";
            if (part.how == verdict::no) line.fact = names_itself(part.what) ? "missing" : say_.missing(part.what, who);
            add_row(line, line.fact, {}, choice_cell(part.within));
            return line;
        }
        std::size_t ways = 0;
        for (const auto& witness : part.witnesses) {
            const auto fact = say_.fact(witness, who, part.what.on);
            const auto chain = say_.chain(witness);
            add_row(line, fact, chain, choice_cell(part.within));
            if (ways++ >= max_ways) continue;
            const bool same = before != nullptr && part.witnesses.size() == 1 && same_grant(*before, part);
            if (ways == 1) {
                line.fact = same ? "same grant" : fact;
                if (!chain.empty() && !same) line.children.push_back({chain, {}, verdict::yes, {}});
            } else {
                why_node way{"or " + fact, {}, part.how, {}};
                if (!chain.empty()) way.children.push_back({chain, {}, verdict::yes, {}});
                line.children.push_back(std::move(way));
            }
        }
        if (part.witnesses.size() > max_ways || part.more_witnesses)
            line.children.push_back({part.more_witnesses
                                         ? std::string("… and more ways")
                                         : fmt::format("… and {} more ways", part.witnesses.size() - max_ways),
                                     {},
                                     verdict::yes,
                                     {}});
        before = &part;
        return line;
    };
    std::vector<graph::prerequisite> asked;
    for (const auto& part : why.prerequisites) // which workspace serves is told once, below, with all that serve
        if (part.what.kind != graph::missing_part::what::workspace || why.workspaces.empty()) asked.push_back(part);
    add_parts(asked, 0, line_of, root.children);
    if (!why.workspaces.empty()) {
        why_node line;
        line.how = verdict::unknown;
        line.label = "workspace";
        line.rule = "T1";
        for (const auto& [workspace, opened_by] : why.workspaces) {
            line.how = std::max(line.how, workspace.how);
            std::string text = words_.name(workspace.workspace);
            if (workspace.how == verdict::unknown) text += " (unknown)";
            if (!opened_by.empty()) text += ": " + say_.assignment(opened_by.front(), who);
            if (!line.fact.empty()) line.fact += " · ";
            line.fact += text;
            for (const auto& witness : opened_by)
                add_row({"workspace " + words_.name(workspace.workspace), {}, workspace.how, {}, line.rule},
                        say_.assignment(witness, who), say_.chain(witness), {});
        }
        if (auto remark = openness(node); !remark.empty())
            line.children.push_back({std::move(remark), {}, verdict::yes, {}});
        root.children.push_back(std::move(line));
    }
    for (const auto& addition : why.additions) {
        if (made.suggestions.size() == max_suggestions) break;
        std::vector<std::string> changes;
        for (const auto& one : addition) {
            auto change = say_.remedy(one, one.kind == graph::missing_part::what::role ? what.who : who);
            if (std::ranges::find(changes, change) == changes.end()) changes.push_back(std::move(change));
        }
        if (auto text = fmt::format("{}", fmt::join(changes, "; ")); !text.empty())
            made.suggestions.push_back(std::move(text));
    }
    if (why.answer.how == verdict::no)
        for (const auto& part : why.answer.missing) {
            const bool told = std::ranges::any_of(asked, [&](const graph::prerequisite& own) {
                return own.what.kind == part.kind && own.what.policy == part.policy && own.how != verdict::yes;
            });
            if (!is_gate(part) || told) continue;
            why_node line{say_.requirement(part), say_.missing(part, who), verdict::no, {}, part.rule};
            add_row(line, line.fact, {}, {});
            root.children.push_back(std::move(line));
        }
    for (const auto index : why.answer.gaps) {
        const auto& gap = facts_.gaps()[index];
        root.children.push_back({"not read: " + words_.gap_text(gap), gap.reason, verdict::unknown, {}});
    }
    made.tree = std::move(root);
    return made;
}

} // namespace canreach::query::detail
