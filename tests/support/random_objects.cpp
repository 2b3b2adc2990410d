#include "tests/support/random_objects.hpp"

#include <fmt/format.h>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/acl_levels.hpp"
#include "model/roles.hpp"

namespace canreach::support {
namespace {

using enum node_kind;

class object_maker {
public:
    explicit object_maker(random_world& world) : world_(world), random_(world.seed * 9176U + 5) {
        for (const auto& one : world.facts) {
            const auto* node = std::get_if<node_fact>(&one);
            if (node == nullptr) continue;
            const auto& key = node->key;
            if (key.kind == workspace) workspaces_.push_back(key);
            if (key.kind == user || key.kind == service_principal) {
                people_.push_back(key);
                names_.push_back(node->name);
            }
            if (key.kind == group) groups_.push_back(key);
        }
    }

    void make() {
        for (const auto& space : workspaces_) fill(space);
    }

private:
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool chance(unsigned percent) { return below(100) < percent; }

    /// Groups of other workspaces are among them: their entries are void.
    const node_key& someone() { return chance(60) ? groups_[below(groups_.size())] : people_[below(people_.size())]; }
    void give(const node_key& who, const node_key& on, facet what, mask bits) {
        world_.facts.emplace_back(grant_fact{principal_ref::to(who), on, what, bits, {}, {}});
    }

    node_key add(node_kind kind, const node_key& parent, std::string name) {
        node_fact made;
        const auto& space = parent.kind == workspace ? parent.id : parent.scope;
        made.key = {kind, space, fmt::format("{}-{}", word_of(kind), ++last_)};
        made.name = std::move(name);
        made.parent = parent;
        world_.facts.push_back(made);
        list(made.key);
        return made.key;
    }

    /// Entries of levels that the kind knows, and now and then of one that it does not.
    void list(const node_key& object) {
        std::vector<acl_level> known;
        for (const auto level : all_acl_levels())
            if (!abilities_of(object.kind, level).empty() || chance(3)) known.push_back(level);
        for (auto n = below(4); n-- > 0 && !known.empty();) {
            const auto& who = someone();
            auto bits = mask{known[below(known.size())]};
            if (chance(20)) bits |= mask{known[below(known.size())]};
            give(who, object, facet::acl, bits);
        }
        if (chance(6)) world_.gaps.push_back({object, node_part::grants, outcome::refused, "object-acl", "403"});
    }

    void fill(const node_key& space) {
        const auto root = add(folder, space, "/");
        std::vector<node_key> folders{root, add(folder, root, "/Shared"), add(folder, root, "/Prod")};
        const auto homes = add(folder, root, "/Users");
        for (auto n = below(3); n-- > 0;) {
            const auto whose = below(people_.size());
            folders.push_back(add(folder, homes, "/Users/" + names_[whose]));
        }
        folders.push_back(add(folder, folders[below(folders.size())], "/inner"));
        if (chance(50)) folders.push_back(add(repo, folders[below(folders.size())], "/repo"));
        for (const auto kind : {notebook, file, dashboard, query, alert, experiment, genie_space}) {
            const auto made = add(kind, folders[below(folders.size())], std::string(word_of(kind)));
            if (kind == dashboard && chance(50)) {
                const auto publisher = below(people_.size());
                world_.facts.emplace_back(
                    link_fact{link_type::published_as, made, principal_ref::to(people_[publisher])});
            }
        }
        for (const auto kind : {job, pipeline, app, secret_scope, serving_endpoint, token_policy, pool, cluster_policy})
            add(kind, space, std::string(word_of(kind)));
        add_compute(space);
    }

    void add_compute(const node_key& space) {
        constexpr std::array<std::string_view, 6> modes{
            "USER_ISOLATION", "SINGLE_USER", "NONE", "LEGACY_TABLE_ACL", "DATA_SECURITY_MODE_AUTO", "MODE_OF_TOMORROW"};
        constexpr std::array<std::string_view, 5> versions{"16.4.x-scala2.12", "16.4.x-scala2.12", "15.4.x-scala2.12",
                                                           "15.3.x-scala2.12", ""};
        for (auto n = below(3); n-- > 0;) add(warehouse, space, fmt::format("w{}", n));
        for (auto n = below(4); n-- > 0;) {
            const auto mode = modes[below(modes.size())];
            const auto made = add(cluster, space, fmt::format("c{}", n));
            auto& node = node_of(made);
            node.attributes.emplace_back("data_security_mode", mode);
            const auto version = versions[below(versions.size())];
            if (!version.empty()) node.attributes.emplace_back("spark_version", version);
            if (mode == "SINGLE_USER" || chance(20)) {
                if (chance(90)) {
                    const auto& whom = someone();
                    world_.facts.emplace_back(link_fact{link_type::single_user, made, principal_ref::to(whom)});
                }
            }
        }
        if (!chance(60)) return; // no entitlement known, none asked
        constexpr std::array entitlements{role::workspace_access, role::sql_access, role::cluster_create};
        for (auto n = 1 + below(5); n-- > 0;) {
            const auto& who = someone();
            give(who, space, facet::role, mask{entitlements[below(entitlements.size())]});
        }
        if (chance(10)) world_.gaps.push_back({space, node_part::roles, outcome::refused, "workspace-users", "403"});
    }

    node_fact& node_of(const node_key& key) {
        for (auto& one : world_.facts)
            if (auto* node = std::get_if<node_fact>(&one); node != nullptr && node->key == key) return *node;
        throw std::logic_error("no such node");
    }

    random_world& world_;
    std::vector<node_key> workspaces_, people_, groups_;
    std::vector<std::string> names_; ///< of people
    unsigned last_ = 0;
    std::mt19937_64 random_;
};

} // namespace

random_world with_objects(random_world world) {
    object_maker(world).make();
    return world;
}

} // namespace canreach::support
