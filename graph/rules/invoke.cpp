#include "graph/rules/invoke.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {
namespace {

using detail::account;

constexpr std::array rules{
    become_rule{"E16", node_kind::dashboard, ability::view, link_type::published_as, false, "sees what it shows"},
    become_rule{"E17", node_kind::query, ability::run, link_type::run_as, false, "runs it as its owner"},
    become_rule{"E17", node_kind::alert, ability::run, link_type::run_as, false, "runs it as its owner"},
    become_rule{"E17", node_kind::genie_space, ability::run, link_type::run_as, false, "runs it as its owner"},
    become_rule{"E18", node_kind::job, ability::run, link_type::run_as, false, "runs it as it is"},
    become_rule{"E18", node_kind::pipeline, ability::run, link_type::run_as, false, "runs it as it is"},
    become_rule{"E19", node_kind::app, ability::use, link_type::app_sp, false, "uses it"},
    become_rule{"E19", node_kind::serving_endpoint, ability::query, link_type::run_as, false, "queries it"},
};

/// Whether the thing shows the results of a text, and nothing else.
bool only_shows(const become_rule& rule) {
    return rule.rule == "E16" || rule.rule == "E17";
}

bool reads_only(const request& what) {
    constexpr std::array<std::string_view, 4> reading{"SELECT", "EXECUTE", "READ VOLUME", "READ FILES"};
    constexpr std::array bits{privilege::select, privilege::execute, privilege::read_volume, privilege::read_files};
    return std::ranges::all_of(what.actions, [&](action one) {
        if (one.what == action::form::operation)
            return std::ranges::find(reading, operations()[one.number].name) != reading.end();
        return one.what == action::form::privilege &&
               std::ranges::any_of(bits, [&](privilege bit) { return static_cast<std::uint16_t>(bit) == one.number; });
    });
}

} // namespace

std::span<const become_rule> invoke_rules() noexcept {
    return rules;
}

std::vector<become_way> ways_to_invoke(const account& in, std::span<const source_link> links, const request& what,
                                       node_id resource) {
    std::map<node_id, bool> reads_it; // things whose reading is known, and whether they read the resource
    for (const auto& link : links)
        if (link.type == link_type::reads) reads_it[link.from] |= link.to == resource;
    const bool reading = reads_only(what);
    std::vector<become_way> ways;
    for (const auto& link : links) {
        const auto to = in.who.find(link.to);
        if (to == identity::no_principal) continue;
        for (const auto& rule : rules) {
            if (rule.kind != in.nodes.kind[link.from.value] || rule.leads != link.type) continue;
            const auto known = reads_it.find(link.from);
            if (only_shows(rule) && (!reading || (known != reads_it.end() && !known->second))) continue;
            ways.push_back({to, &rule, link.from, no_node});
        }
    }
    std::ranges::sort(ways);
    const auto repeated = std::ranges::unique(ways);
    ways.erase(repeated.begin(), repeated.end());
    return ways;
}

} // namespace canreach::graph
