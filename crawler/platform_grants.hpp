/// Tokens from the platform's own token endpoints: for the credentials of a service principal, or in exchange for an
/// identity token (databricks-api A.1, A.3).
#pragma once

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>

#include "crawler/oidc_discovery.hpp"
#include "crawler/secret.hpp"
#include "crawler/token_client.hpp"
#include "crawler/token_grant.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Whose tokens are asked for.
struct platform_login {
    std::string client_id; ///< empty only for federation of the whole account
    std::string account_id;
    std::optional<origin> account_host; ///< empty: a workspace is the configured host
};

/// Client id and secret: `oauth-m2m`.
class client_credentials_grant final : public token_grant {
public:
    client_credentials_grant(token_client client, platform_login who, secret client_secret)
        : client_(std::move(client)), who_(std::move(who)), secret_(std::move(client_secret)) {}
    [[nodiscard]] boost::asio::awaitable<result<token_reply>> fetch(origin where) override;

private:
    token_client client_;
    platform_login who_;
    secret secret_;
};

/// Where an identity token comes from, asked anew for each exchange: they live for minutes.
using identity_token_source =
    std::function<boost::asio::awaitable<result<secret>>(token_client& client, std::string audience)>;

/// Token exchange: `env-oidc`, `file-oidc`, `github-oidc`.
class token_exchange_grant final : public token_grant {
public:
    /// `audience` empty: what the host wants, else the account's id, else the token endpoint.
    token_exchange_grant(token_client client, platform_login who, identity_token_source identity, std::string audience)
        : client_(std::move(client)), who_(std::move(who)), identity_(std::move(identity)),
          audience_(std::move(audience)) {}
    [[nodiscard]] boost::asio::awaitable<result<token_reply>> fetch(origin where) override;

private:
    token_client client_;
    platform_login who_;
    identity_token_source identity_;
    std::string audience_;
};

} // namespace canreach::crawler
