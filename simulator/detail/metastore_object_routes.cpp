#include <boost/system/result.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::int64_t created_at = 1'700'000'000'000;

/// The identity object differs from cloud to cloud (databricks-api, F.2).
void write_identity(json_text& out, const account& from, std::string_view identity) {
    if (identity.empty()) return;
    switch (from.where) {
    case cloud::azure:
        out.open_object("azure_managed_identity").field("access_connector_id", identity).close_object();
        break;
    case cloud::aws: out.open_object("aws_iam_role").field("role_arn", identity).close_object(); break;
    case cloud::gcp: out.open_object("databricks_gcp_service_account").field("email", identity).close_object(); break;
    }
}

void write_shared(json_text& out, const securable_extra& extra) {
    if (extra.shared.empty()) return;
    out.open_array("objects");
    for (const auto& one : extra.shared) {
        out.open_object().field("name", one.name).field("data_object_type", one.type);
        out.field("shared_as", one.name).field("status", "ACTIVE").close_object();
    }
    out.close_array();
}

/// The share that the path names, or the answer why there is none.
boost::system::result<securable_index, reply> share_asked(const route_context& c) {
    const auto root = root_here(c);
    if (!root) return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    const auto name = c.to.target.segment(4);
    const auto found = c.from.find(*root, node_kind::share, name);
    if (!found || c.from.at(*found).has(securable_trait::vanished)) return no_such(node_kind::share, name);
    return *found;
}

} // namespace

void write_metastore_object(json_text& out, const route_context& c, securable_index index) {
    const auto& what = c.from.at(index);
    const auto& extra = c.from.extra_of(index);
    const auto subtype = c.from.subtype_of(what);
    out.open_object().field("name", what.name);
    if (what.owner != no_grantee) out.field("owner", c.from.at(what.owner).name);
    if (what.kind != node_kind::clean_room) out.field("metastore_id", c.from.at(*c.here().metastore).id);
    const auto isolation = what.has(securable_trait::isolated) ? "ISOLATION_MODE_ISOLATED" : "ISOLATION_MODE_OPEN";
    switch (what.kind) {
    case node_kind::credential:
        out.optional_field("purpose", subtype).field("isolation_mode", isolation);
        write_identity(out, c.from, extra.identity);
        break;
    case node_kind::connection:
        out.field("full_name", what.name).optional_field("connection_type", subtype).optional_field("url", what.url);
        out.optional_field("credential_name", extra.credential_name);
        break;
    case node_kind::provider: out.optional_field("authentication_type", subtype); break;
    case node_kind::recipient:
        out.optional_field("authentication_type", subtype);
        out.optional_field("data_recipient_global_metastore_id", extra.global_metastore_id);
        break;
    case node_kind::clean_room: out.optional_field("status", extra.status); break;
    default: break;
    }
    if (what.has(securable_trait::read_only)) out.field("read_only", true);
    if (what.has(securable_trait::browse_only)) out.field("browse_only", true);
    out.field("created_at", created_at + static_cast<std::int64_t>(pos(index))).close_object();
}

reply share_objects(const route_context& c) {
    const auto found = share_asked(c);
    if (!found) return found.error();
    json_text out;
    out.open_object().field("name", c.from.at(*found).name);
    if (c.to.target.is_true("include_shared_data")) write_shared(out, c.from.extra_of(*found));
    return ok(std::move(out.close_object()));
}

reply share_grants(const route_context& c) {
    const auto found = share_asked(c);
    if (!found) return found.error();
    if (c.from.at(*found).hides_grants())
        return failed(403, "PERMISSION_DENIED", "User does not own the share and is no metastore admin.");
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    const auto rows = c.from.grants_of(*found);
    const auto page = plan_page(c.rules(), c.to.target, c.to.host, *place, rows.size(), c.capped(100));
    json_text out;
    out.open_object();
    if (page.count > 0) {
        out.open_array("privilege_assignments");
        for (const auto& row : rows.subspan(page.first, page.count)) {
            out.open_object().field("principal", c.from.at(row.who).name).open_array("privileges");
            for (const auto& name : c.from.privilege_sets[row.privileges]) out.value(name);
            out.close_array().close_object();
        }
        out.close_array();
    }
    out.optional_field("next_page_token", page.next_token);
    return ok(std::move(out.close_object()));
}

reply artifact_allow_list(const route_context& c) {
    using list = allowed_artifact::list;
    const auto word = c.to.target.segment(4);
    const auto asked = word == "INIT_SCRIPT"     ? std::optional(list::init_script)
                       : word == "LIBRARY_JAR"   ? std::optional(list::library_jar)
                       : word == "LIBRARY_MAVEN" ? std::optional(list::library_maven)
                                                 : std::nullopt;
    if (!asked) return failed(400, "INVALID_PARAMETER_VALUE", fmt::format("Unknown artifact type {}.", word));
    if (!c.here().metastore)
        return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    const auto& store = c.from.at(*c.here().metastore);
    if (c.from.at(store.root).has(securable_trait::grants_refused))
        return failed(403, "PERMISSION_DENIED", "User is not an owner of the metastore and lacks MANAGE ALLOWLIST.");
    json_text out;
    out.open_object().field("metastore_id", store.id);
    if (std::ranges::find(store.allowed, *asked, &allowed_artifact::of) != store.allowed.end()) {
        out.open_array("artifact_matchers");
        for (const auto& one : store.allowed)
            if (one.of == *asked)
                out.open_object().field("artifact", one.artifact).field("match_type", one.match).close_object();
        out.close_array();
    }
    return ok(std::move(out.close_object()));
}

reply clean_rooms(const route_context& c) {
    const auto root = root_here(c);
    if (!root) return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    const auto asked = c.to.target.number("page_size").value_or(100);
    if (asked < 1) return failed(400, "INVALID_PARAMETER_VALUE", "page_size must be positive.");
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    const auto all = c.from.children_of(*root, node_kind::clean_room);
    const auto page = plan_page(c.rules(), c.to.target, c.to.host, *place, all.count,
                                c.capped(std::min<std::uint64_t>(static_cast<std::uint64_t>(asked), 100)));
    json_text out;
    out.open_object();
    if (page.count > 0) {
        out.open_array("clean_rooms");
        for (auto i = page.first; i < page.first + page.count; ++i)
            write_metastore_object(out, c, securable_index{static_cast<std::uint32_t>(all.first + i)});
        out.close_array();
    }
    out.optional_field("next_page_token", page.next_token);
    return ok(std::move(out.close_object()));
}

} // namespace canreach::simulator::detail
