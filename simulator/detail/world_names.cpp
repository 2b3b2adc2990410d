#include "simulator/detail/world_names.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "simulator/detail/world_ids.hpp"
#include "simulator/detail/world_text.hpp"

namespace canreach::simulator::detail {
namespace {

namespace json = boost::json;

/// What may stand in a column that holds node ids.
struct column_rule {
    std::string_view what;              ///< for the person who wrote something else
    bool (*holds)(node_kind) = nullptr; ///< null: any node
};
constexpr column_rule any_node{"a node"};
constexpr column_rule a_principal{"a principal", [](node_kind kind) { return is_principal(kind); }};
constexpr column_rule a_resource{"something that is owned",
                                 [](node_kind kind) { return !is_principal(kind) || kind == node_kind::recipient; }};
constexpr column_rule a_group{"a group", [](node_kind kind) { return kind == node_kind::group; }};
constexpr column_rule a_workspace{"a workspace", [](node_kind kind) { return kind == node_kind::workspace; }};
constexpr column_rule a_metastore{"a metastore", [](node_kind kind) { return kind == node_kind::metastore; }};
constexpr column_rule a_securable{"a securable", [](node_kind kind) {
                                      return kind == node_kind::metastore || family_of(kind) == kind_family::unity ||
                                             family_of(kind) == kind_family::hive;
                                  }};
constexpr column_rule an_object{"an object of a workspace",
                                [](node_kind kind) { return family_of(kind) == kind_family::object; }};

struct row_rule {
    std::string_view key;
    std::size_t width;
    std::size_t first_node; ///< the column of the first node id; the second follows
    std::array<column_rule, 2> nodes;
};
constexpr std::array row_rules{
    row_rule{"members", 2, 0, {a_principal, a_group}},    row_rule{"assign", 3, 0, {a_principal, a_workspace}},
    row_rule{"roles", 3, 0, {a_principal, any_node}},     row_rule{"attach", 2, 0, {a_workspace, a_metastore}},
    row_rule{"owners", 2, 0, {a_principal, a_resource}},  row_rule{"grants", 3, 0, {a_principal, a_securable}},
    row_rule{"denies", 3, 0, {a_principal, a_securable}}, row_rule{"acls", 3, 0, {a_principal, an_object}},
    row_rule{"links", 3, 1, {any_node, any_node}},        row_rule{"bind", 3, 0, {a_securable, a_workspace}}};

/// Dots in the name of what lies in catalogs and schemas; none: any number.
std::optional<std::ptrdiff_t> dots_wanted(const split_id& id) {
    switch (kind_of(id.word).value_or(node_kind::account)) {
    case node_kind::table:
    case node_kind::volume:
    case node_kind::function:
    case node_kind::model: return 2;
    case node_kind::schema:
    case node_kind::hive_table:
    case node_kind::hive_function: return 1;
    case node_kind::catalog:
    case node_kind::hive_schema: return 0;
    default: return std::nullopt;
    }
}

class name_collector {
public:
    explicit name_collector(const json::object& text) : text_(text) {}

    result<world_names> collect_all(const std::vector<std::string>& extra) {
        for (const auto& id : extra)
            if (auto seen = mention(id, "/extra"); !seen) return std::move(seen).error();
        if (auto seen = collect(); !seen) return std::move(seen).error();
        return std::move(ids_);
    }

private:
    result<void> mention(std::string_view id, std::string_view pointer) {
        const auto parts = split(id);
        if (id != "account" && (!kind_of(parts.word) || (parts.rest.empty() && parts.workspace.empty())))
            return fail(errc::bad_input,
                        fmt::format("`{}` is no node id; wanted kind:name, e.g. `user:alice`", printable(id)))
                .with("at", std::string(pointer));
        if (auto wanted = dots_wanted(parts); wanted && std::ranges::count(parts.rest, '.') != *wanted)
            return world_wants(std::string(pointer), fmt::format("a name of {} part{} in {}", *wanted + 1,
                                                                 *wanted == 0 ? "" : "s", printable(id)));
        for (std::string next(id); !next.empty() && ids_.insert(next).second; next = container_of(next))
            if (const auto at = split(next); !at.workspace.empty()) ids_.insert(fmt::format("ws:{}", at.workspace));
        return {};
    }

    result<void> mention_at(const json::array& row, std::size_t index, const column_rule& rule,
                            const std::string& pointer) {
        auto id = text_at(row, index, pointer);
        if (!id) return std::move(id).error();
        auto at = fmt::format("{}/{}", pointer, index);
        if (auto seen = mention(*id, at); !seen) return seen;
        if (rule.holds != nullptr && !rule.holds(kind_of(split(*id).word).value_or(node_kind::account)))
            return world_wants(std::move(at), fmt::format("{} instead of {}", rule.what, printable(*id)));
        return {};
    }

    result<void> collect() {
        ids_.insert("account");
        ids_.insert(std::string(default_metastore));
        for (const auto& rule : row_rules) {
            auto seen = visit_rows(
                text_, rule.key, rule.width, [&](const json::array& row, const std::string& pointer) -> result<void> {
                    for (std::size_t i = 0; i < rule.nodes.size(); ++i)
                        if (auto done = mention_at(row, rule.first_node + i, rule.nodes[i], pointer); !done)
                            return done;
                    return {};
                });
            if (!seen) return seen;
        }
        for (const std::string_view key : {"workspaces", "not_crawled"}) {
            const auto* list = text_.if_contains(key);
            if (list == nullptr) continue;
            auto ids = texts_of(*list, fmt::format("/{}", key));
            if (!ids) return std::move(ids).error();
            for (const auto& id : *ids)
                if (auto done = mention(id, fmt::format("/{}", key)); !done) return done;
        }
        for (const std::string_view key : {"paths", "attrs"}) {
            const auto* map = text_.if_contains(key);
            if (map == nullptr) continue;
            if (!map->is_object()) return world_wants(fmt::format("/{}", key), "an object");
            for (const auto& [id, value] : map->get_object())
                if (auto done = mention(id, fmt::format("/{}", key)); !done) return done;
        }
        return collect_policies();
    }

    result<void> collect_policies() {
        const auto* list = text_.if_contains("policies");
        if (list == nullptr) return {};
        if (!list->is_array()) return world_wants("/policies", "an array");
        for (std::size_t i = 0; i < list->get_array().size(); ++i) {
            const auto* policy = list->get_array()[i].if_object();
            if (policy == nullptr) return world_wants("/policies", "an array of objects");
            const auto at = [&](std::string_view word) { return fmt::format("/policies/{}/{}", i, word); };
            for (const std::string_view key : {"on", "function"})
                if (const auto* node = policy->if_contains(key); node != nullptr && node->is_string())
                    if (auto done = mention(node->get_string(), at(key)); !done) return done;
            for (const std::string_view key : {"to", "except", "matches"})
                if (const auto* nodes = policy->if_contains(key)) {
                    auto ids = texts_of(*nodes, at(key));
                    if (!ids) return std::move(ids).error();
                    for (const auto& id : *ids)
                        if (auto done = mention(id, at(key)); !done) return done;
                }
        }
        return {};
    }

    const json::object& text_;
    world_names ids_;
};

} // namespace

result<world_names> names_in(const json::object& world, const std::vector<std::string>& extra) {
    return name_collector(world).collect_all(extra);
}

} // namespace canreach::simulator::detail
