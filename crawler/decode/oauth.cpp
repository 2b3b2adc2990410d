#include "crawler/decode/oauth.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

#include "crawler/detail/json_fields.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

failure no_object() {
    return fail(errc::malformed_reply, "the reply is no JSON object");
}

} // namespace

result<host_metadata> decode_host_metadata(std::string_view body) {
    auto parsed = detail::parse_json(body);
    if (!parsed) return std::move(parsed).error();
    const auto* object = parsed->root().if_object();
    if (object == nullptr) return no_object();
    return host_metadata{std::string(detail::text_in(*object, "oidc_endpoint")), detail::id_in(*object, "account_id"),
                         detail::id_in(*object, "workspace_id")};
}

result<std::string> decode_token_endpoint(std::string_view body) {
    auto parsed = detail::parse_json(body);
    if (!parsed) return std::move(parsed).error();
    const auto* object = parsed->root().if_object();
    if (object == nullptr) return no_object();
    const auto text = detail::text_in(*object, "token_endpoint");
    if (text.empty()) return fail(errc::malformed_reply, "no token_endpoint in the authorization server's metadata");
    return std::string(text);
}

result<token_reply> decode_token(std::string_view body) {
    auto parsed = detail::parse_json(body);
    if (!parsed) return fail(errc::malformed_reply, "the token reply is no JSON");
    const auto* object = parsed->root().if_object();
    if (object == nullptr) return no_object();
    const auto token = detail::text_in(*object, "access_token");
    if (token.empty()) return fail(errc::malformed_reply, "the token reply holds no access_token");
    // It becomes a header line: nothing that could end the line or start another.
    if (std::ranges::any_of(token, [](char c) { return c <= ' ' || c > '~'; }))
        return fail(errc::malformed_reply, "the access token holds characters that no token has");
    if (const auto type = detail::text_in(*object, "token_type"); !type.empty() && !equal_ignoring_case(type, "bearer"))
        return fail(errc::malformed_reply, "the token is no bearer token");
    constexpr std::int64_t longest_s = 24 * 3600;
    const auto lifetime = detail::int_in(*object, "expires_in");
    if (!lifetime || *lifetime <= 0) return fail(errc::malformed_reply, "the token reply says no lifetime");
    return token_reply{secret(token), std::chrono::seconds{std::min(*lifetime, longest_s)}};
}

} // namespace canreach::crawler
