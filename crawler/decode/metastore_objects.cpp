#include "crawler/decode/metastore_objects.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "crawler/detail/securable_row.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::add_attribute;
using detail::object_in;
using detail::read_page;
using detail::row_or_reason;
using detail::securable_row;
using detail::text_in;
using detail::top_level_node;

/// Which cloud identity stands behind a credential. One of these is set.
std::string_view cloud_identity(const json::object& from) {
    struct place {
        std::string_view object, field;
    };
    constexpr std::array places{
        place{"aws_iam_role", "role_arn"}, place{"azure_managed_identity", "access_connector_id"},
        place{"azure_service_principal", "application_id"}, place{"databricks_gcp_service_account", "email"}};
    for (const auto& [object, field] : places)
        if (const auto* found = object_in(from, object); found != nullptr)
            if (const auto text = text_in(*found, field); !text.empty()) return text;
    return {};
}

/// The kind of what a share holds; empty for words never seen.
std::optional<node_kind> shared_kind(std::string_view type) {
    struct word {
        std::string_view text;
        node_kind kind;
    };
    constexpr std::array words{word{"TABLE", node_kind::table},
                               word{"VIEW", node_kind::table},
                               word{"MATERIALIZED_VIEW", node_kind::table},
                               word{"STREAMING_TABLE", node_kind::table},
                               word{"FOREIGN_TABLE", node_kind::table},
                               word{"SCHEMA", node_kind::schema},
                               word{"VOLUME", node_kind::volume},
                               word{"MODEL", node_kind::model},
                               word{"FUNCTION", node_kind::function},
                               word{"FEATURE_SPEC", node_kind::function}};
    const auto found = std::ranges::find(words, type, &word::text);
    if (found == words.end()) return std::nullopt;
    return found->kind;
}

/// An artifact may be listed by more than one kind of match: then each of them is told.
result<decoded_page> allow_list(const json_document& body, std::string_view prefix, const decode_context& context) {
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> entries;
    auto page = read_page(body, "artifact_matchers", [&](const json::object& from) -> row_or_reason {
        const auto artifact = text_in(from, "artifact");
        if (artifact.empty()) return std::string_view{"no `artifact`"};
        entries[std::string(prefix).append(artifact)].emplace(text_in(from, "match_type"));
        return row_or_reason::nothing();
    });
    if (!page || entries.empty()) return page;
    node_fact more;
    more.key = context.about;
    for (const auto& [name, matches] : entries)
        more.attributes.emplace_back(name, fmt::format("{}", fmt::join(matches, ",")));
    page->rows.emplace_back().facts.emplace_back(std::move(more));
    return page;
}

/// A listing of things that say their name, an owner, a type and some texts.
template <class Fill>
result<decoded_page> list_of(const json_document& body, std::string_view key, const decode_context& context,
                             node_kind kind, Fill fill) {
    return read_page(body, key, [&](const json::object& from) -> row_or_reason {
        auto node = top_level_node(from, context, kind);
        if (node.name.empty()) return detail::no_name;
        fill(node, from);
        return securable_row(std::move(node), from);
    });
}

} // namespace

result<decoded_page> decode_credentials(const json_document& body, const decode_context& context) {
    return list_of(body, "credentials", context, node_kind::credential, [](node_fact& node, const json::object& from) {
        // Credentials that are older than service credentials do not say their purpose.
        const auto purpose = text_in(from, "purpose");
        node.subtype = std::string(purpose.empty() ? storage_purpose : purpose);
        detail::read_read_only(node, from);
        add_attribute(node, "identity", cloud_identity(from));
    });
}

result<decoded_page> decode_connections(const json_document& body, const decode_context& context) {
    return read_page(body, "connections", [&](const json::object& from) -> row_or_reason {
        auto node = top_level_node(from, context, node_kind::connection);
        if (node.name.empty()) return detail::no_name;
        node.subtype = std::string(text_in(from, "connection_type"));
        detail::read_read_only(node, from);
        add_attribute(node, "credential_name", text_in(from, "credential_name"));
        add_attribute(node, "url", text_in(from, "url"));
        auto row = securable_row(std::move(node), from);
        detail::add_credential_link(row, from);
        return row;
    });
}

result<decoded_page> decode_shares(const json_document& body, const decode_context& context) {
    return list_of(body, "shares", context, node_kind::share, [](node_fact&, const json::object&) {});
}

result<decoded_page> decode_providers(const json_document& body, const decode_context& context) {
    return list_of(body, "providers", context, node_kind::provider, [](node_fact& node, const json::object& from) {
        node.subtype = std::string(text_in(from, "authentication_type"));
    });
}

result<decoded_page> decode_recipients(const json_document& body, const decode_context& context) {
    return list_of(body, "recipients", context, node_kind::recipient, [](node_fact& node, const json::object& from) {
        node.subtype = std::string(text_in(from, "authentication_type"));
        add_attribute(node, "global_metastore_id", text_in(from, "data_recipient_global_metastore_id"));
    });
}

result<decoded_page> decode_clean_rooms(const json_document& body, const decode_context& context) {
    return list_of(body, "clean_rooms", context, node_kind::clean_room, [](node_fact& node, const json::object& from) {
        add_attribute(node, "status", text_in(from, "status"));
    });
}

result<decoded_page> decode_allowed_init_scripts(const json_document& body, const decode_context& context) {
    return allow_list(body, "allowed_init_script:", context);
}

result<decoded_page> decode_allowed_jars(const json_document& body, const decode_context& context) {
    return allow_list(body, "allowed_library_jar:", context);
}

result<decoded_page> decode_allowed_maven(const json_document& body, const decode_context& context) {
    return allow_list(body, "allowed_library_maven:", context);
}

result<decoded_page> decode_share_objects(const json_document& body, const decode_context& context) {
    return read_page(body, "objects", [&](const json::object& from) -> row_or_reason {
        const auto name = text_in(from, "name");
        if (name.empty()) return detail::no_name;
        const auto type = text_in(from, "data_object_type");
        if (type == "NOTEBOOK_FILE") return row_or_reason::nothing();
        const auto kind = shared_kind(type);
        if (!kind) return std::string_view{"an unknown `data_object_type`"};
        decoded_row row;
        row.facts.emplace_back(
            link_fact{link_type::shares, context.about, node_key{*kind, context.about.scope, std::string(name)}});
        return row;
    });
}

result<decoded_page> decode_share_grants(const json_document& body, const decode_context& context) {
    return read_page(body, "privilege_assignments", [&](const json::object& from) -> row_or_reason {
        const auto name = text_in(from, "principal");
        if (name.empty()) return std::string_view{"no `principal`"};
        grant_fact grant;
        grant.resource = context.about;
        grant.grantee = principal_ref::to({node_kind::recipient, context.about.scope, std::string(name)});
        if (!detail::read_privileges(detail::array_in(from, "privileges"), grant))
            return std::string_view{"a privilege that is no word"};
        if (grant.allow.empty() && grant.unknown.empty()) return row_or_reason::nothing();
        decoded_row row;
        row.facts.emplace_back(std::move(grant));
        return row;
    });
}

} // namespace canreach::crawler
