/// One request out, one reply in. No Beast, no OpenSSL: those stay in tls_transport.cpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "crawler/body_reader.hpp"
#include "crawler/http_message.hpp"
#include "crawler/proxy.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

class transport {
public:
    virtual ~transport() = default;
    /// The body of a successful reply goes to `body` while it arrives; of another what is worth keeping is in the
    /// reply: its first 64 KiB, or the texts of a longer JSON object. Fails with `network`, `timed_out` (naming the
    /// deadline), `limit_exceeded` (naming the limit) or `malformed_reply` (a broken or unknown encoding). Every HTTP
    /// status is a success here, whatever the reader thinks of its body; one that is an error is so even if its body
    /// cannot be read: `trouble` says why. Never follows redirects. Cancellable.
    [[nodiscard]] virtual boost::asio::awaitable<result<http_response>> send(http_request request,
                                                                             body_reader& body) = 0;
};

/// The same with the whole body in the reply: for documents of login and discovery. Fails with `limit_exceeded` on more
/// than 1 MiB.
[[nodiscard]] boost::asio::awaitable<result<http_response>> send_whole(transport& over, http_request request);
/// Adds to `waited` for how long there was no connection to be had.
[[nodiscard]] boost::asio::awaitable<result<http_response>> send_whole(transport& over, http_request request,
                                                                       std::chrono::steady_clock::duration& waited);

struct transport_options {
    std::string ca_file{}; ///< PEM; empty = the system's store
    proxy_settings proxy{};
    bool loopback_plain_http = false; ///< http:// to a loopback address, for the simulator; refused otherwise
    std::string user_agent = "canreach";

    std::chrono::milliseconds connect_deadline{10'000}; ///< name resolution and TCP, the proxy's tunnel included
    std::chrono::milliseconds tls_deadline{10'000};
    std::chrono::milliseconds read_deadline{60'000};     ///< between two pieces of a reply; also for writing
    std::chrono::milliseconds request_deadline{180'000}; ///< the whole request, once there is a connection for it
    std::chrono::milliseconds idle_deadline{50'000};     ///< a kept connection is not used again after that

    std::size_t header_limit_bytes = std::size_t{64} << 10U;
    std::size_t body_limit_bytes = std::size_t{256} << 20U; ///< decoded
    std::size_t max_connections_per_host = 32;
    /// To all hosts, each of which comes to an equal part if they are too few: one takes some 170 KiB, of which a third
    /// is what TLS keeps of certificates.
    std::size_t max_connections = 400;
};

/// Makes the real one: HTTP/1.1 over TLS 1.2 or later with verified certificates and host names, keep-alive pool per
/// host, gzip. Use it from the one thread of `executor`. Fails with `bad_input` if the CA file cannot be read.
[[nodiscard]] result<std::unique_ptr<transport>> make_tls_transport(boost::asio::any_io_executor executor,
                                                                    transport_options options);

} // namespace canreach::crawler
