#include "audit/subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "query/object_kinds.hpp"
#include "query/spelling.hpp"
#include "query/unicode.hpp"

namespace canreach::audit {
namespace {

constexpr std::array principal_kinds{node_kind::user, node_kind::service_principal, node_kind::group,
                                     node_kind::recipient};

std::string spelling_of(const node_description& node, bool unique) {
    const auto kind = query::spelling_of(node.key.kind);
    const auto lead = kind.empty() ? std::string() : std::string(kind) + ' ';
    if (!unique) return lead + '#' + node.key.id;
    if (family_of(node.key.kind) == kind_family::unity) return lead + query::spelled_dotted_name(node.name);
    return lead + query::spelled_name(node.name);
}

} // namespace

namespace detail {

std::string label_of(const node_description& node) {
    const auto noun = query::noun_of(node.key.kind, query::is_view_subtype(node.subtype));
    auto text = fmt::format("{} {}", noun.empty() ? word_of(node.key.kind) : noun, node.name);
    if (query::same_word(noun, node.name)) text = node.name; // ANY FILE is both
    const auto family = family_of(node.key.kind);
    const bool told = family == kind_family::unity || family == kind_family::tenancy || node.scope_name.empty();
    return told ? text : fmt::format("{} (in {})", text, node.scope_name);
}

result<std::vector<node_description>> described(catalog& names, std::vector<node_id> found,
                                                std::span<const node_kind> kinds) {
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    std::vector<node_description> candidates;
    for (const auto id : found) {
        auto node = names.describe(id);
        if (!node) return std::move(node).error();
        if (std::ranges::find(kinds, node->key.kind) != kinds.end()) candidates.push_back(std::move(*node));
    }
    return candidates;
}

bool is_blank(std::string_view name) noexcept {
    return name.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

failure nothing_called(catalog& names, std::string_view name, std::span<const node_kind> kinds) {
    if (is_blank(name))
        return fail(errc::bad_input, "the name is empty")
            .hinting("write a name, or # and an id; a variable of the shell that is not set leaves nothing between the "
                     "quotes");
    auto fault = fail(errc::not_found, fmt::format("nothing in the account is called `{}`", printable(name)));
    const auto near = names.near_names(name, kinds, 3);
    if (near && !near->empty())
        return std::move(fault).hinting(fmt::format("did you mean `{}`?", fmt::join(*near, "`, `")));
    return fault;
}

} // namespace detail

std::optional<node_kind> kind_called(std::string_view word) {
    if (const auto row = query::kind_spelled(word)) return (*row)->kind;
    if (const auto kind = kind_of_word(word)) return kind;
    for (const auto kind : all_kinds())
        if (const auto noun = query::noun_of(kind); !noun.empty() && query::same_word(noun, word)) return kind;
    return std::nullopt;
}

result<subject> find_principal(catalog& names, std::string_view name, std::optional<node_kind> kind) {
    if (detail::is_blank(name)) return detail::nothing_called(names, name, principal_kinds);
    auto found = name.starts_with('#') ? names.nodes_with_id(name.substr(1)) : names.principals_named(name);
    if (!found) return std::move(found).error();
    const std::array one{kind.value_or(node_kind::user)};
    const auto kinds = kind ? std::span<const node_kind>(one) : principal_kinds;
    const auto candidates = detail::described(names, *found, kinds);
    if (!candidates) return candidates.error();
    if (candidates->empty()) return detail::nothing_called(names, name, kinds);
    if (candidates->size() > 1) {
        auto fault = fail(errc::ambiguous, fmt::format("`{}` names {} things", printable(name), candidates->size()));
        for (const auto& other : *candidates) fault.context.emplace_back(detail::label_of(other), "#" + other.key.id);
        return std::move(fault).hinting("name the kind, or write one of the ids");
    }
    const auto& node = candidates->front();
    const bool unique = found->size() == 1 && !name.starts_with('#');
    return subject{node, detail::label_of(node), spelling_of(node, unique)};
}

} // namespace canreach::audit
