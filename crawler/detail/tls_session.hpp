/// TLS on a socket, with no buffer between the two: OpenSSL takes from the socket itself what it decrypts, straight
/// into its own buffer, which it gives back while the connection waits. (A stream of Asio's keeps 68 KiB a connection,
/// and copies everything through them.)
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "model/error.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace canreach::crawler::detail {

/// Whom to trust. Shared by all sessions.
class tls_settings {
public:
    /// `ca_file`: PEM; empty = the system's store. Fails with `bad_input` if it cannot be used.
    [[nodiscard]] static result<tls_settings> make(const std::string& ca_file);
    [[nodiscard]] ssl_ctx_st* handle() const noexcept { return context_.get(); }

private:
    struct freer {
        void operator()(ssl_ctx_st* context) const noexcept;
    };
    std::unique_ptr<ssl_ctx_st, freer> context_;
};

/// The client's end of one connection. Used from one thread; one operation at a time.
class tls_session {
public:
    using error_code = boost::system::error_code;

    /// For a connected socket, of which it becomes the owner.
    tls_session(const tls_settings& settings, boost::asio::ip::tcp::socket socket);
    tls_session(const tls_session&) = delete;
    tls_session& operator=(const tls_session&) = delete;
    ~tls_session();

    /// The name or address that the certificate has to be for; before `shake_hands()`. False: it is none.
    [[nodiscard]] bool expect(const std::string& host);
    [[nodiscard]] boost::asio::awaitable<error_code> shake_hands();
    /// Why the certificate is not accepted; empty if it is, or none was seen.
    [[nodiscard]] std::string why_not_trusted() const;

    /// Waits until there is something. `asio::error::eof` where the server ended the session, `stream_truncated` where
    /// it only closed the connection.
    [[nodiscard]] boost::asio::awaitable<std::pair<error_code, std::size_t>>
    read_some(boost::asio::mutable_buffer into);
    /// All of it.
    [[nodiscard]] boost::asio::awaitable<error_code> write(boost::asio::const_buffer from);
    /// Ends what is under way at once, without a word to the server.
    void close() noexcept;

private:
    struct freer {
        void operator()(ssl_st* session) const noexcept;
    };
    boost::asio::awaitable<error_code> wait_for(int ssl_error);
    [[nodiscard]] error_code fault_of(int ssl_error) const;

    boost::asio::ip::tcp::socket socket_;
    int last_errno_ = 0; ///< of the socket
    std::unique_ptr<ssl_st, freer> session_;

    friend struct socket_calls;
};

} // namespace canreach::crawler::detail
