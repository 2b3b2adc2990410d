#include "audit/what_if.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
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

using access_key = std::tuple<node_id, node_id, unsigned>; ///< principal, resource, bit
using access_map = std::map<access_key, verdict>;

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

    /// `ask(facts, side)` puts what one state answers into `side` and returns the gaps of the answer.
    template <class Ask>
    void add(Ask ask) {
        access_map was;
        access_map will_be;
        for (const auto gap : ask(before_, was)) gaps_.insert(gap);
        for (const auto gap : ask(after_, will_be)) gaps_.insert(gap);
        std::erase_if(will_be, [&](const auto& entry) { return dropped_.contains(std::get<1>(entry.first)); });
        collect(was, will_be, false);
        collect(will_be, was, true);
    }
    access_difference take() {
        std::map<std::tuple<node_id, node_id, bool>, std::vector<unsigned>> rows;
        for (const auto& [key, gained] : changed_) {
            const auto& [who, on, bit] = key;
            rows[{who, on, gained}].push_back(bit);
        }
        access_difference made;
        for (auto& [key, bits] : rows) {
            const auto& [who, on, gained] = key;
            made.rows.push_back({who, on, gained, std::move(bits)});
        }
        made.gaps.assign(gaps_.begin(), gaps_.end());
        return made;
    }

private:
    /// Entries of one side that the other has not, or has weaker.
    void collect(const access_map& stronger, const access_map& weaker, bool gained) {
        for (const auto& [key, how] : stronger) {
            const auto other = weaker.find(key);
            if (other == weaker.end() || other->second < how) changed_.emplace(key, gained);
        }
    }

    const access_graph& before_;
    const access_graph& after_;
    std::set<node_id> dropped_;
    std::map<access_key, bool> changed_;
    std::set<graph::gap_index> gaps_;
};

} // namespace

access_difference changed_access(const access_graph& before, const access_graph& after, std::span<const edit> edits,
                                 std::span<const node_id> views, graph::mode how) {
    comparison sides(before, after, edits);
    for (const auto who : concerned(before, after, edits))
        for (const auto privilege : all_privileges()) {
            const auto bit = static_cast<unsigned>(privilege);
            sides.add([&](const access_graph& facts, access_map& side) {
                auto answer = facts.what(who, request_for(bit, how), {}, no_node);
                for (const auto& row : answer.rows) side.emplace(access_key{who, row.resource, bit}, row.how);
                return std::move(answer.gaps);
            });
        }
    constexpr std::array person_kinds{node_kind::user, node_kind::service_principal};
    const auto add_everybody_on = [&](node_id on, privilege which) {
        const auto bit = static_cast<unsigned>(which);
        sides.add([&](const access_graph& facts, access_map& side) {
            auto answer = facts.who(request_for(bit, how), on, person_kinds);
            for (const auto& row : answer.rows) side.emplace(access_key{row.principal, on, bit}, row.how);
            return std::move(answer.gaps);
        });
    };
    for (const auto view : views)
        for (const auto which : {privilege::select, privilege::execute}) add_everybody_on(view, which);
    // Whoever could manage a group need not be in it.
    for (const auto group : sides.dropped())
        for (const auto which : all_privileges())
            if (graph::applies_to(request_for(static_cast<unsigned>(which), how).actions.front(), node_kind::group))
                add_everybody_on(group, which);
    return sides.take();
}

result<dossier> audit_what_if(account& in, fact_source& source, std::string_view changes, graph::mode how) {
    const auto told = parse_changes(in, changes);
    if (!told) return told.error();
    dossier made{"what-if", {}, {}, {}, {}, in.names.snapshot()};
    std::vector<edit> edits;
    auto statements = table_of({{"statement", query::column_type::text}});
    for (const auto& one : *told) {
        edits.insert(edits.end(), one.edits.begin(), one.edits.end());
        statements.rows.push_back({one.statement});
    }
    made.sections.push_back(made_section("changes", "What would be changed", std::move(statements)));

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
    for (const auto gap : difference.gaps) loses.coverage.push_back(cells.note(in.facts.gaps()[gap]));
    if (cells.fault()) return *cells.fault();
    made.sections.push_back(made_section("loses", "Who would lose what", std::move(loses)));
    made.sections.push_back(made_section("gains", "Who would gain what", std::move(gains)));
    made.facts.emplace_back("judged by", how == graph::mode::granted ? "privileges held" : "what could be used");
    return made;
}

} // namespace canreach::audit
