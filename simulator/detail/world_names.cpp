#include "simulator/detail/world_names.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "simulator/detail/world_ids.hpp"
#include "simulator/detail/world_text.hpp"

namespace canreach::simulator::detail {
namespace {

namespace json = boost::json;

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
                        fmt::format("`{}` is no node id; wanted kind:name, e.g. `user:alice`", quoted(id)))
                .with("at", std::string(pointer));
        for (std::string next(id); !next.empty() && ids_.insert(next).second; next = container_of(next))
            if (const auto at = split(next); !at.workspace.empty()) ids_.insert(fmt::format("ws:{}", at.workspace));
        return {};
    }

    result<void> mention_at(const json::array& row, std::size_t index, const std::string& pointer) {
        auto id = text_at(row, index, pointer);
        if (!id) return std::move(id).error();
        return mention(*id == "account" ? "account" : *id, pointer);
    }

    result<void> collect() {
        ids_.insert("account");
        ids_.insert(std::string(default_metastore));
        struct column_rule {
            std::string_view key;
            std::size_t width;
            std::vector<std::size_t> nodes; ///< columns that are node ids
        };
        const std::vector<column_rule> rules{{"members", 2, {0, 1}}, {"assign", 3, {0, 1}}, {"roles", 3, {0, 1}},
                                             {"attach", 2, {0, 1}},  {"owners", 2, {0, 1}}, {"grants", 3, {0, 1}},
                                             {"denies", 3, {0, 1}},  {"acls", 3, {0, 1}},   {"links", 3, {1, 2}},
                                             {"bind", 3, {0, 1}}};
        for (const auto& rule : rules) {
            auto seen = visit_rows(text_, rule.key, rule.width,
                                   [&](const json::array& row, const std::string& pointer) -> result<void> {
                                       for (const auto column : rule.nodes)
                                           if (auto done = mention_at(row, column, pointer); !done) return done;
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
        for (const auto& element : list->get_array()) {
            const auto* policy = element.if_object();
            if (policy == nullptr) return world_wants("/policies", "an array of objects");
            for (const std::string_view key : {"on", "function"})
                if (const auto* node = policy->if_contains(key); node != nullptr && node->is_string())
                    if (auto done = mention(node->get_string(), fmt::format("/policies/{}", key)); !done) return done;
            for (const std::string_view key : {"to", "except", "matches"})
                if (const auto* nodes = policy->if_contains(key)) {
                    auto ids = texts_of(*nodes, fmt::format("/policies/{}", key));
                    if (!ids) return std::move(ids).error();
                    for (const auto& id : *ids)
                        if (auto done = mention(id, "/policies"); !done) return done;
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
