#include "tests/support/random_runtimes.hpp"

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::support {
namespace {

class runtime_maker {
public:
    explicit runtime_maker(random_world& world) : world_(world), random_(world.seed * 6151U + 11) {
        for (auto& one : world.facts) {
            if (auto* policy = std::get_if<policy_fact>(&one); policy != nullptr && chance(40))
                policy->name = "c0.s0." + policy->name;
            if (const auto* link = std::get_if<link_fact>(&one); link != nullptr && link->type == link_type::reads)
                reads_.push_back(*link);
            auto* node = std::get_if<node_fact>(&one);
            if (node == nullptr) continue;
            const auto& key = node->key;
            if (key.kind == node_kind::user || key.kind == node_kind::service_principal) people_.push_back(key);
            if (key.kind == node_kind::group) groups_.push_back(key);
            if (key.kind == node_kind::workspace) workspaces_.push_back(key);
            if (node->subtype == "VIEW" && chance(15))
                node->attributes.emplace_back("definition", "SELECT * FROM t WHERE who = current_user()");
        }
    }

    void make() {
        for (const auto& space : workspaces_) {
            const auto& caller = people_[below(people_.size())];
            if (chance(60)) leave_nothing_else(space, caller);
            for (auto n = 1 + below(3); n-- > 0;) add_cluster(space, caller, n);
            give_bases(caller);
        }
    }

private:
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool chance(unsigned percent) { return below(100) < percent; }
    void give(const node_key& who, const node_key& on, facet what, mask bits) {
        world_.facts.emplace_back(grant_fact{principal_ref::to(who), on, what, bits, {}, {}});
    }

    /// No compute but what is added here, and a way in.
    void leave_nothing_else(const node_key& space, const node_key& caller) {
        for (auto& one : world_.facts) {
            auto* grant = std::get_if<grant_fact>(&one);
            if (grant == nullptr) continue;
            const auto& on = grant->resource;
            const bool compute = on.kind == node_kind::warehouse || on.kind == node_kind::cluster;
            if (compute && on.scope == space.id) grant->allow = {};
            if (on == space && grant->what == facet::role) grant->allow &= ~mask{role::cluster_create};
        }
        give(caller, space, facet::role, mask{role::workspace_user});
    }

    void add_cluster(const node_key& space, const node_key& caller, std::size_t number) {
        constexpr std::array<std::string_view, 6> versions{"15.3.x-scala2.12", "9.1.x-cpu-ml", "15.4.x-scala2.12",
                                                           "16.3-scala2.12",   "16.4.x",       "custom:15.3"};
        constexpr std::array<std::string_view, 4> modes{"SINGLE_USER", "SINGLE_USER", "DATA_SECURITY_MODE_AUTO",
                                                        "USER_ISOLATION"};
        node_fact made;
        made.key = {node_kind::cluster, space.id, "old" + std::to_string(number)};
        made.name = made.key.id;
        made.parent = space;
        const auto mode = modes[below(modes.size())];
        const auto runtime = versions[below(versions.size())];
        made.attributes.emplace_back("data_security_mode", mode);
        made.attributes.emplace_back("spark_version", runtime);
        world_.facts.emplace_back(made);
        const auto whom = chance(60) ? caller : groups_[below(groups_.size())];
        if (mode != "USER_ISOLATION" && chance(90))
            world_.facts.emplace_back(link_fact{link_type::single_user, made.key, principal_ref::to(whom)});
        give(chance(70) ? whom : groups_[below(groups_.size())], made.key, facet::acl, mask{acl_level::can_attach_to});
    }

    /// Views, and most of what they read; usage above it more often than not.
    void give_bases(const node_key& caller) {
        const auto shut = "c" + std::to_string(below(3)); // no usage of this catalog is added
        for (const auto& link : reads_) {
            const auto* base = std::get_if<node_key>(&link.to);
            const auto catalog_of = [](const node_key& key) {
                return node_key{node_kind::catalog, key.scope, key.id.substr(0, key.id.find('.'))};
            };
            if (base == nullptr || !chance(80) || catalog_of(link.from).id == shut) continue;
            const mask used{privilege::use_catalog, privilege::use_schema};
            give(caller, link.from, facet::unity, mask{privilege::select});
            give(caller, catalog_of(link.from), facet::unity, used);
            if (chance(80))
                give(caller, *base, facet::unity, mask{privilege::select, privilege::execute, privilege::read_volume});
            if (catalog_of(*base).id != shut) give(caller, catalog_of(*base), facet::unity, used);
        }
    }

    random_world& world_;
    std::mt19937_64 random_;
    std::vector<node_key> people_, groups_, workspaces_;
    std::vector<link_fact> reads_;
};

} // namespace

random_world with_old_compute(random_world world) {
    runtime_maker(world).make();
    return world;
}

} // namespace canreach::support
