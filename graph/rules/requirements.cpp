#include "graph/rules/requirements.hpp"

#include <algorithm>
#include <array>

#include "graph/rules/governance_operations.hpp"
#include "graph/rules/hive_operations.hpp"
#include "graph/rules/storage_operations.hpp"
#include "graph/rules/unity_operations.hpp"

namespace canreach::graph {
namespace {

void add_missing(const auto& from, auto& into) {
    for (const auto& one : from)
        if (std::ranges::find(into, one) == into.end()) into.push_back(one);
}

std::vector<known_operation> joined() {
    const std::array tables{&unity_operations(), &governance_operations(), &storage_operations(), &hive_operations()};
    std::vector<known_operation> all;
    for (const auto* table : tables) {
        for (const auto& row : *table) {
            auto at = std::ranges::find(all, row.name, &known_operation::name);
            if (at == all.end()) at = all.insert(at, {row.name, {}, {}, {}});
            add_missing(row.aliases, at->aliases);
            add_missing(row.kinds, at->kinds);
            at->rules.push_back(&row);
        }
    }
    return all;
}

} // namespace

bool mentions(const need& what, need::form form) noexcept {
    return what.what == form ||
           std::ranges::any_of(what.parts, [form](const need& part) { return mentions(part, form); });
}

const operation_rule* known_operation::on(node_kind kind) const noexcept {
    for (const auto* rule : rules)
        if (std::ranges::find(rule->kinds, kind) != rule->kinds.end()) return rule;
    return nullptr;
}

const std::vector<known_operation>& known_operations() {
    static const auto all = joined();
    return all;
}

} // namespace canreach::graph
