#include "tests/support/scripted_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <vector>

#include "tests/support/scratch_folder.hpp"

namespace canreach::support {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* what) const {
        Free(what);
    }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free_all>>;

void add_extension(X509* to, int what, const char* text) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, to, to, nullptr, nullptr, 0);
    auto* made = X509V3_EXT_conf_nid(nullptr, &context, what, text);
    X509_add_ext(to, made, -1);
    X509_EXTENSION_free(made);
}

certificate_ptr make_certificate(EVP_PKEY* key) {
    certificate_ptr made(X509_new());
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    X509_set_pubkey(made.get(), key);
    auto* name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("scripted server"), -1,
                               -1, 0);
    X509_set_issuer_name(made.get(), name);
    add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(made.get(), NID_subject_alt_name, "IP:127.0.0.1,DNS:accounts.azuredatabricks.net");
    X509_sign(made.get(), key, EVP_sha256());
    return made;
}

std::string pem_of(const std::function<int(BIO*)>& write) {
    const bio_ptr out(BIO_new(BIO_s_mem()));
    if (write(out.get()) != 1) throw std::runtime_error("no PEM");
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::string reply_text(int code, const std::string& body, const std::string& extra) {
    return "HTTP/1.1 " + std::to_string(code) +
           " Scripted\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           extra + "\r\n" + body;
}

std::size_t body_size(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

} // namespace

scripted_reply scripted_reply::ok(std::string body, const std::string& extra_headers) {
    return {reply_text(200, body, extra_headers), after::keep};
}
scripted_reply scripted_reply::status(int code, std::string body, const std::string& extra_headers) {
    return {reply_text(code, body, extra_headers), after::keep};
}

struct scripted_server::impl {
    explicit impl(script what) : play(std::move(what)), acceptor(context, {asio::ip::make_address("127.0.0.1"), 0}) {
        const key_ptr key(EVP_EC_gen("P-256"));
        const auto made = make_certificate(key.get());
        const auto certificate_pem = pem_of([&](BIO* out) { return PEM_write_bio_X509(out, made.get()); });
        const auto key_pem = pem_of(
            [&](BIO* out) { return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
        tls.use_certificate_chain(asio::buffer(certificate_pem));
        tls.use_private_key(asio::buffer(key_pem), ssl::context::pem);
        std::ofstream(file) << certificate_pem;
    }

    void accept(scripted_server& owner) {
        for (;;) {
            tcp::socket socket(context);
            error_code error;
            acceptor.accept(socket, error);
            if (error) return;
            const std::scoped_lock lock(mutex);
            if (stopping) return;
            ++connections;
            open.insert(socket.native_handle());
            threads.emplace_back([this, &owner, s = std::make_shared<tcp::socket>(std::move(socket))] {
                const auto handle = s->native_handle();
                try {
                    serve(owner, *s);
                } catch (const std::exception&) {
                    // A client that goes away is part of the play.
                }
                const std::scoped_lock ending(mutex);
                open.erase(handle);
                error_code ignored;
                s->close(ignored);
            });
        }
    }

    void serve(scripted_server& owner, tcp::socket& socket) {
        char first = 0;
        if (owner.accepts_but_never_speaks) {
            asio::read(socket, asio::buffer(&first, 1));
            hang(socket);
            return;
        }
        if (::recv(socket.native_handle(), &first, 1, MSG_PEEK) != 1) return;
        if (first == 'C') {
            std::string head;
            asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n");
            ++tunnels;
            const std::string answer = owner.refuses_tunnels ? "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
                                                             : "HTTP/1.1 200 Connection established\r\n\r\n";
            asio::write(socket, asio::buffer(answer));
            if (owner.refuses_tunnels) return;
            if (::recv(socket.native_handle(), &first, 1, MSG_PEEK) != 1) return;
        }
        if (first == 0x16) {
            ssl::stream<tcp::socket&> stream(socket, tls);
            stream.handshake(ssl::stream_base::server);
            exchange(stream, socket);
        } else {
            exchange(socket, socket);
        }
    }

    template <class Stream>
    void exchange(Stream& stream, tcp::socket& socket) {
        std::string buffer;
        for (;;) {
            const auto end = asio::read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n");
            const auto head = buffer.substr(0, end);
            buffer.erase(0, end);
            const auto size = body_size(head);
            while (buffer.size() < size) {
                char more[256];
                buffer.append(more, stream.read_some(asio::buffer(more)));
            }
            const auto body = buffer.substr(0, size);
            buffer.erase(0, size);
            scripted_reply next;
            {
                const std::scoped_lock lock(mutex);
                ++requests;
                next = play(head, body);
            }
            asio::write(stream, asio::buffer(next.bytes));
            if (next.then == scripted_reply::after::close) return;
            if (next.then == scripted_reply::after::end) return say_end(stream);
            if (next.then == scripted_reply::after::hang) return hang(socket);
        }
    }

    static void say_end(tcp::socket&) {}
    static void say_end(ssl::stream<tcp::socket&>& stream) {
        error_code ignored; // the client closes without an answer
        stream.shutdown(ignored);
    }

    /// Until the client or the server's end closes the connection.
    static void hang(tcp::socket& socket) {
        char ignored[256];
        error_code error;
        while (!error) socket.read_some(asio::buffer(ignored), error);
    }

    script play;
    asio::io_context context;
    tcp::acceptor acceptor;
    ssl::context tls{ssl::context::tls_server};
    scratch_folder scratch;
    std::filesystem::path file = scratch.path("authority.pem");
    std::mutex mutex;
    std::set<int> open;
    std::vector<std::thread> threads;
    std::atomic<unsigned> connections{0};
    std::atomic<unsigned> requests{0};
    std::atomic<unsigned> tunnels{0};
    bool stopping = false;
    std::thread accepting;
};

scripted_server::scripted_server(script play) : impl_(std::make_unique<impl>(std::move(play))) {
    impl_->accepting = std::thread([this] { impl_->accept(*this); });
}

scripted_server::~scripted_server() {
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->stopping = true;
        for (const int handle : impl_->open) ::shutdown(handle, SHUT_RDWR);
    }
    // Closing alone does not wake a blocking accept; shutting the listening socket down does.
    ::shutdown(impl_->acceptor.native_handle(), SHUT_RDWR);
    impl_->accepting.join();
    for (auto& thread : impl_->threads) thread.join();
}

std::uint16_t scripted_server::port() const {
    return impl_->acceptor.local_endpoint().port();
}
const std::filesystem::path& scripted_server::certificate() const {
    return impl_->file;
}
unsigned scripted_server::connections() const {
    return impl_->connections;
}
unsigned scripted_server::requests() const {
    return impl_->requests;
}
unsigned scripted_server::tunnels() const {
    return impl_->tunnels;
}

} // namespace canreach::support
