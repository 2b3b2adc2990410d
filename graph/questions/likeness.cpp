#include "graph/questions/likeness.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "graph/detail/account.hpp"
#include "graph/questions/questions.hpp"
#include "graph/rules/object_abilities.hpp"
#include "graph/rules/requirements.hpp"
#include "model/privileges.hpp"

namespace canreach::graph::detail {
namespace {

/// Begins each part of a key, so that no two keys read alike. Numbers of nodes and masks are below.
enum class part : std::uint32_t {
    grants = 0xFFFF'FF00U,
    held,
    learned,
    owners,
    policies,
    given,
    unread,
    doors,
    itself
};

std::uint32_t word(part which) noexcept {
    return static_cast<std::uint32_t>(which);
}
std::uint32_t word(truth how) noexcept {
    return (how.surely ? 2U : 0U) + (how.maybe ? 1U : 0U);
}

void write_mask(mask bits, std::vector<std::uint32_t>& key) {
    for (const auto half : {bits.low, bits.high}) {
        key.push_back(static_cast<std::uint32_t>(half));
        key.push_back(static_cast<std::uint32_t>(half >> 32U));
    }
}

/// Privileges that the crawl taught: whoever has all of them has these, too, where anybody was granted them.
mask learned_of(const held_bits& held) noexcept {
    if (held.what != facet::unity) return {};
    constexpr unsigned high = first_learned_privilege_bit - 64;
    return {0, held.allow.high >> high << high};
}

/// Whether it is asked of the principal itself what views are made of; those differ from view to view.
bool asks_bases(const request& how) {
    return std::ranges::any_of(how.actions, [](const action& one) {
        return one.what == action::form::operation &&
               std::ranges::any_of(known_operations()[one.number].rules, [](const operation_rule* rule) {
                   return mentions(rule->requirement, need::form::bases);
               });
    });
}

} // namespace

std::size_t likeness::hash_of_words::operator()(const words& key) const noexcept {
    std::uint64_t sum = 0xCBF2'9CE4'8422'2325U;
    for (const auto one : key) sum = (sum ^ one) * 0x0000'0100'0000'01B3U;
    return static_cast<std::size_t>(sum ^ sum >> 29U);
}

likeness::likeness(const account& in, const identity::carried& ids, const request& how, ways by)
    : in_(in), ids_(ids), how_(how.how), by_(how.how == mode::escalatable ? ways::same : by),
      apart_(how.function != no_node || how.compute || how.as_role != no_node || asks_bases(how)),
      local_(in.who.size()) {
    for (const auto& [group, meaning] : in.nodes.system_groups)
        if (meaning != built_in::account_users) in.who.memberships().add_above(in.who.find(group), local_);
}

bool likeness::concerns(principal_no holder) const noexcept {
    // Acting as others, one has what is theirs.
    if (how_ == mode::escalatable || holder == identity::no_principal) return true;
    return ids_.test(holder).maybe || local_.test(holder);
}

bool likeness::stands_for_all(principal_no holder) const noexcept {
    return by_ == ways::any && holder != identity::no_principal && in_.who.account_scoped(holder) &&
           !local_.test(holder);
}

void likeness::write_held(node_id node, words& key) const {
    mask surely, perhaps;
    auto owns = truth::no();
    for (const auto& row : in_.grants.on(node)) {
        const auto& bits = in_.grants.bits_of(row);
        const auto holder = in_.who.find(row.other);
        if (bits.what != facet::unity || !bits.deny.empty() || !stands_for_all(holder)) continue;
        const auto how = ids_.test(holder);
        if (how.surely) surely |= bits.allow;
        if (how.maybe) perhaps |= bits.allow;
    }
    for (const auto owner : in_.owners_of.of(node.value))
        if (const auto holder = in_.who.find(node_id{owner}); stands_for_all(holder)) owns |= ids_.test(holder);
    if (perhaps.empty() && !owns.maybe) return;
    key.push_back(word(part::held));
    write_mask(surely, key);
    write_mask(perhaps, key);
    key.push_back(word(owns));
}

void likeness::write_said(node_id node, words& key) const {
    // Elsewhere it may matter who holds it: object ACLs ask whether a group is in the workspace (M6).
    const bool together = by_ == ways::any && in_.nodes.type[node.value] != securable::none &&
                          family_of(in_.nodes.kind[node.value]) != kind_family::hive;
    if (together) write_held(node, key);
    const auto is_told = [&](principal_no holder) { return together && stands_for_all(holder); };
    mask learned;
    key.push_back(word(part::grants));
    for (const auto& row : in_.grants.on(node)) {
        const auto& bits = in_.grants.bits_of(row);
        learned |= learned_of(bits);
        const auto holder = in_.who.find(row.other);
        if (!concerns(holder) || (bits.what == facet::unity && bits.deny.empty() && is_told(holder))) continue;
        key.push_back(row.other.value);
        key.push_back(row.bits);
    }
    if (!learned.empty()) {
        key.push_back(word(part::learned));
        key.push_back(static_cast<std::uint32_t>(learned.high));
        key.push_back(static_cast<std::uint32_t>(learned.high >> 32U));
    }
    key.push_back(word(part::owners));
    for (const auto owner : in_.owners_of.of(node.value))
        if (const auto holder = in_.who.find(node_id{owner}); concerns(holder) && !is_told(holder))
            key.push_back(owner);
    if (const auto policies = in_.policies.on(node); !policies.empty()) {
        key.push_back(word(part::policies));
        key.insert(key.end(), policies.begin(), policies.end());
    }
    for (const auto& home : in_.objects.given_on(node)) {
        key.push_back(word(part::given));
        key.push_back(home.holder.value);
    }
    if (!in_.read_parts.of(node).empty()) {
        key.push_back(word(part::unread));
        key.push_back(node.value);
    }
}

void likeness::write_doors(node_id root, node_id metastore, words& key) const {
    key.push_back(word(part::doors));
    constexpr std::array all{reach::sees, reach::read, reach::write};
    for (const auto how : all) {
        key.push_back(word(in_.where.lets_unseen_through(root, how)));
        for (const auto& door : in_.where.doors_of(metastore))
            key.push_back(word(in_.where.lets_through(door.workspace, root, how)));
    }
}

std::uint32_t likeness::number_of(const words& key) {
    if (last_ != nullptr && last_->first == key) return last_->second; // neighbours are mostly alike
    last_ = &*numbers_.try_emplace(key, static_cast<std::uint32_t>(numbers_.size())).first;
    return last_->second;
}

std::uint32_t likeness::around(node_id container) {
    if (container == no_node) return 0xFFFF'FFFFU;
    if (const auto known = containers_.find(container); known != containers_.end()) return known->second;
    const auto above = in_.nodes.parent[container.value];
    const auto beyond = around(above);
    const auto kind = in_.nodes.kind[container.value];
    words key{beyond, static_cast<std::uint32_t>(kind), static_cast<std::uint32_t>(in_.nodes.type[container.value]),
              in_.nodes.flags[container.value].bits};
    const auto bare = key.size() + 2;
    write_said(container, key);
    const bool inner_folder = kind == node_kind::folder && above != no_node && in_.nodes.kind[above.value] == kind &&
                              in_.nodes.flags[container.value] == node_flags{};
    if (kind == node_kind::metastore || kind == node_kind::workspace || family_of(kind) == kind_family::hive ||
        how_ == mode::escalatable) {
        key.push_back(word(part::itself));
        key.push_back(container.value);
    } else if (above != no_node && in_.nodes.kind[above.value] == node_kind::metastore) {
        write_doors(container, above, key);
    }
    // Of folders within folders those that say nothing make no difference.
    const auto made = inner_folder && key.size() == bare ? beyond : number_of(key);
    containers_.emplace(container, made);
    return made;
}

bool likeness::write_own(node_id resource, words& key) const {
    const auto kind = in_.nodes.kind[resource.value];
    switch (in_.nodes.type[resource.value]) {
    case securable::hive_view: return false; // by what it reads
    case securable::view: {
        if (how_ == mode::escalatable) return false;
        if (how_ == mode::granted) return true;
        const auto works = in_.views.works_alike(resource);
        // Which part is unread differs from view to view, and is told.
        if (!works || *works == truth::unknown()) return false;
        key.push_back(word(*works));
        return true;
    }
    case securable::none: break;
    default: {
        if (how_ == mode::escalatable && (in_.detours.concern(resource) || !in_.tree.children_of(resource).empty()))
            return false;
        // Whoever controls the resource drops what was set on it.
        if (how_ == mode::escalatable && std::ranges::any_of(in_.policies.on(resource), [&](policy_index which) {
                return in_.policies.at(which).on == resource;
            }))
            return false;
        const auto above = in_.nodes.parent[resource.value];
        if (above == no_node) return false;
        if (in_.nodes.kind[above.value] == node_kind::metastore) write_doors(resource, above, key);
        return kind != node_kind::metastore;
    }
    }
    if (how_ == mode::escalatable) return false; // by what runs, holds or reads what
    switch (kind) {
    case node_kind::group:
    case node_kind::service_principal: {
        const auto number = in_.who.find(resource);
        if (number == identity::no_principal) return false;
        key.push_back(in_.who.account_scoped(number) ? 0 : in_.who.workspace_of(number).value);
        return !ids_.test(number).maybe; // one's own are told by their names
    }
    case node_kind::dashboard: key.push_back(in_.objects.published(resource) ? 1 : 0); break;
    case node_kind::cluster: key.push_back(word(in_.objects.isolates_nobody(resource))); break;
    default: break;
    }
    return family_of(kind) == kind_family::object && workspace_around(in_, resource) != tenancy::no_workspace;
}

std::uint32_t likeness::class_of(node_id resource) {
    const auto above = in_.nodes.parent[resource.value];
    key_.assign({around(above), static_cast<std::uint32_t>(in_.nodes.kind[resource.value]),
                 static_cast<std::uint32_t>(in_.nodes.type[resource.value]), in_.nodes.flags[resource.value].bits});
    write_said(resource, key_);
    key_.push_back(in_.nodes.scope[resource.value].value);
    if (apart_ || !write_own(resource, key_)) {
        key_.push_back(word(part::itself));
        key_.push_back(resource.value);
    }
    return number_of(key_);
}

std::vector<std::uint32_t> alike(const account& in, node_id principal, const request& how,
                                 std::span<const node_id> resources) {
    std::vector<std::uint32_t> first(resources.size());
    std::iota(first.begin(), first.end(), std::uint32_t{0});
    if (!in.nodes.has(principal)) return first;
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return first;
    const auto ids = in.who.carried_by(number);
    likeness by(in, ids, how, likeness::ways::same);
    std::unordered_map<std::uint32_t, std::uint32_t> met;
    for (std::uint32_t i = 0; i < resources.size(); ++i)
        if (in.nodes.has(resources[i])) first[i] = met.try_emplace(by.class_of(resources[i]), i).first->second;
    return first;
}

} // namespace canreach::graph::detail
