#include "crawler/decode/compute.hpp"

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

} // namespace

result<decoded_page> decode_clusters(std::string_view body, const decode_context& context) {
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

result<decoded_page> decode_apps(std::string_view body, const decode_context& context) {
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
