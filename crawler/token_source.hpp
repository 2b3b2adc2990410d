/// Where `Authorization` headers come from.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <map>
#include <memory>
#include <optional>

#include "crawler/clock.hpp"
#include "crawler/secret.hpp"
#include "crawler/token_grant.hpp"
#include "crawler/url.hpp"
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

/// Keeps the tokens of a grant, one a host (or one for all), and renews them. One refresh at a time, which all who need
/// it wait for; a stale token is renewed while it still serves. A workspace that does not know the principal gets the
/// account's token for five minutes, then is asked again (databricks-api A.1).
class renewing_source final : public token_source {
public:
    /// `account_host` empty: there is no account token to fall back to.
    renewing_source(boost::asio::any_io_executor executor, clock& time, std::unique_ptr<token_grant> grant,
                    std::optional<origin> account_host);
    ~renewing_source() override;

    [[nodiscard]] boost::asio::awaitable<result<secret>> authorization(origin where) override;
    void rejected(const origin& where, const secret& used) override;

private:
    struct entry;
    entry& entry_of(const origin& where);
    boost::asio::awaitable<result<secret>> own_token(origin where);

    boost::asio::any_io_executor executor_;
    clock& clock_;
    std::unique_ptr<token_grant> grant_;
    std::optional<origin> account_host_;
    std::map<origin, std::unique_ptr<entry>> entries_;
};

} // namespace canreach::crawler
