#include "crawler/azure_cli_grant.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <ctime>
#include <optional>
#include <utility>
#include <vector>

#include "crawler/cli_grant.hpp"
#include "crawler/detail/json_fields.hpp"
#include "crawler/secret.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;
using std::chrono::sys_seconds;

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
    if (text.size() < at + digits) return std::nullopt;
    int made = 0;
    const auto* end = text.data() + at + digits;
    const auto [stop, error] = std::from_chars(text.data() + at, end, made);
    if (error != std::errc{} || stop != end || made < 0) return std::nullopt;
    return made;
}

/// `YYYY-MM-DD HH:MM:SS[.ffffff]`, on this machine's clock.
std::optional<sys_seconds> local_time(std::string_view text) {
    constexpr std::array<std::pair<std::size_t, std::size_t>, 6> places{
        {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}}};
    std::array<int, places.size()> parts{};
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto part = number_at(text, places[i].first, places[i].second);
        if (!part) return std::nullopt;
        parts[i] = *part;
    }
    std::tm made{};
    made.tm_year = parts[0] - 1900;
    made.tm_mon = parts[1] - 1;
    made.tm_mday = parts[2];
    made.tm_hour = parts[3];
    made.tm_min = parts[4];
    made.tm_sec = parts[5];
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
    return local_time(detail::text_in(said, "expiresOn"));
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
    std::string name = "Azure CLI";
    std::string hint = "log in with: az login";
    auto printed = co_await ask_cli(run_, std::move(arguments), std::move(name), std::move(hint));
    if (!printed) co_return std::move(printed).error().with("host", where.to_string());
    auto token = decode_azure_cli_token(*printed, clock_.wall());
    wipe(*printed);
    if (!token) co_return std::move(token).error().with("host", where.to_string());
    co_return token;
}

} // namespace canreach::crawler
