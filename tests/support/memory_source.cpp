#include "tests/support/memory_source.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "model/overloaded.hpp"

namespace canreach::support {
namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return text;
}

/// The container that a key's own text tells of.
std::optional<node_key> container_of(const node_key& key) {
    const auto dot = key.id.rfind('.');
    const auto head = dot == std::string::npos ? std::string{} : key.id.substr(0, dot);
    switch (key.kind) {
    case node_kind::table:
    case node_kind::volume:
    case node_kind::function:
    case node_kind::model: return node_key{node_kind::schema, key.scope, head};
    case node_kind::schema: return node_key{node_kind::catalog, key.scope, head};
    default: break;
    }
    if (family_of(key.kind) == kind_family::unity) return node_key{node_kind::metastore, {}, key.scope};
    return std::nullopt;
}

std::optional<node_key> scope_of(const node_key& key) {
    if (key.scope.empty()) return std::nullopt;
    const bool in_metastore = family_of(key.kind) == kind_family::unity || key.kind == node_kind::recipient;
    return node_key{in_metastore ? node_kind::metastore : node_kind::workspace, {}, key.scope};
}

} // namespace

class source_builder {
public:
    result<memory_source> build(std::span<const fact> facts, std::span<const coverage_gap> gaps) {
        for (const auto& f : facts)
            if (!note(f)) return fail(errc::bad_input, "a fact in memory names its principals by key");
        for (const auto& gap : gaps) mention(gap.about);
        add_system_groups();
        for (auto& [key, entry] : nodes_) made_.nodes_.push_back(entry);
        for (const auto& f : facts) add(f);
        for (const auto& gap : gaps) made_.gaps_.push_back({at(gap.about), gap.part, gap.how, gap.family, gap.reason});
        settle();
        return std::move(made_);
    }

private:
    void mention(const node_key& key) {
        const auto [at, fresh] = nodes_.try_emplace(key);
        if (!fresh) return;
        at->second.key = key;
        at->second.told.key = key;
        if (is_principal(key.kind)) at->second.told.flags |= node_flag::unresolved;
        if (const auto above = container_of(key)) {
            at->second.told.parent = *above;
            mention(*above);
        }
        if (const auto scope = scope_of(key)) mention(*scope);
    }

    bool mention(const principal_ref& who) {
        if (who.how != principal_ref::form::key) return false;
        mention(key_of(who));
        return true;
    }

    static node_key key_of(const principal_ref& who) { return {who.kind, who.scope, who.text}; }

    bool note(const fact& f) {
        return std::visit(overloaded{
                              [&](const node_fact& n) {
                                  mention(n.key);
                                  auto& entry = nodes_.at(n.key);
                                  const auto derived = entry.told.parent;
                                  entry.told = n;
                                  entry.known = true;
                                  if (!entry.told.parent) entry.told.parent = derived;
                                  if (entry.told.parent) mention(*entry.told.parent);
                                  return true;
                              },
                              [&](const member_fact& m) {
                                  mention(m.group);
                                  return mention(m.member);
                              },
                              [&](const members_fact& many) {
                                  mention(many.group);
                                  bool known = true;
                                  many.members.for_each([&](const principal_view& one) {
                                      known = mention(principal_ref::of(one)) && known;
                                  });
                                  return known;
                              },
                              [&](const owner_fact& o) {
                                  mention(o.resource);
                                  return mention(o.owner);
                              },
                              [&](const grant_fact& g) {
                                  mention(g.resource);
                                  return mention(g.grantee);
                              },
                              [&](const bind_fact& b) {
                                  mention(b.resource);
                                  mention(b.workspace);
                                  return true;
                              },
                              [&](const link_fact& l) {
                                  mention(l.from);
                                  if (const auto* to = std::get_if<node_key>(&l.to)) {
                                      mention(*to);
                                      return true;
                                  }
                                  return mention(std::get<principal_ref>(l.to));
                              },
                              [&](const policy_fact& p) {
                                  mention(p.on);
                                  if (p.function) mention(*p.function);
                                  for (const auto& key : p.matches) mention(key);
                                  bool by_key = true;
                                  for (const auto* list : {&p.to, &p.except})
                                      for (const auto& who : *list) by_key = mention(who) && by_key;
                                  return by_key;
                              },
                          },
                          f);
    }

    void add_system_groups() {
        std::vector<node_key> keys{{node_kind::group, {}, std::string(account_users_id)}};
        for (const auto& [key, entry] : nodes_)
            if (key.kind == node_kind::workspace)
                for (const auto id : {workspace_users_id, workspace_admins_id})
                    keys.push_back({node_kind::group, key.id, std::string(id)});
        for (const auto& key : keys) {
            mention(key);
            auto& told = nodes_.at(key).told;
            told.name = key.id;
            told.flags = node_flag::system;
        }
    }

    [[nodiscard]] node_id at(const node_key& key) const { return made_.id_of(key); }

    void add(const fact& f) {
        std::visit(overloaded{
                       [](const node_fact&) {},
                       [&](const member_fact& m) {
                           made_.members_.push_back({at(key_of(m.member)), at(m.group)});
                       },
                       [&](const members_fact& many) {
                           many.members.for_each([&](const principal_view& one) {
                               made_.members_.push_back({at(key_of(principal_ref::of(one))), at(many.group)});
                           });
                       },
                       [&](const owner_fact& o) {
                           made_.owners_.push_back({at(key_of(o.owner)), at(o.resource)});
                       },
                       [&](const grant_fact& g) {
                           auto allow = g.allow;
                           for (const auto& name : g.unknown) allow.set(made_.privileges_.learn(name));
                           made_.grants_.push_back({at(key_of(g.grantee)), at(g.resource), g.what, allow, g.deny});
                       },
                       [&](const bind_fact& b) {
                           made_.bindings_.push_back({at(b.resource), at(b.workspace), b.how});
                       },
                       [&](const link_fact& l) {
                           const auto* key = std::get_if<node_key>(&l.to);
                           made_.links_.push_back(
                               {l.type, at(l.from), at(key != nullptr ? *key : key_of(std::get<principal_ref>(l.to)))});
                       },
                       [&](const policy_fact& p) { made_.policies_.push_back(numbered(p)); },
                   },
                   f);
    }

    [[nodiscard]] source_policy numbered(const policy_fact& p) const {
        source_policy made{p.name, p.type, at(p.on), p.privileges, {}, {}, {}, no_node, p.column};
        for (const auto& who : p.to) made.to.push_back(at(key_of(who)));
        for (const auto& who : p.except) made.except.push_back(at(key_of(who)));
        for (const auto& key : p.matches) made.matches.push_back(at(key));
        if (p.function) made.function = at(*p.function);
        const auto by_id = [](node_id id) { return id; };
        for (auto* list : {&made.to, &made.except, &made.matches}) unite(*list, by_id);
        return made;
    }

    template <class Row, class Key>
    static void unite(std::vector<Row>& rows, Key key) {
        std::ranges::sort(rows, {}, key);
        const auto repeated = std::ranges::unique(rows, {}, key);
        rows.erase(repeated.begin(), repeated.end());
    }

    void settle() {
        unite(made_.members_, [](const source_member& m) { return std::pair{m.group, m.member}; });
        unite(made_.owners_, [](const source_owner& o) { return std::pair{o.resource, o.owner}; });
        unite(made_.bindings_, [](const source_binding& b) { return std::tuple{b.resource, b.workspace, b.how}; });
        unite(made_.links_, [](const source_link& l) { return std::tuple{l.type, l.from, l.to}; });
        unite(made_.policies_, [](const source_policy& p) {
            return std::tuple{p.name, p.type, p.on, p.privileges, p.to, p.except, p.matches, p.function, p.column};
        });
        unite(made_.gaps_, [](const source_gap& g) { return std::tuple{g.about, g.part, g.family}; });
        const auto subject = [](const source_grant& g) { return std::tuple{g.resource, g.grantee, g.what}; };
        std::ranges::stable_sort(made_.grants_, {}, subject);
        std::vector<source_grant> united;
        for (const auto& row : made_.grants_) {
            if (united.empty() || subject(united.back()) != subject(row)) {
                united.push_back(row);
                continue;
            }
            united.back().allow |= row.allow;
            united.back().deny |= row.deny;
        }
        made_.grants_ = std::move(united);
    }

    std::map<node_key, memory_source::entry> nodes_;
    memory_source made_;
};

result<memory_source> memory_source::from(std::span<const fact> facts, std::span<const coverage_gap> gaps) {
    return source_builder{}.build(facts, gaps);
}

node_id memory_source::id_of(const node_key& key) const {
    const auto at = std::ranges::lower_bound(nodes_, key, {}, &entry::key);
    if (at == nodes_.end() || at->key != key) return no_node;
    return node_id{static_cast<std::uint32_t>(at - nodes_.begin())};
}

result<source_counts> memory_source::counts() {
    return source_counts{static_cast<std::uint32_t>(nodes_.size()),
                         members_.size(),
                         owners_.size(),
                         grants_.size(),
                         bindings_.size(),
                         links_.size()};
}

result<void> memory_source::visit_nodes(const std::function<void(const source_node&)>& visit) {
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
        const auto& node = nodes_[i];
        const auto scope = scope_of(node.key);
        visit({node_id{i}, node.key.kind, node.told.flags, node.told.parent ? id_of(*node.told.parent) : no_node,
               scope ? id_of(*scope) : no_node, node.told.subtype});
    }
    return {};
}

namespace {

template <class Row>
result<void> visit_all(const std::vector<Row>& rows, const std::function<void(const Row&)>& visit) {
    for (const auto& row : rows) visit(row);
    return {};
}

} // namespace

result<void> memory_source::visit_members(const std::function<void(const source_member&)>& visit) {
    return visit_all(members_, visit);
}
result<void> memory_source::visit_owners(const std::function<void(const source_owner&)>& visit) {
    return visit_all(owners_, visit);
}
result<void> memory_source::visit_grants(const std::function<void(const source_grant&)>& visit) {
    return visit_all(grants_, visit);
}
result<void> memory_source::visit_bindings(const std::function<void(const source_binding&)>& visit) {
    return visit_all(bindings_, visit);
}
result<void> memory_source::visit_links(const std::function<void(const source_link&)>& visit) {
    return visit_all(links_, visit);
}
result<void> memory_source::visit_policies(const std::function<void(const source_policy&)>& visit) {
    return visit_all(policies_, visit);
}
result<void> memory_source::visit_attributes(std::span<const std::string_view> names,
                                             const std::function<void(const source_attribute&)>& visit) {
    for (std::uint32_t i = 0; i < nodes_.size(); ++i)
        for (const auto& [name, value] : nodes_[i].told.attributes)
            if (std::ranges::find(names, name) != names.end()) visit({node_id{i}, name, value});
    return {};
}
result<void> memory_source::visit_homes(const std::function<void(const source_home&)>& visit) {
    constexpr std::string_view homes = "/Users/";
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
        const auto& path = nodes_[i].told.name;
        if (nodes_[i].key.kind != node_kind::folder) continue;
        if (path == "/Shared") visit({node_id{i}, no_node});
        if (!path.starts_with(homes)) continue;
        const auto owner = lower(path.substr(homes.size()));
        for (std::uint32_t p = 0; p < nodes_.size(); ++p) {
            const auto kind = nodes_[p].key.kind;
            if (kind != node_kind::user && kind != node_kind::service_principal) continue;
            const auto& told = nodes_[p].told;
            const bool by_id = std::ranges::any_of(told.attributes, [&](const auto& one) {
                return one.first == "application_id" && lower(one.second) == owner;
            });
            if (lower(told.name) == owner || by_id) visit({node_id{i}, node_id{p}});
        }
    }
    return {};
}
result<void> memory_source::visit_gaps(const std::function<void(const source_gap&)>& visit) {
    return visit_all(gaps_, visit);
}

} // namespace canreach::support
