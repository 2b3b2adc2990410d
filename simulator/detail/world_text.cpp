#include "simulator/detail/world_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <utility>

namespace canreach::simulator::detail {

namespace json = boost::json;

failure world_wants(std::string pointer, std::string_view what) {
    return fail(errc::bad_input, fmt::format("the world file holds something unexpected; wanted {}", what))
        .with("at", std::move(pointer));
}

namespace {

enum class value_form : std::uint8_t { truth, text, one_of };
struct attribute_rule {
    std::string_view name;
    value_form form;
    std::array<std::string_view, 2> words{}; ///< of `one_of`
};
constexpr std::array attribute_rules{
    attribute_rule{"active", value_form::truth},
    attribute_rule{"external_access", value_form::truth},
    attribute_rule{"immutable", value_form::truth},
    attribute_rule{"read_only", value_form::truth},
    attribute_rule{"isolation", value_form::one_of, {"ISOLATED", "OPEN"}},
    attribute_rule{"source", value_form::one_of, {"external", "internal"}},
    attribute_rule{"mode", value_form::text},
    attribute_rule{"restrict_admins", value_form::text},
    attribute_rule{"spark_version", value_form::text},
    attribute_rule{"table_acls", value_form::text},
    attribute_rule{"text", value_form::text},
};

/// A misspelt value would leave a catalog open, or a user active, without a word.
result<void> check_attribute(std::string_view id, std::string_view name, const json::value& value) {
    const auto pointer = fmt::format("/attrs/{}/{}", printable(id), printable(name));
    const auto* const rule = std::ranges::find(attribute_rules, name, &attribute_rule::name);
    if (rule == attribute_rules.end())
        return world_wants(pointer, "active, isolation, source or another known attribute");
    if (rule->form == value_form::truth) {
        if (!value.is_bool()) return world_wants(pointer, "true or false");
        return {};
    }
    if (!value.is_string()) return world_wants(pointer, "a string");
    const std::string_view text(value.get_string().data(), value.get_string().size());
    if (rule->form == value_form::one_of && std::ranges::find(rule->words, text) == rule->words.end())
        return world_wants(pointer, fmt::format("{} or {}", rule->words[0], rule->words[1]));
    return {};
}

} // namespace

result<void> check_words(const json::object& world) {
    static const std::set<std::string_view> keys{"members",  "assign", "roles", "attach",     "owners",
                                                 "grants",   "denies", "acls",  "links",      "bind",
                                                 "policies", "paths",  "attrs", "workspaces", "not_crawled"};
    static const std::set<std::string_view> policy_words{"name",   "type",    "privileges", "on",    "to",
                                                         "except", "matches", "function",   "column"};
    if (const auto* policies = world.if_contains("policies"); policies != nullptr && policies->is_array())
        for (const auto& policy : policies->get_array())
            for (const auto& [name, value] : policy.is_object() ? policy.get_object() : json::object{})
                if (!policy_words.contains(name))
                    return world_wants(fmt::format("/policies/{}", printable(name)),
                                       "name, type, on, to, except, matches or another known key");
    for (const auto& [key, value] : world)
        if (!keys.contains(key))
            return world_wants(fmt::format("/{}", printable(key)),
                               "members, assign, grants, owners or another known key");
    const auto* attrs = world.if_contains("attrs");
    if (attrs == nullptr || !attrs->is_object()) return {};
    for (const auto& [id, own] : attrs->get_object()) {
        if (!own.is_object()) return world_wants(fmt::format("/attrs/{}", printable(id)), "an object");
        for (const auto& [name, value] : own.get_object())
            if (auto known = check_attribute(id, name, value); !known) return known;
    }
    return {};
}

result<void> visit_rows(const json::object& world, std::string_view key, std::size_t width, const row_visitor& visit) {
    const auto* list = world.if_contains(key);
    if (list == nullptr) return {};
    if (!list->is_array()) return world_wants(fmt::format("/{}", key), "an array");
    for (std::size_t i = 0; i < list->get_array().size(); ++i) {
        const auto pointer = fmt::format("/{}/{}", key, i);
        const auto* row = list->get_array()[i].if_array();
        if (row == nullptr || row->size() < width)
            return world_wants(pointer, fmt::format("an array of {} elements", width));
        if (auto done = visit(*row, pointer); !done) return done;
    }
    return {};
}

result<std::string> text_at(const json::array& row, std::size_t index, const std::string& pointer) {
    if (const auto* text = row[index].if_string()) return std::string(*text);
    return world_wants(fmt::format("{}/{}", pointer, index), "a string");
}

result<std::vector<std::string>> texts_of(const json::value& list, const std::string& pointer) {
    if (!list.is_array()) return world_wants(pointer, "an array of strings");
    std::vector<std::string> texts;
    for (const auto& element : list.get_array()) {
        if (!element.is_string()) return world_wants(pointer, "an array of strings");
        texts.emplace_back(element.get_string());
    }
    return texts;
}

} // namespace canreach::simulator::detail
