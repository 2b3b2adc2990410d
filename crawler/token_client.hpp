/// Requests for tokens: sent with patience, read without letting a secret out.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/clock.hpp"
#include "crawler/decode/oauth.hpp"
#include "crawler/retry.hpp"
#include "crawler/secret.hpp"
#include "crawler/transport.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Used from one thread.
class token_client {
public:
    /// `sender` must be the guarded one: it decides whether an endpoint may be told the secret.
    token_client(transport& sender, clock& time, const retry_policy& policy, std::uint64_t seed)
        : sender_(sender), clock_(time), policy_(policy), seed_(seed) {}

    /// Can the body of a success be read?
    using body_check = bool (*)(std::string_view body);
    /// Sends until the reply is no passing trouble, or the retry rules give up. One that cannot be read is trouble.
    [[nodiscard]] boost::asio::awaitable<result<http_response>> send(http_request request,
                                                                     body_check readable = nullptr);
    /// Sends once, whatever comes back.
    [[nodiscard]] boost::asio::awaitable<result<http_response>> send_once(http_request request);
    /// Sends, and reads a token. Fails with `unauthenticated` if the reply says that the credentials are not accepted;
    /// what the server says is cleared of `secrets`, should it repeat them.
    [[nodiscard]] boost::asio::awaitable<result<token_reply>> ask(http_request request, std::vector<secret> secrets,
                                                                  std::string hint);

private:
    transport& sender_;
    clock& clock_;
    retry_policy policy_;
    std::uint64_t seed_;
};

/// `failure` with every occurrence of the secrets in message and context blotted out.
[[nodiscard]] failure without(failure what, std::span<const secret> secrets);

/// A request for a token: a form, as `name=value` pairs to be encoded.
[[nodiscard]] http_request token_form(const url& endpoint,
                                      std::span<const std::pair<std::string_view, std::string_view>> fields);

} // namespace canreach::crawler
