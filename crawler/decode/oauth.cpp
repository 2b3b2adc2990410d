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

result<host_metadata> decode_host_metadata(const json_document& body) {
    const auto* object = body.root().if_object();
    if (object == nullptr) return no_object();
    host_metadata made{std::string(detail::text_in(*object, "oidc_endpoint")),
                       detail::id_in(*object, "account_id"),
                       detail::id_in(*object, "workspace_id"),
                       {}};
    for (const auto& one : detail::array_in(*object, "token_federation_default_oidc_audiences"))
        if (const auto* text = one.if_string(); text != nullptr && made.audience.empty()) made.audience = *text;
    return made;
}

result<std::string> decode_token_endpoint(const json_document& body) {
    const auto* object = body.root().if_object();
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
    const auto lifetime = detail::int_in(*object, "expires_in").value_or(0);
    return make_token_reply(detail::text_in(*object, "access_token"), detail::text_in(*object, "token_type"),
                            std::chrono::seconds{lifetime});
}

result<token_reply> make_token_reply(std::string_view token, std::string_view type, std::chrono::seconds lifetime) {
    if (token.empty()) return fail(errc::malformed_reply, "the token reply holds no access_token");
    // It becomes a header line: nothing that could end the line or start another.
    if (std::ranges::any_of(token, [](char c) { return c <= ' ' || c > '~'; }))
        return fail(errc::malformed_reply, "the access token holds characters that no token has");
    if (!type.empty() && !equal_ignoring_case(type, "bearer"))
        return fail(errc::malformed_reply, "the token is no bearer token");
    constexpr std::chrono::seconds longest = std::chrono::hours{24};
    if (lifetime.count() <= 0) return fail(errc::malformed_reply, "the token reply says no lifetime");
    return token_reply{secret(token), std::min(lifetime, longest)};
}

} // namespace canreach::crawler
