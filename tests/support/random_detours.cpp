#include "tests/support/random_detours.hpp"

#include <fmt/format.h>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::support {
namespace {

using enum node_kind;

class detour_maker {
public:
    explicit detour_maker(random_world& world) : world_(world), random_(world.seed * 6151U + 11) {
        for (const auto& one : world.facts) {
            const auto* node = std::get_if<node_fact>(&one);
            if (node == nullptr) continue;
            const auto& key = node->key;
            if (key.kind == user || key.kind == service_principal) people_.push_back(key);
            if (key.kind == group && key.scope.empty()) groups_.push_back(key);
            if (key.kind == workspace) workspaces_.push_back(key);
            const bool files = key.kind == table || key.kind == volume || key.kind == hive_table;
            if (files && node->subtype != "VIEW") with_files_.push_back(key);
        }
    }

    void make() {
        place_files();
        for (const auto& w : workspaces_) {
            add_clusters(w);
            add_policies(w);
            if (chance(25)) give(someone(), w, facet::role, mask{role::cluster_create});
            if (chance(50)) add_identity(w);
        }
        give_files();
        if (chance(15)) {
            constexpr std::array families{"clusters", "cluster-policies"};
            const auto& w = workspaces_[below(workspaces_.size())];
            gap(w, node_part::children, families[below(families.size())]);
        }
    }

private:
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool chance(unsigned percent) { return below(100) < percent; }
    const node_key& someone() { return chance(40) ? groups_[below(groups_.size())] : people_[below(people_.size())]; }
    void give(const node_key& who, const node_key& on, facet what, mask bits) {
        world_.facts.emplace_back(grant_fact{principal_ref::to(who), on, what, bits, {}, {}});
    }
    void gap(const node_key& about, node_part part, std::string family) {
        world_.gaps.push_back({about, part, outcome::refused, std::move(family), "403"});
    }

    node_key add(node_kind kind, const node_key& w, std::string id, std::string_view mode) {
        node_fact made;
        made.key = {kind, w.id, std::move(id)};
        made.name = made.key.id;
        made.parent = w;
        if (!mode.empty()) made.attributes.emplace_back("data_security_mode", mode);
        if (kind != other && chance(15)) made.attributes.emplace_back("table_acls", "true");
        world_.facts.emplace_back(made);
        return made.key;
    }

    void add_clusters(const node_key& w) {
        constexpr std::array<std::string_view, 9> modes{"",
                                                        "NONE",
                                                        "USER_ISOLATION",
                                                        "USER_ISOLATION",
                                                        "SINGLE_USER",
                                                        "LEGACY_TABLE_ACL",
                                                        "DATA_SECURITY_MODE_AUTO",
                                                        "LEGACY_PASSTHROUGH",
                                                        "SOMETHING_NEW"};
        constexpr std::array levels{acl_level::can_attach_to, acl_level::can_restart, acl_level::can_manage};
        clusters_.clear();
        for (auto n = below(4); n-- > 0;) {
            const auto mode = modes[below(modes.size())];
            const auto made = add(cluster, w, fmt::format("c{}", n), mode);
            clusters_.push_back(made);
            if (chance(mode == "SINGLE_USER" ? 80 : 15))
                world_.facts.emplace_back(
                    link_fact{link_type::single_user, made, principal_ref::to(people_[below(people_.size())])});
            for (auto grants = below(3); grants-- > 0;) {
                const auto& who = someone();
                give(who, made, facet::acl, mask{levels[below(levels.size())]});
            }
            if (chance(10)) gap(made, node_part::attributes, "clusters");
            if (chance(10)) gap(made, node_part::grants, "object-acl");
        }
    }

    void add_policies(const node_key& w) {
        constexpr std::array<std::string_view, 6> modes{
            "", "ANY", "USER_ISOLATION", "USER_ISOLATION,SINGLE_USER", "LEGACY_TABLE_ACL", "SOMETHING_NEW"};
        for (auto n = below(3); n-- > 0;) {
            const auto made = add(cluster_policy, w, fmt::format("p{}", n), modes[below(modes.size())]);
            if (chance(70)) give(someone(), made, facet::acl, mask{acl_level::can_use});
        }
    }

    /// A cloud identity that clusters run as, or that is somebody's, and what it reads.
    void add_identity(const node_key& w) {
        const auto identity = add(other, w, "instance-profile/lake", {});
        for (const auto& one : clusters_)
            if (chance(60)) world_.facts.emplace_back(link_fact{link_type::profile, one, identity});
        if (chance(25))
            world_.facts.emplace_back(link_fact{link_type::profile, people_[below(people_.size())], identity});
        if (with_files_.empty()) return;
        for (auto n = 1 + below(6); n-- > 0;)
            world_.facts.emplace_back(link_fact{link_type::holds, identity, with_files_[below(with_files_.size())]});
    }

    void place(const node_key& what, std::string url) {
        for (auto& one : world_.facts)
            if (auto* node = std::get_if<node_fact>(&one); node != nullptr && node->key == what)
                node->attributes.emplace_back("url", url);
    }

    void place_files() {
        constexpr std::array<std::string_view, 6> places{"s3://lake/free/t",     "s3://lake/landing/t",
                                                         "s3://lake/landing/uc", "dbfs:/user/hive/t",
                                                         "s3://elsewhere/t",     "s3://lake/__unitystorage/t"};
        std::vector<std::pair<node_key, std::string>> urls;
        bool covered = false;
        for (const auto& one : world_.facts) {
            const auto* node = std::get_if<node_fact>(&one);
            if (node == nullptr) continue;
            if (node->key.kind == hive_table && chance(60)) {
                // Drawn one after the other: compilers differ in the order of arguments, and worlds must not.
                const auto where = places[below(places.size())];
                urls.emplace_back(node->key, fmt::format("{}{}", where, below(9)));
            }
            if (node->key.kind == location && chance(80)) urls.emplace_back(node->key, "s3://lake/landing");
            if (node->key.kind == credential && chance(80)) urls.emplace_back(node->key, "s3://lake");
            if (node->key.kind == volume && !covered && chance(20)) {
                covered = true;
                urls.emplace_back(node->key, "s3://lake/landing");
            }
        }
        for (auto& [what, url] : urls) place(what, std::move(url));
    }

    /// Somebody may use the places.
    void give_files() {
        std::vector<std::pair<node_key, mask>> given;
        for (const auto& one : world_.facts) {
            const auto* node = std::get_if<node_fact>(&one);
            if (node == nullptr) continue;
            if (node->key.kind == location)
                given.emplace_back(node->key, chance(50) ? mask{privilege::read_files}
                                                         : mask{privilege::read_files, privilege::write_files});
            if ((node->key.kind == metastore || node->key.kind == credential) && chance(70))
                given.emplace_back(node->key, mask{privilege::create_external_location});
        }
        for (const auto& [on, bits] : given) give(someone(), on, facet::unity, bits);
    }

    random_world& world_;
    std::mt19937_64 random_;
    std::vector<node_key> people_, groups_, workspaces_, clusters_, with_files_;
};

} // namespace

void add_random_detours(random_world& world) {
    detour_maker(world).make();
}

} // namespace canreach::support
