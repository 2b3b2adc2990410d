#include "audit/fact_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "model/grant_names.hpp"
#include "query/object_kinds.hpp"

namespace canreach::audit {
namespace {

/// What nodes are told to be; `browse_only` says how they were read.
constexpr std::array<std::pair<node_flag, std::string_view>, 8> flag_words{{
    {node_flag::inactive, "inactive"},
    {node_flag::isolated, "isolated"},
    {node_flag::external, "external"},
    {node_flag::read_only, "read only"},
    {node_flag::unresolved, "unresolved"},
    {node_flag::immutable, "immutable"},
    {node_flag::external_access, "open to external engines"},
    {node_flag::unreachable, "not running"},
}};

} // namespace

result<fact_list> fact_list::read(snapshot_view from) {
    fact_list made;
    if (auto done = made.read_nodes(from); !done) return done.error();
    if (auto done = made.read_edges(from); !done) return done.error();
    if (auto done = made.read_policies(from); !done) return done.error();
    std::ranges::sort(made.rows_, {}, &fact_row::identity);
    return made;
}

query::node_cell fact_list::cell(node_id id) const {
    if (id == no_node) return {};
    const auto& node = nodes_[id.value];
    const auto word = query::kind_word(node.key.kind, query::is_view_subtype(node.subtype));
    return {id, node.name, std::string(word), node.key.id, node.scope_name};
}

node_id fact_list::id_of(const node_key& key) const {
    const auto as_node = std::tuple(fact_kind::node, key, node_key{}, std::string());
    const auto found = std::ranges::lower_bound(
        rows_, std::tie(std::get<0>(as_node), std::get<1>(as_node), std::get<2>(as_node), std::get<3>(as_node)), {},
        &fact_row::identity);
    return found != rows_.end() && found->kind == fact_kind::node && found->about == key ? found->about_id : no_node;
}

bool fact_list::unread(const node_key& about, std::initializer_list<node_part> parts) const {
    return std::ranges::any_of(parts, [&](node_part part) { return gaps_.contains({about, part}); });
}

bool fact_list::unread_list_of(const fact_row& row) const {
    using enum node_part;
    switch (row.kind) {
    case fact_kind::node: return unread(row.about, {attributes});
    case fact_kind::member: return unread(row.about, {members});
    case fact_kind::owner: return unread(row.about, {attributes});
    case fact_kind::grant: return unread(row.about, {grants, assignments, roles});
    case fact_kind::binding: return unread(row.about, {bindings, attachment});
    case fact_kind::link: return unread(row.about, {definition, attributes});
    case fact_kind::policy: return unread(row.about, {policies});
    }
    return false;
}

bool fact_list::may_miss(const fact_row& row, const fact_list& holder) const {
    for (auto id = row.about_id; id != no_node;) {
        const auto above = holder.nodes_[id.value].parent;
        if (unread(above == no_node ? account_ : holder.nodes_[above.value].key, {node_part::children})) return true;
        id = above;
    }
    return row.kind != fact_kind::node && unread_list_of(row);
}

result<void> fact_list::read_nodes(snapshot_view from) {
    const auto counted = from.facts.counts();
    if (!counted) return counted.error();
    nodes_.reserve(counted->nodes);
    for (std::uint32_t i = 0; i < counted->nodes; ++i) {
        auto node = from.names.describe({i});
        if (!node) return std::move(node).error();
        nodes_.push_back(std::move(*node));
    }
    for (const auto& node : nodes_) {
        fact_row row;
        row.about = node.key;
        row.about_id = node.id;
        row.value = node.name;
        if (!node.subtype.empty()) row.value += ", " + node.subtype;
        for (const auto& [flag, word] : flag_words)
            if (node.flags.has(flag)) row.value += fmt::format(", {}", word);
        for (const auto& [name, text] : node.attributes) row.value += fmt::format(", {}={}", name, text);
        if (node.parent != no_node) {
            row.value += fmt::format(", in {}", nodes_[node.parent.value].name);
            row.exact = to_string(nodes_[node.parent.value].key);
        }
        if (node.key.kind == node_kind::account) account_ = node.key;
        rows_.push_back(std::move(row));
    }
    return from.facts.visit_gaps([&](const source_gap& gap) {
        gaps_.emplace(nodes_[gap.about.value].key, gap.part);
        if (gap.part != node_part::activity) unread_parts_.push_back(gap);
        if (is_left_out(gap.how, gap.reason)) left_out_.emplace(gap.family, gap.reason);
    });
}

result<void> fact_list::read_edges(snapshot_view from) {
    const auto add = [&](fact_kind kind, node_id about, node_id other, std::string detail,
                         std::string value) -> fact_row& {
        auto& row = rows_.emplace_back();
        row.kind = kind;
        row.about = nodes_[about.value].key;
        row.other = nodes_[other.value].key;
        row.detail = std::move(detail);
        row.value = std::move(value);
        row.about_id = about;
        row.other_id = other;
        return row;
    };
    if (auto done = from.facts.visit_members(
            [&](const source_member& row) { add(fact_kind::member, row.group, row.member, {}, {}); });
        !done)
        return done;
    if (auto done = from.facts.visit_owners(
            [&](const source_owner& row) { add(fact_kind::owner, row.resource, row.owner, {}, {}); });
        !done)
        return done;
    if (auto done = from.facts.visit_grants([&](const source_grant& row) {
            auto names = names_of_bits(row.allow, row.what, from.names.privileges());
            for (auto& denied : names_of_bits(row.deny, row.what, from.names.privileges()))
                names.push_back("DENY " + std::move(denied));
            std::ranges::sort(names);
            auto& made = add(fact_kind::grant, row.resource, row.grantee, std::string(name_of(row.what)),
                             fmt::format("{}", fmt::join(names, ", ")));
            made.allow = row.allow;
            made.deny = row.deny;
        });
        !done)
        return done;
    if (auto done = from.facts.visit_bindings([&](const source_binding& row) {
            add(fact_kind::binding, row.resource, row.workspace, {}, std::string(name_of(row.how)));
        });
        !done)
        return done;
    return from.facts.visit_links(
        [&](const source_link& row) { add(fact_kind::link, row.from, row.to, std::string(name_of(row.type)), {}); });
}

result<void> fact_list::read_policies(snapshot_view from) {
    const auto add_names = [&](std::string_view word, const std::vector<node_id>& of, fact_row& into) {
        if (of.empty()) return;
        std::vector<std::string> names;
        for (const auto id : of) {
            names.push_back(nodes_[id.value].name);
            into.touches.push_back(nodes_[id.value].key);
            into.exact += fmt::format("{} {};", word, to_string(nodes_[id.value].key));
        }
        std::ranges::sort(names);
        into.value += fmt::format(", {} {}", word, fmt::join(names, " and "));
    };
    return from.facts.visit_policies([&](const source_policy& policy) {
        fact_row row;
        row.kind = fact_kind::policy;
        row.about = nodes_[policy.on.value].key;
        row.about_id = policy.on;
        row.detail = policy.name;
        row.value = name_of(policy.type);
        const auto privileges = names_of_bits(policy.privileges, facet::unity, from.names.privileges());
        if (!privileges.empty()) row.value += fmt::format(" {}", fmt::join(privileges, ", "));
        if (!policy.column.empty()) row.value += fmt::format(" of column {}", policy.column);
        add_names("to", policy.to, row);
        add_names("except", policy.except, row);
        if (policy.function != no_node) add_names("by", {policy.function}, row);
        add_names("matching", policy.matches, row);
        rows_.push_back(std::move(row));
    });
}

std::string_view name_of(fact_change::what kind) noexcept {
    switch (kind) {
    case fact_change::what::added: return "added";
    case fact_change::what::removed: return "removed";
    case fact_change::what::changed: return "changed";
    case fact_change::what::not_read: return "not read";
    case fact_change::what::not_read_before: return "not read before";
    }
    return {};
}

namespace {

/// A principal that nothing resolves is known only through the facts that name it: deleted ones stand in grants, owners
/// and memberships still. Where such a fact was not read, neither was the principal.
void follow_what_names_them(std::vector<fact_change>& changes, const fact_list& before, const fact_list& after) {
    using enum fact_change::what;
    std::set<node_key> unread, unread_before;
    for (const auto& change : changes) {
        if (change.kind != not_read && change.kind != not_read_before) continue;
        auto& into = change.kind == not_read ? unread : unread_before;
        for (const auto* row : {change.before, change.after}) {
            if (row == nullptr || row->kind == fact_kind::node) continue;
            into.insert({row->about, row->other});
            into.insert(row->touches.begin(), row->touches.end());
        }
    }
    for (auto& change : changes) {
        const auto& row = change.row();
        if (row.kind != fact_kind::node) continue;
        const auto unresolved = [&](const fact_list& in) {
            return in.nodes()[row.about_id.value].flags.has(node_flag::unresolved);
        };
        if (change.kind == removed && unread.contains(row.about) && unresolved(before)) change.kind = not_read;
        if (change.kind == added && unread_before.contains(row.about) && unresolved(after))
            change.kind = not_read_before;
    }
}

std::vector<fact_change> changes_between(const fact_list& before, const fact_list& after) {
    std::vector<fact_change> found;
    using enum fact_change::what;
    auto a = before.rows().begin();
    auto b = after.rows().begin();
    const auto a_end = before.rows().end();
    const auto b_end = after.rows().end();
    while (a != a_end || b != b_end) {
        if (b == b_end || (a != a_end && a->identity() < b->identity())) {
            found.push_back({after.may_miss(*a, before) ? not_read : removed, &*a, nullptr});
            ++a;
        } else if (a == a_end || b->identity() < a->identity()) {
            found.push_back({before.may_miss(*b, after) ? not_read_before : added, nullptr, &*b});
            ++b;
        } else {
            // Of a list that was read in part only, what is missing is not read.
            if (!a->says_as(*b))
                found.push_back({after.unread_list_of(*a)     ? not_read
                                 : before.may_miss(*b, after) ? not_read_before
                                                              : changed,
                                 &*a, &*b});
            ++a;
            ++b;
        }
    }
    follow_what_names_them(found, before, after);
    return found;
}

} // namespace

result<fact_difference> compare_facts(snapshot_view before, snapshot_view after) {
    auto then = fact_list::read(before);
    if (!then) return std::move(then).error();
    auto now = fact_list::read(after);
    if (!now) return std::move(now).error();
    fact_difference made{*std::move(then), *std::move(now), {}};
    made.changes = changes_between(made.before, made.after);
    return made;
}

} // namespace canreach::audit
