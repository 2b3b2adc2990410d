#include "cli/annotations.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace canreach::cli {
namespace {

namespace json = boost::json;

/// Things below a path that one annotation may name; more are a path written too high.
constexpr std::size_t max_within = 100'000;

failure wanted(std::string pointer, std::string_view what) {
    return fail(errc::bad_input, fmt::format("the annotations file holds something unexpected; wanted {}", what))
        .with("at", std::move(pointer));
}

/// The object at `pointer`, with no keys but these.
result<const json::object*> object_at(const json::value& from, const std::string& pointer,
                                      std::initializer_list<std::string_view> keys) {
    const auto* found = from.if_object();
    if (found == nullptr) return wanted(pointer, "an object");
    for (const auto& [key, value] : *found)
        if (std::ranges::find(keys, std::string_view(key)) == keys.end())
            return wanted(fmt::format("{}/{}", pointer, printable(key)), fmt::format("only {}", fmt::join(keys, ", ")));
    return found;
}

result<std::string> text_at(const json::object& from, std::string_view key, const std::string& pointer, bool needed) {
    const auto* found = from.if_contains(key);
    if (found == nullptr && !needed) return std::string{};
    if (found == nullptr || !found->is_string() || found->get_string().empty())
        return wanted(fmt::format("{}/{}", pointer, key), "a text");
    return std::string(found->get_string());
}

result<std::vector<std::string>> texts_at(const json::object& from, std::string_view key, const std::string& pointer) {
    const auto* found = from.if_contains(key);
    const auto here = fmt::format("{}/{}", pointer, key);
    if (found == nullptr || !found->is_array() || found->get_array().empty()) return wanted(here, "an array of texts");
    std::vector<std::string> texts;
    for (const auto& one : found->get_array()) {
        if (!one.is_string() || one.get_string().empty()) return wanted(here, "an array of texts");
        texts.emplace_back(one.get_string());
    }
    return texts;
}

template <class Take>
result<void> each_of(const json::object& from, std::string_view key, Take take) {
    const auto* list = from.if_contains(key);
    if (list == nullptr) return {};
    if (!list->is_array()) return wanted(fmt::format("/{}", key), "an array");
    for (std::size_t i = 0; i < list->get_array().size(); ++i)
        if (auto taken = take(list->get_array()[i], fmt::format("/{}/{}", key, i)); !taken) return taken;
    return {};
}

failure unknown(std::string_view kind, std::string_view name) {
    return fail(errc::not_found, fmt::format("the annotations name the {} `{}`, which the account does not hold", kind,
                                             printable(name)));
}

result<node_id> one_of(const std::vector<node_id>& found, std::string_view kind, std::string_view name) {
    if (found.empty()) return unknown(kind, name);
    if (found.size() > 1)
        return fail(errc::ambiguous,
                    fmt::format("the annotations name the {} `{}`, and the account holds {} of that name", kind,
                                printable(name), found.size()));
    return found.front();
}

result<node_id> scope_named(const annotations::held& what, catalog& names) {
    auto found = names.nodes_named(node_kind::secret_scope, what.scope);
    if (!found) return std::move(found).error();
    std::vector<node_id> there;
    for (const auto id : *found) {
        const auto node = names.describe(id);
        if (!node) return node.error();
        if (what.workspace.empty() || node->scope_name == what.workspace || node->key.scope == what.workspace)
            there.push_back(id);
    }
    return one_of(there, "secret scope", what.scope);
}

/// A user or service principal, by e-mail, application id or name.
result<node_id> person_named(const std::string& name, catalog& names) {
    auto found = names.principals_named(name);
    if (!found) return std::move(found).error();
    std::vector<node_id> persons;
    for (const auto id : *found) {
        const auto node = names.describe(id);
        if (!node) return node.error();
        if (node->key.kind == node_kind::user || node->key.kind == node_kind::service_principal) persons.push_back(id);
    }
    return one_of(persons, "user or service principal", name);
}

} // namespace

result<annotations> parse_annotations(std::string_view json_text) {
    boost::system::error_code fault;
    json::parse_options options;
    options.max_depth = 16;
    options.allow_comments = true;
    const auto parsed = json::parse(json_text, fault, {}, options);
    if (fault) return fail(errc::bad_input, fmt::format("the annotations file is no JSON: {}", fault.message()));
    const auto top = object_at(parsed, "", {"secret_scopes", "cloud_identities"});
    if (!top) return top.error();
    annotations made;
    auto read = each_of(**top, "secret_scopes", [&](const json::value& row, const std::string& at) -> result<void> {
        const auto from = object_at(row, at, {"workspace", "scope", "holds"});
        if (!from) return from.error();
        auto workspace = text_at(**from, "workspace", at, false);
        if (!workspace) return std::move(workspace).error();
        auto scope = text_at(**from, "scope", at, true);
        if (!scope) return std::move(scope).error();
        auto principals = texts_at(**from, "holds", at);
        if (!principals) return std::move(principals).error();
        made.secret_scopes.push_back({*std::move(workspace), *std::move(scope), *std::move(principals)});
        return {};
    });
    if (!read) return std::move(read).error();
    read = each_of(**top, "cloud_identities", [&](const json::value& row, const std::string& at) -> result<void> {
        const auto from = object_at(row, at, {"identity", "reads"});
        if (!from) return from.error();
        auto identity = text_at(**from, "identity", at, true);
        if (!identity) return std::move(identity).error();
        auto paths = texts_at(**from, "reads", at);
        if (!paths) return std::move(paths).error();
        for (const auto& path : *paths)
            if (const auto place = storage_path::parse(path); !place)
                return wanted(at + "/reads", fmt::format("paths: {}", place.error().message));
        made.cloud_identities.push_back({*std::move(identity), *std::move(paths)});
        return {};
    });
    if (!read) return std::move(read).error();
    return made;
}

result<std::vector<source_link>> links_of(const annotations& what, catalog& names) {
    std::vector<source_link> links;
    for (const auto& scope : what.secret_scopes) {
        const auto node = scope_named(scope, names);
        if (!node) return node.error();
        for (const auto& name : scope.principals) {
            const auto who = person_named(name, names);
            if (!who) return who.error();
            links.push_back({link_type::holds, *node, *who});
        }
    }
    for (const auto& identity : what.cloud_identities) {
        const auto found = names.nodes_named(node_kind::other, identity.identity);
        if (!found) return found.error();
        if (found->empty()) return unknown("cloud identity", identity.identity);
        for (const auto& text : identity.paths) {
            const auto place = storage_path::parse(text);
            if (!place) return place.error();
            const auto touched = names.placed_at(*place, max_within);
            if (!touched) return touched.error();
            // The same identity may be met in several workspaces; what covers the path from above is not all read.
            for (const auto node : *found)
                for (const auto& one : *touched)
                    if (!one.covers || one.url == place->text()) links.push_back({link_type::holds, node, one.id});
        }
    }
    return links;
}

} // namespace canreach::cli
