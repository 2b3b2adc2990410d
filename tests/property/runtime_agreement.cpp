#include "tests/property/runtime_agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "model/privileges.hpp"
#include "tests/property/agreement.hpp"
#include "tests/support/slow_objects.hpp"
#include "tests/support/slow_runtime.hpp"

namespace canreach::property {
namespace {

using graph::verdict;

} // namespace

std::optional<std::string> runtime_disagreement(const support::random_world& world) {
    subject in(world);
    const support::slow_objects objects(in.source, in.slow);
    const support::slow_runtime slow(in.source, in.slow, objects);
    const graph::action select{graph::action::form::privilege, static_cast<std::uint16_t>(privilege::select)};
    graph::request asked;
    asked.actions = {select};
    asked.compute = true;
    for (const auto r : in.resources) {
        if (in.graph.kind_of(r) != node_kind::table) continue;
        std::map<node_id, verdict> who;
        for (const auto& row : in.graph.who(asked, r, people).rows) who[row.principal] = row.how;
        for (const auto p : in.principals) {
            if (in.graph.kind_of(p) == node_kind::recipient) continue;
            const auto rules_say = slow.select(p, r);
            const auto expected = as_verdict(rules_say.how);
            const auto can = in.graph.can(p, asked, r);
            std::map<node_id, verdict> from;
            for (const auto& [w, how] : rules_say.workspaces) from[w] = as_verdict(how);
            std::map<node_id, verdict> told;
            for (const auto& row : can.workspaces) told[row.workspace] = row.how;
            const auto listed = who.contains(p) ? who.at(p) : verdict::no;
            if (can.how != listed)
                return fmt::format("{} on {}: CAN says {}, WHO says {}", in.name(p), in.name(r), word(can.how),
                                   word(listed));
            if (told != from)
                return fmt::format("{} on {}: other workspaces than by the rules ({}, {})", in.name(p), in.name(r),
                                   told.size(), from.size());
            // A workspace that the crawl never heard of may have compute.
            const bool unseen =
                can.how == verdict::unknown && told.empty() && in.slow.can(p, spelled(select, in), true, r).how.upper;
            if (can.how != expected && !unseen)
                return fmt::format("{} on {}: the graph says {}, the rules say {}", in.name(p), in.name(r),
                                   word(can.how), word(expected));
        }
    }
    return std::nullopt;
}

} // namespace canreach::property
