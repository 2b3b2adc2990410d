#include <fmt/format.h>

#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {

std::uint64_t route_context::capped(std::uint64_t limit) const {
    return options.page_limit == 0 ? limit : std::min<std::uint64_t>(limit, options.page_limit);
}

reply ok(json_text text) {
    reply made;
    made.body = text.take();
    return made;
}

reply failed(unsigned status, std::string_view code, std::string_view message) {
    json_text out;
    out.open_object().field("error_code", code).field("message", message).open_array("details");
    out.open_object().field("@type", "type.googleapis.com/google.rpc.RequestInfo");
    out.field("request_id", "simulated-request").field("serving_data", "").close_object();
    out.close_array().close_object();
    reply made;
    made.status = status;
    made.body = out.take();
    return made;
}

reply scim_failed(unsigned status, std::string_view scim_type, std::string_view detail) {
    json_text out;
    out.open_object().open_array("schemas").value("urn:ietf:params:scim:api:messages:2.0:Error").close_array();
    out.optional_field("scimType", scim_type).field("detail", detail).field("status", std::to_string(status));
    out.close_object();
    reply made;
    made.status = status;
    made.content_type = "application/scim+json";
    made.body = out.take();
    return made;
}

reply no_endpoint(std::string_view path, std::string_view method) {
    return failed(404, "ENDPOINT_NOT_FOUND", fmt::format("No API found for '{} {}'", method, path.substr(0, 200)));
}

reply bad_token() {
    return failed(400, "INVALID_PARAMETER_VALUE", "The page token is malformed, or the request it belongs to changed.");
}

} // namespace canreach::simulator::detail
