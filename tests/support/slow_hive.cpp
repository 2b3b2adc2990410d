#include "tests/support/slow_hive.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "model/kinds.hpp"
#include "model/privileges.hpp"

namespace canreach::support {

struct slow_hive::facts {
    struct one {
        node_kind kind;
        node_id parent, scope;
        std::string subtype;
    };
    const slow_access& who;
    std::vector<one> nodes;
    std::set<std::pair<node_id, node_id>> owners; ///< (owner, resource)
    std::vector<source_grant> grants;
    std::set<std::pair<node_id, node_id>> reads;
    std::set<std::pair<node_id, node_part>> gaps;

    facts(fact_source& source, const slow_access& identity) : who(identity) {
        (void)source.visit_nodes([&](const source_node& n) {
            nodes.push_back({n.kind, n.parent, n.scope, std::string(n.subtype)});
        });
        (void)source.visit_owners([&](const source_owner& o) { owners.emplace(o.owner, o.resource); });
        (void)source.visit_grants([&](const source_grant& g) {
            if (g.what == facet::hive) grants.push_back(g);
        });
        (void)source.visit_links([&](const source_link& l) {
            if (l.type == link_type::reads) reads.emplace(l.from, l.to);
        });
        (void)source.visit_gaps([&](const source_gap& g) { gaps.emplace(g.about, g.part); });
    }

    const one& of(node_id n) const { return nodes[n.value]; }
    bool hive(node_id n) const { return n != no_node && family_of(of(n).kind) == kind_family::hive; }
    bool view(node_id n) const {
        return of(n).kind == node_kind::hive_table &&
               (of(n).subtype == "VIEW" || std::ranges::any_of(reads, [&](const auto& r) { return r.first == n; }));
    }
    node_id above(node_id n) const { return hive(of(n).parent) ? of(n).parent : no_node; }
    node_id schema_of(node_id n) const {
        for (; n != no_node; n = above(n))
            if (of(n).kind == node_kind::hive_schema) return n;
        return no_node;
    }
    bool owners_unread(node_id n) const {
        // `OWN` stands in the list of grants.
        return gaps.contains({n, node_part::attributes}) || (hive(n) && gaps.contains({n, node_part::grants}));
    }
};

/// One principal in one workspace, in one bound.
struct slow_hive::asking {
    const facts& f;
    const slow_hive_profile& by;
    node_id p, w;
    bool upper;

    using bits = hive_privilege;

    bool old() const { return by.operations == "hive_3_1"; }

    /// §3.4.
    bool applicable(node_id r, bits b) const {
        if (old() && (b == bits::usage || b == bits::modify_classpath)) return false;
        const auto kind = f.of(r).kind;
        const bool catalog = kind == node_kind::hive_catalog;
        const bool container = catalog || kind == node_kind::hive_schema;
        const bool table = kind == node_kind::hive_table;
        switch (b) {
        case bits::select:
        case bits::all: return true;
        case bits::modify: return container || (table && !f.view(r)) || kind == node_kind::any_file;
        case bits::read_metadata: return container || table;
        case bits::create:
        case bits::usage:
        case bits::create_named_function: return container;
        case bits::modify_classpath: return catalog;
        }
        return false;
    }

    bool idw(node_id q, bool up) const { return f.who.carries_in(p, q, w, up); }

    bool owner(node_id r, bool up) const {
        if (up && f.owners_unread(r)) return true;
        return std::ranges::any_of(f.owners, [&](const auto& o) { return o.second == r && idw(o.first, up); });
    }
    bool registered_owner(node_id r, bool up) const {
        return !(old() && f.of(r).kind == node_kind::hive_function) && owner(r, up);
    }
    /// Owner of R or of a container.
    bool howns(node_id r, bool up) const {
        if (registered_owner(r, up)) return true;
        for (auto x = f.above(r); x != no_node; x = f.above(x))
            if (owner(x, up)) return true;
        return false;
    }

    bool row(node_id r, bits b, bool denial, bool up) const {
        if (up && f.gaps.contains({r, node_part::grants})) return true;
        return std::ranges::any_of(f.grants, [&](const source_grant& g) {
            const auto set = denial ? g.deny : g.allow;
            return g.resource == r && (set.has(b) || set.has(bits::all)) && idw(g.grantee, up);
        });
    }
    bool hallow(node_id r, bits b, bool asked = true) const {
        if (row(r, b, false, upper)) return true;                                                             // H1, H13
        if (asked ? registered_owner(r, upper) : by.container_owner_inherits && owner(r, upper)) return true; // H5
        return f.above(r) != no_node && hallow(f.above(r), b, false);                                         // H2
    }
    /// `up`: whether denials are taken as full, which is the other way round than everything else.
    bool hdeny(node_id r, bits b, bool up) const {
        if (old()) return false; // L2
        if (by.owner_wins && howns(r, !up)) return false;
        if (row(r, b, true, up)) return true; // H3
        return f.above(r) != no_node && hdeny(f.above(r), b, up);
    }
    bool holds_now(node_id r, bits b) const { return applicable(r, b) && hallow(r, b) && !hdeny(r, b, !upper); }
    bool husage(node_id r) const {
        const auto s = f.schema_of(r);
        return old() || s == no_node || holds_now(s, bits::usage); // H4, L1
    }
    bool admin(std::initializer_list<bits> wanted, node_id r) const {
        if (!f.who.administers(p, w, upper)) return false; // H6
        if (by.admin_wins) return true;
        return std::ranges::none_of(wanted, [&](bits b) { return hdeny(r, b, !upper); });
    }

    // --- H11 -------------------------------------------------------------------------------------------------------
    bool same_owner(node_id a, node_id b) const {
        if (upper && (f.owners_unread(a) || f.owners_unread(b))) return true;
        return std::ranges::any_of(f.owners, [&](const auto& o) {
            return o.second == a && f.owners.contains({o.first, b});
        });
    }
    bool reads_bases(node_id v, std::set<node_id> on_the_way = {}) const {
        if (!by.view_chain || !f.view(v)) return true;
        if (!on_the_way.insert(v).second) return false;
        if (!upper && f.gaps.contains({v, node_part::definition})) return false;
        return std::ranges::all_of(f.reads, [&](const auto& link) {
            if (link.first != v) return true;
            const auto b = link.second;
            if (!f.hive(b)) return reads_foreign(b);
            const bool further = reads_bases(b, on_the_way);
            return further && (same_owner(v, b) || (f.of(b).scope == w && holds_now(b, bits::select) && husage(b)));
        });
    }
    bool reads_foreign(node_id base) const {
        const auto asked = f.who.can(p, {{}, static_cast<int>(privilege::select)}, true, base, {w});
        return upper ? asked.how.upper : asked.how.lower;
    }

    // --- §3.2, §3.3 ------------------------------------------------------------------------------------------------
    std::optional<bool> operation(const std::string& name, node_id r, bool eff, bool matrix) const {
        const auto kind = f.of(r).kind;
        const bool table = kind == node_kind::hive_table;
        const bool schema = kind == node_kind::hive_schema;
        const bool catalog = kind == node_kind::hive_catalog;
        const bool function = kind == node_kind::hive_function;
        const bool file = kind == node_kind::any_file;
        const auto has = [&](bits b) { return applicable(r, b) && hallow(r, b) && (!eff || !hdeny(r, b, !upper)); };
        const auto done = [&](bool held, std::initializer_list<bits> stopping) {
            if (!eff) return held;
            return (held && husage(r)) || admin(stopping, r);
        };
        const auto owns = [&] {
            return registered_owner(r, upper) || (by.container_owner_inherits && howns(r, upper));
        };
        // A denial stops owners only where it wins over them.
        const auto owns_unless = [&](bits b) { return owns() && (!eff || by.owner_wins || !hdeny(r, b, !upper)); };
        const auto only = [&](bool fits, bool held, std::initializer_list<bits> stopping) -> std::optional<bool> {
            if (!fits) return std::nullopt;
            return done(held, stopping);
        };
        const auto chained = [&] { return !eff || reads_bases(r); };
        using enum hive_privilege;
        if (name == "SELECT")
            return only(table || function || file || kind == node_kind::anonymous_function,
                        has(bits::select) && chained(), {bits::select});
        if (name == "EXECUTE") return only(function, has(bits::select), {bits::select});
        if (name == "CLONE") return only(table, has(bits::select) && chained(), {bits::select});
        if (name == "READ PATH") return only(file, has(bits::select), {bits::select});
        if (name == "WRITE PATH") return only(file, has(modify), {modify});
        if (name == "DESCRIBE") return only(table || schema || catalog, has(read_metadata), {read_metadata});
        if (name == "EXPLAIN") return only(table, has(read_metadata), {read_metadata});
        for (const auto* changing :
             {"INSERT", "COPY INTO", "TRUNCATE", "OPTIMIZE", "VACUUM", "RESTORE", "FSCK", "ADD PARTITION"})
            if (name == changing) return only(table, has(modify), {modify});
        for (const auto* changing : {"UPDATE", "DELETE", "MERGE"})
            if (name == changing)
                return matrix ? only(table, has(modify) && has(bits::select), {modify, bits::select})
                              : only(table, has(modify), {modify});
        if (name == "ALTER TABLE" || name == "DROP TABLE")
            return only(table, owns_unless(modify) || (matrix && has(modify)), {modify});
        if (name == "DROP SCHEMA") return only(schema, owns_unless(modify) || (matrix && has(modify)), {modify});
        if (name == "ALTER VIEW" || name == "DESCRIBE HISTORY") return only(table, owns(), {});
        if (name == "MSCK") return only(table, owns() && !matrix, {});
        if (name == "ALTER SCHEMA") return only(schema, owns(), {});
        if (name == "DROP FUNCTION") return only(function, owns(), {});
        if (name == "CREATE TABLE" || name == "CREATE VIEW") return only(schema, has(create), {create});
        if (name == "CREATE FUNCTION") return only(schema, has(create_named_function), {create_named_function});
        if (name == "CREATE SCHEMA") return only(catalog, has(create), {create});
        if (name == "CREATE NAMED FUNCTION")
            return only(catalog || schema, has(create_named_function), {create_named_function});
        if (name == "MODIFY CLASSPATH") return only(catalog && !old(), has(modify_classpath), {modify_classpath});
        if (name == "GRANT" || name == "SHOW GRANTS")
            return only(true, howns(r, upper) || (file && has(modify)), {}); // H7, H10
        if (name == "SET OWNER" || (name == "DENY" && !old())) return only(true, howns(r, upper), {});
        return std::nullopt;
    }

    bool by_name(const std::string& name, node_id r, bool eff) const {
        const auto plain = [&](bool matrix) { return operation(name, r, eff, matrix).value_or(false); };
        if (by.operations == "current") return plain(false);
        if (by.operations == "either") return plain(false) || plain(true);
        if (by.operations == "both") return plain(false) && plain(true);
        return plain(true);
    }

    bool privilege(unsigned unity_bit, node_id r, bool eff) const {
        const auto b = hive_privilege_named(privilege_dictionary{}.name_of_bit(unity_bit));
        return b && hive_bit(*b, r, eff);
    }
    bool hive_bit(bits b, node_id r, bool eff) const {
        if (!applicable(r, b)) return false;
        if (!eff) return hallow(r, b);
        const bool chained = b != bits::select || reads_bases(r);
        return (holds_now(r, b) && chained && husage(r)) || admin({b}, r);
    }

    bool anything(node_id r, bool eff) const {
        for (unsigned b = 0; b < 8; ++b)
            if (hive_bit(static_cast<bits>(b), r, eff)) return true;
        return by_name("GRANT", r, eff);
    }

    bool holds(const slow_action& what, node_id r, bool eff) const {
        if (what.privilege >= 0) return privilege(static_cast<unsigned>(what.privilege), r, eff);
        return what.operation == "REACH" ? anything(r, eff) : by_name(what.operation, r, eff);
    }
};

slow_hive::slow_hive(fact_source& source, const slow_access& who) : facts_(std::make_unique<facts>(source, who)) {}
slow_hive::slow_hive(slow_hive&&) noexcept = default;
slow_hive::~slow_hive() = default;

slow_answer slow_hive::can(node_id principal, const slow_action& what, bool effective, node_id resource,
                           const std::vector<node_id>& from, const slow_hive_profile& by) const {
    slow_answer answer;
    const auto w = facts_->of(resource).scope;
    for (const bool upper : {false, true}) {
        const asking one{*facts_, by, principal, w, upper};
        bool how = one.holds(what, resource, effective);
        if (effective) {
            how = how && facts_->who.alive(principal, upper) && facts_->who.has_access(principal, w, upper);
            if (!from.empty() && std::ranges::find(from, w) == from.end()) how = false; // T6
        }
        (upper ? answer.how.upper : answer.how.lower) = how;
        if (!effective || !how) continue;
        auto& at = answer.workspaces[w];
        (upper ? at.upper : at.lower) = true;
    }
    return answer;
}

} // namespace canreach::support
