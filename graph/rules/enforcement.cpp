#include "graph/rules/enforcement.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace canreach::graph {
namespace {

/// What a policy says that does not limit the mode.
constexpr std::string_view any_mode = "ANY";

} // namespace

cluster_mode cluster_mode_of(std::string_view word) noexcept {
    constexpr std::array modes{
        std::pair{std::string_view{}, cluster_mode::open},
        std::pair{std::string_view{"NONE"}, cluster_mode::open},
        std::pair{std::string_view{"LEGACY_SINGLE_USER_STANDARD"}, cluster_mode::open},
        std::pair{std::string_view{"USER_ISOLATION"}, cluster_mode::standard},
        std::pair{std::string_view{"DATA_SECURITY_MODE_STANDARD"}, cluster_mode::standard},
        std::pair{std::string_view{"SINGLE_USER"}, cluster_mode::dedicated},
        std::pair{std::string_view{"DATA_SECURITY_MODE_DEDICATED"}, cluster_mode::dedicated},
        std::pair{std::string_view{"DATA_SECURITY_MODE_AUTO"}, cluster_mode::automatic},
        std::pair{std::string_view{"LEGACY_TABLE_ACL"}, cluster_mode::table_acl},
        std::pair{std::string_view{"LEGACY_PASSTHROUGH"}, cluster_mode::passthrough},
        std::pair{std::string_view{"LEGACY_SINGLE_USER"}, cluster_mode::passthrough},
    };
    for (const auto& [name, mode] : modes)
        if (name == word) return mode;
    return cluster_mode::unseen;
}

runtime_age runtime_age_of(std::string_view version) noexcept {
    unsigned major = 0;
    unsigned minor = 0;
    const auto* const end = version.data() + version.size();
    const auto first = std::from_chars(version.data(), end, major);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.') return runtime_age::untold;
    const auto second = std::from_chars(first.ptr + 1, end, minor);
    if (second.ec != std::errc{} || (second.ptr != end && *second.ptr != '.' && *second.ptr != '-'))
        return runtime_age::untold;
    const auto at = std::pair{major, minor};
    if (at < std::pair{15U, 4U}) return runtime_age::to_15_3;
    return at < std::pair{16U, 4U} ? runtime_age::to_16_3 : runtime_age::later;
}

truth enforces_hive(cluster_mode mode) noexcept {
    switch (mode) {
    case cluster_mode::standard:
    case cluster_mode::table_acl: return truth::yes();
    case cluster_mode::open:
    case cluster_mode::dedicated: return truth::no();
    case cluster_mode::automatic:
    case cluster_mode::passthrough:
    case cluster_mode::unseen: break;
    }
    return truth::unknown();
}

bool may_check_caller(const cluster_told& cluster) noexcept {
    const bool of_somebody = cluster.mode == cluster_mode::dedicated || cluster.mode == cluster_mode::automatic;
    return of_somebody && (cluster.age == runtime_age::untold || cluster.age == runtime_age::to_15_3);
}

truth enforcement_reader::leaves_open(const told& policy) {
    if (policy.table_acls) return truth::no();
    if (policy.modes.empty()) return truth::unknown();
    if (policy.modes == any_mode) return truth::yes();
    auto open = truth::no();
    for (std::string_view rest = policy.modes; !rest.empty();) {
        const auto end = std::min(rest.find(','), rest.size());
        const auto enforced = enforces_hive(cluster_mode_of(rest.substr(0, end)));
        open |= truth{!enforced.maybe, !enforced.surely};
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return open;
}

void enforcement_reader::take(const source_attribute& row) {
    const auto which = std::ranges::find(names, row.name);
    if (which == names.end()) return;
    auto& one = rows_[row.node];
    if (which == names.begin())
        one.modes = row.value;
    else if (*which == names[1])
        one.age = runtime_age_of(row.value);
    else
        one.table_acls = row.value == "true";
}

enforcement enforcement_reader::made(const node_table& nodes) const {
    enforcement found;
    for (const auto& [node, one] : rows_) {
        if (nodes.kind[node.value] != node_kind::cluster) continue;
        auto mode = cluster_mode_of(one.modes);
        if (one.table_acls && mode != cluster_mode::standard) mode = cluster_mode::table_acl;
        found.clusters.push_back({node, mode, one.age});
    }
    nodes.for_each_of(node_kind::cluster_policy, [&](node_id id) {
        const auto at = rows_.find(id);
        found.policies.emplace_back(id, leaves_open(at == rows_.end() ? told{} : at->second));
    });
    return found;
}

} // namespace canreach::graph
