#include "simulator/detail/truth_policies.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "model/policy_scope.hpp"
#include "model/privileges.hpp"
#include "model/tag_condition.hpp"

namespace canreach::simulator::detail {
namespace {

/// A policy on something at or above the object that is looked at, with what it has matched so far.
struct active {
    const attribute_policy* policy;
    policy_fact told;
};

bool has_tag(const std::vector<tag>& tags, const attribute_policy& by) {
    return by.tag_key.empty() || std::ranges::any_of(tags, [&](const tag& one) {
               return one.key == by.tag_key && (by.tag_value.empty() || one.value == by.tag_value);
           });
}

/// The word for functions stands for registered models as well.
bool is_about(const attribute_policy& by, node_kind kind) {
    const auto folded = [](node_kind one) { return one == node_kind::model ? node_kind::function : one; };
    return folded(by.about) == folded(kind);
}

bool shows_policies(const securable& what) {
    return !what.has(securable_trait::browse_only) && !what.has(securable_trait::vanished);
}

class policy_teller {
public:
    policy_teller(const account& from, const std::function<void(const fact&)>& visit) : from_(from), visit_(visit) {}

    void tell() {
        for (const auto& store : from_.metastores) {
            store_ = store.id;
            const auto readers = from_.readers_of(store);
            const auto catalogs = from_.children_of(store.root, node_kind::catalog);
            for (auto i = catalogs.first; i < catalogs.first + catalogs.count; ++i)
                if (std::ranges::any_of(readers,
                                        [&](auto r) { return from_.open_in(securable_index{i}, from_.at(r).id); }))
                    walk(securable_index{i});
        }
    }

private:
    void walk(securable_index i) {
        const auto& what = from_.at(i);
        const node_key key{what.kind, store_, from_.full_name_of(i)};
        const auto before = active_.size();
        if (shows_policies(what))
            for (const auto& one : from_.extra_of(i).policies) {
                active_.push_back({&one, fact_of(one, key)});
                if (one.odd_condition.empty()) tell_scope(one, key);
            }
        const bool gone = what.has(securable_trait::vanished);
        const auto tags = active_.empty() || gone ? std::vector<tag>{} : from_.tags_of(i);
        for (auto& [policy, told] : active_)
            if (policy->odd_condition.empty() && is_about(*policy, what.kind) && has_tag(tags, *policy))
                told.matches.push_back(key);
        if (!gone && are_tags_wanted(from_, i)) tell_tags(tags, key);
        for (auto child = what.first_child; child < what.first_child + what.child_count; ++child)
            walk(securable_index{child});
        for (; active_.size() > before; active_.pop_back()) visit_(active_.back().told);
    }

    void tell_tags(const std::vector<tag>& tags, const node_key& of) {
        node_fact more;
        more.key = of;
        more.attributes.emplace_back(tags_read_attribute, tags_read_value);
        visit_(more);
        for (const auto& one : tags) {
            more.attributes.front() = {std::string(tag_attribute_prefix) + one.key, one.value};
            visit_(more);
        }
    }

    void tell_scope(const attribute_policy& of, const node_key& on) {
        policy_scope scope{{of.about}, of.condition()};
        if (is_about(of, node_kind::function)) scope.kinds = {node_kind::function, node_kind::model};
        node_fact more;
        more.key = on;
        more.attributes.emplace_back(std::string(scope_attribute_prefix) + of.name, text_of(scope));
        visit_(more);
    }

    static policy_fact fact_of(const attribute_policy& from, const node_key& on) {
        policy_fact made;
        made.name = from.name;
        made.type = from.type;
        made.on = on;
        for (const auto& name : from.privileges)
            if (const auto known = privilege_named(name)) made.privileges |= mask{*known};
        for (const auto& name : from.to) made.to.push_back(principal_ref::named(name));
        for (const auto& name : from.except) made.except.push_back(principal_ref::named(name));
        if (!from.function.empty()) made.function = node_key{node_kind::function, on.scope, from.function};
        return made;
    }

    const account& from_;
    const std::function<void(const fact&)>& visit_;
    std::string store_;
    std::vector<active> active_;
};

} // namespace

bool are_tags_wanted(const account& from, securable_index of) {
    const auto kind = from.at(of).kind;
    for (auto at = of; from.at(at).kind != node_kind::metastore; at = from.at(at).parent)
        if (shows_policies(from.at(at)))
            for (const auto& one : from.extra_of(at).policies)
                if (one.odd_condition.empty() && !one.tag_key.empty() && is_about(one, kind)) return true;
    return false;
}

void tell_policies(const account& from, const std::function<void(const fact&)>& visit) {
    policy_teller(from, visit).tell();
}

} // namespace canreach::simulator::detail
