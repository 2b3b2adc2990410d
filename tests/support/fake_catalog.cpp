#include "tests/support/fake_catalog.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace canreach::support {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto corner = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, corner + (lower(a[i - 1]) == lower(b[j - 1]) ? 0U : 1U)});
            corner = above;
        }
    }
    return row[b.size()];
}

} // namespace

fake_catalog::fake_catalog(memory_source& numbers, std::span<const fact> facts) : numbers_(numbers) {
    std::map<node_key, const node_fact*> told;
    std::map<node_key, node_key> owners;
    for (const auto& one : facts) {
        if (const auto* node = std::get_if<node_fact>(&one)) told.emplace(node->key, node);
        if (const auto* owner = std::get_if<owner_fact>(&one);
            owner != nullptr && owner->owner.how == principal_ref::form::key)
            owners.emplace(owner->resource, node_key{owner->owner.kind, owner->owner.scope, owner->owner.text});
    }
    const auto visited = numbers.visit_nodes([&](const source_node& node) {
        node_description made;
        made.id = node.id;
        made.key = numbers.key_of(node.id);
        made.name = made.key.id;
        made.flags = node.flags;
        made.parent = node.parent;
        if (const auto found = told.find(made.key); found != told.end()) {
            made.name = found->second->name;
            made.subtype = found->second->subtype;
            made.attributes = found->second->attributes;
        }
        nodes_.push_back(std::move(made));
    });
    static_cast<void>(visited);
    for (auto& node : nodes_) {
        if (const auto owner = owners.find(node.key); owner != owners.end()) node.owner = numbers.id_of(owner->second);
        for (const auto kind : {node_kind::workspace, node_kind::metastore}) {
            const auto scope = numbers.id_of({kind, {}, node.key.scope});
            if (!node.key.scope.empty() && scope != no_node) node.scope_name = nodes_[scope.value].name;
        }
    }
}

snapshot_info fake_catalog::snapshot() const {
    return {"test.canreach", "a1", "azure", "2026-01-31 09:00:00", "2026-01-31 09:14:00", "00", 0};
}

result<std::vector<node_id>> fake_catalog::principals_named(std::string_view name) {
    if (failing_) return fail(errc::storage, "the disk is gone");
    std::vector<node_id> found;
    for (const auto& node : nodes_) {
        const bool by_application = std::ranges::any_of(node.attributes, [&](const auto& attribute) {
            return attribute.first == "application_id" && same(attribute.second, name);
        });
        if (is_principal(node.key.kind) && (same(node.name, name) || by_application)) found.push_back(node.id);
    }
    return found;
}

result<std::vector<node_id>> fake_catalog::nodes_named(node_kind kind, std::string_view name) {
    if (failing_) return fail(errc::storage, "the disk is gone");
    std::vector<node_id> found;
    for (const auto& node : nodes_)
        if (node.key.kind == kind && same(node.name, name)) found.push_back(node.id);
    return found;
}

result<std::vector<node_id>> fake_catalog::nodes_with_id(std::string_view id) {
    if (failing_) return fail(errc::storage, "the disk is gone");
    std::vector<node_id> found;
    for (const auto& node : nodes_)
        if (node.key.id == id) found.push_back(node.id);
    return found;
}

result<std::vector<std::string>> fake_catalog::near_names(std::string_view wanted, std::span<const node_kind> kinds,
                                                          std::size_t limit) {
    if (failing_) return fail(errc::storage, "the disk is gone");
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const auto& node : nodes_) {
        if (!kinds.empty() && std::ranges::find(kinds, node.key.kind) == kinds.end()) continue;
        if (const auto off = distance(wanted, node.name); off <= wanted.size() / 3) near.emplace_back(off, node.name);
    }
    std::ranges::sort(near);
    std::vector<std::string> names;
    for (auto& [off, name] : near)
        if (names.size() < limit && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    return names;
}

result<std::vector<placed_node>> fake_catalog::placed_at(const storage_path& where, std::size_t within_limit) {
    if (failing_) return fail(errc::storage, "the disk is gone");
    std::vector<placed_node> covering, within;
    for (const auto& node : nodes_)
        for (const auto& [name, value] : node.attributes) {
            const auto own = storage_path::parse(value);
            if (name != "url" || !own) continue;
            if (own->covers(where))
                covering.push_back({node.id, node.key.kind, own->text(), true});
            else if (where.covers(*own) && within.size() < within_limit)
                within.push_back({node.id, node.key.kind, own->text(), false});
        }
    std::ranges::stable_sort(covering, std::ranges::greater{}, [](const placed_node& one) { return one.url.size(); });
    covering.insert(covering.end(), within.begin(), within.end());
    return covering;
}

result<std::vector<named_kind>> fake_catalog::names_beginning(std::string_view prefix, std::size_t limit) {
    if (failing_) return fail(errc::storage, "the disk is gone");
    std::vector<named_kind> names;
    for (const auto& node : nodes_)
        if (same(std::string_view{node.name}.substr(0, prefix.size()), prefix))
            names.push_back({node.key.kind, node.name});
    std::ranges::sort(names, {}, [](const named_kind& one) { return std::pair{one.name, one.kind}; });
    names.erase(std::ranges::unique(names).begin(), names.end());
    if (names.size() > limit) names.resize(limit);
    return names;
}

result<node_description> fake_catalog::describe(node_id id) {
    if (failing_ || id.value >= nodes_.size()) return fail(errc::storage, "the disk is gone");
    return nodes_[id.value];
}

result<std::string> fake_catalog::name_of(node_id id) {
    if (failing_ || id.value >= nodes_.size()) return fail(errc::storage, "the disk is gone");
    return nodes_[id.value].name;
}

} // namespace canreach::support
