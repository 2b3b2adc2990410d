#include "tests/support/random_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <span>
#include <utility>

#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "tests/support/random_hive.hpp"

namespace canreach::support {
namespace {

using enum node_kind;

class maker {
public:
    explicit maker(std::uint64_t seed) : random_(seed * 2654435761U + 17) { world_.seed = seed; }

    random_world make() {
        make_tenancy();
        make_principals();
        make_resources();
        make_memberships();
        make_assignments();
        make_roles();
        make_owners();
        make_grants();
        make_reads();
        make_policies();
        make_gaps();
        add_random_hive(world_, workspaces_, grantees_, leaves_);
        return std::move(world_);
    }

private:
    // Distributions of the standard library differ between platforms; remainders do not.
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool chance(unsigned percent) { return below(100) < percent; }
    template <class List>
    const auto& one_of(const List& list) {
        return list[below(list.size())];
    }

    void node(node_key key, std::optional<node_key> parent, node_flags flags = {}, std::string subtype = {}) {
        node_fact made;
        made.name = key.id;
        made.key = std::move(key);
        made.parent = std::move(parent);
        made.flags = flags;
        made.subtype = std::move(subtype);
        world_.facts.emplace_back(std::move(made));
    }
    node_key resource(node_key key, const node_key& parent, node_flags flags = {}, std::string subtype = {}) {
        node(key, parent, flags, std::move(subtype));
        resources_.push_back(key);
        return key;
    }

    void make_tenancy() {
        node(account_, std::nullopt);
        const auto stores = 1 + below(2);
        for (std::size_t i = 0; i < stores; ++i) {
            metastores_.push_back({metastore, {}, fmt::format("m{}", i + 1)});
            node(metastores_.back(), account_, chance(50) ? node_flags{node_flag::external_access} : node_flags{});
            resources_.push_back(metastores_.back());
        }
        const auto count = 2 + below(2);
        for (std::size_t i = 0; i < count; ++i) {
            const node_key w{workspace, {}, fmt::format("10{}", i + 1)};
            workspaces_.push_back(w);
            node(w, account_);
            if (!chance(10)) world_.facts.emplace_back(bind_fact{one_of(metastores_), w, binding::attach});
        }
    }

    void make_principals() {
        const auto add = [&](node_kind kind, std::string scope, std::string id, node_flags flags = {}) {
            node({kind, scope, id}, std::nullopt, flags);
            return node_key{kind, std::move(scope), std::move(id)};
        };
        for (int i = 0; i < 5; ++i)
            persons_.push_back(
                add(user, {}, fmt::format("u{}", i), chance(15) ? node_flags{node_flag::inactive} : node_flags{}));
        for (int i = 0; i < 2; ++i) persons_.push_back(add(service_principal, {}, fmt::format("sp{}", i)));
        for (int i = 0; i < 5; ++i) groups_.push_back(add(group, {}, fmt::format("g{}", i)));
        for (const auto& w : workspaces_)
            if (chance(70)) local_groups_.push_back(add(group, w.id, fmt::format("l{}", w.id)));
        grantees_ = persons_;
        grantees_.insert(grantees_.end(), groups_.begin(), groups_.end());
        for (int i = 0; i < 3; ++i)
            grantees_.insert(grantees_.end(), groups_.begin(), groups_.end()); // groups count most
        grantees_.push_back({group, {}, std::string(account_users_id)});
        grantees_.push_back(add(recipient, metastores_.front().id, "acme"));
        grantees_.insert(grantees_.end(), local_groups_.begin(), local_groups_.end());
        for (const auto& w : workspaces_)
            for (const auto id : {workspace_users_id, workspace_admins_id})
                system_groups_.push_back({group, w.id, std::string(id)});
        grantees_.insert(grantees_.end(), system_groups_.begin(), system_groups_.end());
        grantees_.push_back({user, {}, "name:ghost@example.com"}); // never described: unresolved
        grantees_.push_back({group, {}, "name:ghosts"});
    }

    void make_resources() {
        for (const auto& m : metastores_) {
            const auto in = [&](node_kind kind, std::string id) { return node_key{kind, m.id, std::move(id)}; };
            const auto catalogs = metastores_.size() == 1 ? 3 : 2;
            for (int c = 0; c < catalogs; ++c) {
                const auto cat = root(in(catalog, fmt::format("c{}", c)), m);
                for (int s = 0; s < 2; ++s) {
                    const auto sch = resource(in(schema, fmt::format("c{}.s{}", c, s)), cat);
                    for (int t = 0; t < 5; ++t) {
                        const auto name = fmt::format("c{}.s{}.x{}", c, s, t);
                        switch (below(9)) {
                        case 0: resource(in(volume, name), sch, {}, "MANAGED"); break;
                        case 1: resource(in(function, name), sch); break;
                        case 2: resource(in(model, name), sch); break;
                        case 3: resource(in(table, name), sch, {}, "MATERIALIZED_VIEW"); break;
                        case 4: resource(in(table, name), sch, {}, "STREAMING_TABLE"); break;
                        case 5:
                        case 6: views_.push_back(resource(in(table, name), sch, {}, "VIEW")); break;
                        default: resource(in(table, name), sch, {}, "MANAGED"); break;
                        }
                        leaves_.push_back(resources_.back());
                    }
                }
            }
            root(in(location, "landing"), m);
            root(in(credential, "key"), m);
            root(in(connection, "pg"), m);
            resource(in(share, "q3"), m);
        }
    }

    node_key root(const node_key& key, const node_key& store) {
        node_flags flags;
        if (chance(40)) flags |= node_flag::isolated;
        if (key.kind != catalog && chance(30)) flags |= node_flag::read_only;
        resource(key, store, flags);
        for (const auto& w : workspaces_)
            if (chance(flags.has(node_flag::isolated) ? 60 : 10))
                world_.facts.emplace_back(bind_fact{key, w, chance(40) ? binding::read_only : binding::read_write});
        return key;
    }

    void member(const node_key& child, const node_key& into) {
        world_.facts.emplace_back(member_fact{principal_ref::to(child), into});
    }

    void make_memberships() {
        for (const auto& person : persons_)
            for (const auto& g : groups_)
                if (chance(25)) member(person, g);
        for (const auto& inner : groups_)
            for (const auto& outer : groups_)
                if (chance(12)) member(inner, outer); // also cycles, and a group in itself
        for (const auto& local : local_groups_) {
            member(one_of(persons_), local);
            if (chance(50)) member(one_of(groups_), local);
            if (chance(20)) member(local, one_of(groups_)); // the platform would refuse it
            if (chance(20)) member(local, one_of(system_groups_));
        }
        for (const auto& system : system_groups_)
            if (chance(25)) member(chance(50) ? one_of(persons_) : one_of(groups_), system);
        if (chance(5)) member({group, {}, std::string(account_users_id)}, one_of(groups_));
        if (chance(20)) member(grantees_[grantees_.size() - 2], one_of(groups_));
        if (chance(20)) member(one_of(persons_), grantees_.back());
    }

    void make_assignments() {
        for (const auto& w : workspaces_) {
            const auto assign = [&](const node_key& who, role as) {
                if (who.kind == recipient) return; // a principal without workspaces (V5)
                world_.facts.emplace_back(grant_fact{principal_ref::to(who), w, facet::role, mask{as}, {}, {}});
            };
            if (chance(30)) assign({group, {}, std::string(account_users_id)}, role::workspace_user);
            for (const auto count = below(5); assigned_++ < count;) {
                // Drawn one after the other: compilers differ in the order of arguments, and worlds must not.
                const auto who = one_of(grantees_);
                assign(who, chance(25) ? role::workspace_admin : role::workspace_user);
            }
            assigned_ = 0;
        }
    }

    void make_roles() {
        for (auto n = below(3); n-- > 0;)
            world_.facts.emplace_back(grant_fact{
                principal_ref::to(one_of(grantees_)), account_, facet::role, mask{role::account_admin}, {}, {}});
    }

    void make_owners() {
        const auto own = [&](const node_key& what) {
            world_.facts.emplace_back(owner_fact{principal_ref::to(one_of(grantees_)), what});
        };
        for (const auto& what : resources_) {
            if (chance(what.kind == metastore ? 60 : 40)) own(what);
            if (chance(4)) own(what);
        }
        for (const auto& view : views_)
            if (chance(70)) own(view);
        if (chance(50)) own({recipient, metastores_.front().id, "acme"});
    }

    mask bits(const node_key& on) {
        using enum privilege;
        static constexpr std::array common{use_catalog, use_schema,  privilege::select, modify,        all_privileges,
                                           manage,      browse,      execute,           read_volume,   write_volume,
                                           read_files,  write_files, create_table,      create_schema, insert,
                                           refresh,     apply_tag,   read_metadata};
        mask set;
        if (on.kind == catalog && chance(50)) set |= mask{use_catalog, use_schema};
        if (on.kind == schema && chance(50)) set |= mask{use_schema};
        for (auto n = 1 + below(3); n-- > 0;)
            set |= mask{chance(80) ? one_of(common) : all_known_[below(all_known_.size())]};
        return set;
    }

    void grant(const node_key& who, const node_key& on) {
        grant_fact made{principal_ref::to(who), on, facet::unity, bits(on), {}, {}};
        if (chance(5)) made.unknown.emplace_back("TELEPORT");
        world_.facts.emplace_back(std::move(made));
    }

    void make_grants() {
        for (const auto& on : resources_) {
            if (on.kind == catalog)
                for (auto n = 1 + below(4); n-- > 0;) grant(one_of(grantees_), on);
            else if (on.kind == schema || chance(60))
                for (auto n = below(4); n-- > 0;) grant(one_of(grantees_), on);
        }
    }

    void make_reads() {
        for (const auto& view : views_)
            for (auto n = below(3); n-- > 0;) {
                const auto& base = chance(40) ? one_of(views_) : one_of(leaves_);
                if (base.scope == view.scope) world_.facts.emplace_back(link_fact{link_type::reads, view, base});
                // Most views should work: give an owner what it reads.
                if (chance(60)) grant_reading(view, base);
            }
    }

    void grant_reading(const node_key& view, const node_key& base) {
        using enum privilege;
        const node_key cat{catalog, base.scope, base.id.substr(0, base.id.find('.'))};
        for (std::size_t i = 0, count = world_.facts.size(); i < count; ++i) {
            const auto* owner = std::get_if<owner_fact>(&world_.facts[i]);
            if (owner == nullptr || owner->resource != view) continue;
            const auto who = owner->owner;
            world_.facts.emplace_back(
                grant_fact{who, base, facet::unity, mask{privilege::select, execute, read_volume}, {}, {}});
            world_.facts.emplace_back(grant_fact{who, cat, facet::unity, mask{use_catalog, use_schema}, {}, {}});
        }
    }

    void make_policies() {
        using enum privilege;
        static constexpr std::array given{privilege::select, execute,     read_volume,    manage,    modify,
                                          use_schema,        use_catalog, all_privileges, apply_tag, use_recipient};
        if (chance(50)) return;
        const auto names = [&](std::size_t count) {
            std::vector<principal_ref> list;
            for (std::size_t i = 0; i < count; ++i) list.push_back(principal_ref::to(one_of(grantees_)));
            return list;
        };
        for (auto n = 1 + below(5); n-- > 0;) {
            policy_fact made;
            made.name = fmt::format("p{}", n);
            made.type = static_cast<policy_type>(1 + below(4));
            made.on = one_of(resources_);
            made.to = names(1 + below(2));
            made.except = names(below(2));
            const bool reading = made.type == policy_type::row_filter || made.type == policy_type::column_mask;
            for (auto i = 1 + below(4); i-- > 0;)
                made.matches.push_back(reading || chance(60) ? one_of(leaves_) : one_of(resources_));
            if (made.type == policy_type::grant) made.privileges = mask{one_of(given)};
            if (made.type == policy_type::deny)
                made.privileges = chance(70) ? mask{manage_access_control} : mask{one_of(given)};
            if (reading && chance(60)) made.function = one_of(leaves_);
            if (made.type == policy_type::column_mask && chance(80)) made.column = chance(50) ? "email" : "phone";
            world_.facts.emplace_back(std::move(made));
        }
        if (chance(30)) {
            policy_fact made;
            made.name = "gate";
            made.type = policy_type::deny;
            made.on = account_;
            made.to = names(1);
            made.except = names(below(2));
            world_.facts.emplace_back(std::move(made));
        }
    }

    void make_gaps() {
        if (chance(40)) return;
        const auto gap = [&](node_key about, node_part part, std::string family = {}) {
            world_.gaps.push_back({std::move(about), part, outcome::refused, std::move(family), "403"});
        };
        for (auto n = 1 + below(3); n-- > 0;) {
            switch (below(11)) {
            case 0:
            case 1: gap(one_of(resources_), node_part::grants); break;
            case 2: gap(one_of(groups_), node_part::members); break;
            case 3:
                if (chance(60))
                    gap(one_of(workspaces_), node_part::assignments);
                else
                    gap(one_of(workspaces_), node_part::children,
                        one_of(std::array<std::string, 3>{"", "workspace-groups", "jobs"}));
                break;
            case 4: gap(one_of(resources_), node_part::bindings); break;
            case 5: gap(chance(50) ? one_of(metastores_) : one_of(workspaces_), node_part::attachment); break;
            case 6:
                if (!views_.empty()) gap(one_of(views_), node_part::definition);
                break;
            case 7: gap(one_of(resources_), node_part::children); break;
            case 9: gap(one_of(resources_), node_part::policies); break;
            case 8:
                gap(account_, node_part::children,
                    one_of(std::array<std::string, 6>{"account-users", "account-groups", "account-service-principals",
                                                      "workspaces", "metastores", "something new"}));
                break;
            default:
                if (chance(50))
                    gap(one_of(system_groups_), node_part::members);
                else
                    gap(one_of(resources_), node_part::attributes);
                break;
            }
        }
        // Drawn last, so that worlds of old stay what they were.
        if (chance(10)) gap(one_of(workspaces_), node_part::members, "workspace-group-members");
        if (chance(15))
            gap(one_of(workspaces_), node_part::children,
                one_of(std::array<std::string, 5>{"pipelines", "apps", "tree", "clusters", "warehouses"}));
    }

    std::mt19937_64 random_;
    random_world world_;
    node_key account_{account, {}, "acc"};
    std::vector<node_key> metastores_, workspaces_, persons_, groups_, local_groups_, system_groups_, grantees_;
    std::vector<node_key> resources_, views_, leaves_;
    std::size_t assigned_ = 0;
    std::span<const privilege> all_known_ = all_privileges();
};

std::string line(const node_fact& n) {
    return fmt::format("node {} {} flags={}", to_string(n.key), n.subtype, n.flags.bits);
}
std::string line(const member_fact& m) {
    return fmt::format("{} in {}", m.member.text, to_string(m.group));
}
std::string line(const members_fact& many) {
    std::string text;
    many.members.for_each([&](const principal_view& one) {
        text += line(member_fact{principal_ref::of(one), many.group}) + ' ';
    });
    return text;
}
std::string line(const owner_fact& o) {
    return fmt::format("{}:{}:{} owns {}", word_of(o.owner.kind), o.owner.scope, o.owner.text, to_string(o.resource));
}
std::string line(const grant_fact& g) {
    std::string names;
    const auto add = [&](mask bits) {
        bits.for_each([&](unsigned bit) {
            names += g.what == facet::role   ? fmt::format(" {}", name_of(static_cast<role>(bit)))
                     : g.what == facet::hive ? fmt::format(" {}", name_of(static_cast<hive_privilege>(bit)))
                                             : " " + privilege_dictionary{}.name_of_bit(bit);
        });
    };
    add(g.allow);
    if (!g.deny.empty()) names += " DENY";
    add(g.deny);
    for (const auto& name : g.unknown) names += " " + name;
    return fmt::format("{}:{}:{} has{} on {}", word_of(g.grantee.kind), g.grantee.scope, g.grantee.text, names,
                       to_string(g.resource));
}
std::string line(const bind_fact& b) {
    return fmt::format("{} {} {}", to_string(b.resource), name_of(b.how), to_string(b.workspace));
}
std::string line(const link_fact& l) {
    const auto* to = std::get_if<node_key>(&l.to);
    return fmt::format("{} {} {}", to_string(l.from), name_of(l.type),
                       to != nullptr ? to_string(*to) : std::string{"?"});
}
std::string line(const policy_fact& p) {
    auto text =
        fmt::format("policy {} {} on {} function={} column={} bits={:x}:{:x}", p.name, name_of(p.type), to_string(p.on),
                    p.function ? to_string(*p.function) : "", p.column, p.privileges.high, p.privileges.low);
    for (const auto& one : p.to) text += fmt::format(" to {}:{}:{}", word_of(one.kind), one.scope, one.text);
    for (const auto& one : p.except) text += fmt::format(" except {}:{}:{}", word_of(one.kind), one.scope, one.text);
    for (const auto& one : p.matches) text += " matches " + to_string(one);
    return text;
}

} // namespace

random_world make_random_world(std::uint64_t seed) {
    return maker(seed).make();
}

std::string to_string(const random_world& world) {
    auto text = fmt::format("seed {}\n", world.seed);
    for (const auto& f : world.facts) text += std::visit([](const auto& one) { return line(one); }, f) + "\n";
    for (const auto& gap : world.gaps)
        text += fmt::format("unread {} of {} {}\n", name_of(gap.part), to_string(gap.about), gap.family);
    return text;
}

random_world shrink(random_world world, const std::function<bool(const random_world&)>& fails) {
    const auto drop = [&](auto member) {
        // Large pieces first: most of a world has nothing to do with a fault.
        for (auto piece = std::max<std::size_t>((world.*member).size() / 2, 1);; piece /= 2) {
            for (std::size_t at = 0; at < (world.*member).size();) {
                auto smaller = world;
                const auto first = (smaller.*member).begin() + static_cast<std::ptrdiff_t>(at);
                const auto count = std::min(piece, (smaller.*member).size() - at);
                (smaller.*member).erase(first, first + static_cast<std::ptrdiff_t>(count));
                if (fails(smaller))
                    world = std::move(smaller);
                else
                    at += count;
            }
            if (piece == 1) break;
        }
    };
    drop(&random_world::gaps);
    drop(&random_world::facts);
    return world;
}

} // namespace canreach::support
