/// How a token is got, one way a class; kept and renewed by `renewing_source`.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "crawler/decode/oauth.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Used from one thread; several fetches may be under way.
class token_grant {
public:
    virtual ~token_grant() = default;
    /// A fresh token for requests to `where`. Fails with `unauthenticated` if the credentials are not accepted there,
    /// else as the transport does. No failure holds a secret.
    [[nodiscard]] virtual boost::asio::awaitable<result<token_reply>> fetch(origin where) = 0;
    /// Is one and the same token good for every host?
    [[nodiscard]] virtual bool is_for_all_hosts() const noexcept { return false; }
};

} // namespace canreach::crawler
