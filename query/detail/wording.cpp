#include "query/detail/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/acl_levels.hpp"
#include "model/grant_names.hpp"
#include "model/roles.hpp"
#include "query/detail/cell_reader.hpp"
#include "query/spelling.hpp"

namespace canreach::query::detail {
namespace {

constexpr std::size_t max_reasons = 3; ///< within one line

using part = graph::missing_part::what;
using step = graph::witness_step::what;

/// `a`, `a and b`, `a, b and c`.
std::string listed(const std::vector<std::string>& items) {
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
        text += items[i];
    }
    return text;
}

/// What the account itself sets is no policy (M10).
std::string_view policy_noun(const graph::missing_part& what) {
    return what.rule == "M10" ? "access rule" : "policy";
}

} // namespace

std::string wording::policy_name(graph::policy_index which) const {
    return which < facts_.policy_count() ? printable(facts_.policy(which).name) : std::string("that was not read");
}

std::string wording::named(const std::vector<graph::policy_index>& policies) const {
    std::vector<std::string> names;
    for (const auto which : policies) {
        auto name = policy_name(which);
        if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    return listed(names);
}

std::vector<std::string> wording::applied(const graph::can_answer& answer) const {
    std::vector<std::string> names;
    for (const auto& one : answer.applied) {
        const auto& policy = facts_.policy(one.policy);
        auto name = printable(policy.name);
        if (policy.type == policy_type::column_mask && !policy.column.empty())
            name += fmt::format(" (mask of {})", printable(policy.column));
        if (one.how == graph::verdict::unknown) name += " (unknown)";
        names.push_back(std::move(name));
    }
    return names;
}

std::string wording::requirement(const graph::missing_part& what) {
    switch (what.kind) {
    case part::privilege: return fmt::format("{} on {}", bit_name(what), words_.thing(what.on));
    case part::denial: return fmt::format("no denial of {} on {}", bit_name(what), words_.thing(what.on));
    case part::base_owner:
        return what.on == what.view
                   ? fmt::format("knowing what {} reads", words_.thing(what.view))
                   : fmt::format("one owner of {} and {}", words_.thing(what.view), words_.thing(what.on));
    case part::manage: return fmt::format("MANAGE on {}", words_.thing(what.on)); // ownership is another way
    case part::level: return fmt::format("{} on {}", name_of(static_cast<acl_level>(what.bit)), words_.thing(what.on));
    case part::role: return fmt::format("{} on {}", name_of(static_cast<role>(what.bit)), words_.thing(what.on));
    case part::workspace_admin: return fmt::format("admin of workspace {}", words_.name(what.workspace));
    case part::compute: return fmt::format("compute in workspace {}", words_.name(what.workspace));
    case part::ownership:
        return fmt::format("ownership of {}{}", words_.thing(what.on),
                           what.rule == "H10" || what.rule == "H5" ? " or of what it lies in" : "");
    case part::workspace: return "workspace";
    case part::binding: return fmt::format("binding of {}", words_.thing(what.on));
    case part::writable_binding: return fmt::format("read-write binding of {}", words_.thing(what.on));
    case part::live: return "active principal";
    case part::definer: return fmt::format("the view's owner reads {}", words_.thing(what.on));
    case part::identity: return fmt::format("being {}", words_.thing(what.on));
    case part::membership: return fmt::format("membership of {}", words_.thing(what.on));
    case part::exemption: return fmt::format("exemption from {} {}", policy_noun(what), policy_name(what.policy));
    case part::filters: return fmt::format("one filter at most on {}", words_.thing(what.on));
    case part::external_access: return fmt::format("external access to {}", words_.thing(what.on));
    case part::account_admin: return "being account admin";
    case part::location: return "an external location covering the path";
    case part::definition: return fmt::format("the definition of {}", words_.thing(what.on));
    case part::enforcement:
        if (what.rule == "V2") return fmt::format("the runtime of {}", words_.thing(what.on));
        if (what.rule == "W1") return fmt::format("no isolation on {}", words_.thing(what.on));
        return fmt::format("table access control by {}", words_.thing(what.on));
    case part::not_applicable: break;
    }
    return fmt::format("an action that {} knows", words_.thing(what.on));
}

std::string wording::missing(const graph::missing_part& what, const bound::principal& who) {
    const auto place = what.workspace == no_node ? std::string{} : words_.name(what.workspace);
    switch (what.kind) {
    case part::privilege:
    case part::level:
    case part::role:
    case part::ownership: return requirement(what) + " is missing";
    case part::manage: return fmt::format("MANAGE on, or ownership of, {} is missing", words_.thing(what.on));
    case part::denial:
        return what.holder == no_node
                   ? fmt::format("{} may be denied on {}, which was not read", bit_name(what), words_.thing(what.on))
                   : fmt::format("{} on {} is denied to {}", bit_name(what), words_.thing(what.on),
                                 words_.thing(what.holder));
    case part::base_owner:
        return what.on == what.view
                   ? fmt::format("what {} reads is not known, or is the view itself", words_.thing(what.view))
                   : fmt::format("{} and {} have different owners", words_.thing(what.view), words_.thing(what.on));
    case part::compute: return fmt::format("no warehouse or cluster to run it on in workspace {}", place);
    case part::workspace_admin: {
        const auto inside = facts_.workspaces_of(who.id, false).rows;
        if (std::ranges::find(inside, what.workspace, &graph::workspace_verdict::workspace) == inside.end())
            return fmt::format("no access to workspace {}", place);
        return fmt::format("{} {} is no admin of workspace {}", noun_of(who.kind), who.name, place);
    }
    case part::workspace:
        if (what.rule == "T6" && !place.empty())
            return fmt::format("{} is in reach from workspace {} only", words_.thing(what.on), place);
        if (!place.empty()) return fmt::format("no access to workspace {}", place);
        if (what.on == no_node) return "no access to any workspace";
        return fmt::format("no access to a workspace that reaches {}", words_.thing(what.on));
    case part::binding:
        return fmt::format("{} is isolated and not bound to {}", words_.thing(what.on),
                           place.empty() ? "any workspace one has access to" : "workspace " + place);
    case part::writable_binding:
        return fmt::format("{} is not open for writing{}", words_.thing(what.on),
                           place.empty() ? "" : " in workspace " + place);
    case part::live: {
        const auto flags = facts_.flags_of(who.id);
        return fmt::format("{} {} {}", noun_of(who.kind), who.name,
                           flags.has(node_flag::unresolved) ? "does not exist in the account" : "is deactivated");
    }
    case part::definer: return fmt::format("the view's owner cannot read {}", words_.thing(what.on));
    case part::identity: return fmt::format("{} is not {}", who.name, words_.thing(what.on));
    case part::membership: return fmt::format("the identity provider keeps the members of {}", words_.thing(what.on));
    case part::exemption:
        if (what.rule == "V4") return fmt::format("policy {} filters it once more", policy_name(what.policy));
        if (what.rule == "V3") return fmt::format("policy {} filters it", policy_name(what.policy));
        if (what.rule == "M10") return fmt::format("access rule {} bars {}", policy_name(what.policy), who.name);
        return fmt::format("policy {} denies it", policy_name(what.policy));
    case part::filters: return fmt::format("several filters apply to {} at once", words_.thing(what.on));
    case part::external_access: return fmt::format("{} is not open to external engines", words_.thing(what.on));
    case part::account_admin: return fmt::format("{} is no account admin", who.name);
    case part::location: return "no external location covers the path";
    case part::definition: return fmt::format("the definition of {} was not read", words_.thing(what.on));
    case part::enforcement:
        if (what.rule == "V2") return fmt::format("the runtime of {} is not known", words_.thing(what.on));
        if (what.rule == "W1")
            return fmt::format("whether {} isolates those attached to it is not known", words_.thing(what.on));
        return fmt::format("whether {} enforces table access control is not known", words_.thing(what.on));
    case part::not_applicable: break;
    }
    return fmt::format("there is no such action on {}", words_.thing(what.on));
}

std::string wording::remedy(const graph::missing_part& what, const bound::principal& who) {
    const auto place = what.workspace == no_node ? std::string{} : words_.name(what.workspace);
    switch (what.kind) {
    case part::privilege:
        return fmt::format("GRANT {} ON {} TO {}", bit_name(what), words_.in_sql(what.on), quoted_name(who.name));
    case part::denial:
        // Reading does not change the answer: what has to be found does.
        if (what.holder == no_node)
            return fmt::format("read the grants of {} and find no denial of {}", words_.thing(what.on), bit_name(what));
        return fmt::format("REVOKE {} ON {} FROM {}", bit_name(what), words_.in_sql(what.on),
                           quoted_name(words_.name(what.holder)));
    case part::base_owner:
    case part::enforcement: return {};
    case part::manage: return fmt::format("GRANT MANAGE ON {} TO {}", words_.in_sql(what.on), quoted_name(who.name));
    case part::level:
        return fmt::format("give {} {} on {}", who.name, name_of(static_cast<acl_level>(what.bit)),
                           words_.thing(what.on));
    case part::role:
        return fmt::format("give {} the role {} on {}", who.name, name_of(static_cast<role>(what.bit)),
                           words_.thing(what.on));
    case part::compute: return fmt::format("let {} run a warehouse of workspace {}", who.name, place);
    case part::workspace_admin: return fmt::format("make {} an admin of workspace {}", who.name, place);
    case part::ownership: return owning(what.on, who);
    case part::workspace:
        if (place.empty()) return fmt::format("assign {} to a workspace that reaches it", who.name);
        return fmt::format("assign {} to workspace {}", who.name, place);
    case part::binding:
        return fmt::format("bind {} to {}", words_.thing(what.on),
                           place.empty() ? "a workspace" : "workspace " + place);
    case part::writable_binding:
        return fmt::format("bind {} to {} for reading and writing", words_.thing(what.on),
                           place.empty() ? "a workspace" : "workspace " + place);
    case part::live: return fmt::format("activate {}", who.name);
    case part::definer: return fmt::format("let the view's owner read {}", words_.thing(what.on));
    case part::membership: return fmt::format("add {} to {}", who.name, words_.thing(what.on));
    case part::identity: break;
    case part::exemption:
        return fmt::format("exempt {} from {} {}", who.name, policy_noun(what), policy_name(what.policy));
    case part::external_access: return fmt::format("open {} to external engines", words_.thing(what.on));
    case part::account_admin: return fmt::format("make {} account admin", who.name);
    case part::location: return "create an external location over the path";
    case part::filters:
    case part::definition: break;
    case part::not_applicable: break;
    }
    return {};
}

/// No statement makes metastore admins.
std::string wording::owning(node_id what, const bound::principal& who) {
    if (facts_.kind_of(what) == node_kind::metastore)
        return fmt::format("make {} admin of {}", who.name, words_.thing(what));
    return fmt::format("ALTER {} OWNER TO {}", words_.in_alter(what), quoted_name(who.name));
}

std::string wording::bit_name(const graph::missing_part& what) const {
    mask only;
    only.set(what.bit);
    return names_of(only, what.in).front();
}

std::vector<std::string> wording::names_of(mask bits, facet in) const {
    return names_of_bits(bits, in, privileges_);
}

std::string wording::fact(const graph::witness& what, const bound::principal& who, node_id about) {
    if (what.empty()) return {};
    const auto& last = what.back();
    const auto holder = last.from == who.id ? std::string("directly") : "to " + words_.thing(last.from);
    switch (last.kind) {
    case step::grant: {
        const auto bits = listed(names_of(last.bits, last.in));
        if (last.to == about) {
            const bool all =
                last.bits.count() == 1 && ((last.in == facet::unity && last.bits.has(privilege::all_privileges)) ||
                                           (last.in == facet::hive && last.bits.has(hive_privilege::all)));
            return all ? fmt::format("{} granted {}", bits, holder) : fmt::format("granted {}", holder);
        }
        return fmt::format("inherited: {} on {}, granted {}", bits, words_.thing(last.to), holder);
    }
    case step::denial: {
        const auto bits = listed(names_of(last.bits, last.in));
        return last.to == about ? fmt::format("denied {}", holder)
                                : fmt::format("inherited: {} denied on {} {}", bits, words_.thing(last.to), holder);
    }
    case step::given:
        return last.to == about ? fmt::format("{} by the place of the folder", listed(names_of(last.bits, last.in)))
                                : fmt::format("inherited: {} on {}, by the place of the folder",
                                              listed(names_of(last.bits, last.in)), words_.thing(last.to));
    case step::itself:
        return last.from == who.id ? std::string("itself") : fmt::format("in {}", words_.thing(last.from));
    case step::owner:
        return last.from == who.id ? fmt::format("owner of {}", words_.thing(last.to))
                                   : fmt::format("{} owns {}", words_.thing(last.from), words_.thing(last.to));
    case step::assignment: return fmt::format("{}: {}", words_.name(last.to), assignment(what, who));
    case step::policy: return fmt::format("given by policy {} {}", policy_name(last.policy), holder);
    case step::joins: return fmt::format("can join {}", words_.thing(last.to));
    case step::member: return fmt::format("member of {}", words_.thing(last.to));
    case step::built_in: return fmt::format("belongs to {}", words_.thing(last.to));
    }
    return {};
}

std::string wording::chain(const graph::witness& what) {
    std::string text;
    for (const auto& one : what) {
        if (one.kind != step::member && one.kind != step::built_in) continue;
        if (text.empty()) text = words_.name(one.from);
        text += " ∈ " + words_.name(one.to);
    }
    return text;
}

std::string wording::assignment(const graph::witness& what, const bound::principal& who) {
    if (what.empty()) return {};
    const auto& last = what.back();
    const auto holder = last.from == who.id ? std::string("assigned directly") : words_.thing(last.from);
    const auto levels = listed(names_of(last.bits, facet::role));
    return levels.empty() ? holder : fmt::format("{} ({})", holder, levels);
}

std::string wording::from_workspaces(const std::vector<graph::workspace_verdict>& list) {
    std::vector<std::string> names;
    for (const auto& one : list)
        names.push_back(words_.name(one.workspace) + (one.how == graph::verdict::unknown ? " (unknown)" : ""));
    std::ranges::sort(names);
    return listed(names);
}

std::string wording::reason(const graph::can_answer& answer, const bound::principal& who,
                            const std::vector<graph::via_item>& via) {
    std::vector<std::string> parts;
    if (answer.how == graph::verdict::unknown && !answer.gaps.empty()) {
        for (const auto index : answer.gaps) {
            if (parts.size() == max_reasons) break;
            parts.push_back(words_.gap_text(facts_.gaps()[index]));
        }
        const auto rest = answer.gaps.size() - parts.size();
        return fmt::format("not read: {}{}", listed(parts), rest > 0 ? fmt::format(", and {} more", rest) : "");
    }
    if (answer.how != graph::verdict::yes) {
        std::string text;
        std::size_t shown = 0;
        for (const auto& one : answer.missing) {
            if (shown++ == max_reasons) break;
            text += fmt::format("{}{}", text.empty() ? "" : "; ", missing(one, who));
        }
        if (answer.missing.size() > max_reasons)
            text += fmt::format("; and {} more", answer.missing.size() - max_reasons);
        return text;
    }
    for (const auto& one : via) {
        if (parts.size() == max_reasons) break;
        auto text = text_of(one, words_);
        if (std::ranges::find(parts, text) == parts.end()) parts.push_back(std::move(text));
    }
    std::string text = parts.empty() ? std::string{} : "through " + listed(parts);
    if (parts == std::vector<std::string>{"direct"}) text = "granted directly";
    if (parts == std::vector<std::string>{"owner"}) text = "as owner";
    return text;
}

} // namespace canreach::query::detail
