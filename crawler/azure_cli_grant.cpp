#include "crawler/azure_cli_grant.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cstdint>
#include <ctime>
#include <optional>
#include <time.h>
#include <utility>
#include <vector>

#include "crawler/cli_grant.hpp"
#include "crawler/detail/json_fields.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;
using std::chrono::sys_seconds;

/// `YYYY-MM-DD HH:MM:SS[.ffffff]`, on this machine's clock.
std::optional<sys_seconds> local_time(const std::string& text) {
    std::tm made{};
    if (::strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &made) == nullptr) return std::nullopt;
    made.tm_isdst = -1; // whichever holds then
    const auto time = std::mktime(&made);
    if (time == std::time_t{-1}) return std::nullopt;
    return sys_seconds(seconds(time));
}

std::optional<sys_seconds> end_of(const boost::json::object& said) {
    if (const auto epoch = detail::id_in(said, "expires_on"); !epoch.empty()) {
        std::int64_t made = 0;
        const auto [stop, error] = std::from_chars(epoch.data(), epoch.data() + epoch.size(), made);
        if (error != std::errc{} || stop != epoch.data() + epoch.size()) return std::nullopt;
        return sys_seconds(seconds(made));
    }
    return local_time(std::string(detail::text_in(said, "expiresOn")));
}

} // namespace

result<token_reply> decode_azure_cli_token(std::string_view text, std::chrono::system_clock::time_point now) {
    auto parsed = detail::parse_json(text);
    const auto* object = parsed ? parsed->root().if_object() : nullptr;
    if (object == nullptr) return fail(errc::malformed_reply, "the Azure CLI printed no JSON object");
    const auto until = end_of(*object);
    if (!until) return fail(errc::malformed_reply, "the Azure CLI does not say when its token ends");
    const auto left = *until - std::chrono::floor<seconds>(now);
    if (left.count() <= 0)
        return fail(errc::unauthenticated, "the token that the Azure CLI gave has expired")
            .hinting("log in again with: az login");
    return make_token_reply(detail::text_in(*object, "accessToken"), detail::text_in(*object, "tokenType"), left);
}

asio::awaitable<result<token_reply>> azure_cli_grant::fetch(origin where) {
    std::vector<std::string> arguments{who_.program, "account", "get-access-token", "--resource", who_.resource,
                                       "--output",   "json"};
    if (!who_.tenant_id.empty()) {
        arguments.emplace_back("--tenant");
        arguments.push_back(who_.tenant_id);
    }
    login_cli which{run_, clock_, std::move(where), "Azure CLI", "log in with: az login", decode_azure_cli_token};
    co_return co_await ask_cli(std::move(which), std::move(arguments));
}

} // namespace canreach::crawler
