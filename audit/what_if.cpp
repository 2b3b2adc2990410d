#include "audit/what_if.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "audit/tables.hpp"
#include "model/grant_names.hpp"
#include "model/privileges.hpp"

namespace canreach::audit {
namespace {

using graph::access_graph;
using graph::verdict;

bool is_person(const access_graph& facts, node_id one) {
    const auto kind = facts.kind_of(one);
    return kind == node_kind::user || kind == node_kind::service_principal;
}

std::set<node_id> everybody(const access_graph& facts) {
    std::set<node_id> all;
    for (const auto kind : {node_kind::user, node_kind::service_principal})
        for (const auto one : facts.nodes_of_kind(kind)) all.insert(one);
    return all;
}

/// Users and service principals that some edit concerns: named, in a group that is named, or owning what is given away.
std::set<node_id> concerned(const access_graph& before, const access_graph& after, std::span<const edit> edits) {
    std::set<node_id> persons;
    // Members of the built-in groups are in no list: such a group, and each that it lies in, is everybody.
    std::set<node_id> built_in;
    for (const auto* facts : {&before, &after})
        for (const auto group : facts->nodes_of_kind(node_kind::group)) {
            if (!facts->flags_of(group).has(node_flag::system)) continue;
            built_in.insert(group);
            for (const auto& above : facts->groups_of(group, false).rows) built_in.insert(above.principal);
        }
    bool all = false;
    const auto add = [&](node_id one) {
        if (one == no_node) return;
        if (is_person(before, one)) persons.insert(one);
        if (before.kind_of(one) != node_kind::group) return;
        all = all || built_in.contains(one);
        for (const auto* facts : {&before, &after}) {
            const auto members = facts->members_of(one, false);
            for (const auto& row : members.rows) persons.insert(row.principal);
            all = all || !members.gaps.empty(); // anybody may be in it
        }
    };
    for (const auto& one : edits) {
        add(one.principal);
        if (one.kind == edit::what::drop_group) add(one.target);
        if (one.kind == edit::what::set_owner)
            for (const auto owner : before.owners_of(one.target)) add(owner);
    }
    return all ? everybody(before) : persons;
}

graph::request request_for(unsigned bit, graph::mode how) {
    graph::request what;
    what.actions = {{graph::action::form::privilege, static_cast<std::uint16_t>(bit)}};
    what.how = how;
    return what;
}

/// How surely something can be done, of one thing or by one principal. Each once.
struct asked_one {
    node_id about;
    verdict how;
};

/// One difference. In the order of rows.
struct found_change {
    node_id who, on;
    bool gained;
    unsigned bit;
    friend auto operator<=>(const found_change&, const found_change&) = default;
};

/// Groups that the edits leave nothing of.
std::set<node_id> dropped_by(std::span<const edit> edits) {
    std::set<node_id> gone;
    for (const auto& one : edits)
        if (one.kind == edit::what::drop_group) gone.insert(one.target);
    return gone;
}

/// Two states of an account, question by question. A group that is dropped stays among the nodes of the second one, and
/// is a thing that somebody may manage, so what is answered about it there is left out.
class comparison {
public:
    comparison(const access_graph& before, const access_graph& after, std::span<const edit> edits)
        : before_(before), after_(after), dropped_(dropped_by(edits)) {}

    [[nodiscard]] const std::set<node_id>& dropped() const noexcept { return dropped_; }

    /// What one principal can do with everything there is.
    void add_all_of(node_id who, unsigned bit, graph::mode how) {
        const auto ask = [&](const access_graph& facts) {
            return noted(facts.what(who, request_for(bit, how), {}, no_node), &graph::resource_row::resource);
        };
        add(ask(before_), ask(after_), [&](node_id on, bool gained) { return found_change{who, on, gained, bit}; });
    }
    /// What everybody can do with one thing.
    void add_all_on(node_id on, privilege which, graph::mode how) {
        constexpr std::array person_kinds{node_kind::user, node_kind::service_principal};
        const auto bit = static_cast<unsigned>(which);
        const auto ask = [&](const access_graph& facts) {
            return noted(facts.who(request_for(bit, how), on, person_kinds), &graph::principal_row::principal);
        };
        add(ask(before_), ask(after_), [&](node_id who, bool gained) { return found_change{who, on, gained, bit}; });
    }
    access_difference take() {
        std::ranges::sort(changed_);
        const auto repeated = std::ranges::unique(changed_);
        changed_.erase(repeated.begin(), repeated.end());
        access_difference made;
        for (const auto& [who, on, gained, bit] : changed_) {
            const bool same = !made.rows.empty() && made.rows.back().principal == who &&
                              made.rows.back().resource == on && made.rows.back().gained == gained;
            if (!same) made.rows.push_back({who, on, gained, {}});
            made.rows.back().privileges.push_back(bit);
        }
        made.gaps.assign(gaps_.begin(), gaps_.end());
        return made;
    }

private:
    /// The rows of an answer by what is asked about; what was not read is kept.
    template <class Answer, class Row>
    std::vector<asked_one> noted(const Answer& answer, node_id Row::*about) {
        std::vector<asked_one> found;
        found.reserve(answer.rows.size());
        for (const auto& row : answer.rows) found.push_back({row.*about, row.how});
        gaps_.insert(answer.gaps.begin(), answer.gaps.end());
        return found;
    }
    /// Answers of hundreds of thousands of rows differ in few: they are laid beside each other.
    template <class Change>
    void add(std::vector<asked_one> was, std::vector<asked_one> will_be, Change change) {
        for (auto* side : {&was, &will_be})
            if (!std::ranges::is_sorted(*side, {}, &asked_one::about)) std::ranges::sort(*side, {}, &asked_one::about);
        const auto note = [&](node_id about, verdict then, verdict now) {
            if (dropped_.contains(change(about, true).on)) now = verdict::no;
            if (then != now) changed_.push_back(change(about, now > then));
        };
        auto old = was.begin();
        for (const auto& [about, how] : will_be) {
            for (; old != was.end() && old->about < about; ++old) note(old->about, old->how, verdict::no);
            const bool both = old != was.end() && old->about == about;
            note(about, both ? old->how : verdict::no, how);
            if (both) ++old;
        }
        for (; old != was.end(); ++old) note(old->about, old->how, verdict::no);
    }

    const access_graph& before_;
    const access_graph& after_;
    std::set<node_id> dropped_;
    std::vector<found_change> changed_;
    std::set<graph::gap_index> gaps_;
};

} // namespace

access_difference changed_access(const access_graph& before, const access_graph& after, std::span<const edit> edits,
                                 std::span<const node_id> views, graph::mode how) {
    comparison sides(before, after, edits);
    for (const auto who : concerned(before, after, edits))
        for (const auto privilege : all_privileges()) sides.add_all_of(who, static_cast<unsigned>(privilege), how);
    for (const auto view : views)
        for (const auto which : {privilege::select, privilege::execute}) sides.add_all_on(view, which, how);
    // Whoever could manage a group need not be in it.
    for (const auto group : sides.dropped())
        for (const auto which : all_privileges())
            if (graph::applies_to(request_for(static_cast<unsigned>(which), how).actions.front(), node_kind::group))
                sides.add_all_on(group, which, how);
    return sides.take();
}

namespace {

/// Why a change changes nothing; empty if it does change something.
std::string_view nothing_because(const access_graph& facts, const edit& one) {
    const auto holds = [&](bool denied) {
        mask held;
        for (const auto& grant : facts.grants_on(one.target))
            if (grant.grantee == one.principal && grant.what == one.in) held |= denied ? grant.deny : grant.allow;
        return held;
    };
    const auto is_member = [&] {
        return std::ranges::any_of(facts.groups_of(one.principal, true).rows,
                                   [&](const graph::principal_row& row) { return row.principal == one.target; });
    };
    switch (one.kind) {
    case edit::what::grant: return holds(false).contains(one.bits) ? "granted already" : "";
    case edit::what::revoke:
        return (holds(false) & one.bits).empty() && (holds(true) & one.bits).empty() ? "not granted" : "";
    case edit::what::deny: return holds(true).contains(one.bits) ? "denied already" : "";
    case edit::what::add_member: return is_member() ? "a direct member already" : "";
    case edit::what::remove_member: return is_member() ? "" : "no direct member";
    case edit::what::set_owner:
        return facts.owners_of(one.target) == std::vector<node_id>{one.principal} ? "the owner already" : "";
    case edit::what::drop_group: return "";
    }
    return "";
}

/// What a statement comes to, `earlier` being the changes before it: `changes`, or why it does not.
std::string effect_of(const access_graph& facts, std::span<const edit> edits, std::span<const edit> earlier) {
    const auto touched = [&](const edit& one) {
        return std::ranges::any_of(earlier, [&](const edit& other) {
            return other.target == one.target ||
                   (other.kind == edit::what::drop_group && other.target == one.principal);
        });
    };
    const auto unread = [&](const edit& one) {
        return std::ranges::any_of(facts.gaps(), [&](const source_gap& gap) {
            return gap.about == one.target && (gap.part == node_part::members || gap.part == node_part::grants);
        });
    };
    std::vector<std::string_view> reasons;
    bool known = true;
    std::size_t idle = 0;
    for (const auto& one : edits) {
        const auto reason = touched(one) ? std::string_view{} : nothing_because(facts, one);
        if (reason.empty()) continue;
        ++idle;
        known = known && !unread(one);
        if (std::ranges::find(reasons, reason) == reasons.end()) reasons.push_back(reason);
    }
    if (idle == 0) return "changes";
    return fmt::format("{}: {}{}", idle == edits.size() ? "nothing to change" : "changes in part",
                       known ? "" : "as far as was read ", fmt::join(reasons, ", "));
}

} // namespace

result<dossier> audit_what_if(account& in, fact_source& source, std::string_view changes, graph::mode how) {
    const auto told = parse_changes(in, changes);
    if (!told) return told.error();
    dossier made{"what-if", {}, {}, {}, {}, in.names.snapshot()};
    std::vector<edit> edits;
    auto statements = table_of({{"statement", query::column_type::text}, {"effect", query::column_type::text}});
    for (const auto& one : *told) {
        statements.rows.push_back({one.statement, effect_of(in.facts, one.edits, edits)});
        edits.insert(edits.end(), one.edits.begin(), one.edits.end());
    }
    made.sections.push_back(made_section("changes", "Statements, and what each comes to", std::move(statements)));

    edited_source edited(source, edits);
    const auto after = access_graph::build(edited);
    if (!after) return after.error();
    std::vector<node_id> views;
    auto read = source.visit_links([&](const source_link& link) {
        if (link.type == link_type::reads) views.push_back(link.from);
    });
    if (!read) return read.error();
    std::ranges::sort(views);
    views.erase(std::ranges::unique(views).begin(), views.end());
    const auto difference = changed_access(in.facts, *after, edits, views, how);

    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"privileges", query::column_type::texts});
    auto loses = table_of(columns);
    auto gains = table_of(columns);
    for (const auto& one : difference.rows) {
        std::vector<query::cell> row;
        cells.add_cells(row, one.principal);
        cells.add_cells(row, one.resource);
        mask bits;
        for (const auto bit : one.privileges) bits.set(bit);
        row.emplace_back(names_of_bits(bits, facet::unity, in.names.privileges()));
        (one.gained ? gains : loses).rows.push_back(std::move(row));
    }
    for (auto* table : {&loses, &gains}) cells.note(*table, difference.gaps);
    if (cells.fault()) return *cells.fault();
    made.sections.push_back(made_section("loses", "Who would lose what", std::move(loses)));
    made.sections.push_back(made_section("gains", "Who would gain what", std::move(gains)));
    made.facts.emplace_back("judged by", how == graph::mode::granted ? "privileges held" : "what could be used");
    return made;
}

} // namespace canreach::audit
