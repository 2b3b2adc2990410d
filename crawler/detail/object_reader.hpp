/// What the decoders of workspace objects share.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "crawler/detail/page_reader.hpp"
#include "crawler/object_lists.hpp"

namespace canreach::crawler::detail {

/// A node of the workspace asked, directly below it. Without a name its id is its name.
inline node_fact object_node(const decode_context& context, node_kind kind, std::string id, std::string_view name) {
    node_fact made;
    made.name = name.empty() ? id : std::string(name);
    made.key = {kind, context.workspace, std::move(id)};
    made.parent = node_key{node_kind::workspace, {}, context.workspace};
    return made;
}

/// The folder of a path; the workspace for the root itself.
inline node_key folder_of(const decode_context& context, std::string_view path) {
    const auto slash = path.rfind('/');
    if (path == tree_root_path || slash == std::string_view::npos) return {node_kind::workspace, {}, context.workspace};
    return {node_kind::folder, context.workspace, std::string(slash == 0 ? tree_root_path : path.substr(0, slash))};
}

/// Puts the object into the folder that a reply names, if it names one.
inline void put_into_folder(node_fact& node, const decode_context& context, std::string_view folder) {
    if (const auto path = tree_path_of(folder); !path.empty())
        node.parent = node_key{node_kind::folder, context.workspace, std::string(path)};
}

inline principal_ref named_here(const decode_context& context, std::string_view name,
                                node_kind kind = node_kind::other) {
    return principal_ref::named_in(context.workspace, std::string(name), kind);
}

/// Links to whom the object acts as, unless nobody is named.
inline void add_link_to(decoded_row& row, link_type type, principal_ref to) {
    if (!to.text.empty()) row.facts.emplace_back(link_fact{type, row.node()->key, std::move(to)});
}
inline void add_link_to(decoded_row& row, link_type type, node_key to) {
    row.facts.emplace_back(link_fact{type, row.node()->key, std::move(to)});
}
inline void add_owner(decoded_row& row, const decode_context& context, std::string_view name) {
    if (!name.empty()) row.facts.emplace_back(owner_fact{named_here(context, name), row.node()->key});
}

/// `user_name`, `service_principal_name` or `group_name`, whichever is told: one principal, of a kind that is told too.
inline principal_ref typed_principal(const boost::json::object& from, const decode_context& context) {
    if (const auto name = text_in(from, "user_name"); !name.empty()) return named_here(context, name, node_kind::user);
    if (const auto name = text_in(from, "service_principal_name"); !name.empty())
        return named_here(context, name, node_kind::service_principal);
    return named_here(context, text_in(from, "group_name"), node_kind::group);
}

inline decoded_row row_of(node_fact node) {
    decoded_row row;
    row.id = node.key.id;
    row.facts.emplace_back(std::move(node));
    return row;
}

/// A reply that is one object. `read` (object → row_or_reason) as for the elements of a page.
template <class Read>
result<decoded_page> read_one(const json_document& body, Read read) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return wrong_page("", "an object");
    decoded_page page;
    page.summary.items = 1;
    page.summary.next_page_token = std::string(text_in(*root, "next_page_token"));
    row_or_reason got = read(*root);
    if (got.row)
        page.rows.push_back(std::move(*got.row));
    else if (!got.why.empty())
        leave_out(page, "", got.why);
    return page;
}

} // namespace canreach::crawler::detail
