#include "simulator/detail/world_ids.hpp"

#include <fmt/format.h>

#include <functional>
#include <set>

namespace canreach::simulator::detail {
namespace {

bool lies_in_workspace(std::string_view word) {
    static const std::set<std::string_view, std::less<>> words{"wgroup", "builtin", "other"};
    if (words.contains(word)) return true;
    const auto kind = kind_of_word(word);
    return kind && (family_of(*kind) == kind_family::hive || family_of(*kind) == kind_family::object);
}

} // namespace

split_id split(std::string_view id) {
    split_id parts;
    const auto colon = id.find(':');
    parts.word = id.substr(0, colon);
    parts.rest = colon == std::string_view::npos ? std::string_view{} : id.substr(colon + 1);
    if (!lies_in_workspace(parts.word)) return parts;
    const auto second = parts.rest.find(':');
    parts.workspace = parts.rest.substr(0, second);
    parts.rest = second == std::string_view::npos ? std::string_view{} : parts.rest.substr(second + 1);
    return parts;
}

std::optional<node_kind> kind_of(std::string_view word) {
    if (word == "view") return node_kind::table;
    if (word == "wgroup" || word == "builtin") return node_kind::group;
    return kind_of_word(word);
}

std::string container_of(std::string_view id) {
    const auto parts = split(id);
    const auto dot = parts.rest.rfind('.');
    const auto head = dot == std::string_view::npos ? std::string_view{} : parts.rest.substr(0, dot);
    const auto kind = kind_of(parts.word);
    if (!kind) return {};
    switch (*kind) {
    case node_kind::table:
    case node_kind::volume:
    case node_kind::function:
    case node_kind::model: return fmt::format("schema:{}", head);
    case node_kind::schema: return fmt::format("catalog:{}", head);
    case node_kind::hive_table:
    case node_kind::hive_function: return fmt::format("hschema:{}:{}", parts.workspace, head);
    case node_kind::hive_schema: return fmt::format("hms:{}", parts.workspace);
    case node_kind::workspace:
    case node_kind::metastore: return "account";
    default: break;
    }
    if (family_of(*kind) == kind_family::unity || *kind == node_kind::recipient) return std::string(default_metastore);
    const auto slash = parts.rest.rfind('/');
    if (family_of(*kind) == kind_family::object && parts.rest.starts_with('/') && parts.rest.size() > 1)
        return fmt::format("folder:{}:{}", parts.workspace, slash == 0 ? "/" : parts.rest.substr(0, slash));
    if (!parts.workspace.empty()) return fmt::format("ws:{}", parts.workspace);
    return {};
}

} // namespace canreach::simulator::detail
