/// Tokens for a person, or an identity of a machine, that the Azure CLI knows (databricks-api A.2): `azure-cli`.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "crawler/clock.hpp"
#include "crawler/program.hpp"
#include "crawler/token_grant.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// One token for every host; only `Authorization` is ever sent with it (see crawler/entra_grant.hpp).
class azure_cli_grant final : public token_grant {
public:
    struct login {
        std::string program;   ///< path
        std::string resource;  ///< the application that the token is for
        std::string tenant_id; ///< empty: the one that was logged in to
    };
    azure_cli_grant(clock& time, program_runner run, login who)
        : clock_(time), run_(std::move(run)), who_(std::move(who)) {}
    [[nodiscard]] boost::asio::awaitable<result<token_reply>> fetch(origin where) override;
    [[nodiscard]] bool is_for_all_hosts() const noexcept override { return true; }

private:
    clock& clock_;
    program_runner run_;
    login who_;
};

/// What `az account get-access-token` prints: `accessToken`, `tokenType`, and its end as `expires_on` (epoch seconds)
/// or, by older versions, as `expiresOn` (local time). Neither the token nor any part of the text is in a failure.
[[nodiscard]] result<token_reply> decode_azure_cli_token(std::string_view text,
                                                         std::chrono::system_clock::time_point now);

} // namespace canreach::crawler
