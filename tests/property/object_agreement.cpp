#include "tests/property/object_agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "graph/operations.hpp"
#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "tests/property/agreement.hpp"
#include "tests/support/slow_objects.hpp"

namespace canreach::property {
namespace {

using graph::action;
using graph::mode;
using graph::request;
using graph::verdict;
using support::slow_objects;

/// What can be asked of a kind: its abilities, its levels, and anything.
std::vector<std::pair<action, slow_objects::wanted>> asked_of(node_kind kind) {
    std::vector<std::pair<action, slow_objects::wanted>> made;
    for (const auto one : all_abilities())
        if (abilities_on(kind).has(one))
            made.push_back({{action::form::ability, static_cast<std::uint16_t>(one)},
                            {slow_objects::wanted::form::ability, static_cast<int>(one)}});
    for (const auto one : all_acl_levels())
        if (!abilities_of(kind, one).empty())
            made.push_back({{action::form::level, static_cast<std::uint16_t>(one)},
                            {slow_objects::wanted::form::level, static_cast<int>(one)}});
    made.push_back({{action::form::any, 0}, {slow_objects::wanted::form::any, 0}});
    return made;
}

class object_comparison {
public:
    object_comparison(const support::random_world& world) : in_(world), slow_(in_.source, in_.slow) {
        for (const auto& one : world.facts) {
            const auto* node = std::get_if<node_fact>(&one);
            if (node != nullptr && (node->subtype == "VIEW" || node->subtype == "METRIC_VIEW"))
                by_runtime_.insert(node->key);
            if (const auto* policy = std::get_if<policy_fact>(&one))
                by_runtime_.insert(policy->matches.begin(), policy->matches.end());
        }
        for (const auto& gap : world.gaps) policies_read_ = policies_read_ && gap.part != node_part::policies;
        for (std::uint32_t i = 0; i < in_.graph.node_count(); ++i) {
            const node_id id{i};
            if (family_of(in_.graph.kind_of(id)) == kind_family::object) objects_.push_back(id);
            if (std::ranges::find(people, in_.graph.kind_of(id)) != people.end()) people_.push_back(id);
        }
    }

    std::optional<std::string> run() {
        for (const auto object : objects_)
            for (const auto& [what, wanted] : asked_of(in_.graph.kind_of(object)))
                for (const auto how : {mode::granted, mode::effective})
                    if (!compare(what, wanted, how, object)) return fault_;
        if (!compare_lists() || !compare_compute()) return fault_;
        return std::nullopt;
    }

private:
    bool differs(std::string_view question, node_id p, action what, mode how, node_id r, verdict graph_says,
                 verdict slow_says) {
        constexpr std::array words{"no", "unknown", "yes"};
        const auto word = [&](verdict v) { return words[v == verdict::no ? 0 : v == verdict::unknown ? 1 : 2]; };
        fault_ =
            fmt::format("{}: {} {} {} on {}: the graph says {}, the rules say {}", question, in_.name(p),
                        how == mode::granted ? "granted" : "effective", graph::name_of(what, in_.source.privileges()),
                        in_.name(r), word(graph_says), word(slow_says));
        return false;
    }

    bool compare(action what, slow_objects::wanted wanted, mode how, node_id object) {
        request asked;
        asked.actions = {what};
        asked.how = how;
        std::map<node_id, verdict> who;
        const auto listed = in_.graph.who(asked, object, people);
        for (const auto& row : listed.rows) who[row.principal] = row.how;
        if (!same_count(in_.graph.count_who(asked, object, people), listed))
            return differs("count", no_node, what, how, object, verdict::no, verdict::no);
        for (const auto p : people_) {
            const auto expected = as_verdict(slow_.can(p, wanted, how == mode::effective, object));
            const auto found = who.contains(p) ? who.at(p) : verdict::no;
            if (found != expected) return differs("who", p, what, how, object, found, expected);
            if (++turn_ % 5 != 0) continue;
            const auto can = in_.graph.can(p, asked, object);
            if (can.how != expected) return differs("can", p, what, how, object, can.how, expected);
            if (const auto told = in_.graph.decide(p, asked, object); !same_decision(told, can))
                return differs("decide", p, what, how, object, told.how, expected);
            // A mode that is no known word is no gap.
            const bool told =
                !can.gaps.empty() ||
                (can.how == verdict::unknown && std::ranges::find(can.missing, graph::missing_part::what::enforcement,
                                                                  &graph::missing_part::kind) != can.missing.end());
            if ((can.how == verdict::unknown) != told) return differs("gaps", p, what, how, object, can.how, expected);
        }
        return true;
    }

    /// `WHAT` finds what was asked one by one.
    bool compare_lists() {
        for (const auto verb : {ability::view, ability::manage, ability::use, ability::run}) {
            const action what{action::form::ability, static_cast<std::uint16_t>(verb)};
            const slow_objects::wanted wanted{slow_objects::wanted::form::ability, static_cast<int>(verb)};
            request asked;
            asked.actions = {what};
            for (const auto p : people_) {
                std::map<node_id, verdict> found;
                const auto listed = rows_of_what(in_.graph, p, asked, no_node);
                if (!listed)
                    return differs("runs of what", p, what, mode::effective, no_node, verdict::no, verdict::no);
                for (const auto& row : *listed) found[row.resource] = row.how;
                for (const auto object : objects_) {
                    const auto told = found.contains(object) ? found.at(object) : verdict::no;
                    const auto expected = abilities_on(in_.graph.kind_of(object)).has(verb)
                                              ? as_verdict(slow_.can(p, wanted, true, object))
                                              : verdict::no;
                    if (told != expected) return differs("what", p, what, mode::effective, object, told, expected);
                }
            }
        }
        return true;
    }

    /// T7, of things of Unity Catalog; the ways of asking agree on views and filters, too, which old runtimes treat
    /// differently (V2, V4).
    bool compare_compute() {
        const action select{action::form::privilege, static_cast<std::uint16_t>(privilege::select)};
        request asked;
        asked.actions = {select};
        asked.compute = true;
        std::map<std::pair<node_id, node_id>, verdict> listed;
        for (const auto p : people_) {
            const auto rows = rows_of_what(in_.graph, p, asked, no_node);
            if (!rows) return differs("runs of what", p, select, mode::effective, no_node, verdict::no, verdict::no);
            for (const auto& row : *rows) listed[{p, row.resource}] = row.how;
        }
        for (const auto r : in_.resources) {
            if (in_.graph.kind_of(r) != node_kind::table) continue;
            std::map<node_id, verdict> who;
            for (const auto& row : in_.graph.who(asked, r, people).rows) who[row.principal] = row.how;
            for (const auto p : people_) {
                auto expected = verdict::no;
                std::map<node_id, verdict> from;
                for (const auto& [w, how] : in_.slow.can(p, spelled(select, in_), true, r).workspaces) {
                    const auto here = std::min(as_verdict(how), as_verdict(slow_.compute(p, w)));
                    if (here != verdict::no) from[w] = here;
                    expected = std::max(expected, here);
                }
                const auto found = who.contains(p) ? who.at(p) : verdict::no;
                const auto can = in_.graph.can(p, asked, r);
                std::map<node_id, verdict> told;
                for (const auto& row : can.workspaces) told[row.workspace] = row.how;
                const auto in_list = listed.contains({p, r}) ? listed.at({p, r}) : verdict::no;
                if (found != can.how || in_list != can.how)
                    return differs("compute, in lists", p, select, mode::effective, r, std::max(found, in_list),
                                   can.how);
                if (!policies_read_ || by_runtime_.contains(in_.source.key_of(r))) continue;
                // A workspace that the crawl never heard of may have compute.
                const bool more = can.how == verdict::unknown && told.empty();
                if (!more && (found != expected || can.how != expected || told != from))
                    return differs("compute", p, select, mode::effective, r, can.how, expected);
            }
        }
        return true;
    }

    subject in_;
    slow_objects slow_;
    std::size_t turn_ = 0;
    std::vector<node_id> objects_, people_;
    std::set<node_key> by_runtime_; ///< views, and what policies match
    bool policies_read_ = true;
    std::string fault_;
};

} // namespace

std::optional<std::string> object_disagreement(const support::random_world& world) {
    return object_comparison(world).run();
}

} // namespace canreach::property
