/// Tokens that the Databricks CLI keeps for a person who logged in with it (databricks-api A.3): `databricks-cli`.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/clock.hpp"
#include "crawler/program.hpp"
#include "crawler/token_grant.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// The configured host goes by its profile, if one was read, all others by their address. Whoever is logged in at the
/// account only gets no token for a workspace; `renewing_source` then lets the account's serve.
class cli_grant final : public token_grant {
public:
    struct login {
        std::string program; ///< path
        std::string profile; ///< empty: none was read
        std::string account_id;
        origin configured_host;
        bool account_level = false;
    };
    cli_grant(clock& time, program_runner run, login who) : clock_(time), run_(std::move(run)), who_(std::move(who)) {}
    [[nodiscard]] boost::asio::awaitable<result<token_reply>> fetch(origin where) override;

private:
    clock& clock_;
    program_runner run_;
    login who_;
};

/// A CLI that keeps somebody's login. `run` and `time` outlive the asking.
struct login_cli {
    const program_runner& run;
    clock& time;
    origin where;     ///< the host that the token is for
    std::string name; ///< for messages
    std::string hint; ///< how to log in with it
    result<token_reply> (*decode)(std::string_view printed, std::chrono::system_clock::time_point now);
};
/// Runs it and reads the token that it prints. Where it gives none, the failure says what it told; nothing that it
/// printed is in it.
[[nodiscard]] boost::asio::awaitable<result<token_reply>> ask_cli(login_cli which, std::vector<std::string> arguments);

/// What `databricks auth token` prints: `access_token`, and `expiry` as a date or `expires_in` in seconds. Neither the
/// token nor any part of the text is in a failure.
[[nodiscard]] result<token_reply> decode_cli_token(std::string_view text, std::chrono::system_clock::time_point now);

} // namespace canreach::crawler
