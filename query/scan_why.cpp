// WHY CAN and WHY CANNOT.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

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
    return what.kind == part::privilege || what.kind == part::manage || what.kind == part::ownership;
}

std::string verdict_line(const graph::can_answer& answer, const std::string& workspaces, const std::string& reason) {
    switch (answer.how) {
    case verdict::yes: return workspaces.empty() ? "yes" : "yes, from " + workspaces;
    case verdict::unknown: return reason.empty() ? "unknown" : "unknown: " + reason;
    case verdict::no: break;
    }
    return reason.empty() ? "no" : "no: " + reason;
}

} // namespace

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
        node = *std::ranges::max_element(what.on.nodes, {},
                                         [&](node_id one) { return facts_.can(what.who.id, what.what.what, one).how; });
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

    const auto add_row = [&](const why_node& part, const std::string& fact, const std::string& chain) {
        made.rows.push_back(
            {what.who.id,
             node,
             verdict::yes,
             nullptr,
             {part.label, part.how, fact.empty() ? cell{} : cell{fact}, chain.empty() ? cell{} : cell{chain}}});
    };

    const graph::witness* before = nullptr;
    for (const auto& part : why.prerequisites) {
        // Which workspace serves is told once, below, with all that serve.
        if (part.what.kind == graph::missing_part::what::workspace && !why.workspaces.empty()) continue;
        why_node line;
        line.how = part.how;
        line.label = say_.requirement(part.what);
        if (part.witnesses.empty()) {
            if (part.how == verdict::unknown) line.fact = "not known";
            if (part.how == verdict::no) line.fact = names_itself(part.what) ? "missing" : say_.missing(part.what, who);
            add_row(line, line.fact, {});
            root.children.push_back(std::move(line));
            continue;
        }
        std::size_t ways = 0;
        for (const auto& witness : part.witnesses) {
            const auto fact = say_.fact(witness, who, part.what.on);
            const auto chain = say_.chain(witness);
            add_row(line, fact, chain);
            if (ways++ >= max_ways) continue;
            const bool same = before != nullptr && !before->empty() && witness.back().kind == before->back().kind &&
                              witness.back().from == before->back().from && witness.back().to == before->back().to &&
                              witness.back().bits == before->back().bits && part.witnesses.size() == 1;
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
        before = &part.witnesses.front();
        root.children.push_back(std::move(line));
    }
    if (!why.workspaces.empty()) {
        why_node line;
        line.how = verdict::unknown;
        line.label = "workspace";
        for (const auto& [workspace, opened_by] : why.workspaces) {
            line.how = std::max(line.how, workspace.how);
            std::string text = words_.name(workspace.workspace);
            if (workspace.how == verdict::unknown) text += " (unknown)";
            if (!opened_by.empty()) text += ": " + say_.assignment(opened_by.front(), who);
            if (!line.fact.empty()) line.fact += " · ";
            line.fact += text;
            for (const auto& witness : opened_by)
                add_row({"workspace " + words_.name(workspace.workspace), {}, workspace.how, {}},
                        say_.assignment(witness, who), say_.chain(witness));
        }
        if (auto remark = openness(node); !remark.empty())
            line.children.push_back({std::move(remark), {}, verdict::yes, {}});
        root.children.push_back(std::move(line));
    }
    for (const auto& addition : why.additions) {
        if (made.suggestions.size() == max_suggestions) break;
        std::string text;
        for (const auto& one : addition)
            text += fmt::format("{}{}", text.empty() ? "" : "; ",
                                say_.remedy(one, one.kind == graph::missing_part::what::role ? what.who : who));
        if (!text.empty()) made.suggestions.push_back(std::move(text));
    }
    for (const auto index : why.answer.gaps) {
        const auto& gap = facts_.gaps()[index];
        root.children.push_back({"not read: " + words_.gap_text(gap), gap.reason, verdict::unknown, {}});
    }
    made.tree = std::move(root);
    return made;
}

} // namespace canreach::query::detail
