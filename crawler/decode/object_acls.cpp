#include "crawler/decode/object_acls.hpp"

#include <algorithm>

#include "crawler/detail/object_reader.hpp"
#include "model/acl_levels.hpp"
#include "model/privileges.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::row_or_reason;
using detail::text_in;

void add_level(grant_fact& grant, std::string_view word) {
    if (const auto level = acl_level_named(grant.resource.kind, word)) {
        grant.allow.set(static_cast<unsigned>(*level));
        return;
    }
    auto name = normalised_privilege_name(word);
    if (!name.empty() && std::ranges::find(grant.unknown, name) == grant.unknown.end())
        grant.unknown.push_back(std::move(name));
}

row_or_reason finished(grant_fact grant) {
    if (grant.allow.empty() && grant.unknown.empty()) return row_or_reason::nothing();
    decoded_row row;
    row.facts.emplace_back(std::move(grant));
    return row;
}

row_or_reason entry(const json::object& from, const decode_context& context) {
    grant_fact grant;
    grant.resource = context.about;
    grant.what = facet::acl;
    grant.grantee = detail::typed_principal(from, context);
    if (grant.grantee.text.empty()) return std::string_view{"names no principal"};
    for (const auto& element : detail::array_in(from, "all_permissions")) {
        const auto* permission = element.if_object();
        if (permission == nullptr) return std::string_view{"a permission that is no object"};
        if (detail::bool_in(*permission, "inherited") != true)
            add_level(grant, text_in(*permission, "permission_level"));
    }
    // The flat form of the deprecated endpoint.
    if (!detail::has(from, "all_permissions")) add_level(grant, text_in(from, "permission_level"));
    return finished(std::move(grant));
}

} // namespace

result<decoded_page> decode_object_acl(const json_document& body, const decode_context& context) {
    auto page =
        detail::read_page(body, "access_control_list", [&](const json::object& from) { return entry(from, context); });
    const bool policy =
        context.about.kind == node_kind::token_policy || context.about.kind == node_kind::password_policy;
    if (!page || !policy) return page;
    node_fact node = detail::object_node(context, context.about.kind, context.about.id, word_of(context.about.kind));
    page->rows.insert(page->rows.begin(), detail::row_of(std::move(node)));
    return page;
}

result<decoded_page> decode_secret_acl(const json_document& body, const decode_context& context) {
    return detail::read_page(body, "items", [&](const json::object& from) -> row_or_reason {
        const auto name = text_in(from, "principal");
        if (name.empty()) return std::string_view{"no `principal`"};
        grant_fact grant;
        grant.resource = context.about;
        grant.what = facet::acl;
        grant.grantee = detail::named_here(context, name);
        add_level(grant, text_in(from, "permission"));
        return finished(std::move(grant));
    });
}

} // namespace canreach::crawler
