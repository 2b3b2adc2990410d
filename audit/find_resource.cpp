// Resources by the names that people have at hand: from a table of ours, from the platform's pages, from SQL.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "audit/subject.hpp"
#include "graph/operations.hpp"
#include "query/binder.hpp"
#include "query/object_kinds.hpp"
#include "query/parser.hpp"
#include "query/spelling.hpp"
#include "query/unicode.hpp"

namespace canreach::audit {
namespace {

constexpr std::string_view hive_prefix = "hive_metastore.";

using kind_list = std::vector<node_kind>;
using node_list = std::vector<node_id>;

kind_list all_but_principals() {
    kind_list kinds;
    for (const auto one : all_kinds())
        if (!is_principal(one)) kinds.push_back(one);
    return kinds;
}

/// Without the quotes or backticks round the whole or round parts of it: `` `my cat`.s.t ``, `'/Prod/etl/load'`.
std::string unquoted(std::string_view name) {
    if (name.size() > 1 && name.front() == '\'' && name.back() == '\'')
        return std::string(name.substr(1, name.size() - 2));
    std::string plain;
    bool within = false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] != '`') {
            plain += name[i];
        } else if (within && i + 1 < name.size() && name[i + 1] == '`') {
            plain += '`';
            ++i;
        } else {
            within = !within;
        }
    }
    return within ? std::string(name) : plain;
}

/// The words before and after the last `FROM`, in any letter case.
std::optional<std::pair<std::string_view, std::string_view>> parted_by_from(std::string_view name) {
    constexpr std::string_view word = " from ";
    for (auto at = name.size(); at-- > 0;)
        if (name.size() - at > word.size() && query::same_word(name.substr(at, word.size()), word))
            return std::pair{name.substr(0, at), name.substr(at + word.size())};
    return std::nullopt;
}

/// Looks for one name among some kinds, form by form, until something is called so.
class resource_search {
public:
    resource_search(catalog& names, std::span<const node_kind> kinds) : names_(names), kinds_(kinds) {}

    result<node_list> find(std::string_view name) {
        if (name.starts_with('#')) return names_.nodes_with_id(name.substr(1));
        auto found = named(name);
        if (!found || !found->empty()) return found;
        found = placed(name);
        if (!found || !found->empty()) return found;
        found = names_.nodes_with_id(name); // ids of objects and workspaces are numbers, hex digits or UUIDs
        if (!found) return found;
        std::erase_if(*found, [&](node_id id) {
            const auto node = names_.describe(id);
            return !node || std::ranges::find(kinds_, node->key.kind) == kinds_.end();
        });
        return found;
    }

private:
    /// By the name alone.
    result<node_list> named(std::string_view name) {
        auto found = exactly(name);
        if (!found || !found->empty()) return found;
        const auto plain = unquoted(name);
        if (plain != name) found = exactly(plain);
        if (!found || !found->empty()) return found;
        if (plain.size() > hive_prefix.size() && query::same_word(plain.substr(0, hive_prefix.size()), hive_prefix))
            found = exactly(std::string_view(plain).substr(hive_prefix.size()), true);
        return found;
    }
    result<node_list> exactly(std::string_view name, bool only_hive = false) {
        node_list found;
        for (const auto kind : kinds_) {
            if (only_hive && family_of(kind) != kind_family::hive) continue;
            const auto some = is_principal(kind) ? names_.principals_named(name) : names_.nodes_named(kind, name);
            if (!some) return some.error();
            for (const auto id : *some) {
                const auto node = names_.describe(id);
                if (!node) return node.error();
                if (node->key.kind == kind) found.push_back(id);
            }
        }
        return found;
    }
    /// With the workspace or metastore before a colon or after FROM.
    result<node_list> placed(std::string_view name) {
        if (const auto parts = parted_by_from(name)) {
            auto found = within(parts->second, parts->first);
            if (!found || !found->empty()) return found;
        }
        for (auto colon = name.find(':'); colon != std::string_view::npos; colon = name.find(':', colon + 1)) {
            auto found = within(name.substr(0, colon), name.substr(colon + 1));
            if (!found || !found->empty()) return found;
        }
        return node_list{};
    }
    result<node_list> within(std::string_view place, std::string_view name) {
        constexpr std::array places{node_kind::workspace, node_kind::metastore};
        const auto scopes = resource_search(names_, places).named_or_numbered(place);
        if (!scopes || scopes->empty()) return scopes;
        auto found = named(name);
        if (!found) return found;
        if (found->empty()) found = names_.nodes_with_id(name.starts_with('#') ? name.substr(1) : name);
        if (!found) return found;
        std::erase_if(*found, [&](node_id id) { return !lies_in(id, *scopes); });
        return found;
    }
    result<node_list> named_or_numbered(std::string_view name) {
        auto found = named(name);
        if (!found || !found->empty()) return found;
        found = names_.nodes_with_id(name);
        if (!found) return found;
        return found;
    }
    bool lies_in(node_id id, const node_list& scopes) {
        while (id != no_node) {
            if (std::ranges::find(scopes, id) != scopes.end()) return true;
            const auto node = names_.describe(id);
            if (!node) return false;
            id = node->parent;
        }
        return false;
    }

    catalog& names_;
    std::span<const node_kind> kinds_;
};

/// In the spelling of the language, without a place.
std::string spelled_alone(const node_description& node) {
    switch (family_of(node.key.kind)) {
    case kind_family::unity: return query::spelled_dotted_name(node.name);
    case kind_family::hive:
        if (node.key.kind == node_kind::any_file) return "ANY FILE";
        if (node.key.kind == node_kind::anonymous_function) return "ANONYMOUS FUNCTION";
        if (node.key.kind == node_kind::hive_catalog) return query::spelled_name(node.name);
        return std::string(hive_prefix) + query::spelled_dotted_name(node.name);
    default: return query::spelled_name(node.name);
    }
}

std::string placed_spelling(const node_description& node) {
    return fmt::format("{}:{}", query::spelled_name(node.scope_name), spelled_alone(node));
}

/// How one of several things of a name is told from the others. Objects without an id of their own have their path for
/// one, which is the same in every workspace.
result<std::string> way_to_write(catalog& names, const node_description& node) {
    const auto family = family_of(node.key.kind);
    if (node.key.kind == node_kind::any_file || node.key.kind == node_kind::anonymous_function)
        return fmt::format("{} FROM {}", spelled_alone(node), query::spelled_name(node.scope_name));
    bool by_place = (family == kind_family::hive || family == kind_family::unity) && !node.scope_name.empty();
    if (node.key.id.empty()) by_place = true;
    if (!by_place && !node.scope_name.empty()) {
        const auto same = names.nodes_with_id(node.key.id);
        if (!same) return same.error();
        by_place = same->size() > 1;
    }
    return by_place ? placed_spelling(node) : "#" + node.key.id;
}

result<node_description> the_only_one(catalog& names, std::string_view name, std::optional<node_kind> kind) {
    if (detail::is_blank(name)) return detail::nothing_called(names, name, {});
    // What the kind says, then what it says of Hive; without a kind resources come before principals.
    std::vector<kind_list> rounds;
    if (kind) {
        rounds.push_back({*kind});
        if (const auto other = query::hive_kind_of(*kind)) rounds.push_back({*other});
    } else {
        rounds.push_back(all_but_principals());
        rounds.push_back({node_kind::group, node_kind::service_principal});
    }
    for (const auto& kinds : rounds) {
        auto found = resource_search(names, kinds).find(name);
        if (!found) return std::move(found).error();
        const auto candidates = detail::described(names, *std::move(found), kinds);
        if (!candidates) return candidates.error();
        if (candidates->size() == 1) return candidates->front();
        if (candidates->empty()) continue;
        auto fault = fail(errc::ambiguous, fmt::format("`{}` names {} things", printable(name), candidates->size()));
        for (const auto& one : *candidates) {
            auto way = way_to_write(names, one);
            if (!way) return std::move(way).error();
            fault.context.emplace_back(detail::label_of(one), *std::move(way));
        }
        return std::move(fault).hinting("write one of these, or name the kind");
    }
    return detail::nothing_called(names, name, kind ? rounds.front() : all_but_principals());
}

/// The nodes that the language takes a name for; empty where it takes it for none.
node_list bound_nodes(account& in, std::string_view spelling) {
    const auto sentence = fmt::format("SHOW OWNER OF {}", spelling);
    const auto parsed = query::parse_sentence(sentence, in.language.words());
    if (!parsed) return {};
    const auto bound = query::bind(*parsed, in.names, in.facts, in.language.words());
    if (!bound) return {};
    const auto* scan = std::get_if<query::bound::scan>(&bound->what.what);
    const auto* owner = scan == nullptr ? nullptr : std::get_if<query::bound::owner>(scan);
    return owner == nullptr ? node_list{} : owner->of.nodes;
}

/// A spelling that the language reads as this node alone; empty where it has none.
subject spelled_out(account& in, node_description node) {
    subject made{std::move(node), {}, {}};
    made.label = detail::label_of(made.node);
    const auto kind = query::spelling_of(made.node.key.kind);
    const bool in_hive = family_of(made.node.key.kind) == kind_family::hive;
    const auto lead = kind.empty() || in_hive ? std::string() : std::string(kind) + ' ';
    std::vector<std::string> ways{lead + spelled_alone(made.node)};
    if (!made.node.scope_name.empty()) ways.push_back(lead + placed_spelling(made.node));
    if (!made.node.key.id.empty()) {
        ways.push_back(lead + '#' + made.node.key.id);
        ways.push_back('#' + made.node.key.id);
    }
    for (auto& way : ways)
        if (bound_nodes(in, way) == node_list{made.node.id}) {
            made.spelling = std::move(way);
            return made;
        }
    if (!in_hive || made.node.scope_name.empty()) return made;
    made.spelling = ways.front();
    made.condition = fmt::format("resource.workspace = {}", query::spelled_text(made.node.scope_name));
    return made;
}

/// `https://adb-….azuredatabricks.net/…`, with or without the scheme.
result<std::optional<node_description>> workspace_at(account& in, std::string_view url) {
    const auto host_of = [](std::string_view text) {
        if (const auto scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
        return text.substr(0, text.find_first_of("/?#"));
    };
    const auto host = host_of(url);
    if (host.find('.') == std::string_view::npos) return std::optional<node_description>();
    for (const auto id : in.facts.nodes_of_kind(node_kind::workspace)) {
        auto node = in.names.describe(id);
        if (!node) return std::move(node).error();
        for (const auto& [key, value] : node->attributes)
            if (key == "url" && query::same_word(host_of(value), host)) return std::optional(*std::move(node));
    }
    return std::optional<node_description>();
}

} // namespace

result<subject> find_resource(catalog& names, std::string_view name, std::optional<node_kind> kind) {
    auto node = the_only_one(names, name, kind);
    if (!node) return std::move(node).error();
    subject made{*std::move(node), {}, {}};
    made.label = detail::label_of(made.node);
    made.spelling = spelled_alone(made.node);
    return made;
}

result<subject> find_resource(account& in, std::string_view name, std::optional<node_kind> kind) {
    auto node = the_only_one(in.names, name, kind);
    if (node) return spelled_out(in, *std::move(node));
    if (!node.error().is(errc::not_found)) return std::move(node).error();
    if (!kind || *kind == node_kind::workspace) {
        auto workspace = workspace_at(in, name);
        if (!workspace) return std::move(workspace).error();
        if (*workspace) return spelled_out(in, *std::move(*workspace));
    }
    // The language knows kinds before names, and how parts are quoted.
    if (const auto bound = bound_nodes(in, name); bound.size() == 1) {
        auto described = in.names.describe(bound.front());
        if (!described) return std::move(described).error();
        if (!kind || *kind == described->key.kind || query::hive_kind_of(*kind) == described->key.kind)
            return spelled_out(in, *std::move(described));
    }
    const auto somebody = in.names.principals_named(name);
    if (!kind && somebody && !somebody->empty())
        return std::move(node).error().hinting("a user is nothing to reach; see: canreach audit principal");
    return std::move(node).error();
}

} // namespace canreach::audit
