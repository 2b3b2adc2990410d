#include "crawler/decode/tenancy.hpp"

#include "crawler/detail/page_reader.hpp"
#include "crawler/text.hpp"
#include "crawler/url.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::add_attribute;
using detail::id_in;
using detail::row_or_reason;
using detail::text_in;

/// databricks-api B.2. Empty if the record names no usable host.
std::string workspace_url(const json::object& from, std::string_view zone) {
    auto text = text_in(from, "workspace_url");
    if (text.empty()) text = text_in(from, "deployment_url");
    std::string made(text);
    if (const auto name = text_in(from, "deployment_name"); made.empty() && !name.empty())
        made = fmt::format("https://{}{}", name, zone);
    if (made.empty()) return {};
    const auto parsed = parse_url(made);
    return parsed ? parsed->where.to_string() : std::string{};
}

std::string_view region_in(const json::object& from) {
    for (const std::string_view key : {"region", "aws_region", "location"})
        if (const auto text = text_in(from, key); !text.empty()) return text;
    const auto* azure = detail::object_in(from, "azure_workspace_info");
    return azure == nullptr ? std::string_view{} : text_in(*azure, "region");
}

row_or_reason workspace_row(const json::object& from, const decode_context& context) {
    auto id = id_in(from, "workspace_id");
    if (id.empty()) return std::string_view{"no `workspace_id`"};
    decoded_row row;
    row.id = id;
    node_fact node;
    node.name = std::string(text_in(from, "workspace_name"));
    if (node.name.empty()) node.name = id;
    node.key = {node_kind::workspace, {}, std::move(id)};
    node.parent = node_key{node_kind::account, {}, context.account_id};
    const auto status = text_in(from, "workspace_status");
    const bool running = status.empty() || status == "RUNNING";
    if (!running) node.flags |= node_flag::unreachable;
    add_attribute(node, "cloud", lower_case(text_in(from, "cloud")));
    add_attribute(node, "region", region_in(from));
    if (!running) add_attribute(node, "status", status);
    add_attribute(node, "url", workspace_url(from, context.zone));
    row.facts.emplace_back(std::move(node));
    return row;
}

row_or_reason metastore_row(const json::object& from, const decode_context& context) {
    auto id = id_in(from, "metastore_id");
    if (id.empty()) return std::string_view{"no `metastore_id`"};
    decoded_row row;
    row.id = id;
    node_fact node;
    node.key = {node_kind::metastore, {}, std::move(id)};
    node.name = std::string(text_in(from, "name"));
    node.parent = node_key{node_kind::account, {}, context.account_id};
    if (detail::bool_in(from, "external_access_enabled") == true) node.flags |= node_flag::external_access;
    add_attribute(node, "cloud", text_in(from, "cloud"));
    add_attribute(node, "region", region_in(from));
    const auto key = node.key;
    row.facts.emplace_back(std::move(node));
    // An automatically made metastore has no admin (databricks-api D.5).
    if (const auto owner = text_in(from, "owner"); !owner.empty() && owner != "System user")
        row.facts.emplace_back(owner_fact{principal_ref::named(std::string(owner)), key});
    return row;
}

} // namespace

result<decoded_page> decode_workspaces(const json_document& body, const decode_context& context) {
    const auto* elements = body.root().if_array();
    if (elements == nullptr) return detail::wrong_page("", "an array");
    decoded_page page;
    detail::read_elements(page, *elements, "", [&](const json::object& from) { return workspace_row(from, context); });
    return page;
}

result<decoded_page> decode_metastores(const json_document& body, const decode_context& context) {
    return detail::read_page(body, "metastores",
                             [&](const json::object& from) { return metastore_row(from, context); });
}

result<decoded_page> decode_metastore_workspaces(const json_document& body, const decode_context& context) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    if (detail::has(*root, "workspace_ids") && !root->at("workspace_ids").is_array())
        return detail::wrong_page("/workspace_ids", "an array");
    decoded_page page;
    const auto& ids = detail::array_in(*root, "workspace_ids");
    page.summary.items = ids.size();
    for (std::size_t i = 0; i < ids.size(); ++i) {
        decoded_row row;
        row.id = detail::id_of(ids[i]);
        if (row.id.empty()) {
            detail::leave_out(page, fmt::format("/workspace_ids/{}", i), "not an id");
            continue;
        }
        row.facts.emplace_back(bind_fact{context.about, {node_kind::workspace, {}, row.id}, binding::attach});
        page.rows.push_back(std::move(row));
    }
    return page;
}

result<decoded_page> decode_metastore_summary(const json_document& body, const decode_context& context) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    decoded_page page;
    page.summary.items = 1;
    auto got = metastore_row(*root, context);
    if (!got.row) return detail::wrong_page("/metastore_id", "an id");
    page.rows.push_back(std::move(*got.row));
    return page;
}

} // namespace canreach::crawler
