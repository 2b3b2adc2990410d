#include "crawler/identity_tokens.hpp"

#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <utility>

#include "crawler/api_error.hpp"
#include "crawler/detail/json_fields.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;

asio::awaitable<result<secret>> ask_github(token_client& client, std::string address, secret shown,
                                           std::string audience) {
    auto where = parse_url(address);
    if (!where) co_return std::move(where).error();
    http_request ask;
    ask.where = where->where;
    ask.to_login = true;
    ask.target = where->target;
    ask.target += where->target.find('?') == std::string::npos ? '?' : '&';
    ask.target += "audience=" + percent_encoded(audience);
    auto header = fmt::format("Bearer {}", shown.reveal());
    ask.authorization = secret(header);
    wipe(header);
    auto reply = co_await client.send(std::move(ask));
    const std::vector<secret> secrets{shown};
    if (!reply) co_return without(std::move(reply).error().with("while", "getting an identity token"), secrets);
    if (reply->status != 200)
        co_return without(failure_of(*reply).with("while", "getting an identity token"), secrets)
            .hinting("the workflow needs the permission `id-token: write`");
    auto token = decode_github_token(reply->body);
    wipe(reply->body);
    co_return token;
}

asio::awaitable<result<secret>> ready(result<secret> token) {
    co_return token;
}

result<secret> token_in(const std::string& path, const file_reader& read) {
    auto text = read(path);
    if (!text) return std::move(text).error();
    if (!*text)
        return fail(errc::not_found, fmt::format("the file `{}` of the identity token is not there", printable(path)));
    secret token(trimmed(**text));
    wipe(**text);
    if (token.empty())
        return fail(errc::bad_input, fmt::format("the file `{}` of the identity token is empty", printable(path)));
    return token;
}

} // namespace

result<secret> decode_github_token(std::string_view body) {
    auto parsed = detail::parse_json(body);
    const auto* object = parsed ? parsed->root().if_object() : nullptr;
    const auto text = object == nullptr ? std::string_view{} : detail::text_in(*object, "value");
    if (text.empty()) return fail(errc::malformed_reply, "the reply holds no identity token");
    return secret(text);
}

identity_token_source identity_token_from_variable(secret token) {
    return [token = std::move(token)](token_client&, const std::string&) { return ready(token); };
}

identity_token_source identity_token_from_file(std::string path, file_reader read) {
    return [path = std::move(path), read = std::move(read)](token_client&, const std::string&) {
        return ready(token_in(path, read));
    };
}

identity_token_source identity_token_from_github(std::string address, secret shown) {
    return [address = std::move(address), shown = std::move(shown)](token_client& client, std::string audience) {
        return ask_github(client, address, shown, std::move(audience));
    };
}

} // namespace canreach::crawler
