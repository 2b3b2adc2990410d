/// Where `Authorization` headers come from.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "crawler/clock.hpp"
#include "crawler/databricks_config.hpp"
#include "crawler/event.hpp"
#include "crawler/retry.hpp"
#include "crawler/secret.hpp"
#include "crawler/token_age.hpp"
#include "crawler/transport.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Used from one thread.
class token_source {
public:
    virtual ~token_source() = default;
    /// The value of the header for requests to `where`. Fails with `unauthenticated` if the platform does not accept
    /// the credentials, else as the transport does.
    [[nodiscard]] virtual boost::asio::awaitable<result<secret>> authorization(origin where) = 0;
    /// The platform answered 401 to `used`: the next call gets a new one. Ignored if it has been replaced since.
    virtual void rejected(const origin& where, const secret& used) = 0;
};

/// One and the same personal access token, for one workspace host only.
class pat_source final : public token_source {
public:
    pat_source(origin where, const secret& token);
    [[nodiscard]] boost::asio::awaitable<result<secret>> authorization(origin where) override;
    void rejected(const origin& where, const secret& used) override;

private:
    origin where_;
    secret header_;
    bool rejected_ = false;
};

/// OAuth client credentials, a token a host. One refresh at a time, which all who need it wait for; a stale token is
/// renewed while it still serves. A workspace that does not know the service principal gets the account's token for
/// five minutes, then is asked again (databricks-api A.1).
class oauth_source final : public token_source {
public:
    struct identity {
        std::string client_id;
        secret client_secret;
        std::string account_id;
        std::optional<origin> account_host; ///< empty: no account token to fall back to
    };
    /// `sender` must be the guarded one: it decides whether a discovered endpoint may be told the secret.
    oauth_source(boost::asio::any_io_executor executor, transport& sender, clock& time, identity who,
                 const retry_policy& policy, std::uint64_t seed);
    ~oauth_source() override;

    [[nodiscard]] boost::asio::awaitable<result<secret>> authorization(origin where) override;
    void rejected(const origin& where, const secret& used) override;
    [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }

private:
    struct entry;
    entry& entry_of(const origin& where);
    boost::asio::awaitable<result<secret>> own_token(origin where);
    boost::asio::awaitable<result<void>> refresh(origin where, entry& into);
    boost::asio::awaitable<result<url>> token_endpoint(origin where);
    boost::asio::awaitable<result<std::string>> endpoint_at(origin where, std::string target);
    boost::asio::awaitable<result<http_response>> send_patiently(http_request request);

    boost::asio::any_io_executor executor_;
    transport& sender_;
    clock& clock_;
    identity who_;
    retry_policy policy_;
    std::uint64_t seed_;
    std::uint64_t requests_ = 0;
    std::map<origin, std::unique_ptr<entry>> entries_;
};

} // namespace canreach::crawler
