/// Any bytes as an account file: either refused, or read to the end through every reader, with answers in range.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "storage/account_file.hpp"
#include "storage/account_reader.hpp"
#include "storage/name_catalog.hpp"

namespace {

using namespace canreach;

void require(bool holds) {
    if (!holds) std::abort();
}

void read_facts(const storage::account_file& file) {
    const auto nodes = file.count("node");
    const auto known = [nodes](node_id id) { require(id.value < nodes); };
    const auto known_or_none = [&](node_id id) { require(id == no_node || id.value < nodes); };
    storage::account_reader facts{file};
    static_cast<void>(facts.counts());
    static_cast<void>(facts.visit_nodes([&](const source_node& node) {
        known(node.id);
        known_or_none(node.parent);
        known_or_none(node.scope);
        require(kind_of_number(static_cast<std::int64_t>(node.kind)).has_value());
    }));
    static_cast<void>(facts.visit_members([&](const source_member& edge) {
        known(edge.member);
        known(edge.group);
    }));
    static_cast<void>(facts.visit_owners([&](const source_owner& edge) {
        known(edge.owner);
        known(edge.resource);
    }));
    static_cast<void>(facts.visit_grants([&](const source_grant& edge) {
        known(edge.grantee);
        known(edge.resource);
        require(edge.what >= facet::unity && edge.what <= facet::role);
    }));
    static_cast<void>(facts.visit_bindings([&](const source_binding& edge) {
        known(edge.resource);
        known(edge.workspace);
    }));
    static_cast<void>(facts.visit_links([&](const source_link& edge) {
        known(edge.from);
        known(edge.to);
    }));
    static_cast<void>(facts.visit_policies([&](const source_policy& policy) {
        known(policy.on);
        for (const auto* list : {&policy.to, &policy.except, &policy.matches})
            for (const auto id : *list) known(id);
        if (policy.function != no_node) known(policy.function);
    }));
    const std::array<std::string_view, 2> names{"url", "cloud"};
    static_cast<void>(facts.visit_attributes(names, [&](const source_attribute& one) {
        known(one.node);
        require(std::ranges::find(names, one.name) != names.end());
    }));
    static_cast<void>(facts.visit_homes([&](const source_home& home) {
        known(home.folder);
        if (home.user != no_node) known(home.user);
    }));
    static_cast<void>(facts.visit_gaps([&](const source_gap& gap) { known(gap.about); }));
}

void read_names(const storage::account_file& file) {
    auto names = storage::name_catalog::open(file);
    if (!names) return;
    for (std::uint32_t id = 0; id < file.count("node") && id < 100; ++id) {
        const auto node = names->describe({id});
        if (!node) continue;
        require(node->name.find('\0') == std::string::npos);
        static_cast<void>(names->principals_named(node->name));
        static_cast<void>(names->nodes_named(node->key.kind, node->name));
        static_cast<void>(names->nodes_with_id(node->key.id));
    }
    const auto near = names->near_names("main.sales.ordres", {}, 3);
    require(!near || near->size() <= 3);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = storage::account_file::from_image(std::as_bytes(std::span{data, size}));
    if (!file) return 0;
    read_facts(*file);
    read_names(*file);
    static_cast<void>(file->verify());
    return 0;
}
