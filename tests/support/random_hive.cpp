#include "tests/support/random_hive.hpp"

#include <fmt/format.h>

#include <array>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "model/privileges.hpp"

namespace canreach::support {
namespace {

using enum node_kind;

class hive_maker {
public:
    hive_maker(random_world& world, std::span<const node_key> grantees, std::span<const node_key> leaves)
        : world_(world), grantees_(grantees), leaves_(leaves), random_(world.seed * 40503U + 7) {}

    void make(const node_key& workspace) {
        here_.clear();
        views_.clear();
        tables_.clear();
        const auto in = [&](node_kind kind, std::string id) { return node_key{kind, workspace.id, std::move(id)}; };
        const auto catalog = add(in(hive_catalog, {}), workspace);
        for (int s = 0; s < 2; ++s) {
            const auto schema = add(in(hive_schema, fmt::format("h{}", s)), catalog);
            for (int t = 0; t < 3; ++t) {
                const auto name = fmt::format("h{}.t{}", s, t);
                const bool view = chance(40);
                if (chance(15)) {
                    add(in(hive_function, name), schema);
                    continue;
                }
                tables_.push_back(add(in(hive_table, name), schema, view && chance(50) ? "VIEW" : "MANAGED"));
                if (view) views_.push_back(tables_.back());
            }
        }
        add(in(any_file, {}), workspace);
        add(in(anonymous_function, {}), workspace);
        for (const auto& on : here_) {
            if (chance(40)) world_.facts.emplace_back(owner_fact{someone(), on});
            const bool container = on.kind == hive_catalog || on.kind == hive_schema;
            for (auto n = below(container ? 4 : 3); n-- > 0;)
                world_.facts.emplace_back(grant_fact{someone(), on, facet::hive, bits(container), {}, {}});
            if (chance(30)) world_.facts.emplace_back(grant_fact{someone(), on, facet::hive, {}, bits(false), {}});
        }
        // Often the owner of what a view reads is its own (H11).
        for (const auto& view : views_) {
            if (chance(60)) own_alike(view);
            if (chance(20) && !leaves_.empty())
                world_.facts.emplace_back(link_fact{link_type::reads, view, leaves_[below(leaves_.size())]});
            for (auto n = below(3); n-- > 0;)
                world_.facts.emplace_back(link_fact{link_type::reads, view, tables_[below(tables_.size())]});
        }
        while (chance(25)) {
            constexpr std::array parts{node_part::grants, node_part::grants, node_part::attributes,
                                       node_part::definition};
            world_.gaps.push_back(
                {here_[below(here_.size())], parts[below(parts.size())], outcome::refused, {}, "403"});
        }
    }

private:
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool chance(unsigned percent) { return below(100) < percent; }
    principal_ref someone() { return principal_ref::to(grantees_[below(grantees_.size())]); }

    node_key add(node_key key, const node_key& parent, std::string subtype = {}) {
        node_fact made;
        made.name = key.id;
        made.key = key;
        made.parent = parent;
        made.subtype = std::move(subtype);
        world_.facts.emplace_back(std::move(made));
        here_.push_back(key);
        return key;
    }

    mask bits(bool container) {
        using enum hive_privilege;
        static constexpr std::array every{
            hive_privilege::select, modify, usage, read_metadata, create, create_named_function, modify_classpath,
            hive_privilege::all};
        mask set;
        if (container && chance(60)) set |= mask{usage};
        for (auto n = 1 + below(2); n-- > 0;) set |= mask{every[below(every.size())]};
        return set;
    }

    void own_alike(const node_key& view) {
        const auto owner = someone();
        world_.facts.emplace_back(owner_fact{owner, view});
        for (const auto& table : tables_)
            if (chance(60)) world_.facts.emplace_back(owner_fact{owner, table});
    }

    random_world& world_;
    std::span<const node_key> grantees_, leaves_;
    std::vector<node_key> here_, views_, tables_;
    std::mt19937_64 random_;
};

} // namespace

void add_random_hive(random_world& world, std::span<const node_key> workspaces, std::span<const node_key> grantees,
                     std::span<const node_key> leaves) {
    hive_maker maker(world, grantees, leaves);
    for (const auto& workspace : workspaces) maker.make(workspace);
}

} // namespace canreach::support
