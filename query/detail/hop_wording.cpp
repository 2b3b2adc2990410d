#include "query/detail/hop_wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "model/acl_levels.hpp"

namespace canreach::query::detail {
namespace {

using step = graph::witness_step::what;
using graph::act;
using graph::path_class;

std::string joined(const std::vector<std::string>& items, std::string_view between) {
    std::string text;
    for (const auto& one : items) text += fmt::format("{}{}", text.empty() ? std::string_view{} : between, one);
    return text;
}

} // namespace

std::string hop_wording::class_of(const graph::hop& what) {
    switch (what.how) {
    case path_class::control: return "CONTROL";
    case path_class::become: return "BECOME";
    case path_class::bypass: return "BYPASS";
    case path_class::invoke: return "INVOKE";
    case path_class::observe: break;
    }
    return "OBSERVE";
}

std::string hop_wording::gains(const graph::hop& what) {
    if (what.how == path_class::invoke) return fmt::format("use results of {}", words_.thing(what.gained));
    if (what.how == path_class::observe) return fmt::format("may catch credentials of {}", words_.thing(what.gained));
    if (what.how == path_class::bypass || what.rule == "E20") return goes_round(what);
    if (what.rule != "E5" && what.how == path_class::become) return fmt::format("become {}", words_.thing(what.gained));
    switch (what.done) {
    case act::join: return joins(what);
    case act::assign:
        return what.gained == no_node ? std::string("enter any workspace")
                                      : fmt::format("enter workspace {}", words_.name(what.gained));
    case act::rule_metastore: return fmt::format("become metastore admin of {}", words_.name(what.gained));
    case act::take_role: return fmt::format("take the role servicePrincipal.user on {}", words_.name(what.gained));
    case act::bind: {
        const auto where =
            what.through == no_node ? std::string("a workspace") : "workspace " + words_.name(what.through);
        return fmt::format("bind {} to {}", words_.thing(what.gained), where);
    }
    case act::grant: break;
    }
    return grants(what);
}

std::string hop_wording::grants(const graph::hop& what) {
    using part_kind = graph::missing_part::what;
    std::vector<std::string> bits, taken, dropped;
    for (const auto& part : what.granted) {
        const bool drops = part.kind == part_kind::exemption;
        auto text = drops ? say_.policy_name(part.policy) : say_.requirement(part);
        auto& list = drops ? dropped : part.kind == part_kind::ownership ? taken : bits;
        if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
    }
    std::vector<std::string> done;
    if (!bits.empty()) done.push_back("grant itself " + joined(bits, ", "));
    if (!taken.empty()) done.push_back("take " + joined(taken, ", "));
    if (!dropped.empty()) done.push_back("drop policy " + joined(dropped, " and "));
    return done.empty() ? "grant itself what is missing" : joined(done, " and ");
}

std::string hop_wording::joins(const graph::hop& what) {
    std::vector<std::string> groups, told;
    for (const auto& one : what.joined)
        if (one.member == what.actor)
            groups.push_back(words_.name(one.group));
        else
            told.push_back(fmt::format("put {} into {}", words_.thing(one.member), words_.name(one.group)));
    if (!groups.empty()) told.insert(told.begin(), "become member of " + joined(groups, " and "));
    return joined(told, ", ");
}

std::string hop_wording::manages_joined(const graph::hop& what) {
    std::vector<std::string> groups;
    bool itself = true;
    for (const auto& one : what.joined) {
        const auto group = words_.thing(one.group);
        if (std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
        itself = itself && one.member == what.actor;
    }
    return fmt::format("{} manages {} and can add {}", words_.name(what.actor), joined(groups, " and "),
                       itself ? "itself" : "anybody");
}

std::string hop_wording::goes_round(const graph::hop& what) {
    if (what.rule == "E20") {
        const bool path = facts_.kind_of(what.gained) == node_kind::credential;
        return fmt::format("create and own an external location over {}",
                           path ? std::string("the path") : "the files of " + words_.thing(what.gained));
    }
    if (what.rule != "E25") return fmt::format("go round the check of {}", words_.thing(what.gained));
    return facts_.kind_of(what.through) == node_kind::cluster
               ? fmt::format("switch {} to a mode without table access control", words_.thing(what.through))
               : std::string("create a cluster without table access control");
}

std::string hop_wording::by_detour(const graph::hop& what) {
    const auto actor = words_.name(what.actor);
    const auto facts = facts_of(what);
    const auto because = facts.empty() ? std::string{} : ": " + facts;
    const bool on_cluster = what.through != no_node && facts_.kind_of(what.through) == node_kind::cluster;
    if (what.rule == "E13" && what.through == no_node)
        return fmt::format("{} runs code there, and nothing checks it", actor);
    if (what.rule == "E13")
        return fmt::format("{} may attach to {}, where table access control is off{}", actor,
                           words_.thing(what.through), because);
    if (what.rule == "E15")
        return on_cluster ? fmt::format("{} may attach to {}, which runs as {}, and that reads the files{}", actor,
                                        words_.thing(what.through), words_.name(what.runs), because)
                          : fmt::format("{} is assigned to {}, and reads the files", words_.name(what.runs), actor);
    if (what.rule == "S5" && what.through == no_node) return fmt::format("{} owns the location", actor);
    if (what.rule == "S5") return fmt::format("its files lie in {}{}", words_.thing(what.through), because);
    if (what.rule == "E24") return fmt::format("{} reaches files past all table privileges{}", actor, because);
    if (what.rule == "E20") return fmt::format("{} may use {} for it{}", actor, words_.thing(what.through), because);
    if (on_cluster) return fmt::format("{} may edit {}{}", actor, words_.thing(what.through), because);
    return fmt::format("{} may create clusters {}{}", actor,
                       facts_.kind_of(what.through) == node_kind::workspace
                           ? "in " + words_.thing(what.through)
                           : "by " + words_.thing(what.through) + ", which leaves the mode open",
                       because);
}

std::string hop_wording::object_hop(const graph::hop& what) {
    const auto as = words_.name(what.gained);
    const auto thing = words_.thing(what.through);
    if (what.rule == "E8") return fmt::format("edits {}, which runs as {}", thing, as);
    if (what.rule == "E9") return fmt::format("edits {}, which {} runs as {}", thing, words_.thing(what.runs), as);
    if (what.rule == "E10") return fmt::format("edits {}, which runs as {}", thing, as);
    if (what.rule == "E12") return fmt::format("reads {}, which holds a credential of {}", thing, as);
    if (what.rule == "E16") return fmt::format("views {}, published as {}", thing, as);
    if (what.rule == "E17" || what.rule == "E18") return fmt::format("runs {}, which runs as {}", thing, as);
    if (what.rule == "E14") return fmt::format("manages {}, which {} works on", thing, as);
    if (what.how == path_class::invoke) return fmt::format("uses {}, which acts as {}", thing, as);
    return fmt::format("manages {}, which acts as {}, and can deploy other code", thing, as);
}

std::string hop_wording::by(const graph::hop& what) {
    const auto actor = words_.name(what.actor);
    if (what.rule == "E7") return fmt::format("{} has the role servicePrincipal.user and can run a job as it", actor);
    if (what.rule == "E11")
        return facts_.kind_of(what.gained) == node_kind::user
                   ? fmt::format("{} is admin of workspace {} and can run jobs as its users", actor,
                                 words_.name(what.through))
                   : fmt::format("{} is admin of workspace {} and can create a token or secret of it", actor,
                                 words_.name(what.through));
    if (what.how == path_class::bypass || what.rule == "E20") return by_detour(what);
    if (what.how != path_class::control && what.rule != "E5") return object_hop(what);
    switch (what.done) {
    case act::join: return manages_joined(what);
    case act::assign:
    case act::rule_metastore: return fmt::format("{} is account admin", actor);
    case act::take_role: return fmt::format("{} manages {}", actor, words_.thing(what.gained));
    case act::bind:
    case act::grant: break;
    }
    return facts_of(what);
}

std::string hop_wording::facts_of(const graph::hop& what) {
    std::vector<std::string> told;
    for (const auto& one : what.facts) {
        const auto& last = one.steps.back();
        std::string text;
        if (last.kind == step::owner)
            text = fmt::format("{} owns {}", words_.name(last.from), words_.thing(last.to));
        else if (last.kind == step::grant)
            text = fmt::format("{} has {} on {}", words_.name(last.from),
                               joined(say_.names_of(last.bits, last.in), ", "), words_.thing(last.to));
        else
            continue;
        if (auto chain = say_.chain(one.steps); !chain.empty()) text += " (" + chain + ")";
        if (std::ranges::find(told, text) == told.end()) told.push_back(std::move(text));
    }
    return joined(told, "; ");
}

std::string hop_wording::removal(const graph::witness_step& fact) {
    const auto from = words_.name(fact.from);
    switch (fact.kind) {
    case step::owner: return fmt::format("the ownership of {} from {}", words_.thing(fact.to), from);
    case step::member: return fmt::format("{} from {}", from, words_.thing(fact.to));
    case step::assignment: return fmt::format("the assignment of {} to workspace {}", from, words_.name(fact.to));
    default: break;
    }
    const auto bits = joined(say_.names_of(fact.bits, fact.in), ", ");
    const bool of_account = facts_.kind_of(fact.to) == node_kind::account;
    if (fact.in == facet::role)
        return fmt::format("the role {} on {} from {}", bits, of_account ? "the account" : words_.name(fact.to), from);
    return fmt::format("{} on {} from {}", bits, words_.thing(fact.to), from);
}

} // namespace canreach::query::detail
