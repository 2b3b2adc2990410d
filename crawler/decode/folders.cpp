#include "crawler/decode/folders.hpp"

#include <array>

#include "crawler/detail/object_reader.hpp"
#include "model/needed_rights.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::add_attribute;
using detail::add_owner;
using detail::id_in;
using detail::object_node;
using detail::read_one;
using detail::read_page;
using detail::row_of;
using detail::row_or_reason;
using detail::text_in;

/// A query or an alert, in a list or by itself.
struct saved_shape {
    node_kind kind;
    std::string_view subtype; ///< the platform's type word, where two types are of one kind
};

row_or_reason saved(const json::object& from, const decode_context& context, const saved_shape& what) {
    auto id = id_in(from, "id");
    if (id.empty()) return std::string_view{"no `id`"};
    auto node = object_node(context, what.kind, std::move(id), text_in(from, "display_name"));
    node.subtype = std::string(what.subtype);
    const auto folder = tree_path_of(text_in(from, "parent_path"));
    detail::put_into_folder(node, context, folder);
    add_attribute(node, "parent_path", folder);
    const auto run_as_mode = text_in(from, "run_as_mode");
    add_attribute(node, "run_as_mode", run_as_mode);
    auto row = row_of(std::move(node));
    row.incomplete = folder.empty();
    const auto owner = text_in(from, "owner_user_name");
    if (owner != "Unavailable") add_owner(row, context, owner); // the word for a deleted owner
    if (run_as_mode == "OWNER" && owner != "Unavailable")
        detail::add_link_to(row, link_type::run_as, detail::named_here(context, owner));
    if (const auto* who = detail::object_in(from, "effective_run_as"))
        detail::add_link_to(row, link_type::run_as, detail::typed_principal(*who, context));
    return row;
}

constexpr saved_shape query_shape{node_kind::query, {}};
constexpr saved_shape alert_shape{node_kind::alert, "alert"};
constexpr saved_shape alert_v2_shape{node_kind::alert, "alertv2"};

struct tree_type {
    std::string_view word;
    node_kind kind;
};
constexpr std::array tree_types{
    tree_type{"DIRECTORY", node_kind::folder},
    tree_type{"NOTEBOOK", node_kind::notebook},
    tree_type{"FILE", node_kind::file},
    tree_type{"REPO", node_kind::repo},
};

std::string_view last_part(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

row_or_reason tree_object(const json::object& from, const decode_context& context) {
    const auto path = tree_path_of(text_in(from, "path"));
    if (path.empty() || path == tree_root_path) return std::string_view{"no absolute `path`"};
    const auto type = text_in(from, "object_type");
    auto number = id_in(from, "object_id");
    if (type == "DASHBOARD")
        if (auto id = id_in(from, "resource_id"); !id.empty()) {
            auto name = last_part(path);
            if (constexpr std::string_view ending = ".lvdash.json"; name.ends_with(ending))
                name.remove_suffix(ending.size());
            auto node = object_node(context, node_kind::dashboard, std::move(id), name);
            node.parent = context.about;
            add_attribute(node, "object_id", number);
            add_attribute(node, "path", path);
            return row_of(std::move(node));
        }
    auto kind = node_kind::other;
    for (const auto& row : tree_types)
        if (row.word == type) kind = row.kind;
    auto node = object_node(context, kind,
                            kind == node_kind::other ? fmt::format("{}{}", type, path) : std::string(path), path);
    node.parent = context.about;
    if (kind == node_kind::other) node.subtype = std::string(type);
    add_attribute(node, "object_id", number);
    auto row = row_of(std::move(node));
    row.object_id = std::move(number);
    return row;
}

} // namespace

result<decoded_page> decode_tree(const json_document& body, const decode_context& context) {
    auto page = read_page(body, "objects", [&](const json::object& from) { return tree_object(from, context); });
    if (!page || context.about.id != tree_root_path) return page;
    auto root = object_node(context, node_kind::folder, std::string(tree_root_path), tree_root_path);
    add_attribute(root, "object_id", tree_root_number);
    page->rows.insert(page->rows.begin(), row_of(std::move(root)));
    return page;
}

result<std::string> decode_object_id(const json_document& body) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    return id_in(*root, "object_id");
}

result<decoded_page> decode_queries(const json_document& body, const decode_context& context) {
    return read_page(body, "results", [&](const json::object& from) { return saved(from, context, query_shape); });
}

result<decoded_page> decode_query(const json_document& body, const decode_context& context) {
    return read_one(body, [&](const json::object& from) { return saved(from, context, query_shape); });
}

result<decoded_page> decode_alerts(const json_document& body, const decode_context& context) {
    return read_page(body, "results", [&](const json::object& from) { return saved(from, context, alert_shape); });
}

result<decoded_page> decode_alert(const json_document& body, const decode_context& context) {
    return read_one(body, [&](const json::object& from) { return saved(from, context, alert_shape); });
}

result<decoded_page> decode_alerts_v2(const json_document& body, const decode_context& context) {
    return read_page(body, "alerts", [&](const json::object& from) { return saved(from, context, alert_v2_shape); });
}

result<decoded_page> decode_legacy_dashboards(const json_document& body, const decode_context& context) {
    return read_page(body, "results", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "id");
        if (id.empty()) return std::string_view{"no `id`"};
        auto row = row_of(object_node(context, node_kind::legacy_dashboard, std::move(id), text_in(from, "name")));
        if (const auto* user = detail::object_in(from, "user")) add_owner(row, context, text_in(*user, "email"));
        return row;
    });
}

result<decoded_page> decode_dashboards(const json_document& body, const decode_context& context) {
    return read_page(body, "dashboards", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "dashboard_id");
        if (id.empty()) return std::string_view{"no `dashboard_id`"};
        return row_of(object_node(context, node_kind::dashboard, std::move(id), text_in(from, "display_name")));
    });
}

result<decoded_page> decode_published_dashboard(const json_document& body, const decode_context&) {
    auto page = read_one(body, [](const json::object&) { return decoded_row{}; });
    if (!page) return page;
    if (detail::bool_in(body.root().get_object(), "embed_credentials") == true) page->limited_by = publisher_not_told;
    return page;
}

result<decoded_page> decode_genie_spaces(const json_document& body, const decode_context& context) {
    return read_page(body, "spaces", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "space_id");
        if (id.empty()) return std::string_view{"no `space_id`"};
        auto node = object_node(context, node_kind::genie_space, std::move(id), text_in(from, "title"));
        detail::put_into_folder(node, context, text_in(from, "parent_path"));
        return row_of(std::move(node));
    });
}

result<decoded_page> decode_experiments(const json_document& body, const decode_context& context) {
    return read_page(body, "experiments", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "experiment_id");
        if (id.empty()) return std::string_view{"no `experiment_id`"};
        for (const auto& element : detail::array_in(from, "tags")) {
            const auto* tag = element.if_object();
            if (tag == nullptr) continue;
            const auto key = text_in(*tag, "key");
            const auto value = text_in(*tag, "value");
            if ((key == "mlflow.experimentType" && value == "NOTEBOOK") ||
                (key == "mlflow.experiment.sourceType" && value == "REPO_NOTEBOOK"))
                return row_or_reason::nothing();
        }
        const auto name = text_in(from, "name");
        const auto path = tree_path_of(name);
        auto node = object_node(context, node_kind::experiment, std::move(id), path.empty() ? name : path);
        if (!path.empty()) node.parent = detail::folder_of(context, path);
        return row_of(std::move(node));
    });
}

} // namespace canreach::crawler
