/// A loopback server that plays scripted replies: over TLS, through CONNECT, or plain, told apart by the first byte.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace canreach::support {

/// What the server does with one request.
struct scripted_reply {
    std::string bytes; ///< sent as they are; empty = nothing is sent
    /// `end`: TLS says that it is the end (close_notify); `close`: the connection is closed without a word.
    enum class after { keep, close, hang, end } then = after::keep;

    /// A complete reply with the right length.
    [[nodiscard]] static scripted_reply ok(std::string body, const std::string& extra_headers = {});
    [[nodiscard]] static scripted_reply status(int code, std::string body = {}, const std::string& extra_headers = {});
};

/// One blocking thread a connection; all end with the server. The certificate is made on the spot, signs itself, and is
/// good for 127.0.0.1 and `accounts.azuredatabricks.net`.
class scripted_server {
public:
    /// The head of a request, and its body. Called from several threads, never at once.
    using script = std::function<scripted_reply(const std::string& head, const std::string& body)>;

    explicit scripted_server(script play);
    ~scripted_server();
    scripted_server(const scripted_server&) = delete;
    scripted_server& operator=(const scripted_server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] const std::filesystem::path& certificate() const;
    [[nodiscard]] unsigned connections() const;
    [[nodiscard]] unsigned requests() const;
    [[nodiscard]] unsigned tunnels() const;
    std::atomic<bool> accepts_but_never_speaks{false}; ///< for connections made from now on
    std::atomic<bool> refuses_tunnels{false};

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace canreach::support
