#include "audit/without_effect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "audit/stand_ins.hpp"
#include "audit/tables.hpp"
#include "graph/operations.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/grant_names.hpp"

namespace canreach::audit {
namespace {

/// More holders than this are asked about together, target by target.
constexpr std::size_t asked_one_by_one = 8;
constexpr std::array holder_kinds{node_kind::user, node_kind::service_principal, node_kind::group};

class judge {
public:
    explicit judge(const graph::access_graph& facts) : facts_(facts), stand_ins_(facts) {
        const auto gaps = facts.gaps();
        for (std::size_t i = 0; i < gaps.size(); ++i)
            if (gaps[i].part == node_part::children)
                for (auto up = gaps[i].about; up != no_node; up = facts.parent_of(up))
                    unlisted_[up].push_back(static_cast<graph::gap_index>(i));
    }

    /// Nothing where the grant is of use to somebody, or may be.
    std::optional<grant_without_effect> idle(const source_grant& grant) {
        auto made = judged(grant);
        if (!made || made->why == no_effect::ignored) return made;
        if (stand_ins_.holds_up(grant)) return std::nullopt;
        // Rule K1: more members, or more of what lies there, may be where not everything was read.
        const auto note = [&](const std::vector<graph::gap_index>& gaps) { unread_.insert(gaps.begin(), gaps.end()); };
        const auto& members = holders(grant.grantee).gaps;
        const auto children = unlisted_.find(grant.resource);
        const bool more_inside = children != unlisted_.end() && facts_.kind_of(grant.resource) != node_kind::metastore;
        if (members.empty() && !more_inside) return made;
        note(members);
        if (more_inside) note(children->second);
        return std::nullopt;
    }
    std::vector<graph::gap_index> unread() const {
        auto all = unread_;
        all.insert(stand_ins_.unread().begin(), stand_ins_.unread().end());
        return {all.begin(), all.end()};
    }

private:
    struct reached {
        std::vector<node_id> held_by;       ///< users and service principals who are not deactivated; assumed roles
        std::vector<graph::gap_index> gaps; ///< of memberships
        node_id known = no_node;            ///< the first of whom it is sure that somebody has the name
    };

    std::optional<grant_without_effect> judged(const source_grant& grant) {
        grant_without_effect made{grant, no_effect::held_back, {}, no_node};
        const auto flags = facts_.flags_of(grant.grantee);
        const bool group = facts_.kind_of(grant.grantee) == node_kind::group;
        if (ignored_in_unity(facts_, grant.grantee)) {
            made.why = no_effect::ignored;
            return made;
        }
        const auto& whom = holders(grant.grantee);
        if (whom.held_by.empty()) {
            made.why = flags.has(node_flag::unresolved) ? no_effect::grantee_gone : no_effect::empty_group;
            return made;
        }
        graph::request use;
        use.any_of = true;
        auto bits = grant.allow;
        if (bits.has(privilege::all_privileges)) bits |= graph::all_expansion & ~graph::learned_bits;
        bits.for_each([&](unsigned bit) {
            use.actions.push_back({graph::action::form::privilege, static_cast<std::uint16_t>(bit)});
        });
        if (!targets_known(use, grant.resource)) {
            made.why = no_effect::nothing_there;
            return made;
        }
        // Of a name that stands for nobody it may be unknown whether it does: not everybody was read.
        if (used(use, grant.resource, whom.held_by)) return std::nullopt;
        if (whom.known == no_node) {
            made.why = group                            ? no_effect::empty_group
                       : flags.has(node_flag::inactive) ? no_effect::deactivated
                                                        : no_effect::grantee_gone;
            return made;
        }
        made.holder = whom.known;
        auto answer = facts_.can(made.holder, use, targets_.front());
        if (!answer.missing.empty()) made.missing = std::move(answer.missing.front());
        return made;
    }
    const reached& holders(node_id grantee) {
        const auto [at, fresh] = holders_.try_emplace(grantee);
        if (!fresh) return at->second;
        auto& found = at->second;
        const auto is = [&](node_id one, node_flag flag) { return facts_.flags_of(one).has(flag); };
        if (facts_.kind_of(grantee) != node_kind::group) {
            found.held_by.push_back(grantee);
        } else {
            auto members = facts_.members_of(grantee, false);
            for (const auto& row : members.rows)
                if (!is(row.principal, node_flag::inactive)) found.held_by.push_back(row.principal);
            found.gaps = std::move(members.gaps);
            for (const auto role : stand_ins_.roles_of(grantee)) found.held_by.push_back(role);
        }
        std::ranges::sort(found.held_by);
        const auto known = std::ranges::find_if(found.held_by, [&](node_id one) {
            return facts_.kind_of(one) != node_kind::group && !is(one, node_flag::inactive) &&
                   !is(one, node_flag::unresolved);
        });
        if (known != found.held_by.end()) found.known = *known;
        return found;
    }
    /// Keeps what any of the privileges applies to: the securable itself and what lies in it. What is granted on a
    /// metastore stays there (U3).
    bool targets_known(const graph::request& use, node_id resource) {
        targets_.clear();
        const auto keep = [&](node_id one) {
            const auto kind = facts_.kind_of(one);
            if (std::ranges::any_of(use.actions,
                                    [&](const graph::action& what) { return graph::applies_to(what, kind); }))
                targets_.push_back(one);
        };
        keep(resource);
        if (facts_.kind_of(resource) != node_kind::metastore)
            for (const auto one : facts_.descendants_of(resource)) keep(one);
        return !targets_.empty();
    }
    bool used(const graph::request& use, node_id resource, const std::vector<node_id>& held_by) const {
        const bool inside = targets_.size() > 1 || targets_.front() != resource;
        const auto can_use = [&](node_id holder) {
            if (!inside) return facts_.decide(holder, use, resource).how != graph::verdict::no;
            return facts_.decide(holder, use, targets_.front()).how != graph::verdict::no ||
                   !facts_.what(holder, use, {}, resource).rows.empty();
        };
        const auto few = std::min(held_by.size(), asked_one_by_one);
        if (std::any_of(held_by.begin(), held_by.begin() + static_cast<std::ptrdiff_t>(few), can_use)) return true;
        if (few == held_by.size()) return false;
        return std::ranges::any_of(targets_, [&](node_id target) {
            const auto all = facts_.who(use, target, holder_kinds).rows;
            return std::ranges::any_of(all, [&](const graph::principal_row& row) {
                return std::ranges::binary_search(held_by, row.principal);
            });
        });
    }

    const graph::access_graph& facts_;
    stand_ins stand_ins_;
    std::map<node_id, reached> holders_;
    std::map<node_id, std::vector<graph::gap_index>> unlisted_; ///< where not all that lies there is known
    std::set<graph::gap_index> unread_;
    std::vector<node_id> targets_;
};

std::string missing_words(account& in, cell_writer& cells, const graph::missing_part& part) {
    using what = graph::missing_part::what;
    const auto on = part.on == no_node ? std::string{} : cells.name(part.on);
    switch (part.kind) {
    case what::privilege:
        return fmt::format(
            "{} on {} is missing",
            fmt::join(names_of_bits(mask{static_cast<privilege>(part.bit)}, facet::unity, in.names.privileges()), ", "),
            on);
    case what::workspace: return "no workspace from which it is reached is open to them";
    case what::binding: return fmt::format("{} is bound to other workspaces", on);
    case what::writable_binding: return fmt::format("{} can only be read from their workspaces", on);
    case what::definer: return "the owner of the view cannot read what it reads";
    case what::exemption: return "a policy denies it";
    case what::external_access: return fmt::format("{} lets no external engine in", on);
    default: return "something else that it takes is missing";
    }
}

std::string words_for(account& in, cell_writer& cells, const grant_without_effect& one) {
    switch (one.why) {
    case no_effect::grantee_gone: return "nobody has this name or id any more";
    case no_effect::deactivated: return "the grantee is deactivated";
    case no_effect::ignored: return "Unity Catalog ignores groups of one workspace";
    case no_effect::empty_group: return "nobody active lies in the group";
    case no_effect::nothing_there: return "nothing there that it applies to";
    case no_effect::held_back: break;
    }
    const auto lacks = one.missing ? missing_words(in, cells, *one.missing) : "something else that it takes is missing";
    return one.holder == one.grant.grantee ? lacks : fmt::format("{} (said of {})", lacks, cells.name(one.holder));
}

} // namespace

bool owns_without_effect(const graph::access_graph& facts, node_id owner, node_id resource) {
    const auto kind = facts.kind_of(resource);
    if (family_of(kind) != kind_family::unity && kind != node_kind::metastore) return false;
    return ignored_in_unity(facts, owner);
}

grants_without_effect find_grants_without_effect(const graph::access_graph& facts,
                                                 std::span<const source_grant> grants) {
    grants_without_effect made;
    judge of(facts);
    for (const auto& grant : grants) {
        if (!(grant.allow & graph::learned_bits).empty()) {
            ++made.not_judged;
            continue;
        }
        if (auto found = of.idle(grant)) made.found.push_back(*std::move(found));
    }
    made.unread = of.unread();
    return made;
}

result<section> section_without_effect(account& in, const grants_without_effect& found) {
    cell_writer cells(in);
    auto table = table_of_grants("principal", {{"why", query::column_type::text}});
    for (const auto& one : found.found) {
        auto row = cells.row_of(one.grant);
        row.emplace_back(words_for(in, cells, one));
        table.rows.push_back(std::move(row));
    }
    cells.note(table, found.unread);
    if (cells.fault()) return *cells.fault();
    return made_section("without_effect", "Grants that nobody can make use of now", std::move(table));
}

} // namespace canreach::audit
