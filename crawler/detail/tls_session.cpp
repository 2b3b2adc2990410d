#include "crawler/detail/tls_session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <cerrno>
#include <new>
#include <sys/socket.h>

#include "crawler/url.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

/// What OpenSSL asks of the socket. Not its own functions for sockets: those raise SIGPIPE when the server is gone.
struct socket_calls {
    static tls_session& of(BIO* bio) noexcept { return *static_cast<tls_session*>(BIO_get_data(bio)); }

    static int ended(BIO* bio, ssize_t count) noexcept {
        BIO_clear_retry_flags(bio);
        of(bio).last_errno_ = count < 0 && !is_for_now() ? errno : 0;
        return count < 0 ? -1 : static_cast<int>(count);
    }
    static bool is_for_now() noexcept { return errno == EAGAIN || errno == EWOULDBLOCK; }

    static int read(BIO* bio, char* into, int size) noexcept {
        ssize_t count = 0;
        do {
            count = ::recv(of(bio).socket_.native_handle(), into, static_cast<std::size_t>(size), 0);
        } while (count < 0 && errno == EINTR);
        const auto made = ended(bio, count);
        if (count < 0 && is_for_now()) BIO_set_retry_read(bio);
        if (count == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
        return made;
    }
    static int write(BIO* bio, const char* from, int size) noexcept {
        ssize_t count = 0;
        do {
            count = ::send(of(bio).socket_.native_handle(), from, static_cast<std::size_t>(size), MSG_NOSIGNAL);
        } while (count < 0 && errno == EINTR);
        const auto made = ended(bio, count);
        if (count < 0 && is_for_now()) BIO_set_retry_write(bio);
        return made;
    }
    static long control(BIO* bio, int command, long, void*) noexcept {
        if (command == BIO_CTRL_FLUSH) return 1;
        if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
        return 0;
    }
    /// Made once, and never freed: sessions may end as late as the process does.
    static const BIO_METHOD* method() {
        static const BIO_METHOD* const made = [] {
            auto* methods = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
            if (methods == nullptr) throw std::bad_alloc();
            BIO_meth_set_read(methods, &read);
            BIO_meth_set_write(methods, &write);
            BIO_meth_set_ctrl(methods, &control);
            return methods;
        }();
        return made;
    }
};

void tls_settings::freer::operator()(ssl_ctx_st* context) const noexcept {
    SSL_CTX_free(context);
}
void tls_session::freer::operator()(ssl_st* session) const noexcept {
    SSL_free(session);
}

result<tls_settings> tls_settings::make(const std::string& ca_file) {
    tls_settings made;
    made.context_.reset(SSL_CTX_new(TLS_client_method()));
    auto* context = made.handle();
    if (context == nullptr) throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    // A connection that waits holds no buffers of its own. One that reads takes what there is at once, not the head of
    // a record and then the record.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_set_read_ahead(context, 1);
    ERR_clear_error();
    const int loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context)
                                       : SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr);
    if (loaded == 1) return made;
    const boost::system::error_code error(static_cast<int>(ERR_get_error()), asio::error::get_ssl_category());
    return fail(errc::bad_input, fmt::format("the CA file cannot be used: {}", error.message()))
        .with("file", printable(ca_file));
}

tls_session::tls_session(const tls_settings& settings, asio::ip::tcp::socket socket)
    : socket_(std::move(socket)), session_(SSL_new(settings.handle())) {
    auto* bio = BIO_new(socket_calls::method());
    if (!session_ || bio == nullptr) {
        BIO_free(bio);
        throw std::bad_alloc();
    }
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(session_.get(), bio, bio);
    error_code ignored; // an operation would fail by it, too
    socket_.native_non_blocking(true, ignored);
}

tls_session::~tls_session() {
    close();
}

bool tls_session::expect(const std::string& host) {
    if (is_ip_literal(host)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session_.get()), host.c_str()) == 1;
    return SSL_set_tlsext_host_name(session_.get(), host.c_str()) == 1 &&
           SSL_set1_host(session_.get(), host.c_str()) == 1;
}

std::string tls_session::why_not_trusted() const {
    const auto verdict = SSL_get_verify_result(session_.get());
    return verdict == X509_V_OK ? std::string{} : std::string(X509_verify_cert_error_string(verdict));
}

tls_session::error_code tls_session::fault_of(int ssl_error) const {
    if (ssl_error == SSL_ERROR_ZERO_RETURN) return asio::error::eof;
    const auto told = ERR_get_error();
    if (ssl_error == SSL_ERROR_SSL && ERR_GET_REASON(told) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return asio::ssl::error::stream_truncated;
    if (told != 0) return {static_cast<int>(told), asio::error::get_ssl_category()};
    if (last_errno_ != 0) return {last_errno_, asio::error::get_system_category()};
    return asio::ssl::error::stream_truncated;
}

/// Until the operation may be tried again.
asio::awaitable<tls_session::error_code> tls_session::wait_for(int ssl_error) {
    const bool wants_to_read = ssl_error == SSL_ERROR_WANT_READ;
    if (!wants_to_read && ssl_error != SSL_ERROR_WANT_WRITE) co_return fault_of(ssl_error);
    auto [error] =
        co_await socket_.async_wait(wants_to_read ? asio::socket_base::wait_read : asio::socket_base::wait_write,
                                    asio::as_tuple(asio::use_awaitable));
    co_return error;
}

asio::awaitable<tls_session::error_code> tls_session::shake_hands() {
    for (;;) {
        ERR_clear_error();
        const int done = SSL_connect(session_.get());
        if (done == 1) co_return error_code{};
        const auto error = co_await wait_for(SSL_get_error(session_.get(), done));
        if (error) co_return error;
    }
}

asio::awaitable<std::pair<tls_session::error_code, std::size_t>> tls_session::read_some(asio::mutable_buffer into) {
    for (;;) {
        ERR_clear_error();
        std::size_t count = 0;
        const int done = SSL_read_ex(session_.get(), into.data(), into.size(), &count);
        if (done == 1) co_return std::pair{error_code{}, count};
        const auto error = co_await wait_for(SSL_get_error(session_.get(), done));
        if (error) co_return std::pair{error, std::size_t{0}};
    }
}

asio::awaitable<tls_session::error_code> tls_session::write(asio::const_buffer from) {
    while (from.size() > 0) {
        ERR_clear_error();
        std::size_t count = 0;
        const int done = SSL_write_ex(session_.get(), from.data(), from.size(), &count);
        if (done == 1) {
            from += count;
            continue;
        }
        const auto error = co_await wait_for(SSL_get_error(session_.get(), done));
        if (error) co_return error;
    }
    co_return error_code{};
}

void tls_session::close() noexcept {
    error_code ignored;
    socket_.close(ignored);
}

} // namespace canreach::crawler::detail
