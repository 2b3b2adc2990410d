#include "crawler/cli_grant.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "crawler/detail/json_fields.hpp"
#include "crawler/rfc3339.hpp"
#include "crawler/secret.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {

namespace asio = boost::asio;

result<token_reply> decode_cli_token(std::string_view text, std::chrono::system_clock::time_point now) {
    auto parsed = detail::parse_json(text);
    const auto* object = parsed ? parsed->root().if_object() : nullptr;
    if (object == nullptr) return fail(errc::malformed_reply, "the CLI printed no JSON object");
    if (const auto date = detail::text_in(*object, "expiry"); !date.empty()) {
        const auto until = parse_rfc3339(date);
        if (!until) return fail(errc::malformed_reply, "the CLI's token has an expiry that is no date");
        const auto left = *until - std::chrono::floor<std::chrono::seconds>(now);
        if (left.count() <= 0)
            return fail(errc::unauthenticated, "the token that the CLI keeps has expired")
                .hinting("log in again with: databricks auth login");
        return make_token_reply(detail::text_in(*object, "access_token"), detail::text_in(*object, "token_type"), left);
    }
    return decode_token(text);
}

asio::awaitable<result<token_reply>> ask_cli(login_cli which, std::vector<std::string> arguments) {
    auto ran = co_await which.run(std::move(arguments));
    if (!ran) co_return std::move(ran).error().with("host", which.where.to_string());
    if (ran->exit_status != 0) {
        const auto said = trimmed(ran->err);
        wipe(ran->out);
        co_return fail(errc::unauthenticated, fmt::format("the {} gave no token (exit status {}): {}", which.name,
                                                          ran->exit_status, printable(said, 300)))
            .with("host", which.where.to_string())
            .hinting(std::move(which.hint));
    }
    auto token = which.decode(ran->out, which.time.wall());
    wipe(ran->out);
    if (!token) co_return std::move(token).error().with("host", which.where.to_string());
    co_return token;
}

asio::awaitable<result<token_reply>> cli_grant::fetch(origin where) {
    std::vector<std::string> arguments{who_.program, "auth", "token"};
    if (where == who_.configured_host && !who_.profile.empty()) {
        arguments.insert(arguments.end(), {"--profile", who_.profile});
    } else {
        arguments.insert(arguments.end(), {"--host", where.to_string()});
        if (who_.account_level && where == who_.configured_host)
            arguments.insert(arguments.end(), {"--account-id", who_.account_id});
    }
    auto hint = fmt::format("log in with: databricks auth login --host {}", where.to_string());
    login_cli which{run_, clock_, std::move(where), "Databricks CLI", std::move(hint), decode_cli_token};
    co_return co_await ask_cli(std::move(which), std::move(arguments));
}

} // namespace canreach::crawler
