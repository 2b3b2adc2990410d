// SHOW and COMPARE GROUPS: what is stored, as it is stored.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "graph/operations.hpp"
#include "model/needed_rights.hpp"
#include "query/detail/listing_facts.hpp"
#include "query/detail/scanner.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {

using graph::verdict;

row scanner::grant_row(const source_grant& grant) {
    auto privileges = say_.names_of(grant.allow, grant.what);
    auto denied = say_.names_of(grant.deny, grant.what);
    for (const auto& one : denied) privileges.push_back("DENY " + one); // never to be taken for a grant of nothing
    return {
        grant.grantee,
        grant.resource,
        verdict::yes,
        nullptr,
        {std::move(privileges), denied.empty() ? cell{} : cell{std::move(denied)}, std::string(name_of(grant.what))}};
}

relation scanner::scan(const bound::grants& what) {
    relation made;
    std::size_t through_groups = 0;
    const auto unread = [&](node_id node) {
        for (const auto index : facts_.gaps_within(node)) {
            const auto& gap = facts_.gaps()[index];
            const bool lists =
                gap.part == node_part::grants || gap.part == node_part::assignments || gap.part == node_part::roles;
            if (gap.about == node && lists) made.add_gaps({index});
        }
    };
    if (what.on) {
        std::vector<node_id> carried;
        if (what.to)
            for (const auto& one : facts_.groups_of(what.to->id, false).rows) carried.push_back(one.principal);
        for (const auto node : what.on->nodes) {
            unread(node);
            for (const auto& grant : facts_.grants_on(node)) {
                if (what.to && grant.grantee != what.to->id) {
                    if (std::ranges::find(carried, grant.grantee) != carried.end()) ++through_groups;
                    continue;
                }
                made.rows.push_back(grant_row(grant));
            }
        }
    } else {
        for (const auto& grant : facts_.grants_to(what.to->id)) made.rows.push_back(grant_row(grant));
        for (graph::gap_index i = 0; i < facts_.gaps().size(); ++i) {
            const auto& gap = facts_.gaps()[i];
            const bool lists =
                gap.part == node_part::grants || gap.part == node_part::assignments || gap.part == node_part::roles;
            if (lists || may_hide_resources(facts_, gap)) made.add_gaps({i});
        }
    }
    if (through_groups > 0)
        made.warnings.push_back(fmt::format(
            "{} more grant{} there {} to groups that carry {}; `WHAT CAN … DO ON …` shows what comes of them",
            through_groups, through_groups == 1 ? "" : "s", through_groups == 1 ? "is" : "are", what.to->name));
    if (what.on && !what.to)
        std::ranges::stable_sort(made.rows, {}, [&](const row& one) {
            return std::tuple{one.resource, facts_.kind_of(one.principal), ascii_lower(words_.name(one.principal))};
        });
    return made;
}

relation scanner::scan(const bound::membership& what) {
    using form = ast::show_membership::form;
    relation made;
    if (what.what == form::workspaces) {
        const auto found = facts_.workspaces_of(what.of.id, what.direct);
        made.add_gaps(found.gaps);
        for (const auto& one : found.rows) made.rows.push_back({what.of.id, one.workspace, one.how, nullptr, {}});
        std::ranges::stable_sort(made.rows, {}, [&](const row& one) { return ascii_lower(words_.name(one.resource)); });
        return made;
    }
    const auto answer = what.what == form::members ? facts_.members_of(what.of.id, what.direct)
                                                   : facts_.groups_of(what.of.id, what.direct);
    made.add_gaps(answer.gaps);
    for (const auto& one : answer.rows) made.rows.push_back({one.principal, no_node, one.how, nullptr, {}});
    by_name(made.rows);
    return made;
}

relation scanner::scan(const bound::owner& what) {
    relation made;
    for (const auto node : what.of.nodes) {
        const auto owners = owners_of(facts_, node);
        for (const auto owner : owners) made.rows.push_back({owner, node, verdict::yes, nullptr, {}});
        if (owners.empty()) {
            made.rows.push_back({no_node, node, verdict::yes, nullptr, {}});
            made.warnings.push_back(fmt::format("no owner is known of {}", words_.thing(node)));
            // An owner comes with the description of the thing, with the list that it stands in, or with its ACL.
            for (graph::gap_index i = 0; i < facts_.gaps().size(); ++i) {
                const auto& gap = facts_.gaps()[i];
                if ((gap.about == node && (gap.part == node_part::attributes || gap.part == node_part::grants)) ||
                    (gap.about == facts_.parent_of(node) && gap.part == node_part::children))
                    made.add_gaps({i});
            }
        }
    }
    return made;
}

relation scanner::scan(const bound::owned& what) {
    relation made;
    for (const auto node : owned_by(facts_, what.by.id))
        made.rows.push_back({no_node, node, verdict::yes, nullptr, {}});
    // Owners come with the listings of what is owned, of objects with their ACLs.
    for (graph::gap_index i = 0; i < facts_.gaps().size(); ++i) {
        const auto& gap = facts_.gaps()[i];
        const bool of_object = gap.part == node_part::grants && owned_by_acl(facts_.kind_of(gap.about));
        if (may_hide_resources(facts_, gap) || gap.part == node_part::attributes || of_object) made.add_gaps({i});
    }
    return made;
}

relation scanner::scan(const bound::coverage& what) {
    relation made;
    std::vector<graph::gap_index> gaps;
    if (what.of) {
        for (const auto node : what.of->nodes)
            for (const auto index : facts_.gaps_within(node))
                if (std::ranges::find(gaps, index) == gaps.end()) gaps.push_back(index);
    } else {
        for (graph::gap_index i = 0; i < facts_.gaps().size(); ++i) gaps.push_back(i);
    }
    for (const auto index : gaps) {
        const auto& gap = facts_.gaps()[index];
        const auto needs = right_that_mends(gap.how, gap.family);
        made.rows.push_back({no_node,
                             gap.about,
                             verdict::yes,
                             nullptr,
                             {std::string(name_of(gap.part)), std::string(name_of(gap.how)), gap.reason, gap.family,
                              needs.empty() ? cell{} : cell{std::string(needs)}}});
    }
    return made;
}

coverage_note note_of_coverage_row(const row& from, describer& words) {
    const auto text = [&](std::size_t index) { return std::get<std::string>(from.extra[index]); };
    return {words.cell(from.resource), text(0), text(1), text(3), text(2)};
}

relation scanner::scan(const bound::prerequisites& what) {
    relation made;
    for (const auto node : what.on.nodes)
        for (const auto& [part, within] : facts_.prerequisites(what.what.what, node))
            made.rows.push_back({no_node,
                                 part.on == no_node ? node : part.on,
                                 verdict::yes,
                                 nullptr,
                                 {say_.requirement(part), part.rule, choice_cell(within)}});
    return made;
}

relation scanner::scan(const bound::abilities& what) {
    relation made;
    for (const auto node : what.on.nodes) {
        std::vector<row> of_node;
        for (const auto& [one, how] : facts_.actions_on(what.who.id, what.what.what, node)) {
            const auto& asked = asked_for(what.what, one);
            of_node.push_back({what.who.id, node, how, &asked, {graph::name_of(one, privileges_)}});
            if (how == verdict::unknown) made.add_gaps(facts_.can(what.who.id, asked.what, node).gaps);
        }
        std::ranges::stable_sort(of_node, {}, [](const row& one) { return std::get<std::string>(one.extra.front()); });
        std::ranges::move(of_node, std::back_inserter(made.rows));
        made.add_gaps(facts_.can(what.who.id, what.what.what, node).gaps);
    }
    return made;
}

/// The same question about one action, kept as long as the rows that point to it.
const bound::asked& scanner::asked_for(const bound::asked& any, graph::action one) {
    auto& kept = kept_.emplace_back(any);
    kept.what.actions = {one};
    return kept;
}

relation scanner::scan(const bound::compare_groups& what) {
    relation made;
    std::map<node_id, std::pair<verdict, verdict>> carried;
    const auto first = facts_.groups_of(what.first.id, false);
    const auto second = facts_.groups_of(what.second.id, false);
    for (const auto& one : first.rows) carried[one.principal].first = one.how;
    for (const auto& one : second.rows) carried[one.principal].second = one.how;
    made.add_gaps(first.gaps);
    made.add_gaps(second.gaps);
    for (const auto& [group, how] : carried) {
        const std::string side = how.second == verdict::no ? "first" : how.first == verdict::no ? "second" : "both";
        const bool unsure = how.first == verdict::unknown || how.second == verdict::unknown;
        made.rows.push_back({group, no_node, unsure ? verdict::unknown : verdict::yes, nullptr, {side}});
    }
    by_name(made.rows);
    return made;
}

relation scanner::scan(const bound::snapshots& what) {
    relation made;
    const auto text = [](const std::string& one) { return one.empty() ? cell{} : cell{one}; };
    std::int64_t number = 0;
    for (const auto& one : what.all)
        made.rows.push_back({no_node,
                             no_node,
                             verdict::yes,
                             nullptr,
                             {++number, text(one.started_at), text(one.sealed_at), text(one.file),
                              static_cast<std::int64_t>(one.gaps), cell{}, text(one.account_id), text(one.digest)}});
    for (const auto& one : what.set_aside)
        made.rows.push_back({no_node,
                             no_node,
                             verdict::yes,
                             nullptr,
                             {cell{}, cell{}, cell{}, text(one.file), cell{}, text(one.reason), cell{}, cell{}}});
    return made;
}

} // namespace canreach::query::detail
