#include "storage/detail/policy_matching.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "model/policy_scope.hpp"
#include "model/tag_condition.hpp"
#include "storage/text.hpp"

namespace canreach::storage::detail {
namespace {

struct open_policy {
    raw_policy* policy;
    policy_scope scope;
    tag_condition condition;
};

/// Views are good as long as `attributes`.
std::string_view attribute_in(std::string_view attributes, std::string_view name) {
    const auto pairs = unpacked(attributes);
    if (!pairs) return {};
    for (std::size_t i = 0; i + 1 < pairs->size(); i += 2)
        if ((*pairs)[i] == name) return (*pairs)[i + 1];
    return {};
}

/// Policies whose scope was told, and is understood.
result<std::vector<open_policy>> open_policies(raw_account& account, report_reader& reports) {
    std::vector<open_policy> open;
    for (auto& policy : account.policies) {
        const auto report = account.nodes[policy.resource].report;
        if (report == nothing) continue;
        const auto said = reports.read(report);
        if (!said) return said.error();
        auto scope = policy_scope_of(attribute_in(said->attributes, std::string(scope_attribute_prefix) + policy.name));
        if (!scope) continue;
        if (auto condition = tag_condition::parse(scope->condition))
            open.push_back({&policy, std::move(*scope), std::move(*condition)});
    }
    return open;
}

bool lies_in(const raw_account& account, std::uint32_t node, std::uint32_t container) {
    for (std::size_t steps = 0; node != nothing && steps < account.nodes.size(); ++steps) {
        if (node == container) return true;
        node = account.nodes[node].parent;
    }
    return false;
}

/// Views are good as long as `attributes`.
std::vector<tag_view> tags_in(std::string_view attributes) {
    std::vector<tag_view> tags;
    const auto pairs = unpacked(attributes);
    if (!pairs) return tags;
    for (std::size_t i = 0; i + 1 < pairs->size(); i += 2)
        if ((*pairs)[i].starts_with(tag_attribute_prefix))
            tags.push_back({(*pairs)[i].substr(tag_attribute_prefix.size()), (*pairs)[i + 1]});
    return tags;
}

} // namespace

result<void> match_policies(raw_account& account, report_reader& reports) {
    auto open = open_policies(account, reports);
    if (!open) return std::move(open).error();
    if (open->empty()) return {};
    for (std::uint32_t number = 0; number < account.nodes.size(); ++number) {
        const auto& node = account.nodes[number];
        if (node.report == nothing) continue;
        std::vector<open_policy*> about;
        for (auto& one : *open)
            if (std::ranges::find(one.scope.kinds, node.key.kind) != one.scope.kinds.end() &&
                node.key.scope == account.nodes[one.policy->resource].key.scope &&
                lies_in(account, number, one.policy->resource))
                about.push_back(&one);
        if (about.empty()) continue;
        const auto said = reports.read(node.report);
        if (!said) return said.error();
        const auto tags = tags_in(said->attributes);
        const bool read = !attribute_in(said->attributes, tags_read_attribute).empty();
        for (auto* one : about)
            if ((read || !one->condition.asks_for_tags()) && one->condition.holds(tags))
                one->policy->matches.push_back(number);
    }
    return {};
}

} // namespace canreach::storage::detail
