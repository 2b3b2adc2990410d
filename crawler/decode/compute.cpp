#include "crawler/decode/compute.hpp"

#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "crawler/detail/object_reader.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::add_attribute;
using detail::row_or_reason;
using detail::text_in;

/// The cloud identity that a cluster's code acts with.
struct cloud_profile {
    std::string_view type;
    std::string_view name;
};
cloud_profile profile_of(const json::object& cluster) {
    if (const auto* aws = detail::object_in(cluster, "aws_attributes"))
        if (const auto arn = text_in(*aws, "instance_profile_arn"); !arn.empty()) return {"instance-profile", arn};
    if (const auto* gcp = detail::object_in(cluster, "gcp_attributes"))
        if (const auto mail = text_in(*gcp, "google_service_account"); !mail.empty()) return {"service-account", mail};
    return {};
}

/// Spark settings that switch table access control on, whatever the access mode (access-model H9).
constexpr std::array<std::string_view, 2> acl_settings{"spark.databricks.acl.sqlOnly",
                                                       "spark.databricks.acl.dfAclsEnabled"};

/// Whether one of them, spelled with `prefix`, is on, as `is_on` reads it.
template <class IsOn>
bool switches_acls_on(std::string_view prefix, IsOn is_on) {
    return std::ranges::any_of(acl_settings,
                               [&](std::string_view name) { return is_on(fmt::format("{}{}", prefix, name)); });
}

bool is_true(const json::value* told) {
    if (told == nullptr) return false;
    return told->is_bool() ? told->get_bool() : told->is_string() && told->get_string() == "true";
}

/// The access modes that the rules of a policy allow: one, a list with commas, or `ANY`. A limit of another type is
/// told by its word, so that nobody takes it for a mode.
std::string modes_allowed(const json::object& rules) {
    const auto* rule = detail::object_in(rules, "data_security_mode");
    const auto type = rule == nullptr ? std::string_view{"unlimited"} : text_in(*rule, "type");
    if (type == "unlimited") return "ANY";
    if (type == "fixed") return std::string(text_in(*rule, "value"));
    if (type == "forbidden") return "NONE";
    std::string modes;
    if (type == "allowlist")
        for (const auto& one : detail::array_in(*rule, "values"))
            if (one.is_string()) modes += (modes.empty() ? "" : ",") + std::string(std::string_view(one.get_string()));
    return modes.empty() ? "limited by " + std::string(type) : modes;
}

/// Adds what the `definition` of a policy, JSON in a text, says of access modes; nothing if it is none.
void add_modes(node_fact& node, std::string_view definition) {
    if (definition.empty()) return;
    const auto parsed = detail::parse_json(definition);
    const auto* rules = parsed ? parsed->root().if_object() : nullptr;
    if (rules == nullptr) return;
    add_attribute(node, "data_security_mode", modes_allowed(*rules));
    const auto fixed_on = [&](const std::string& name) {
        const auto* rule = detail::object_in(*rules, name);
        return rule != nullptr && text_in(*rule, "type") == "fixed" && is_true(rule->if_contains("value"));
    };
    if (switches_acls_on("spark_conf.", fixed_on)) add_attribute(node, "table_acls", "true");
}

} // namespace

result<decoded_page> decode_cluster_policies(const json_document& body, const decode_context& context) {
    return detail::read_page(body, "policies", [&](const json::object& from) -> row_or_reason {
        auto id = detail::id_in(from, "policy_id");
        if (id.empty()) return std::string_view{"no id"};
        auto node = detail::object_node(context, node_kind::cluster_policy, std::move(id), text_in(from, "name"));
        add_attribute(node, "creator", text_in(from, "creator_user_name"));
        add_modes(node, text_in(from, "definition"));
        return detail::row_of(std::move(node));
    });
}

result<decoded_page> decode_clusters(const json_document& body, const decode_context& context) {
    return detail::read_page(body, "clusters", [&](const json::object& from) -> row_or_reason {
        auto id = detail::id_in(from, "cluster_id");
        if (id.empty()) return std::string_view{"no `cluster_id`"};
        auto node = detail::object_node(context, node_kind::cluster, std::move(id), text_in(from, "cluster_name"));
        node.subtype = std::string(text_in(from, "cluster_source"));
        add_attribute(node, "creator", text_in(from, "creator_user_name"));
        add_attribute(node, "data_security_mode", text_in(from, "data_security_mode"));
        add_attribute(node, "policy_id", detail::id_in(from, "policy_id"));
        const auto profile = profile_of(from);
        add_attribute(node, "profile", profile.name);
        add_attribute(node, "single_user_name", text_in(from, "single_user_name"));
        add_attribute(node, "spark_version", text_in(from, "spark_version"));
        if (const auto* conf = detail::object_in(from, "spark_conf");
            conf != nullptr &&
            switches_acls_on({}, [&](const std::string& name) { return is_true(conf->if_contains(name)); }))
            add_attribute(node, "table_acls", "true");
        auto row = detail::row_of(std::move(node));
        detail::add_link_to(row, link_type::single_user,
                            detail::named_here(context, text_in(from, "single_user_name")));
        if (!profile.name.empty()) {
            auto made = detail::object_node(context, node_kind::other, fmt::format("{}/{}", profile.type, profile.name),
                                            profile.name);
            made.subtype = std::string(profile.type);
            detail::add_link_to(row, link_type::profile, made.key);
            row.facts.emplace_back(std::move(made));
        }
        return row;
    });
}

result<decoded_page> decode_apps(const json_document& body, const decode_context& context) {
    return detail::read_page(body, "apps", [&](const json::object& from) -> row_or_reason {
        const auto name = text_in(from, "name");
        if (name.empty()) return std::string_view{"no `name`"};
        auto node = detail::object_node(context, node_kind::app, std::string(name), name);
        add_attribute(node, "creator", text_in(from, "creator"));
        auto row = detail::row_of(std::move(node));
        if (auto id = detail::id_in(from, "service_principal_id"); !id.empty() && id != "0")
            detail::add_link_to(row, link_type::app_sp,
                                principal_ref::to({node_kind::service_principal, {}, std::move(id)}));
        else
            detail::add_link_to(row, link_type::app_sp,
                                detail::named_here(context, text_in(from, "service_principal_client_id"),
                                                   node_kind::service_principal));
        return row;
    });
}

} // namespace canreach::crawler
